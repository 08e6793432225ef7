"""What is deleted by itself, and when. Everything with a limit stands here."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from store.attempts import WINDOW, Attempts
from store.codes import purge_codes
from store.conversations import RETENTION, Store
from store.staff import Staff
from store.usage import Usage


class Purged(NamedTuple):
    """How many of each were deleted."""

    conversations: int
    codes: int
    sessions: int
    attempts: int
    counts: int


def purge(store: Store, now: datetime) -> Purged:
    """Delete all that is too old. Several may do it at the same moment: each row is deleted, and counted, once."""
    return Purged(
        conversations=store.purge(now - RETENTION),
        codes=purge_codes(store, now),
        sessions=Staff(store).purge(now),
        attempts=Attempts(store, "").purge(now - WINDOW),
        counts=Usage(store).purge(now),
    )
