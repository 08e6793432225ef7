"""One call deletes all that is too old and nothing else, and what was deleted stands nowhere in files or rows.

Does not prove: that PostgreSQL's own files hold nothing of it; there a deleted row goes when the space is used again.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta

from store import LIFETIME, RETENTION, WINDOW, Attempts, Codes, Count, Kept, Staff, Store, Usage
from store.retention import Purged, purge
from store.staff import LONGEST_IDLE
from store.usage import COUNTS_KEPT
from tests.store.conftest import NOON

SECOND = timedelta(seconds=1)


def fill(store: Store, mark: str) -> None:
    """One of everything, marked, so that each ends at its own time after NOON."""
    counted = (Count("trykket", mark),)
    store.update(f"{mark}-id", lambda _: (Kept(f"{mark}-state".encode() * 200, (mark,), counts=counted), None), NOON)
    assert Codes(store, "s").keep(mark, f"{mark}-id", f"{mark}-shared".encode() * 50, NOON)
    staff = Staff(store)
    staff.keep(staff.open("raadgiver1", NOON), f"{mark}-screen".encode() * 50)
    assert Attempts(store, "s").take({mark: 9}, NOON)


def test_each_thing_goes_when_its_time_is_over(store: Store, stored: Callable[[], bytes]) -> None:
    fill(store, "SECRET")
    for mark in (b"SECRET-state", b"SECRET-shared", b"SECRET-screen"):
        assert mark in stored()
    assert purge(store, NOON) == Purged(0, 0, 0, 0, 0)
    assert purge(store, NOON + WINDOW) == Purged(0, 0, 0, 1, 0)
    assert purge(store, NOON + LONGEST_IDLE) == Purged(0, 0, 1, 0, 0)
    assert b"SECRET-screen" not in stored()
    assert purge(store, NOON + LIFETIME) == Purged(0, 1, 0, 0, 0)
    assert b"SECRET-shared" not in stored() and b"SECRET-state" in stored()
    assert purge(store, NOON + RETENTION) == Purged(0, 0, 0, 0, 0)
    assert purge(store, NOON + RETENTION + SECOND) == Purged(1, 0, 0, 0, 0)
    assert set(re.findall(rb"SECRET[-\w]*", stored())) == {b"SECRET"}, "only the count, which names the topic"
    assert purge(store, NOON + COUNTS_KEPT + 2 * timedelta(days=1)) == Purged(0, 0, 0, 0, 2)
    assert b"SECRET" not in stored()


def test_what_is_in_use_stays(store: Store) -> None:
    later = NOON + RETENTION + SECOND
    store.save("old", b"1", (), NOON)
    store.save("new", b"1", (), later)
    assert Codes(store, "s").keep("x", "new", b"1", later)
    token = Staff(store).open("raadgiver1", later)
    Attempts(store, "s").take({"a": 1}, later)
    Usage(store).count(later, Count("trykket"))
    assert purge(store, later) == Purged(1, 0, 0, 0, 0)
    assert store.load("old") is None and store.load("new")
    assert Codes(store, "s").use("x", later) and Staff(store).session(token, later)
    assert not Attempts(store, "s").take({"a": 1}, later)
    assert [one.what for one in Usage(store).between(later.date(), later.date())] == ["code", "trykket"]


def test_several_at_once_delete_each_thing_once(store: Store, opened: Callable[[], Store]) -> None:
    for mark in ("a", "b", "c"):
        fill(store, mark)
    stores = [opened() for _ in range(3)]
    start, gone = threading.Barrier(3), []

    def work(mine: Store) -> None:
        start.wait()
        gone.append(purge(mine, NOON + COUNTS_KEPT + 2 * timedelta(days=1)))

    threads = [threading.Thread(target=work, args=(mine,)) for mine in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [sum(numbers) for numbers in zip(*gone, strict=True)][:4] == [3, 3, 3, 3]
    assert purge(store, NOON + COUNTS_KEPT + 2 * timedelta(days=1)) == Purged(0, 0, 0, 0, 0)
