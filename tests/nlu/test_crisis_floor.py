"""Danger, and messages meant for the municipality, on the held-out sets: what is reached must not get lost.

The aims are to find 98 in 100 of the messages with words of death and 90 in 100 of those of despair, with 3 false
alarms in 100, and to recognise 92 in 100 of the messages to the municipality. The floors are a little under what is
reached, which is less: the held-out messages were written to be unlike everything here, and the harmless ones to
mislead. Measured when the floors were set, filter alone / with the language model that only adds a gentle check:
explicit found 0.89 / 0.92, indirect 0.86 / 0.88, false alarms 0.07 / 0.10; to the municipality 0.79 / 0.90, taken for
it 0.00 / 0.05. The blind set (krise_2) by the filter alone: explicit 0.99, indirect 0.86, false alarms 0.045.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from guide.listen import SURE
from language.acts import SentAct, sent_to_municipality
from language.crisis import Crisis, assess_crisis
from language.intent_model import IntentModel, load_training_data

ROOT = Path(__file__).parents[2]
HELDOUT = Path(__file__).with_name("heldout")


@lru_cache(maxsize=1)
def model() -> IntentModel:
    return IntentModel().fit(load_training_data(ROOT / "data" / "nlu"))


def heldout(name: str, key: str, value: str | None) -> list[str]:
    """The texts of a held-out file whose label is this one."""
    entries: list[dict[str, Any]] = yaml.safe_load((HELDOUT / f"{name}.yml").read_text(encoding="utf-8"))
    texts = [entry["text"] for entry in entries if entry[key] == value]
    assert texts, (name, value)
    return texts


def to_municipality() -> list[str]:
    return [text for act in SentAct for text in heldout("til_kommunen", "sent", act.value)]


def share(texts: Iterable[str], is_so: Callable[[str], bool]) -> float:
    answers = [is_so(text) for text in texts]
    return sum(answers) / len(answers)


def sure_of(text: str, intent: str) -> bool:
    guesses = model().predict(text)
    return bool(guesses) and guesses[0].name == intent and guesses[0].confidence >= SURE


def alarms(text: str) -> bool:
    return assess_crisis(text) is not Crisis.NONE


def alarms_or_sounds_so(text: str) -> bool:
    return alarms(text) or sure_of(text, "krise")


def is_sent(text: str) -> bool:
    return sent_to_municipality(text) is not None


def is_sent_or_sounds_so(text: str) -> bool:
    return is_sent(text) or sure_of(text, "send_til_kommunen")


def test_words_of_death_are_found() -> None:
    texts = heldout("krise", "crisis", "explicit")
    assert share(texts, alarms) >= 0.87
    assert share(texts, alarms_or_sounds_so) >= 0.90
    assert share(texts, lambda text: assess_crisis(text) is Crisis.EXPLICIT) >= 0.68


def test_despair_is_found() -> None:
    texts = heldout("krise", "crisis", "indirect")
    assert share(texts, alarms) >= 0.84
    assert share(texts, alarms_or_sounds_so) >= 0.86


def test_what_is_harmless_is_seldom_taken_for_danger() -> None:
    texts = heldout("krise", "crisis", "none")
    assert share(texts, alarms) <= 0.08
    assert share(texts, lambda text: assess_crisis(text) is Crisis.EXPLICIT) <= 0.035
    assert share(texts, alarms_or_sounds_so) <= 0.11


def test_the_blind_set_is_heard_too() -> None:
    assert share(heldout("krise_2", "crisis", "explicit"), alarms) >= 0.96
    assert share(heldout("krise_2", "crisis", "indirect"), alarms) >= 0.83
    assert share(heldout("krise_2", "crisis", "none"), alarms) <= 0.06
    assert share(heldout("krise_2", "crisis", "none"), lambda text: assess_crisis(text) is Crisis.EXPLICIT) <= 0.01


def test_a_message_to_the_municipality_is_recognised() -> None:
    assert share(to_municipality(), is_sent) >= 0.77
    assert share(to_municipality(), is_sent_or_sounds_so) >= 0.88


def test_talk_about_writing_to_it_is_not_taken_for_that() -> None:
    texts = heldout("til_kommunen", "sent", None)
    assert share(texts, is_sent) <= 0.03
    assert share(texts, is_sent_or_sounds_so) <= 0.07
