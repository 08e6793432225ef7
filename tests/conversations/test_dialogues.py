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
from guide.conversation import Conversation, dump, restore
from guide.reply import Reply
from guide.respond import Guide
from language.intent_model import IntentModel, load_training_data
from language.stories import predict_story
from rights.assess import Assessor
from rights.loader import load
from tests.conversations.dialogue import TODAY, Dialogue, Send, Shown, hold, read_dialogues

DIALOGUES = read_dialogues()
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def model() -> IntentModel:
    return IntentModel().fit(load_training_data(ROOT / "data" / "nlu"))


@pytest.fixture(scope="session")
def guide() -> Guide:
    return Guide(Assessor(load()))


def talker(guide: Guide, model: IntentModel) -> Send:
    """Sends a text to the guide; the state is dumped and restored at every turn."""
    kept = dump(Conversation())

    def send(text: str) -> Shown:
        nonlocal kept
        ranking = [(guess.name, guess.confidence) for guess in predict_story(model, text)]
        state, reply = guide.respond(restore(kept), hear(text, ranking, TODAY), TODAY)
        assert restore(dump(state)) == state
        assert msgspec.json.decode(msgspec.json.encode(reply), type=Reply) == reply
        assert not reply.forget or state == Conversation()
        kept = dump(state)
        return Shown(reply.text, msgspec.to_builtins(reply), state.answers, state.topics)

    return send


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.id)
def test_a_dialogue(dialogue: Dialogue, guide: Guide, model: IntentModel) -> None:
    hold(dialogue, talker(guide, model))


def test_there_are_enough_dialogues_and_every_acceptance_story() -> None:
    assert len(DIALOGUES) >= 45
    assert not [id for id, times in Counter(dialogue.id for dialogue in DIALOGUES).items() if times > 1]
    assert {dialogue.acceptance for dialogue in DIALOGUES} >= set("abcdefghij")
    assert [dialogue.id for dialogue in DIALOGUES if not 3 <= len(dialogue.turns) <= 12] == []
    assert {dialogue.who for dialogue in DIALOGUES} == {"borger", "pårørende", "bisidder", "borgerservice"}


def test_every_dialogue_expects_something_at_some_turn() -> None:
    """A dialogue without an expectation would only show that nothing breaks."""
    assert [d.id for d in DIALOGUES if sum("expects" in turn for turn in d.turns) < 2] == []
