"""A code works once, for an hour, while its conversation is there; of the code itself nothing can be read.

Does not prove: that codes are hard to guess (tests/web/staff/test_codes.py).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from store import LIFETIME, Codes, Kept, Store, purge_codes

NOON = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)


@pytest.fixture
def codes(store: Store) -> Codes:
    for id in "ab":
        store.save(id, b"1", (), NOON)
    return Codes(store, "secret")


def test_a_code_hands_over_once(codes: Codes) -> None:
    assert codes.keep("ord et", "a", b"answers", NOON)
    assert codes.use("ord to", NOON) is None
    assert codes.use("ord et", NOON) == b"answers"
    assert codes.use("ord et", NOON) is None


def test_until_the_hour_is_over_and_no_longer(codes: Codes) -> None:
    codes.keep("x", "a", b"1", NOON)
    codes.keep("y", "b", b"2", NOON)
    assert codes.expires("a", NOON) == NOON + LIFETIME
    assert codes.expires("a", NOON + LIFETIME) is None
    assert codes.use("x", NOON + LIFETIME - SECOND) == b"1"
    assert codes.use("y", NOON + LIFETIME) is None


def test_no_code_lives_longer_than_a_day(codes: Codes) -> None:
    with pytest.raises(ValueError, match="a day"):
        codes.keep("x", "a", b"1", NOON, timedelta(hours=24) + SECOND)
    assert timedelta(hours=24) >= LIFETIME


def test_a_new_code_ends_the_earlier_one_of_the_same_conversation_only(codes: Codes) -> None:
    codes.keep("x", "a", b"1", NOON)
    codes.keep("z", "b", b"3", NOON)
    codes.keep("y", "a", b"2", NOON)
    assert [codes.use(code, NOON) for code in "xyz"] == [None, b"2", b"3"]


def test_another_secret_reads_no_code(codes: Codes, store: Store) -> None:
    codes.keep("x", "a", b"1", NOON)
    assert Codes(store, "another").use("x", NOON) is None


@pytest.mark.parametrize("how", ["delete", "change_state", "forget"])
def test_deleting_the_conversation_deletes_its_code(
    codes: Codes, store: Store, how: str, stored: Callable[[], bytes]
) -> None:
    codes.keep("x", "a", b"SECRETANSWERS" * 100, NOON)
    codes.keep("y", "b", b"2", NOON)
    if how == "delete":
        store.delete("a")
    elif how == "change_state":
        store.change_state("a", lambda _: None, NOON)
    else:
        codes.forget("a")
    assert codes.use("x", NOON) is None
    assert codes.use("y", NOON) == b"2"
    assert b"SECRETANSWERS" not in stored()


def test_beginning_again_ends_the_code_and_keeps_the_conversation(codes: Codes, store: Store) -> None:
    codes.keep("x", "a", b"1", NOON)
    codes.keep("y", "b", b"2", NOON)
    store.update("a", lambda _: (Kept(b"new", anew=True), None), NOON)
    assert codes.use("x", NOON) is None and codes.use("y", NOON) == b"2"
    record = store.load("a")
    assert record is not None and record.state == b"new"


def test_no_code_for_a_conversation_that_was_deleted_meanwhile(codes: Codes, store: Store) -> None:
    store.delete("a")
    assert not codes.keep("x", "a", b"1", NOON)
    assert codes.use("x", NOON) is None


def test_neither_code_nor_conversation_stands_in_the_files(
    codes: Codes, store: Store, stored: Callable[[], bytes]
) -> None:
    store.save("CONVERSATIONID", b"1", (), NOON)
    codes.keep("THECODE", "CONVERSATIONID", b"1", NOON)
    with store.read() as connection:
        rows = str(connection.exec_driver_sql("select * from share_codes").all())
    assert rows != "[]" and "THECODE" not in rows
    assert "CONVERSATIONID" not in rows
    assert b"THECODE" not in stored()


def test_what_was_used_is_gone_from_the_files(codes: Codes, stored: Callable[[], bytes]) -> None:
    codes.keep("x", "a", b"SECRETANSWERS" * 100, NOON)
    assert codes.use("x", NOON)
    assert b"SECRETANSWERS" not in stored()


def test_of_many_at_once_exactly_one_gets_it(codes: Codes) -> None:
    for turn in range(5):
        codes.keep("x", "a", b"1", NOON)
        start = threading.Barrier(6)
        got: list[bytes | None] = []

        def use(start: threading.Barrier = start, got: list[bytes | None] = got) -> None:
            start.wait()
            got.append(codes.use("x", NOON))

        threads = [threading.Thread(target=use) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(got, key=bool) == [None] * 5 + [b"1"], turn


def test_purge_takes_what_is_over(codes: Codes, store: Store) -> None:
    codes.keep("x", "a", b"1", NOON)
    codes.keep("y", "b", b"2", NOON + SECOND)
    assert purge_codes(store, NOON + LIFETIME) == 1
    assert codes.use("y", NOON + LIFETIME) == b"2"
    assert purge_codes(store, NOON + 2 * LIFETIME) == 0
