"""Rasa with the stores that endpoints.yml names, around the real trained model.

Proves: after many turns Rasa holds no tracker, no lock and no message; the action gets the sender and the newest
message and never more than one turn; one sender's messages are answered in the order they came, without waiting;
an error's message, which may quote a person, does not reach the log.
Does not prove: how fast it is (bench/).
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent, load_agent
from rasa.core.lock_store import LockError, LockStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa.utils.log_utils import configure_structlog
from rasa_sdk.executor import ActionExecutor

import actions.guide
import web.rasa_stores
from actions.guide import ActionGuide, the_store
from scripts.train import model_path
from tests.web.served import WEBHOOK, served
from web.rasa_stores import Forgetful, InTurn

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 22, 12, tzinfo=timezone(timedelta(hours=1)))
pytestmark = [pytest.mark.rasa, pytest.mark.xdist_group("rasa")]


class Watched(EndpointConfig):
    """The action in this process; remembers how much Rasa sent it, and who and what it was about."""

    def __init__(self) -> None:
        super().__init__("http://here.invalid", selective_domain=True)
        self.executor = ActionExecutor()
        self.executor.register_action(ActionGuide)
        self.sizes: list[int] = []
        self.about: list[tuple[str, str]] = []
        self.fails: Exception | None = None

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        call = kwargs["json"]
        self.sizes.append(len(json.dumps(call)))
        self.about.append((call["sender_id"], call["tracker"]["latest_message"]["text"]))
        if self.fails:
            raise self.fails
        return await self.executor.run(call)


@pytest.fixture(scope="module")
def action() -> Watched:
    return Watched()


@pytest.fixture(scope="module")
def agent(action: Watched) -> Agent:
    path = model_path(ROOT)
    if not path.exists():
        pytest.fail(f"models/{path.name} er ikke trænet. Kør: make train")
    configure_structlog(logging.ERROR)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GUIDE_ACTIONS_URL", "http://here.invalid")
        endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
    endpoints.action = action
    return asyncio.run(load_agent(str(path), endpoints=endpoints))


@pytest.fixture(autouse=True)
def a_store_of_our_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, action: Watched) -> Iterator[None]:
    monkeypatch.setenv("GUIDE_DATABASE", f"sqlite:///{tmp_path / 'guide.db'}")
    monkeypatch.setattr(actions.guide, "danish_now", lambda: NOW)
    the_store.cache_clear()
    action.sizes.clear(), action.about.clear()
    action.fails = None
    yield
    the_store().close()
    the_store.cache_clear()


def alive(kind: type) -> int:
    gc.collect()
    return sum(type(one) is kind for one in gc.get_objects())


def test_these_are_the_stores_in_use(agent: Agent) -> None:
    assert type(agent.tracker_store._tracker_store) is Forgetful and type(agent.lock_store) is InTurn


async def test_after_the_turns_nothing_is_left_and_none_was_longer_than_the_first(
    agent: Agent, action: Watched
) -> None:
    before = alive(DialogueStateTracker), alive(UserUttered)
    async with served(agent.handle_message) as client:
        for number in range(40):
            body = {"sender": f"s{number % 2}", "message": f"må jeg have en bisidder med nummer {number:02}"}
            assert (await client.post(WEBHOOK, json=body)).status_code == 200
    assert action.about[:2] == [
        ("s0", "må jeg have en bisidder med nummer 00"),
        ("s1", "må jeg have en bisidder med nummer 01"),
    ]
    assert len(action.sizes) == 40 and max(action.sizes) < 1.1 * min(action.sizes), action.sizes
    assert (alive(DialogueStateTracker), alive(UserUttered)) == before
    assert not agent.lock_store.locks
    assert await agent.tracker_store.retrieve("s0") is None and list(await agent.tracker_store.keys()) == []


async def test_a_sender_s_messages_at_once_are_all_answered(agent: Agent, action: Watched) -> None:
    async with served(agent.handle_message) as client:
        texts = [f"må jeg have en bisidder med, spørger jeg {word}" for word in ("først", "så", "igen", "til sidst")]
        answers = await asyncio.gather(*(client.post(WEBHOOK, json={"sender": "en", "message": t}) for t in texts))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert sorted(text for _, text in action.about) == sorted(texts)


async def test_the_lock_keeps_the_order_and_is_gone_afterwards() -> None:
    store, order = LockStore.create(EndpointConfig(type="web.rasa_stores.InTurn")), []
    assert type(store) is InTurn
    first = asyncio.Event()

    async def turn(number: int) -> None:
        async with store.lock("en"):
            order.append(number)
            if number == 0:
                await first.wait()

    waiting = [asyncio.create_task(turn(number)) for number in range(5)]
    await asyncio.sleep(0)
    async with store.lock("to"):  # somebody else waits for nobody
        order.append(-1)
    first.set()
    await asyncio.gather(*waiting)
    del waiting
    gc.collect()
    assert order == [0, -1, 1, 2, 3, 4] and not store.locks


async def test_a_message_that_waits_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web.rasa_stores, "LONGEST_WAIT", 0.01)
    store = InTurn()
    async with store.lock("en"):
        with pytest.raises(LockError):
            async with store.lock("en"):
                raise AssertionError("two at a time")
    async with store.lock("en"):
        pass


@pytest.mark.parametrize("wrong", [{"events": {}}, {"events": [{"event": 1}]}, {"responses": [1]}, []])
def test_an_action_s_answer_is_still_checked(wrong: Any) -> None:
    action = RemoteAction("x", None)
    assert action._validate_action_result({"events": [], "responses": [{"text": "hej"}]})
    with pytest.raises(ValidationError):
        action._validate_action_result(wrong)


async def test_a_failed_action_is_told_and_its_message_is_not_logged(
    agent: Agent, action: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "hemmelig helbredsoplysning"
    action.fails = ClientResponseError(500, "Internal Server Error", json.dumps({"request_body": secret}).encode())
    with caplog.at_level(logging.DEBUG, "rasa"):
        async with served(agent.handle_message) as client:
            answer = await client.post(WEBHOOK, json={"sender": "en", "message": f"jeg har en {secret}"})
    errors = [record for record in caplog.records if record.levelno >= logging.WARNING]
    written = "\n".join(logging.Formatter().format(record) for record in errors)
    assert answer.status_code == 503 and "112" in answer.json()["error"]
    assert "action_guide" in written and "RasaException" in written and secret not in written


def test_rasa_of_another_version_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither with the wrong patch nor, as Rasa does with a store it can't import, with everything in memory."""
    source = Path(web.rasa_stores.__file__).read_text(encoding="utf-8")
    monkeypatch.setattr(web.rasa_stores.rasa, "__version__", "3.6.22")
    with pytest.raises(RuntimeError, match=r"3\.6\.22"):
        exec(compile(source, "rasa_stores", "exec"), {"__name__": "again"})
