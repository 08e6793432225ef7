"""The conversation under moves in any order, nonsense among them.

Proves, for random conversations: nothing raises; no answered question is asked; a reply always leads on; the state
survives being kept; "tilbage" undoes a new answer; "slet" forgets all; a decision depends on the answers and not on
their order, on how they came or on changed minds.
Does not prove: that a decision is right (tests/rights).
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from guide.conversation import Conversation, dump, restore
from guide.moves import ACTS, Answer, Ask, Do, Heard, ToldFact, from_payload
from guide.reply import Reply
from language.facts import extract_facts
from tests.conversations.dialogue import Shown, check_every_turn
from tests.guide.support import TODAY, UNKNOWN, answer_all, go, guide

FACTS = tuple(guide().catalogue.facts)
TOPICS = tuple(guide().catalogue.topics)
RIGHTS = tuple(guide().catalogue.rights)
DATES = (
    "2021-12-31",
    "2022-01-01",
    "2025-06-01",
    "2026-01-31",
    "2026-02-01",
    "2026-11-12",
    "2026-11-22",
    "2027-01-01",
    "2031-05-13",
)
STEERING = ("hvorfor", "tilbage", "ret_svar", "forfra", "kilder", "resume", "slet", "menneske", "om_guiden", "svarnu")
OTHERS = ("uden_for_emnet", "ikke_dansk", "tak", "hilsen", "ja", "nej", "ved_ikke", "krise", "findes_ikke")
INTENTS = (*TOPICS, *STEERING, *OTHERS)


def values(fact: str) -> tuple[str, ...]:
    return (*(guide().catalogue.option_ids(fact) or DATES), UNKNOWN)


facts = st.sampled_from(FACTS)
right_answers = facts.flatmap(lambda fact: st.builds(Answer, st.just(fact), st.sampled_from(values(fact))))
wild = st.text(max_size=12)
told_facts = st.one_of(
    facts.flatmap(lambda f: st.builds(ToldFact, st.just(f), st.sampled_from(values(f)), st.booleans())),
    st.builds(ToldFact, wild, wild),
)
heards = st.builds(
    Heard,
    intents=st.lists(st.tuples(st.sampled_from(INTENTS), st.floats(0, 1)), max_size=3).map(
        lambda pairs: tuple(sorted(pairs, key=lambda pair: -pair[1]))
    ),
    facts=st.lists(told_facts, max_size=4).map(tuple),
    crisis=st.sampled_from(["none", "none", "none", "indirect", "explicit"]),
    sent=st.sampled_from(["", "", "", "afbud", "sygemelding", "klage", "ansoegning"]),
    short=st.sampled_from(["", "", "ja", "nej", UNKNOWN]),
    words=st.one_of(st.just(""), wild, st.sampled_from(["sygedagpenge", "ja", "brev", "mine svar", "slet alt"])),
    day=st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2032, 1, 1))),
    problem=st.sampled_from(["", "", "", "Beskeden var tom."]),
)


class Talking(RuleBasedStateMachine):
    """A person who does anything at all, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.state = Conversation()
        self.reply = guide().welcome()

    def do(self, move: object) -> None:
        before = self.state
        self.state, self.reply = guide().respond(restore(dump(before)), move, TODAY)  # type: ignore[arg-type]

    @rule(move=right_answers)
    def answers(self, move: Answer) -> None:
        self.do(move)

    @precondition(lambda self: self.reply.question is not None)
    @rule(data=st.data())
    def answers_the_question(self, data: st.DataObject) -> None:
        assert self.reply.question is not None
        fact = self.reply.question.fact
        before = dict(self.state.answers)
        value = data.draw(
            st.sampled_from([v for v in values(fact) if v not in ("2021-12-31", "2031-05-13", "2027-01-01")])
        )
        self.do(Answer(fact, value))
        assert self.state.answers == {**before, fact: value}
        assert self.reply.question is None or self.reply.question.fact != fact
        after = self.state
        self.do(Do("tilbage"))
        assert self.state.answers == before
        self.do(Answer(fact, value))
        assert self.state.answers == after.answers

    @rule(fact=st.one_of(facts, wild), value=wild)
    def answers_wildly(self, fact: str, value: str) -> None:
        self.do(Answer(fact, value))

    @rule(topic=st.one_of(st.sampled_from(TOPICS), wild))
    def asks(self, topic: str) -> None:
        self.do(Ask(topic))

    @rule(
        act=st.sampled_from([*ACTS, "findes_ikke"]), about=st.one_of(st.just(""), facts, st.sampled_from(RIGHTS), wild)
    )
    def steers(self, act: str, about: str) -> None:
        self.do(Do(act, about))
        if act in ("slet", "forfra"):
            assert self.state == Conversation()

    @rule(heard=heards)
    def writes(self, heard: Heard) -> None:
        before = self.state
        self.do(heard)
        if heard.crisis == "explicit":
            assert (self.state.answers, self.state.topics) == (before.answers, before.topics)
            assert not self.reply.decisions

    @precondition(lambda self: self.reply.buttons)
    @rule(number=st.integers(0, 60))
    def presses_a_button(self, number: int) -> None:
        move = from_payload(self.reply.buttons[number % len(self.reply.buttons)].payload)
        assert move is not None
        self.do(move)

    @invariant()
    def leads_on_and_shows_nothing_raw(self) -> None:
        check_every_turn(Shown(self.reply.text, msgspec.to_builtins(self.reply), self.state.answers, self.state.topics))

    @invariant()
    def holds_only_what_the_catalogue_knows(self) -> None:
        assert set(self.state.answers) <= set(FACTS) and set(self.state.topics) <= set(TOPICS)
        assert len(self.state.topics) == len(set(self.state.topics))
        for fact, value in self.state.answers.items():
            assert value == UNKNOWN or value in guide().catalogue.option_ids(fact) or date.fromisoformat(value)

    @invariant()
    def survives_being_kept(self) -> None:
        assert restore(dump(self.state)) == self.state
        assert msgspec.json.decode(msgspec.json.encode(self.reply), type=Reply) == self.reply


