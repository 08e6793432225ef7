"""The models and rules that free text is read with, read once when a process starts."""

from __future__ import annotations

from datetime import date

from actions.hear import hear
from actions.screen import screened


def warm() -> None:
    """Read everything that the first message would otherwise wait for, with the database's transaction open meanwhile.

    Takes seconds in a new process, and nothing afterwards.
    """
    hear(screened("Jeg er i et ressourceforløb og skal i praktik på mandag."), (), date(2026, 1, 5))
