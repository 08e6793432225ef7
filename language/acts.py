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
from language.spelling import Spelling

_DATA = Path(__file__).with_name("acts.yml")
_WORD = re.compile(r"[a-z]+")
_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;\n]*")


class SentAct(enum.Enum):
    """What somebody seems to believe that they have just told the municipality."""

    AFBUD = "afbud"
    SYGEMELDING = "sygemelding"
    KLAGE = "klage"
    ANSOEGNING = "ansoegning"
    ANDET = "andet"
    """Anything else: word of being well again, papers, consent, something to pass on."""


_Acts = tuple[tuple[SentAct, tuple[re.Pattern[str], ...]], ...]


@dataclass(frozen=True)
class _Patterns:
    spelling: Spelling
    asks: tuple[re.Pattern[str], ...]
    formal: re.Pattern[str]
    acts: _Acts
    requests: _Acts


@functools.lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    data = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    macros = data["macros"]

    def acts(name: str) -> _Acts:
        return tuple(
            (SentAct(act), tuple(compile_pattern(p, macros) for p in patterns)) for act, patterns in data[name].items()
        )

    def words(name: str) -> list[str]:
        return [fold(word).text for word in data[name]]

    return _Patterns(
        spelling=Spelling(words("not_misspelt"), words("often_misspelt")),
        asks=tuple(compile_pattern(p, macros) for p in data["asks"]),
        formal=compile_pattern(data["formal"], macros),
        acts=acts("acts"),
        requests=acts("requests"),
    )


def sent_to_municipality(text: str) -> SentAct | None:
    """Return the act that the message performs towards the municipality, or None.

    Each sentence is read for itself: one that asks, tells of the past or of somebody else's wish performs nothing,
    unless it asks the guide to pass something on. Where several acts are found, the first with a name of its own
    counts. Never raises.
    """
    well_spelt = _WORD.sub(lambda hit: _patterns().spelling.right(hit[0]), fold(text).text)
    found = [act for sentence in _SENTENCE.findall(well_spelt) for act in _performed(sentence)]
    named = [act for act in found if act is not SentAct.ANDET]
    return (named or found or [None])[0]


def _performed(sentence: str) -> list[SentAct]:
    known = _patterns()
    found = [(hit.start(), act) for act, patterns in known.requests for p in patterns if (hit := p.search(sentence))]
    asked = min((hit.end() for asks in known.asks if (hit := asks.search(sentence))), default=len(sentence) + 1)
    # In a letter only a question before the act undoes it; elsewhere a question anywhere does.
    undone_from = asked if known.formal.search(sentence) or asked > len(sentence) else 0
    for act, patterns in known.acts:
        hits = (pattern.search(sentence) for pattern in patterns)
        found += [(hit.start(), act) for hit in hits if hit and hit.start() < undone_from]
    return [act for _, act in sorted(found, key=lambda item: item[0])]
