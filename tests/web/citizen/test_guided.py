"""The guided way: one question a page, of the same conversation as the chat."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest

from guide.conversation import restore
from guide.words import words
from store import Record
from tests.web.conftest import Person
from web.talk import own_words

Kept = Callable[[Person], Record]


class Walker:
    """Goes through the guided pages."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.page = ""
        self.open()

    def open(self, path: str = "/trin") -> str:
        self.page = html.unescape(self.person.client.get(path).text)
        return self.page

    def send(self, **fields: str) -> int:
        answer = self.person.client.post("/trin", data={"kode": self.person.token, **fields})
        self.page = html.unescape(answer.text)
        return int(answer.status_code)

    @property
    def fact(self) -> str:
        found = re.search(r'name="spoergsmaal" value="([^"]+)"', self.page)
        return found[1] if found else ""

    def option(self, place: int = 0) -> str:
        return re.findall(r'name="svar" value="([^"]+)"', self.page)[place]

    def to_the_answer(self, place: int = 0) -> dict[str, str]:
        given: dict[str, str] = {}
        for _ in range(30):
            if not self.fact:
                return given
            given[self.fact] = self.option(place)
            assert self.send(spoergsmaal=self.fact, svar=self.option(place)) == 200
        raise AssertionError("no answer after 30 questions")


@pytest.fixture
def walker(alone: Person) -> Walker:
    return Walker(alone)


def titles(page: str) -> list[str]:
    return re.findall(r'<h\d class="title">([^<]+)</h', page)


def test_every_topic_is_offered_once(walker: Walker) -> None:
    offered = re.findall(r'name="emne" value="([^"]+)"', walker.page)
    assert sorted(offered) == sorted(walker_topics(walker)) and len(offered) == len(set(offered))


def walker_topics(walker: Walker) -> list[str]:
    chat = walker.person.post("/tryk", tryk="#emner").text
    return re.findall(r'value="#emne ([a-z_0-9]+)"', chat)


@pytest.mark.parametrize("place", [0, -1])
def test_to_an_answer_with_its_source(walker: Walker, kept: Kept, place: int) -> None:
    walker.send(emne="moedeform")
    given = walker.to_the_answer(place)
    assert given and restore(kept(walker.person).state).answers == given
    assert titles(walker.page) and "Kilde læst i version:" in walker.page and words().can_do.rstrip(":") in walker.page
    assert walker.page.count("<h1>") == 1


def test_nothing_is_lost_on_the_way_to_the_chat_and_back(walker: Walker, kept: Kept) -> None:
    walker.send(emne="tilbud_og_helbred")
    walker.send(spoergsmaal=walker.fact, svar=walker.option())
    question = walker.fact
    chat = walker.person.open()
    assert f'value="#svar {question} ' in chat
    found = re.search(rf'value="(#svar {question} \S+)"', chat)
    assert found
    walker.person.press(found[1])
    walker.open()
    assert walker.fact and walker.fact != question
    assert len(restore(kept(walker.person).state).answers) == 2


def test_the_question_tells_why_and_takes_dont_know(walker: Walker, kept: Kept) -> None:
    walker.send(emne="tilbud_og_helbred")
    assert "Hvorfor spørger vi?" in walker.page and words().buttons["ved_ikke"] in walker.page
    fact = walker.fact
    walker.send(spoergsmaal=fact, svar="ved_ikke")
    assert restore(kept(walker.person).state).answers == {fact: "ved_ikke"}


def test_without_a_choice_the_same_question_says_so(walker: Walker, kept: Kept) -> None:
    assert walker.send() == 422 and own_words()["choose_topic"] in walker.page
    assert walker.send(emne="findes_ikke") == 422
    walker.send(emne="klage")
    fact = walker.fact
    assert walker.send(spoergsmaal=fact) == 422
    assert own_words()["choose"] in walker.page and walker.fact == fact and "<title>Fejl: " in walker.page
    assert restore(kept(walker.person).state).answers == {}


def test_a_page_from_before_changes_that_answer(walker: Walker, kept: Kept) -> None:
    walker.send(emne="tilbud_og_helbred")
    fact, first, other = walker.fact, walker.option(0), walker.option(1)
    walker.send(spoergsmaal=fact, svar=first)
    walker.send(spoergsmaal=fact, svar=other)
    assert restore(kept(walker.person).state).answers == {fact: other}


