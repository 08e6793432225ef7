"""One typing mistake put right, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.spelling import Spelling, one_mistake

WORDS = Spelling(known=["leje", "lovet", "stol"], meant=["livet", "leve", "mig", "selv", "forsvinde"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("livet", "livet"),
        ("livt", "livet"),
        ("liivet", "livet"),
        ("lifet", "livet"),
        ("ilvet", "livet"),
        ("forsvined", "forsvinde"),
        ("img", "mig"),
        ("slev", "selv"),
        ("mag", "mag"),  # too short for a wrong letter to be sure
        ("leje", "leje"),  # another word
        ("lovet", "lovet"),
        ("frsvined", "frsvined"),  # two mistakes
        ("", ""),
        ("x" * 25, "x" * 25),
    ],
)
def test_right(typed, meant):
    assert WORDS.right(typed) == meant


def test_the_most_used_word_wins():
    assert Spelling([], ["gider", "giver"]).right("giter") == "gider"
    assert Spelling([], ["giver", "gider"]).right("giter") == "giver"


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_one_mistake_is_what_it_says(one, other):
    letters = "abc"
    cuts = [(one[:i], one[i:]) for i in range(len(one) + 1)]
    away = {a + b[1:] for a, b in cuts if b} | {a + c + b for a, b in cuts for c in letters}
    away |= {a + c + b[1:] for a, b in cuts if b for c in letters} | {
        a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1
    }
    assert one_mistake(one, other) == (other in away and one != other)


@given(st.text())
def test_never_fails(text):
    assert isinstance(WORDS.right(text), str)
