"""Write the numbers of `language.facts_model` from data/facts: `python -m language.facts_training`.

Needs scikit-learn; reading the numbers does not. The same messages give the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from language.facts_model import NUMBERS, FactsModel, features
from language.folding import fold

DATA = Path(__file__).resolve().parent.parent / "data" / "facts"
THRESHOLD = 0.9
"""Chosen on the third round of messages with a model made from the first two."""
DAYS = ("dato", "afgoerelse_dato", "afgoerelse_modtaget")
"""A day is read, never guessed."""
KEPT = 1000
"""Terms kept for each answer, those that say most."""
_SEEN_AT_LEAST = 2
_SAID_AT_LEAST = 4
"""Messages; an answer that fewer give is not learnt."""
_SAYS_NOTHING = 0.05
_STRENGTH = 30.0
_WEIGHT = {0: 1.0, 1: 3.0}


@dataclass(frozen=True)
class Message:
    """A message and what it says."""

    text: str
    asked: str | None
    facts: frozenset[tuple[str, str]]
    unsure: frozenset[str]
    """Facts that it only hints at: it is learnt from neither as a yes nor as a no."""


def read(files: Sequence[Path] | None = None) -> list[Message]:
    """Read the labelled messages, all of data/facts if no files are named.

    Raises:
        OSError: a file is missing.
        KeyError: a message has no text or no facts.
    """
    found = []
    for path in files if files is not None else sorted(DATA.glob("*.yml")):
        found += [_message(item) for item in yaml.safe_load(path.read_text(encoding="utf-8"))]
    return found


def _message(item: dict[str, Any]) -> Message:
    facts = frozenset((fact, str(value)) for fact, value in item["facts"].items() if fact not in DAYS)
    return Message(item["text"], item.get("asked"), facts, frozenset(item.get("unsure", ())))


def train(messages: Sequence[Message]) -> FactsModel:
    """Learn what each answer sounds like."""
    cut = [features(fold(message.text).text, message.asked) for message in messages]
    said = [message.facts for message in messages]
    answers = tuple(
        answer
        for answer in sorted(frozenset().union(*said))
        if sum(answer in facts for facts in said) >= _SAID_AT_LEAST
    )
    first = TfidfVectorizer(analyzer=list, sublinear_tf=True, min_df=_SEEN_AT_LEAST)
    rough = [weights for weights, _ in _learnt(first.fit_transform(cut), messages, answers)]
    names = first.get_feature_names_out()
    best = [np.argsort(-np.abs(weights * first.idf_), kind="stable")[:KEPT] for weights in rough]
    kept = sorted({str(names[place]) for places in best for place in places})
    second = TfidfVectorizer(analyzer=list, sublinear_tf=True, vocabulary=kept)
    weighed: dict[str, list[tuple[int, float]]] = {}
    bias = []
    for place, (weights, start) in enumerate(_learnt(second.fit_transform(cut), messages, answers)):
        bias.append(round(start, 2))
        for column in sorted(np.argsort(-np.abs(weights * second.idf_), kind="stable")[:KEPT]):
            if abs(weights[column]) >= _SAYS_NOTHING:
                weighed.setdefault(kept[column], []).append((place, round(float(weights[column]), 2)))
    return FactsModel(
        answers,
        tuple(bias),
        dict(zip(kept, np.round(second.idf_, 2).tolist(), strict=True)),
        {term: tuple(rows) for term, rows in weighed.items()},
        THRESHOLD,
    )


def _learnt(matrix: Any, messages: Sequence[Message], answers: Sequence[tuple[str, str]]) -> list[tuple[Any, float]]:
    found = []
    for answer in answers:
        clear = np.array([answer[0] not in message.unsure for message in messages])
        truth = np.array([answer in message.facts for message in messages])[clear]
        learner = LogisticRegression(C=_STRENGTH, class_weight=_WEIGHT, solver="liblinear", random_state=0)
        learner.fit(matrix[clear], truth)
        found.append((learner.coef_[0], float(learner.intercept_[0])))
    return found


if __name__ == "__main__":
    train(read()).save(NUMBERS)
