"""Messages meant for the municipality, each beside one that only asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.acts import SentAct, sent_to_municipality

PAIRS = [
    (SentAct.AFBUD, "jeg melder afbud til mødet i morgen", "hvordan melder jeg afbud?"),
    (SentAct.AFBUD, "Jeg melder hermed afbud", "kan jeg melde afbud"),
    (SentAct.AFBUD, "afbud til samtalen på torsdag kl 10", "skal jeg melde afbud hvis jeg er syg"),
    (SentAct.AFBUD, "jeg kan desværre ikke komme til mødet i morgen", "hvad sker der hvis jeg ikke kommer til mødet"),
    (SentAct.AFBUD, "jeg er syg og kommer ikke til samtalen", "må jeg blive væk fra samtalen"),
    (SentAct.AFBUD, "jeg må desværre melde afbud", "jeg meldte afbud i går men de siger det ikke gælder"),
    (SentAct.AFBUD, "jg meldr afbud, jeg melder afbud i mrgn", "hvor melder man afbud henne"),
    (SentAct.AFBUD, "jeg aflyser mødet på mandag", "kan man aflyse et møde"),
    (SentAct.AFBUD, "jeg møder ikke op i morgen", "jeg overvejer ikke at møde op"),
    (SentAct.SYGEMELDING, "jeg sygemelder mig fra i dag", "hvordan sygemelder jeg mig"),
    (SentAct.SYGEMELDING, "jeg melder mig syg", "hvornår skal jeg melde mig syg?"),
    (SentAct.SYGEMELDING, "hermed sygemelding", "jeg har været sygemeldt siden marts"),
    (SentAct.SYGEMELDING, "sygemelding pr 1. december", "hvad er en sygemelding?"),
    (SentAct.KLAGE, "jeg klager hermed", "hvor klager jeg?"),
    (SentAct.KLAGE, "jeg klager over jeres afgørelse", "kan jeg klage over afgørelsen"),
    (SentAct.KLAGE, "hermed klage over afgørelse af 3. november", "hvad er fristen for at klage"),
    (SentAct.KLAGE, "jeg ønsker at klage over afgørelsen", "hvordan kan jeg klage over afgørelsen"),
    (SentAct.KLAGE, "betragt dette som en klage", "hvad skal der stå i en klage"),
    (SentAct.KLAGE, "jeg anker hermed sagen", "er det for sent at anke"),
    (SentAct.KLAGE, "Undertegnede indgiver hermed klage", "jeg har allerede klaget"),
    (SentAct.KLAGE, "jeg indsender hermed en klage", "jeg klager ikke over noget, jeg vil bare vide hvad der gælder"),
    (SentAct.ANSOEGNING, "hermed ansøger jeg om førtidspension", "hvordan ansøger jeg om førtidspension"),
    (SentAct.ANSOEGNING, "jeg søger hermed om fleksjob", "kan jeg søge fleksjob"),
    (SentAct.ANSOEGNING, "hermed anmodes om aktindsigt i min sag", "hvordan får jeg aktindsigt"),
    (SentAct.ANSOEGNING, "jeg ansøger om standby", "hvor søger man om standby"),
    (SentAct.ANSOEGNING, "ansøgning om ressourceforløb", "kan jeg få et ressourceforløb"),
    (SentAct.ANSOEGNING, "jeg beder om hjælp og ansøger hermed om forlængelse", "jeg har søgt om forlængelse"),
    (SentAct.ANSOEGNING, "undertegnede anmoder om udsættelse", "kan jeg få udsættelse"),
]


@pytest.mark.parametrize(("act", "sent"), [(act, sent) for act, sent, _ in PAIRS])
def test_meant_for_the_municipality(act, sent):
    assert sent_to_municipality(sent) is act
    assert sent_to_municipality(sent.upper()) is act


@pytest.mark.parametrize("asked", [asked for _, _, asked in PAIRS])
def test_only_asked(asked):
    assert sent_to_municipality(asked) is None


def test_a_question_beside_the_act_does_not_hide_it():
    assert sent_to_municipality("Jeg klager hermed over jeres afgørelse. Hvornår hører jeg fra jer?") is SentAct.KLAGE


@given(st.text())
def test_never_fails(text):
    assert sent_to_municipality(text) is sent_to_municipality(text)
