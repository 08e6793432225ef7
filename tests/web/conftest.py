"""The application on a database of its own, on a day that stands still, with a stand-in for Rasa."""

from __future__ import annotations

import html
import json
import re
import socket
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from guide.conversation import Conversation, dump, restore
from guide.moves import Answer, Ask, Do, Heard
from guide.voices import Voices
from rights.loader import load
from scripts.setup import find_chromium
from store import Record, Store
from web.app import create_app
from web.settings import Settings

with warnings.catch_warnings():  # Starlette would rather have httpx2
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

RASA = "http://rasa.test"


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = datetime(2026, 11, 22, 12, tzinfo=timezone(timedelta(hours=1)))

    def __call__(self) -> datetime:
        return self.now


@dataclass
class FakeRasa:
    """Stands in for Rasa and its action: keeps the new state in the store, sends the reply as `custom`."""

    store: Store
    clock: Clock
    heard: Heard | Answer | Ask | Do = field(default_factory=Heard)
    instead: Callable[[httpx.Request], httpx.Response] | None = None
    before: Callable[[], None] | None = None
    got: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, text="Hello from Rasa: 3.6.21")
        message = json.loads(request.content)
        self.got.append(message)
        if self.before:
            self.before()
        if self.instead:
            return self.instead(request)
        replies = []

        def change(state: bytes | None) -> bytes | None:
            new, reply = the_guide().respond(
                restore(state) if state else Conversation(), self.heard, self.clock().date()
            )
            replies.append(reply)
            return None if reply.forget else dump(new)

        self.store.change_state(message["sender"], change, self.clock())
        to = {"recipient_id": message["sender"]}
        return httpx.Response(
            200, json=[{**to, "text": replies[-1].text}, {**to, "custom": msgspec.to_builtins(replies[-1])}]
        )


@dataclass
class Person:
    """A client that presses what stands on the page."""

    client: TestClient
    page: str = ""

    def open(self) -> str:
        self.page = self.client.get("/").text
        return self.page

    @property
    def token(self) -> str:
        found = re.search(r'name="kode" value="([^"]+)"', self.page or self.open())
        assert found
        return found[1]

    @property
    def id(self) -> str:
        """The conversation's id: the cookie without its signature."""
        return self.client.cookies["samtale"].rpartition(".")[0]

    def post(self, path: str, **fields: str) -> httpx.Response:
        answer: Any = self.client.post(path, data={"kode": self.token, **fields})
        if answer.status_code == 200:
            self.page = answer.text
        return answer

    def press(self, payload: str) -> str:
        assert f'value="{html.escape(payload)}"' in self.page or payload == "#slet", payload
        return self.post("/tryk", tryk=payload).text

    def write(self, text: str) -> str:
        return html.unescape(self.post("/besked", besked=text).text)

    def answers(self) -> dict[str, str]:
        """The first button of each question on the way to an answer."""
        answers: dict[str, str] = {}
        for _ in range(30):
            found = re.search(r'name="tryk" value="#svar (\S+) (\S+)"', self.page)
            if not found:
                return answers
            answers[found[1]] = found[2]
            self.press(f"#svar {found[1]} {found[2]}")
        raise AssertionError("no answer after 30 questions")


@lru_cache(maxsize=1)
def the_guide() -> Voices:
    return Voices(load())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'guide.db'}"


@pytest.fixture
def store(database: str) -> Store:
    return Store(database)


@pytest.fixture
def rasa(store: Store, clock: Clock) -> FakeRasa:
    return FakeRasa(store, clock)


@pytest.fixture
def person(database: str, clock: Clock, rasa: FakeRasa) -> Iterator[Person]:
    """The application with Rasa beside it."""
    settings = Settings(database, RASA, clock, httpx.MockTransport(rasa))
    with TestClient(create_app(settings)) as client:
        person = Person(client)
        person.open()
        yield person


@pytest.fixture
def alone(database: str, clock: Clock) -> Iterator[Person]:
    """The application without Rasa."""
    with TestClient(create_app(Settings(database, "", clock))) as client:
        person = Person(client)
        person.open()
        yield person


@pytest.fixture
def kept(store: Store) -> Callable[[Person], Record]:
    """What the store keeps of a conversation."""

    def record(person: Person) -> Record:
        found = store.load(person.id)
        assert found
        return found

    return record


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application without Rasa on a real port."""
    database = f"sqlite:///{tmp_path_factory.mktemp('pages') / 'guide.db'}"
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()  # from here on a caller waits instead of being refused
        app = create_app(Settings(database, "", Clock()))
        server = uvicorn.Server(uvicorn.Config(app, ws="none", log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        httpx.get(f"{url}/sundhed", timeout=30, trust_env=False)
        yield url
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, and nothing that it does by itself. Gone after the module, and its event loop with it."""
    chromium = find_chromium()
    assert chromium, "Chromium mangler. På Debian: apt-get install chromium"
    quiet = ("gpu", "quic", "background-networking", "component-update", "sync")
    args = ["--no-sandbox", "--no-first-run", *(f"--disable-{part}" for part in quiet)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=args)
        yield browser
        browser.close()
