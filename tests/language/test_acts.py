"""Messages meant for the municipality, each beside one that only asks."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from language.acts import SentAct, sent_to_municipality


@lru_cache(maxsize=1)
def written() -> dict[str, list[str]]:
    """The messages that the patterns were developed with."""
    lists: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("acts_dev.yml").read_text(encoding="utf-8"))
    return lists


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
    (SentAct.ANDET, "jeg raskmelder mig fra på mandag", "hvordan raskmelder jeg mig"),
    (SentAct.ANDET, "jeg er rask igen og melder mig rask", "de har raskmeldt mig"),
    (SentAct.ANDET, "her er min lægeerklæring", "skal jeg sende min lægeerklæring"),
    (SentAct.ANDET, "hermed mine bemærkninger til partshøringen", "hvad er en partshøring"),
    (SentAct.ANDET, "jeg trækker mit samtykke tilbage", "kan jeg trække mit samtykke tilbage"),
    (SentAct.ANDET, "jeg giver min søster fuldmagt til at tale med jer", "kan min søster få fuldmagt"),
    (SentAct.ANDET, "kære sagsbehandler, jeg er flyttet, mvh Bo", "jeg er flyttet til en anden kommune"),
    (SentAct.ANDET, "send det her videre til min sagsbehandler", "hvor sender jeg det hen"),
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


def test_a_request_to_pass_something_on_counts_even_as_a_question():
    assert sent_to_municipality("kan du sige til min sagsbehandler at jeg ikke kommer i morgen?") is SentAct.AFBUD
    assert sent_to_municipality("Vil I sygemelde mig fra i dag?") is SentAct.SYGEMELDING
    assert sent_to_municipality("kan du sende min klage videre?") is SentAct.KLAGE


def test_a_letter_that_ends_with_a_question_is_still_a_letter():
    assert sent_to_municipality("jeg klager hermed over afgørelsen, hvad sker der nu?") is SentAct.KLAGE
    assert sent_to_municipality("hvad sker der, hvis jeg hermed klager?") is None


def test_an_act_with_a_name_goes_before_one_without():
    assert sent_to_municipality("Kære jobcenter. Jeg melder afbud til mødet i morgen. Mvh Bo") is SentAct.AFBUD
    assert sent_to_municipality("Her er min lægeerklæring. Jeg klager hermed over afgørelsen.") is SentAct.KLAGE


@pytest.mark.parametrize(
    "text", ["hremed klage over afgørelsen", "jeg sygemedler mig fra i dag", "jeg anmodr om aktindsgt"]
)
def test_a_typing_mistake_does_not_hide_it(text):
    assert sent_to_municipality(text) is not None


def test_the_messages_they_were_developed_with():
    found = {name: [sent_to_municipality(text) for text in texts] for name, texts in written().items()}
    for name, acts in found.items():
        if name != "none":
            assert sum(act is not None and act.value == name for act in acts) / len(acts) >= 0.94, name
    assert sum(act is not None for act in found["none"]) / len(found["none"]) <= 0.02


@given(st.text())
def test_never_fails(text):
    assert sent_to_municipality(text) is sent_to_municipality(text)


WORDS = [
    "jeg",
    "vil",
    "ikke",
    "hermed",
    "klage",
    "over",
    "i",
    "morgen",
    "mødet",
    "afbud",
    "til",
    "min",
    "sag",
    ",",
    ". ",
]


@settings(max_examples=15, derandomize=True)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), st.sampled_from([" ", ""]))
def test_repeated_words_take_no_time_to_speak_of(words, between):
    """A pattern that tries everything against everything would never come to an end here."""
    text = ((between.join(words) + between) * 10_000)[:10_000]
    assert sent_to_municipality(text) in (None, *SentAct)
