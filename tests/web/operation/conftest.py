"""What was tried against the guide, counted, so that docs/drift/sikkerhed.md can be written from a run."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn

from tests.web.conftest import Clock
from web import guard
from web.app import create_app
from web.settings import Settings

TRIED: Counter[str] = Counter()
BODY_SECONDS = 1.0


@pytest.fixture
def tried() -> Callable[[str, int], None]:
    """Called with a kind of attack and how many were held off."""

    def count(kind: str, times: int) -> None:
        TRIED[kind] += times

    return count


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The counts for scripts/security.py, which names the file."""
    file = os.environ.get("GUIDE_TRIED")
    if file:
        Path(file).write_text(json.dumps(TRIED), encoding="utf-8")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The guide on a real uvicorn, with less patience for slow bodies."""
    database = f"sqlite:///{tmp_path_factory.mktemp('raw') / 'guide.db'}"
    with socket.socket() as listening, pytest.MonkeyPatch.context() as patch:
        patch.setattr(guard, "BODY_SECONDS", BODY_SECONDS)
        listening.bind(("127.0.0.1", 0))
        listening.listen(256)
        app = create_app(Settings(database, "", Clock()))
        config = uvicorn.Config(app, ws="none", log_level="error", access_log=False, proxy_headers=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        number = listening.getsockname()[1]
        httpx.get(f"http://127.0.0.1:{number}/sundhed", timeout=60, trust_env=False)
        yield number
        server.should_exit = True
        thread.join()
