"""The days to remember, for a calendar: only those in a decision or told by the person."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from guide.answers import EVENT_DAY
from guide.conversation import Conversation
from guide.papers.sheet import decisions_of
from guide.papers.words import sheet_words
from guide.respond import Guide
from rights.schema import UNKNOWN


class Remembered(Struct, frozen=True):
    """A whole day with a name that tells nothing of the person's health, and what to know about it."""

    day: date
    name: str
    note: str


def days_to_remember(guide: Guide, state: Conversation, today: date) -> tuple[Remembered, ...]:
    """The days from today on, earliest first: the last days for a complaint, and the day that the person told."""
    said = sheet_words(state.role).calendar
    found: dict[date, str] = {}
    for last in (last for decision in decisions_of(guide, state, today) for last in decision.deadlines):
        found[last.latest] = said["latest"]
        found[last.safe] = said["safe"] if last.safe != last.latest else said["latest"]
    days = [Remembered(day, name, said["note"]) for day, name in found.items()]
    if state.answers.get(EVENT_DAY, UNKNOWN) != UNKNOWN:
        days.append(Remembered(state.day(today), said["event_day"], said["event_note"]))
    return tuple(sorted((one for one in days if one.day >= today), key=lambda one: one.day))
