"""What PostgreSQL needs besides: a limit on every wait, so that a slow or dead database gives an error."""

from __future__ import annotations

import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2  # type: ignore[import-untyped]
from psycopg2 import extensions

ANSWER_SECONDS = 2.4
"""How long to wait for one answer. The worst case is two: an old connection is tried, and then a new one."""
STATEMENT_SECONDS = 2.0
"""How long the server works on one statement before it gives up by itself."""
LOCK_SECONDS = 1.5
POOL, POOL_EXTRA = 5, 5
"""Connections that one process keeps, and so many more when it is busy; PostgreSQL has 100 from the start."""
POOL_SECONDS = 2.4
MIGRATE_SECONDS = 300.0
"""How long a process that starts waits while another one migrates, or migrates itself."""


class _Connection(extensions.connection):
    """A connection that waits so long for an answer (seconds)."""

    patience = ANSWER_SECONDS


def engine_options() -> dict[str, Any]:
    """Options of `sqlalchemy.create_engine`."""
    # psycopg2 has one hook for the whole process; it leaves connections alone that are not ours.
    extensions.set_wait_callback(_wait)
    server = {
        "statement_timeout": STATEMENT_SECONDS,
        "lock_timeout": LOCK_SECONDS,
        "idle_in_transaction_session_timeout": 4 * STATEMENT_SECONDS,
    }
    return {
        "pool_size": POOL,
        "max_overflow": POOL_EXTRA,
        "pool_timeout": POOL_SECONDS,
        "connect_args": {
            "connection_factory": _Connection,
            "application_name": "rettighedsguiden",
            "options": " ".join(f"-c {name}={int(seconds * 1000)}" for name, seconds in server.items()),
        },
    }


@contextmanager
def patiently(connection: Any) -> Iterator[None]:
    """Let the transaction take the time of a migration, and wait for another process's."""
    raw = connection.connection.dbapi_connection
    for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        connection.exec_driver_sql(f"set local {name} = {int(MIGRATE_SECONDS * 1000)}")
    raw.patience = MIGRATE_SECONDS
    try:
        yield
    finally:
        raw.patience = ANSWER_SECONDS


def _wait(connection: Any) -> None:
    """Wait for the server's answer, but no longer than the connection has patience for.

    Statement timeouts are the server's own and `connect_timeout` ends with the connecting; a server that stands still
    keeps neither, and libpq would wait for ever.
    """
    patience = getattr(connection, "patience", None)
    end = None if patience is None else time.monotonic() + patience
    while True:
        state = connection.poll()
        if state == extensions.POLL_OK:
            return
        poll = select.poll()  # not select(): that knows no file number above 1023
        poll.register(connection.fileno(), select.POLLIN if state == extensions.POLL_READ else select.POLLOUT)
        left = None if end is None else max(0.0, end - time.monotonic()) * 1000
        if not poll.poll(left):
            raise psycopg2.OperationalError("the database gave no answer in time")
