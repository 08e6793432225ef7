"""A second voice in `language.facts`: what a message seems to say that no rule has words for. Only ever a guess.

One logistic regression for each answer, over the same pieces of words as in `language.crisis_model`, small enough to be
read from JSON and weighed in plain Python. The numbers are written by `python -m language.facts_training`.
"""

from __future__ import annotations

import functools
import itertools
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from language.crisis_model import terms

NUMBERS = Path(__file__).with_name("facts_model.json")
_DENIED = re.compile(r"\b(?:ike|aldrig|hverken|ingen|intet|uden)\b((?: (?!men\b|fordi\b|og\b)\w+){1,3})")
"""A denial and the words it denies; folding leaves no double letters."""
_DIGITS = re.compile(r"\d+")
_TIGHT = (",", ":")
_OPPOSITE = "zz"
"""Stands before a denied word, so that its pieces are others."""


def features(folded: str, asked: str | None) -> list[str]:
    """Return what a folded text is weighed by: its terms, with what is denied marked, and the open question."""
    numbers_alike = _DIGITS.sub("tal", folded)
    marked = _DENIED.sub(lambda hit: hit[0].replace(" ", f" {_OPPOSITE}"), numbers_alike)
    # In pieces, so that what was asked weighs about as much as a long word.
    return [*terms(marked), *(f"?{piece}" for piece in terms((asked or "").replace("_", "")))]


@dataclass(frozen=True)
class FactsModel:
    """What was learnt: how rare each term is, and how much it speaks for each answer."""

    answers: tuple[tuple[str, str], ...]
    """Fact and value."""
    bias: tuple[float, ...]
    rarity: Mapping[str, float]
    weights: Mapping[str, tuple[tuple[int, float], ...]]
    """Term -> the answers it says something about, by place, and how much."""
    threshold: float
    """From this score an answer is guessed."""

    def scores(self, folded: str, asked: str | None) -> list[float]:
        """Return how much a folded text sounds like each of `answers`."""
        counts = Counter(term for term in features(folded, asked) if term in self.rarity)
        values = {term: (1 + math.log(count)) * self.rarity[term] for term, count in counts.items()}
        length = math.sqrt(sum(value * value for value in values.values())) or 1.0
        scores = list(self.bias)
        for term, value in values.items():
            for place, weight in self.weights.get(term, ()):
                scores[place] += weight * value / length
        return scores

    def guesses(self, folded: str, asked: str | None, known: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield the likeliest answer to each question that it sounds like one to, best first.

        Args:
            folded: a sentence.
            asked: the open question, if there is one.
            known: facts that need no guess.
        """
        seen = set(known)
        ranked = sorted(
            zip(self.scores(folded, asked), self.answers, strict=True), key=lambda pair: (-pair[0], pair[1])
        )
        for score, (fact, value) in ranked:
            if score < self.threshold:
                return
            if fact not in seen:
                seen.add(fact)
                yield fact, value

    def save(self, path: Path) -> None:
        """Write the numbers, one term a line so that a change can be read.

        Raises:
            OSError: the file cannot be written.
        """
        head = json.dumps({"threshold": self.threshold, "answers": self.answers, "bias": self.bias})
        rows = ",\n".join(
            json.dumps(term)
            + ":"
            + json.dumps([rare, *itertools.chain(*self.weights.get(term, ()))], separators=_TIGHT)
            for term, rare in sorted(self.rarity.items())
        )
        path.write_text(f'{head[:-1]}, "terms": {{\n{rows}\n}}}}\n', encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> FactsModel:
        """Read what `save` wrote.

        Raises:
            OSError: the file is missing or cannot be read.
            ValueError: it is not JSON.
            KeyError: something is missing in it.
        """
        stored = json.loads(path.read_text(encoding="utf-8"))
        terms_ = stored["terms"].items()
        return cls(
            tuple((fact, value) for fact, value in stored["answers"]),
            tuple(stored["bias"]),
            {term: row[0] for term, row in terms_},
            {term: tuple(zip(row[1::2], row[2::2], strict=True)) for term, row in terms_},
            stored["threshold"],
        )


@functools.lru_cache(maxsize=1)
def facts_model() -> FactsModel:
    """The model, read once."""
    return FactsModel.load(NUMBERS)
