"""Days as a calendar file (iCalendar), each a whole day with a reminder."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from guide.papers.dates import Remembered

NINE = timedelta(hours=9)


def make_ics(days: Iterable[Remembered], now: datetime) -> bytes:
    """A calendar file.

    Args:
        days: what it holds.
        now: when it is made; the reminder comes three days before, or the day before when there is less time.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Rettighedsguiden//da")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for remembered in days:
        calendar.add_component(_event(remembered, now))
    made: bytes = calendar.to_ical()
    return made


def _event(remembered: Remembered, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{uuid.uuid4()}@rettighedsguiden")
    event.add("dtstamp", now)
    event.add("dtstart", remembered.day)
    event.add("dtend", remembered.day + timedelta(days=1))
    event.add("summary", remembered.name)
    event.add("description", remembered.note)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    before = _days_before(remembered.day, now.date())
    if before:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", remembered.name)
        # The day begins at midnight, so nine in the morning some days before is so much earlier.
        alarm.add("trigger", NINE - timedelta(days=before))
        event.add_component(alarm)
    return event


def _days_before(day: date, today: date) -> int:
    left = (day - today).days
    return 3 if left > 3 else min(left, 1)
