"""Find signs that somebody may be in danger. Runs before everything else and needs nothing but the text.

Rules come first; they stand in crisis.yml. Where they find nothing, a small model trained on examples may still hear
despair (`language.crisis_model`); it can only ask for a word of care, never for the crisis message. Missing a person in
danger is worse than a crisis message too many, but a message that says "jeg er ved at dø af træthed" gets an answer to
its question.
"""

from __future__ import annotations

import enum
import functools
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import yaml

from language.crisis_model import CUT, despair, spelling
from language.folding import compile_pattern, fold
from language.spelling import Spelling

_DATA = Path(__file__).with_name("crisis.yml")
_WORD = re.compile(r"[a-z]+")
_DANISH = "a-zæøåäö"
_KEPT = "doxo"
"""What "dø" becomes before folding, which would make it the English word "do"."""
_TO_DIE = re.compile(r"(?:\b|(?<=\w{6}))d(?:ø|ö|oe)+\b|\bd0\b")
_TO_DIE_IN_PATTERN = re.compile(r"(?:(?<=\\b)|(?<![\w\\<]))dø(?![\w>])")

# Letters that look like ours, and blanks that Unicode counts as letters or signs.
_LOOKALIKES = str.maketrans(
    "авеіјкмнорстухѕԁӏοανικεрρτυ", "abeijkmhopctyxsdloavikeppty"
) | dict.fromkeys(map(ord, "\u115f\u1160\u2800\u3164\uffa0*_·•"))  # fmt: skip
_DIGIT_AS_LETTER = re.compile(rf"(?<=[{_DANISH}])[013457@$](?=[{_DANISH}])")
_READ_AS = str.maketrans("013457@$", "oieastas")
_SPELT_OUT = re.compile(rf"(?<![{_DANISH}])(?:[{_DANISH}][ .,\-/]{{1,6}}){{3,}}[{_DANISH}](?![{_DANISH}])")
_SEPARATORS = re.compile(r"[ .,\-/]+")
_ONE_WORD_SENTENCE = re.compile(r"(?<![a-z] )\b([a-z]{1,10})\. (?=[a-z]{1,10}(?:[.!]|$))")


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


@functools.lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    data = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    macros = {name: _keep(pattern) for name, pattern in data["macros"].items()}

    def many(name: str) -> tuple[re.Pattern[str], ...]:
        return tuple(compile_pattern(_keep(pattern), macros) for pattern in data[name])

    return _Patterns(
        harmless=many("harmless"),
        mourning=many("mourning"),
        explicit=many("explicit"),
        indirect=many("indirect"),
        run_together=tuple(_squeeze(fold_hidden(phrase)) for phrase in data["run_together"]),
    )


def _keep(pattern: str) -> str:
    return _TO_DIE_IN_PATTERN.sub(_KEPT, pattern)


def _squeeze(text: str) -> str:
    """Keep the letters only, doubles that meet across a space written once."""
    return fold(re.sub(r"[^a-z]", "", text)).text


def fold_hidden(text: str) -> str:
    """Fold a text, whatever was done to hide its words: foreign letters, digits for letters, spelling out."""
    plain = unicodedata.normalize("NFKC", text).lower().translate(_LOOKALIKES)
    seen = "".join(char for char in plain if char.isspace() or unicodedata.category(char)[0] != "C")
    seen = _DIGIT_AS_LETTER.sub(lambda hit: hit[0].translate(_READ_AS), seen)
    seen = _SPELT_OUT.sub(lambda hit: _SEPARATORS.sub("", hit[0]), seen)
    return _ONE_WORD_SENTENCE.sub(r"\1 ", fold(_TO_DIE.sub(_KEPT, seen)).text)


def rule_words() -> set[str]:
    """Return the words that the rules are made of, folded; some are only the beginning of one."""
    known = _patterns()
    patterns = (*known.harmless, *known.mourning, *known.explicit, *known.indirect)
    # A backslash and its letter are an operator, not a part of a word.
    return {word for one in patterns for word in _WORD.findall(re.sub(r"\\.", " ", one.pattern))}


def harmless_out(text: str, words: Spelling) -> tuple[str, bool]:
    """Return the folded text, well spelt and without denials and figures of speech, and whether it mourns somebody."""
    known = _patterns()
    folded = _WORD.sub(lambda hit: words.right(hit[0]), fold_hidden(text))
    for pattern in known.harmless:
        folded = pattern.sub(f" {CUT} ", folded)
    mourns = False
    for pattern in known.mourning:
        folded, times = pattern.subn(f" {CUT} ", folded)
        mourns |= times > 0
    return folded, mourns


def assess_crisis(text: str) -> Crisis:
    """Return how clearly the message speaks of danger to life, to the writer or to the one they write for.

    Deterministic; the same for upper and lower case and with or without æ, ø and å. Denials ("jeg har ikke
    selvmordstanker") and figures of speech are not a crisis unless something else in the message is. Never raises.
    """
    known = _patterns()
    folded, mourns = harmless_out(text, spelling())
    if any(pattern.search(folded) for pattern in known.explicit):
        return Crisis.EXPLICIT
    squeezed = _squeeze(folded)
    if any(phrase in squeezed for phrase in known.run_together):
        return Crisis.EXPLICIT
    if mourns or any(pattern.search(folded) for pattern in known.indirect) or despair(folded):
        return Crisis.INDIRECT
    return Crisis.NONE
