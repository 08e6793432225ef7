"""To somebody who asks for another, everything is said about "borgeren", in good Danish, and nothing else changes.

Proves: no "du" or "jeg" is left in any field; rules, outcomes, citations, dates and quotations are those of the
original; sentences are neither lost nor added; each rule of grammar on examples; no exception is there in vain.
Does not prove: that every sentence is beautiful (all of them have been read; read those that change).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest

from guide.third_person import exceptions, in_third_person, third_person
from rights.assess import Assessor
from rights.loader import load
from rights.model import Catalogue
from tests.rights.support import asked_facts, combinations

PERSON = re.compile(r"\b(du|dig|din|dit|dine|jeg|mig|min|mit|mine|jer|jeres)\b", re.IGNORECASE)
OTHER = in_third_person(load())
QUOTATIONS = {"quote", "read_in", "url", "source"}


def texts(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a structure with the name of its field, quotations left out."""
    if isinstance(value, str) and field not in QUOTATIONS:
        yield field, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, str(key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner, field)


def told(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Every text of the catalogue that a person may read, in order."""
    whole = [
        *catalogue.facts.values(),
        *catalogue.derived.values(),
        *(conflict.message for conflict in catalogue.conflicts),
        *(law.provision for law in catalogue.laws.values()),
        *(dated.version.note for law in catalogue.laws.values() for dated in law.versions),
        *(dated.gap.reason for law in catalogue.laws.values() for dated in law.gaps),
        *(right.data for right in catalogue.rights.values()),
        *(case.data for right in catalogue.rights.values() for case in right.cases),
        *catalogue.next_steps.values(),
        *catalogue.documents,
        *catalogue.boundaries.values(),
    ]
    return [one for part in whole for one in texts(msgspec.to_builtins(part))]


def test_nobody_is_spoken_to_any_more() -> None:
    # Ids are Danish words too, but no reader sees them.
    left = [(field, text) for field, text in told(OTHER) if " " in text and PERSON.search(text)]
    assert left == []
    assert sum(1 for _, text in told(load()) if " " in text and PERSON.search(text)) > 1000


def test_only_what_speaks_to_the_person_changes() -> None:
    phrases = tuple(exceptions())
    for (field, before), (other, after) in zip(told(load()), told(OTHER), strict=True):
        assert field == other
        if not PERSON.search(before) and not any(phrase in before for phrase in phrases):
            assert " ".join(before.split()) == " ".join(after.split())


def test_no_sentence_is_lost_or_added() -> None:
    for (_, before), (_, after) in zip(told(load()), told(OTHER), strict=True):
        assert re.findall(r"[.?!:;,]", before) == re.findall(r"[.?!:;,]", after), after
        assert before[:1].isupper() == after[:1].isupper()


def without_words(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_words(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [without_words(inner) for inner in value]
    return "" if isinstance(value, str) and " " in value else value


def test_rules_and_dates_are_the_same() -> None:
    mine, other = load(), OTHER
    assert mine.boundaries == other.boundaries and mine.ask_when == other.ask_when
    for id, right in mine.rights.items():
        assert right.relevant_if == other.rights[id].relevant_if and right.facts == other.rights[id].facts
        for case, same in zip(right.cases, other.rights[id].cases, strict=True):
            assert (case.condition, case.period) == (same.condition, same.period)
            assert (case.data.outcome, case.data.citations) == (same.data.outcome, same.data.citations)
    for id, law in mine.laws.items():
        for dated, same_dated in zip(law.versions, other.laws[id].versions, strict=True):
            assert (dated.period, dated.carries) == (same_dated.period, same_dated.carries)
            assert msgspec.structs.replace(dated.version, note="") == msgspec.structs.replace(
                same_dated.version, note=""
            )
        for gap, same_gap in zip(law.gaps, other.laws[id].gaps, strict=True):
            assert gap.period == same_gap.period


def test_the_decisions_are_the_same() -> None:
    one, other = Assessor(load()), Assessor(OTHER)
    for id, right in load().rights.items():
        for answers in combinations(asked_facts(right), 12):
            for day in (date(2024, 6, 1), date(2026, 11, 22)):
                mine, theirs = one.decide(id, answers, day), other.decide(id, answers, day)
                assert without_words(msgspec.to_builtins(mine)) == without_words(msgspec.to_builtins(theirs))
                assert [c.quote for c in mine.citations] == [c.quote for c in theirs.citations]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        # subject, object, owner
        ("Du kan klage.", "Borgeren kan klage."),
        ("Har du ikke fået det?", "Har borgeren ikke fået det?"),
        ("Kommunen skal spørge dig først.", "Kommunen skal spørge borgeren først."),
        ("Dit helbred tæller.", "Borgerens helbred tæller."),
        ("Har jeg ret til det?", "Har borgeren ret til det?"),
        ("Skriver lægen om mig?", "Skriver lægen om borgeren?"),
        # the person is the subject: sig, sin, sit, sine
        ("Du skal melde dig syg.", "Borgeren skal melde sig syg."),
        ("Du kan tale med din læge.", "Borgeren kan tale med sin læge."),
        ("Du må se dit brev og dine papirer.", "Borgeren må se sit brev og sine papirer."),
        ("Må jeg se min sag?", "Må borgeren se sin sag?"),
        ("Du må gøre det for dig selv.", "Borgeren må gøre det for sig selv."),
        # somebody else is: borgeren, borgerens
        ("Kommunen skal give dig svar om din sag.", "Kommunen skal give borgeren svar om borgerens sag."),
        ("Det handler om dig selv.", "Det handler om borgeren selv."),
        ("Du mener, at det går ud over dit helbred.", "Borgeren mener, at det går ud over borgerens helbred."),
        ("Kommunen venter, til du har udtalt dig.", "Kommunen venter, til borgeren har udtalt sig."),
        ("Vil du selv det?", "Vil borgeren selv det?"),
        # who acts changes inside the clause
        ("Du kan bede kommunen rette dit tilbud.", "Borgeren kan bede kommunen rette borgerens tilbud."),
        # two owners, two subjects
        ("Både du og din læge skal med.", "Både borgeren og borgerens læge skal med."),
        ("Det ser på din sygdom og dine behov.", "Det ser på borgerens sygdom og behov."),
        # a verb that is always said with "sig"; a noun stands after "ikke"
        ("Ret til at udtale dig", "Ret til at udtale sig"),
        ("Det giver dig ikke ret til det.", "Det giver ikke borgeren ret til det."),
        ("Den giver dig ikke i sig selv ret.", "Den giver ikke i sig selv borgeren ret."),
        # advice to the reader stays advice
        ("Tal med din læge", "Tal med borgerens læge"),
        # three mentions
        ("Er du syg, kan du spørge, om du skal med.", "Er borgeren syg, kan vedkommende spørge, om borgeren skal med."),
        # quotations
        (
            "Loven siger: »dit helbred og din sag«. Du må vente.",
            "Loven siger: »dit helbred og din sag«. Borgeren må vente.",
        ),
        ('Ordet "din" står der.', 'Ordet "din" står der.'),
        # nothing to do
        ("I visse sager er der en minimumsgrænse.", "I visse sager er der en minimumsgrænse."),
        ("", ""),
    ],
)
def test_the_grammar(said: str, wanted: str) -> None:
    assert third_person(said) == wanted


@pytest.mark.parametrize("phrase", list(exceptions()))
def test_no_exception_is_there_in_vain(phrase: str) -> None:
    assert any(phrase in " ".join(text.split()) for _, text in told(load())), "står ikke mere i kataloget"
    assert not PERSON.search(exceptions()[phrase])


def test_it_is_the_same_when_said_twice() -> None:
    for _, text in told(OTHER):
        assert third_person(text) == " ".join(text.split())
