"""How often something has been tried lately, so that nobody can try for ever. Kept here to hold across processes."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from store.database import METADATA, Database, Moment, alone

WINDOW = timedelta(minutes=15)
"""Attempts older than this count no more."""

ATTEMPTS = sa.Table(
    "attempts",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("key", sa.String(64), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("attempts_key_at", "key", "at"),
    sa.Index("attempts_at", "at"),
)


class Attempts:
    """Counts attempts by key. A key (an account, an address) is kept only as a keyed hash."""

    def __init__(self, store: Database, secret: str) -> None:
        """`secret` makes the hashes; the same in every process."""
        self._store = store
        self._secret = secret.encode()

    def take(self, limits: Mapping[str, int], now: datetime) -> bool:
        """Whether one more attempt is allowed; if so it is counted, before anybody knows how it goes.

        Counting and asking are one transaction, so many attempts at once get no more than one after another.

        Args:
            limits: key -> the most attempts within `WINDOW`; all must allow it.
            now: the moment.
        """
        keys = {self._hash(key): most for key, most in limits.items()}
        with self._store.write() as connection:
            alone(connection, *keys)
            for key, most in keys.items():
                mine = (ATTEMPTS.c.key == key) & (ATTEMPTS.c.at > now - WINDOW)
                if connection.execute(sa.select(sa.func.count()).where(mine)).scalar() >= most:
                    return False
            connection.execute(sa.insert(ATTEMPTS), [{"key": key, "at": now} for key in keys])
        return True

    def succeeded(self, *keys: str) -> None:
        """Take the newest attempt of each key back: it was a good one."""
        with self._store.write() as connection:
            for key in keys:
                newest = sa.select(sa.func.max(ATTEMPTS.c.id)).where(ATTEMPTS.c.key == self._hash(key))
                connection.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.id == newest.scalar_subquery()))

    def purge(self, before: datetime) -> int:
        """Delete the attempts before a moment; returns how many."""
        with self._store.write() as connection:
            return int(connection.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.at <= before)).rowcount)

    def _hash(self, key: str) -> str:
        return hmac.new(self._secret, b"forsoeg:" + key.encode(), hashlib.sha256).hexdigest()
