"""The held-out sets and the training data, as they stand in the files."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from language.intent_model import load_training_data

ROOT = Path(__file__).resolve().parents[2]
TRAINING = ROOT / "data" / "nlu"
HELDOUT = ROOT / "tests" / "nlu" / "heldout"
OUTSIDE = "uden_for_emnet"
BLIND = ("spoergsmaal_2", "uden_for_emnet_2", "krise_2")
"""Looked at once, when everything else had been decided."""


@lru_cache(maxsize=1)
def training() -> tuple[tuple[str, str], ...]:
    """Every training example once, in a fixed order."""
    return tuple(sorted(set(load_training_data(TRAINING))))


def there_is(name: str) -> bool:
    return (HELDOUT / f"{name}.yml").exists()


def heldout(name: str) -> Any:
    """A held-out set: a list of messages, or what else its file holds."""
    return yaml.safe_load((HELDOUT / f"{name}.yml").read_text(encoding="utf-8"))


def texts() -> list[str]:
    """Short and long messages to measure times on."""
    questions = [item["text"] for item in heldout("spoergsmaal")]
    stories = [item["text"] for item in heldout("historier")["stories"]] if there_is("historier") else []
    return questions + stories
