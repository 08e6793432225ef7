"""Free text: through Rasa when it answers, and plainly told when it does not. What was written is kept nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from guide.conversation import restore
from guide.moves import Do, Heard, ToldFact
from guide.words import words
from store import Record, Store
from tests.web.conftest import FakeRasa, Person
from web.talk import NO_LANGUAGE, WROTE

Kept = Callable[[Person], Record]
STORY = "Jobcentret vil sende mig i praktik, men jeg er for syg"
HEARD = Heard(intents=(("tilbud_og_helbred", 0.9),), facts=(ToldFact("ordning", "sygedagpenge"),))


def cannot_connect(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("down", request=request)


def too_slow(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("slow", request=request)


FAILURES = {
    "down": cannot_connect,
    "slow": too_slow,
    "empty list": lambda _: httpx.Response(200, json=[]),
    "text only": lambda _: httpx.Response(200, json=[{"recipient_id": "x", "text": "<b>Hej</b>"}]),
    "not JSON": lambda _: httpx.Response(200, text="Bad gateway"),
    "not a list": lambda _: httpx.Response(200, json={"error": "x"}),
    "a list of something else": lambda _: httpx.Response(200, json=[1, None]),
    "null": lambda _: httpx.Response(200, json=None),
    "not a reply": lambda _: httpx.Response(200, json=[{"custom": {"paragraphs": 7}}]),
    "busy": lambda _: httpx.Response(503, json={"error": "x"}),
    "redirect": lambda _: httpx.Response(302, headers={"location": "http://elsewhere.test/"}),
}


@pytest.fixture(params=FAILURES)
def failing(request: pytest.FixtureRequest, rasa: FakeRasa) -> Iterator[FakeRasa]:
    rasa.instead = FAILURES[request.param]
    yield rasa


def test_free_text_is_understood_and_leads_on(person: Person, rasa: FakeRasa, kept: Kept) -> None:
    rasa.heard = HEARD
    page = person.write(STORY)
    assert rasa.got == [{"sender": person.id, "message": STORY}]
    assert "Jeg har forstået" in page
    assert restore(kept(person).state).answers == {"ordning": "sygedagpenge"}
    person.answers()
    assert '<article class="answer ' in person.page


def test_what_was_written_is_kept_nowhere(person: Person, rasa: FakeRasa, store: Store, tmp_path: Path) -> None:
    rasa.heard = HEARD
    assert STORY not in person.write(STORY) and WROTE in person.page
    person.write("Mit navn er Zacharias Zebra, og jeg vil dø")
    person.write("Zebra " * 500)
    rasa.instead = cannot_connect
    person.write("Zebra igen")
    store.close()
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Zebra" not in raw and b"praktik, men" not in raw


def test_no_answer_from_rasa_is_told_plainly_with_buttons(person: Person, failing: FakeRasa) -> None:
    page = person.write(STORY)
    assert NO_LANGUAGE in page
    assert 'value="#emne tilbud_og_helbred"' in page
    assert "<b>Hej</b>" not in page


def test_no_answer_from_rasa_keeps_the_answers_and_goes_on(person: Person, failing: FakeRasa, kept: Kept) -> None:
    person.press("#emne tilbud_og_helbred")
    person.press("#svar ordning sygedagpenge")
    page = person.write(STORY)
    assert NO_LANGUAGE in page and 'value="#svar ' in page and 'value="#emne klage"' in page
    # Facts are read by rules, so they are understood all the same.
    assert restore(kept(person).state).answers == {"ordning": "sygedagpenge", "tilbud": "beskaeftigelsesrettet"}


def test_without_rasa_the_same(alone: Person) -> None:
    assert NO_LANGUAGE in alone.write(STORY)


def test_help_comes_without_rasa(person: Person, failing: FakeRasa) -> None:
    page = person.write("Jeg vil ikke leve mere, jeg har tænkt mig at tage mit eget liv")
    for paragraph in words().crisis:
        assert paragraph in page
    assert failing.got == []
    assert '<article class="answer ' not in page and 'value="#svar ' not in page


def test_help_comes_in_a_message_that_is_too_long(person: Person, rasa: FakeRasa) -> None:
    assert words().crisis[0] in person.write("Jeg vil tage mit eget liv. " + "Det er for meget. " * 200)


def test_hidden_despair_is_met_without_rasa(alone: Person) -> None:
    page = alone.write("Jeg kan ikke mere, giv mig fred")
    assert words().crisis_check[0] in page and NO_LANGUAGE in page


def test_nothing_was_sent_is_said_without_rasa(alone: Person) -> None:
    page = alone.write("Jeg melder afbud til mødet i morgen")
    assert words().nothing_sent["afbud"] in page and NO_LANGUAGE in page


@pytest.mark.parametrize("text", ["/restart", "//restart", "/ restart", '/klage{"a": 1}', "#slet_alt nu"])
def test_a_command_never_reaches_rasa_and_changes_nothing(person: Person, rasa: FakeRasa, text: str) -> None:
    assert words().no_commands in person.write(text)
    assert rasa.got == []


def test_a_hidden_command_is_only_text(person: Person, rasa: FakeRasa) -> None:
    person.write("\u200b/restart")
    assert [message["message"] for message in rasa.got] == ["restart"]


def test_control_characters_go_and_emoji_stay(person: Person, rasa: FakeRasa) -> None:
    person.write("praktik\x00\x1b[31m\u202e\r\n\tnu 🙂👩‍🦽")
    (message,) = rasa.got
    assert message["message"].isprintable() and "🙂" in message["message"] and "praktik" in message["message"]


@pytest.mark.parametrize("text", ["", "   ", "\x00", "\u200b", "///"])
def test_an_empty_message_is_told(person: Person, rasa: FakeRasa, text: str) -> None:
    assert words().empty in person.write(text)
    assert rasa.got == []


def test_a_long_message_is_told_and_the_state_kept(person: Person, rasa: FakeRasa, kept: Kept) -> None:
    person.press("#emne tilbud_og_helbred")
    person.press("#svar ordning sygedagpenge")
    assert words().too_long in person.write("ord " * 501)
    assert rasa.got == []
    assert restore(kept(person).state).answers == {"ordning": "sygedagpenge"}


def test_a_typed_payload_needs_no_rasa(alone: Person, kept: Kept) -> None:
    alone.write("#emne tilbud_og_helbred")
    assert restore(kept(alone).state).topics == ("tilbud_og_helbred",)


def test_what_is_written_never_becomes_markup(person: Person, rasa: FakeRasa) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    assert "<script>" not in person.post("/besked", besked=evil).text
    assert "<script>" not in person.post("/tryk", tryk=f"#emne {evil.replace(' ', '')}").text
    assert "<script>" not in person.post("/tryk", spoergsmaal=evil, dag=evil).text


def test_what_rasa_sends_is_escaped(person: Person, rasa: FakeRasa) -> None:
    evil = {"paragraphs": ["<script>alert(1)</script>"], "buttons": [{"label": "<b>x</b>", "payload": '"><b>'}]}
    rasa.instead = lambda _: httpx.Response(200, json=[{"custom": evil}])
    page = person.post("/besked", besked="hej").text
    assert "&lt;script&gt;" in page and "<script>" not in page and "<b>" not in page


def test_asking_to_delete_deletes(person: Person, rasa: FakeRasa, store: Store) -> None:
    person.press("#emne tilbud_og_helbred")
    id = person.id
    rasa.heard = Do("slet")
    answer = person.client.post("/besked", data={"kode": person.token, "besked": "slet"}, follow_redirects=False)
    assert answer.headers["location"] == "/slettet" and "Max-Age=0" in answer.headers["set-cookie"]
    assert store.load(id) is None


def test_deleted_while_rasa_thinks_stays_deleted(person: Person, rasa: FakeRasa, store: Store) -> None:
    person.press("#emne tilbud_og_helbred")
    id = person.id
    rasa.heard = HEARD
    rasa.before = lambda: store.delete(id)
    answer = person.client.post("/besked", data={"kode": person.token, "besked": STORY}, follow_redirects=False)
    assert answer.headers["location"] == "/slettet"
    assert store.load(id) is None


def test_health_tells_whether_rasa_answers(person: Person, alone: Person) -> None:
    assert person.client.get("/klar").json()["fri_tekst"] == "ja"
    answer = alone.client.get("/klar")
    assert answer.status_code == 200 and answer.json()["fri_tekst"] == "nej" and answer.json()["katalog"] > 0
