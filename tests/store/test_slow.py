"""A PostgreSQL that is slow, stands still or is gone gives an error and never silence; a new one is taken up at once.

Does not prove: how long name look-ups take; libpq does them by itself.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator

import psycopg2
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from store import Store
from store.conversations import CONVERSATIONS
from store.postgres import ANSWER_SECONDS, LOCK_SECONDS, POOL_SECONDS, STATEMENT_SECONDS
from tests import servers
from tests.store.conftest import NOON

pytestmark = pytest.mark.xdist_group("servers")


@pytest.fixture
def store(postgres_database: str) -> Iterator[Store]:
    store = Store(postgres_database)
    store.save("a", b"1", (), NOON)
    yield store
    store.close()


def test_the_limits_together_are_an_answer_within_five_seconds() -> None:
    assert max(STATEMENT_SECONDS, LOCK_SECONDS) < ANSWER_SECONDS, "the server says why, if it can"
    assert 2 * ANSWER_SECONDS < 5 and POOL_SECONDS + ANSWER_SECONDS < 5


def test_a_statement_that_takes_too_long_is_ended_by_the_server(store: Store) -> None:
    with pytest.raises(DBAPIError, match="statement timeout"), store.read() as connection:
        connection.exec_driver_sql("select pg_sleep(60)")
    assert store.load("a")


def test_waiting_for_a_row_ends(store: Store) -> None:
    with store.write() as connection:
        connection.execute(sa.update(CONVERSATIONS).values(state=b"2"))
        with pytest.raises(DBAPIError, match="lock timeout"):
            store.save("a", b"3", (), NOON)
    found = store.load("a")
    assert found and found.state == b"2"


def test_a_server_that_stands_still_gives_an_error_and_is_used_again_when_it_moves() -> None:
    """The kernel still answers for it, so nothing in TCP notices."""
    with servers.postgres() as address:
        store = Store(address)
        store.save("a", b"1", (), NOON)
        with store.read() as connection:
            backend = connection.exec_driver_sql("select pg_backend_pid()").scalar()
        main = _parent(backend)
        still = [main, *_children(main)]
        try:
            for process in still:
                os.kill(process, signal.SIGSTOP)
            with pytest.raises(SQLAlchemyError):
                store.load("a")
            with pytest.raises(SQLAlchemyError):
                store.save("a", b"2", (), NOON)
        finally:
            for process in still:
                os.kill(process, signal.SIGCONT)
        _until(lambda: store.load("a") is not None)
        store.close()


def test_a_server_that_is_gone_gives_an_error_and_its_successor_is_taken_up() -> None:
    port = servers.free_port()
    with servers.postgres(port) as address:
        store = Store(address)
        store.save("a", b"1", (), NOON)
    with pytest.raises(SQLAlchemyError):
        store.load("a")
    with servers.postgres(port) as address:
        Store(address).close()  # an empty one, so it needs its tables
        assert store.load("a") is None
        store.save("a", b"2", (), NOON)
        store.close()


def test_something_that_takes_calls_and_never_speaks_is_no_database() -> None:
    with socket.socket() as listening:
        listening.bind((servers.HOST, 0))
        listening.listen()
        with pytest.raises(SQLAlchemyError, match="no answer"):
            Store(f"postgresql://guide@{servers.HOST}:{listening.getsockname()[1]}/guide")


def test_when_every_connection_is_taken_the_next_one_gets_an_error(store: Store) -> None:
    taken = []
    try:
        with pytest.raises(SQLAlchemyError, match="QueuePool limit"):
            while len(taken) < 50:
                taken.append(store.read())
        assert len(taken) == 10
    finally:
        for connection in taken:
            connection.close()
    assert store.load("a")


def test_connections_that_are_not_ours_wait_as_long_as_they_like(store: Store, postgres_server: str) -> None:
    other = psycopg2.connect(postgres_server)
    with other.cursor() as cursor:
        cursor.execute("select pg_sleep(%s)", (ANSWER_SECONDS + 0.5,))
        assert cursor.fetchone() is not None
    other.close()


def test_a_process_that_starts_waits_for_another_one_s_migration(postgres_database: str) -> None:
    first = Store(postgres_database)
    with first.write() as connection:
        connection.exec_driver_sql("delete from alembic_version")
        connection.exec_driver_sql("drop table usage")
        connection.exec_driver_sql("alter table conversations drop column open_topic")
    found: list[Store] = []
    waiting = threading.Thread(target=lambda: found.append(Store(postgres_database)))
    with first.write() as connection:
        connection.execute(sa.text("select pg_advisory_xact_lock(hashtextextended('rettighedsguiden:migrate', 0))"))
        waiting.start()
        time.sleep(ANSWER_SECONDS + 1)  # longer than an ordinary answer may take
        assert waiting.is_alive() and not found
    waiting.join(60)
    assert found and found[0].load("a") is None
    found[0].close()
    first.close()


def _parent(process: int) -> int:
    with open(f"/proc/{process}/stat", encoding="ascii") as stat:
        return int(stat.read().rpartition(")")[2].split()[1])


def _children(process: int) -> list[int]:
    with open(f"/proc/{process}/task/{process}/children", encoding="ascii") as children:
        return [int(child) for child in children.read().split()]


def _until(holds: Callable[[], bool]) -> None:
    """Wait until it holds; errors on the way are what is waited through."""
    end = time.monotonic() + 30
    while True:
        try:
            if holds():
                return
        except SQLAlchemyError:
            pass
        assert time.monotonic() < end
        time.sleep(0.05)
