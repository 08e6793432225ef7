"""The sheet: only what the decisions and the catalogue hold, kinds apart, nothing dropped in silence.

Proves, over the answers that lead to different decisions in each topic: every sentence stands in a decision, the
catalogue or the sheet's own words; what is left out is counted; the estimated height never passes two pages.
Does not prove: that the height is estimated right (tests/web/papers/test_pages.py typesets them).
"""

from __future__ import annotations

import re
from itertools import pairwise
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guide.answers import say
from guide.conversation import Conversation
from guide.papers.fit import ROOM, height
from guide.papers.sheet import PLANS, Sheet, decisions_of, make_sheet
from guide.papers.words import sheet_words
from guide.words import words
from rights.loader import danish_date, load
from rights.schema import Kind
from tests.guide.papers.support import TODAY, conversations, quick, sheets, voices
from tests.rights.support import values
from tests.rights.texts import as_sentences, lix

TOPICS = tuple(load().topics)
FACTS = tuple(load().facts)


def sample(topic: str, most: int) -> list[Conversation]:
    found = list(conversations(topic, 12))
    return Random(0).sample(found, min(most, len(found)))


def texts(value: object) -> list[str]:
    """Every text in a structure of the sheet's."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts(one)]
    return [text for one in value for text in texts(one)] if isinstance(value, (list, tuple)) else []


def pattern(form: str) -> str:
    return re.sub(r"\\\{\w+\\\}", ".+", re.escape(form))


def may_say(sheet: Sheet, state: Conversation) -> tuple[set[str], list[str]]:
    """What may stand on the sheet: whole texts, and sentences of the guide's with something put in."""
    guide, said = quick(), words()
    catalogue = guide.catalogue
    whole = {text for text in texts(msgspec.to_builtins(sheet.words))} | {*said.outcomes.values(), *said.kinds.values()}
    whole |= set(said.evidence.values()) | {fact.caseworker for fact in catalogue.facts.values()}
    whole |= {fact.paper for fact in catalogue.facts.values()}
    whole |= {kind.value for kind in Kind} | set(sheet.words.groups)
    whole |= {say(catalogue, fact, value) for fact, value in state.answers.items()}
    whole |= {text for right in catalogue.rights.values() for text in (right.data.opens, right.data.question)}
    for decision in decisions_of(guide, state, TODAY):
        whole |= {decision.entitlement, decision.title, decision.says, decision.why, decision.municipality_decides}
        whole |= {decision.outcome.value, *decision.not_asked}
        whole |= {f"{said.outcomes[row.outcome.value]}: {row.says}" for row in decision.possible}
        whole |= {text for step in decision.next_steps for text in (step.title, step.text)}
        whole |= {text for c in decision.citations for text in (c.ref, c.act, c.version, c.unknown_because)}
    whole |= {danish_date(TODAY), danish_date(state.day(TODAY))}
    forms = [said.multiple, said.multiple_same, said.lowered, said.unknown_law, said.deadline, said.deadline_one]
    own = sheet.words
    forms += [own.possible_many, own.more_left, own.questions_left, own.papers_left, own.steps_left, own.about_left]
    return whole, [pattern(form) for form in forms]


@pytest.mark.parametrize("topic", TOPICS)
def test_nothing_stands_on_it_that_is_not_in_the_decisions_or_the_guides_words(topic: str) -> None:
    for state in sample(topic, 12):
        sheet = make_sheet(quick(), state, TODAY)
        whole, forms = may_say(sheet, state)
        strange = [
            text
            for text in texts({k: v for k, v in msgspec.to_builtins(sheet).items() if k != "words"})
            if text and text not in whole and not any(re.fullmatch(form, text, re.DOTALL) for form in forms)
        ]
        assert strange == []


