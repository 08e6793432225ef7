"""Share codes: eight words out of 256, which is 64 random bits. Why words: docs/opgaver/raadgivere.md."""

from __future__ import annotations

import re
import secrets
from functools import lru_cache
from pathlib import Path

from guide.words import read_texts
from web.staff.fold import fold

WORDS_IN_CODE = 8
WORDS = 256
LEAST_TYPED = 4
"""So many letters of a word are enough."""
LONGEST = 200
_LETTERS = re.compile(r"[a-z]+")


@lru_cache(maxsize=1)
def all_words() -> tuple[str, ...]:
    """The words that codes are made of."""
    return read_texts(Path(__file__).with_name("code_words.yml"), tuple[str, ...])


def new_code() -> tuple[str, ...]:
    """A code that nobody can guess."""
    return tuple(secrets.choice(all_words()) for _ in range(WORDS_IN_CODE))


def read_code(text: str) -> str | None:
    """A typed code in its one form, or None when it can't be one.

    Case, spaces, commas and dashes don't count, æ, ø and å can be typed in every usual way, and four letters of a word
    are enough.
    """
    typed = _LETTERS.findall(fold(text[:LONGEST]))
    known = _by_beginning()
    found = [known.get(word[:LEAST_TYPED], "") for word in typed]
    if len(found) != WORDS_IN_CODE or not all(
        full.startswith(word) for full, word in zip(found, typed, strict=True) if full
    ):
        return None
    return " ".join(found) if all(found) else None


@lru_cache(maxsize=1)
def _by_beginning() -> dict[str, str]:
    return {fold(word)[:LEAST_TYPED]: fold(word) for word in all_words()}
