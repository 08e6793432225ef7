"""The citizen says whether an answer helped: counted by day and topic, once for each answer, without any text."""

from __future__ import annotations

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from store import Count, Kept, Record
from web.citizen import while_open
from web.feedback.mark import RATINGS, answer_key, rated
from web.session import field, partly
from web.site import Site

PATH = "/hjalp-det"
THANKS = "Tak for dit svar."
ALREADY = "Du har svaret. Tak."
TOO_OLD = "Der er kommet et nyere svar siden. Dit svar er ikke talt med."
_BACK = {"trin": "/trin#hjalp"}


class Feedback:
    """The handler."""

    def __init__(self, site: Site) -> None:
        """`site` holds everything the doors share."""
        self.site = site

    def routes(self) -> list[BaseRoute]:
        """Where it is."""
        return [Route(PATH, while_open(self.site, self.rate), methods=["POST"])]

    async def rate(self, request: Request) -> Response:
        """One rating. The conversation stays as it is; with JavaScript only the thanks come back."""
        id, form = await self.site.sessions.checked_form(request)
        rating, answer = field(form, "hjalp"), field(form, "om")
        if rating not in RATINGS:
            raise HTTPException(400)
        said = await run_in_threadpool(self._count, id, answer, rating)
        if partly(request):
            return PlainTextResponse(said)
        return RedirectResponse(_BACK.get(field(form, "fra", ""), "/#hjalp"), 303)

    def _count(self, id: str, answer: str, rating: str) -> str:
        now = self.site.settings.now()

        def change(record: Record | None) -> tuple[Kept | None, str]:
            if record is None:
                return None, TOO_OLD
            state, entries = self.site.talk.opened(record)
            unchanged = Kept(record.state, record.transcript)
            if not answer or answer != answer_key(entries[-1]):
                return unchanged, TOO_OLD
            if rated(entries):
                return unchanged, ALREADY
            marked = (*entries[:-1], msgspec.structs.replace(entries[-1], rated=True))
            topic = state.topics[0] if state.topics else ""
            counted = (Count("feedback", topic, rating),)
            return Kept(record.state, tuple(msgspec.to_builtins(one) for one in marked), counts=counted), THANKS

        return self.site.store.update(id, change, now)
