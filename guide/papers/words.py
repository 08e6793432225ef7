"""The papers' fixed sentences, read from the YAML files beside this module."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from guide.conversation import Role
from guide.third_person import third_person
from guide.words import read_texts

T = TypeVar("T")


class SheetWords(Struct, frozen=True, forbid_unknown_fields=True):
    """The sheet's headings and sentences. `no_paper`: answers that say a paper is not there, by fact."""

    title: str
    lead: str
    notice: str
    notice_short: str
    about: str
    about_left: str
    event_day: str
    event_day_assumed: str
    made: str
    deadlines: str
    situation: str
    no_situation: str
    own_words: str
    answers: str
    groups: dict[str, str]
    groups_note: dict[str, str]
    possible_many: str
    decides: str
    not_asked: str
    source: str
    more: str
    more_left: str
    questions: str
    questions_note: str
    questions_left: str
    papers: str
    papers_left: str
    steps: str
    steps_left: str
    sources: str
    sources_head: tuple[str, str, str, str]
    sources_note: str
    unread: str
    notes: str
    notes_lines: tuple[str, ...]
    no_paper: dict[str, tuple[str, ...]]
    calendar: dict[str, str]


@lru_cache(maxsize=2)
def sheet_words(role: Role = "selv") -> SheetWords:
    """The sheet's words, said to the person or about "borgeren".

    Raises:
        msgspec.ValidationError: sheet.yml lacks a sentence or holds one that nobody uses.
    """
    return read_words("sheet.yml", SheetWords, role)


def read_words(name: str, to: type[T], role: Role = "selv") -> T:
    """A file of words in its shape.

    Args:
        name: the file's name.
        to: the shape.
        role: whom the words are said to.

    Raises:
        msgspec.ValidationError: the file has another shape.
    """
    data = read_texts(Path(__file__).with_name(name), dict[str, Any])
    return msgspec.convert(_told(data) if role == "bisidder" else data, to)


def _told(data: Any) -> Any:
    if isinstance(data, str):
        return third_person(data)
    if isinstance(data, dict):
        return {key: _told(value) for key, value in data.items()}
    return [_told(value) for value in data] if isinstance(data, list) else data
