"""The form of an expectation table: from facts and a date to the outcomes that the decision tables of the law allow.

A table is a pure function of complete answers. What it expects when something is unknown follows from it: certain
only if every completion agrees, else "kan gælde" (or "kan ikke svare", if that is one of the possibilities).
Nothing here is read from the catalogue except the list of answers to each question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import product

from rights.schema import Outcome
from tests.rights.support import HOVEDLOV, UNKNOWN

GAELDER, IKKE = Outcome.GAELDER, Outcome.GAELDER_IKKE
KAN, VED_VI_IKKE = Outcome.KAN_GAELDE, Outcome.KAN_IKKE_SVARE

Allowed = frozenset[Outcome]
# Where the decision tables name no outcome, they still rule out that the right is promised.
IKKE_LOVET = frozenset({KAN, IKKE})
# Where they say that a duty exists but leave open whether an exception takes it away.
GAELDER_ELLER_KAN = frozenset({GAELDER, KAN})
HVAD_SOM_HELST = frozenset({GAELDER, IKKE, KAN})

Answers = dict[str, str]
Rule = Callable[[Answers, date], "Outcome | Allowed"]


def never_impossible(answers: Answers, day: date) -> bool:
    return False


@dataclass(frozen=True)
class Table:
    """The expectations for one entitlement.

    `given` are answers held fixed, `domains` the answers of facts without a closed set, `silent` facts that the
    decision tables do not mention but the entitlement may use.
    """

    rule_id: str
    entitlement: str
    facts: Mapping[str, tuple[str, ...]]
    rule: Rule
    given: Mapping[str, str] = field(default_factory=dict)
    impossible: Callable[[Answers, date], bool] = never_impossible
    silent: tuple[str, ...] = ()
    standing: bool = False
    """A rule of administrative law that has no planned end; the others stop at the planned new main act."""

    def allowed(self, answers: Answers, day: date) -> Allowed:
        """The outcomes that the table allows for complete answers."""
        if day >= HOVEDLOV and not self.standing:
            return frozenset({VED_VI_IKKE})
        found = self.rule({**self.given, **answers}, day)
        return frozenset({found}) if isinstance(found, Outcome) else found

    def partial_answers(self) -> Iterator[Answers]:
        """Every combination of answers, "ved ikke" included."""
        for row in product(*((*values, UNKNOWN) for values in self.facts.values())):
            yield dict(zip(self.facts, row, strict=True))

    def completions(self, answers: Answers, day: date) -> Iterator[Answers]:
        """Every way in which the unknown answers could be filled in."""
        domains = [values if answers[fact] == UNKNOWN else (answers[fact],) for fact, values in self.facts.items()]
        for row in product(*domains):
            full = dict(zip(self.facts, row, strict=True))
            if not self.impossible(full, day):
                yield full

    def expected(self, day: date) -> Iterator[tuple[Answers, Allowed]]:
        """Each combination of answers with the outcomes the table allows for it; impossible ones are left out."""

        @cache
        def allowed(row: tuple[str, ...]) -> Allowed:
            return self.allowed(dict(zip(self.facts, row, strict=True)), day)

        for answers in self.partial_answers():
            sets = {allowed(tuple(full.values())) for full in self.completions(answers, day)}
            if sets:
                yield answers, combined(sets)


def combined(sets: set[Allowed]) -> Allowed:
    """What may be said when each of `sets` could be the case."""
    shared = frozenset.intersection(*sets)
    every = frozenset.union(*sets)
    if len(every) == 1:
        return every
    if VED_VI_IKKE in every:
        return shared | {VED_VI_IKKE}
    return shared | {KAN}
