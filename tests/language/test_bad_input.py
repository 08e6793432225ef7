"""Input that nobody should send, or that hides what it says: read without a fault, and danger is still seen."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.acts import sent_to_municipality
from language.crisis import Crisis, assess_crisis
from language.facts import extract_facts, parse_date, parse_yes_no
from language.normalise import MAX_LENGTH, clean, ends, too_long

TODAY = date(2026, 11, 22)
INVISIBLE = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u3164"
)
ODD = {
    "empty": "",
    "spaces": " \t\r\n\v\f\u00a0\u2003 ",
    "long": "jeg er syg og skal i praktik. " * 400,
    "one word": "x" * 10_000,
    "emoji": "😀🆘❤️‍🩹👩🏽‍🦽🇩🇰" * 200,
    "right to left": "\u202eþraw gej\u202c \u200fאבג ابت",
    "invisible": INVISIBLE * 50,
    "mixed scripts": "jeg яσυ 我 है วิ ꙮ ﷽ 𒐫",
    "homoglyphs": "јеg еr ѕуg",
    "accents": "z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍a̴̵̜̰͔ͫ͗͢" * 100,
    "repeated": "hjælp " * 1600,
    "html": "<script>alert('x')</script><b>jeg</b>&amp;&#x27;<img src=x onerror=y>",
    "control": "".join(map(chr, range(32))) + "\x7f\x80\x9f",
    "surrogate": "jeg \ud800 er \udfff syg",
    "command": '/slet{"a": "b"}',
    "payload": "#svar ordning sygedagpenge; DROP TABLE",
    "template": "{{7*7}} ${x} %s %(x)s {0}",
    "numbers": "99/99/9999 31.02.2026 00.00.0000 " + "9" * 500,
    "no characters": "\ufffe\uffff\U0010ffff\ue000",
    "case": "ẞİıŉǰΐ ﬁﬂ ŐŰ",
}


def _date(text: str) -> None:
    try:
        parse_date(text, TODAY)
    except ValueError as error:
        # The one error that is promised: a day that is not in the calendar.
        assert "dato" in str(error).lower()


READERS: dict[str, Callable[[str], object]] = {
    "clean": clean,
    "ends": ends,
    "assess_crisis": assess_crisis,
    "sent_to_municipality": sent_to_municipality,
    "extract_facts": lambda text: extract_facts(text, TODAY),
    "parse_date": _date,
    "parse_yes_no": parse_yes_no,
}

anything = st.one_of(
    st.text(max_size=200),
    st.text(st.characters(categories=["Cs", "Cf", "Cc", "Mn", "So", "Zs"]), max_size=100),
    st.text(INVISIBLE + "selvmordjgik ", max_size=100),
    st.builds(
        lambda word, times: word * times,
        st.sampled_from(["jeg ", "ikke mere ", "d.", "1/1 ", "<a>"]),
        st.integers(0, 600),
    ),
)


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_nothing_fails(text, read):
    read(text)
    read(clean(text))


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@settings(max_examples=40, derandomize=True)
@given(anything)
def test_nothing_fails_whatever_comes(read, text):
    read(text)


@settings(max_examples=100, derandomize=True)
@given(anything)
def test_what_is_cleaned_shows_all_it_holds(text):
    cleaned = clean(text)
    assert not [char for char in cleaned if unicodedata.category(char)[0] == "C"]
    assert not set(INVISIBLE) & set(cleaned)
    assert cleaned == clean(cleaned) == unicodedata.normalize("NFC", cleaned)
    assert not cleaned.startswith("/")


@settings(max_examples=50, derandomize=True)
@given(st.text(max_size=50), st.integers(0, 3 * MAX_LENGTH))
def test_the_ends_hold_both_ends(text, more):
    long = clean(text + "x" * more)
    assert ends(long).startswith(long[:MAX_LENGTH]) and ends(long).endswith(long[-MAX_LENGTH:])
    assert too_long(long) == (len(long) > MAX_LENGTH)
    assert len(ends(long)) <= 2 * MAX_LENGTH + 1


@pytest.mark.parametrize("hidden", sorted(set(INVISIBLE)), ids=lambda char: f"U+{ord(char):04X}")
def test_an_invisible_character_hides_nothing(hidden):
    assert clean(f"s{hidden}elvmord") == "selvmord"
    assert assess_crisis(hidden.join("selvmord")) is Crisis.EXPLICIT
    assert sent_to_municipality(clean(hidden.join("jeg klager hermed"))) is not None


@settings(max_examples=60, derandomize=True)
@given(
    st.sampled_from(["selvmord", "jeg vil ikke leve mere", "jeg har lyst til at dø"]),
    st.sampled_from([" ", ".", "-", ". ", "*", "\u200b", "\u00ad"]),
    st.sampled_from([str.upper, str.lower, str.title]),
    st.sampled_from(["", "hej ", "min sagsbehandler siger nej, ", "🙂 "]),
)
def test_danger_spelt_out_is_seen(words, between, case, before):
    spelt = f"{before}{case(between.join(words))}"
    assert assess_crisis(spelt) is Crisis.EXPLICIT
    assert assess_crisis(clean(spelt)) is Crisis.EXPLICIT


@pytest.mark.parametrize("where", [0, 1, -1])
def test_danger_at_either_end_of_a_text_that_is_too_long_is_seen(where):
    filler = ["jeg er syg og skal i praktik. " * 80, "min læge siger nej. " * 80]
    filler.insert(where if where >= 0 else len(filler), "jeg vil ikke leve mere. ")
    text = clean("".join(filler))
    assert too_long(text)
    seen = assess_crisis(ends(text)) is Crisis.EXPLICIT
    assert seen or where == 1, "only the middle of it may go unread"


@pytest.mark.parametrize("text", ["/krise{jeg vil dø}", "<p>jeg vil d&oslash; jeg vil ikke leve</p>", "#svar selvmord"])
def test_danger_in_a_command_is_seen(text):
    assert assess_crisis(clean(text)) is Crisis.EXPLICIT
