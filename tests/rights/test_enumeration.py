"""Every combination of answers on every day around a change of the law: no decision breaks a rule that holds for all.

Proves: outcomes never stronger than the evidence, certain ones rest on versions in force, citations and steps are
complete, `missing` is exactly what is unknown and used, and "ved ikke" never makes anything more certain.
Does not prove: that an outcome is the right one (see test_tables.py). An entitlement with more than MOST combinations
on a day is tried with a random choice of them, the same each time; dates stand for themselves with four days.
"""

from __future__ import annotations

import time
from datetime import date

import pytest

from rights.assess import certainty
from rights.checks import boundary_days
from rights.decision import Decision
from rights.logic import evaluate
from rights.logic import tests as each_test
from rights.model import Right
from rights.schema import CERTAIN, STATEMENTS, STRONG, Outcome
from tests.rights.support import (
    ENTITLEMENT_IDS,
    RF_2022,
    TODAY,
    UNKNOWN,
    around,
    asked_facts,
    assessor,
    catalogue,
    combinations,
    decisive_facts,
)

MOST = 2_000
"""Combinations a day and entitlement; the products of all entitlements stay well above 100,000 decisions."""


def days(right: Right) -> tuple[date, ...]:
    found = set(boundary_days(catalogue(), right)) | {TODAY} | set(around([RF_2022]))
    return tuple(sorted(day for day in found if day.year >= 2021))


def planned(right: Right) -> int:
    """How many decisions the enumeration makes for the entitlement (those with one answer taken back not counted)."""
    return len(days(right)) * sum(1 for _ in combinations(decisive_facts(right), MOST))


def check_evidence(decision: Decision) -> None:
    """A certain outcome rests only on versions in force that can carry it."""
    laws = catalogue().laws
    necessary = [citation for citation in decision.citations if citation.necessary]
    assert necessary, "ingen henvisning"
    for citation in necessary:
        law = laws[citation.id]
        version = law.version_on(decision.valid_on)
        if version is None:
            assert citation.unknown_because
            if decision.case:
                assert decision.outcome is Outcome.KAN_IKKE_SVARE
        else:
            assert decision.valid_on in version.period
            assert citation.valid_from is None or citation.valid_from <= decision.valid_on
            assert citation.valid_to is None or decision.valid_on <= citation.valid_to
        if decision.outcome in CERTAIN:
            assert version is not None and decision.outcome in version.carries
            assert law.provision.kind not in STATEMENTS
            assert decision.outcome is Outcome.GAELDER_IKKE or version.version.evidence in STRONG


def check_ceiling(right: Right, decision: Decision) -> None:
    """No row is stronger than it was written, and what was lowered is named."""
    written = {case.data.id: case.data.outcome for case in right.cases}
    for row in decision.possible:
        assert certainty(row.outcome) <= certainty(written[row.case])
        if row.outcome is not written[row.case]:
            assert decision.limited_by
    assert certainty(decision.outcome) <= max(certainty(row.outcome) for row in decision.possible)
    outcomes = {row.outcome for row in decision.possible}
    if len(outcomes) > 1:
        assert decision.outcome not in CERTAIN


def check_shape(right: Right, decision: Decision) -> None:
    cases = {case.data.id: case for case in right.cases}
    assert decision.possible
    assert decision.outcome is not Outcome.GAELDER or decision.relevant is True
    assert decision.outcome not in CERTAIN or decision.relevant is not None
    assert (decision.case is not None) == (len(decision.possible) == 1)
    if decision.case:
        assert decision.case == decision.possible[0].case
        assert decision.kind is (cases[decision.case].data.kind or right.data.kind)
        assert decision.says == cases[decision.case].data.says
    else:
        assert decision.kind is right.data.kind
    for row in decision.possible:
        assert decision.valid_on in cases[row.case].period
    for step in decision.steps:
        assert step.fact in right.facts
        assert step.case in cases
        assert step.citations and step.accepts is not None
    assert {id for id in (c.id for c in decision.citations)} == {
        id for row in decision.possible for id in (*cases[row.case].data.citations, *cases[row.case].data.context)
    }


