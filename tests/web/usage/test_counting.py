"""What people do on the pages is counted for what it is, once, and nothing tells who did it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from guide.moves import Ask, Heard
from guide.words import words
from store import Record, Store, Usage
from store.retention import purge
from tests.web.conftest import Clock, FakeRasa, Person
from web.site import Site
from web.usage.made import counting

TOPIC = "tilbud_og_helbred"
TODAY = date(2026, 11, 22)


@pytest.fixture
def counted(store: Store) -> Callable[..., int]:
    """How often something was counted: of a topic and a value, or of all."""

    def number(what: str, topic: str | None = None, value: str | None = None) -> int:
        return sum(
            one.number
            for one in Usage(store).between(TODAY, TODAY)
            if one.what == what and topic in (None, one.topic) and value in (None, one.value)
        )

    return number


def test_looking_counts_nothing(alone: Person, store: Store) -> None:
    for path in ("/", "/trin", "/svar", "/ark", "/menneske"):
        alone.client.get(path)
    assert Usage(store).between(date.min, date.max) == []


def test_a_conversation_with_buttons(
    alone: Person, counted: Callable[..., int], kept: Callable[[Person], Record]
) -> None:
    alone.press(f"#emne {TOPIC}")
    assert (counted("begun"), counted("button"), counted("topic", TOPIC), counted("told")) == (1, 1, 1, 0)
    given = alone.answers()
    assert (counted("begun"), counted("topic"), counted("button")) == (1, 1, 1 + len(given))
    assert (counted("told", TOPIC), counted("answers", TOPIC)) == (1, len(given))
    shown: Counter[str] = Counter(one["outcome"] for one in kept(alone).transcript[-1]["decisions"])
    assert {value: counted("outcome", TOPIC, value) for value in shown} == shown
    assert counted("text") == counted("unclear") == counted("crisis") == 0


def test_the_same_answer_sent_twice_is_one_turn(alone: Person, counted: Callable[..., int]) -> None:
    alone.press(f"#emne {TOPIC}")
    payload = next(part.split('"')[0] for part in alone.page.split('value="') if part.startswith("#svar "))
    alone.post("/tryk", tryk=payload)
    alone.post("/tryk", tryk=payload)
    assert counted("button") == 2


def test_written_messages(person: Person, rasa: FakeRasa, counted: Callable[..., int]) -> None:
    rasa.heard = Heard()
    person.write("bla bla")
    assert (counted("begun"), counted("text"), counted("unclear"), counted("button")) == (1, 1, 1, 0)
    rasa.heard = Ask(TOPIC)
    person.write("må de sende mig i praktik")
    assert (counted("begun"), counted("text"), counted("topic", TOPIC), counted("unclear")) == (1, 2, 1, 1)
    assert words().crisis[0] in person.write("jeg vil tage mit eget liv")
    assert (counted("crisis"), counted("text"), counted("topic")) == (1, 3, 1)


def test_without_the_language_model_it_is_a_written_message_too(alone: Person, counted: Callable[..., int]) -> None:
    alone.write("bla bla")
    assert (counted("begun"), counted("text"), counted("button")) == (1, 1, 0)


def test_a_reply_that_rasa_gave_after_the_conversation_was_deleted_counts_nothing(
    person: Person, rasa: FakeRasa, store: Store, counted: Callable[..., int]
) -> None:
    person.post("/tryk", tryk=f"#emne {TOPIC}")
    id = person.id
    rasa.before = lambda: store.delete(id)
    rasa.heard = Heard()
    person.write("bla bla")
    assert counted("text") == 0


def test_left_with_a_question_open(alone: Person, store: Store, clock: Clock, counted: Callable[..., int]) -> None:
    alone.press(f"#emne {TOPIC}")
    assert alone.answers()
    assert counted("left") == 0
    alone.post("/tryk", tryk="#emne klage")
    clock.now += timedelta(hours=25)
    purge(store, clock.now)
    assert (counted("left", "klage"), counted("left")) == (1, 1), "on the day it was left"


def test_answered_is_not_left(alone: Person, store: Store, counted: Callable[..., int]) -> None:
    alone.press(f"#emne {TOPIC}")
    assert alone.answers()
    id = alone.id
    alone.post("/slet")
    assert store.load(id) is None and counted("left") == 0


def test_deleted_in_the_middle_is_left(alone: Person, counted: Callable[..., int]) -> None:
    alone.press(f"#emne {TOPIC}")
    alone.post("/slet")
    assert counted("left", TOPIC) == 1


def test_what_is_taken_home(citizen: Person, store: Store, counted: Callable[..., int]) -> None:
    for path in ("/ark", "/ark.pdf", "/ark.docx"):
        assert citizen.client.get(path).status_code == 200
    assert citizen.client.head("/ark").status_code == 200
    assert (counted("sheet"), counted("sheet_file")) == (1, 2)
    letters = citizen.client.get("/breve").text
    letter = letters.split('href="/breve/')[1].split('"')[0]
    for ending in ("", ".pdf", ".docx"):
        assert citizen.client.get(f"/breve/{letter}{ending}").status_code == 200
    assert (counted("letter", value=letter), counted("letter_file", value=letter)) == (1, 2)
    assert citizen.client.get("/breve/findes-ikke").status_code == 404
    assert (counted("letter"), counted("code")) == (1, 0)
    citizen.post("/del")
    assert counted("code") == 1


def test_a_page_that_is_gone_is_noticed_at_the_start() -> None:
    with pytest.raises(LookupError, match="/ark"):
        counting(cast(Site, SimpleNamespace(store=None)), [])


def test_a_turn_is_answered_also_when_nothing_can_be_counted(alone: Person, store: Store) -> None:
    with store.write() as connection:
        connection.exec_driver_sql("drop table usage")
    alone.press(f"#emne {TOPIC}")
    assert alone.answers()
    assert alone.client.get("/ark").status_code == 200


def test_nothing_in_the_counts_leads_to_a_conversation(citizen: Person, store: Store) -> None:
    citizen.post("/del")
    with store.read() as connection:
        rows = str(connection.exec_driver_sql("select * from usage").all())
    assert citizen.id not in rows and "#svar" not in rows
