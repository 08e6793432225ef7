"""Mine svar: every answer, what another one would do, what a change did, and undo."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest

from guide.consequences import consequences
from guide.conversation import Conversation, restore
from guide.words import words
from store import Record
from tests.web.conftest import Clock, Person, the_guide
from web.talk import own_words

Kept = Callable[[Person], Record]
TOPIC = "#emne tilbud_og_helbred"


@pytest.fixture
def answered(alone: Person) -> Person:
    alone.press(TOPIC)
    alone.answers()
    return alone


def get(person: Person, path: str = "/svar") -> str:
    return html.unescape(person.client.get(path).text)


def change(person: Person, fact: str, value: str) -> str:
    answer = person.client.post(f"/svar/{fact}", data={"kode": person.token, "svar": value})
    return html.unescape(answer.text)


def state(kept: Kept, person: Person) -> Conversation:
    return restore(kept(person).state)


def test_nobody_has_answered_yet(alone: Person) -> None:
    alone.client.cookies.clear()
    for path in ("/svar", "/svar/ordning"):
        assert alone.client.get(path).status_code == 200
    assert words().no_answers in get(alone)


def test_every_answer_is_there_with_its_question(answered: Person, kept: Kept) -> None:
    page = get(answered)
    facts = the_guide().catalogue.facts
    for fact, value in state(kept, answered).answers.items():
        label = next(option.label for option in facts[fact].options if option.id == value)
        assert facts[fact].ask in page and label in page and f'href="/svar/{fact}"' in page


def test_each_option_says_what_it_would_change(answered: Person, kept: Kept, clock: Clock) -> None:
    guide = the_guide().of(Conversation())
    before = state(kept, answered)
    page = get(answered, "/svar/ordning")
    parts = re.split(r'(?=<input class="form-radio")', page)[1:]
    values = [*guide.catalogue.option_ids("ordning"), "ved_ikke"]
    assert len(parts) == len(values)
    for part, value in zip(parts, values, strict=True):
        assert f'value="{value}"' in part
        found = consequences(guide.assessor, before, "ordning", value, clock().date())
        if value == before.answers["ordning"]:
            assert " checked" in part and "Det er dit svar nu" in part
        elif not found:
            assert own_words()["changes_nothing"] in part
        for one in found:
            assert one.after.title in part
            if one.before.outcome != one.after.outcome:
                assert f"Så ændrer svaret om «{one.after.title}» sig fra «" in part


def test_a_change_is_told_with_what_it_did_and_can_be_undone(answered: Person, kept: Kept) -> None:
    before = state(kept, answered)
    page = change(answered, "ordning", "kontanthjaelp")
    assert "Du har rettet et svar. Før: Sygedagpenge. Nu: Kontanthjælp." in page and "Fortryd" in page
    assert "har ændret sig fra" in page
    assert state(kept, answered).answers == {**before.answers, "ordning": "kontanthjaelp"}
    step = re.search(r'name="trin" value="(\d+)"', page)
    assert step
    for _ in range(2):  # the second press comes from the same old page
        page = html.unescape(answered.client.post("/svar/fortryd", data={"kode": answered.token, "trin": step[1]}).text)
    assert state(kept, answered).answers == before.answers and state(kept, answered).before == before.before


def test_an_answer_can_be_taken_back_to_unknown(answered: Person, kept: Kept) -> None:
    change(answered, "ordning", "ved_ikke")
    assert state(kept, answered).answers["ordning"] == "ved_ikke"
    assert words().buttons["ved_ikke"] in get(answered)


def test_a_day_can_be_given_and_changed(answered: Person, kept: Kept) -> None:
    page = change(answered, "dato", "2026-11-20")
    assert "20. november 2026" in page
    assert 'value="2026-11-20"' in get(answered, "/svar/dato")
    answered.client.post("/svar/dato", data={"kode": answered.token, "svar": "", "ved_ikke": "1"})
    assert state(kept, answered).answers["dato"] == "ved_ikke"


@pytest.mark.parametrize(
    ("fact", "value"), [("ordning", ""), ("ordning", "kejser"), ("dato", "2026-02-30"), ("dato", "")]
)
def test_what_cannot_be_taken_is_told_on_the_same_page(answered: Person, kept: Kept, fact: str, value: str) -> None:
    before = state(kept, answered)
    answer = answered.client.post(f"/svar/{fact}", data={"kode": answered.token, "svar": value})
    assert answer.status_code == 422 and 'role="alert"' in answer.text and "<title>Fejl: " in answer.text
    assert state(kept, answered) == before


@pytest.mark.parametrize("path", ["/svar/findes_ikke", "/svar/<b>", "/svar/ordning/x"])
def test_a_question_that_is_none_is_not_found(answered: Person, path: str) -> None:
    assert answered.client.get(path).status_code == 404
    assert answered.client.post(path, data={"kode": answered.token, "svar": "ja"}).status_code in (404, 422)


def test_another_persons_form_changes_nothing(answered: Person, kept: Kept) -> None:
    before = kept(answered)
    for path in ("/svar/ordning", "/svar/fortryd"):
        answer = answered.client.post(path, data={"kode": "x", "svar": "ingen", "trin": "1"})
        assert answer.status_code == 403
    assert kept(answered) == before


def test_in_the_third_person(answered: Person) -> None:
    answered.post("/tryk", tryk="#rolle bisidder")
    page = get(answered)
    assert "Svar om borgeren" in page and "Hvad er borgeren på lige nu?" in page
