"""What is kept is kept whole, what is deleted is gone, and two writers lose nothing."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from store import RETENTION, Kept, Record, Store
from store.conversations import CONVERSATIONS

NOON = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)


def test_comes_back_as_it_was_saved(store: Store) -> None:
    store.save("a", b'{"x":1}', ({"du": "Ja"}, {"guide": ["Æ, ø og å 🙂"]}), NOON)
    record = store.load("a")
    assert record == Record(
        b'{"x":1}', ({"du": "Ja"}, {"guide": ["Æ, ø og å 🙂"]}), id="a", created_at=NOON, updated_at=NOON
    )


def test_an_unknown_conversation_is_none(store: Store) -> None:
    assert store.load("a") is None


def test_saving_again_keeps_when_it_began(store: Store) -> None:
    store.save("a", b"1", (), NOON)
    store.save("a", b"2", (), NOON + timedelta(hours=1))
    record = store.load("a")
    assert record and (record.state, record.created_at, record.updated_at) == (b"2", NOON, NOON + timedelta(hours=1))


def test_moments_in_another_time_zone_are_the_same_moments(store: Store) -> None:
    store.save("a", b"1", (), NOON.astimezone(timezone(timedelta(hours=2))))
    record = store.load("a")
    assert record and record.created_at == NOON


def test_append_adds_and_keeps_the_state(store: Store) -> None:
    store.save("a", b"1", ("x",), NOON)
    assert store.append("a", ("y", "z"), NOON)
    record = store.load("a")
    assert record and (record.state, record.transcript) == (b"1", ("x", "y", "z"))


def test_append_does_not_bring_a_deleted_conversation_back(store: Store) -> None:
    assert not store.append("a", ("x",), NOON)
    assert store.load("a") is None


def test_change_state_keeps_the_transcript(store: Store) -> None:
    store.save("a", b"1", ("x",), NOON)
    store.change_state("a", lambda state: (state or b"") + b"2", NOON)
    record = store.load("a")
    assert record and (record.state, record.transcript) == (b"12", ("x",))


def test_change_state_begins_and_ends_conversations(store: Store) -> None:
    store.change_state("a", lambda state: b"new" if state is None else b"old", NOON)
    record = store.load("a")
    assert record and record.state == b"new"
    store.change_state("a", lambda _: None, NOON)
    assert store.load("a") is None


def test_a_failing_change_changes_nothing(store: Store) -> None:
    store.save("a", b"1", (), NOON)

    def fail(_: Record | None) -> tuple[Kept | None, None]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.update("a", fail, NOON)
    record = store.load("a")
    assert record and record.state == b"1"
    store.save("a", b"2", (), NOON)  # the lock was let go


def test_deleted_is_gone_from_the_files_too(store: Store, stored: Callable[[], bytes]) -> None:
    store.save("a", b"SECRETSTATE" * 500, ("SECRETTEXT",), NOON)
    assert b"SECRETSTATE" in stored() and b"SECRETTEXT" in stored()
    store.save("b", b"1", (), NOON)
    store.delete("a")
    assert store.load("a") is None
    assert b"SECRET" not in stored()
    assert store.load("b") is not None


def test_purge_takes_the_idle_and_leaves_the_rest(store: Store) -> None:
    store.save("old", b"1", (), NOON - RETENTION - timedelta(seconds=1))
    store.save("edge", b"1", (), NOON - RETENTION)
    store.save("woken", b"1", (), NOON - 2 * RETENTION)
    store.append("woken", ("x",), NOON)
    assert store.purge(NOON - RETENTION) == 1
    assert [store.load(id) is None for id in ("old", "edge", "woken")] == [True, False, False]
    assert store.purge(NOON - RETENTION) == 0


def test_two_threads_lose_nothing(store: Store) -> None:
    def add(record: Record | None) -> tuple[Kept, None]:
        return Kept(b"1", (*(record.transcript if record else ()), threading.get_ident())), None

    def work() -> None:
        for _ in range(25):
            store.update("a", add, NOON)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    record = store.load("a")
    assert record and len(record.transcript) == 100


def _count(url: str) -> None:
    store = Store(url)
    for _ in range(25):
        store.change_state("a", lambda state: str(int(state or b"0") + 1).encode(), NOON)
    store.close()


def test_processes_that_start_together_on_an_empty_database_lose_nothing(url: str, opened: Callable[[], Store]) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_count, args=(url,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    record = opened().load("a")
    assert record and record.state == b"75"


def test_reading_does_not_wait_for_a_writer(store: Store) -> None:
    store.save("a", b"1", (), NOON)
    with store.write() as connection:
        connection.execute(sa.update(CONVERSATIONS).values(state=b"2"))
        found = store.load("a")
        assert found and found.state == b"1"
