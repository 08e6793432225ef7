"""The measuring of speed: what it sends, what it counts, and what it says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.types import ASGIApp

from actions.hear import heard_at_once
from bench.load import report, stock, talks
from bench.load.client import Connection
from bench.load.measure import around, together
from bench.load.noop import create_app as create_noop
from bench.load.people import Nobody, Visitor
from bench.load.soak import slope
from guide.moves import Ask
from scripts.run import HOST
from web.app import create_app
from web.settings import Settings

TODAY = date(2026, 11, 22)


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[int]:
    """The application on a free port."""
    server = uvicorn.Server(uvicorn.Config(app, host=HOST, port=0, log_level="error", ws="none"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        assert not task.done()
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await task


async def test_a_visitor_takes_every_kind_of_turn_on_the_real_pages(tmp_path: Path) -> None:
    async with serving(create_app(Settings(database=f"sqlite:///{tmp_path / 'guide.db'}"))) as port:
        for kind in ("button", "page"):
            visitor = Visitor(port, 1)
            assert await visitor.begin()
            for move in talks.pressed(TODAY)[0]:
                turn = await visitor.take(move, kind)
                assert turn.went == "ok" and turn.bytes > 500
            visitor.close()


async def test_an_answer_without_the_language_model_is_not_counted_as_one(tmp_path: Path) -> None:
    async with serving(create_app(Settings(database=f"sqlite:///{tmp_path / 'guide.db'}"))) as port:
        visitor = Visitor(port, 1)
        assert await visitor.begin()
        assert (await visitor.take(talks.written()[0][0], "text")).went == "shed"
        visitor.token = "another"
        assert (await visitor.take(talks.pressed(TODAY)[0][0], "button")).went == "status 403"
        visitor.close()


async def test_the_handlers_that_do_nothing_send_as_much_as_they_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCH_SIZES", "1234 5678")
    async with serving(create_noop()) as port:
        nobody = Nobody(port, 1)
        assert await nobody.begin()
        move = talks.pressed(TODAY)[0][0]
        assert (await nobody.take(move, "button")).bytes == 1234
        assert (await nobody.take(move, "page")).bytes == 5678
        nobody.close()


async def test_a_connection_reads_both_kinds_of_length_and_survives_a_server_that_hangs_up() -> None:
    answers = [
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nSet-Cookie: a=B\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n",
        b"HTTP/1.1 200",
        b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
    ]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while answers and await reader.readline():
            await reader.readuntil(b"\r\n\r\n")
            said = answers.pop(0)
            writer.write(said)
            if not said.endswith((b"\n", b"c")):
                break
        writer.close()

    server = await asyncio.start_server(answer, HOST, 0)
    async with server:
        connection = Connection(HOST, server.sockets[0].getsockname()[1])
        first, second, third, fourth = [await connection.send("GET", "/") for _ in range(4)]
        connection.close()
    assert (first.status, first.body, first.head(b"set-cookie")) == (200, b"abc", b"a=B")
    assert (second.status, second.body) == (200, b"def")
    assert third.status == 0
    assert fourth.status == 404


def test_every_written_text_needs_the_language_model() -> None:
    assert all(heard_at_once(text) is None for talk in talks.written() for text in talk)


def test_the_pressed_buttons_are_the_same_each_time() -> None:
    moves = talks.pressed(TODAY)
    assert moves == talks.pressed(TODAY)
    assert all(len(talk) == talks.TURNS and isinstance(talk[0], Ask) for talk in moves)


def test_the_yardstick_is_what_the_installed_rasa_begins_with_but_for_its_epochs() -> None:
    made = stock.config(2)
    parts = {part["name"]: part for part in (*made["pipeline"], *made["policies"])}
    assert {"DIETClassifier", "TEDPolicy", "UnexpecTEDIntentPolicy", "RulePolicy", "MemoizationPolicy"} <= set(parts)
    assert {part["epochs"] for part in parts.values() if "epochs" in part} == {2}
    told = stock.stories({"intents": ["a", "b", "c"]})["stories"]
    assert [story["steps"][0]["intent"] for story in told] == ["a", "b", "c"]


def test_the_time_of_learning_is_read_in_rasas_own_log() -> None:
    def line(clock: str, what: str, part: str) -> str:
        return f"2026-11-22 {clock} INFO     rasa.engine.training.hooks  - {what} component '{part}'.\n"

    log = "".join(
        line(f"10:0{n}:00", "Starting to train", part) + line(f"10:0{n}:{20 + n}", "Finished training", part)
        for n, part in enumerate(("TEDPolicy", "UnexpecTEDIntentPolicy", "DIETClassifier"))
    )
    assert stock.seconds_learning(log) == 20 + 21 + 22
    with pytest.raises(ValueError, match="TEDPolicy"):
        stock.seconds_learning(log.replace("'TEDPolicy'", "'Another'"))


def figures(ms: list[float], **more: Any) -> dict[str, Any]:
    """One round of one cell."""
    went = {"ok": len(ms)}
    return {"ms": ms, "turns_s": 10.0, "went": went, "cpu": {"web": 5.0}, "client": 0.2, "bytes": 9, **more}


def test_rounds_are_told_together() -> None:
    one = together([figures([1.0, 2.0], turns_s=4.0), figures([3.0, 100.0], turns_s=8.0, went={"ok": 2, "shed": 1})])
    assert (one["p50"], one["p95"], one["turns"], one["turns_s"]) == (2.0, 100.0, 4, 6.0)
    assert one["turns_s_range"] == [4.0, 8.0] and one["went"] == {"ok": 4, "shed": 1}
    assert "p50" not in together([figures([])])


def test_a_turn_is_told_with_its_neighbours() -> None:
    ms = [float(number) for number in range(1, 206)]
    assert [around(ms, turn) for turn in (10, 50, 200)] == [10, 50, 200]


def test_the_growth_is_the_slope_once_all_is_warm() -> None:
    at = [float(second) for second in range(100)]
    assert slope(at, [500.0] * 100) == 0
    assert slope(at, [0.0] * 25 + [100 + 2 * second for second in at[25:]]) == pytest.approx(2)


def results(button: float, text: float, last: float) -> dict[str, Any]:
    """Everything as it is kept, with the guide's p50 of buttons, p95 of texts and turn 200 as given; others take 10."""
    cells = []
    kinds = {"guide": ("text", "button", "page"), "stock": ("text", "button"), "noop": ("button", "page")}
    for name, its_kinds in kinds.items():
        for kind in its_kinds:
            for people in (1, 8, 32):
                ms = {"text": text, "button": button, "page": 10.0}[kind] if name == "guide" else 10.0
                cpu = {"web": 5.0, "rasa": 10.0, "actions": 2.0}
                cells.append({"system": name, "kind": kind, "people": people, **together([figures([ms], cpu=cpu)])})
    held = {"rss": 2.0, "pss": 1.0}
    memory = {name: {part: held for part in ("web", "rasa", "actions")} for name in ("guide", "stock")}
    long = {"guide": {"10": 10.0, "50": 10.0, "200": last}, "stock": {"10": 10.0, "50": 20.0, "200": 90.0}}
    about = {"day": "2026-11-22", "load": 0.0, "quick": False, "rounds": 5, "seconds": 8.0}
    return {
        "crowds": {"found": {"cells": cells, "memory": {"idle": memory, "after": memory}}, **about},
        "growth": {"found": {name: {"at": at, "line": list(at.values())} for name, at in long.items()}, **about},
    }


