"""What can be set from outside, and the only clock of the pages."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx

from actions.clock import danish_now
from web.limits import LIMITS, Limit


@dataclass(frozen=True)
class Settings:
    """How the pages are set up.

    Attributes:
        database: the store's SQLAlchemy address.
        rasa_url: where free text is read; empty: it cannot be read, and everything else works.
        now: the clock.
        transport: how Rasa is reached, for tests.
        secret: what cookies are signed with. Left out, it is a new one: conversations then end with the process.
        municipality: the municipality's own file, if there is one.
        limits: how much one address and one conversation may ask for; none: as much as they like.
        redis: the Redis in which several processes count together; empty: each by itself.
        trusted_proxies: addresses or networks (commas between) that may say who asks and whether it was https.
        metrics_token: what opens /metrics; empty: only for this machine itself.
    """

    database: str = "sqlite:///var/guide.db"
    rasa_url: str = ""
    now: Callable[[], datetime] = danish_now
    transport: httpx.AsyncBaseTransport | None = None
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    municipality: Path | None = None
    limits: tuple[Limit, ...] = ()
    redis: str = field(default="", repr=False)
    trusted_proxies: str = ""
    metrics_token: str = field(default="", repr=False)


def from_environment() -> Settings:
    """The settings in GUIDE_DATABASE, GUIDE_RASA_URL, GUIDE_SECRET, GUIDE_MUNICIPALITY, GUIDE_REDIS,
    GUIDE_TRUSTED_PROXIES and GUIDE_METRICS_TOKEN; GUIDE_LIMITS=fra (to measure with, say) takes the limits away.
    """
    file = os.environ.get("GUIDE_MUNICIPALITY", "")
    return Settings(
        database=os.environ.get("GUIDE_DATABASE", Settings.database),
        rasa_url=os.environ.get("GUIDE_RASA_URL", "").rstrip("/"),
        municipality=Path(file) if file else None,
        secret=os.environ.get("GUIDE_SECRET") or secrets.token_urlsafe(32),
        limits=() if os.environ.get("GUIDE_LIMITS") == "fra" else LIMITS,
        redis=os.environ.get("GUIDE_REDIS", ""),
        trusted_proxies=os.environ.get("GUIDE_TRUSTED_PROXIES", ""),
        metrics_token=os.environ.get("GUIDE_METRICS_TOKEN", ""),
    )
