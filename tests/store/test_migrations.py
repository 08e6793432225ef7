"""Every step has a way back, the last is what the tables say, and a database from before the steps is adopted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from store import Attempts, Codes, Staff, Store
from store.database import METADATA
from store.migrate import FOLDER, migrate
from tests.store.conftest import NOON

STEPS = [step.revision for step in ScriptDirectory(str(FOLDER)).walk_revisions("base", "head")][::-1]


def differences(store: Store) -> list[object]:
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, METADATA))


def tables(store: Store) -> set[str]:
    with store.read() as connection:
        return set(sa.inspect(connection).get_table_names()) - {"alembic_version"}


def to(store: Store, step: str) -> None:
    with store.write() as connection:
        migrate(connection, step)


def test_the_last_step_is_what_the_tables_say(store: Store) -> None:
    assert differences(store) == []
    assert tables(store) == set(METADATA.tables)


def test_up_down_and_up_again_keeps_the_conversations(store: Store) -> None:
    store.save("a", b"1", ("x",), NOON)
    for step in reversed(STEPS[:-1]):
        to(store, step)
    assert "usage" not in tables(store) and differences(store)
    to(store, "head")
    record = store.load("a")
    assert record and (record.state, record.transcript, record.created_at) == (b"1", ("x",), NOON)
    assert differences(store) == []
    to(store, "base")
    assert tables(store) == set()
    to(store, "head")
    assert differences(store) == [] and store.load("a") is None


def test_a_database_from_before_the_steps_is_adopted(store: Store, opened: Callable[[], Store]) -> None:
    store.save("a", b"1", ("x",), NOON)
    Codes(store, "s").keep("x", "a", b"2", NOON)
    Staff(store).add("raadgiver1", "fire små grønne bøger", NOON)
    to(store, STEPS[0])
    with store.write() as connection:
        connection.exec_driver_sql("drop table alembic_version")
        connection.exec_driver_sql("drop table attempts")  # a table that came later than the file
    store.close()
    again = opened()
    assert differences(again) == []
    record = again.load("a")
    assert record and (record.state, record.transcript) == (b"1", ("x",))
    assert Codes(again, "s").use("x", NOON) == b"2"
    assert Staff(again).knows("raadgiver1", "fire små grønne bøger")
    assert Attempts(again, "s").take({"a": 1}, NOON)


def test_a_step_that_fails_leaves_everything_as_it_was(store: Store) -> None:
    store.save("a", b"1", (), NOON)
    to(store, STEPS[0])
    with store.write() as connection:
        connection.exec_driver_sql("create table usage (x integer)")  # in the way of a later step
    with pytest.raises(sa.exc.DBAPIError):
        to(store, "head")
    with store.write() as connection:
        columns = {column["name"] for column in sa.inspect(connection).get_columns("conversations")}
        assert "open_topic" not in columns
        connection.exec_driver_sql("drop table usage")
    to(store, "head")
    assert differences(store) == [] and store.load("a")


def test_many_that_open_an_old_database_at_once_all_find_it_new(store: Store, opened: Callable[[], Store]) -> None:
    store.save("a", b"1", (), NOON - timedelta(hours=1))
    to(store, "base")
    start, found = threading.Barrier(5), []

    def open_it() -> None:
        start.wait()
        found.append(differences(opened()))

    threads = [threading.Thread(target=open_it) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[]] * 5
