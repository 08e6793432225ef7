"""Codes that hand a person's answers over, once. Of the code itself only a keyed hash is kept."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

import sqlalchemy as sa

from store.conversations import CONVERSATIONS, owner
from store.database import METADATA, Database, Moment
from store.usage import Count, add, day_of

LIFETIME = timedelta(hours=1)
"""How long a code can be used: a telephone call with a wait before it."""
LONGEST_LIFETIME = timedelta(hours=24)

CODES = sa.Table(
    "share_codes",
    METADATA,
    sa.Column("code", sa.String(64), primary_key=True),
    sa.Column("owner", sa.String(64), nullable=False, unique=True),
    sa.Column("shared", sa.LargeBinary, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Index("share_codes_expires_at", "expires_at"),
)


class Codes:
    """The codes of one database. A code is whatever text the caller says is one; making it is not done here."""

    def __init__(self, store: Database, secret: str) -> None:
        """`secret` makes the hashes; the same in every process."""
        self._store = store
        self._secret = secret.encode()

    def keep(self, code: str, conversation: str, shared: bytes, now: datetime, lifetime: timedelta = LIFETIME) -> bool:
        """Let a code hand `shared` over; the conversation's earlier code no longer works.

        Returns:
            False, with nothing kept, when the conversation has been deleted meanwhile.

        Raises:
            ValueError: the lifetime is longer than a code may have.
        """
        if lifetime > LONGEST_LIFETIME:
            raise ValueError("a code may live a day at the most")
        mine = owner(conversation)
        row = {"code": self._hash(code), "owner": mine, "shared": shared, "expires_at": now + lifetime}
        alive = sa.select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.id == conversation).with_for_update()
        with self._store.write() as connection:
            if connection.execute(alive).first() is None:
                return False
            connection.execute(sa.delete(CODES).where(CODES.c.owner == mine))
            connection.execute(sa.insert(CODES).values(**row))
            add(connection, [Count("code")], day_of(now))
        return True

    def use(self, code: str, now: datetime) -> bytes | None:
        """What the code hands over, once; None when it is wrong, used or too old, which nobody can tell apart."""
        wanted = self._hash(code)
        mine = CODES.c.code == wanted
        with self._store.write() as connection:
            row = connection.execute(sa.select(CODES).where(mine).with_for_update()).first()
            if row is None or not hmac.compare_digest(row.code, wanted):
                return None
            # Of two at once only one deletes the row.
            taken = connection.execute(sa.delete(CODES).where(mine)).rowcount == 1
        self._store.wipe()
        return bytes(row.shared) if taken and row.expires_at > now else None

    def expires(self, conversation: str, now: datetime) -> datetime | None:
        """Until when the conversation's code can be used, or None when it has none."""
        query = sa.select(CODES.c.expires_at).where(CODES.c.owner == owner(conversation), CODES.c.expires_at > now)
        with self._store.read() as connection:
            found: datetime | None = connection.execute(query).scalar()
        return found

    def forget(self, conversation: str) -> None:
        """Delete the conversation's code."""
        with self._store.write() as connection:
            connection.execute(sa.delete(CODES).where(CODES.c.owner == owner(conversation)))
        self._store.wipe()

    def _hash(self, code: str) -> str:
        return hmac.new(self._secret, b"kode:" + code.encode(), hashlib.sha256).hexdigest()


def purge_codes(store: Database, before: datetime) -> int:
    """Delete every code that could be used until the moment and no longer; returns how many."""
    with store.write() as connection:
        gone = int(connection.execute(sa.delete(CODES).where(CODES.c.expires_at <= before)).rowcount)
    if gone:
        store.wipe()
    return gone
