"""The chat: GET shows it, POST changes the conversation and sends the browser back to its newest reply.

With JavaScript the same forms get the new turn alone, to be put at the end of the log; nothing else differs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from guide.conversation import Conversation
from guide.moves import Answer, Do, Heard, Move, from_payload
from guide.reply import Reply
from guide.respond import Guide
from guide.words import words
from web.page import chat_page
from web.session import field, partly
from web.site import Site
from web.talk import PRESSED, own_words

NEWEST = "/#nyeste"
BACK_TO = {"trin": "/trin", "svar": "/svar"}
"""Where a form on another page than the chat leads back to."""

Handler = Callable[[Request], Awaitable[Response]]
More = Callable[[Conversation, Guide], dict[str, object]]


def while_open(site: Site, handler: Handler) -> Handler:
    """The handler, or the page that says that the guide is switched off, with the phone numbers."""

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        return site.page("citizen/closed.html", 503) if site.municipality.closed else await handler(request)

    return guarded


class Citizen:
    """The handlers."""

    def __init__(self, site: Site) -> None:
        """`site` holds everything they share."""
        self.site = site

    def routes(self) -> list[BaseRoute]:
        """Where they are. What is kept can be deleted also while the guide is switched off."""
        return [
            Route("/", while_open(self.site, self.chat)),
            Route("/besked", while_open(self.site, self.write), methods=["POST"]),
            Route("/tryk", while_open(self.site, self.press), methods=["POST"]),
            Route("/menneske", while_open(self.site, self.human)),
            Route("/forfra", while_open(self.site, self.ask_restart)),
            Route("/slet", self.ask_delete),
            Route("/slet", self.delete, methods=["POST"]),
            Route("/slettet", self.deleted),
            Route("/kommune.css", self.colours),
        ]

    async def chat(self, request: Request) -> Response:
        """The page."""
        return await opened_page(self.site, request, "chat.html")

    async def write(self, request: Request) -> Response:
        """Free text."""
        id, form = await self.site.sessions.checked_form(request)
        reply = await self.site.talk.write(id, field(form, "besked"), self.site.settings.now())
        return await self._after(request, id, reply)

    async def press(self, request: Request) -> Response:
        """A button's payload, or the day chosen for an open question."""
        id, form = await self.site.sessions.checked_form(request)
        move: Move | None
        if "dag" in form:
            move = Answer(field(form, "spoergsmaal"), field(form, "dag").strip())
        else:
            move = from_payload(field(form, "tryk"))
        if move is None:
            raise HTTPException(400)
        reply = await run_in_threadpool(self._pressed, id, move, field(form, "trin", ""))
        return await self._after(request, id, reply, BACK_TO.get(field(form, "fra", ""), NEWEST))

    def _pressed(self, id: str, move: Move, step: str) -> Reply:
        """What the guide replies. An old page answers nothing new."""
        site, now = self.site, self.site.settings.now()
        if step and move == Do("tilbage"):
            return site.talk.undo(id, step, now)
        if isinstance(move, Answer) and move.fact in site.voices.catalogue.facts:
            state, _, _ = site.opened(id)
            if not site.voices.may_answer(state, move.fact, now.date()):
                return site.talk.press(id, Heard(problem=own_words()["not_open"]), now, PRESSED)
        return site.talk.press(id, move, now)

    async def delete(self, request: Request) -> Response:
        """Delete the conversation."""
        id, _ = await self.site.sessions.checked_form(request)
        reply = await run_in_threadpool(self.site.talk.press, id, Do("slet"), self.site.settings.now())
        return await self._after(request, id, reply)

    async def deleted(self, _request: Request) -> Response:
        """Says that everything is deleted."""
        return self.site.page("citizen/deleted.html", text=words().deleted)

    async def ask_delete(self, request: Request) -> Response:
        """Deletion from any page, after a question."""
        return await self._sure(request, "Slet min samtale", own_words()["delete_ask"], "/slet", "")

    async def ask_restart(self, request: Request) -> Response:
        """Starting over from any page, after a question."""
        return await self._sure(request, "Begynd forfra", own_words()["restart_ask"], "/tryk", "#forfra")

    async def _sure(self, request: Request, title: str, text: str, action: str, payload: str) -> Response:
        id = self.site.conversation(request)
        token = self.site.sessions.token(id) if id else ""
        return self.site.page("citizen/sure.html", token=token, title=title, text=text, action=action, payload=payload)

    async def human(self, _request: Request) -> Response:
        """Who to talk to."""
        return self.site.page("citizen/human.html", texts=words().human)

    async def colours(self, _request: Request) -> Response:
        """The municipality's colour as a style sheet, since no page holds a style of its own."""
        return PlainTextResponse(f":root{{--brand:{self.site.municipality.colour}}}\n", media_type="text/css")

    async def _after(self, request: Request, id: str, reply: Reply, to: str = NEWEST) -> Response:
        if reply.forget:
            to = "/slettet"
        if partly(request) and not reply.forget and words().restarted not in reply.paragraphs:
            return HTMLResponse(await run_in_threadpool(self._turn, id, reply))
        response: Response = RedirectResponse(to, 303)
        if partly(request):
            # Nothing of the old page may stay; and an address that differs in its fragment alone is not fetched.
            response = Response(headers={"HX-Redirect": to} if reply.forget else {"HX-Refresh": "true"})
        if reply.forget:
            self.site.sessions.forget(response, request)
        return response

    def _turn(self, id: str, reply: Reply) -> str:
        """The newest turn alone; no lines when a form that was sent twice changed nothing."""
        return self.site.render("citizen/turn.html", **read_page(self.site, id), new=reply != Reply())


def read_page(site: Site, id: str, more: More | None = None) -> dict[str, object]:
    """What the chat and the guided pages show, with `more` of a page's own. Reads the store once."""
    state, entries, guide = site.opened(id)
    page = chat_page(guide, state, entries, site.sessions.token(id), site.settings.now().date())
    return {"page": page, **(more(state, guide) if more else {})}


async def opened_page(
    site: Site, request: Request, template: str, status: int = 200, more: More | None = None, **values: object
) -> Response:
    """A page of the conversation; a visitor without one gets one."""
    known = site.conversation(request)
    id = known or site.sessions.new()
    read = await run_in_threadpool(read_page, site, id, more)
    response = HTMLResponse(site.render(template, **read, **values), status)
    if not known:
        site.sessions.write(response, id, request)
    return response
