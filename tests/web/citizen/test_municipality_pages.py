"""What a municipality sets, as the citizen meets it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import httpx
import pytest

from guide.conversation import restore
from guide.moves import Ask, Heard
from guide.words import words
from store import Store
from tests.web.conftest import FakeRasa, Person
from web.talk import own_words

Municipal = Callable[[str], Person]
SETTINGS = """
name: Prøve Kommune
phones: [{label: Hovednummer, number: 11 22 33 44, hours: mandag-fredag 9-14}]
website: https://kommunen.example
accessibility: https://kommunen.example/was
privacy: https://kommunen.example/privatliv
colour: "#004d40"
topics_off: [tilbud_og_helbred, standby]
"""
SCREENS = ["/", "/trin", "/svar", "/svar/ordning", "/menneske", "/forfra", "/slet", "/slettet", "/findes-ikke"]


@pytest.mark.parametrize("path", SCREENS)
def test_every_screen_leads_to_people_and_out(municipal: Municipal, path: str) -> None:
    page = html.unescape(municipal(SETTINGS).client.get(path).text)
    assert "Prøve Kommune" in page and 'href="tel:11223344"' in page and "mandag-fredag 9-14" in page
    assert 'href="tel:112"' in page and 'href="tel:+4570201201"' in page and 'href="/menneske"' in page
    assert "https://kommunen.example/was" in page and "https://kommunen.example/privatliv" in page
    assert "data-exit" in page and 'rel="noreferrer"' in page
    if path != "/slettet":  # there is nothing left to delete
        assert "Slet min samtale" in page and "Begynd forfra" in page


def test_the_colour_is_a_style_sheet(municipal: Municipal) -> None:
    answer = municipal(SETTINGS).client.get("/kommune.css")
    assert answer.headers["content-type"].startswith("text/css") and "--brand:#004d40" in answer.text


def test_a_topic_that_is_off_is_offered_nowhere(municipal: Municipal) -> None:
    person = municipal(SETTINGS)
    pages = [person.open(), person.post("/tryk", tryk="#emner").text, person.client.get("/trin?emner").text]
    for page in pages:
        assert "tilbud_og_helbred" not in page and 'value="#emne standby"' not in page
        assert "klage" in page


def test_a_topic_that_is_off_is_not_taken_up(municipal: Municipal, store: Store) -> None:
    person = municipal(SETTINGS)
    person.post("/tryk", tryk="#emne klage")
    page = html.unescape(person.post("/tryk", tryk="#emne standby").text)
    assert own_words()["not_here"] in page and 'value="#emne klage"' in page
    record = store.load(person.id)
    assert record and restore(record.state).topics == ("klage",)


def test_nor_is_it_when_it_is_written_about(municipal: Municipal, rasa: FakeRasa, store: Store) -> None:
    person = municipal(SETTINGS)
    person.post("/tryk", tryk="#emne klage")
    rasa.heard = Ask("standby")
    page = person.write("jeg er alvorligt syg og vil have ro")
    assert rasa.got and own_words()["not_here"] in page and 'value="#emne standby"' not in page
    record = store.load(person.id)
    assert record and restore(record.state).topics == ("klage",)
    rasa.heard = Heard(crisis="indirect", intents=(("standby", 0.9),))
    page = person.write("jeg kan ikke mere")
    assert words().crisis_check[0] in page and own_words()["not_here"] in page


def test_the_closed_guide_says_so_and_still_deletes(municipal: Municipal, alone: Person) -> None:
    person = municipal('closed: "Vi retter en fejl."\nphones: [{label: Hovednummer, number: 11 22 33 44}]')
    for path in ("/", "/trin", "/svar", "/svar/ordning", "/menneske", "/forfra"):
        answer = person.client.get(path)
        assert answer.status_code == 503 and "Vi retter en fejl." in answer.text and "tel:11223344" in answer.text
    for path in ("/tryk", "/besked", "/trin", "/svar/ordning", "/svar/fortryd"):
        assert person.client.post(path, data={"kode": "x"}).status_code == 503
    assert person.client.get("/slet").status_code == 200


def test_with_htmx_only_the_new_turn_comes(alone: Person) -> None:
    head = {"HX-Request": "true"}
    answer = alone.client.post("/tryk", data={"kode": alone.token, "tryk": "#emne klage"}, headers=head)
    assert "<html" not in answer.text and 'id="nu" hx-swap-oob="true"' in answer.text
    assert answer.text.count('class="turn ') == 1
    for payload, header, value in (("#forfra", "hx-refresh", "true"), ("#slet", "hx-redirect", "/slettet")):
        answer = alone.client.post("/tryk", data={"kode": alone.token, "tryk": payload}, headers=head)
        assert answer.headers[header] == value and not answer.text


def test_undo_sent_twice_undoes_one_change(alone: Person, store: Store) -> None:
    alone.press("#emne tilbud_og_helbred")
    alone.press("#svar ordning ressourceforloeb")
    found = re.search(r'value="(#svar (?!ordning)\S+ \S+)"', alone.page)
    assert found
    page = alone.press(found[1])
    step = re.search(r'name="trin" id="trin" value="(\d+)"', page)
    assert step and step[1] == "2"
    for _ in range(2):
        alone.post("/tryk", tryk="#tilbage", trin=step[1])
    record = store.load(alone.id)
    assert record and list(restore(record.state).answers) == ["ordning"]


def test_forms_are_asked_before_anything_is_deleted_from_other_pages(alone: Person, store: Store) -> None:
    alone.press("#emne klage")
    for path in ("/slet", "/forfra"):
        page = alone.client.get(path).text
        assert re.search(r'name="kode" value="[^"]{20,}"', page) and "Nej, gå tilbage" in page
    assert store.load(alone.id) is not None
    alone.client.cookies.clear()
    assert 'name="kode"' not in alone.client.get("/slet").text


def test_who_to_talk_to(alone: Person) -> None:
    page = html.unescape(alone.client.get("/menneske").text)
    for text in words().human[1:]:
        assert text in page


def test_pages_ask_nothing_of_other_hosts(alone: Person) -> None:
    answer: httpx.Response = alone.client.get("/")  # type: ignore[assignment]
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'")
    assert "unsafe" not in policy and "connect-src 'self'" in policy
    assert not re.findall(r'(?:src|action)="https?://', answer.text)
