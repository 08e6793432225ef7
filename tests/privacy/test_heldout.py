"""How much personal data is taken out of sentences that nobody who wrote the rules has seen (heldout.yml).

Proves: of each kind at least so many are found, and so few harmless sentences are touched, as when it was measured;
`python -m tests.privacy.test_heldout` prints the figures and every miss.
Does not prove: anonymity. It is a safety net (ADR 0007), and a name without anything around it is often missed.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from actions.screen import screened
from language.normalise import clean

_MARKED = re.compile(r"\{(\w+):([^}]*)\}")
FLOORS = {"cpr": 0.95, "telefon": 0.95, "mail": 0.9, "adresse": 0.9, "konto": 0.9, "navn": 0.9}
"""Measured: cpr 32 of 33, navn 39 of 40, all of the others; 0 of 70 harmless sentences touched."""
MOST_FALSE = 1


def _sentences() -> list[tuple[str, list[tuple[str, str]]]]:
    """Each sentence and what stands in it: (kind, text)."""
    groups = yaml.safe_load(Path(__file__).with_name("heldout.yml").read_text(encoding="utf-8"))
    lines = [line for group in groups.values() for line in group]
    return [(_MARKED.sub(r"\2", line), _MARKED.findall(line)) for line in lines]


def _left(kind: str, secret: str, masked: str) -> bool:
    """Whether something is left: a word of three letters of a name, otherwise the digits or the text itself."""
    if kind == "navn":
        return any(word in masked for word in re.findall(r"\w{3,}", secret))
    if kind in ("cpr", "telefon", "konto"):
        digits = re.sub(r"\D", "", secret)
        return digits[-4:] in re.sub(r"[\s.–/_-]", "", masked)
    return clean(secret).split(",")[0] in masked


def measured() -> tuple[dict[str, tuple[int, int]], list[str], list[str]]:
    """Found of all by kind; what was missed; harmless sentences that something was taken out of."""
    found: dict[str, tuple[int, int]] = {}
    missed, false = [], []
    for text, secrets in _sentences():
        masked = screened(text)
        if not secrets and masked != clean(text):
            false.append(f"{text} -> {masked}")
        for kind, secret in secrets:
            good, all_ = found.get(kind, (0, 0))
            left = _left(kind, secret, masked)
            found[kind] = (good + (not left), all_ + 1)
            if left:
                missed.append(f"{kind}: {text} -> {masked}")
    return found, missed, false


def test_there_are_enough() -> None:
    sentences = _sentences()
    assert len(sentences) >= 200 and sum(not secrets for _, secrets in sentences) >= 60


@pytest.mark.parametrize("kind", ["cpr", "telefon", "mail", "adresse", "konto", "navn"])
def test_as_much_is_found_as_when_it_was_measured(kind: str) -> None:
    good, all_ = measured()[0][kind]
    assert good / all_ >= FLOORS[kind], measured()[1]


def test_harmless_sentences_are_left_alone() -> None:
    assert len(measured()[2]) <= MOST_FALSE, measured()[2]


if __name__ == "__main__":
    found, missed, false = measured()
    print(*(f"{kind}: {good} af {all_}" for kind, (good, all_) in found.items()), sep="\n")
    print(f"\nikke fundet ({len(missed)}):", *missed, f"\nfejlagtigt taget ud ({len(false)}):", *false, sep="\n")
