"""What a machine asks the guide: does it live, can it work, how does it go."""

from __future__ import annotations

import hmac
import ipaddress
import logging

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from web.site import Site

FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")

log = logging.getLogger(__name__)


class Health:
    """The handlers."""

    def __init__(self, site: Site) -> None:
        """`site` is shared with every door."""
        self.site = site

    def routes(self) -> list[BaseRoute]:
        """Where they are."""
        return [
            Route("/sundhed", self.alive),
            Route("/klar", self.ready),
            Route("/metrics", self.metrics),
        ]

    async def alive(self, _request: Request) -> Response:
        """The process answers. Whoever gets no answer here should start it again."""
        return JSONResponse({"lever": "ja"})

    async def ready(self, _request: Request) -> Response:
        """What works. Without the store (503) nobody should be sent here; without Rasa all but free text works."""
        try:
            await run_in_threadpool(self.site.store.load, "")
            stored = True
        except Exception as error:
            log.error("the store does not answer: %s", type(error).__name__)
            stored = False
        rasa = await self.site.talk.rasa_answers()
        state = {
            "klar": _yes(stored),
            "database": _yes(stored),
            "fri_tekst": _yes(rasa),
            "katalog": len(self.site.voices.catalogue.rights),
            "lukket": _yes(bool(self.site.municipality.closed)),
        }
        return JSONResponse(state, 200 if stored else 503)

    async def metrics(self, request: Request) -> Response:
        """The counters, for this machine itself or whoever has the token. For others there is no such page."""
        if not self._may_see(request):
            raise HTTPException(404)
        return Response(generate_latest(self.site.metrics.registry), headers={"content-type": CONTENT_TYPE_LATEST})

    def _may_see(self, request: Request) -> bool:
        token = self.site.settings.metrics_token
        given = request.headers.get("authorization", "").encode()
        if token:
            return hmac.compare_digest(given, f"Bearer {token}".encode())
        # Through a proxy that we have not been told to trust, everybody comes from this machine.
        return _is_loopback(request) and not any(name in request.headers for name in FORWARDED)


def _is_loopback(request: Request) -> bool:
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _yes(value: bool) -> str:
    return "ja" if value else "nej"
