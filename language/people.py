"""Who writes, for whom, and which parts of a text are about somebody else than the person whose case it is.

Rules only; they stand in people.yml. Where the text does not say, nothing is claimed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from language.folding import compile_pattern, fold

Writer = Literal["self", "relative", "bisidder", "staff"]

_DATA = Path(__file__).with_name("people.yml")
_SENTENCE_ENDS = re.compile(r"[.!?;]")
_NEAR = 30
"""So many characters after "jeg er bisidder for" the person is named."""


@dataclass(frozen=True)
class People:
    """What a text says about the people in it."""

    writer: Writer | None
    """None: the text does not say."""
    others: tuple[tuple[int, int], ...]
    """Half-open places in the folded text that are about somebody else than the person whose case it is."""


@dataclass(frozen=True)
class _Cues:
    kinds: tuple[tuple[Writer, tuple[re.Pattern[str], ...]], ...]
    own_state: tuple[re.Pattern[str], ...]
    own_help: tuple[re.Pattern[str], ...]
    one: dict[str, re.Pattern[str]]
    """The cues that are one pattern each, by their name in the file."""


@functools.lru_cache(maxsize=1)
def _cues() -> _Cues:
    data: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    macros: dict[str, str] = data.pop("macros")

    def many(name: str) -> tuple[re.Pattern[str], ...]:
        return tuple(compile_pattern(pattern, macros) for pattern in data.pop(name))

    return _Cues(
        kinds=(("bisidder", many("bisidder")), ("staff", many("staff")), ("relative", many("relative"))),
        own_state=many("own_state"),
        own_help=many("own_help"),
        one={name: compile_pattern(pattern, macros) for name, pattern in data.items()}
        | {"her": compile_pattern("<naer_hun>", macros), "his": compile_pattern("<naer_han>", macros)}
        | {"person": compile_pattern(r"\b<anden>\b", macros)},
    )


def writer(text: str) -> Writer | None:
    """Return who wrote the text: the person it is about, somebody near, a bisidder or the staff; None if unsaid."""
    return _writer(fold(text).text)[0]


def about_somebody_else(text: str) -> bool:
    """Return whether the writer asks for another person, so that the answer goes in the third person."""
    return writer(text) not in (None, "self")


def read_people(folded: str) -> People:
    """Read a folded text (`language.folding.fold`). Never raises."""
    who, named = _writer(folded)
    others = _others_of_own_case(folded, who) if who in (None, "self") else _others_of_their_case(folded, named)
    return People(who, tuple(others))


def _writer(folded: str) -> tuple[Writer | None, str]:
    """Who writes, and the word for whom it is about ("mor"), where there is one."""
    cues = _cues()
    for kind, patterns in cues.kinds:
        for pattern in patterns:
            if hit := pattern.search(folded):
                return kind, _person(folded[hit.start() : hit.end() + _NEAR])
    near = cues.one["near_state"].search(folded)
    if near and _mostly_about(folded, near.start()):
        return "relative", _person(near[0])
    if not _own_states(folded):
        if near:
            return "relative", _person(near[0])
        if (hit := cues.one["far_state"].search(folded)) and cues.one["asks_for"].search(folded):
            return "relative", _person(hit[0])
    return ("self" if cues.one["own_words"].search(folded) else None), ""


def _person(text: str) -> str:
    hit = _cues().one["person"].search(text)
    return hit[0] if hit else ""


def _own_states(folded: str) -> list[int]:
    """Where the writer says something of their own situation, and not only that they help."""
    cues = _cues()
    helping = [hit.span() for pattern in cues.own_help for hit in pattern.finditer(folded)]
    return [
        hit.start()
        for pattern in cues.own_state
        for hit in pattern.finditer(folded)
        if not any(start <= hit.start() < end for start, end in helping)
    ]


def _mostly_about(folded: str, named: int) -> bool:
    """Whether it opens with somebody near and goes on about them, so that what "jeg" is comes beside it."""
    own = _own_states(folded)
    their = len(re.findall(r"\b(?:hun|han|hende|ham|hans|hendes)\b", folded))
    return all(place > named for place in own) and their >= max(3, 2 * len(own))


def _clauses(folded: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where each clause starts and ends and whether it opens a sentence."""
    start, opens = 0, True
    for hit in _cues().one["clause_end"].finditer(folded):
        if hit.start() > start:
            yield start, hit.start(), opens
            opens = bool(_SENTENCE_ENDS.search(hit[0]))
        start = hit.end()
    if start < len(folded):
        yield start, len(folded), opens


def _first(clause: str, *names: str) -> str:
    """Name the cue that stands first in the clause; empty if none does."""
    found = [(hit.start(), name) for name in names if (hit := _cues().one[name].search(clause))]
    return min(found)[1] if found else ""


def _others_of_own_case(folded: str, who: Writer | None) -> Iterator[tuple[int, int]]:
    """Where nobody says "jeg", "hun" may be whom it is about, and only "min kusine" and the like are others."""
    cues = _cues().one
    other = False
    for start, end, opens in _clauses(folded):
        clause = folded[start:end]
        subject = _first(clause, "subject_own", "subject_other", "subject_pronoun", "subject_staff")
        own = bool(cues["object_own"].search(clause))
        if opens and subject not in ("subject_other", "subject_pronoun"):
            other = False
        if subject == "subject_own":
            other = False
        elif subject == "subject_other":
            other = True
        elif who and (subject == "subject_pronoun" or cues["object_other"].search(clause)):
            other = not own
        elif own:
            other = False
        if other or cues["staff_own_state"].search(clause):
            yield start, end


def _others_of_their_case(folded: str, case: str) -> Iterator[tuple[int, int]]:
    cues = _cues().one
    pronouns = r"\b(?:hun|hende|hendes)\b" if cues["her"].fullmatch(case) else r"\b(?:han|ham|hans)\b"
    if not cues["her"].fullmatch(case) and not cues["his"].fullmatch(case):
        pronouns = r"\b(?:hun|hende|hendes|han|ham|hans|borger\w*|klient\w*|kvinde|mand)\b"
    theirs = re.compile(pronouns + (rf"|\b{re.escape(case)}s?\b" if case else ""))
    other = False
    for start, end, opens in _clauses(folded):
        clause = folded[start:end]
        subject = _first(clause, "subject_own", "subject_other", "subject_pronoun", "subject_staff")
        if opens:
            other = False
        if theirs.search(clause):
            other = False
        elif subject in ("subject_own", "subject_other", "subject_pronoun"):
            other = True
        if other:
            yield start, end
