"""Which question to ask next: only one whose answer can still change a decision, and none twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rights.assess import Assessor, Row
from rights.logic import Answers, evaluate, tests
from rights.model import Catalogue, Right
from rights.schema import UNKNOWN


@dataclass(frozen=True)
class Question:
    """The next question and the entitlements it is asked for."""

    fact: str
    needed_by: tuple[str, ...]


def relevant(catalogue: Catalogue, ids: Iterable[str], answers: Answers) -> tuple[str, ...]:
    """The entitlements that are not beside the point.

    Left out are those that the answers rule out, and those that hang on something nobody is asked and the person has
    not told.
    """
    return tuple(id for id in ids if _may_concern(catalogue, catalogue.rights[id], answers))


def _may_concern(catalogue: Catalogue, right: Right, answers: Answers) -> bool:
    about = evaluate(right.relevant_if, answers)
    if about is not None:
        return about
    unknown = {test.fact for test in tests(right.relevant_if) if test.fact not in answers}
    return not unknown or not all(fact in catalogue.facts and catalogue.facts[fact].volunteered for fact in unknown)


def next_question(
    assessor: Assessor, ids: Iterable[str], answers: Answers, on: date, today: date | None = None
) -> Question | None:
    """The unanswered question that tells most, or None when no answer can change anything any more.

    Args:
        assessor: the catalogue, ready to be applied.
        ids: the entitlements the person wants to know about.
        answers: fact -> answer; "ved_ikke" counts as answered.
        on: the day of the event.
        today: the day deadlines are held against; `on` when left out.
    """
    catalogue = assessor.catalogue
    full = catalogue.with_derived(answers, today or on)
    gains: dict[str, float] = {}
    needed: dict[str, list[str]] = {}
    for id in relevant(catalogue, ids, answers):
        right = catalogue.rights[id]
        here = _gains(assessor, right, answers, full, on, today or on)
        if here:
            # Whether the entitlement is beside the point altogether is worth knowing first: it may spare every row.
            for test in tests(right.relevant_if):
                if test.fact not in answers:
                    here[test.fact] = here.get(test.fact, 0.0) + len(right.cases)
        for fact, gain in here.items():
            gains[fact] = gains.get(fact, 0.0) + gain
            needed.setdefault(fact, []).append(id)
    askable = [fact for fact in gains if may_ask(catalogue, fact, answers)]
    if not askable:
        return None
    best = min(askable, key=lambda fact: (-gains[fact], catalogue.place[fact]))
    return Question(best, tuple(dict.fromkeys(needed[best])))


def may_ask(catalogue: Catalogue, fact: str, answers: Answers) -> bool:
    """Whether the question makes sense now: not answered, not one that is only volunteered, its precondition met."""
    if fact in answers or fact not in catalogue.facts or catalogue.facts[fact].volunteered:
        return False
    condition = catalogue.ask_when.get(fact)
    return condition is None or evaluate(condition, answers) is True


def _gains(
    assessor: Assessor, right: Right, answers: Answers, full: Answers, on: date, today: date
) -> dict[str, float]:
    """For each question that can exclude a possible row: how many rows an answer excludes on average."""
    rows = assessor.possible(right, full, on)
    if len(rows) <= 1:
        return {}
    gains: dict[str, float] = {}
    for fact in _undecided(assessor.catalogue, rows, full):
        values = assessor.catalogue.option_ids(fact)
        if not values:
            # A date: its answers are not a closed set, so it counts as deciding one row.
            gains[fact] = 1.0
            continue
        left = [
            len(assessor.possible(right, assessor.catalogue.with_derived({**answers, fact: value}, today), on))
            for value in values
        ]
        gain = len(rows) - sum(left) / len(left)
        if gain > 0:
            gains[fact] = gain
    return gains


def _undecided(catalogue: Catalogue, rows: Iterable[Row], full: Answers) -> list[str]:
    """The unknown facts that the rows test; a derived fact stands for those it is worked out from."""
    found: dict[str, None] = {}
    for row in rows:
        for test in tests(row.case.condition):
            if full.get(test.fact, UNKNOWN) == UNKNOWN:
                for fact in catalogue.sources(test.fact) or (test.fact,):
                    if fact not in full:
                        found[fact] = None
    return list(found)
