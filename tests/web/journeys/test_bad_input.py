"""What people do by mistake, and others on purpose: a plain message in Danish, nothing executed, nothing lost.

Tried elsewhere: codes that are wrong, used or too old (staff/test_share.py), names of files and letters and text with
template or Typst syntax (papers/test_files.py), long messages (test_free_text.py), bodies that are too large
(test_guard.py), double and old forms of the guided pages (citizen/test_guided.py).
"""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest

from guide.conversation import Conversation, restore
from store import Record, Store
from tests.web.conftest import Person
from web.talk import own_words

Kept = Callable[[Person], Record]
TOPIC = "#emne tilbud_og_helbred"
ANSWER = "#svar ordning sygedagpenge"
OLD = "Siden var for gammel"


def state(kept: Kept, person: Person) -> Conversation:
    return restore(kept(person).state)


@pytest.fixture
def answered(alone: Person) -> Person:
    alone.press(TOPIC)
    alone.press(ANSWER)
    return alone


@pytest.mark.parametrize("fields", [{"tryk": ANSWER}, {"spoergsmaal": "afgoerelse_dato", "dag": "2026-11-01"}])
def test_an_old_answer_after_beginning_again(answered: Person, kept: Kept, fields: dict[str, str]) -> None:
    answered.post("/tryk", tryk="#forfra")
    answer = answered.post("/tryk", **fields)
    assert answer.status_code == 200 and own_words()["not_open"] in html.unescape(answer.text)
    assert state(kept, answered) == Conversation()
    assert 'value="#emne ' in answer.text, "there is a way on"


def test_an_old_page_of_my_answers_after_beginning_again(answered: Person, kept: Kept) -> None:
    page = answered.client.get("/svar/ordning").text
    assert 'name="foer" value="sygedagpenge"' in page
    answered.post("/tryk", tryk="#forfra")
    fields = {"kode": answered.token, "foer": "sygedagpenge", "svar": "kontanthjaelp"}
    answer = answered.client.post("/svar/ordning", data=fields)
    assert answer.status_code == 409 and own_words()["answer_gone"] in html.unescape(answer.text)
    assert 'name="foer"' not in answer.text, "a second, deliberate choice is taken"
    assert state(kept, answered) == Conversation()


@pytest.mark.parametrize("path", ["/tryk", "/besked", "/trin", "/svar/ordning", "/svar/fortryd", "/slet", "/del"])
def test_back_across_deletion_executes_nothing(answered: Person, store: Store, path: str) -> None:
    token, id = answered.token, answered.id
    answered.post("/slet")
    for new in (False, True):
        if new:
            answered.open()
        fields = {"kode": token, "tryk": ANSWER, "besked": "hej", "svar": "fleksjob", "emne": "klage", "trin": "1"}
        answer = answered.client.post(path, data=fields)
        assert answer.status_code == 403 and OLD in answer.text and 'href="/#nyeste"' in answer.text
        assert "Sygedagpenge" not in answer.text
        assert store.load(id) is None


def test_the_same_form_twice_counts_once(answered: Person, kept: Kept) -> None:
    before = kept(answered)
    assert answered.post("/tryk", tryk=ANSWER).status_code == 200
    assert kept(answered) == before


def test_a_conversation_that_was_purged_says_where_the_person_is(answered: Person, store: Store, kept: Kept) -> None:
    store.delete(answered.id)
    page = html.unescape(answered.post("/tryk", tryk=ANSWER).text)
    assert own_words()["not_open"] in page
    assert state(kept, answered) == Conversation()


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "{{ 7*7 }} {% raw %}", '#read("/etc/passwd")', "ord " * 2_500]
)
def test_what_is_written_stands_nowhere(answered: Person, store: Store, text: str) -> None:
    before = restore(store.load(answered.id).state)  # type: ignore[union-attr]
    answer = answered.post("/besked", besked=text)
    assert answer.status_code == 200
    assert "alert(1)" not in answer.text and "{{" not in answer.text and "/etc/passwd" not in answer.text
    found = store.load(answered.id)
    assert found and restore(found.state).answers == before.answers
    assert text.strip()[:20] not in str(found.transcript)


def test_an_aside_after_the_answer_leads_on(answered: Person) -> None:
    answered.answers()
    page = answered.post("/tryk", tryk="#menneske").text
    assert f'value="{TOPIC}">Gå videre' in html.unescape(page)
    assert 'href="/ark"' in answered.press(TOPIC)
