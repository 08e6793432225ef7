"""Signs of danger: found however they are written, and not seen in figures of speech."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.crisis import Crisis, assess_crisis

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
jeg kan ikke mere
jeg ka ik mere
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
""".strip().splitlines()

NONE = """
jeg er ved at dø af træthed
de slår mig ihjel med papirer
min mor er døende af kræft
jeg kan ikke leve af 11.000 kroner om måneden
jeg kan ikke mere end to timer om dagen
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
""".strip().splitlines()


@pytest.mark.parametrize("text", EXPLICIT)
def test_explicit(text):
    assert assess_crisis(text) is Crisis.EXPLICIT


@pytest.mark.parametrize("text", INDIRECT)
def test_indirect(text):
    assert assess_crisis(text) is not Crisis.NONE


@pytest.mark.parametrize("text", NONE)
def test_no_crisis(text):
    assert assess_crisis(text) is Crisis.NONE


def _ascii(text):
    return text.replace("æ", "ae").replace("ø", "oe").replace("å", "aa").replace("Æ", "AE").replace("Ø", "OE")


@pytest.mark.parametrize("text", EXPLICIT + INDIRECT + NONE)
@pytest.mark.parametrize("spell", [str.upper, str.title, _ascii, lambda t: _ascii(t).upper(), lambda t: f"  {t} !!"])
def test_spelling_does_not_matter(text, spell):
    assert assess_crisis(spell(text)) is assess_crisis(text)


@given(st.text())
def test_never_fails_and_always_the_same(text):
    assert assess_crisis(text) is assess_crisis(text)


@settings(max_examples=50)
@given(st.sampled_from(EXPLICIT), st.sampled_from(NONE))
def test_danger_is_seen_in_the_middle_of_a_story(danger, story):
    assert assess_crisis(f"{story}. {danger}. {story}") is Crisis.EXPLICIT
