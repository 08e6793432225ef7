"""What would change the answer: every alternative that is named is run again, and deciding again equals deciding anew.

Proves: each Change gives exactly the outcome it promises and differs from the present one; none that exists is left
out; `reassess` after a change is the same as assessing everything again.
Does not prove: that the change can be brought about (another treatment, another date).
"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from tests.rights.support import (
    ENTITLEMENT_IDS,
    RF_STOP,
    TODAY,
    UNKNOWN,
    assessor,
    catalogue,
    combinations,
    decisive_facts,
    values,
)

DAYS = (date(2024, 6, 1), RF_STOP, TODAY, date(2027, 1, 1))


@pytest.mark.parametrize("id", ENTITLEMENT_IDS)
def test_every_change_run_again_gives_that_outcome_and_none_is_left_out(id: str) -> None:
    right = catalogue().rights[id]
    worked_from = {source for fact in right.facts for source in catalogue().sources(fact)}
    for day in DAYS:
        for answers in combinations(decisive_facts(right), 60):
            decision = assessor().assess(id, answers, day, TODAY)
            named = {}
            for change in decision.changes:
                assert change.value != answers.get(change.fact)
                other = {**answers, change.fact: change.value}
                assert not list(catalogue().conflicts_in(other, day)), "et svar, der modsiger et andet"
                again = assessor().decide(id, other, day, TODAY)
                assert again.outcome is change.outcome is not decision.outcome
                assert again.case == change.case
                assert again.says == change.says
                assert again.relevant is not False
                named[change.fact, change.value] = change
            assert len(named) == len(decision.changes)
            for fact in decisive_facts(right):
                for value in catalogue().option_ids(fact):
                    other = {**answers, fact: value}
                    again = assessor().decide(id, other, day, TODAY)
                    if value == answers.get(fact) or list(catalogue().conflicts_in(other, day)):
                        continue
                    if fact in worked_from or again.relevant is False:
                        continue  # a date decides through what is worked out; beside the point is not an answer
                    assert (again.outcome is not decision.outcome) == ((fact, value) in named), (fact, value, answers)


def test_assess_is_decide_with_changes() -> None:
    for id in ENTITLEMENT_IDS:
        assessed, decided = assessor().assess(id, {}, TODAY), assessor().decide(id, {}, TODAY)
        assert not decided.changes
        for name in decided.__struct_fields__:
            assert name == "changes" or getattr(assessed, name) == getattr(decided, name)


@pytest.mark.parametrize("seed", range(12))
def test_deciding_again_after_a_change_is_deciding_anew(seed: int) -> None:
    """A random walk over all questions: one answer at a time, given, changed or taken back."""
    random = Random(seed)
    day = random.choice(DAYS)
    answers: dict[str, str] = {}
    kept = assessor().assess_all(answers, day, TODAY)
    for _ in range(60):
        fact = random.choice(list(catalogue().facts))
        value = random.choice([*values(fact), UNKNOWN, None])
        answers = {name: told for name, told in answers.items() if name != fact}
        if value is not None:
            answers[fact] = value
        kept = assessor().reassess(kept, fact, answers, day, TODAY)
        assert kept == assessor().assess_all(answers, day, TODAY)
