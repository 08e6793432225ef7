"""Which answer "Hjalp det?" is about, and whether it has been said. The mark lives and dies with the conversation."""

from __future__ import annotations

import hashlib
from typing import Literal

from web.talk import Entry

Rating = Literal["ja", "lidt", "nej"]
RATINGS: tuple[Rating, ...] = ("ja", "lidt", "nej")


def answer_key(entry: Entry) -> str:
    """A name for the answer that the entry gives: the same for the same decisions; "" when it gives none."""
    told = " ".join(f"{one.entitlement}={one.outcome.value}" for one in entry.decisions)
    return hashlib.sha256(told.encode()).hexdigest()[:16] if told else ""


def rated(entries: tuple[Entry, ...]) -> bool:
    """Whether it has been said of the newest answer; also when the same was answered before."""
    key = answer_key(entries[-1])
    return any(entry.rated and answer_key(entry) == key for entry in entries)
