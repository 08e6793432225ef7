"""Fifty conversations at once in one application: nobody gets another's answers, and none are lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from actions.hear import hear
from actions.screen import screened
from bench.crowd import crowd, no_cookies
from tests.web.conftest import Clock
from web.app import create_app
from web.settings import Settings

CROWD = 50


@pytest.fixture(scope="module", autouse=True)
def has_read_its_models() -> None:
    """A process reads them at its first message; a crowd comes later in its life."""
    hear(screened("Jeg er i ressourceforløb"), (), Clock()().date())


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'guide.db'}"
    else:
        yield str(request.getfixturevalue("postgres_database"))


@pytest.mark.xdist_group("servers")
async def test_fifty_conversations_at_once_keep_their_own_answers_in_order(database: str) -> None:
    app = create_app(Settings(database, "", Clock()))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://guide.test", cookies=no_cookies()) as client:
        tally = await crowd(client, CROWD, thinking=0.0, at_once=8)
    assert not tally.faults
    assert (tally.lost, tally.foreign, tally.order, dict(tally.refused)) == (0, 0, 0, {})
    assert tally.finished == CROWD
    assert tally.answers > 4 * CROWD
