"""The catalogue in memory: everything checked and cross-referenced, ready to be applied."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from rights import derived
from rights.logic import Answers, Condition, evaluate, tests
from rights.period import Period
from rights.schema import (
    CERTAIN,
    STATEMENTS,
    STRONG,
    Act,
    Boundary,
    DerivedFact,
    Entitlement,
    Fact,
    FoundingDocument,
    Gap,
    NextStep,
    Outcome,
    Provision,
    Version,
)
from rights.schema import Case as CaseData


@dataclass(frozen=True)
class DatedVersion:
    """A version and the period it is known for."""

    period: Period
    version: Version
    carries: frozenset[Outcome]


@dataclass(frozen=True)
class DatedGap:
    """A period without a known version, and why."""

    period: Period
    gap: Gap


@dataclass(frozen=True)
class Law:
    """A provision with its act and its dated versions."""

    provision: Provision
    act: Act
    versions: tuple[DatedVersion, ...]
    gaps: tuple[DatedGap, ...]

    def version_on(self, day: date) -> DatedVersion | None:
        """The version known for `day`, or None: never the nearest one."""
        return next((v for v in self.versions if day in v.period), None)

    def gap_on(self, day: date) -> DatedGap | None:
        """The declared gap that `day` is in."""
        return next((g for g in self.gaps if day in g.period), None)


@dataclass(frozen=True)
class Case:
    """A row of a decision table with its condition parsed and its period resolved."""

    data: CaseData
    condition: Condition
    period: Period


@dataclass(frozen=True)
class Right:
    """An entitlement with its rows parsed. `facts` are the facts its rows test, derived ones included."""

    data: Entitlement
    cases: tuple[Case, ...]
    relevant_if: Condition
    facts: tuple[str, ...]

    @property
    def id(self) -> str:
        """The entitlement's id."""
        return self.data.id


@dataclass(frozen=True)
class Conflict:
    """Answers that can't all be right, in a period."""

    condition: Condition
    period: Period
    message: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """Everything the guide knows. Immutable; build it with `rights.loader.load`."""

    boundaries: Mapping[str, Boundary]
    facts: Mapping[str, Fact]
    derived: Mapping[str, DerivedFact]
    conflicts: tuple[Conflict, ...]
    laws: Mapping[str, Law]
    rights: Mapping[str, Right]
    next_steps: Mapping[str, NextStep]
    documents: tuple[FoundingDocument, ...]
    ask_when: Mapping[str, Condition] = field(default_factory=dict)

    @cached_property
    def topics(self) -> dict[str, tuple[str, ...]]:
        """Topic -> its entitlements, the one that names it first.

        Before the others stand the entitlement of the same name, those that have the topic as their home, and law
        before statements.
        """
        found: dict[str, list[tuple[bool, int, bool, str]]] = {}
        for right in self.rights.values():
            for place, topic in enumerate(right.data.topics):
                order = (right.id != topic, place, right.data.kind in STATEMENTS, right.id)
                found.setdefault(topic, []).append(order)
        return {topic: tuple(order[-1] for order in sorted(orders)) for topic, orders in sorted(found.items())}

    @cached_property
    def urgent_topics(self) -> frozenset[str]:
        """The topics in which money or a last day can be at stake while the person waits."""
        return frozenset(right.data.topics[0] for right in self.rights.values() if right.data.urgent)

    @cached_property
    def change_days(self) -> tuple[date, ...]:
        """Every day on which any row, version or gap begins or ends, in order."""
        periods = [c.period for r in self.rights.values() for c in r.cases]
        periods += [v.period for law in self.laws.values() for v in law.versions]
        periods += [g.period for law in self.laws.values() for g in law.gaps]
        periods += [c.period for c in self.conflicts]
        return tuple(sorted({day for p in periods for day in (p.start, p.end)} - {date.min, date.max}))

    def era(self, day: date) -> int:
        """The number of change days up to and including `day`: two days of the same era have the same law."""
        return bisect_right(self.change_days, day)

    @cached_property
    def rights_using(self) -> dict[str, frozenset[str]]:
        """Fact -> the entitlements whose relevance or rows can depend on it (through derived facts too)."""
        found: dict[str, set[str]] = {fact: set() for fact in (*self.facts, *self.derived)}
        for right in self.rights.values():
            for fact in (*right.facts, *(test.fact for test in tests(right.relevant_if))):
                for name in (fact, *self.sources(fact)):
                    found[name].add(right.id)
        return {fact: frozenset(ids) for fact, ids in found.items()}

    @cached_property
    def place(self) -> dict[str, int]:
        """Fact -> its place in the order of the questions."""
        return {fact: number for number, fact in enumerate(self.facts)}

    def sources(self, fact: str) -> tuple[str, ...]:
        """The facts a derived fact is worked out from; none for an ordinary fact."""
        return self.derived[fact].sources if fact in self.derived else ()

    def option_ids(self, fact: str) -> tuple[str, ...]:
        """The closed set of a fact's answers (without "ved ikke"); empty for a date."""
        known: Fact | DerivedFact = self.derived[fact] if fact in self.derived else self.facts[fact]
        return tuple(option.id for option in known.options)

    def means(self, fact: str, value: str) -> str:
        """How an answer is said back to the person: "du får sygedagpenge"."""
        known: Fact | DerivedFact = self.derived[fact] if fact in self.derived else self.facts[fact]
        return next((option.means for option in known.options if option.id == value), value)

    def with_derived(self, answers: Answers, today: date) -> dict[str, str]:
        """The answers and the facts worked out from them."""
        full = dict(answers)
        for fact in self.derived.values():
            value = derived.FUNCTIONS[fact.function](answers, today)
            if value is not None:
                full[fact.id] = value
        return full

    def conflicts_in(self, answers: Answers, on: date) -> Iterator[Conflict]:
        """The contradictions that the answers hold on the date."""
        for conflict in self.conflicts:
            if on in conflict.period and evaluate(conflict.condition, answers) is True:
                yield conflict


def default_carries(provision: Provision, version: Version) -> frozenset[Outcome]:
    """The certain outcomes that a version's evidence can carry when the file does not say otherwise."""
    if provision.kind in STATEMENTS or version.evidence not in STRONG:
        return frozenset()
    return CERTAIN
