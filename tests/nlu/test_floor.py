"""The language model on the held-out sets must not get worse than it was, with room for small changes of the data.

Each floor is what was reached when it was set, less the tolerance; each ceiling is that plus the tolerance. The model
is the same every time, so only a change of examples or code can move a figure. docs/sprogforstaaelse.md has the rest.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from language.intent_model import Guess, IntentModel, load_training_data, macro_f1
from language.stories import predict_story

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TOLERANCE = 0.02
"""Two points: among 477 questions chance alone moves a share by one or two."""
REACHED = {"first": 0.925, "macro_f1": 0.93, "three": 0.98, "noisy": 0.9, "stories": 0.83}
STRANGE = 0.02
"""Share of out-of-scope messages that got a topic first with at least `SURE_OF_IT`."""
SURE_OF_IT = 0.6
"""Fixed here, so that another threshold in the guide does not hide a change of the model."""


@lru_cache(maxsize=1)
def model() -> IntentModel:
    return IntentModel().fit(load_training_data(ROOT / "data" / "nlu"))


def heldout(name: str) -> Any:
    return yaml.safe_load((HERE / "heldout" / f"{name}.yml").read_text(encoding="utf-8"))


@lru_cache(maxsize=2000)
def ranking(text: str) -> tuple[Guess, ...]:
    return predict_story(model(), text)


def names(guesses: tuple[Guess, ...]) -> list[str]:
    return [guess.name for guess in guesses]


def topics() -> set[str]:
    return {question["topics"][0] for question in heldout("spoergsmaal")}


def test_the_topic_is_found() -> None:
    pairs, first, among_three = [], 0, 0
    questions = heldout("spoergsmaal")
    for question in questions:
        guessed, accepted = names(ranking(question["text"])), question["topics"]
        found = bool(guessed) and guessed[0] in accepted
        first += found
        pairs.append((accepted[0], accepted[0] if found else "".join(guessed[:1])))
        among_three += any(name in accepted for name in guessed[:3])
    assert first / len(questions) >= REACHED["first"] - TOLERANCE
    assert macro_f1(pairs) >= REACHED["macro_f1"] - TOLERANCE
    assert among_three / len(questions) >= REACHED["three"] - TOLERANCE


def test_the_topic_is_found_in_bad_spelling() -> None:
    questions = heldout("stoej")
    found = sum((names(ranking(question["text"])) or [""])[0] in question["topics"] for question in questions)
    assert found / len(questions) >= REACHED["noisy"] - TOLERANCE


def test_the_topics_of_a_story_are_among_the_first_five() -> None:
    known, found, wanted = topics(), 0, 0
    for story in heldout("historier")["stories"]:
        best = [name for name in names(ranking(story["text"])) if name in known][:5]
        found += sum(topic in best for topic in story["topics"])
        wanted += len(story["topics"])
    assert found / wanted >= REACHED["stories"] - TOLERANCE


def test_what_is_out_of_scope_is_seldom_taken_for_a_topic() -> None:
    known, taken = topics(), 0
    messages = heldout("uden_for_emnet")
    for message in messages:
        guesses = ranking(message["text"])
        taken += bool(guesses) and guesses[0].name in known and guesses[0].confidence >= SURE_OF_IT
    assert taken / len(messages) <= STRANGE + TOLERANCE


def test_confidence_is_not_far_from_the_truth() -> None:
    questions = heldout("spoergsmaal")
    guesses = [ranking(question["text"])[0] for question in questions]
    right = sum(guess.name in question["topics"] for guess, question in zip(guesses, questions, strict=True))
    said = sum(guess.confidence for guess in guesses)
    # Too modest is how it was set (see docs/adr/0008); too bold would be a regression.
    assert said <= right + TOLERANCE * len(questions)
    assert said >= right - 0.1 * len(questions)