@pytest.mark.parametrize("topic", TOPICS)
def test_no_answer_is_dropped_in_silence_and_no_kinds_are_mixed(topic: str) -> None:
    kinds = {
        "ret": {Kind.RET},
        "pligt": {Kind.PLIGT},
        "skoen": {Kind.SKOEN},
        "andet": {Kind.UDTALELSE, Kind.VEJLEDNING},
    }
    for state in sample(topic, 12):
        decided = decisions_of(quick(), state, TODAY)
        sheet = make_sheet(quick(), state, TODAY)
        for group in sheet.groups:
            assert {told.kind for told in group.answers} <= kinds[group.id]
        shown = [told for group in sheet.groups for told in group.answers] + list(sheet.more)
        assert len({told.id for told in shown}) == len(shown)
        assert decided[0].entitlement in {told.id for group in sheet.groups for told in group.answers}
        left = [decision for decision in decided if decision.entitlement not in {told.id for told in shown}]
        assert bool(left) == bool(sheet.more_left)
        if left:
            assert f"({len(left)} i alt)" in sheet.more_left
            assert all(decision.title in sheet.more_left for decision in left)
        by_id = {decision.entitlement: decision for decision in decided}
        for told in shown:
            assert (told.outcome, told.kind) == (by_id[told.id].outcome, by_id[told.id].kind)
            assert told.refs and set(told.refs) <= {source.ref for source in sheet.sources}


@pytest.mark.parametrize("topic", TOPICS)
def test_it_fits_two_pages_by_its_estimate(topic: str) -> None:
    assert all(filled <= ROOM for filled, _, _ in sheets(topic, 25))


def test_all_topics_at_once_still_fit() -> None:
    random = Random(1)
    for _ in range(40):
        answers = {fact: random.choice(values(fact)) for fact in FACTS if fact != "dato" and random.random() < 0.6}
        state = Conversation(answers=answers, topics=tuple(random.sample(TOPICS, random.randint(5, len(TOPICS)))))
        sheet = make_sheet(quick(), state, TODAY)
        assert height(sheet) <= ROOM, answers


@given(
    answers=st.dictionaries(
        st.sampled_from(FACTS),
        st.integers(0, 20),
        max_size=20,
    ),
    topics=st.lists(st.sampled_from(TOPICS), unique=True, max_size=6),
    role=st.sampled_from(["selv", "bisidder"]),
)
@settings(max_examples=60, deadline=None)
def test_any_conversation_has_a_sheet(answers: dict[str, int], topics: list[str], role: str) -> None:
    chosen = {f: ((*values(f), "ved_ikke") * 7)[n] for f, n in answers.items()}
    state = Conversation(answers=chosen, topics=tuple(topics), role=role)  # type: ignore[arg-type]
    sheet = make_sheet(voices().of(state), state, TODAY)
    assert height(sheet) <= ROOM
    assert bool(sheet.groups) == bool(topics)


def test_a_companion_is_told_about_the_citizen() -> None:
    answers = {"afgoerelse": "skriftlig", "afgoerelse_dato": "2026-11-10", "post": "brev", "ordning": "sygedagpenge"}
    state = Conversation(answers=answers, topics=("klage", "tilbud_og_helbred"), role="bisidder")
    sheet = make_sheet(voices().of(state), state, TODAY)
    said = " ".join(texts({k: v for k, v in msgspec.to_builtins(sheet).items() if k != "words"}))
    assert not re.search(r"\b(du|dig|din|dit|dine)\b", said, re.IGNORECASE)
    assert "borgeren får sygedagpenge" in sheet.situation


def test_what_an_answer_says_is_not_there_is_not_to_be_brought() -> None:
    state = Conversation(answers={"afgoerelse": "nej"}, topics=("klage",))
    assert "Afgørelsen og klagevejledningen" not in make_sheet(quick(), state, TODAY).papers
    state = Conversation(answers={"afgoerelse": "skriftlig"}, topics=("klage",))
    assert "Afgørelsen og klagevejledningen" in make_sheet(quick(), state, TODAY).papers


def test_a_quick_guide_makes_the_same_sheet() -> None:
    for state in sample("tilbud_og_helbred", 3):
        assert make_sheet(quick(), state, TODAY) == make_sheet(voices().of(state), state, TODAY)


def test_the_words_name_only_what_there_is_and_are_easy_to_read() -> None:
    said = sheet_words()
    for fact, answers in said.no_paper.items():
        assert set(answers) <= set(load().option_ids(fact)) and load().facts[fact].paper
    own = [text for name, value in msgspec.to_builtins(said).items() if name != "no_paper" for text in texts(value)]
    assert lix(as_sentences(own)) <= 35


def test_the_plans_show_less_and_less() -> None:
    assert all(a.full >= b.full for a, b in pairwise(PLANS))
