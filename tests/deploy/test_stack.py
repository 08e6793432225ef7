"""The stack as it is run for many, with one process of each kind: met, updated, spoiled, killed, copied, put back."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import httpx
import pytest

from bench.crowd import Tally, Visitor, crowd, told, visitors_client
from bench.faults import break_catalogue, break_model, kill, names, spoiled, well
from deploy import database, release, supervisor, visit
from deploy.place import DeployError, Place
from deploy.programs import write_supervisor
from deploy.stack import trial
from scripts.run import StartError, newest_model
from store import Store

pytestmark = [pytest.mark.rasa, pytest.mark.slow, pytest.mark.xdist_group("servers")]
ROOT = Path(__file__).resolve().parents[2]
AT_MOST = 120.0


@pytest.fixture(scope="module")
def stack() -> Iterator[Place]:
    try:
        newest_model(ROOT / "models")
    except StartError:
        pytest.fail("the model is not trained: make train")
    with trial(web=1, rasa=1) as place:
        yield place


def address(stack: Place) -> str:
    return f"http://127.0.0.1:{stack.port}"


def until(done: Callable[[], bool]) -> None:
    end = monotonic() + AT_MOST
    while not done():
        assert monotonic() < end, "it took too long"


async def midway(client: httpx.AsyncClient, number: int) -> Visitor:
    """Somebody who has given answers and is not finished."""
    one = Visitor(number, client, Tally(), asyncio.Semaphore(2), patience=60)
    await one.opens()
    await one.writes()
    await one.answers_in_two_tabs()
    return one


def nothing_lost(tally: Tally) -> None:
    assert (tally.lost, tally.foreign, tally.order, tally.faults) == (0, 0, 0, [])


def test_everything_runs_and_inner_pages_are_not_for_everybody(stack: Place) -> None:
    states = supervisor.states(stack)
    assert set(states.values()) == {"RUNNING"}
    assert len(states) == 6
    assert httpx.get(f"{address(stack)}/sundhed").status_code == 200
    for inner in ("/klar", "/metrics", "/fejl/nede.html"):
        assert httpx.get(f"{address(stack)}{inner}").status_code == 404
    page = httpx.get(address(stack))
    assert page.headers["server"] == "nginx"
    assert "content-security-policy" in page.headers
    long = httpx.post(f"{address(stack)}/besked", content=b"x" * 100_000)
    assert long.status_code == 413
    assert "Beskeden var for lang" in long.text


async def test_a_roll_under_load_loses_nothing_and_keeps_the_copy_before_it(stack: Place) -> None:
    before = stack.current
    async with visitors_client(stack.port) as client:
        one = await midway(client, 900)
        rolling = asyncio.create_task(asyncio.to_thread(release.roll, stack, ROOT, lambda _: None))
        tally = Tally()
        while not rolling.done():
            figures = await crowd(client, 4, thinking=0.2, at_once=4)
            assert not told(figures)["refused"]
            nothing_lost(figures)
            tally.finished += figures.finished
        await rolling
        assert stack.current == before + 1
        await one.looks()
        nothing_lost(one.tally)
    assert tally.finished
    assert set(supervisor.states(stack).values()) == {"RUNNING"}
    assert not [name for name in supervisor.states(stack) if name.startswith(f"udgave{before}:")]
    assert stack.home(before).exists()


@pytest.mark.parametrize("spoil", [break_catalogue, break_model])
async def test_a_spoiled_release_is_refused_and_the_old_one_serves_on(
    stack: Place, spoil: Callable[[Path], None]
) -> None:
    before = stack.current
    async with visitors_client(stack.port) as client:
        one = await midway(client, 901)
        with spoiled(stack, spoil) as source, pytest.raises(DeployError):
            await asyncio.to_thread(release.roll, stack, source, lambda _: None)
        await one.looks()
        nothing_lost(one.tally)
    assert stack.current == before
    assert [*stack.releases] == [before]
    assert not stack.home(before + 1).exists()
    assert well(stack)


@pytest.mark.parametrize("kind", ["web", "rasa", "actions", "postgresql"])
async def test_what_is_killed_comes_back_by_itself_with_every_answer(stack: Place, kind: str) -> None:
    async with visitors_client(stack.port) as client:
        one = await midway(client, 902)
        await asyncio.to_thread(kill(stack, *(names(stack, kind) if kind != "postgresql" else [kind])))
        await one.answers()
        await asyncio.to_thread(until, lambda: well(stack))
        await one.looks()
        nothing_lost(one.tally)
        assert one.tally.untold == 0


async def test_a_backup_is_read_by_an_empty_server(stack: Place, tmp_path: Path) -> None:
    file = tmp_path / "kopi"
    async with visitors_client(stack.port) as client:
        one = await midway(client, 903)
        id = one.cookies["samtale"].rpartition(".")[0]
        database.backup(stack, file)
        await one.deletes()
    kept = Store(stack.database)
    assert kept.load(id) is None
    kept.close()
    assert file.stat().st_mode & 0o077 == 0
    other = Place(Path(tempfile.mkdtemp(prefix="guide-kopi-", dir="/tmp")))
    try:
        other.make()
        database.make(other)
        write_supervisor(other)
        supervisor.start(other)
        database.ready(other)
        database.restore(other, file)
        store = Store(other.database)
        record = store.load(id)
        assert record
        assert len(record.transcript) > 2
        with pytest.raises(DeployError):
            (tmp_path / "ikke en kopi").write_text("x")
            database.restore(other, tmp_path / "ikke en kopi")
        assert store.load(id) == record
        store.close()
    finally:
        supervisor.stop(other)
        shutil.rmtree(other.folder)


def test_no_log_holds_what_somebody_wrote(stack: Place) -> None:
    assert visit.receives(stack.port)
    logs = [file for file in stack.logs.iterdir() if file.is_file()]
    assert len(logs) >= 7
    for file in logs:
        text = file.read_text(errors="replace")
        assert visit.HELLO not in text
        assert "praktik på mandag" not in text
