"""What changing an answer does: told in advance, and the same as what then happens."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from guide.consequences import consequences
from guide.conversation import Conversation
from rights.schema import UNKNOWN, Outcome
from tests.guide.support import TODAY, guide

ANSWERS = {"ordning": "sygedagpenge", "behandling": "operation"}
STATE = Conversation(answers=ANSWERS, topics=("afvist_behandling",))


def test_another_treatment_gives_another_answer() -> None:
    found = consequences(guide().assessor, STATE, "behandling", "fysioterapi", TODAY)
    assert found
    for one in found:
        assert one.before.entitlement == one.after.entitlement
        assert (one.before.outcome, one.before.case) != (one.after.outcome, one.after.case)


def test_the_same_answer_changes_nothing() -> None:
    assert consequences(guide().assessor, STATE, "behandling", "operation", TODAY) == ()


def test_an_answer_that_no_topic_uses_changes_nothing() -> None:
    assert consequences(guide().assessor, STATE, "post", "brev", TODAY) == ()


def test_another_day_is_another_law() -> None:
    state = Conversation(answers=ANSWERS, topics=("afvist_behandling", "faa_ressourceforloeb"))
    found = consequences(guide().assessor, state, "dato", "2027-01-04", TODAY)
    assert any(one.after.outcome is Outcome.KAN_IKKE_SVARE for one in found)


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(sorted(guide().catalogue.topics)),
    st.dictionaries(st.sampled_from(["ordning", "behandling", "tilbud", "sygdom", "afgoerelse"]), st.just("")),
    st.data(),
)
def test_what_is_foretold_is_what_happens(topic: str, chosen: dict[str, str], data: st.DataObject) -> None:
    """Every right that is not named has the same outcome before and after."""
    assessor, catalogue = guide().assessor, guide().catalogue
    answers = {fact: data.draw(st.sampled_from(catalogue.option_ids(fact))) for fact in chosen}
    state = Conversation(answers=answers, topics=(topic,))
    fact = data.draw(st.sampled_from(["ordning", "behandling", "tilbud", "sygdom"]))
    value = data.draw(st.sampled_from([*catalogue.option_ids(fact), UNKNOWN]))
    named = {one.after.entitlement: one for one in consequences(assessor, state, fact, value, TODAY)}
    changed = state.with_answer(fact, value)
    for id in catalogue.topics[topic]:
        before = assessor.decide(id, state.answers, TODAY, TODAY)
        after = assessor.decide(id, changed.answers, TODAY, TODAY)
        if id in named:
            assert (named[id].before.outcome, named[id].after.outcome) == (before.outcome, after.outcome)
        elif before.relevant is not False or after.relevant is not False:
            assert (before.outcome, before.case) == (after.outcome, after.case)
