"""What every request and answer passes: security headers, limits on what comes in, where a form may come from, errors
told without user text.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actions.quiet import place
from web.observe import route

MAX_BODY = 16 * 1024
MAX_DRAINED = 8 * 1024 * 1024
"""So much of a body that is too large is read and thrown away, so that the browser gets to see the answer."""

BODY_SECONDS = 20.0
"""So long a whole body may take: a form of 2,000 characters, also through a very bad telephone line."""
STRICT_TRANSPORT = "max-age=31536000"
API = "/api/"
"""Knows no cookies, so a request from elsewhere can do no more than its sender could."""

LOOKS = ("/static/", "/kommune.css")
"""Files that are the same for everybody: a browser may keep them, and asks each time whether they have changed."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'{shown_on}",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

log = logging.getLogger(__name__)


class Guard:
    """Wraps the whole application."""

    def __init__(
        self,
        app: ASGIApp,
        error_page: Callable[[int], Response],
        shown_on: Callable[[], Sequence[str]],
        refused: Callable[[str], None],
    ) -> None:
        """The layer around `app`.

        Args:
            app: what is inside.
            error_page: makes the page for a status.
            shown_on: the origins that may show us in a frame now.
            refused: told why, each time a request does not reach `app`.
        """
        self.app, self.error_page, self.shown_on, self.refused = app, error_page, shown_on, refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False
        received, whole, until = 0, False, time.monotonic() + BODY_SECONDS

        async def guarded_send(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._protect(MutableHeaders(scope=message), scope)
            await send(message)

        async def guarded_receive() -> Message:
            nonlocal received, whole
            try:
                # Of a request that has come whole, the next message is that somebody went away: that may take long.
                left = None if whole else max(0.0, until - time.monotonic())
                message = await asyncio.wait_for(receive(), left)
            except asyncio.TimeoutError:
                self.refused("slow")
                raise HTTPException(408) from None
            whole = not message.get("more_body", False)
            received += len(message.get("body", b""))
            if received > MAX_BODY:
                raise HTTPException(413)
            return message

        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        try:
            if length.isdigit() and int(length) > MAX_BODY:
                self.refused("large")
                with suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(_drain(receive, int(length)), BODY_SECONDS)
                await self.error_page(413)(scope, receive, guarded_send)
            elif scope["method"] == "POST" and not scope["path"].startswith(API) and _from_elsewhere(headers):
                self.refused("elsewhere")
                await self.error_page(403)(scope, receive, guarded_send)
            else:
                await self.app(scope, guarded_receive, guarded_send)
        except ClientDisconnect:
            self.refused("gone")
        except Exception as error:
            # The message of an error may hold what somebody wrote; its kind and place don't.
            log.error("%s %s: %s", scope["method"], route(scope), place(error))
            if not started:
                await self.error_page(500)(scope, receive, guarded_send)

    def _protect(self, headers: MutableHeaders, scope: Scope) -> None:
        policy = HEADERS["Content-Security-Policy"].format(shown_on="".join(f" {on}" for on in self.shown_on()))
        headers.update({**HEADERS, "Content-Security-Policy": policy})
        if scope["path"].startswith(LOOKS):
            headers["Cache-Control"] = "no-cache"
        if scope["scheme"] == "https":
            headers["Strict-Transport-Security"] = STRICT_TRANSPORT


def _from_elsewhere(headers: Headers) -> bool:
    """Whether the browser says that a form stands on another site. One that says nothing has the form's token alone."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    # We ask for no referrer, and so some browsers say "null" of our own pages too.
    origin = headers.get("origin", "null")
    return origin != "null" and urlsplit(origin).hostname != urlsplit(f"//{headers.get('host', '')}").hostname


async def _drain(receive: Receive, length: int) -> None:
    read = 0
    while read < min(length, MAX_DRAINED):
        message = await receive()
        read += len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return
