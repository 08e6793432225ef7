"""The physical limit: the same server and framework, and handlers that do nothing but give a page of the right size."""

from __future__ import annotations

import os

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route


def create_app() -> Starlette:
    """Answers `/tryk` with a turn and `/trin` with a redirect to a page, as large as the guide's own (BENCH_SIZES)."""
    turn, page = (b"x" * int(size) for size in os.environ["BENCH_SIZES"].split())

    async def press(request: Request) -> Response:
        await request.form()
        return HTMLResponse(turn)

    async def step(request: Request) -> Response:
        await request.form()
        return RedirectResponse("/trin", 303)

    async def show(_request: Request) -> Response:
        return HTMLResponse(page)

    return Starlette(
        routes=[
            Route("/tryk", press, methods=["POST"]),
            Route("/trin", step, methods=["POST"]),
            Route("/trin", show),
        ]
    )