@pytest.mark.parametrize(("button", "text", "last", "reached"), [(30.0, 2.5, 15.0, 4), (31.0, 2.6, 16.0, 1)])
def test_an_aim_is_met_or_it_is_said_that_it_was_not(button: float, text: float, last: float, reached: int) -> None:
    said = report.aims(results(button, text, last))
    assert said.count("**nået**") == reached
    assert said.count("**ikke nået**") == 4 - reached


def test_the_page_and_its_drawings_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "ROOT", tmp_path)
    monkeypatch.setattr(report, "PAGE", tmp_path / "hastighed.md")
    monkeypatch.setattr(report, "DRAWINGS", tmp_path / "hastighed")
    report.write(results(30.0, 2.5, 15.0))
    page = (tmp_path / "hastighed.md").read_text(encoding="utf-8")
    assert "## Mange på én gang" in page and "## En lang samtale" in page and "## Udholdenhed" not in page
    for name in ("svartid", "lang-samtale"):
        assert f"hastighed/{name}.svg" in page
        assert (tmp_path / "hastighed" / f"{name}.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_shares_are_told_apart() -> None:
    went = {"ok": 6, "shed": 2, "status 500": 1, "tomt svar": 1}
    assert (report.share(went), report.share(went, "shed")) == ("20,0 %", "20,0 %")
    assert report.share({"ok": 3}) == "0"
