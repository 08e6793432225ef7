"""The dialogues marked `rasa` through the real trained model: our channel, Rasa, our action, our store.

Proves: what a person reads (text) and what a page renders (`custom`) come through Rasa whole, with decisions, citations
and next steps; commands do nothing; the state lives in our store and not in Rasa's tracker.
Does not prove: the two HTTP hops between Rasa and its action server (the action runs in this process).
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Iterator
from datetime import datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from rasa.core.agent import Agent
from rasa.utils.endpoints import EndpointConfig
from rasa.utils.log_utils import configure_structlog
from rasa_sdk.executor import ActionExecutor

import actions.guide
from actions.guide import ActionGuide, the_store
from guide.conversation import Conversation, restore
from guide.reply import Reply
from scripts.train import model_path
from tests.conversations.dialogue import TODAY, Dialogue, Shown, hold, read_dialogues
from tests.web.served import WEBHOOK, served
from web.rasa_stores import Forgetful, InTurn

ROOT = Path(__file__).parents[2]
NOW = datetime.combine(TODAY, time(12), timezone(timedelta(hours=1)))
DIALOGUES = [dialogue for dialogue in read_dialogues() if dialogue.rasa]

pytestmark = [pytest.mark.rasa, pytest.mark.xdist_group("rasa")]


class InThisProcess(EndpointConfig):
    """Rasa's way to its action server, without the network in between."""

    def __init__(self) -> None:
        super().__init__("http://here.invalid")
        self.executor = ActionExecutor()
        self.executor.register_action(ActionGuide)

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        return await self.executor.run(kwargs["json"])


@pytest.fixture(scope="session")
def agent() -> Agent:
    path = model_path(ROOT)
    if not path.exists():
        pytest.fail(f"models/{path.name} er ikke trænet. Kør: make train")
    configure_structlog(logging.ERROR)
    return Agent.load(str(path), action_endpoint=InThisProcess(), tracker_store=Forgetful(None), lock_store=InTurn())


@pytest.fixture(autouse=True)
def a_store_of_our_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("GUIDE_DATABASE", f"sqlite:///{tmp_path / 'guide.db'}")
    monkeypatch.setattr(actions.guide, "danish_now", lambda: NOW)
    the_store.cache_clear()
    yield
    the_store().close()
    the_store.cache_clear()


def shown(sender: str, answer: httpx.Response) -> Shown:
    """The channel's messages and the kept state as one turn; text and `custom` must tell the same."""
    assert answer.status_code == 200, answer.text
    messages = answer.json()
    texts = [message for message in messages if "text" in message]
    customs = [message["custom"] for message in messages if "custom" in message]
    assert all(message["recipient_id"] == sender for message in messages)
    record = the_store().load(sender)
    state = restore(record.state) if record else Conversation()
    if not customs:  # the channel's own answer, which never reached Rasa
        assert len(texts) == 1
        return Shown(texts[0]["text"], _without_reply(texts[0]["text"], state), state.answers, state.topics)
    assert (len(texts), len(customs)) == (1, 1)
    reply = msgspec.convert(customs[0], Reply)
    assert reply.text == texts[0]["text"]
    pairs = [(button["title"], button["payload"]) for button in texts[0].get("buttons", ())]
    assert pairs == [(button.label, button.payload) for button in reply.buttons]
    return Shown(reply.text, customs[0], state.answers, state.topics)


def _without_reply(text: str, state: Conversation) -> dict[str, Any]:
    """An answer without question and buttons: the person goes on writing."""
    open_question = actions.guide.the_guide().open_question(state, TODAY)
    fact = open_question and actions.guide.the_guide().catalogue.facts[open_question.fact]
    return {
        "decisions": [],
        "question": {"fact": fact.id, "text": text, "help": "", "type": fact.type} if fact else None,
        "buttons": [{"label": "Ved ikke", "payload": f"#svar {fact.id} ved_ikke"}] if fact else [],
    }


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.id)
async def test_a_dialogue_through_rasa(dialogue: Dialogue, agent: Agent) -> None:
    sender = uuid.uuid4().hex
    async with served(agent.handle_message) as client:
        loop = asyncio.get_running_loop()

        def send(text: str) -> Shown:
            body = {"sender": sender, "message": text}
            return shown(sender, asyncio.run_coroutine_threadsafe(client.post(WEBHOOK, json=body), loop).result())

        await asyncio.to_thread(hold, dialogue, send)


