"""Cleaning and folding."""

from hypothesis import given
from hypothesis import strategies as st

from language.folding import compile_pattern, fold
from language.normalise import MAX_LENGTH, clean, too_long


def test_invisible_characters_and_slashes_go():
    assert clean(" /restart\u200b  nu\x00\r\n\t igen ") == "restart nu igen"
    assert clean("//// /") == ""
    assert clean("pa\u030a") == "på"


def test_a_slash_hidden_behind_an_invisible_character_goes():
    assert clean("\u200b/slet") == "slet"


def test_too_long_counts_characters():
    assert not too_long("a" * MAX_LENGTH)
    assert too_long("a" * (MAX_LENGTH + 1))


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    once = clean(text)
    assert clean(once) == once
    assert not once.startswith("/")


def test_spellings_meet():
    assert len({fold(word).text for word in ("kommunen", "KOMUNEN", "kommmunen")}) == 1
    assert len({fold(word).text for word in ("læge", "laege", "LÆGE", "läge")}) == 1
    assert len({fold(word).text for word in ("ressourceforløb", "ressourceforloeb", "ressourceforlöb")}) == 1


@given(st.text(max_size=200))
def test_spans_lie_in_the_text_and_in_order(text):
    folded = fold(text)
    assert len(folded.text) == len(folded.places)
    assert list(folded.places) == sorted(folded.places)
    start, end = folded.span(0, len(folded.text))
    assert 0 <= start <= end <= len(text)


def test_patterns_are_folded_but_their_operators_are_not():
    assert compile_pattern(r"\bså\S+ <ord>", {"ord": "æble|øre"}).search(fold("Saadan AEBLE").text)
