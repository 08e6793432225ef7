"""Every dialogue in *.yml through the guide itself, with the project's own training examples and without Rasa.

Proves: what a person writes leads to the decisions and citations that the law gives; no turn is a dead end, asks
twice or shows anything raw; the state survives being kept.
Does not prove: that Rasa carries the same messages (test_rasa.py), or how well unseen wording is understood.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec
import pytest

from actions.hear import hear
from actions.screen import screened
from guide.conversation import Conversation, dump, restore
from guide.reply import Reply
from guide.voices import Voices
from language.intent_model import IntentModel, load_training_data
from language.stories import predict_story
from rights.loader import load
from tests.conversations.dialogue import TODAY, Dialogue, Send, Shown, hold, read_dialogues

DIALOGUES = read_dialogues()
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def model() -> IntentModel:
    return IntentModel().fit(load_training_data(ROOT / "data" / "nlu"))


@pytest.fixture(scope="session")
def guide() -> Voices:
    return Voices(load())


def talker(guide: Voices, model: IntentModel) -> Send:
    """Sends a text to the guide; the state is dumped and restored at every turn."""
    kept = dump(Conversation())

    def send(text: str) -> Shown:
        nonlocal kept
        text = screened(text)
        ranking = [(guess.name, guess.confidence) for guess in predict_story(model, text)]
        before = restore(kept)
        state, reply = guide.respond(before, hear(text, ranking, TODAY, guide.asked(before, TODAY)), TODAY)
        assert restore(dump(state)) == state
        assert msgspec.json.decode(msgspec.json.encode(reply), type=Reply) == reply
        assert not reply.forget or state == Conversation()
        kept = dump(state)
        return Shown(reply.text, msgspec.to_builtins(reply), state.answers, state.topics)

    return send


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.id)
def test_a_dialogue(dialogue: Dialogue, guide: Voices, model: IntentModel) -> None:
    hold(dialogue, talker(guide, model))


def test_there_are_enough_dialogues_and_every_acceptance_story() -> None:
    assert len(DIALOGUES) >= 45
    assert not [id for id, times in Counter(dialogue.id for dialogue in DIALOGUES).items() if times > 1]
    assert {dialogue.acceptance for dialogue in DIALOGUES} >= set("abcdefghij")
    assert [dialogue.id for dialogue in DIALOGUES if not 3 <= len(dialogue.turns) <= 12] == []
    assert {dialogue.who for dialogue in DIALOGUES} == {"borger", "pårørende", "bisidder", "borgerservice"}


def test_twenty_dialogues_of_free_text_may_hold_two_needless_turns_at_most() -> None:
    """They are about twenty topics, and eight of them also go through Rasa."""
    free = [dialogue for dialogue in DIALOGUES if dialogue.expects.get("needless_at_most", 99) <= 2]
    told = [turn.get("expects", {}) for dialogue in free for turn in dialogue.turns]
    assert len(free) >= 22 and sum(dialogue.rasa for dialogue in free) >= 8
    assert len({expects["topic"] for expects in told if "topic" in expects}) >= 20
    assert all(any("exactly" in turn.get("expects", {}) for turn in dialogue.turns) for dialogue in free)
    assert not any("answers" in turn or "chooses" in turn for dialogue in free for turn in dialogue.turns)


def test_every_dialogue_expects_something_at_some_turn() -> None:
    """A dialogue without an expectation would only show that nothing breaks."""
    assert [d.id for d in DIALOGUES if sum("expects" in turn for turn in d.turns) < 2] == []
