"""Write a message again as somebody tired, with a small keyboard and no æøå, would have typed it.

The same text and seed always give the same noise, so a noisy set can be frozen beside the set it is made from.
`python -m tests.nlu.noise` writes heldout/stoej.yml again, after a question in heldout/spoergsmaal.yml is changed.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import yaml

HELDOUT = Path(__file__).with_name("heldout")
SOURCE = HELDOUT / "spoergsmaal.yml"
NOISY = HELDOUT / "stoej.yml"
HEADER = """\
# The questions of spoergsmaal.yml, with the same topics, typed badly by noisy() in tests/nlu/noise.py.
#
# frozen; not to be used for training or tuning.
"""

MISTYPED = 0.25  # share of the words
CAPITALS_LOST = 0.5  # share of the messages
RUN_TOGETHER = 0.04  # share of the spaces
SPLIT = 0.3  # share of the long words
LONG_WORD = 9  # letters; most words this long are compounds
SHORT_WORD = 3  # letters; a shorter word mistyped is another word
# Half write æøå; the rest write ae/oe/aa or the bare vowels.
SPELLINGS: tuple[dict[str, str], ...] = ({}, {}, {"æ": "ae", "ø": "oe", "å": "aa"}, {"æ": "a", "ø": "o", "å": "a"})
KEYBOARD = ("qwertyuiopå", "asdfghjklæø", "zxcvbnm")

T = TypeVar("T")


def _neighbours() -> dict[str, str]:
    """Each letter of a Danish keyboard -> the letters beside it and just above and below it."""
    near: dict[str, str] = {}
    for row, keys in enumerate(KEYBOARD):
        for column, key in enumerate(keys):
            others = [keys[i] for i in (column - 1, column + 1) if 0 <= i < len(keys)]
            for other in (KEYBOARD[i] for i in (row - 1, row + 1) if 0 <= i < len(KEYBOARD)):
                others += other[column : column + 1]
            near[key] = "".join(others)
    return near


NEAR = _neighbours()


def _pick(rng: Random, choices: Sequence[T]) -> T:
    # Only random() is promised to give the same numbers in every version of Python.
    return choices[int(rng.random() * len(choices))]


def _wrong_key(rng: Random, word: str, at: int) -> str:
    return word[:at] + _pick(rng, NEAR.get(word[at].lower(), word[at])) + word[at + 1 :]


def _dropped(_: Random, word: str, at: int) -> str:
    return word[:at] + word[at + 1 :]


def _doubled(_: Random, word: str, at: int) -> str:
    return word[: at + 1] + word[at].lower() + word[at + 1 :]


def _swapped(_: Random, word: str, at: int) -> str:
    return word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]


SLIPS: tuple[Callable[[Random, str, int], str], ...] = (_wrong_key, _dropped, _doubled, _swapped)


def _letters(word: str) -> list[int]:
    return [i for i, sign in enumerate(word) if sign.isalpha()]


def _mistyped(rng: Random, word: str) -> str:
    """The word with one slip after its first letter, which people seldom get wrong."""
    for _ in range(20):  # swapping two of the same letter changes nothing
        at = _pick(rng, _letters(word)[1:])
        changed = _pick(rng, SLIPS)(rng, word, at)
        if changed != word:
            return changed
    return word


def _split(rng: Random, word: str) -> str:
    inner = _letters(word)[3:-3]
    at = _pick(rng, inner)
    return f"{word[:at]} {word[at:]}"


def _spelled(text: str, spelling: dict[str, str]) -> str:
    for letter, written in spelling.items():
        text = text.replace(letter, written).replace(letter.upper(), written.capitalize())
    return text


def noisy(text: str, seed: int) -> str:
    """The text with about a quarter of its words mistyped; in some, other æøå, split compounds and no capitals.

    Args:
        text: A message of one line.
        seed: Any whole number; the same text and seed always give the same result.

    Returns:
        The message, with single spaces between its words; never empty when the text is not.
    """
    rng = Random(seed)
    spelling, lose_capitals = _pick(rng, SPELLINGS), rng.random() < CAPITALS_LOST
    words = text.split()
    can_slip = [i for i, word in enumerate(words) if len(_letters(word)) >= SHORT_WORD]
    order = sorted(can_slip, key=lambda _: rng.random())
    for i in order[: max(1, round(MISTYPED * len(words)))]:
        words[i] = _mistyped(rng, words[i])
    words = [_split(rng, word) if len(_letters(word)) >= LONG_WORD and rng.random() < SPLIT else word for word in words]
    result = words[0] if words else ""
    for word in words[1:]:
        result += ("" if rng.random() < RUN_TOGETHER else " ") + word
    result = _spelled(result, spelling)
    return result.lower() if lose_capitals else result


def seed_of(text: str) -> int:
    """A seed that follows the text, so that a question added later does not change the noise in the others."""
    return zlib.crc32(text.encode())


def noisy_copy(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every question typed badly, with its topics."""
    return [{"text": noisy(item["text"], seed_of(item["text"])), "topics": item["topics"]} for item in items]


def main() -> None:
    """Write heldout/stoej.yml from heldout/spoergsmaal.yml."""
    lines = [HEADER]
    for item in noisy_copy(yaml.safe_load(SOURCE.read_text(encoding="utf-8"))):
        text = json.dumps(item["text"], ensure_ascii=False)
        lines.append(f"- text: {text}\n  topics: [{', '.join(item['topics'])}]\n")
    NOISY.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
