"""Three-valued logic: the whole truth tables, monotonicity on random conditions, and what cannot be parsed.

Proves: `evaluate` is Kleene's logic, and knowing more never turns true into false or the other way round.
Does not prove: that the conditions in the catalogue say what the law says (see tables/).
"""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rights.logic import ALWAYS, All, Any_, Condition, ConditionError, Not, evaluate, parse
from rights.logic import Test as Is
from rights.logic import tests as each_test

OPTIONS = {"a": frozenset("xyz"), "b": frozenset("xyz"), "c": frozenset(("ja", "nej"))}
TRUTHS = (True, False, None)
# An answer to `a` that gives each truth value to Is("a", {"x"}).
ANSWER = {True: "x", False: "y", None: "ved_ikke"}


def told(**truths: bool | None) -> dict[str, str]:
    return {fact: ANSWER[truth] for fact, truth in truths.items()}


A, B = Is("a", frozenset("x")), Is("b", frozenset("x"))
AND = {
    (True, True): True, (True, None): None, (True, False): False,
    (None, True): None, (None, None): None, (None, False): False,
    (False, True): False, (False, None): False, (False, False): False,
}  # fmt: skip
OR = {
    (True, True): True, (True, None): True, (True, False): True,
    (None, True): True, (None, None): None, (None, False): None,
    (False, True): True, (False, None): None, (False, False): False,
}  # fmt: skip


@pytest.mark.parametrize("left", TRUTHS)
@pytest.mark.parametrize("right", TRUTHS)
def test_and_or_truth_tables(left: bool | None, right: bool | None) -> None:
    answers = told(a=left, b=right)
    assert evaluate(All((A, B)), answers) is AND[left, right]
    assert evaluate(Any_((A, B)), answers) is OR[left, right]


@pytest.mark.parametrize(("inner", "outer"), [(True, False), (False, True), (None, None)])
def test_not_truth_table(inner: bool | None, outer: bool | None) -> None:
    assert evaluate(Not(A), told(a=inner)) is outer


def test_three_parts_agree_with_two_at_a_time() -> None:
    c = Is("c", frozenset(("ja",)))
    for left, middle, right in product(TRUTHS, repeat=3):
        answers = {**told(a=left, b=middle), "c": {True: "ja", False: "nej", None: "ved_ikke"}[right]}
        assert evaluate(All((A, B, c)), answers) is AND[AND[left, middle], right]
        assert evaluate(Any_((A, B, c)), answers) is OR[OR[left, middle], right]


def test_missing_and_ved_ikke_are_the_same() -> None:
    assert evaluate(A, {}) is None
    assert evaluate(A, {"a": "ved_ikke"}) is None


def test_empty_conditions() -> None:
    assert evaluate(ALWAYS, {}) is True
    assert evaluate(Any_(()), {}) is False
    assert parse({}, OPTIONS) == ALWAYS


# -- random conditions -------------------------------------------------------------------------------------------

_tests = st.builds(
    Is, st.just("a") | st.just("b"), st.frozensets(st.sampled_from("xyz"), min_size=0, max_size=3)
) | st.builds(Is, st.just("c"), st.frozensets(st.sampled_from(("ja", "nej"))))
conditions = st.recursive(
    _tests,
    lambda inner: (
        st.builds(Not, inner)
        | st.lists(inner, max_size=3).map(lambda parts: All(tuple(parts)))
        | st.lists(inner, max_size=3).map(lambda parts: Any_(tuple(parts)))
    ),
    max_leaves=8,
)
answer_sets = st.fixed_dictionaries(
    {}, optional={fact: st.sampled_from([*sorted(options), "ved_ikke"]) for fact, options in OPTIONS.items()}
)


def completions(answers: dict[str, str]) -> list[dict[str, str]]:
    domains = [
        sorted(options) if answers.get(fact, "ved_ikke") == "ved_ikke" else [answers[fact]]
        for fact, options in OPTIONS.items()
    ]
    return [dict(zip(OPTIONS, row, strict=True)) for row in product(*domains)]


