"""What is told about the running guide.

Proves: /sundhed, /klar and /metrics say what they should and to whom; each request is one line of JSON with its route
and nothing of what it held; an error's message is in no log; a changed municipality file counts at once, a broken one
changes nothing.
"""

from __future__ import annotations

import io
import json
import logging
import os
import re
from pathlib import Path

import httpx
import pytest

from store import Store
from tests.web.conftest import Clock, FakeRasa, Person, TestClient
from web.app import create_app
from web.municipality import LOOK_EVERY, MunicipalityFile
from web.observe import json_lines
from web.settings import Settings

SECRET = "hemmelig helbredsoplysning"


@pytest.fixture
def lines() -> io.StringIO:
    """What uvicorn would write with web/logging.json."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(json_lines())
    # A server that another test has run here may have left uvicorn's own set-up behind, which tells the root nothing.
    ours = {name: logging.getLogger(name) for name in ("web", "uvicorn.error")}
    before = {name: (logger.level, logger.propagate) for name, logger in ours.items()}
    for logger in ours.values():
        logger.addHandler(handler)
        logger.propagate = False
    ours["web"].setLevel(logging.INFO)
    yield stream
    for name, logger in ours.items():
        logger.removeHandler(handler)
        logger.setLevel(before[name][0])
        logger.propagate = before[name][1]


def told(lines: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_the_logging_file_uses_this_format_and_lets_nothing_chatter() -> None:
    settings = json.loads((Path(__file__).parents[3] / "web" / "logging.json").read_text(encoding="utf-8"))
    assert settings["formatters"]["lines"]["()"] == "web.observe.json_lines"
    levels = {name: logger["level"] for name, logger in settings["loggers"].items()}
    assert levels == {"web": "INFO", "uvicorn.access": "CRITICAL"} and settings["root"]["level"] == "WARNING"


def test_a_request_is_one_line_with_its_route_and_nothing_of_it(alone: Person, lines: io.StringIO) -> None:
    answer = alone.client.get(
        "/svar/ordning?hemmelig=1", headers={"referer": "http://x/hemmelig", "user-agent": "hemmelig"}
    )
    alone.client.post("/besked", data={"kode": alone.token, "besked": SECRET})
    alone.client.get("/hemmelig-sti")
    line, *others = told(lines)
    assert line["route"] == "/svar/{fact}" and line["status"] == 200 and line["method"] == "GET"
    assert isinstance(line["ms"], float) and line["event"] == "request" and line["level"] == "info"
    assert line["request"] == answer.headers["x-request-id"] and re.fullmatch("[0-9a-f]{16}", str(line["request"]))
    assert set(line) == {"route", "method", "status", "ms", "event", "level", "logger", "request", "timestamp"}
    assert [other["route"] for other in others][-1] == "ukendt"
    written = lines.getvalue()
    for secret in ("hemmelig", alone.id, alone.token, "testclient", "ordning"):
        assert secret not in written


def test_machines_questions_are_counted_but_not_told(alone: Person, lines: io.StringIO) -> None:
    for path in ("/sundhed", "/klar", "/metrics", "/static/ikon.svg"):
        alone.client.get(path)
    assert told(lines) == []


def test_an_error_is_told_by_kind_and_place(alone: Person, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(Store, "update", fail)
    assert alone.post("/besked", besked=SECRET).status_code == 500
    logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=RuntimeError(SECRET))
    fault, request, foreign = told(lines)
    assert "RuntimeError" in str(fault["event"]) and "talk.py" in str(fault["event"])
    assert request["status"] == 500 and request["level"] == "error" and request["request"] == fault["request"]
    assert foreign["event"] == "Exception in ASGI application" and "RuntimeError" in lines.getvalue()
    assert "hemmelig" not in lines.getvalue()


def test_ready_but_degraded_without_rasa_and_not_ready_without_the_store(
    person: Person, alone: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert person.client.get("/klar").json() | {"katalog": 0} == {
        "klar": "ja", "database": "ja", "fri_tekst": "ja", "katalog": 0, "lukket": "nej",
    }  # fmt: skip
    without = alone.client.get("/klar")
    assert without.status_code == 200 and without.json()["fri_tekst"] == "nej"

    def fail(*_: object) -> None:
        raise OSError(SECRET)

    monkeypatch.setattr(Store, "load", fail)
    down = alone.client.get("/klar")
    assert down.status_code == 503 and down.json()["klar"] == "nej" and SECRET not in down.text


def test_the_counters(person: Person, rasa: FakeRasa, clock: Clock) -> None:
    with TestClient(person.client.app, client=("127.0.0.1", 1)) as here:
        person.write("hvad så nu")
        rasa.instead = lambda _: httpx.Response(200, json=[])
        person.write("hvad så nu")
        rasa.instead = lambda _: httpx.Response(503)
        person.write("hvad så nu")

        def late(request: httpx.Request) -> httpx.Response:
            raise httpx.ReadTimeout("late", request=request)

        rasa.instead = late
        person.write("hvad så nu")
        person.client.get("/svar/ordning")
        person.client.request("BREW", "/")
        counters = here.get("/metrics").text
    for outcome in ("ok", "empty", "failed", "timeout"):
        assert f'guide_rasa_turns_total{{outcome="{outcome}"}} 1.0' in counters, outcome
    assert 'guide_requests_total{method="GET",route="/svar/{fact}",status="200"} 1.0' in counters
    assert 'guide_requests_total{method="other",' in counters and "BREW" not in counters
    assert 'guide_request_seconds_bucket{le="0.005",route="/besked"}' in counters
    assert "guide_requests_in_flight 1.0" in counters and 'guide_purges_total{outcome="ok"}' in counters
    assert re.search(r"guide_catalogue_rights [1-9]", counters)
    assert person.id not in counters


@pytest.mark.parametrize(
    ("client", "headers", "token", "status"),
    [
        ("127.0.0.1", {}, "", 200),
        ("::1", {}, "", 200),
        ("192.0.2.1", {}, "", 404),
        ("testclient", {}, "", 404),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}, "", 404),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.1"}, "", 404),
        ("127.0.0.1", {}, "m", 404),
        ("192.0.2.1", {"Authorization": "Bearer m"}, "m", 200),
        ("192.0.2.1", {"Authorization": "Bearer n"}, "m", 404),
        ("192.0.2.1", {"Authorization": "Bearer "}, "", 404),
    ],
)
def test_who_may_see_the_counters(database: str, client: str, headers: dict[str, str], token: str, status: int) -> None:
    app = create_app(Settings(database, metrics_token=token))
    with TestClient(app, client=(client, 1)) as asking:
        assert asking.get("/metrics", headers=headers).status_code == status


# -- the municipality's file


def write(file: Path, text: str, at: float) -> None:
    file.write_text(text, encoding="utf-8")
    os.utime(file, (at, at))


def test_a_changed_file_counts_at_the_next_look_and_a_broken_one_never(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file, seconds = tmp_path / "kommune.yml", [0.0]
    write(file, "name: Et", 1)
    watched = MunicipalityFile(file, frozenset({"standby"}), lambda: seconds[0])
    write(file, "name: To", 2)
    assert watched.changed() is None and watched.found.name == "Et"  # looked a moment ago
    seconds[0] += LOOK_EVERY
    assert watched.changed() is True and watched.found.name == "To"
    for broken in ("name: [", "findes_ikke: 1", "topics_off: [findes_ikke]", "colour: red"):
        write(file, broken, seconds[0] + 10)
        seconds[0] += LOOK_EVERY
        assert watched.changed() is False and watched.found.name == "To", broken
        seconds[0] += LOOK_EVERY
        assert watched.changed() is None  # said once
    file.unlink()
    seconds[0] += LOOK_EVERY
    assert watched.changed() is False and watched.found.name == "To"
    write(file, "name: Tre", 99)
    seconds[0] += LOOK_EVERY
    assert watched.changed() is True and watched.found.name == "Tre"
    assert len([r for r in caplog.records if "can't be used" in r.getMessage()]) == 5
    assert MunicipalityFile(None, frozenset()).changed() is None


@pytest.fixture
def everybody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.municipality.LOOK_EVERY", 0.0)


def test_closing_opening_and_switching_a_topic_off_need_no_restart(
    database: str, clock: Clock, tmp_path: Path, everybody_looks: None
) -> None:
    file = tmp_path / "kommune.yml"
    write(file, "name: Prøve Kommune\nphones: [{label: Hoved, number: 11 22 33 44}]", 1)
    with TestClient(create_app(Settings(database, "", clock, municipality=file))) as client:
        person = Person(client)
        assert "#emne standby" in person.open() or "standby" in client.get("/trin?emner").text
        write(file, "closed: Guiden er lukket i dag.\nphones: [{label: Hoved, number: 55 66 77 88}]", 2)
        closed = client.get("/")
        assert closed.status_code == 503 and "Guiden er lukket i dag." in closed.text and "55 66 77 88" in closed.text
        assert client.post("/besked", data={"kode": person.token, "besked": "hej"}).status_code == 503
        assert client.get("/slet").status_code == 200 and client.get("/klar").json()["lukket"] == "ja"
        write(file, "closed: [", 3)
        assert client.get("/").status_code == 503  # broken: it stays as it was
        write(file, "topics_off: [standby]\nshown_on: [https://www.kommune.example]", 4)
        opened = client.get("/")
        assert opened.status_code == 200 and "https://www.kommune.example" in opened.headers["content-security-policy"]
        assert "standby" not in client.get("/trin?emner").text
        assert "Det emne tager guiden ikke op her." in person.write("#emne standby")
