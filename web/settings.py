"""What can be set from outside, and the only clock of the pages."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import httpx

from actions.clock import danish_now


@dataclass(frozen=True)
class Settings:
    """How the pages are set up.

    Attributes:
        database: the store's SQLAlchemy address.
        rasa_url: where free text is read; empty: it cannot be read, and everything else works.
        now: the clock.
        transport: how Rasa is reached, for tests.
    """

    database: str = "sqlite:///var/guide.db"
    rasa_url: str = ""
    now: Callable[[], datetime] = danish_now
    transport: httpx.AsyncBaseTransport | None = None


def from_environment() -> Settings:
    """The settings in GUIDE_DATABASE and GUIDE_RASA_URL."""
    return Settings(
        database=os.environ.get("GUIDE_DATABASE", Settings.database),
        rasa_url=os.environ.get("GUIDE_RASA_URL", "").rstrip("/"),
    )
