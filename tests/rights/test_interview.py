"""The questions: any answers in any order end, none twice, none that is beside the point, and order decides nothing.

Proves: an interview over any topics ends within the number of questions; a question that is asked can still change the
row that applies or whether a right concerns the person; volunteered questions and those whose condition is not met are
never asked; when nothing is asked any more, no question that may be asked can change anything.
Does not prove: that the order is the best one for a person (only that it is the same each time).
"""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rights.assess import Assessor
from rights.interview import Question, may_ask, next_question, relevant
from rights.loader import load_folder
from rights.logic import evaluate
from tests.rights.support import (
    ENTITLEMENT_IDS,
    RF_STOP,
    TODAY,
    UNKNOWN,
    assessor,
    catalogue,
    decisive_facts,
    edit,
    values,
    write_mini,
)

DAYS = (date(2024, 6, 1), RF_STOP, TODAY)
TOPICS = sorted(catalogue().topics)
topics = st.lists(st.sampled_from(TOPICS), min_size=1, max_size=3, unique=True)
days = st.sampled_from(DAYS)


def ids_of(chosen: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id for topic in chosen for id in catalogue().topics[topic]))


def ask(ids: tuple[str, ...], answers: dict[str, str], day: date) -> Question | None:
    return next_question(assessor(), ids, answers, day, TODAY)


def any_answer(data: st.DataObject, fact: str) -> str:
    return data.draw(st.sampled_from([*values(fact), UNKNOWN]), label=fact)


def interview(data: st.DataObject, ids: tuple[str, ...], day: date) -> dict[str, str]:
    """An interview with drawn answers until there are no more questions."""
    answers: dict[str, str] = {}
    while question := ask(ids, answers, day):
        assert question.fact not in answers, "et spørgsmål to gange"
        assert set(question.needed_by) <= set(ids) and question.needed_by
        answers[question.fact] = any_answer(data, question.fact)
        assert len(answers) <= len(catalogue().facts)
    return answers


@given(st.data(), topics, days)
def test_it_ends_and_asks_only_what_may_be_asked(data: st.DataObject, chosen: list[str], day: date) -> None:
    ids = ids_of(chosen)
    answers: dict[str, str] = {}
    while question := ask(ids, answers, day):
        fact = question.fact
        assert fact not in answers
        assert not catalogue().facts[fact].volunteered
        condition = catalogue().ask_when.get(fact)
        assert condition is None or evaluate(condition, answers) is True
        assert set(question.needed_by) <= set(relevant(catalogue(), ids, answers))
        answers[fact] = any_answer(data, fact)


def shown(ids: tuple[str, ...], answers: dict[str, str], day: date) -> tuple[object, ...]:
    """What the person gets to see: which rights, and which row or rows of each."""
    full = catalogue().with_derived(answers, TODAY)
    return tuple(
        (
            id,
            evaluate(catalogue().rights[id].relevant_if, full),
            tuple(row.case.data.id for row in assessor().possible(catalogue().rights[id], full, day)),
        )
        for id in relevant(catalogue(), ids, answers)
    )


def outcomes(ids: tuple[str, ...], answers: dict[str, str], day: date) -> dict[str, object]:
    """The outcome of each right that may be about the person."""
    found = {id: assessor().decide(id, answers, day, TODAY) for id in ids}
    return {id: decision.outcome for id, decision in found.items() if decision.relevant is not False}


@given(st.data(), topics, days)
def test_a_question_can_still_change_what_applies(data: st.DataObject, chosen: list[str], day: date) -> None:
    """Some completion of what is unknown gives another row for another answer to the question."""
    ids = ids_of(chosen)
    answers: dict[str, str] = {}
    while question := ask(ids, answers, day):
        fact = question.fact
        random = Random(0)
        differs = False
        rights = [catalogue().rights[id] for id in question.needed_by]
        names = {name for right in rights for name in decisive_facts(right)} - {fact}
        open_facts = sorted(name for name in names if answers.get(name, UNKNOWN) == UNKNOWN)
        for _ in range(200):
            full = {**answers, **{name: random.choice((*values(name), UNKNOWN)) for name in open_facts}}
            if len({shown(question.needed_by, {**full, fact: value}, day) for value in values(fact)}) > 1:
                differs = True
                break
        assert differs, f"{fact} kan ikke ændre noget for {question.needed_by} efter {answers}"
        answers[fact] = any_answer(data, fact)


@given(st.data(), topics, days)
def test_when_it_ends_no_question_that_may_be_asked_could_change_anything(
    data: st.DataObject, chosen: list[str], day: date
) -> None:
    ids = ids_of(chosen)
    answers = interview(data, ids, day)
    now = outcomes(ids, answers, day)
    names = {fact for id in now for fact in decisive_facts(catalogue().rights[id])}
    for fact in sorted(names):
        if may_ask(catalogue(), fact, answers):
            for value in values(fact):
                then = outcomes(ids, {**answers, fact: value}, day)
                assert then == now, f"{fact} blev aldrig spurgt ({answers})"