@given(conditions, answer_sets)
def test_a_known_truth_stays_whatever_is_learnt(condition: Condition, answers: dict[str, str]) -> None:
    truth = evaluate(condition, answers)
    if truth is not None:
        assert {evaluate(condition, full) for full in completions(answers)} == {truth}


@given(conditions, answer_sets)
def test_complete_answers_leave_nothing_unknown(condition: Condition, answers: dict[str, str]) -> None:
    assert all(evaluate(condition, full) is not None for full in completions(answers))


@given(conditions, answer_sets, st.sampled_from(sorted(OPTIONS)))
def test_unknown_never_adds_certainty(condition: Condition, answers: dict[str, str], fact: str) -> None:
    before = evaluate(condition, answers)
    after = evaluate(condition, {**answers, fact: "ved_ikke"})
    assert after is None or after is before


@given(conditions, answer_sets)
def test_de_morgan(condition: Condition, answers: dict[str, str]) -> None:
    assert evaluate(Not(Not(condition)), answers) is evaluate(condition, answers)
    both = All((condition, A))
    assert evaluate(Not(both), answers) is evaluate(Any_((Not(condition), Not(A))), answers)


@given(conditions)
def test_tests_lists_every_fact_that_can_matter(condition: Condition) -> None:
    named = {test.fact for test in each_test(condition)}
    for answers in completions({}):
        only_named = {fact: value for fact, value in answers.items() if fact in named}
        assert evaluate(condition, only_named) is evaluate(condition, answers)


# -- parsing -----------------------------------------------------------------------------------------------------


def test_the_written_forms() -> None:
    x, xy = frozenset("x"), frozenset("xy")
    assert parse({"a": "x"}, OPTIONS) == Is("a", x)
    assert parse({"a": ["x", "y"]}, OPTIONS) == Is("a", xy)
    assert parse({"a": {"not": "z"}}, OPTIONS) == Is("a", xy)
    assert parse({"a": {"not": ["y", "z"]}}, OPTIONS) == Is("a", x)
    assert parse({"a": "x", "b": "x"}, OPTIONS) == All((A, B))
    assert parse({"any": [{"a": "x"}, {"b": "x"}]}, OPTIONS) == Any_((A, B))
    assert parse({"all": [{"a": "x"}, {"b": "x"}]}, OPTIONS) == All((A, B))
    assert parse({"not": {"a": "x"}}, OPTIONS) == Not(A)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"ukendt": "x"}, "ukendt spørgsmål «ukendt»"),
        ({"a": "q"}, "«a» har ikke svaret «q»"),
        ({"a": ["x", "q"]}, "«a» har ikke svaret «q»"),
        ({"a": ["q", "x", "p"]}, "«a» har ikke svaret «p, q»"),
        ({"a": {"not": "q"}}, "«a» har ikke svaret «q»"),
        ({"a": {"nor": "x"}}, "«a»: kun «not» kan stå her"),
        ({"a": "ved_ikke"}, "«a» har ikke svaret «ved_ikke»"),
        ({"a": True}, "«a» skal have et svar eller en liste af svar"),
        ({"all": {"a": "x"}}, "«all» skal være en liste"),
        ({"any": "x"}, "«any» skal være en liste"),
        ({"not": {"ukendt": "x"}}, "ukendt spørgsmål «ukendt»"),
    ],
)
def test_what_has_no_meaning_is_refused(data: dict[str, object], reason: str) -> None:
    with pytest.raises(ConditionError, match=f"^{reason}$"):
        parse(data, OPTIONS)


@pytest.mark.parametrize(
    "data", [{"not": "x"}, {"not": None}, {"any": ["x"]}, {"all": [None]}, {"a": [["x"]]}, {"a": {"not": {}}}]
)
def test_a_wrong_form_is_a_condition_error_too(data: dict[str, object]) -> None:
    """Whoever edits the catalogue gets a reason with file and line, never a Python error."""
    with pytest.raises(ConditionError):
        parse(data, OPTIONS)
