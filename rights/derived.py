"""Facts worked out from other facts, three-valued: unknown unless every possible reading agrees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from rights.schema import UNKNOWN

COMPLAINT_PERIOD = timedelta(weeks=4)
"""Four weeks from the day the decision was received (Ankestyrelsen's guidance on complaint deadlines)."""

_LETTER_WORKDAYS = 6
_QUICKPOST_DAYS = 2
_WEEKENDS = (frozenset({6}), frozenset({5, 6}))
"""Whether Saturday is a workday has not been read, so a letter's day is worked out both ways."""


def received(sent: date, post: str) -> tuple[date, ...]:
    """The days on which a decision dated `sent` may be presumed received, earliest first.

    Digital Post the same day, an ordinary letter after 6 workdays, a quick letter after 2 days (Ankestyrelsen). Public
    holidays are not subtracted, so no day is later than the true one.
    """
    if post == "digital":
        return (sent,)
    if post == "quickpost":
        return (sent + timedelta(days=_QUICKPOST_DAYS),)
    return tuple(sorted({_workdays_after(sent, _LETTER_WORKDAYS, weekend) for weekend in _WEEKENDS}))


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
    return tuple(sorted({day + COMPLAINT_PERIOD for way in ways for day in received(sent, way)}))


def complaint_window(answers: Mapping[str, str], today: date) -> str | None:
    """`inden_for` or `overskredet`, or None while it depends on what is not known."""
    verdicts = {today <= last for last in complaint_deadlines(answers)}
    if len(verdicts) != 1:
        return None
    return "inden_for" if verdicts.pop() else "overskredet"


FUNCTIONS: dict[str, Callable[[Mapping[str, str], date], str | None]] = {"complaint_window": complaint_window}


def _workdays_after(day: date, workdays: int, weekend: frozenset[int]) -> date:
    for _ in range(workdays):
        day += timedelta(days=1)
        while day.weekday() in weekend:
            day += timedelta(days=1)
    return day


def _date(answers: Mapping[str, str], fact: str) -> date | None:
    value = answers.get(fact, UNKNOWN)
    return None if value == UNKNOWN else date.fromisoformat(value)