TestTalking = Talking.TestCase
TestTalking.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)

certain_answers = st.fixed_dictionaries(
    {},
    optional={
        fact: st.sampled_from([v for v in values(fact) if v not in ("2021-12-31", "2031-05-13", "2027-01-01")])
        for fact in FACTS
    },
)


def decisions(answers: dict[str, str], topic: str) -> object:
    return guide().decisions(Conversation(answers=answers, topics=(topic,)), topic, TODAY)


@given(answers=certain_answers, topic=st.sampled_from(TOPICS), data=st.data())
@settings(max_examples=60)
def test_the_order_of_answers_does_not_matter(answers: dict[str, str], topic: str, data: st.DataObject) -> None:
    shuffled = {fact: answers[fact] for fact in data.draw(st.permutations(list(answers)))}
    assert decisions(answers, topic) == decisions(shuffled, topic)


@given(answers=certain_answers, topic=st.sampled_from(TOPICS), fact=facts, data=st.data())
@settings(max_examples=60)
def test_a_mind_changed_and_changed_back_changes_nothing(
    answers: dict[str, str], topic: str, fact: str, data: st.DataObject
) -> None:
    state = Conversation(answers=answers, topics=(topic,))
    first = answers.get(fact, UNKNOWN)
    asked = go(Answer(fact, first), state=state)
    other = data.draw(st.sampled_from(values(fact)))
    back = go(Answer(fact, other), Answer(fact, first), state=asked[0])
    assert back[0].answers == asked[0].answers
    assert back[1].decisions == asked[1].decisions and back[1].question == asked[1].question


@given(topic=st.sampled_from(TOPICS), data=st.data())
@settings(max_examples=60)
def test_an_interview_ends_and_asks_nothing_twice(topic: str, data: st.DataObject) -> None:
    state, reply = go(Ask(topic))
    asked: list[str] = []
    while reply.question is not None:
        fact = reply.question.fact
        assert fact not in asked and not guide().catalogue.facts[fact].volunteered
        asked.append(fact)
        usable = [v for v in values(fact) if v == UNKNOWN or v[:2] != "20" or "2022" <= v <= TODAY.isoformat()]
        state, reply = go(Answer(fact, data.draw(st.sampled_from(usable))), state=state)
    assert len(asked) <= len(FACTS)
    assert reply.decisions or "ikke passer sammen" in reply.text


@given(topic=st.sampled_from(TOPICS), ordning=st.sampled_from(values("ordning")))
@settings(max_examples=60)
def test_buttons_and_free_text_lead_to_the_same(topic: str, ordning: str) -> None:
    pressed = go(Ask(topic), Answer("ordning", ordning))
    if ordning != UNKNOWN:
        written = go(Heard(intents=((topic, 0.9),), facts=(ToldFact("ordning", ordning),)))
        assert written[0].answers == pressed[0].answers and written[0].topics == pressed[0].topics
        assert written[1].decisions == pressed[1].decisions and written[1].question == pressed[1].question


@given(answers=certain_answers, topic=st.sampled_from(TOPICS))
@settings(max_examples=40)
def test_forgetting_leaves_a_new_conversation(answers: dict[str, str], topic: str) -> None:
    state, reply = go(Do("slet"), state=Conversation(answers=answers, topics=(topic,), focus="ordning"))
    assert state == Conversation() and reply.forget
    assert go(Ask(topic), state=state) == go(Ask(topic))


def test_every_option_of_every_question_can_be_written_as_its_label() -> None:
    for fact in FACTS:
        asked = Conversation(answers={}, topics=("klage",), focus=fact)
        for option in guide().catalogue.facts[fact].options:
            state, _ = go(Heard(words=option.label.lower().strip(" .!?")), state=asked)
            assert state.answers.get(fact) == option.id, (fact, option.label)


def test_what_is_said_back_is_not_read_as_something_else() -> None:
    """ "Jeg har forstået: du er i jobafklaring": written back by the person it must not become another answer."""
    wrong: list[tuple[str, str, str, set[str]]] = []
    for fact in FACTS:
        for option in guide().catalogue.facts[fact].options:
            written = option.means.replace("du ", "jeg ").replace("dit ", "mit ").replace("din ", "min ")
            read = {r.value for r in extract_facts(written, TODAY) if r.fact == fact and r.certain}
            if not read <= {option.id}:
                wrong.append((fact, option.id, written, read))
    assert wrong == []


def test_the_day_after_tomorrow_is_a_day_like_any_other() -> None:
    state, reply = go(Ask("bisidder"), Answer("dato", (TODAY + timedelta(days=2)).isoformat()))
    _, reply = answer_all(state, reply)
    assert "24. november 2026" in reply.text
