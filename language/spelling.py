"""Put right a word with one typing mistake in it, where that gives a word that is known to be used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

SHORTEST, LONGEST = 3, 24
"""Letters; shorter words are too like each other, and longer ones are not typed."""


def _without_one(word: str) -> Iterator[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def one_mistake(one: str, other: str) -> bool:
    """Tell whether a dropped, added, wrong or swapped letter makes one word the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    if len(one) == len(other):
        swapped = one[start + 1 : start + 2] + one[start : start + 1] + one[start + 2 :]
        return one[start + 1 :] == other[start + 1 :] or swapped == other[start:]
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[start + 1 :] == shorter[start:]


class Spelling:
    """Knows which words exist, and which of them a mistyped word may be meant as."""

    def __init__(self, known: Iterable[str], meant: Sequence[str]) -> None:
        """`known`: words to leave alone. `meant`: words to recognise, the most used first."""
        self._known = frozenset(known) | frozenset(meant)
        self._near: dict[str, list[int]] = {}
        self._meant = tuple(meant)
        for number, word in enumerate(meant):
            for piece in _without_one(word):
                self._near.setdefault(piece, []).append(number)

    def right(self, word: str) -> str:
        """Return the most used word that is one typing mistake away, or the word itself. Never raises."""
        if word in self._known or not SHORTEST <= len(word) <= LONGEST:
            return word
        numbers = sorted({number for piece in _without_one(word) for number in self._near.get(piece, ())})
        for number in numbers:
            meant = self._meant[number]
            # In a word of three letters only a swap is sure to be a mistake.
            if one_mistake(word, meant) and (len(word) > SHORTEST or sorted(word) == sorted(meant)):
                return meant
        return word
