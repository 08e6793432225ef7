"""The application with a counsellor's account, on a real port."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store import Staff, Store
from tests.web.citizen.conftest import municipal, on_a_port, watched  # noqa: F401
from tests.web.conftest import Clock
from web.settings import Settings

ACCOUNT = ("raadgiver1", "fire små grønne bøger")


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    file: Path = tmp_path_factory.mktemp("journeys") / "guide.db"
    database = f"sqlite:///{file}"
    Staff(Store(database)).add(*ACCOUNT, Clock()())
    with on_a_port(Settings(database, "", Clock())) as home:
        yield home
