"""Fold spelling, so that one pattern finds a word however it was typed.

Folding makes letters small, writes æ/ae/ä/å/aa as a and ø/oe/ö as o, drops accents and writes every double letter
once ("kommunen", "KOMUNEN" and "kommmunen" all become "komunen"). White space becomes one space and typographic dashes
become a hyphen. Patterns are folded in the same way when they are read, so they are written in ordinary Danish.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_LETTERS = {"æ": "a", "ø": "o", "ß": "ss", "œ": "o", "đ": "d", "ð": "d", "ł": "l"}
_DIGRAPHS = {("a", "a"), ("a", "e"), ("o", "e")}
_DASHES = dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("’‘´`", "'")
_MACRO = re.compile(r"(?<!\?P)<([a-z0-9_]+)>")


@dataclass(frozen=True)
class Folded:
    """A folded text and, for each of its characters, the place in the original it came from."""

    text: str
    places: tuple[int, ...]
    length: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open span in the original for a half-open span in the folded text."""
        if start >= end:
            place = self.places[start] if start < len(self.places) else self.length
            return place, place
        last = self.places[end] if end < len(self.places) else self.length
        return self.places[start], last


def fold(text: str) -> Folded:
    """Fold a message; see the module text. Never raises."""
    letters: list[str] = []
    places: list[int] = []
    for place, original in enumerate(text):
        for char in unicodedata.normalize("NFKD", original.lower()):
            kind = unicodedata.category(char)
            if char.isspace():
                folded = " "
            elif kind[0] in "CM":
                continue
            else:
                folded = _LETTERS.get(char) or _DASHES.get(char) or char
            for letter in folded:
                previous = letters[-1] if letters else " "
                if letter == " " == previous:
                    continue
                if letter.isalpha() and (letter == previous or (previous, letter) in _DIGRAPHS):
                    continue
                letters.append(letter)
                places.append(place)
    return Folded("".join(letters), tuple(places), len(text))


def fold_pattern(pattern: str, macros: Mapping[str, str] | None = None) -> str:
    """Fold the letters of a regular expression and leave its operators alone.

    `<name>` is replaced by the macro of that name, in a group of its own.

    Raises:
        KeyError: the pattern uses a macro that does not exist.
    """
    while _MACRO.search(pattern):
        pattern = _MACRO.sub(lambda hit: f"(?:{(macros or {})[hit[1]]})", pattern)
    out: list[str] = []
    previous = ""
    escaped = False
    for char in pattern:
        if escaped or char == "\\":
            out.append(char)
            escaped = not escaped
            previous = ""
            continue
        folded = fold(char).text if char.isalpha() else char
        if folded.isalpha() and (folded == previous or (previous, folded) in _DIGRAPHS):
            continue
        out.append(folded)
        previous = folded
    return "".join(out)


def compile_pattern(pattern: str, macros: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """Compile a pattern for folded text.

    Raises:
        re.error: the pattern is not a regular expression.
        KeyError: it uses a macro that does not exist.
    """
    return re.compile(fold_pattern(pattern, macros))
