"""A second voice in `language.crisis`: despair that no rule has words for.

A logistic regression over pieces of words and pairs of words, small enough to be read from JSON and weighed in plain
Python. The numbers are written by `python -m language.crisis_training` from data/crisis.yml.
"""

from __future__ import annotations

import functools
import itertools
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from language.spelling import Spelling

NUMBERS = Path(__file__).with_name("crisis_model.json")
LETTERS = (2, 5)
"""Shortest and longest piece of a word."""
WINDOW = 24
"""Words that are weighed together where a story has no full stops; every second half of a window overlaps."""
_WORDS = re.compile(r"[a-z]+")
_SENTENCE = re.compile(r"[.!?;]+")
CUT = "¤"
"""Stands where the rules have cut out something harmless."""
_ENOUGH = 7
"""Words that must be left in a piece after such a cut."""
_SHORTEST = 3
"""Words; a shorter sentence is weighed only where it is all there is."""


def terms(text: str) -> list[str]:
    """Return the pieces of words, the words and the pairs of words (after a colon) of a folded text."""
    words = _WORDS.findall(text)
    found = []
    for word in words:
        padded = f" {word} "
        for size in range(LETTERS[0], LETTERS[1] + 1):
            found += [padded[i : i + size] for i in range(max(1, len(padded) - size + 1))]
    found += [f":{word}" for word in words]
    found += [f":{one} {two}" for one, two in itertools.pairwise(words)]
    return found


def pieces(folded: str) -> list[str]:
    """Cut a folded text into sentences, and long ones into windows that overlap; a short text is also one piece."""
    cut: list[str] = [folded] if len(folded.split()) <= 2 * WINDOW else []
    for sentence in _SENTENCE.split(folded):
        words = sentence.split()
        if len(words) >= _SHORTEST:
            steps = range(0, max(1, len(words) - WINDOW // 2), WINDOW // 2)
            cut += [" ".join(words[i : i + WINDOW]) for i in steps]
    return cut


def _speaks(piece: str) -> bool:
    return CUT not in piece or len(_WORDS.findall(piece)) >= _ENOUGH


@dataclass(frozen=True)
class CrisisModel:
    """What was learnt: how rare each term is and how much it speaks for despair."""

    rarity: Mapping[str, float]
    weight: Mapping[str, float]
    bias: float
    threshold: float
    """From this score a text counts as despair."""
    known: tuple[str, ...] = ()
    """Folded words that are not misspellings."""
    meant: tuple[str, ...] = ()
    """Folded words that a misspelling may be meant as, the most used first."""

    def score(self, text: str) -> float:
        """Return how much one piece of folded text sounds like despair; 0 where nothing in it is known."""
        counts = Counter(term for term in terms(text) if term in self.weight)
        if not counts:
            return 0.0
        values = {term: (1 + math.log(count)) * self.rarity[term] for term, count in counts.items()}
        length = math.sqrt(sum(value * value for value in values.values()))
        return sum(value * self.weight[term] for term, value in values.items()) / length + self.bias

    def hears(self, folded: str) -> bool:
        """Tell whether any piece of a folded text sounds like despair.

        A piece of which the rules have cut out more than they left says nothing by itself.
        """
        return any(self.score(piece) >= self.threshold for piece in pieces(folded) if _speaks(piece))

    def save(self, path: Path) -> None:
        """Write the numbers, one term a line so that a change can be read.

        Raises:
            OSError: the file cannot be written.
        """
        rows = ",\n".join(
            f"{json.dumps(term)}: [{self.rarity[term]}, {self.weight[term]}]" for term in sorted(self.weight)
        )
        words = {"known": " ".join(self.known), "meant": " ".join(self.meant)}
        head = f'"bias": {self.bias}, "threshold": {self.threshold}, {json.dumps(words)[1:-1]}'
        path.write_text(f'{{{head}, "terms": {{\n{rows}\n}}}}\n', encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> CrisisModel:
        """Read what `save` wrote.

        Raises:
            OSError: the file is missing or cannot be read.
            ValueError: it is not JSON.
            KeyError: something is missing in it.
        """
        stored = json.loads(path.read_text(encoding="utf-8"))
        rows: Iterable[tuple[str, list[float]]] = stored["terms"].items()
        rarity, weight = {}, {}
        for term, (rare, weighs) in rows:
            rarity[term], weight[term] = rare, weighs
        known, meant = tuple(stored["known"].split()), tuple(stored["meant"].split())
        return cls(rarity, weight, stored["bias"], stored["threshold"], known, meant)


@functools.lru_cache(maxsize=1)
def _model() -> CrisisModel:
    return CrisisModel.load(NUMBERS)


@functools.lru_cache(maxsize=1)
def spelling() -> Spelling:
    """The words of the examples, to put mistyped ones right by."""
    return Spelling(_model().known, _model().meant)


def despair(folded: str) -> bool:
    """Tell whether a folded text sounds like despair. Deterministic; never raises on any text."""
    return _model().hears(folded)
