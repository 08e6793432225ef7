"""Conversations by id: the state, which only `guide` can read, and what has been shown, as JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from store.database import METADATA, Database, Moment
from store.usage import Count, add, day_of

RETENTION = timedelta(hours=24)
"""A conversation that has been idle this long is deleted."""

LEFT = "left"
"""What is counted when a conversation ends with a question open."""

Result = TypeVar("Result")


CONVERSATIONS = sa.Table(
    "conversations",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("state", sa.LargeBinary, nullable=False),
    sa.Column("transcript", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("updated_at", Moment, nullable=False),
    sa.Column("open_topic", sa.String(64), nullable=False, server_default=sa.text("''")),
    sa.Index("conversations_updated_at", "updated_at"),
)


@dataclass(frozen=True)
class Kept:
    """What is kept of a conversation. The transcript never holds what a person wrote.

    Attributes:
        state: the state.
        transcript: what has been shown.
        anew: it begins again, so what was made of it before (a code that shares its answers) is deleted.
        counts: what this change adds to the numbers by day.
        open_topic: the topic whose question is open now ("" for none); None leaves it as it is. When the conversation
            is deleted, it is counted as left there.
    """

    state: bytes
    transcript: tuple[Any, ...] = ()
    anew: bool = False
    counts: tuple[Count, ...] = ()
    open_topic: str | None = None


@dataclass(frozen=True)
class Record(Kept):
    """What is kept, and since when."""

    id: str = ""
    created_at: datetime = datetime.min
    updated_at: datetime = datetime.min


class Store(Database):
    """The conversations of one database. Every moment is an argument."""

    def load(self, id: str) -> Record | None:
        """The conversation, or None when there is none (any more)."""
        with self.read() as connection:
            return _read(connection, sa.select(CONVERSATIONS).where(CONVERSATIONS.c.id == id))

    def save(self, id: str, state: bytes, transcript: tuple[Any, ...], now: datetime) -> None:
        """Keep the conversation as it is given."""
        self.update(id, lambda _: (Kept(state, transcript), None), now)

    def append(self, id: str, entries: tuple[Any, ...], now: datetime) -> bool:
        """Add to the transcript; False when the conversation is gone, which it then stays."""

        def change(record: Record | None) -> tuple[Kept | None, bool]:
            return (Kept(record.state, (*record.transcript, *entries)), True) if record else (None, False)

        return self.update(id, change, now)

    def change_state(self, id: str, change: Callable[[bytes | None], bytes | None], now: datetime) -> None:
        """Change the state alone, in one transaction; a state of None deletes the conversation."""

        def changed(record: Record | None) -> tuple[Kept | None, None]:
            state = change(record.state if record else None)
            return (None if state is None else Kept(state, record.transcript if record else ())), None

        self.update(id, changed, now)

    def update(self, id: str, change: Callable[[Record | None], tuple[Kept | None, Result]], now: datetime) -> Result:
        """Read, change and write in one transaction, so that two requests at once lose nothing.

        Args:
            id: the conversation's id.
            change: what is kept now -> (what to keep instead, the result); None deletes the conversation. It must be
                quick, and it may run twice.
            now: the moment of the change.
        """
        try:
            return self._update(id, change, now)
        except IntegrityError:
            # Somebody else made the same conversation first; now there is a row to wait for.
            return self._update(id, change, now)

    def _update(self, id: str, change: Callable[[Record | None], tuple[Kept | None, Result]], now: datetime) -> Result:
        mine = CONVERSATIONS.c.id == id
        with self.write() as connection:
            record = _read(connection, sa.select(CONVERSATIONS).where(mine).with_for_update())
            kept, result = change(record)
            if kept is None:
                _forget(connection, id)
            else:
                if kept.anew:
                    _forget_made_of(connection, id)
                row: dict[str, Any] = {
                    "state": kept.state,
                    "transcript": json.dumps(kept.transcript, ensure_ascii=False),
                    "updated_at": now,
                }
                if kept.open_topic is not None:
                    row["open_topic"] = kept.open_topic
                if record is None:
                    connection.execute(sa.insert(CONVERSATIONS).values(id=id, created_at=now, **row))
                else:
                    connection.execute(sa.update(CONVERSATIONS).where(mine).values(**row))
                add(connection, kept.counts, day_of(now))
        if (kept is None or kept.anew) and record is not None:
            self.wipe()
        return result

    def delete(self, id: str) -> None:
        """Delete the conversation."""
        with self.write() as connection:
            _forget(connection, id)
        self.wipe()

    def purge(self, before: datetime) -> int:
        """Delete every conversation that was last changed before the moment; returns how many."""
        idle = CONVERSATIONS.c.updated_at < before
        with self.write() as connection:
            _count_left(connection, idle)
            gone = int(connection.execute(sa.delete(CONVERSATIONS).where(idle)).rowcount)
        if gone:
            self.wipe()
        return gone


def owner(id: str) -> str:
    """What other tables write instead of a conversation's id: enough to delete by, and it does not lead back to it."""
    return hashlib.sha256(b"samtale:" + id.encode()).hexdigest()


def _forget(connection: Any, id: str) -> None:
    """Delete the conversation and, in the same transaction, whatever was made of it."""
    mine = CONVERSATIONS.c.id == id
    _count_left(connection, mine)
    connection.execute(sa.delete(CONVERSATIONS).where(mine))
    _forget_made_of(connection, id)


def _count_left(connection: Any, which: Any) -> None:
    """Count the conversations that end with a question open, by its topic and the day they were last used."""
    left = sa.select(CONVERSATIONS.c.open_topic, CONVERSATIONS.c.updated_at).where(
        which, CONVERSATIONS.c.open_topic != ""
    )
    # Whoever else deletes them at the same moment waits, and then finds and counts nothing.
    found = connection.execute(left.order_by(CONVERSATIONS.c.id).with_for_update()).all()
    for day, rows in groupby(sorted(found, key=lambda row: row.updated_at), key=lambda row: day_of(row.updated_at)):
        add(connection, [Count(LEFT, row.open_topic) for row in rows], day)


def _forget_made_of(connection: Any, id: str) -> None:
    """Delete the rows with the conversation as their `owner`."""
    for table in METADATA.tables.values():
        if "owner" in table.c:
            connection.execute(sa.delete(table).where(table.c.owner == owner(id)))


def _read(connection: Any, query: Any) -> Record | None:
    row = connection.execute(query).first()
    if row is None:
        return None
    return Record(
        bytes(row.state),
        tuple(json.loads(row.transcript)),
        id=row.id,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
