"""Counts what people take with them: a sheet, a letter, a calendar file. After the answer is sent, so nobody waits."""

from __future__ import annotations

from functools import wraps

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from store import Count, Usage
from web.citizen import Handler
from web.site import Site

MADE = {
    "/ark": "sheet",
    "/ark.pdf": "sheet_file",
    "/ark.docx": "sheet_file",
    "/frister.ics": "calendar",
    "/breve/{id}": "letter",
    "/breve/{id}.pdf": "letter_file",
    "/breve/{id}.docx": "letter_file",
}


def counting(site: Site, routes: list[BaseRoute]) -> list[BaseRoute]:
    """The routes; those in `MADE` count when something was made.

    Raises:
        LookupError: one of `MADE` is not among them.
    """
    usage, left = Usage(site.store), dict(MADE)

    def counted(handler: Handler, what: str) -> Handler:
        @wraps(handler)
        async def count(request: Request) -> Response:
            response = await handler(request)
            if request.method == "GET" and response.status_code == 200:
                made = Count(what, value=request.path_params.get("id", ""))
                response.background = BackgroundTask(usage.count, site.settings.now(), made)
            return response

        return count

    found: list[BaseRoute] = []
    for route in routes:
        what = left.pop(route.path, "") if isinstance(route, Route) else ""
        found.append(Route(route.path, counted(route.endpoint, what)) if what else route)  # type: ignore[attr-defined]
    if left:
        raise LookupError(f"nothing is made at {sorted(left)}")
    return found
