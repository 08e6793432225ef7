"""Find signs that somebody may be in danger. Runs before everything else and needs nothing but the text.

The patterns stand in crisis.yml. Missing a person in danger is worse than a crisis message too many, but a message
that says "jeg er ved at dø af træthed" gets an answer to its question.
"""

from __future__ import annotations

import enum
import functools
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from language.folding import compile_pattern, fold

_DATA = Path(__file__).with_name("crisis.yml")
_WORD = re.compile(r"[a-z]+")
_TO_DIE = re.compile(r"\bd(?:ø|ö|oe)\b")
_TO_DIE_IN_PATTERN = re.compile(r"(?:(?<=\\b)|(?<![\w\\<]))dø(?![\w>])")
_KEPT = "doxo"
"""What "dø" becomes before folding, which would make it the English word "do"."""


class Crisis(enum.Enum):
    """How clearly a message speaks of danger to life."""

    NONE = "none"
    INDIRECT = "indirect"
    """Despair without words of death: "jeg kan ikke mere", "I slipper snart for mig"."""
    EXPLICIT = "explicit"
    """Words of suicide, self-harm or acute danger."""


@dataclass(frozen=True)
class _Patterns:
    harmless: tuple[re.Pattern[str], ...]
    mourning: tuple[re.Pattern[str], ...]
    explicit: tuple[re.Pattern[str], ...]
    indirect: tuple[re.Pattern[str], ...]
    run_together: tuple[str, ...]
    words: dict[str, str]
    """Folded misspelling -> folded word, for the words that carry the meaning."""


def _misspellings(word: str) -> set[str]:
    """All strings one typing mistake (dropped, doubled, swapped or wrong letter) away from the word."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    return (
        {a + b[1:] for a, b in cuts if b}
        | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
        | {a + c + b[1:] for a, b in cuts if b for c in letters}
        | {a + c + b for a, b in cuts for c in letters}
    )


@functools.lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    data = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    macros = {name: _keep(pattern) for name, pattern in data["macros"].items()}
    folded = [fold(word).text for word in data["often_misspelt"]]
    words = {wrong: word for word in folded for wrong in _misspellings(word)}
    words.update({word: word for word in folded})
    return _Patterns(
        harmless=tuple(compile_pattern(p, macros) for p in map(_keep, data["harmless"])),
        mourning=tuple(compile_pattern(p, macros) for p in map(_keep, data["mourning"])),
        explicit=tuple(compile_pattern(p, macros) for p in map(_keep, data["explicit"])),
        indirect=tuple(compile_pattern(p, macros) for p in map(_keep, data["indirect"])),
        run_together=tuple(_squeeze(fold(p).text) for p in data["run_together"]),
        words=words,
    )


def _keep(pattern: str) -> str:
    return _TO_DIE_IN_PATTERN.sub(_KEPT, pattern)


def _squeeze(text: str) -> str:
    """Keep the letters only, doubles that meet across a space written once."""
    return fold(re.sub(r"[^a-z]", "", text)).text


def assess_crisis(text: str) -> Crisis:
    """Return how clearly the message speaks of danger to life, to the writer or to the one they write for.

    Deterministic; the same for upper and lower case and with or without æ, ø and å. Denials ("jeg har ikke
    selvmordstanker") and figures of speech are not a crisis unless something else in the message is. Never raises.
    """
    known = _patterns()
    folded = _WORD.sub(lambda hit: known.words.get(hit[0], hit[0]), fold(_TO_DIE.sub(_KEPT, text.lower())).text)
    for pattern in known.harmless:
        folded = pattern.sub(" ¤ ", folded)
    mourns = False
    for pattern in known.mourning:
        folded, times = pattern.subn(" ¤ ", folded)
        mourns |= times > 0
    if any(pattern.search(folded) for pattern in known.explicit):
        return Crisis.EXPLICIT
    squeezed = _squeeze(folded)
    if any(phrase in squeezed for phrase in known.run_together):
        return Crisis.EXPLICIT
    if mourns or any(pattern.search(folded) for pattern in known.indirect):
        return Crisis.INDIRECT
    return Crisis.NONE
