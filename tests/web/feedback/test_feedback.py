"""Whether an answer helped is counted once for each answer, by day and topic; nothing is kept of who said what."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from store import Counted, Record, Store, Usage
from tests.web.conftest import Clock, Person
from web.feedback.routes import ALREADY, THANKS, TOO_OLD

TODAY = date(2026, 11, 22)
ASK = "Hjalp det?"


@pytest.fixture
def told(alone: Person) -> Person:
    """Somebody who has been told an answer."""
    alone.press("#emne tilbud_og_helbred")
    alone.answers()
    assert ASK in alone.page
    return alone


def key(page: str) -> str:
    found = re.search(r'name="om" value="([^"]+)"', page)
    assert found
    return found[1]


def counted(store: Store) -> list[Counted]:
    return [one for one in Usage(store).between(date.min, date.max) if one.what == "feedback"]


def test_one_press_is_one_count_and_the_conversation_stays_as_it_is(
    told: Person, store: Store, kept: Callable[[Person], Record]
) -> None:
    before, page = kept(told), told.page
    after = told.post("/hjalp-det", hjalp="lidt", om=key(page)).text
    assert counted(store) == [Counted(TODAY, "feedback", "tilbud_og_helbred", "lidt", 1)]
    assert THANKS in after and 'name="hjalp"' not in after
    record = kept(told)
    assert record.state == before.state and record.transcript[:-1] == before.transcript[:-1]
    assert record.transcript[-1] == {**before.transcript[-1], "rated": True}, "what was said is not kept"
    assert ASK in told.open() and THANKS in told.page
    assert THANKS in told.client.get("/trin").text


def test_it_leads_back_to_the_page_it_was_pressed_on(told: Person) -> None:
    fields = {"kode": told.token, "hjalp": "ja", "om": key(told.page)}
    guided = told.client.get("/trin").text
    assert key(guided) == key(told.page) and '<input type="hidden" name="fra" value="trin">' in guided
    for back, to in (("trin", "/trin#hjalp"), ("", "/#hjalp"), ("https://elsewhere.example", "/#hjalp")):
        answer = told.client.post("/hjalp-det", data={**fields, "fra": back}, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, to)
    assert 'id="hjalp"' in told.open() and 'id="hjalp"' in guided


def test_twice_counts_once_and_nobody_changes_their_mind(told: Person, store: Store) -> None:
    fields = {"kode": told.token, "om": key(told.page)}
    partly = {"hx-request": "true"}
    said = [told.client.post("/hjalp-det", data={**fields, "hjalp": one}, headers=partly).text for one in ("ja", "nej")]
    assert said == [THANKS, ALREADY]
    assert [(one.value, one.number) for one in counted(store)] == [("ja", 1)]


def test_the_same_answer_again_is_not_asked_about_again_but_another_one_is(told: Person, store: Store) -> None:
    first = key(told.page)
    told.post("/hjalp-det", hjalp="ja", om=first)
    told.press("#resume") if 'value="#resume"' in told.page else told.post("/tryk", tryk="#resume")
    told.post("/tryk", tryk="#svarnu")
    assert THANKS in told.page and 'name="hjalp"' not in told.page
    told.post("/tryk", tryk="#emne klage")
    told.answers()
    assert key(told.page) != first
    told.post("/hjalp-det", hjalp="nej", om=key(told.page))
    assert [(one.topic, one.value, one.number) for one in counted(store)] == [
        ("klage", "nej", 1),
        ("tilbud_og_helbred", "ja", 1),
    ]


def test_an_answer_that_is_no_longer_the_newest_counts_nothing(told: Person, store: Store) -> None:
    old = key(told.page)
    told.post("/tryk", tryk="#emne klage")
    for about in (old, "", "x" * 500):
        answer = told.client.post(
            "/hjalp-det", data={"kode": told.token, "hjalp": "ja", "om": about}, headers={"hx-request": "true"}
        )
        assert answer.text == TOO_OLD
    assert counted(store) == []


def test_without_the_token_or_with_another_word_nothing_happens(told: Person, store: Store) -> None:
    good = {"kode": told.token, "hjalp": "ja", "om": key(told.page)}
    for bad, status in (({"kode": "x"}, 403), ({"hjalp": "måske"}, 400), ({"hjalp": ""}, 400)):
        assert told.client.post("/hjalp-det", data={**good, **bad}).status_code == status
    for missing in ("hjalp", "om"):
        fields = {name: value for name, value in good.items() if name != missing}
        assert told.client.post("/hjalp-det", data=fields).status_code == 400
    assert told.client.get("/hjalp-det").status_code == 405
    assert counted(store) == []


def test_a_deleted_conversation_is_not_brought_back(told: Person, store: Store) -> None:
    about, id = key(told.page), told.id
    store.delete(id)
    told.post("/hjalp-det", hjalp="ja", om=about)
    assert store.load(id) is None and counted(store) == []


def test_the_mark_dies_with_the_conversation_and_the_count_stays(told: Person, store: Store, clock: Clock) -> None:
    told.post("/hjalp-det", hjalp="ja", om=key(told.page))
    id = told.id
    told.post("/slet")
    assert store.load(id) is None
    clock.now += timedelta(days=1)
    [one] = counted(store)
    assert (one.day, one.number) == (TODAY, 1)
    with store.read() as connection:
        rows = str(connection.exec_driver_sql("select * from usage").all())
    assert id not in rows


def test_nothing_is_asked_before_there_is_an_answer(alone: Person) -> None:
    assert ASK not in alone.page
    assert ASK not in alone.press("#emne tilbud_og_helbred")
    assert ASK not in html.unescape(alone.client.get("/trin").text)
