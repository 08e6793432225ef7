"""A whole conversation with buttons only, without Rasa."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable
from datetime import timedelta

from guide.conversation import restore
from guide.words import words
from store import Record, Store
from tests.web.conftest import Clock, Person, TestClient
from web.app import create_app
from web.settings import Settings

Kept = Callable[[Person], Record]
TOPIC = "#emne tilbud_og_helbred"


def test_first_page_says_what_it_is(alone: Person) -> None:
    page = html.unescape(alone.open())
    assert "Jeg er en robot og ikke kommunen" in page
    for paragraph in words().welcome:
        assert paragraph in page
    assert 'lang="da"' in page
    assert page.count("<h1") == 1
    assert "70 201 201" in page and 'href="tel:112"' in page


def test_looking_keeps_nothing(alone: Person, store: Store) -> None:
    alone.open()
    assert store.load(alone.id) is None


def test_buttons_lead_to_an_answer_with_its_source(alone: Person, kept: Kept) -> None:
    alone.press(TOPIC)
    answers = alone.answers()
    assert answers
    assert restore(kept(alone).state).answers == answers
    page = html.unescape(alone.page)
    assert '<article class="answer ' in page
    assert "Kilde læst i version:" in page
    assert re.search(r"<blockquote><p>».+«</p></blockquote>", page)
    assert any(outcome in page for outcome in words().outcomes.values())
    assert words().can_do.rstrip(":") in page


def test_cards_stand_instead_of_the_same_in_paragraphs(alone: Person) -> None:
    alone.press(TOPIC)
    alone.answers()
    titles = re.findall(r'<h[34] class="title">([^<]+)</h[34]>', alone.page)
    assert titles
    for title in titles:
        assert f"<p>{title}: " not in alone.page
    ids = re.findall(r'id="([^"]+)"', alone.page)
    assert len(ids) == len(set(ids))


def test_source_links_leak_nothing(alone: Person) -> None:
    alone.press(TOPIC)
    alone.answers()
    links = re.findall(r'<a href="https?://[^>]+>', alone.page)
    assert links
    assert all('rel="noopener noreferrer"' in link for link in links)


def test_earlier_answers_stay_in_the_log_as_they_were(alone: Person) -> None:
    alone.press(TOPIC)
    alone.answers()
    cards = alone.page.count('<article class="answer ')
    page = alone.press("#menneske")
    assert '<article class="answer ' not in page
    assert page[page.index('<ul class="told">') :].count("<li>") >= cards


def test_post_redirects_to_the_newest_reply(alone: Person) -> None:
    answer = alone.client.post("/tryk", data={"kode": alone.token, "tryk": TOPIC}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/#nyeste")
    assert alone.open().count('id="nyeste" tabindex="-1"') == 1


def test_pressed_buttons_are_told_by_their_label(alone: Person, kept: Kept) -> None:
    label = re.search(rf'value="{TOPIC}">([^<]+)', alone.page)
    alone.press(TOPIC)
    assert label
    assert kept(alone).transcript[1] == {"person": html.unescape(label[1])}


def asked_for_the_day(person: Person) -> None:
    person.client.post("/svar/dato", data={"kode": person.token, "svar": "2026-11-19"})
    person.post("/tryk", tryk="#ret dato")


def test_a_date_is_chosen_with_a_date_field(alone: Person, kept: Kept) -> None:
    asked_for_the_day(alone)
    alone.post("/tryk", spoergsmaal="dato", dag="2026-11-20")
    assert restore(kept(alone).state).answers == {"dato": "2026-11-20"}
    assert kept(alone).transcript[-2]["person"] == "du valgte en dato"


def test_a_date_that_is_none_is_told_plainly(alone: Person, kept: Kept) -> None:
    asked_for_the_day(alone)
    for day in ("i går", "2026-02-30", "", "<b>"):
        page = html.unescape(alone.post("/tryk", spoergsmaal="dato", dag=day).text)
        assert words().bad_date in page
    assert restore(kept(alone).state).answers == {}


def test_an_answer_that_is_not_offered_is_not_taken(alone: Person, kept: Kept) -> None:
    for payload in ("#svar ordning kejser", "#svar findes_ikke ja", "#emne findes_ikke", "#mere findes_ikke"):
        assert alone.post("/tryk", tryk=payload).status_code == 200
    assert restore(kept(alone).state).answers == {}
    assert "kejser" not in str(kept(alone).transcript)


def test_starting_over_leaves_nothing_of_the_answers(alone: Person, kept: Kept) -> None:
    alone.press(TOPIC)
    alone.answers()
    page = html.unescape(alone.press("#forfra"))
    assert words().restarted in page
    assert restore(kept(alone).state).answers == {}
    assert len(kept(alone).transcript) == 1


def test_everything_always_possible_is_on_every_page(alone: Person) -> None:
    for payload in (TOPIC, "#hvorfor", "#menneske", "#resume", "#ret", "#tilbage", "#emner"):
        alone.post("/tryk", tryk=payload)
        for always in ("#forfra", "#menneske", "#tilbage", "#emner", "#rolle bisidder"):
            assert f'value="{always}"' in alone.page
        assert 'href="/svar"' in alone.page and 'href="/trin"' in alone.page and "data-exit" in alone.page
        assert 'action="/slet"' in alone.page and 'action="/besked"' in alone.page


def test_deleting_takes_the_conversation_and_the_cookie(alone: Person, store: Store) -> None:
    alone.press(TOPIC)
    id = alone.id
    assert store.load(id)
    answer = alone.client.post("/slet", data={"kode": alone.token}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/slettet")
    assert 'samtale=""' in answer.headers["set-cookie"] and "Max-Age=0" in answer.headers["set-cookie"]
    assert store.load(id) is None
    assert "Nu er alt fra samtalen slettet" in alone.client.get("/slettet").text
    alone.open()
    assert alone.id != id


def test_the_delete_payload_deletes_too(alone: Person, store: Store) -> None:
    alone.press(TOPIC)
    id = alone.id
    assert str(alone.post("/tryk", tryk="#slet").url).endswith("/slettet")
    assert store.load(id) is None


def test_idle_conversations_are_purged_when_the_pages_start(
    alone: Person, store: Store, clock: Clock, database: str
) -> None:
    store.save("old", b"{}", (), clock.now - timedelta(hours=25))
    store.save("new", b"{}", (), clock.now - timedelta(hours=23))
    with TestClient(create_app(Settings(database, "", clock))) as client:
        until = time.monotonic() + 10
        while store.load("old") and time.monotonic() < until:
            client.get("/sundhed")
    assert store.load("old") is None and store.load("new") is not None


def test_a_press_after_the_purge_goes_on_without_an_error(alone: Person, store: Store) -> None:
    alone.press(TOPIC)
    store.delete(alone.id)
    assert alone.press("#svar ordning sygedagpenge")
    assert "Der skete en fejl" not in alone.page


def test_what_another_version_kept_begins_again(alone: Person, store: Store, clock: Clock) -> None:
    store.save(alone.id, b'{"answers": 7}', ("?",), clock.now)
    assert words().welcome[1] in html.unescape(alone.open())
    assert alone.press(TOPIC)


def test_the_log_does_not_grow_without_end(alone: Person, kept: Kept) -> None:
    alone.press(TOPIC)
    for _ in range(40):
        alone.post("/tryk", tryk="#hvorfor")
    assert len(kept(alone).transcript) == 60
