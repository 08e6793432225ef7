"""The chat: GET shows it, POST changes the conversation and sends the browser back to its newest reply."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from guide.moves import Answer, Do, Move, from_payload
from guide.reply import Reply
from web.page import chat_page
from web.session import field
from web.site import Site

NEWEST = "/#nyeste"


class Citizen:
    """The handlers."""

    def __init__(self, site: Site) -> None:
        """`site` holds everything they share."""
        self.site = site

    def routes(self) -> list[BaseRoute]:
        """Where they are."""
        return [
            Route("/", self.chat),
            Route("/besked", self.write, methods=["POST"]),
            Route("/tryk", self.press, methods=["POST"]),
            Route("/slet", self.delete, methods=["POST"]),
            Route("/slettet", self.deleted),
        ]

    async def chat(self, request: Request) -> Response:
        """The page."""
        known = self.site.conversation(request)
        id = known or self.site.sessions.new()
        response = HTMLResponse(await run_in_threadpool(self._chat, id))
        if not known:
            self.site.sessions.write(response, id, request)
        return response

    def _chat(self, id: str) -> str:
        state, entries, guide = self.site.opened(id)
        page = chat_page(guide, state, entries, self.site.sessions.token(id), self.site.settings.now().date())
        return self.site.render("chat.html", page=page)

    async def write(self, request: Request) -> Response:
        """Free text."""
        id, form = await self.site.sessions.checked_form(request)
        return self._after(await self.site.talk.write(id, field(form, "besked"), self.site.settings.now()))

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
        return self._after(await run_in_threadpool(self.site.talk.press, id, move, self.site.settings.now()))

    async def delete(self, request: Request) -> Response:
        """Delete the conversation."""
        id, _ = await self.site.sessions.checked_form(request)
        return self._after(await run_in_threadpool(self.site.talk.press, id, Do("slet"), self.site.settings.now()))

    async def deleted(self, _request: Request) -> Response:
        """Says that everything is deleted."""
        return self.site.page("message.html", title="Slettet", text="Nu er alt fra samtalen slettet.")

    def _after(self, reply: Reply) -> Response:
        if not reply.forget:
            return RedirectResponse(NEWEST, 303)
        response = RedirectResponse("/slettet", 303)
        self.site.sessions.forget(response)
        return response