def check_missing(right: Right, answers: dict[str, str], decision: Decision) -> None:
    """`missing` is what is unknown and used by the rows that are left (nothing when one is) or by the relevance."""
    full = catalogue().with_derived(answers, TODAY)
    left = set() if decision.case else {row.case for row in decision.possible}
    used = {t.fact for case in right.cases if case.data.id in left for t in each_test(case.condition)}
    if decision.relevant is None:
        used |= {t.fact for t in each_test(right.relevant_if)}
    expected = set()
    for fact in used:
        if full.get(fact, UNKNOWN) == UNKNOWN:
            for name in catalogue().sources(fact) or (fact,):
                if answers.get(name, UNKNOWN) == UNKNOWN and not (
                    fact in catalogue().derived and catalogue().facts[name].volunteered
                ):
                    expected.add(name)
    assert set(decision.missing) == expected
    assert len(decision.missing) == len(set(decision.missing))
    order = list(catalogue().facts)
    assert list(decision.missing) == sorted(decision.missing, key=order.index)


@pytest.mark.parametrize("id", ENTITLEMENT_IDS)
def test_every_decision_keeps_the_rules(id: str) -> None:
    right = catalogue().rights[id]
    facts = decisive_facts(right)
    derived = set(right.facts) & set(catalogue().derived)
    tried = 0
    began = time.perf_counter()
    for day in days(right):
        decided: dict[tuple[str, ...], Decision] = {}

        def decide(answers: dict[str, str], day: date = day, decided: dict = decided) -> Decision:
            key = tuple(answers.values())
            if key not in decided:
                decided[key] = assessor().decide(id, answers, day, TODAY)
            return decided[key]

        for answers in combinations(facts, MOST):
            decision = decide(answers)
            tried += 1
            check_shape(right, decision)
            check_evidence(decision)
            check_ceiling(right, decision)
            check_missing(right, answers, decision)
            for fact in facts:
                if answers[fact] == UNKNOWN or derived:
                    continue
                less = decide({**answers, fact: UNKNOWN})
                assert certainty(less.outcome) <= certainty(decision.outcome)
                assert {row.case for row in decision.possible} <= {row.case for row in less.possible}
                if less.outcome in CERTAIN:
                    assert less.outcome is decision.outcome
    assert tried == planned(right)
    print(f"{id}: {tried} afgørelser på {len(days(right))} dage, {time.perf_counter() - began:.1f} s")


@pytest.mark.parametrize("id", ENTITLEMENT_IDS)
def test_the_rows_left_are_exactly_those_that_could_still_apply(id: str) -> None:
    """No row is kept that no completion of the answers leads to, and none is lost that one does."""
    right = catalogue().rights[id]
    names = right.facts
    complete = list(combinations(names, 2_500, unknown=False)) if not set(names) & set(catalogue().derived) else []
    for day in (TODAY,):
        rows = assessor().rows(right.id, day)
        hit = {
            tuple(full.values()): [r.case.data.id for r in rows if evaluate(r.case.condition, full)]
            for full in complete
        }
        for answers in combinations(names, 60) if complete else ():
            reachable = {
                case
                for key, cases in hit.items()
                if all(answer in (UNKNOWN, value) for answer, value in zip(answers.values(), key, strict=True))
                for case in cases
            }
            kept = {row.case.data.id for row in assessor().possible(right, answers, day)}
            assert reachable <= kept
            if len(hit) < 2_500:
                assert kept == reachable


@pytest.mark.parametrize("id", ENTITLEMENT_IDS)
def test_what_may_be_beside_the_point_is_never_promised(id: str) -> None:
    """While it is unknown whether the right concerns the person at all, it can't be said that it applies."""
    right = catalogue().rights[id]
    for day in (*around([TODAY]), date(2024, 6, 1)):
        for answers in combinations(asked_facts(right), 200):
            if evaluate(right.relevant_if, answers) is None:
                decision = assessor().decide(id, answers, day)
                assert decision.outcome is not Outcome.GAELDER, answers
                assert decision.relevant is None


def test_there_are_enough_decisions() -> None:
    total = sum(planned(right) for right in catalogue().rights.values())
    print(f"{total} afgørelser i alt")
    assert total >= 100_000
