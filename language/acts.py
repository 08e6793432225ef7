"""Tell a message meant for the municipality from a question about it.

"Jeg melder afbud" is one, "hvordan melder jeg afbud?" the other.
Nothing that is written here reaches the municipality, so the guide must say so at once. Patterns stand in acts.yml.
"""

from __future__ import annotations

import enum
import functools
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from language.folding import compile_pattern, fold

_DATA = Path(__file__).with_name("acts.yml")
_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;\n]*")


class SentAct(enum.Enum):
    """What somebody seems to believe that they have just told the municipality."""

    AFBUD = "afbud"
    SYGEMELDING = "sygemelding"
    KLAGE = "klage"
    ANSOEGNING = "ansoegning"


@dataclass(frozen=True)
class _Patterns:
    asks: tuple[re.Pattern[str], ...]
    acts: tuple[tuple[SentAct, tuple[re.Pattern[str], ...]], ...]


@functools.lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    data = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    macros = data["macros"]
    return _Patterns(
        asks=tuple(compile_pattern(p, macros) for p in data["asks"]),
        acts=tuple(
            (SentAct(act), tuple(compile_pattern(p, macros) for p in patterns))
            for act, patterns in data["acts"].items()
        ),
    )


def sent_to_municipality(text: str) -> SentAct | None:
    """Return the act that the message performs towards the municipality, or None.

    Each sentence is read for itself: one that asks, tells of the past or of somebody else's wish performs nothing.
    Where several acts are found, the first in the message counts. Never raises.
    """
    known = _patterns()
    for sentence in _SENTENCE.findall(fold(text).text):
        found: list[tuple[int, SentAct]] = []
        for act, patterns in known.acts:
            for pattern in patterns:
                for hit in pattern.finditer(sentence):
                    if not any(p.search(sentence) for p in known.asks):
                        found.append((hit.start(), act))
        if found:
            return min(found, key=lambda item: item[0])[1]
    return None
