"""The citizen's pages with a municipality of one's own, and a page that tells what the browser complained about."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from tests.web.conftest import RASA, Clock, FakeRasa, Person, TestClient
from web.app import create_app
from web.settings import Settings

ANSWER = '.ask button[value^="#svar "]'
PATIENCE = 20_000
"""Milliseconds: the machine may be busy with other tests."""


@dataclass
class Watched:
    """A page, and what must not happen on it."""

    page: Page
    home: str
    complaints: list[str] = field(default_factory=list)

    def clean(self) -> bool:
        """Nothing was asked of another host, nothing broke the policy, no script failed."""
        assert self.complaints == []
        return True


Opener = Callable[..., Watched]


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Opener]:
    """Opens a page in a browser context of its own: `watched(width, height, javascript, **context options)`."""
    with ExitStack() as stack:

        def open_page(
            width: int = 1280, height: int = 900, javascript: bool = True, path: str = "/", **more
        ) -> Watched:
            context = browser.new_context(
                viewport={"width": width, "height": height}, java_script_enabled=javascript, **more
            )
            stack.callback(context.close)
            found = watch(context.new_page(), address)
            found.page.goto(address + path)
            return found

        yield open_page


def watch(page: Page, home: str) -> Watched:
    found = Watched(page, home)
    page.set_default_timeout(PATIENCE)
    host = urlsplit(home).netloc
    page.on("request", lambda r: urlsplit(r.url).netloc in (host, "") or found.complaints.append(f"asked {r.url}"))
    page.on("pageerror", lambda error: found.complaints.append(f"error {error}"))
    page.on(
        "console",
        lambda m: (
            m.type in ("error", "warning")
            and "responded with a status of" not in m.text
            and found.complaints.append(m.text)
        ),
    )
    return found


@pytest.fixture
def municipal(tmp_path: Path, database: str, clock: Clock, rasa: FakeRasa) -> Iterator[Callable[[str], Person]]:
    """The application with a municipality's file, and Rasa beside it."""
    with ExitStack() as stack:

        def make(text: str) -> Person:
            file = tmp_path / "kommune.yml"
            file.write_text(text, encoding="utf-8")
            settings = Settings(database, RASA, clock, httpx.MockTransport(rasa), municipality=file)
            person = Person(stack.enter_context(TestClient(create_app(settings))))
            person.open()
            return person

        yield make


@contextmanager
def on_a_port(settings: Settings) -> Iterator[str]:
    """The application on a real port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(create_app(settings), ws="none", log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            httpx.get(f"{url}/sundhed", timeout=60, trust_env=False)
            yield url
        finally:
            server.should_exit = True
            thread.join()


def answer_all(page: Page) -> None:
    """The first answer of every question, until there is an answer from the guide."""
    for _ in range(30):
        page.locator(f"{ANSWER}, .answer").first.wait_for()
        if page.locator(".answer").count():
            return
        turns = page.locator(".turn").count()
        page.locator(ANSWER).first.click()
        page.locator(".turn").nth(turns).wait_for()
    raise AssertionError("no answer after 30 questions")
