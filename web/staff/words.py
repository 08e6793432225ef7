"""The fixed sentences of the helpline's pages, read once from words.yml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from guide.words import read_texts


class NoteWords(Struct, frozen=True, forbid_unknown_fields=True):
    """The note's sentences."""

    title: str
    notice: str
    made: str
    day: str
    day_assumed: str
    topics: str
    told: str
    told_nothing: str
    uncertain: str
    not_asked: str
    not_in_guide: str
    beside: str
    clash: str


class ShareWords(Struct, frozen=True, forbid_unknown_fields=True):
    """What the citizen reads about the code."""

    lead: str
    what: str
    how_long: str
    trust: str
    nothing: str
    read: str
    once: str
    stands: str
    valid: str
    withdrawn: str


class StaffWords(Struct, frozen=True, forbid_unknown_fields=True):
    """All of it. `sections`: a heading of the form and the question it begins at."""

    sections: dict[str, str]
    wrong: str
    too_many: str
    updated: str
    clash_short: str
    clash: str
    not_asked: str
    not_about: str
    code_wrong: str
    code_too_many: str
    code_taken: str
    bad_answers: str
    note: NoteWords
    share: ShareWords


@lru_cache(maxsize=1)
def staff_words() -> StaffWords:
    """The sentences.

    Raises:
        msgspec.ValidationError: words.yml lacks a sentence or holds one that nobody uses.
    """
    return read_texts(Path(__file__).with_name("words.yml"), StaffWords)
