"""Facts worked out from other facts, three-valued: unknown unless every possible reading agrees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from rights.schema import UNKNOWN

COMPLAINT_PERIOD = timedelta(weeks=4)
"""Four weeks from the day the decision was received (Ankestyrelsen's guidance on complaint deadlines)."""

_DELIVERY_WORKDAYS = {"digital": 0, "brev": 6}
_QUICKPOST_DAYS = 2


def received(sent: date, post: str) -> date:
    """The day a decision dated `sent` is presumed received.

    Digital Post the same day, an ordinary letter after 6 workdays, a quick letter after 2 days (Ankestyrelsen).

    Public holidays are not subtracted, so the day is never later than the true one.
    """
    if post == "quickpost":
        return sent + timedelta(days=_QUICKPOST_DAYS)
    day = sent
    for _ in range(_DELIVERY_WORKDAYS[post]):
        day += timedelta(days=1)
        while day.weekday() >= 5:
            day += timedelta(days=1)
    return day


def complaint_deadlines(answers: Mapping[str, str]) -> tuple[date, ...]:
    """The possible last days for complaining, earliest first; empty when no date is known.

    Raises:
        ValueError: a date that is not one.
    """
    got = _date(answers, "afgoerelse_modtaget")
    if got:
        return (got + COMPLAINT_PERIOD,)
    sent = _date(answers, "afgoerelse_dato")
    if not sent:
        return ()
    post = answers.get("post", UNKNOWN)
    ways = ("digital", "quickpost", "brev") if post == UNKNOWN else (post,)
    return tuple(sorted({received(sent, way) + COMPLAINT_PERIOD for way in ways}))


def complaint_window(answers: Mapping[str, str], today: date) -> str | None:
    """`inden_for` or `overskredet`, or None while it depends on what is not known."""
    verdicts = {today <= last for last in complaint_deadlines(answers)}
    if len(verdicts) != 1:
        return None
    return "inden_for" if verdicts.pop() else "overskredet"


FUNCTIONS: dict[str, Callable[[Mapping[str, str], date], str | None]] = {"complaint_window": complaint_window}


def _date(answers: Mapping[str, str], fact: str) -> date | None:
    value = answers.get(fact, UNKNOWN)
    return None if value == UNKNOWN else date.fromisoformat(value)
