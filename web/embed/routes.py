"""The one script that a municipality puts on its own page: a button that opens the guide in a frame."""

from __future__ import annotations

import json
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from web.site import Site

PATH = "/indlejring.js"
_PLACE = "/* settings */"
_WORDS = {"open": "Kend dine rettigheder, når du er syg", "title": "Rettighedsguiden"}


class Embed:
    """The script, with the municipality's own colour in it."""

    def __init__(self, site: Site) -> None:
        """The script is made once: it is the same for everybody."""
        source = (Path(__file__).parent / "loader.js").read_text(encoding="ascii")
        settings = {"colour": site.municipality.colour, "words": _WORDS}
        # ASCII: a page without a character set of its own would show æ, ø and å wrong.
        self._script = "\n".join(_lean(source)).replace(_PLACE, json.dumps(settings, ensure_ascii=True))

    def routes(self) -> list[BaseRoute]:
        """Where it is."""
        return [Route(PATH, self.script)]

    async def script(self, _request: Request) -> Response:
        """The script. Any page may load it; only those in `shown_on` can show the frame."""
        return Response(self._script, media_type="text/javascript; charset=utf-8")


def _lean(source: str) -> list[str]:
    """The lines without comments and indentation."""
    lines = (line.strip() for line in source.splitlines())
    return [line for line in lines if line and not line.startswith("//")]