async def test_the_payload_carries_everything_a_page_needs(agent: Agent) -> None:
    async with served(agent.handle_message) as client:
        for text in ("har jeg ret til en samtale med sundhedskoordinator", "#svar ordning jobafklaring"):
            answer = shown("en", await client.post(WEBHOOK, json={"sender": "en", "message": text}))
    decision = answer.decisions["samtale_sundhedskoordinator"]
    assert decision["outcome"] == "gaelder_ikke" and decision["kind"] == "ret"
    assert decision["valid_on"] == "2026-11-22" and decision["missing"] == []
    assert {step["id"] for step in decision["next_steps"]} >= {"bed_om_tilpasning"}
    cited = decision["citations"][0]
    assert cited["ref"] == "LAB § 113, stk. 3" and cited["quote"].startswith("En person i ressourceforløb")
    assert cited["version"] and cited["evidence"] and cited["url"].startswith("https://")


async def test_two_people_never_see_each_other(agent: Agent) -> None:
    async with served(agent.handle_message) as client:
        for sender, text in (("en", "jeg er i jobafklaring"), ("to", "jeg er på kontanthjælp")):
            await client.post(WEBHOOK, json={"sender": sender, "message": text})
        told = {s: shown(s, await client.post(WEBHOOK, json={"sender": s, "message": "#resume"})) for s in ("en", "to")}
    assert {sender: turn.answers["ordning"] for sender, turn in told.items()} == {
        "en": "jobafklaring",
        "to": "kontanthjaelp",
    }


async def test_rasa_forgets_and_nothing_of_ours_is_lost(agent: Agent) -> None:
    """Rasa may be started again at any time."""
    async with served(agent.handle_message) as client:
        await client.post(WEBHOOK, json={"sender": "en", "message": "jeg er i jobafklaring"})
        assert await agent.tracker_store.retrieve("en") is None
        answer = shown("en", await client.post(WEBHOOK, json={"sender": "en", "message": "#resume"}))
    assert answer.answers == {"ordning": "jobafklaring"}


async def test_a_deleted_conversation_is_gone_from_the_store(agent: Agent) -> None:
    async with served(agent.handle_message) as client:
        await client.post(WEBHOOK, json={"sender": "en", "message": "jeg er i jobafklaring"})
        assert the_store().load("en") is not None
        await client.post(WEBHOOK, json={"sender": "en", "message": "#slet"})
    assert the_store().load("en") is None


@pytest.mark.parametrize("typed", ["/slet", "/restart", "/forfra", "/session_start", '/slet{"x": 1}', "/#slet"])
async def test_a_typed_delete_deletes_nothing(typed: str, agent: Agent) -> None:
    async with served(agent.handle_message) as client:
        await client.post(WEBHOOK, json={"sender": "en", "message": "jeg er i jobafklaring"})
        answer = shown("en", await client.post(WEBHOOK, json={"sender": "en", "message": typed}))
    assert answer.answers == {"ordning": "jobafklaring"}


async def test_the_channel_says_so_when_the_action_fails(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    async def down(self: Any, *args: Any, **kwargs: Any) -> Any:
        raise OSError("the action server is down")

    monkeypatch.setattr(InThisProcess, "request", down)
    async with served(agent.handle_message) as client:
        answer = await client.post(WEBHOOK, json={"sender": "en", "message": "hej"})
    assert answer.status_code == 503 and "112" in answer.json()["error"]


async def test_twenty_messages_at_once_each_get_an_answer(agent: Agent) -> None:
    async with served(agent.handle_message) as client:
        bodies = [{"sender": f"s{n}", "message": "må jeg have en bisidder med"} for n in range(20)]
        answers = await asyncio.gather(*(client.post(WEBHOOK, json=body) for body in bodies))
    assert [answer.status_code for answer in answers] == [200] * 20
    assert {shown(f"s{n}", answer).topics for n, answer in enumerate(answers)} == {("bisidder",)}


def test_enough_dialogues_go_through_rasa() -> None:
    assert {dialogue.acceptance for dialogue in DIALOGUES} >= set("abcdefghij")
    assert sum(not dialogue.acceptance for dialogue in DIALOGUES) >= 15