@given(st.data(), topics, days, st.randoms(use_true_random=False))
def test_the_order_of_the_answers_decides_nothing(
    data: st.DataObject, chosen: list[str], day: date, random: Random
) -> None:
    ids = ids_of(chosen)
    answers = interview(data, ids, day)
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    other = dict(shuffled)
    assert ask(ids, other, day) is None
    for id in ids:
        assert assessor().assess(id, answers, day, TODAY) == assessor().assess(id, other, day, TODAY)


@given(st.data(), topics, days)
def test_changing_an_answer_and_back_leaves_everything_as_it_was(
    data: st.DataObject, chosen: list[str], day: date
) -> None:
    ids = ids_of(chosen)
    answers = interview(data, ids, day)
    before = {id: assessor().decide(id, answers, day, TODAY) for id in ids}
    question = ask(ids, answers, day)
    for fact in list(answers):
        changed = {**answers, fact: any_answer(data, fact)}
        for id in ids:
            assessor().decide(id, changed, day, TODAY)
        ask(ids, changed, day)
        back = {**changed, fact: answers[fact]}
        assert {id: assessor().decide(id, back, day, TODAY) for id in ids} == before
        assert ask(ids, back, day) == question


@given(st.data(), topics, days)
def test_an_answer_told_out_of_turn_is_never_asked_for(data: st.DataObject, chosen: list[str], day: date) -> None:
    ids = ids_of(chosen)
    told = data.draw(st.lists(st.sampled_from(sorted(catalogue().facts)), max_size=6, unique=True))
    answers = {fact: any_answer(data, fact) for fact in told}
    while question := ask(ids, answers, day):
        assert question.fact not in answers
        answers[question.fact] = any_answer(data, question.fact)


@pytest.mark.parametrize("id", ENTITLEMENT_IDS)
def test_only_ved_ikke_ends_too(id: str) -> None:
    answers: dict[str, str] = {}
    for day in DAYS:
        answers.clear()
        while question := ask((id,), answers, day):
            assert question.fact not in answers
            answers[question.fact] = UNKNOWN


@pytest.mark.parametrize("id", ENTITLEMENT_IDS)
def test_known_answers_to_every_question_give_one_row(id: str) -> None:
    """Who answers everything that is asked, and never "ved ikke", gets one answer, whatever they did not volunteer."""
    right = catalogue().rights[id]
    for day in DAYS:
        for seed in range(40):
            random = Random(seed)
            answers: dict[str, str] = {}
            while question := ask((id,), answers, day):
                answers[question.fact] = random.choice(values(question.fact))
            if evaluate(right.relevant_if, answers) is not False:
                decision = assessor().decide(id, answers, day, TODAY)
                assert decision.case, f"{answers} -> {[row.case for row in decision.possible]}"


def test_the_same_answers_always_give_the_same_question() -> None:
    facts = ("ordning", "tilbud")
    for row in product(*((*values(fact), None) for fact in facts)):
        answers = {fact: value for fact, value in zip(facts, row, strict=True) if value}
        ids = ids_of(["tilbud_og_helbred"])
        assert len({ask(ids, dict(answers), TODAY) for _ in range(3)}) == 1
        assert ask(ids, answers, TODAY) == ask(ids, dict(reversed(answers.items())), TODAY)


def test_a_question_whose_answers_exclude_nothing_is_not_asked(tmp_path: Path) -> None:
    """Either answer leaves the same rows: asking would waste a sick person's strength."""
    folder = write_mini(tmp_path)
    edit(folder, "facts.yml", "    ask_when: {vejr: regn}\n", "")
    either = "when: {vejr: regn, any: [{paraply: ja}, {paraply: nej}]}"
    edit(folder, "entitlements/ly.yml", "when: {vejr: regn, paraply: nej}", either)
    edit(folder, "entitlements/ly.yml", "when: {vejr: regn, paraply: ja}", "when: {any: []}")
    small = Assessor(load_folder(folder))
    first = next_question(small, ("ly",), {}, TODAY)
    assert first is not None and first.fact == "vejr"
    assert next_question(small, ("ly",), {"vejr": UNKNOWN}, TODAY) is None


def test_a_right_that_hangs_on_what_nobody_asks_is_shown_only_to_those_who_tell() -> None:
    ids = ("standby_ved_kraeft",)
    assert relevant(catalogue(), ids, {"ordning": "sygedagpenge"}) == ()
    assert relevant(catalogue(), ids, {"kraeft": "nej"}) == ()
    assert relevant(catalogue(), ids, {"kraeft": "ja"}) == ids
