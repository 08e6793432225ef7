"""Free text becomes a move: help before everything, payloads as they are, and no text kept.

Proves: the order in which a text is looked at, and that nothing of the text itself travels on but a few words.
Does not prove: what the readers of language find in it (tests/language).
"""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.hear import hear
from guide.moves import Answer, Ask, Do, Heard, ToldFact
from guide.words import words

TODAY = date(2026, 11, 22)


def heard(text: str, *intents: tuple[str, float]) -> Heard:
    move = hear(text, intents, TODAY)
    assert isinstance(move, Heard)
    return move


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("#svar ordning sygedagpenge", Answer("ordning", "sygedagpenge")),
        ("  #svar dato 2026-01-15 ", Answer("dato", "2026-01-15")),
        ("#emne klage", Ask("klage")),
        ("#slet", Do("slet")),
        ("#mere klage", Do("mere", "klage")),
    ],
)
def test_a_payload_is_the_move_it_stands_for(text: str, move: object) -> None:
    assert hear(text, [("klage", 1.0)], TODAY) == move


@pytest.mark.parametrize("text", ["#", "#svar", "#svar ordning", "#svar a b c", "#emne", "#findes", "# slet nu alt"])
def test_what_only_looks_like_a_payload_is_text(text: str) -> None:
    assert isinstance(hear(text, [], TODAY), Heard)


@pytest.mark.parametrize("text", ["/restart", "/slet", "/#slet", '#slet{"x": 1}', "#svar ordning", "#drop table"])
def test_a_command_to_a_machine_is_told_so_and_does_nothing(text: str) -> None:
    assert hear(text, [("slet", 1.0)], TODAY) == Heard(problem=words().no_commands)


def test_facts_intents_and_the_day_come_along() -> None:
    move = heard("Jeg er på sygedagpenge", ("klage", 0.7), ("bisidder", 0.1))
    assert move.facts == (ToldFact("ordning", "sygedagpenge", True),)
    assert move.intents == (("klage", 0.7), ("bisidder", 0.1))
    assert heard("i går").day == date(2026, 11, 21)
    assert heard("12/11").day == date(2026, 11, 12)


def test_explicit_danger_hides_everything_else() -> None:
    move = heard("jeg er på sygedagpenge og jeg vil tage mit eget liv. jeg klager hermed", ("klage", 0.9))
    assert move == Heard(crisis="explicit")


def test_danger_is_heard_in_a_text_that_is_too_long_to_read() -> None:
    story = "Det har været tre lange år med breve og møder. " * 70
    assert len(story) > 3000
    for text in (f"{story} Jeg vil tage mit eget liv.", f"Jeg vil tage mit eget liv. {story}"):
        assert heard(text).crisis == "explicit"


def test_despair_comes_with_the_rest() -> None:
    move = heard("det hele er ligegyldigt, giv mig nu bare fred. jeg er på kontanthjælp", ("klage", 0.9))
    assert move.crisis == "indirect"
    assert move.facts == (ToldFact("ordning", "kontanthjaelp", True),)


def test_what_somebody_thinks_is_sent() -> None:
    assert heard("jeg melder afbud til mødet i morgen").sent == "afbud"
    assert heard("jeg klager hermed over jeres afgørelse").sent == "klage"
    assert heard("hvordan melder jeg afbud?").sent == ""


@pytest.mark.parametrize(
    ("text", "short"), [("ja tak", "ja"), ("næ", "nej"), ("det ved jeg ikke", "ved_ikke"), ("hej", "")]
)
def test_a_short_answer(text: str, short: str) -> None:
    assert heard(text).short == short


@pytest.mark.parametrize("text", ["31-02", "31-02-2026", "mødet er den 30. februar", "den 32. maj 2026"])
def test_a_day_that_is_not_in_the_calendar_is_told(text: str) -> None:
    assert "findes ikke" in heard(text).problem
    assert heard(text).day is None


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "///", "\x00"])
def test_an_empty_text_is_told(text: str) -> None:
    assert heard(text) == Heard(problem=words().empty)


def test_a_text_that_is_too_long_is_told() -> None:
    assert heard("bisidder " * 400).problem == words().too_long


def test_invisible_characters_do_not_make_a_text_too_long() -> None:
    assert heard("må jeg have en bisidder med" + "\u200b" * 3000).problem == ""


def test_only_a_few_words_are_kept_of_a_text() -> None:
    assert heard("Kun samtaler eller møder.").words == "kun samtaler eller møder"
    assert heard("mit navn er hemmeligt og jeg bor på en vej som ingen skal kende").words == ""


@given(st.text(max_size=400))
def test_any_text_at_all_can_be_heard(text: str) -> None:
    move = hear(text, [], TODAY)
    msgspec.json.encode(move)
