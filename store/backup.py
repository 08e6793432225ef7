"""A copy of SQLite's database, made while the guide runs, and the way back. PostgreSQL has its own tools."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from store.conversations import Store
from store.migrate import migrate, newest
from store.retention import Purged, purge


class BackupError(ValueError):
    """A copy that can't be made or used; the message is Danish and says why."""


def backup(store: Store, file: Path) -> None:
    """Write a copy that only we may read.

    Raises:
        BackupError: the database is not SQLite's, the file is there already, or it can't be written.
    """
    _is_sqlite(store)
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise BackupError(f"{file} findes allerede og bliver ikke overskrevet.") from None
    except OSError as error:
        raise BackupError(f"{file} kan ikke skrives: {error.strerror}.") from error
    try:
        with closing(sqlite3.connect(file)) as copy, store.read() as connection:
            connection.connection.dbapi_connection.backup(copy)
    except sqlite3.Error as error:
        file.unlink()
        raise BackupError(f"Kopien blev ikke lavet: {error}.") from error


def restore(store: Store, file: Path, now: datetime) -> Purged:
    """Put a copy in the database's place, bring it to the newest shape, and delete what has become too old since.

    Raises:
        BackupError: the database is not SQLite's, or the file is not a whole copy that this guide can read.
    """
    _is_sqlite(store)
    if not file.is_file():
        raise BackupError(f"{file} findes ikke.")
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            _is_whole(copy, file)
            with store.read() as connection:
                copy.backup(connection.connection.dbapi_connection)
    except sqlite3.Error as error:
        raise BackupError(f"{file} er ikke en hel kopi af guidens database: {error}.") from error
    with store.write() as connection:
        migrate(connection)
    gone = purge(store, now)
    store.wipe()
    return gone


def _is_sqlite(store: Store) -> None:
    if not store.sqlite:
        raise BackupError("Databasen er PostgreSQL. Brug pg_dump og pg_restore; se docs/opgaver/database.md.")


def _is_whole(copy: sqlite3.Connection, file: Path) -> None:
    whole = copy.execute("pragma integrity_check").fetchone() == ("ok",)
    tables = {name for (name,) in copy.execute("select name from sqlite_master where type = 'table'")}
    if not whole or "conversations" not in tables:
        raise BackupError(f"{file} er ikke en hel kopi af guidens database.")
    steps = copy.execute("select version_num from alembic_version").fetchall() if "alembic_version" in tables else []
    if any(step > newest() for (step,) in steps):
        raise BackupError(f"{file} er fra en nyere udgave af guiden. Opdatér guiden først.")
