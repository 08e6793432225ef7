"""Words of which one has to stand in a text for a regular expression to match it.

Looking for a word is some hundred times faster than trying a pattern, and most patterns are about something else than
the sentence at hand.
"""

from __future__ import annotations

import re
import sre_parse
from sre_constants import BRANCH, LITERAL, MAX_REPEAT, MIN_REPEAT, SUBPATTERN
from typing import Any

_SHORTEST = 3
"""Shorter needles stand in nearly every sentence."""
_COMMON = frozenset(
    (
        "jeg",
        "hun",
        "han",
        "har",
        "det",
        "den",
        "der",
        "til",
        "for",
        "med",
        "kan",
        "vil",
        "skal",
        "ikke",
        "som",
        "min",
        "mit",
        "mig",
        "borger",
        "komunen",
        "men",
    )
)
"""Words, folded, that stand in nearly every sentence though they are not that short."""


def needles(pattern: re.Pattern[str]) -> frozenset[str]:
    """Return words of which at least one stands in every text that the pattern matches; empty: there are no such."""
    return _needles(sre_parse.parse(pattern.pattern)) or frozenset()


def _needles(items: Any) -> frozenset[str] | None:
    """The best set that one of the items in a row needs; None where none needs anything."""
    found: list[frozenset[str]] = []
    run = ""
    for kind, value in items:
        if kind is LITERAL:
            run += chr(value)
            continue
        if len(run) >= _SHORTEST:
            found.append(frozenset({run}))
        run = ""
        inside = _inside(kind, value)
        if inside:
            found.append(inside)
    if len(run) >= _SHORTEST:
        found.append(frozenset({run}))
    return min(found, key=_commonness, default=None)


def _commonness(words: frozenset[str]) -> float:
    """Rough share of sentences in which one of the words stands; the fewer, the more of them the words rule out."""
    return sum(20.0 if word.strip() in _COMMON else 0.4 ** (len(word) - _SHORTEST) for word in words)


def _inside(kind: Any, value: Any) -> frozenset[str] | None:
    if kind is SUBPATTERN:
        return _needles(value[-1])
    if kind in (MAX_REPEAT, MIN_REPEAT):
        return _needles(value[2]) if value[0] else None
    if kind is BRANCH:
        parts = [_needles(part) for part in value[1]]
        return None if None in parts else frozenset(word for part in parts if part for word in part)
    return None
