"""Signs of danger: found however they are written, and not seen in figures of speech."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from language import crisis
from language.crisis import Crisis, assess_crisis, harmless_out
from language.spelling import Spelling


@lru_cache(maxsize=1)
def written() -> dict[str, list[str]]:
    """The sentences that the rules were developed with."""
    lists: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("crisis_dev.yml").read_text(encoding="utf-8"))
    return lists


EXPLICIT = """
jeg kan ikke mere, jeg vil ikke leve
jeg vil ikke være her mere
jeg overvejer at tage mit eget liv
jeg har selvmordstanker
jeg har svelmordstanker og ingen at ringe til
selvmort er det eneste jeg tænker på
jeg vil bare gerne dø
JEG VIL DØ
jeg vil doe
jg vil ik leve mere
jeg orker simpelthen ikke at leve længere
jeg ville ønske jeg var død
gid jeg var død
jeg har lyst til at dø
jeg slår mig selv ihjel hvis de stopper pengene
jeg gør en ende på det hele
jeg tager livet af mig
min datter siger hun vil tage livet af sig
min mand vil ikke leve mere efter det brev
han har skrevet et afskedsbrev
jeg har taget en hel masse piller
jeg skærer i mig selv igen
jeg hopper ud foran et tog
jeg tænker på at hænge mig
jeg har planlagt hvordan jeg gør det
j e g  v i l  i k k e  l e v e
jegvilikkelevemere
jeg vil gøre skade på mig selv
I want to die
det var bedre hvis jeg var død
jeg kan ikke lade være med at tænke på at tage mit eget liv
jeg har mistet lysten til at leve
""".strip().splitlines()

INDIRECT = """
I slipper snart for mig
giv mig nu bare fred
giv mig nu fred, giv mig en pension, jeg kan ikke mere
jeg kan ikke mere
jeg ka ik mere
jeg vil ikke mere
jeg holder det ikke ud længere
der er ingen udvej
jeg er bare en byrde for alle
alle ville have det bedre uden mig
jeg vil bare forsvinde
jeg håber jeg ikke vågner i morgen
jeg er træt af livet
jeg giver op nu
livet har ingen mening længere
farvel alle sammen
jeg er bange for hvad jeg kan finde på
jeg har mistet håbet
hvad skal jeg leve for
det kan være lige meget om jeg lever
i hører ikke fra mig igen
jeg kan ikke klare mere
de skal ikke regne med at jeg er her til næste år
Jeg. Kan. Ikke. Mere.
""".strip().splitlines()

NONE = """
jeg er ved at dø af træthed
de slår mig ihjel med papirer
min mor er døende af kræft
jeg kan ikke leve af 11.000 kroner om måneden
jeg kan ikke mere end to timer om dagen
han kan ikke klare det
jeg er færdig efter 10 minutter
jeg har ikke selvmordstanker
jeg har ingen selvmordstanker
jeg vil ikke dø, jeg vil bare være rask
jeg er dødtræt af kommunen
systemet slår mig ihjel
lægen siger at jeg skal dø af det inden for et år
jeg er terminal og har kort tid igen
kan jeg få fred for kommunen mens jeg er indlagt
kan jeg få ro til at blive rask
jeg skyder mig selv i foden hvis jeg klager
vi slår tiden ihjel på kurset
jeg dør af grin
jeg er bange for at dø af min hjertesygdom
hvad hvis min ydelse forsvinder
over mit lig skal jeg i praktik
jeg kan ikke mere arbejde fuld tid
jeg vil gerne leve et normalt liv
min sag er død
jeg kan ikke leve på kontanthjælp
det er livet om at gøre at få svar
jeg er syg og skal i praktik på mandag
hvordan klager jeg
jeg vil ikke i praktik mere
jeg gider ikke være på det kursus
min far er død, og jeg kunne ikke komme til mødet
jeg skal have skåret ned i timer
jeg har smerter når jeg tager min medicin
farvel og tak for hjælpen
what can I do about my benefits
hej
""".strip().splitlines()

WORDS = [
    "jeg",
    "vil",
    "ikke",
    "kan",
    "mere",
    "end",
    "at",
    "om",
    "på",
    "være",
    "her",
    "dø",
    "leve",
    "selvmord",
    "tage",
    "piller",
    "og",
    "mig",
    "selv",
]

DENIED = [
    ("jeg har ikke selvmordstanker", "jeg har aldrig haft selvmordstanker, men nu har jeg"),
    ("lægen spurgte om jeg havde selvmordstanker, og det har jeg ikke", "lægen spurgte om jeg er selvmordstruet, ja"),
    ("jeg vil ikke dø", "hvorfor må jeg ikke dø"),
    ("jeg er bange for at dø", "jeg er ikke bange for at dø"),
    ("jeg er rask uden selvmordstanker", "der går ikke en dag uden at jeg tænker på selvmord"),
    (
        "for ti år siden havde jeg selvmordstanker, nu er jeg rask",
        "for ti år siden havde jeg selvmordstanker og nu igen",
    ),
    ("der er ingen selvmordsrisiko", "ingen lytter når jeg siger at jeg har selvmordstanker"),
    ("det er ikke fordi jeg vil dø", "jeg kommer ikke, fordi jeg vil dø"),
    ("det er karriereselvmord at sige nej", "jeg begår selvmord"),
    ("opkaldene tager livet af mig", "jeg tager livet af mig"),
]


@pytest.mark.parametrize("text", EXPLICIT)
def test_explicit(text):
    assert assess_crisis(text) is Crisis.EXPLICIT


@pytest.mark.parametrize("text", INDIRECT)
def test_indirect(text):
    assert assess_crisis(text) is not Crisis.NONE


@pytest.mark.parametrize("text", NONE)
def test_no_crisis(text):
    assert assess_crisis(text) is Crisis.NONE


@pytest.mark.parametrize(("harmless", "danger"), DENIED)
def test_a_denial_is_believed_and_nothing_more_than_that(harmless, danger):
    assert assess_crisis(harmless) is Crisis.NONE
    assert assess_crisis(danger) is Crisis.EXPLICIT


@pytest.mark.parametrize("ago", ["i mandags", ""])
def test_who_lost_somebody_is_met_with_care_but_not_as_a_danger(ago):
    assert assess_crisis(f"min bror begik selvmord {ago}") is Crisis.INDIRECT
    assert assess_crisis("min bror begik selvmord for ti år siden") is Crisis.NONE


def test_the_sentences_they_were_developed_with():
    """Nearly all; the second voice may stumble over a few of those that were written to mislead."""
    found = {name: [assess_crisis(text) for text in texts] for name, texts in written().items()}
    assert {name: len(levels) for name, levels in found.items()} == {"explicit": 154, "indirect": 150, "none": 324}
    assert found["explicit"].count(Crisis.EXPLICIT) >= 152
    assert found["indirect"].count(Crisis.NONE) <= 4
    assert found["none"].count(Crisis.EXPLICIT) == 0
    assert found["none"].count(Crisis.INDIRECT) <= 16


def test_the_rules_alone_stumble_over_none_of_them(monkeypatch):
    monkeypatch.setattr(crisis, "despair", lambda _: False)
    assert [text for text in written()["none"] if assess_crisis(text) is not Crisis.NONE] == []


def test_the_second_voice_only_raises_none_to_indirect(monkeypatch):
    texts = [*EXPLICIT, *INDIRECT, *NONE]
    both = [assess_crisis(text) for text in texts]
    monkeypatch.setattr(crisis, "despair", lambda _: True)
    assert [level for level in map(assess_crisis, texts) if level is Crisis.NONE] == []
    monkeypatch.setattr(crisis, "despair", lambda _: False)
    for text, level in zip(texts, both, strict=True):
        assert assess_crisis(text) is level or (level is Crisis.INDIRECT and assess_crisis(text) is Crisis.NONE)


def _ascii(text):
    return text.replace("æ", "ae").replace("ø", "oe").replace("å", "aa").replace("Æ", "AE").replace("Ø", "OE")


@pytest.mark.parametrize("text", EXPLICIT + INDIRECT + NONE)
@pytest.mark.parametrize("spell", [str.upper, str.title, _ascii, lambda t: _ascii(t).upper(), lambda t: f"  {t} !!"])
def test_spelling_does_not_matter(text, spell):
    assert assess_crisis(spell(text)) is assess_crisis(text)


@pytest.mark.parametrize(
    "text",
    [
        "s\u200belv\u200dmord",
        "s e l v m o r d",
        "s.e.l.v.m.o.r.d",
        "s-e-l-v-m-o-r-d",
        "s*elv*mord",
        "s3lvm0rd",
        "jeg vil begå s\u0435lvm\u043erd",  # Cyrillic e and o
        "ｓｅｌｖｍｏｒｄ",
        "𝐬𝐞𝐥𝐯𝐦𝐨𝐫𝐝",
        "\u202eselvmord\u202c",
        "sel\u00advmord",
        "jegvilgernedø",
        "j.e.g v.i.l d.ø",
        "jeg vil d\u200bø",
        "s\u3164elvmord",
        "<b>selvmord</b>",
        "/krise selvmord",
    ],
)
def test_hidden_words_are_seen(text):
    assert assess_crisis(text) is Crisis.EXPLICIT


@given(st.text())
def test_never_fails_and_always_the_same(text):
    assert assess_crisis(text) is assess_crisis(text)


@settings(max_examples=50)
@given(st.sampled_from(EXPLICIT), st.sampled_from(NONE))
def test_danger_is_seen_in_the_middle_of_a_story(danger, story):
    assert assess_crisis(f"{story}. {danger}. {story}") is Crisis.EXPLICIT


@settings(max_examples=15, derandomize=True)
@given(
    st.lists(
        st.sampled_from([*WORDS, "¤", ".", "😀"]),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([" ", "", ". "]),
)
def test_repeated_words_take_no_time_to_speak_of(words, between):
    """A pattern that tries everything against everything would never come to an end here."""
    text = (between.join(words) + between) * 10_000
    assert assess_crisis(text[:10_000]) in Crisis


def test_what_is_harmless_is_cut_out_of_the_well_spelt_text():
    spelling = Spelling([], ["selvmord", "tanker"])
    assert harmless_out("Jeg har ikke selvmordstanker", spelling) == ("jeg har  ¤ ", False)
    assert harmless_out("slevmord", spelling) == ("selvmord", False)
    assert harmless_out("min far tog sit eget liv i går", spelling)[1]
