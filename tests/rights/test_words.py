"""The guide's own words: easy to read, said to "du", never advice, never a promise, no personal data, no contact data.

Proves: LIX at most 35 for every right and every group of texts, no phrase of advice or prediction, uncertain answers
worded as uncertain and certain ones not hedged.
Does not prove: that the sentences are right or kind (a person has to read them).
"""

from __future__ import annotations

import re

import pytest

from rights.schema import CERTAIN, Outcome
from tests.rights.support import ENTITLEMENT_IDS, catalogue
from tests.rights.texts import all_words, as_sentences, lix, own_words

LIMIT = 35
GROUPS = ("facts", "next_steps", "law")
"""The notes on boundaries are for editors, who know the words."""


def test_lix_counts_as_it_should() -> None:
    assert lix("Du må gå. Det er nok.") == 3.0
    assert lix("Kommunen bestemmer.") == 2 + 100
    assert lix("Det skete 1. februar 2026 efter § 53, stk. 4.") == pytest.approx(9 + 100 / 9)
    assert lix("") == 0


@pytest.mark.parametrize("id", ENTITLEMENT_IDS)
def test_every_right_is_easy_to_read(id: str) -> None:
    right = catalogue().rights[id]
    text = as_sentences([text for _, text in own_words(right, catalogue())])
    assert lix(text) <= LIMIT, f"LIX {lix(text):.1f}"


@pytest.mark.parametrize("id", ENTITLEMENT_IDS)
def test_every_answer_is_easy_to_read(id: str) -> None:
    """An answer is short, so one long word weighs much: the limit is higher than for the whole."""
    hard = [
        f"{case.data.id}: LIX {lix(answer):.0f}"
        for case in catalogue().rights[id].cases
        if lix(answer := as_sentences([case.data.says, case.data.why])) > LIMIT + 10
    ]
    assert hard == []


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_of_texts_is_easy_to_read(group: str) -> None:
    texts = [text for place, text in all_words(catalogue()) if place.startswith(f"{group}.")]
    assert lix(as_sentences(texts)) <= LIMIT, f"LIX {lix(as_sentences(texts)):.1f}"


ADVICE = (
    r"du skal klage", r"du bør", r"du burde", r"vi anbefaler", r"anbefal", r"vi råder", r"mit råd", r"vores råd",
    r"sørg for", r"husk at", r"du må hellere", r"det bedste er", r"det er en god idé", r"klag altid",
    r"lad være med", r"du behøver ikke møde", r"du kan roligt",
)  # fmt: skip
PREDICTION = (
    r"du vil få medhold", r"du får medhold", r"du vinder", r"kommunen vil (?:nok|sikkert|give|afvise|sige)",
    r"du får helt sikkert", r"du har ret til førtidspension", r"du har rimelig grund", r"så får du (?:førtids)?pension",
)  # fmt: skip
MEDICAL = (r"du skal tage (?:din )?medicin", r"du skal lade dig", r"din diagnose er", r"stop med medicin")
FORMAL = (r"\bborgeren\b", r"\bden sygemeldte\b", r"\bjobcenteret\b", r"\bDeres\b", r"\bundertegnede\b")
PERSONAL = {
    "telefonnummer": r"(?<![\d/])\d{2}[ .]?\d{2}[ .]?\d{2}[ .]?\d{2}(?![\d/])",
    "e-mail": r"[\w.]+@[\w.]+",
    "cpr-nummer": r"\b\d{6}[- ]?\d{4}\b",
}


def found(pattern: str, flags: int = re.IGNORECASE) -> list[str]:
    negated = "(?:betyder ikke, at |siger ikke, at |om )"
    return [
        f"{place}: {text}"
        for place, text in all_words(catalogue())
        if re.search(pattern, re.sub(negated + r"[^.]*", "", text) if pattern in PREDICTION else text, flags)
    ]


@pytest.mark.parametrize("pattern", [*ADVICE, *PREDICTION, *MEDICAL])
def test_no_advice_no_prediction_no_medicine(pattern: str) -> None:
    assert found(pattern) == []


@pytest.mark.parametrize("pattern", FORMAL)
def test_the_person_is_du_and_the_authority_kommunen(pattern: str) -> None:
    allowed = ("facts.", "law.", "boundaries.")  # law may name "jobcenteret" where the text of the statute did
    assert [hit for hit in found(pattern, 0) if not hit.startswith(allowed)] == []


@pytest.mark.parametrize("what", PERSONAL)
def test_no_contact_data_and_no_personal_data(what: str) -> None:
    assert found(PERSONAL[what]) == []


UNCERTAIN = re.compile(
    r"\bkan\b|måske|afhænger|ikke (?:helt )?sikker|vurder|ser ud til|ved (?:det )?ikke|normalt|som regel|sandsynlig|"
    r"efter det, vi har læst",
    re.IGNORECASE,
)
HEDGED = re.compile(r"\bmåske\b|\bafhænger\b|ikke sikkert", re.IGNORECASE)


@pytest.mark.parametrize("id", ENTITLEMENT_IDS)
def test_uncertain_answers_sound_uncertain_and_certain_ones_do_not(id: str) -> None:
    for case in catalogue().rights[id].cases:
        says = case.data.says
        if case.data.outcome is Outcome.KAN_GAELDE:
            assert UNCERTAIN.search(says), f"{case.data.id}: {says}"
            assert not re.match(r"(Ja|Nej)\.", says), f"{case.data.id}: {says}"
        if case.data.outcome in CERTAIN:
            first = re.split(r"(?<=[.!?]) ", says)[0]
            assert not HEDGED.search(first), f"{case.data.id}: {says}"


@pytest.mark.parametrize("id", ENTITLEMENT_IDS)
def test_an_answer_is_short_and_ended(id: str) -> None:
    for case in catalogue().rights[id].cases:
        assert len(case.data.says) <= 320, case.data.id
        for text in (case.data.says, case.data.why):
            assert not text or text.strip()[-1] in ".!?", f"{case.data.id}: {text}"


@pytest.mark.parametrize("id", ENTITLEMENT_IDS)
def test_the_question_is_one_a_person_asks(id: str) -> None:
    question = catalogue().rights[id].data.question
    assert question.endswith("?")
    assert re.search(r"\b(jeg|mig|mit|min|mine|man|vi)\b|kommunen|sagen", question, re.IGNORECASE)


PARAGRAPH = re.compile(r"§ \d+(?: [a-z](?![a-zæøå]))?")


def test_a_provision_in_the_guides_words_never_names_a_paragraph_that_is_not_in_the_catalogue() -> None:
    """No paragraph is invented: every "§ …" in the own words is that of a provision of the catalogue.

    The notes on versions are left out: they tell an editor what was read, with exceptions the guide does not use.
    """
    known = {ref for law in catalogue().laws.values() for ref in PARAGRAPH.findall(law.provision.ref)}
    known |= {"§ 30 a", "§ 24 a", "§ 24 b"}
    wrong = [
        f"{place}: {ref}"
        for place, text in all_words(catalogue())
        for ref in PARAGRAPH.findall(text)
        if ref not in known and not place.endswith(".note")
    ]
    assert wrong == []
