"""What was read with doubt is asked about, never taken.

Proves: a doubtful reading that the topic needs becomes the next question, with what was understood shown; what the
topic does not need, what is answered already and what makes no sense do not.
Does not prove: that the language rules doubt the right things (tests/language).
"""

from __future__ import annotations

import pytest

from guide.moves import Answer, Ask, Do, Heard, ToldFact
from tests.guide.support import UNKNOWN, go

TOPIC = "opfoelgning_sygedagpenge"
TALK = Ask(TOPIC)
JOB = ToldFact("i_job", "ja", certain=False)


def unsure(*facts: ToldFact, **more: object) -> Heard:
    return Heard(facts=facts, **more)  # type: ignore[arg-type]


def test_a_doubtful_reading_is_shown_and_asked_about_next() -> None:
    state, reply = go(TALK, unsure(JOB))
    assert JOB.fact not in state.answers
    assert reply.question is not None and reply.question.fact == JOB.fact
    assert "ikke sikker på: du er sygemeldt fra et job" in reply.text
    assert "#svar i_job ja" in [button.payload for button in reply.buttons]


@pytest.mark.parametrize("short", ["ja", "nej", UNKNOWN])
def test_a_short_answer_settles_it_and_the_talk_goes_on(short: str) -> None:
    state, reply = go(TALK, unsure(JOB), Heard(short=short, words=short))
    assert state.answers == {JOB.fact: short}
    assert reply.question is None or reply.question.fact != JOB.fact


def test_a_doubtful_reading_beside_a_topic_and_a_certain_fact() -> None:
    ordning = ToldFact("ordning", "sygedagpenge")
    state, reply = go(unsure(ordning, JOB, intents=((TOPIC, 0.9),)))
    assert state.answers == {"ordning": "sygedagpenge"}
    assert "Jeg har forstået: du får sygedagpenge" in reply.text
    assert reply.question is not None and reply.question.fact == JOB.fact


def test_it_is_asked_once_and_may_be_left_behind() -> None:
    state, reply = go(TALK, unsure(JOB), Ask("bisidder"))
    assert reply.question is None or reply.question.fact != JOB.fact
    state, reply = go(TALK, unsure(JOB), Answer(JOB.fact, UNKNOWN), unsure(JOB))
    assert state.answers == {JOB.fact: UNKNOWN}
    assert "ikke sikker på" not in reply.text


@pytest.mark.parametrize(
    "fact",
    [
        ToldFact("kommune_koebenhavn", "ja", certain=False),
        ToldFact("i_job", "volapyk", certain=False),
        ToldFact("findes_ikke", "ja", certain=False),
        ToldFact("faar_rfy", "ja", certain=False),
    ],
    ids=["no right of the topic uses it", "no such option", "no such question", "only volunteered"],
)
def test_what_the_topic_does_not_need_is_not_asked(fact: ToldFact) -> None:
    state, reply = go(TALK, unsure(fact))
    assert fact.fact not in state.answers
    assert "ikke sikker på:" not in reply.text


def test_without_a_topic_nothing_is_asked() -> None:
    state, reply = go(unsure(JOB))
    assert state.answers == {} and reply.question is None


def test_a_correction_under_way_is_not_pushed_aside() -> None:
    _, reply = go(TALK, Answer("ordning", "sygedagpenge"), Do("ret", "ordning"), unsure(JOB))
    assert reply.question is not None and reply.question.fact == "ordning"


def test_an_answer_is_not_put_in_doubt() -> None:
    state, reply = go(TALK, Answer(JOB.fact, "nej"), unsure(JOB))
    assert state.answers == {JOB.fact: "nej"}
    assert "ikke sikker på:" not in reply.text
