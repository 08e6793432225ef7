"""What must hold for every answer, and what happens to requests that no page of ours sends."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest

from store import Store
from tests.web.conftest import Person

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("GET", "/sundhed", 200),
        ("GET", "/slettet", 200),
        ("GET", "/static/ikon.svg", 200),
        ("GET", "/kommune.css", 200),
        ("GET", "/static/../app.py", 404),
        ("GET", "/static/%2e%2e/app.py", 404),
        ("GET", "/findes-ikke", 404),
        ("GET", "/<script>", 404),
        ("GET", "/tryk", 405),
        ("DELETE", "/", 405),
        ("POST", "/tryk", 400),
        ("POST", "/besked", 400),
        ("POST", "/slet", 400),
    ],
)
def test_headers_are_on_every_answer(alone: Person, method: str, path: str, status: int) -> None:
    answer = alone.client.request(method, path)
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "form-action 'self'" in policy and "unsafe" not in policy
    looks = answer.url.path.startswith(("/static/", "/kommune.css"))
    assert answer.headers["cache-control"] == ("no-cache" if looks else "no-store")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    if status >= 400 and method != "HEAD":
        assert 'lang="da"' in answer.text and "Ring 112" in answer.text and "<script>" not in answer.text


def test_no_inline_style_or_script(alone: Person) -> None:
    alone.press("#emne tilbud_og_helbred")
    alone.answers()
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", alone.page)
    assert scripts and all('src="/static/' in source and not code for source, code in scripts)
    for forbidden in ("<style", " style=", " onclick", "javascript:"):
        assert forbidden not in alone.page


def test_the_cookie_is_of_no_use_to_scripts_or_other_sites(alone: Person) -> None:
    alone.client.cookies.clear()
    cookie = alone.client.get("/").headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie
    assert "Secure" not in cookie and "expires" not in cookie.lower()
    alone.client.cookies.clear()
    assert "Secure" in alone.client.get("https://testserver/").headers["set-cookie"]


def test_the_id_is_nowhere_but_in_the_cookie(alone: Person) -> None:
    assert len(alone.id) == 22
    alone.press("#emne tilbud_og_helbred")
    assert alone.id not in alone.page


def test_ids_differ(alone: Person) -> None:
    seen = set()
    for _ in range(20):
        alone.client.cookies.clear()
        alone.open()
        seen.add(alone.id)
    assert len(seen) == 20


@pytest.mark.parametrize(
    "cookie", ["", "x", "a" * 22, "a" * 22 + ".", "a" * 22 + "." + "b" * 43, "../../etc/passwd......", "æ" * 11, "."]
)
def test_a_cookie_that_is_not_ours_is_replaced(alone: Person, cookie: str) -> None:
    alone.client.cookies.clear()
    answer = alone.client.get("/", headers={"cookie": f"samtale={cookie}".encode()})
    assert answer.status_code == 200 and "samtale=" in answer.headers["set-cookie"]


@pytest.mark.parametrize("path", ["/tryk", "/besked", "/slet"])
@pytest.mark.parametrize("token", ["", "x", "æøå", "ZJo0zY6x0Kp2mW9aXb1cQ7dR5eS3fT8gU4hV2iW6jX0="])
def test_a_form_of_another_conversation_does_nothing(alone: Person, store: Store, path: str, token: str) -> None:
    alone.press("#emne tilbud_og_helbred")
    before = store.load(alone.id)
    answer = alone.client.post(path, data={"kode": token, "tryk": "#forfra", "besked": "hej"})
    assert answer.status_code == 403 and "Siden var for gammel" in answer.text
    assert store.load(alone.id) == before


def test_a_form_without_the_cookie_does_nothing(alone: Person) -> None:
    token = alone.token
    alone.client.cookies.clear()
    assert alone.client.post("/tryk", data={"kode": token, "tryk": "#forfra"}).status_code == 403


@pytest.mark.parametrize(
    "fields",
    [{}, {"tryk": ""}, {"tryk": "#"}, {"tryk": "#svar"}, {"tryk": "#slet_alt"}, {"tryk": "hej"}, {"dag": "2026-01-01"}],
)
def test_a_form_that_we_never_made_is_told(alone: Person, fields: dict[str, str]) -> None:
    answer = alone.client.post("/tryk", data={"kode": alone.token, **fields})
    assert answer.status_code == 400 and "Det kunne vi ikke læse" in answer.text


def test_other_bodies_than_forms_are_told(alone: Person) -> None:
    for content, kind in ((b"{}", "application/json"), (b"x", "text/plain"), (b"--x\r\n", "multipart/form-data")):
        answer = alone.client.post("/besked", content=content, headers={"content-type": kind})
        assert answer.status_code == 400 and "Det kunne vi ikke læse" in answer.text
    file = alone.client.post("/besked", data={"kode": alone.token}, files={"besked": ("x", b"x")})
    assert file.status_code == 400
    many = alone.client.post("/besked", data={str(n): "x" for n in range(50)})
    assert many.status_code == 400


def test_bytes_that_are_no_text_are_read_as_far_as_they_go(alone: Person) -> None:
    body = f"kode={alone.token}&besked=%ff%fe%00%ed%a0%80".encode()
    assert alone.client.post("/besked", content=body, headers=FORM).status_code == 200


def test_a_megabyte_is_refused_and_the_state_kept(alone: Person, store: Store) -> None:
    alone.press("#emne tilbud_og_helbred")
    before = store.load(alone.id)
    answer = alone.client.post("/besked", data={"kode": alone.token, "besked": "x" * 1_000_000})
    assert answer.status_code == 413 and "Beskeden var for lang" in answer.text and "Ring 112" in answer.text
    assert store.load(alone.id) == before


def test_a_body_without_a_length_is_counted(alone: Person) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(64):
            yield b"x" * 1024

    answer = alone.client.post("/besked", content=parts(), headers=FORM)
    assert answer.status_code == 413


def test_a_fault_of_ours_is_told_and_logged_without_what_was_written(
    alone: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "hemmelig helbredsoplysning"

    def fail(*_: object) -> None:
        raise RuntimeError(secret)

    monkeypatch.setattr(Store, "update", fail)
    with caplog.at_level(logging.DEBUG):
        answer = alone.client.post("/besked", data={"kode": alone.token, "besked": secret})
    assert answer.status_code == 500 and "Der skete en fejl hos os" in answer.text and "Ring 112" in answer.text
    assert "Traceback" not in answer.text and secret not in answer.text
    assert "RuntimeError" in caplog.text and secret not in caplog.text
    assert "content-security-policy" in answer.headers


def test_health_tells_when_the_store_is_gone(alone: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(Store, "load", fail)
    answer = alone.client.get("/klar")
    assert answer.status_code == 503 and answer.json()["database"] == "nej"
    assert alone.client.get("/sundhed").json() == {"lever": "ja"}  # starting it again would not help


def test_nobody_can_choose_an_id(alone: Person, store: Store) -> None:
    """An id that somebody put in another's browser is not taken: the person gets one of their own."""
    alone.press("#emne tilbud_og_helbred")
    mine = alone.id
    alone.client.cookies.clear()
    forged = alone.client.get("/", headers={"cookie": f"samtale={mine}"})
    assert mine not in forged.headers["set-cookie"] and store.load(mine)
    signature = "x" * 43
    forged = alone.client.get("/", headers={"cookie": f"samtale={mine}.{signature}"})
    assert mine not in forged.headers["set-cookie"]
