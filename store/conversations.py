"""Conversations by id: the state, which only `guide` can read, and what has been shown, as JSON.

Nothing here depends on SQLite but the few lines of `_prepare_sqlite`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.schema import CreateIndex, CreateTable

RETENTION = timedelta(hours=24)
"""A conversation that has been idle this long is deleted."""
BUSY_SECONDS = 5
"""How long to wait for another process that is writing."""

Result = TypeVar("Result")


class Moment(sa.types.TypeDecorator):
    """A moment with a time zone, kept as UTC."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        """On the way in."""
        return value and value.astimezone(timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        """On the way out."""
        return value and value.replace(tzinfo=timezone.utc)


METADATA = sa.MetaData()
CONVERSATIONS = sa.Table(
    "conversations",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("state", sa.LargeBinary, nullable=False),
    sa.Column("transcript", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("updated_at", Moment, nullable=False),
    sa.Index("conversations_updated_at", "updated_at"),
)


@dataclass(frozen=True)
class Kept:
    """What is kept of a conversation. The transcript never holds what a person wrote.

    `anew`: it begins again, so what was made of it before (a code that shares its answers) is deleted.
    """

    state: bytes
    transcript: tuple[Any, ...] = ()
    anew: bool = False


@dataclass(frozen=True)
class Record(Kept):
    """What is kept, and since when."""

    id: str = ""
    created_at: datetime = datetime.min
    updated_at: datetime = datetime.min


class Store:
    """The conversations of one database. Safe for several threads and processes; every moment is an argument."""

    def __init__(self, url: str) -> None:
        """Open the database at an SQLAlchemy address and make the tables that are missing."""
        address = sa.engine.make_url(url)
        # The state must not end in a log inside an error message.
        self._engine = sa.create_engine(address, future=True, hide_parameters=True, pool_pre_ping=True)
        self._sqlite = address.get_backend_name() == "sqlite"
        if self._sqlite:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
            _prepare_sqlite(self._engine)
        with self.write() as connection:
            for table in METADATA.sorted_tables:
                connection.execute(CreateTable(table, if_not_exists=True))
                for index in table.indexes:
                    connection.execute(CreateIndex(index, if_not_exists=True))

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
                row = {
                    "state": kept.state,
                    "transcript": json.dumps(kept.transcript, ensure_ascii=False),
                    "updated_at": now,
                }
                if record is None:
                    connection.execute(sa.insert(CONVERSATIONS).values(id=id, created_at=now, **row))
                else:
                    connection.execute(sa.update(CONVERSATIONS).where(mine).values(**row))
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
        with self.write() as connection:
            gone = connection.execute(sa.delete(CONVERSATIONS).where(CONVERSATIONS.c.updated_at < before)).rowcount
        if gone:
            self.wipe()
        return int(gone)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def read(self) -> Any:
        """A connection to read with. For the modules of this room."""
        return self._engine.connect()

    def write(self) -> Any:
        """A transaction to write in, alone from its first line. For the modules of this room."""
        return self._engine.execution_options(guide_writes=True).begin()

    def wipe(self) -> None:
        """Move SQLite's log into the database and empty it, so that what was deleted is in neither file."""
        if self._sqlite:
            with suppress(OperationalError), self.read() as connection:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def owner(id: str) -> str:
    """What other tables write instead of a conversation's id: enough to delete by, and it does not lead back to it."""
    return hashlib.sha256(b"samtale:" + id.encode()).hexdigest()


def _forget(connection: Any, id: str) -> None:
    """Delete the conversation and, in the same transaction, whatever was made of it."""
    connection.execute(sa.delete(CONVERSATIONS).where(CONVERSATIONS.c.id == id))
    _forget_made_of(connection, id)


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


def _prepare_sqlite(engine: Any) -> None:
    @sa.event.listens_for(engine, "connect")
    def _connect(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # we begin transactions ourselves
        for pragma in (f"busy_timeout = {BUSY_SECONDS * 1000}", "journal_mode = WAL", "secure_delete = ON"):
            raw.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("guide_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
