"""A copy made while others write is whole, and comes back without what has become too old. SQLite alone."""

from __future__ import annotations

import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from store import RETENTION, Codes, Staff, Store
from store.backup import BackupError, backup, restore
from store.database import METADATA
from store.migrate import migrate
from tests.store.conftest import NOON


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'var' / 'guide.db'}"


def test_a_copy_comes_back(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "kopi.db"
    store.save("a", b"1", ("x",), NOON)
    Staff(store).add("raadgiver1", "fire små grønne bøger", NOON)
    backup(store, file)
    assert file.stat().st_mode & 0o777 == 0o600
    store.delete("a")
    store.save("b", b"2", (), NOON)
    gone = restore(store, file, NOON)
    assert gone.conversations == 0 and store.load("b") is None
    record = store.load("a")
    assert record and (record.state, record.transcript) == (b"1", ("x",))
    assert Staff(store).accounts() == [("raadgiver1", NOON)]
    store.save("c", b"3", (), NOON)
    assert store.load("c")


def test_what_has_become_too_old_does_not_come_back(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "kopi.db"
    store.save("old", b"SECRET" * 100, (), NOON)
    store.save("new", b"1", (), NOON + timedelta(hours=2))
    Codes(store, "s").keep("x", "old", b"1", NOON)
    backup(store, file)
    gone = restore(store, file, NOON + RETENTION + timedelta(hours=1))
    assert (gone.conversations, gone.codes) == (1, 1)
    assert store.load("old") is None and store.load("new")
    assert store.file and b"SECRET" not in b"".join(one.read_bytes() for one in store.file.parent.iterdir())


def test_a_copy_while_others_write_is_whole(store: Store, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            store.save(f"x{number % 50}", str(number).encode() * 200, (), NOON)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            backup(store, tmp_path / f"{number}.db")
    finally:
        stop.set()
        writer.join()
    for number in range(3):
        with sqlite3.connect(tmp_path / f"{number}.db") as copy:
            assert copy.execute("pragma integrity_check").fetchone() == ("ok",)


def test_an_older_copy_is_brought_to_the_newest_shape(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "kopi.db"
    store.save("a", b"1", (), NOON)
    with store.write() as connection:
        migrate(connection, "0001")
    backup(store, file)
    with store.write() as connection:
        migrate(connection)
    restore(store, file, NOON)
    assert store.load("a")
    with store.read() as connection:
        for table in METADATA.tables:
            connection.exec_driver_sql(f'select * from "{table}"').all()


def test_what_is_no_copy_changes_nothing(store: Store, tmp_path: Path) -> None:
    store.save("a", b"1", (), NOON)
    newer, other, broken = tmp_path / "newer.db", tmp_path / "other.db", tmp_path / "broken.db"
    backup(store, newer)
    with sqlite3.connect(newer) as copy:
        copy.execute("update alembic_version set version_num = '9999'")
    with sqlite3.connect(other) as copy:
        copy.execute("create table something (x)")
    broken.write_bytes(newer.read_bytes()[:5000])
    (tmp_path / "text.db").write_text("hej")
    for file in (newer, other, broken, tmp_path / "text.db", tmp_path / "not there.db", tmp_path):
        with pytest.raises(BackupError):
            restore(store, file, NOON)
        assert store.load("a")


def test_nothing_is_written_over(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "kopi.db"
    file.write_text("mit")
    with pytest.raises(BackupError, match="findes allerede"):
        backup(store, file)
    with pytest.raises(BackupError, match="kan ikke skrives"):
        backup(store, tmp_path / "ingen" / "kopi.db")
    assert file.read_text() == "mit"


def test_postgresql_has_its_own_tools(postgres_database: str, tmp_path: Path) -> None:
    store = Store(postgres_database)
    for act in (lambda: backup(store, tmp_path / "x"), lambda: restore(store, tmp_path / "x", NOON)):
        with pytest.raises(BackupError, match="pg_dump"):
            act()
    assert not (tmp_path / "x").exists()
    store.close()
