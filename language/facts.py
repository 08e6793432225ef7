"""Read facts (answers to the guide's questions) out of what somebody wrote. Rules only; see facts.yml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

ABOLITION = date(2026, 2, 1)
"""First day on which no new ressourceforløb is granted; the default of `extract_facts`."""


@dataclass(frozen=True)
class ReadFact:
    """One answer found in a text."""

    fact: str
    """Fact id as in the catalogue's facts.yml."""
    value: str
    """Option id, or an ISO date for facts of type date."""
    span: tuple[int, int]
    """Half-open place in the text as it was passed in, in characters."""
    certain: bool
    """False: a guess to confirm, not to use."""


def extract_facts(text: str, today: date, abolition: date = ABOLITION) -> tuple[ReadFact, ...]:
    """Return the facts that the text states, in the order they stand."""
    return ()


def parse_date(text: str, today: date) -> date | None:
    """Return the date that a short answer names, or None if it names none.

    Raises:
        ValueError: it names a day that does not exist. The message is Danish and meant for the person.
    """
    return None


def parse_yes_no(text: str) -> Literal["ja", "nej", "ved_ikke"] | None:
    """Return what a short answer says, or None if it is not a yes, a no or a don't know."""
    return None
