"""The chat page: GET shows it, POST changes the conversation and sends the browser back to its newest reply."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import logging
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from guide.moves import Answer, Do, Move, from_payload
from guide.reply import Reply
from guide.respond import Guide
from rights.assess import Assessor
from rights.loader import load
from store import RETENTION, Store
from web.guard import MAX_BODY, Guard
from web.page import chat_page, render
from web.settings import Settings, from_environment
from web.talk import Talk

COOKIE = "samtale"
NEWEST = "/#nyeste"
PURGE_EVERY = 3600.0
_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_MESSAGES = {
    400: ("Det kunne vi ikke læse", "Siden sendte noget, som guiden ikke kender. Gå tilbage, og prøv igen."),
    403: (
        "Siden var for gammel",
        "Guiden kunne ikke se, hvilken samtale det hører til. Gå til samtalen, og prøv igen. "
        "Sker det igen, så tillad cookies for denne side. Guiden bruger én, som holder styr på din samtale.",
    ),
    404: ("Siden findes ikke", "Der er ikke noget på den adresse."),
    405: ("Siden findes ikke", "Den adresse kan ikke åbnes på den måde."),
    413: ("Beskeden var for lang", "Skriv det vigtigste på højst 2.000 tegn. Dine svar er her stadig."),
    500: ("Der skete en fejl hos os", "Dine svar er her stadig. Prøv igen om lidt, eller ring til kommunen."),
}

log = logging.getLogger(__name__)


def create_app(settings: Settings | None = None) -> ASGIApp:
    """The application.

    Args:
        settings: how it is set up; from the environment when left out.

    Raises:
        rights.yamlfile.CatalogueError: the catalogue can't be used.
    """
    chosen = settings or from_environment()
    pages = Pages(chosen, Guide(Assessor(load())), Store(chosen.database))
    app = Starlette(
        routes=[
            Route("/", pages.chat),
            Route("/besked", pages.write, methods=["POST"]),
            Route("/tryk", pages.press, methods=["POST"]),
            Route("/slet", pages.delete, methods=["POST"]),
            Route("/slettet", pages.deleted),
            Route("/sundhed", pages.health),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ],
        exception_handlers={HTTPException: _on_http_error, Exception: _on_error},
        lifespan=pages.lifespan,
    )
    return Guard(app, error_page)


class Pages:
    """The handlers."""

    def __init__(self, settings: Settings, guide: Guide, store: Store) -> None:
        """Nothing is shared between requests but these and the connection to Rasa."""
        self.settings = settings
        self.guide = guide
        self.store = store
        self.talk = Talk(guide, store)

    @asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        """Deletes idle conversations at the start and every hour, and keeps one connection pool to Rasa."""
        # Rasa is beside us: a proxy named in the environment is not for it.
        async with httpx.AsyncClient(timeout=20, trust_env=False, transport=self.settings.transport) as client:
            self.talk = Talk(self.guide, self.store, self.settings.rasa_url, client)
            purging = asyncio.create_task(self._purge())
            try:
                yield
            finally:
                purging.cancel()
                with suppress(asyncio.CancelledError):
                    await purging
                self.store.close()

    async def _purge(self) -> None:
        while True:
            try:
                await run_in_threadpool(self.store.purge, self.settings.now() - RETENTION)
            except Exception as error:  # the next hour may go better, and the pages work meanwhile
                log.error("idle conversations were not deleted: %s", type(error).__name__)
            await asyncio.sleep(PURGE_EVERY)

    async def chat(self, request: Request) -> Response:
        """The page."""
        known = _conversation(request)
        id = known or secrets.token_urlsafe(16)
        html = await run_in_threadpool(self._chat, id)
        response = HTMLResponse(html)
        if not known:
            response.set_cookie(COOKIE, id, httponly=True, samesite="lax", secure=request.url.scheme == "https")
        return response

    def _chat(self, id: str) -> str:
        state, entries = self.talk.opened(self.store.load(id))
        page = chat_page(self.guide, state, entries, token_of(id), self.settings.now().date())
        return render("chat.html", page=page)

    async def write(self, request: Request) -> Response:
        """Free text."""
        id, form = await _checked_form(request)
        return _after(await self.talk.write(id, _field(form, "besked"), self.settings.now()))

    async def press(self, request: Request) -> Response:
        """A button's payload, or the day chosen for an open question."""
        id, form = await _checked_form(request)
        move: Move | None
        if "dag" in form:
            move = Answer(_field(form, "spoergsmaal"), _field(form, "dag").strip())
        else:
            move = from_payload(_field(form, "tryk"))
        if move is None:
            raise HTTPException(400)
        return _after(await run_in_threadpool(self.talk.press, id, move, self.settings.now()))

    async def delete(self, request: Request) -> Response:
        """Delete the conversation."""
        id, _ = await _checked_form(request)
        return _after(await run_in_threadpool(self.talk.press, id, Do("slet"), self.settings.now()))

    async def deleted(self, _request: Request) -> Response:
        """Says that everything is deleted."""
        return HTMLResponse(render("message.html", title="Slettet", text="Nu er alt fra samtalen slettet."))

    async def health(self, _request: Request) -> Response:
        """What works. The pages work without Rasa; without the store they don't."""
        try:
            await run_in_threadpool(self.store.load, "")
            stored = True
        except Exception:
            stored = False
        rasa = "ja" if await self.talk.rasa_answers() else "nej"
        state = {"katalog": len(self.guide.catalogue.rights), "database": "ja" if stored else "nej", "rasa": rasa}
        return JSONResponse(state, 200 if stored else 503)


def token_of(id: str) -> str:
    """The token that the forms of a conversation carry. Only who knows its secret id can make it."""
    digest = hmac.digest(id.encode(), b"formular", hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode()


def error_page(status: int) -> Response:
    """The page for a status: what happened, phone numbers, the way back. Never a stack trace."""
    title, text = _MESSAGES.get(status, _MESSAGES[500 if status >= 500 else 400])
    return HTMLResponse(render("message.html", title=title, text=text), status)


async def _on_http_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = error_page(error.status_code)
    response.headers.update(error.headers or {})
    return response


async def _on_error(_request: Request, _error: Exception) -> Response:
    return error_page(500)


def _conversation(request: Request) -> str:
    """The conversation in the cookie, or "" when it holds nothing that we made."""
    id = request.cookies.get(COOKIE, "")
    return id if _ID.fullmatch(id) else ""


async def _checked_form(request: Request) -> tuple[str, FormData]:
    """The conversation and the form.

    Raises:
        HTTPException: it is not a form (400), or it was not made for this conversation (403).
    """
    if request.headers.get("content-type", "").split(";")[0].strip().lower() not in _FORMS:
        raise HTTPException(400)
    form = await request.form(max_files=0, max_fields=8, max_part_size=MAX_BODY)
    id = _conversation(request)
    if not id or not hmac.compare_digest(token_of(id).encode(), _field(form, "kode", "").encode()):
        raise HTTPException(403)
    return id, form


def _field(form: FormData, name: str, default: str | None = None) -> str:
    value = form.get(name, default)
    if not isinstance(value, str):
        raise HTTPException(400)
    return value


def _after(reply: Reply) -> Response:
    if not reply.forget:
        return RedirectResponse(NEWEST, 303)
    response = RedirectResponse("/slettet", 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return response
