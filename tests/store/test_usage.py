"""Counts are numbers by day, exact also when many count at once, and counting never stops what is counted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from store import LEFT, Count, Counted, Kept, Record, Store, Usage
from store.usage import COUNTS_KEPT, USAGE, day_of
from tests.store.conftest import NOON

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


@pytest.fixture
def usage(store: Store) -> Usage:
    return Usage(store)


def turn(store: Store, id: str, *counts: Count, open_topic: str | None = None) -> None:
    store.update(id, lambda _: (Kept(b"1", (), counts=counts, open_topic=open_topic), None), NOON)


def total(usage: Usage, what: str) -> int:
    return sum(one.number for one in usage.between(date.min, date.max) if one.what == what)


def test_counts_add_up_by_day_topic_and_value(usage: Usage) -> None:
    usage.count(NOON, Count("svar", "klage", "gaelder"), Count("svar", "klage", "gaelder"), Count("trykket"))
    usage.count(NOON, Count("svar", "klage", "gaelder", 3), Count("svar", "klage", "kan_gaelde"))
    usage.count(NOON + DAY, Count("trykket"))
    assert usage.between(TODAY, TODAY) == [
        Counted(TODAY, "svar", "klage", "gaelder", 5),
        Counted(TODAY, "svar", "klage", "kan_gaelde", 1),
        Counted(TODAY, "trykket", "", "", 1),
    ]
    assert usage.between(TODAY + DAY, TODAY + DAY) == [Counted(TODAY + DAY, "trykket", "", "", 1)]
    assert usage.between(TODAY - DAY, TODAY - DAY) == []


def test_the_day_is_the_one_in_denmark() -> None:
    assert day_of(NOON.replace(hour=22, minute=59)) == TODAY
    assert day_of(NOON.replace(hour=23)) == TODAY + DAY


def test_a_turn_is_counted_with_what_it_changes(store: Store, usage: Usage) -> None:
    turn(store, "a", Count("trykket"))
    turn(store, "a", Count("trykket"))

    def fail(_: Record | None) -> tuple[Kept, None]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.update("a", fail, NOON)
    assert total(usage, "trykket") == 2


def test_a_turn_that_can_not_be_counted_is_kept_all_the_same(
    store: Store, usage: Usage, caplog: pytest.LogCaptureFixture
) -> None:
    with store.write() as connection:
        connection.exec_driver_sql("alter table usage rename to elsewhere")
    turn(store, "a", Count("trykket"))
    usage.count(NOON, Count("ark"))
    assert store.load("a")
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == ["not counted"] * 2
    with store.write() as connection:
        connection.exec_driver_sql("alter table elsewhere rename to usage")
    turn(store, "a", Count("trykket"))
    assert total(usage, "trykket") == 1


def test_many_at_once_lose_no_count_and_wait_for_nobody_in_a_ring(store: Store, usage: Usage) -> None:
    def work(number: int) -> None:
        for _ in range(15):
            turn(store, str(number), Count("b"), Count("a"), Count(f"c{number % 2}"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [total(usage, what) for what in ("a", "b", "c0", "c1")] == [90, 90, 45, 45]


@pytest.mark.parametrize("how", ["delete", "forget", "purge"])
def test_a_conversation_that_ends_with_a_question_open_is_counted_as_left(store: Store, usage: Usage, how: str) -> None:
    turn(store, "asked", open_topic="klage")
    turn(store, "asked")  # a change that knows nothing of questions leaves it
    turn(store, "other", open_topic="standby")
    turn(store, "answered", open_topic="klage")
    turn(store, "answered", open_topic="")
    if how == "purge":
        store.purge(NOON + timedelta(seconds=1))
    else:
        for id in ("asked", "other", "answered"):
            store.delete(id) if how == "delete" else store.update(id, lambda _: (None, None), NOON + 3 * DAY)
    assert usage.between(date.min, date.max) == [
        Counted(TODAY, LEFT, "klage", "", 1),
        Counted(TODAY, LEFT, "standby", "", 1),
    ]


def test_what_several_delete_at_once_is_counted_once(store: Store, usage: Usage, opened: Callable[[], Store]) -> None:
    for number in range(40):
        turn(store, str(number), open_topic="klage")
    stores = [opened() for _ in range(3)]
    start = threading.Barrier(3)
    gone: list[int] = []

    def purge(mine: Store) -> None:
        start.wait()
        gone.append(mine.purge(NOON + DAY))

    threads = [threading.Thread(target=purge, args=(mine,)) for mine in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(gone) == total(usage, LEFT) == 40


def test_there_is_no_row_for_a_person(store: Store, usage: Usage, stored: Callable[[], bytes]) -> None:
    assert {column.name for column in USAGE.c} == {"day", "what", "topic", "value", "slot", "number"}
    for number in range(30):
        turn(store, f"PERSON{number}", Count("trykket"), open_topic="klage")
        store.delete(f"PERSON{number}")
    with store.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(USAGE)).scalar() <= 16
    assert b"PERSON" not in stored()


def test_old_counts_are_deleted(usage: Usage) -> None:
    usage.count(NOON - COUNTS_KEPT - DAY, Count("old"))
    usage.count(NOON - COUNTS_KEPT, Count("edge"))
    usage.count(NOON, Count("new"))
    assert usage.purge(NOON) == 1
    assert [one.what for one in usage.between(date.min, date.max)] == ["edge", "new"]
