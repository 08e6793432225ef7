"""One database, SQLite or PostgreSQL, brought to the newest shape when it is opened. Nothing else here knows which."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timezone
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as WaitedTooLong

BUSY_SECONDS = 5
"""How long to wait for another process that is writing to SQLite's file."""

METADATA = sa.MetaData()


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


class Database:
    """Connections and transactions. Safe for several threads and processes."""

    def __init__(self, url: str) -> None:
        """Open the database at an SQLAlchemy address, and migrate it if it is of an earlier shape.

        Raises:
            sqlalchemy.exc.OperationalError: it can't be reached, or gives no answer in time.
        """
        # Asked for first here: the migrations need the tables, and the tables need this module.
        from store.migrate import migrate

        address = sa.engine.make_url(url)
        # The state must not end in a log inside an error message.
        kept = {"future": True, "hide_parameters": True, "pool_pre_ping": True}
        self.sqlite = address.get_backend_name() == "sqlite"
        self._writing = Lock()
        self.file = Path(address.database) if self.sqlite else None
        if self.file:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            # SQLAlchemy would open a file anew for each transaction, which cost as much as the rest of a turn.
            pool = {"poolclass": sa.pool.QueuePool, "pool_size": 16, "max_overflow": 32}
            self._engine = sa.create_engine(address, **pool, connect_args={"check_same_thread": False}, **kept)
            _prepare_sqlite(self._engine)
        else:
            from store.postgres import engine_options

            self._engine = sa.create_engine(address, **kept, **engine_options())
        with self.write() as connection:
            migrate(connection)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def read(self) -> Any:
        """A connection to read with. For the modules of this room."""
        return self._engine.connect()

    @contextmanager
    def write(self) -> Iterator[Any]:
        """A transaction to write in; on SQLite it is alone from its first line. For the modules of this room.

        SQLite's own waiting asks again at intervals and may pass over the same one each time. So the threads of a
        process stand in line here, and only processes meet in SQLite.
        """
        if not self.sqlite:
            with self._engine.begin() as connection:
                yield connection
            return
        if not self._writing.acquire(timeout=BUSY_SECONDS):
            raise WaitedTooLong("another thread is still writing")
        try:
            with self._engine.execution_options(guide_writes=True).begin() as connection:
                yield connection
        finally:
            self._writing.release()

    def wipe(self) -> None:
        """Move SQLite's log into the database and empty it, so that what was deleted is in neither file."""
        if self.sqlite:
            with suppress(OperationalError), self.read() as connection:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def alone(connection: Any, *names: str) -> None:
    """Let nobody else past here with one of the names until the transaction ends. SQLite's writers are alone anyway."""
    if connection.dialect.name == "postgresql":
        for name in sorted(names):
            connection.execute(sa.text("select pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


def _prepare_sqlite(engine: Any) -> None:
    @sa.event.listens_for(engine, "connect")
    def _connect(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # we begin transactions ourselves
        pragmas = [f"busy_timeout = {BUSY_SECONDS * 1000}", "journal_mode = WAL", "secure_delete = ON"]
        # With a log beside the file a power cut can then take the newest turns, and never damage the rest.
        pragmas += ["synchronous = NORMAL"]
        for pragma in pragmas:
            raw.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("guide_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
