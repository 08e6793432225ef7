"""The channel on a real Sanic server, in the test's own process and on a free port."""

from __future__ import annotations

import socket
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import patch

import httpx
from rasa.core.channels.channel import UserMessage
from sanic import Sanic
from sanic.touchup.service import TouchUp

from web.channel import GuideRest

WEBHOOK = "/webhooks/rest/webhook"

_rewrite = TouchUp.run
_rewritten: list[Sanic] = []


def _rewrite_once(app: Sanic) -> None:
    """Sanic rewrites its own code when a server starts, and fails when a second one starts in the same process."""
    if not _rewritten:
        _rewritten.append(app)
        _rewrite(app)


@asynccontextmanager
async def served(on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the channel, whose messages go to `on_new_message`."""
    app = Sanic(f"guide_{uuid.uuid4().hex}", configure_logging=False)
    app.blueprint(GuideRest().blueprint(on_new_message), url_prefix="/webhooks/rest")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
        assert server is not None
        with patch.object(TouchUp, "run", _rewrite_once):
            await server.startup()
        await server.start_serving()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            async with httpx.AsyncClient(base_url=address, timeout=60, trust_env=False) as client:
                yield client
        finally:
            server.close()
            await server.wait_closed()
