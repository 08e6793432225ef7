"""/raadgiver/tal: how the guide is used, in numbers, for those who are signed in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from guide.words import words
from rights.loader import danish_date
from rights.schema import Outcome
from store import Counted, Usage
from web.usage.numbers import BY_PERIOD, as_csv, numbers
from web.usage.pictures import columns, rows
from web.usage.words import usage_words

if TYPE_CHECKING:
    from web.staff.door import Door, Visit  # which hangs these pages up among its own

PERIODS = (30, 90)
"""So many days back can be chosen, today included."""


class Figures:
    """The handlers."""

    def __init__(self, door: Door) -> None:
        """`door` lets people in."""
        self.door = door
        self.site = door.site
        catalogue = self.site.voices.catalogue
        self.usage = Usage(self.site.store)
        self.names = {topic: catalogue.rights[ids[0]].data.title for topic, ids in catalogue.topics.items()}

    def routes(self) -> list[BaseRoute]:
        """Where they are."""
        return [self.door.route("/tal", self.show), self.door.route("/tal.csv", self.file)]

    async def show(self, request: Request, visit: Visit) -> Response:
        """The tables, and the same drawn."""
        return await run_in_threadpool(self._page, _days(request), visit)

    async def file(self, request: Request, _visit: Visit) -> Response:
        """The numbers by day for a spreadsheet."""
        days = _days(request)
        counted = await run_in_threadpool(self._counted, days)
        name = f"rettighedsguiden-tal-{days}-dage.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(as_csv(counted, self.names), media_type="text/csv; charset=utf-8", headers=headers)

    def _counted(self, days: int) -> list[Counted]:
        today = self.site.settings.now().date()
        return self.usage.between(today - timedelta(days=days - 1), today)

    def _page(self, days: int, visit: Visit) -> Response:
        today, said = self.site.settings.now().date(), usage_words()
        found = numbers(self._counted(days), today - timedelta(days=days - 1), today, self.names)
        title = said.week_picture if found.by_week else said.day_picture
        return self.site.page(
            "usage/numbers.html",
            visit=visit,
            texts=said,
            days=days,
            periods=PERIODS,
            found=found,
            first=danish_date(found.first),
            last=danish_date(found.last),
            columns=[said.figures[what] for what in BY_PERIOD],
            outcomes=[words().outcomes[outcome.value].partition(" – ")[0] for outcome in Outcome],
            over_time=columns(title, [(one.name, one.begun) for one in found.periods]),
            of_topics=rows(said.topic_picture, [(one.name, one.asked) for one in found.topics]),
        )


def _days(request: Request) -> int:
    wanted = request.query_params.get("dage", "")
    return next((days for days in PERIODS if str(days) == wanted), PERIODS[0])
