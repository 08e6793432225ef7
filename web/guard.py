"""The outermost layer: security headers on every answer, a limit on what comes in, errors told without user text."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 16 * 1024
MAX_DRAINED = 8 * 1024 * 1024
"""So much of a body that is too large is read and thrown away, so that the browser gets to see the answer."""

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

    def __init__(self, app: ASGIApp, error_page: Callable[[int], Response], shown_on: Sequence[str] = ()) -> None:
        """`error_page` makes the page for a status; `shown_on` are the origins that may show us in a frame."""
        self.app = app
        self.error_page = error_page
        policy = HEADERS["Content-Security-Policy"].format(shown_on="".join(f" {origin}" for origin in shown_on))
        self.headers = {**HEADERS, "Content-Security-Policy": policy}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False
        received = 0

        async def guarded_send(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(self.headers)
                if scope["path"].startswith(LOOKS):
                    MutableHeaders(scope=message)["Cache-Control"] = "no-cache"
            await send(message)

        async def guarded_receive() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MAX_BODY:
                raise HTTPException(413)
            return message

        length = Headers(scope=scope).get("content-length", "0")
        try:
            if length.isdigit() and int(length) > MAX_BODY:
                await _drain(receive, int(length))
                await self.error_page(413)(scope, receive, guarded_send)
            else:
                await self.app(scope, guarded_receive, guarded_send)
        except Exception as error:
            # The message of an error may hold what somebody wrote; its type and place don't.
            place = "".join(traceback.format_tb(error.__traceback__))
            log.error("%s %s: %s\n%s", scope["method"], scope["path"], type(error).__name__, place)
            if not started:
                await self.error_page(500)(scope, receive, guarded_send)


async def _drain(receive: Receive, length: int) -> None:
    read = 0
    while read < min(length, MAX_DRAINED):
        message = await receive()
        read += len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return
