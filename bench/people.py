"""Made-up people: the same ones every time."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from rights.model import Catalogue
from rights.schema import UNKNOWN

FIRST, DAYS = date(2022, 1, 1), 6 * 365


def person(catalogue: Catalogue, number: int, facts: list[str] | None = None) -> tuple[dict[str, str], date]:
    """The answers of one person and the day it is about: 70 % answered, 10 % "ved ikke", 20 % not reached yet."""
    random = Random(number)
    on = FIRST + timedelta(days=random.randrange(DAYS))
    answers: dict[str, str] = {}
    for fact in facts if facts is not None else list(catalogue.facts):
        options = catalogue.option_ids(fact) or tuple(
            (on - timedelta(days=random.randrange(60))).isoformat() for _ in range(1)
        )
        drawn = random.random()
        if drawn < 0.7:
            answers[fact] = random.choice(options)
        elif drawn < 0.8:
            answers[fact] = UNKNOWN
    return answers, on
