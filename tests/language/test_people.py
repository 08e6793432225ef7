"""Who writes, for whom, and what in a text is about somebody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.folding import fold
from language.people import about_somebody_else, read_people, writer

SELF = [
    "jeg er på sygedagpenge",
    "har jeg ret til en bisidder",
    "jeg ønsker en bisidder for jeg er bange",
    "min nabo er i ressourceforløb og fik lov at slippe, jeg er selv på kontanthjælp",
    "min bror får førtidspension. Selv er jeg kun på sygedagpenge",
    "kan min mand tage til mødet uden mig",
    "må jeg tage min søn med til mødet",
    "min sagsbehandler er sygemeldt så jeg kan ikke få fat i nogen",
    "jeg skal møde på mandag og min mand kan ikke køre mig",
]
RELATIVE = [
    "jeg skriver på vegne af min mor, som er 61 og har kræft",
    "min mor er på sygedagpenge, må hun få en bisidder",
    "jeg skriver for min mand, han går på ledighedsydelse",
    "min søn på 19 skal i praktik på mandag",
    "jeg er pårørende til en med ME",
    "jeg er mor til en dreng på 22 i ressourceforløb",
    "min kone har været sygemeldt siden påske. skal hun til samtale hver måned",
    "min datter på 24 har angst. hun er på uddannelseshjælp og de vil sende hende i aktivering, det kan hun slet ikke. "
    "jeg er selv sygemeldt så jeg ved hvordan det er",
]
BISIDDER = ["jeg er bisidder for en borger i ressourceforløb", "Hej, jeg skal være bisidder for min nabo på tirsdag"]
STAFF = ["jeg sidder med en borger i røret", "jeg er socialrådgiver i en kommune", "borgeren ønsker aktindsigt"]
UNSAID = ["sygedagpenge", "hun er på kontanthjælp", "må en søster komme med til mødet", "hvad er standby?", ""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [(text, "self") for text in SELF]
    + [(text, "relative") for text in RELATIVE]
    + [(text, "bisidder") for text in BISIDDER]
    + [(text, "staff") for text in STAFF]
    + [(text, None) for text in UNSAID],
)
def test_who_writes(text, expected):
    assert writer(text) == expected
    assert about_somebody_else(text) == (expected not in (None, "self"))


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("jeg er på sygedagpenge ligesom min bror, han er i jobafklaring", ["han er i jobafklaring"]),
        ("min bror får førtidspension. selv er jeg på sygedagpenge", ["min bror far fortidspension"]),
        ("min mand er i jobafklaring. min far er på pension. han skal i praktik", ["min far er pa pension"]),
        ("hun er på kontanthjælp", []),
    ],
)
def test_what_is_about_somebody_else(text, others):
    folded = fold(text).text
    assert [folded[start:end].strip() for start, end in read_people(folded).others] == others


@given(st.text())
def test_any_text_is_read_the_same_way_twice(text):
    folded = fold(text).text
    people = read_people(folded)
    assert people == read_people(folded)
    assert all(0 <= start < end <= len(folded) for start, end in people.others)
