"""The clock of every door: "today" changes at Danish midnight, wherever the server stands."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo


def danish_now() -> datetime:
    """The moment in Danish time."""
    return datetime.now(ZoneInfo("Europe/Copenhagen"))