def test_the_same_form_twice_changes_nothing(walker: Walker, kept: Kept) -> None:
    walker.send(emne="tilbud_og_helbred")
    fact, first = walker.fact, walker.option()
    walker.send(spoergsmaal=fact, svar=first)
    before, question = kept(walker.person), walker.fact
    walker.send(spoergsmaal=fact, svar=first)
    assert kept(walker.person).transcript == before.transcript and walker.fact == question


def test_a_question_that_is_not_open_changes_nothing(walker: Walker, kept: Kept) -> None:
    walker.send(emne="tilbud_og_helbred")
    before, question = kept(walker.person), walker.fact
    assert walker.send(spoergsmaal="klagefrist_findes_ikke", svar="ja") == 200
    assert own_words()["not_open"] in walker.page and walker.fact == question
    assert kept(walker.person) == before


def test_a_form_from_before_starting_over_changes_nothing(walker: Walker, kept: Kept) -> None:
    walker.send(emne="tilbud_og_helbred")
    fact, first = walker.fact, walker.option()
    walker.person.post("/tryk", tryk="#forfra", fra="trin")
    walker.send(spoergsmaal=fact, svar=first)
    assert own_words()["not_open"] in walker.page and 'name="emne"' in walker.page
    assert restore(kept(walker.person).state).answers == {}


def test_a_form_from_before_deleting_is_told(walker: Walker) -> None:
    walker.send(emne="tilbud_og_helbred")
    token, fact = walker.person.token, walker.fact
    walker.person.post("/slet")
    answer = walker.person.client.post("/trin", data={"kode": token, "spoergsmaal": fact, "svar": "ja"})
    assert answer.status_code == 403 and "Siden var for gammel" in answer.text


def test_back_takes_the_last_answer_back(walker: Walker, kept: Kept) -> None:
    walker.send(emne="tilbud_og_helbred")
    assert 'value="#tilbage"' not in walker.page and "/trin?emner" in walker.page
    fact = walker.fact
    walker.send(spoergsmaal=fact, svar=walker.option())
    assert 'value="#tilbage"' in walker.page
    answer = walker.person.post("/tryk", tryk="#tilbage", fra="trin")
    assert str(answer.url).endswith("/trin")
    walker.open()
    assert walker.fact == fact and restore(kept(walker.person).state).answers == {}


def test_the_answer_now_and_another_topic_afterwards(walker: Walker) -> None:
    walker.send(emne="tilbud_og_helbred")
    walker.person.post("/tryk", tryk="#svarnu", fra="trin")
    assert titles(walker.open())
    assert 'name="emne"' in walker.open("/trin?emner")
    walker.send(emne="klage")
    assert walker.fact or titles(walker.page)


def test_words_of_the_guide_are_shown_and_lead_on(walker: Walker) -> None:
    walker.send(emne="tilbud_og_helbred")
    walker.person.post("/tryk", tryk="#svarnu")
    walker.person.write("Jeg vil tage mit eget liv")
    assert words().crisis[0] in walker.open() and 'value="#emne tilbud_og_helbred"' in walker.page
    walker.person.post("/tryk", tryk="#emne tilbud_og_helbred", fra="trin")
    walker.open()
    assert walker.fact


def test_about_somebody_else(walker: Walker) -> None:
    walker.person.post("/tryk", tryk="#rolle bisidder", fra="trin")
    assert "Det handler om <strong>en anden</strong>" in walker.open("/trin?emner")
    walker.send(emne="tilbud_og_helbred")
    assert "borgeren" in walker.page
    walker.to_the_answer()
    assert "Svarene om borgeren" in walker.page
    walker.person.post("/tryk", tryk="#rolle selv", fra="trin")
    assert "Svarene om borgeren" not in walker.open()


@pytest.mark.parametrize("value", ["2026-02-30", "i går", "<b>", "kejser"])
def test_a_value_that_is_none_is_told(walker: Walker, kept: Kept, value: str) -> None:
    walker.send(emne="tilbud_og_helbred")
    fact = walker.fact
    walker.send(spoergsmaal=fact, svar=value)
    assert walker.fact == fact and restore(kept(walker.person).state).answers == {} and "<b>" not in walker.page
