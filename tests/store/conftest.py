"""Every test of the store runs on both databases: a file of SQLite's, and a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from store import Store

NOON = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that is empty."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'var' / 'guide.db'}"
    address: str = request.getfixturevalue("postgres_database")
    return address


@pytest.fixture
def opened(url: str) -> Iterator[Callable[[], Store]]:
    """Opens the database once more, as another process would; closed afterwards."""
    stores: list[Store] = []

    def open_it() -> Store:
        stores.append(Store(url))
        return stores[-1]

    yield open_it
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Callable[[], Store]) -> Store:
    return opened()


@pytest.fixture
def stored(store: Store) -> Callable[[], bytes]:
    """All that is kept: SQLite's files with its log, or every row of every table of PostgreSQL."""

    def everything() -> bytes:
        if store.file:
            return b"".join(file.read_bytes() for file in store.file.parent.iterdir())
        # The rows as text, with bytes as they are and not as hexadecimal numbers.
        with store.read() as connection:
            connection.exec_driver_sql("set bytea_output = 'escape'")
            tables = connection.exec_driver_sql("select tablename from pg_tables where schemaname = 'public'").scalars()
            rows = [connection.exec_driver_sql(f'select t::text from "{table}" t').scalars().all() for table in tables]
        return str(rows).encode()

    return everything
