"""«Mine svar»: every answer given, what another answer would do, what a change did, and undo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from guide.answers import BadAnswer, check_answer, say
from guide.consequences import Consequence, between, consequences
from guide.conversation import Conversation
from guide.moves import Answer
from guide.respond import Guide
from guide.words import words
from rights.decision import Decision
from rights.loader import danish_date
from rights.schema import UNKNOWN
from web.citizen import while_open
from web.session import field
from web.site import Site
from web.talk import own_words

PAGE = "/svar"


@dataclass(frozen=True)
class Given:
    """One answer as it stands on the page."""

    fact: str
    ask: str
    answer: str


@dataclass(frozen=True)
class Choice:
    """One possible answer and what choosing it would change."""

    value: str
    label: str
    now: bool
    effects: tuple[str, ...]


@dataclass(frozen=True)
class Changed:
    """The newest change: what it was, and what it did. `step` names it, so that it is undone once only."""

    text: str
    effects: tuple[str, ...]
    step: int


class Answers:
    """The handlers."""

    def __init__(self, site: Site) -> None:
        """`site` holds everything they share."""
        self.site = site

    def routes(self) -> list[BaseRoute]:
        """Where they are."""
        return [
            Route(PAGE, while_open(self.site, self.show)),
            Route(f"{PAGE}/fortryd", while_open(self.site, self.undo), methods=["POST"]),
            Route(f"{PAGE}/{{fact}}", while_open(self.site, self.choose)),
            Route(f"{PAGE}/{{fact}}", while_open(self.site, self.change), methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Every answer."""
        id = self.site.conversation(request)
        return HTMLResponse(self.site.render("citizen/answers.html", **await run_in_threadpool(self._shown, id)))

    async def choose(self, request: Request) -> Response:
        """One answer's page."""
        return await self._choices(request)

    async def change(self, request: Request) -> Response:
        """A new answer."""
        id, form = await self.site.sessions.checked_form(request)
        fact, now = request.path_params["fact"], self.site.settings.now()
        value = UNKNOWN if "ved_ikke" in form else field(form, "svar", "").strip()
        try:
            if not value:
                raise BadAnswer(own_words()["choose"])
            check_answer(self.site.voices.catalogue, fact, value, now.date())
            if field(form, "foer", "") and fact not in (await run_in_threadpool(self.site.opened, id))[0].answers:
                # A page from before the person began again must not bring its answer along.
                return await self._choices(request, 409, own_words()["answer_gone"])
        except BadAnswer as error:
            return await self._choices(request, 422, str(error))
        await run_in_threadpool(self.site.talk.press, id, Answer(fact, value), now)
        return RedirectResponse(PAGE, 303)

    async def undo(self, request: Request) -> Response:
        """The newest change undone, unless it was undone already."""
        id, form = await self.site.sessions.checked_form(request)
        await run_in_threadpool(self.site.talk.undo, id, field(form, "trin", ""), self.site.settings.now())
        return RedirectResponse(PAGE, 303)

    async def _choices(self, request: Request, status: int = 200, problem: str = "") -> Response:
        fact, id = request.path_params["fact"], self.site.conversation(request)
        if fact not in self.site.voices.catalogue.facts:
            raise HTTPException(404)
        values = await run_in_threadpool(self._one, id, fact)
        return HTMLResponse(self.site.render("citizen/change.html", problem=problem, **values), status)

    def _shown(self, id: str) -> dict[str, object]:
        state, _, guide = self.site.opened(id)
        today = self.site.settings.now().date()
        return {
            "token": self.site.sessions.token(id) if id else "",
            "role": state.role,
            "given": [
                Given(fact, guide.catalogue.facts[fact].ask, answered(guide, fact, value))
                for fact, value in state.answers.items()
                if fact in guide.catalogue.facts
            ],
            "changed": changed(guide, state, today),
        }

    def _one(self, id: str, fact: str) -> dict[str, object]:
        state, _, guide = self.site.opened(id)
        today = self.site.settings.now().date()
        asked = guide.catalogue.facts[fact]
        now = state.answers.get(fact, "")
        choices = [
            Choice(value, label, value == now, effects(_would(guide, state, fact, value, today), would=True))
            for value, label in [(o.id, o.label) for o in asked.options] + [(UNKNOWN, words().buttons[UNKNOWN])]
        ]
        return {
            "token": self.site.sessions.token(id) if id else "",
            "role": state.role,
            "asked": asked,
            "now": answered(guide, fact, now) if now else "",
            "before": now,
            "day": now if asked.type == "date" and now != UNKNOWN else "",
            "choices": choices,
            "nothing": own_words()["changes_nothing"],
        }


def answered(guide: Guide, fact: str, value: str) -> str:
    """An answer in the words of its own button."""
    asked = guide.catalogue.facts[fact]
    if value == UNKNOWN:
        return words().buttons[UNKNOWN]
    if asked.type == "date":
        return danish_date(date.fromisoformat(value))
    return next((option.label for option in asked.options if option.id == value), say(guide.catalogue, fact, value))


def changed(guide: Guide, state: Conversation, today: date) -> Changed | None:
    """The newest change, worked out from the answers before and after it."""
    if not state.before or state.before[-1][0] not in state.answers:
        return None
    fact, earlier = state.before[-1]
    said, now = own_words(), answered(guide, fact, state.answers[fact])
    step = len(state.before)
    if not earlier:
        return Changed(said["first_answer"].format(now=now), (), step)
    text = said["changed_from"].format(before=answered(guide, fact, earlier), now=now)
    found = effects(between(guide.assessor, state.undone(), state, today), would=False)
    return Changed(text, found or (said["nothing_changed"],), step)


def effects(found: Iterable[Consequence], *, would: bool) -> tuple[str, ...]:
    """What a change does to the answers: a sentence for each other outcome, one for all that are only reworded."""
    said, when = own_words(), "would" if would else "now"
    told, reworded = [], []
    for one in found:
        before, after = _short(one.before), _short(one.after)
        if before == after:
            reworded.append(one.after.title)
        else:
            told.append(said[f"{when}_other"].format(title=one.after.title, before=before, after=after))
    if reworded:
        told.append(said[f"{when}_words"].format(titles="; ".join(reworded)))
    return tuple(told)


def _short(decision: Decision) -> str:
    """The outcome's first words: what follows the dash is the same for all that have it."""
    return words().outcomes[decision.outcome.value].partition(" – ")[0]


def _would(guide: Guide, state: Conversation, fact: str, value: str, today: date) -> tuple[Consequence, ...]:
    if state.answers.get(fact) == value:
        return ()
    return consequences(guide.assessor, state, fact, value, today)
