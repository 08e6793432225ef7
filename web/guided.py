"""The guided way: the same conversation as the chat, one question a page."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from guide.conversation import Conversation
from guide.moves import Answer, Ask
from guide.respond import FIRST_TOPICS, Guide
from guide.words import words
from rights.schema import UNKNOWN
from web.citizen import opened_page, while_open
from web.session import field
from web.site import Site
from web.talk import own_words

PAGE = "/trin"
TEMPLATE = "citizen/guided.html"


class Guided:
    """The handlers."""

    def __init__(self, site: Site) -> None:
        """`site` holds everything they share."""
        self.site = site

    def routes(self) -> list[BaseRoute]:
        """Where they are."""
        return [
            Route(PAGE, while_open(self.site, self.show)),
            Route(PAGE, while_open(self.site, self.answer), methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The open question, the answer, or the choice of a topic."""
        return await self._page(request)

    async def answer(self, request: Request) -> Response:
        """An answer or a chosen topic.

        A form of an earlier page changes that answer; one whose question is neither open nor answered changes nothing
        and says where the person is.
        """
        site = self.site
        id, form = await site.sessions.checked_form(request)
        now = site.settings.now()
        if "spoergsmaal" not in form:
            topic = field(form, "emne", "")
            if topic not in site.voices.catalogue.topics:
                return await self._page(request, 422, problem=own_words()["choose_topic"], choosing=True)
            await run_in_threadpool(site.talk.press, id, Ask(topic), now)
            return RedirectResponse(PAGE, 303)
        fact, value = field(form, "spoergsmaal"), field(form, "svar", "").strip()
        value = UNKNOWN if "ved_ikke" in form else value
        state, _, _ = await run_in_threadpool(site.opened, id)
        if not site.voices.may_answer(state, fact, now.date()):
            return await self._page(request, notice=own_words()["not_open"])
        if not value:
            return await self._page(request, 422, problem=own_words()["choose"])
        await run_in_threadpool(site.talk.press, id, Answer(fact, value), now)
        return RedirectResponse(PAGE, 303)

    async def _page(
        self, request: Request, status: int = 200, problem: str = "", notice: str = "", choosing: bool = False
    ) -> Response:
        return await opened_page(
            self.site,
            request,
            TEMPLATE,
            status,
            self._read,
            problem=problem,
            notice=notice,
            choosing=choosing or "emner" in request.query_params,
            unknown_label=words().buttons[UNKNOWN],
            answer_payload=lambda payload: payload.rsplit(" ", 1)[-1],
        )

    def _read(self, state: Conversation, guide: Guide) -> dict[str, object]:
        today, off = self.site.settings.now().date(), self.site.municipality.topics_off
        question = guide.open_question(state, today)
        # In the words of the voice that the conversation is held in.
        topics = [(topic, button.label) for topic, button in guide.topic_buttons.items() if topic not in off]
        first = sorted((t for t in topics if t[0] in FIRST_TOPICS), key=lambda t: FIRST_TOPICS.index(t[0]))
        return {
            "why": guide.catalogue.facts[question.fact].why if question else "",
            "first": first,
            "others": [topic for topic in topics if topic not in first],
            "last_topic": state.topics[0] if state.topics else "",
        }
