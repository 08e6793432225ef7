"""The one action: the kept state in, the reply out as text and as data.

Proves: text and `custom` tell the same, the state is kept under the sender's id and gone when deleted, and the action
leaves nothing in Rasa's tracker.
Does not prove: that Rasa calls it (tests/conversations/test_rasa.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.clock import danish_now
from actions.guide import ActionGuide, answer, the_store
from guide.conversation import restore
from guide.reply import Reply

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture(autouse=True)
def a_store_of_our_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("GUIDE_DATABASE", f"sqlite:///{tmp_path / 'guide.db'}")
    the_store.cache_clear()
    yield
    the_store().close()
    the_store.cache_clear()


def message(text: str, *intents: tuple[str, float]) -> dict[str, Any]:
    return {"text": text, "intent_ranking": [{"name": name, "confidence": sure} for name, sure in intents]}


def run(text: str, sender: str = "en") -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    dispatcher = CollectingDispatcher()
    tracker = Tracker(sender, {}, message(text), [], False, None, {}, "action_listen")
    return ActionGuide().run(dispatcher, tracker, {}), dispatcher.messages


def test_text_and_data_tell_the_same_and_rasa_keeps_nothing() -> None:
    events, (told, data) = run("#emne bisidder")
    assert events == []
    reply = msgspec.convert(data["custom"], Reply)
    assert told["text"] == reply.text and reply.question is not None
    assert [(b["title"], b["payload"]) for b in told["buttons"]] == [(b.label, b.payload) for b in reply.buttons]


def test_the_state_is_kept_under_the_senders_id() -> None:
    answer("en", message("#svar ordning sygedagpenge"), NOW)
    answer("to", message("#svar ordning kontanthjaelp"), NOW)
    answer("en", message("#emne standby"), NOW)
    one, two = the_store().load("en"), the_store().load("to")
    assert one is not None and two is not None
    assert restore(one.state).answers == {"ordning": "sygedagpenge"} and restore(one.state).topics == ("standby",)
    assert restore(two.state).answers == {"ordning": "kontanthjaelp"}


def test_delete_leaves_nothing() -> None:
    answer("en", message("#svar ordning sygedagpenge"), NOW)
    assert answer("en", message("#slet"), NOW).forget
    assert the_store().load("en") is None


def test_what_was_written_is_not_kept() -> None:
    answer("en", message("jeg er på sygedagpenge og hedder noget ganske hemmeligt"), NOW)
    record = the_store().load("en")
    assert record is not None and b"hemmelig" not in record.state


def test_a_message_without_text_or_ranking_is_answered() -> None:
    for latest in ({}, {"text": None}, {"text": "hej", "intent_ranking": []}):
        assert answer("en", latest, NOW).text


def test_the_intents_decide_the_topic() -> None:
    answer("en", message("øh", ("klage", 0.9), ("bisidder", 0.05)), NOW)
    record = the_store().load("en")
    assert record is not None and restore(record.state).topics == ("klage",)


def test_today_is_the_danish_day() -> None:
    """Also on a server whose clock is in another zone."""
    now = danish_now()
    assert str(now.tzinfo) == "Europe/Copenhagen"
    assert now.utcoffset() in (timedelta(hours=1), timedelta(hours=2))


def test_a_day_told_in_words_is_counted_from_the_moment() -> None:
    answer("en", message("#emne klage"), NOW)
    answer("en", message("#svar afgoerelse mundtlig"), NOW)
    answer("en", message("i går"), NOW + timedelta(days=2))
    record = the_store().load("en")
    assert record is not None and restore(record.state).answers["afgoerelse_modtaget"] == "2026-11-23"


def test_the_terminal_is_spared_the_data() -> None:
    dispatcher = CollectingDispatcher()
    latest = {**message("#emne bisidder"), "input_channel": "cmdline"}
    event = {"event": "user", "text": "#emne bisidder", "input_channel": "cmdline"}
    tracker = Tracker("en", {}, latest, [event], False, None, {}, "action_listen")
    ActionGuide().run(dispatcher, tracker, {})
    assert [bool(message["custom"]) for message in dispatcher.messages] == [False]


def test_rasa_is_told_to_call_this_action_and_to_use_this_channel() -> None:
    root = Path(__file__).parents[2]
    assert ActionGuide().name() == "action_guide"
    credentials = yaml.safe_load((root / "credentials.yml").read_text(encoding="utf-8"))
    assert list(credentials) == ["web.channel.GuideRest"]
    policy = yaml.safe_load((root / "config.yml").read_text(encoding="utf-8"))["policies"][0]
    assert policy["core_fallback_action_name"] == ActionGuide().name()
