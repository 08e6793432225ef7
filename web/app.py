"""The application: its parts, its errors, and what runs beside the requests."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from actions.warm import warm
from guide.voices import Voices
from rights.loader import load
from store import Store
from store.retention import purge
from web.answers import Answers
from web.api.routes import Api
from web.citizen import Citizen
from web.embed.routes import Embed
from web.feedback.routes import Feedback
from web.guard import Guard
from web.guided import Guided
from web.health import Health
from web.limits import Limits
from web.municipality import MunicipalityFile
from web.observe import Observe
from web.papers.pages import Papers
from web.session import Sessions
from web.settings import Settings, from_environment
from web.site import Site
from web.staff import staff_routes
from web.talk import Talk
from web.usage.made import counting

PURGE_EVERY = 3600.0
_MESSAGES = {
    400: ("Det kunne vi ikke læse", "Siden sendte noget, som guiden ikke kender. Gå tilbage, og prøv igen."),
    403: (
        "Siden var for gammel",
        "Guiden kunne ikke se, hvilken samtale det hører til. Gå til samtalen, og prøv igen. "
        "Sker det igen, så tillad cookies for denne side. Guiden bruger én, som holder styr på din samtale.",
    ),
    404: ("Siden findes ikke", "Der er ikke noget på den adresse."),
    405: ("Siden findes ikke", "Den adresse kan ikke åbnes på den måde."),
    408: ("Det tog for lang tid", "Beskeden nåede ikke frem. Dine svar er her stadig. Prøv igen."),
    413: ("Beskeden var for lang", "Skriv det vigtigste på højst 2.000 tegn. Dine svar er her stadig."),
    429: (
        "Vent et øjeblik",
        "Der kommer lige nu flere beskeder herfra, end guiden kan følge med til. Dine svar er her stadig. "
        "Prøv igen om et minut. Haster det, så ring til kommunen.",
    ),
    500: ("Der skete en fejl hos os", "Dine svar er her stadig. Prøv igen om lidt, eller ring til kommunen."),
}

log = logging.getLogger(__name__)


def create_app(settings: Settings | None = None) -> ASGIApp:
    """The application.

    Args:
        settings: how it is set up; from the environment when left out.

    Raises:
        rights.yamlfile.CatalogueError: the catalogue can't be used.
        web.municipality.MunicipalityError: the municipality's file can't be used.
    """
    settings = settings or from_environment()
    voices = Voices(load())
    file = MunicipalityFile(settings.municipality, frozenset(voices.catalogue.topics))
    store, sessions = Store(settings.database), Sessions(settings.secret)
    site = Site(settings, file.found, voices, store, sessions, Talk(voices, store))
    site.talk = replace(site.talk, count=lambda outcome: site.metrics.rasa.labels(outcome).inc())
    site.metrics.catalogue.set(len(voices.catalogue.rights))
    site.belongs_to(file.found)
    pages = Pages(site)
    app = Starlette(
        routes=[
            *Citizen(site).routes(),
            *Guided(site).routes(),
            *Answers(site).routes(),
            *Api(site).routes(),
            *Embed(site).routes(),
            *counting(site, Papers(site).routes()),
            *Feedback(site).routes(),
            *staff_routes(site),
            *Health(site).routes(),
            # No secret stands in these, so they may be compressed; pages hold a token and are not.
            Mount("/static", GZipMiddleware(StaticFiles(directory=Path(__file__).parent / "static"))),
        ],
        exception_handlers={HTTPException: pages.on_http_error, Exception: pages.on_error},
        lifespan=pages.lifespan,
    )
    metrics = site.metrics
    limited = Limits(
        app,
        settings.limits,
        settings.secret,
        site.conversation,
        pages.error,
        lambda kind, each: metrics.limited.labels(kind, each).inc(),
        settings.redis,
    )
    guarded = Guard(
        limited,
        pages.error,
        lambda: site.municipality.shown_on,
        lambda why: metrics.refused.labels(why).inc(),
    )
    layers: ASGIApp = Observe(Reload(guarded, site, file), metrics)
    return ProxyHeadersMiddleware(layers, settings.trusted_proxies) if settings.trusted_proxies else layers  # type: ignore


class Reload:
    """Before each request: what the municipality has changed in its file since the last one."""

    def __init__(self, app: ASGIApp, site: Site, file: MunicipalityFile) -> None:
        """`file` is looked at once a second at the most."""
        self.app, self.site, self.file = app, site, file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        usable = self.file.changed()
        if usable is not None:
            self.site.metrics.municipality.labels("ok" if usable else "failed").inc()
            self.site.belongs_to(self.file.found)
        await self.app(scope, receive, send)


class Pages:
    """What belongs to no single door: errors, health, and what runs beside the requests."""

    def __init__(self, site: Site) -> None:
        """`site` is shared with every door."""
        self.site = site

    @asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        """Deletes idle conversations at the start and every hour, and keeps one connection pool to Rasa."""
        site = self.site
        # Rasa is beside us: a proxy named in the environment is not for it.
        async with httpx.AsyncClient(timeout=20, trust_env=False, transport=site.settings.transport) as client:
            site.talk = replace(site.talk, rasa_url=site.settings.rasa_url, client=client)
            # Pages and buttons need nothing of what is read here, so nobody waits for it.
            beside = [asyncio.create_task(self._purge()), asyncio.create_task(asyncio.to_thread(warm))]
            try:
                yield
            finally:
                for task in beside:
                    task.cancel()
                await asyncio.gather(*beside, return_exceptions=True)
                site.store.close()

    async def _purge(self) -> None:
        while True:
            try:
                await run_in_threadpool(purge, self.site.store, self.site.settings.now())
                self.site.metrics.purges.labels("ok").inc()
            except Exception as error:  # the next hour may go better, and the pages work meanwhile
                self.site.metrics.purges.labels("failed").inc()
                log.error("what is too old was not deleted: %s", type(error).__name__)
            await asyncio.sleep(PURGE_EVERY)

    def error(self, status: int) -> Response:
        """The page for a status: what happened, phone numbers, the way back. Never a stack trace."""
        title, text = _MESSAGES.get(status, _MESSAGES[500 if status >= 500 else 400])
        return self.site.page("message.html", status, title=title, text=text)

    async def on_http_error(self, _request: Request, error: Exception) -> Response:
        """The page for an error that was raised on purpose."""
        assert isinstance(error, HTTPException)
        response = self.error(error.status_code)
        response.headers.update(error.headers or {})
        return response

    async def on_error(self, _request: Request, _error: Exception) -> Response:
        """The page for a fault of ours."""
        return self.error(500)
