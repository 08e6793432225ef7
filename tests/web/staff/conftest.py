"""A counsellor who is signed in, and a citizen on the same database."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import argon2
import httpx
import pytest
from itsdangerous import Signer

from store import Staff, Store
from tests.web.conftest import Clock, Person, TestClient
from web.app import create_app
from web.settings import Settings
from web.staff.desk import Desk, read_desk

SECRET = "a secret for the tests"
NAME = "raadgiver1"
PASSWORD = "fire små grønne bøger"


def signed(token: str) -> str:
    return Signer(SECRET, salt="raadgiver", digest_method=hashlib.sha256).sign(token).decode()


def token_in(page: str) -> str:
    found = re.search(r'name="kode" value="([^"]+)"', page)
    assert found
    return found[1]


@dataclass
class Counsellor:
    """A client with the staff cookie; redirects are not followed."""

    client: TestClient
    staff: Staff
    clock: Clock
    token: str

    def get(self, path: str = "") -> httpx.Response:
        answer: Any = self.client.get(f"/raadgiver{path}")
        return answer

    def post(self, path: str = "", *, csrf: str | None = None, part: bool = False, **fields: Any) -> httpx.Response:
        kode = token_in(self.client.get("/raadgiver/kode").text) if csrf is None else csrf
        headers = {"hx-request": "true"} if part else {}
        answer: Any = self.client.post(f"/raadgiver{path}", data={"kode": kode, **fields}, headers=headers)
        return answer

    @property
    def desk(self) -> Desk:
        session = self.staff.session(self.token, self.clock())
        assert session
        return read_desk(session.state)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """How strong the real ones are is tested in tests/store."""
    monkeypatch.setattr("store.staff._HASHER", argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def settings(database: str, clock: Clock) -> Settings:
    return Settings(database, "", clock, secret=SECRET)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """Nobody yet."""
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


@pytest.fixture
def counsellor(client: TestClient, store: Store, clock: Clock) -> Counsellor:
    """Signed in without the password, which takes time; signing in itself is tried in test_door.py."""
    staff = Staff(store)
    token = staff.open(NAME, clock())
    client.cookies.set("raadgiver", signed(token), path="/raadgiver")
    return Counsellor(client, staff, clock, token)


@pytest.fixture
def citizen(settings: Settings, counsellor: Counsellor) -> Iterator[Person]:
    """A citizen in another browser, with a topic and some answers."""
    with TestClient(create_app(settings)) as browser:
        person = Person(browser)
        person.open()
        person.press("#emne tilbud_og_helbred")
        assert person.answers()
        yield person
