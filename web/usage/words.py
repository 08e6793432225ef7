"""The words of the page with numbers, read once from words.yml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from guide.words import read_texts


class UsageWords(Struct, frozen=True, forbid_unknown_fields=True):
    """All of them. `figures`, `feedback` and `kinds` are named as they are counted."""

    few: str
    none: str
    figures: dict[str, str]
    feedback: dict[str, str]
    kinds: dict[str, str]
    other_topic: str
    day_picture: str
    week_picture: str
    topic_picture: str
    few_drawn: str
    none_drawn: str
    csv: tuple[str, ...]
    whole_period: str


@lru_cache(maxsize=1)
def usage_words() -> UsageWords:
    """The words.

    Raises:
        msgspec.ValidationError: words.yml lacks a text or holds one that nobody uses.
    """
    return read_texts(Path(__file__).with_name("words.yml"), UsageWords)
