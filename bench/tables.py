"""Our decision tables in a neutral form that other engines can be built from."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

from rights.logic import All, Condition, Not, Test
from rights.model import Catalogue, Right
from rights.schema import UNKNOWN

Alternative = dict[str, frozenset[str]]


def export(catalogue: Catalogue, right: Right) -> dict[str, Any]:
    """Rows with whole-number days (yyyymmdd) and conditions as alternatives: fact -> the answers that will do."""
    options = {fact: frozenset(catalogue.option_ids(fact)) for fact in right.facts}
    return {
        "id": right.id,
        "facts": {fact: [*catalogue.option_ids(fact), UNKNOWN] for fact in right.facts},
        "rows": [
            {
                "case": case.data.id,
                "from": number(case.period.start),
                "until": number(case.period.end),
                "when": [
                    {fact: sorted(allowed) for fact, allowed in either.items()}
                    for either in alternatives(case.condition, options)
                ],
            }
            for case in right.cases
        ],
    }


def alternatives(condition: Condition, options: dict[str, frozenset[str]], wanted: bool = True) -> list[Alternative]:
    """The condition (or its opposite) as alternatives that need no "or" and no "not"."""
    if isinstance(condition, Test):
        return [{condition.fact: condition.allowed if wanted else options[condition.fact] - condition.allowed}]
    if isinstance(condition, Not):
        return alternatives(condition.part, options, not wanted)
    parts = [alternatives(part, options, wanted) for part in condition.parts]
    if isinstance(condition, All) is not wanted:
        return [either for part in parts for either in part]
    merged = (_both(combination) for combination in product(*parts))
    return [either for either in merged if all(either.values())]


def _both(combination: tuple[Alternative, ...]) -> Alternative:
    found: Alternative = {}
    for either in combination:
        for fact, allowed in either.items():
            found[fact] = found.get(fact, allowed) & allowed
    return found


def number(day: date) -> int:
    """2026-02-01 as 20260201."""
    return day.year * 10_000 + day.month * 100 + day.day
