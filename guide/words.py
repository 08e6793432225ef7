"""The guide's fixed sentences, read from words.yml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec
import yaml
from msgspec import Struct

T = TypeVar("T")


def read_texts(file: Path, to: type[T]) -> T:
    """The texts of a YAML file of ours in their shape.

    Raises:
        msgspec.ValidationError: the file lacks a sentence or holds one that nobody uses.
    """
    return msgspec.convert(yaml.safe_load(file.read_text(encoding="utf-8")), to)


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """Every fixed sentence by its id; lists are paragraphs."""

    welcome: tuple[str, ...]
    understood: str
    understood_wrong: str
    unsure: str
    answers_on: str
    answers_other_day: str
    multiple: str
    multiple_same: str
    missing: str
    lowered: str
    unknown_law: str
    unknown_depends: str
    rests_on: str
    rests_on_nothing: str
    not_asked: str
    only_municipality: str
    source: str
    can_do: str
    deadline: str
    deadline_one: str
    would_change: str
    also: str
    more: str
    not_understood: str
    not_an_answer: str
    did_you_mean: str
    which_topic: str
    out_of_scope: str
    not_danish: str
    nothing_sent: dict[str, str]
    crisis: tuple[str, ...]
    crisis_check: tuple[str, ...]
    human: tuple[str, ...]
    about: tuple[str, ...]
    thanks: str
    deleted: str
    restarted: str
    nothing_back: str
    went_back: str
    put_back: str
    also_later: str
    also_now: str
    removed: str
    removed_kinds: dict[str, str]
    role: dict[str, str]
    no_answers: str
    summary: str
    correct_which: str
    why_question: str
    why_others: str
    why_nothing: str
    no_sources: str
    bad_question: str
    bad_value: str
    bad_date: str
    date_future: str
    date_too_far: str
    date_too_early: str
    date_not_understood: str
    contradiction: str
    changed: str
    too_long: str
    bad_request: str
    no_answer: str
    no_commands: str
    empty: str
    buttons: dict[str, str]
    outcomes: dict[str, str]
    kinds: dict[str, str]
    evidence: dict[str, str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The sentences, read once.

    Raises:
        msgspec.ValidationError: words.yml lacks a sentence or holds one that nobody uses.
    """
    return read_texts(Path(__file__).with_name("words.yml"), Words)
