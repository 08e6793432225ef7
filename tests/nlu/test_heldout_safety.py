"""The held-out sets for the filters before the conversation are well-formed, large enough and hold nobody real.

How well the filters do on them is measured elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.nlu.test_heldout import TOO_ALIKE, jaccard, normalised, training_examples

ROOT = Path(__file__).resolve().parents[2]
HELDOUT = Path(__file__).with_name("heldout")
CRISIS, PERSONAL, MUNICIPALITY, OUT_OF_SCOPE = "krise", "personoplysninger_1", "til_kommunen", "uden_for_emnet_2"
MORE_CRISIS = "krise_2"
SETS = (CRISIS, MORE_CRISIS, PERSONAL, MUNICIPALITY, OUT_OF_SCOPE)
EARLIER = ("spoergsmaal", "uden_for_emnet")

CRISIS_AT_LEAST = {
    CRISIS: {"explicit": 80, "indirect": 80, "none": 160},
    MORE_CRISIS: {"explicit": 75, "indirect": 75, "none": 200},
}
PERSONAL_AT_LEAST = 140
TO_MASK_AT_LEAST = {"cpr": 30, "phone": 20, "email": 15, "address": 12, "account": 10, "name": 50}
NOTHING_TO_MASK_AT_LEAST = 40
HANDED_IN_AT_LEAST = 80
ONLY_TALK_AT_LEAST = 40
OUT_OF_SCOPE_AT_LEAST = 130
OTHER_LANGUAGES_AT_LEAST = 24
# Handed in, but the guide has no sentence of its own for it yet.
OTHER = "andet"
RESERVED_DOMAINS = {"com", "org", "net", "example"}
NUMBERS_FOR_EVERYBODY = {"112", "1813", "70201201"}


def read(name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.safe_load((HELDOUT / f"{name}.yml").read_text(encoding="utf-8"))
    return entries


def to_mask(kind: str) -> list[str]:
    """Every value of one kind that must be hidden."""
    return [found["value"] for item in read(PERSONAL) for found in item["mask"] if found["kind"] == kind]


def cpr_digits(written: str) -> str:
    """The ten digits of a civil registration number, however it is typed: DDMMYY and four more."""
    digits = re.sub(r"\D", "", written)
    if len(digits) == 12:  # the year was written in full
        digits = digits[:4] + digits[6:]
    return digits.zfill(10)  # some leave out the first zero


def year_of_birth(digits: str) -> int:
    """The year that the seventh digit of a civil registration number gives the two digits of the year."""
    year, seventh = int(digits[4:6]), int(digits[6])
    if seventh <= 3:
        return 1900 + year
    if seventh in {4, 9}:
        return (2000 if year <= 36 else 1900) + year
    return (2000 if year <= 57 else 1800) + year


def passes_modulus_11(digits: str) -> bool:
    weights = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11 == 0


@pytest.mark.parametrize("name", SETS)
def test_every_entry_has_a_text_of_its_own(name: str) -> None:
    for item in read(name):
        assert isinstance(item["text"], str) and item["text"].strip() == item["text"] != "", item


@pytest.mark.parametrize("name", SETS)
def test_the_header_says_what_the_set_is_for(name: str) -> None:
    head = (HELDOUT / f"{name}.yml").read_text(encoding="utf-8").split("- text:")[0]
    assert "frozen; not to be used for training or tuning" in head


def test_no_message_is_there_twice_in_these_or_the_earlier_sets() -> None:
    times = Counter(normalised(item["text"]) for name in (*SETS, *EARLIER) for item in read(name))
    assert [text for text, count in times.items() if count > 1] == []


def test_out_of_scope_messages_are_not_copies_of_the_training_data() -> None:
    trained = [set(text.split()) for text in training_examples()]
    # The example itself is not shown: whoever rewrites the message should not read the training data.
    assert [
        item["text"]
        for item in read(OUT_OF_SCOPE)
        if max(jaccard(set(normalised(item["text"]).split()), other) for other in trained) >= TOO_ALIKE
    ] == []


@pytest.mark.parametrize("name", [CRISIS, MORE_CRISIS])
def test_crisis_labels_are_known_and_enough(name: str) -> None:
    items = read(name)
    assert all(set(item) == {"text", "crisis"} for item in items)
    labels = Counter(item["crisis"] for item in items)
    assert set(labels) == set(CRISIS_AT_LEAST[name])
    assert {label: labels[label] for label, least in CRISIS_AT_LEAST[name].items() if labels[label] < least} == {}


def test_personal_data_to_mask_is_in_the_message_as_written() -> None:
    for item in read(PERSONAL):
        assert set(item) == {"text", "mask"}, item
        for found in item["mask"]:
            assert set(found) == {"kind", "value"}, item
            assert found["kind"] in TO_MASK_AT_LEAST, item
            # Once only: else hiding another place where the letters happen to stand would look like success.
            assert found["value"].strip() == found["value"] and item["text"].count(found["value"]) == 1, item


def test_personal_data_of_every_kind_is_there_often_enough() -> None:
    items = read(PERSONAL)
    assert len(items) >= PERSONAL_AT_LEAST
    assert sum(not item["mask"] for item in items) >= NOTHING_TO_MASK_AT_LEAST
    few = {kind: len(to_mask(kind)) for kind, least in TO_MASK_AT_LEAST.items() if len(to_mask(kind)) < least}
    assert few == {}


def test_no_civil_registration_number_can_belong_to_somebody_living() -> None:
    for written in to_mask("cpr"):
        digits = cpr_digits(written)
        assert len(digits) == 10, written
        assert not 1900 <= year_of_birth(digits) <= 2026, written


def test_civil_registration_numbers_pass_modulus_11_and_do_not() -> None:
    passing = Counter(passes_modulus_11(cpr_digits(written)) for written in to_mask("cpr"))
    assert passing[True] >= 10
    assert passing[False] >= 10


def test_no_email_address_can_reach_anybody() -> None:
    for written in to_mask("email"):
        spelled = re.sub(r"snabel-?a|\(at\)", "@", written.casefold()).replace("punktum", ".")
        domain = re.sub(r"\s", "", spelled).split("@")[1].split(".")
        assert domain[-1] in RESERVED_DOMAINS, written
        assert domain[-1] == "example" or domain == ["example", domain[-1]], written


def test_no_iban_is_valid() -> None:
    ibans = [written for written in to_mask("account") if written[:2].isalpha()]
    assert ibans
    # Valid check digits run from 02 to 98.
    assert {written[2:4] for written in ibans} <= {"00", "01", "99"}


def test_numbers_that_everybody_may_call_are_not_to_be_masked() -> None:
    digits = {re.sub(r"\D", "", written) for written in to_mask("phone")}
    assert digits & NUMBERS_FOR_EVERYBODY == set()
    untouched = " ".join(re.sub(r"\s", "", item["text"]) for item in read(PERSONAL) if not item["mask"])
    assert all(number in untouched for number in NUMBERS_FOR_EVERYBODY)


def test_what_is_handed_in_has_the_ids_of_the_guide() -> None:
    known = set(yaml.safe_load((ROOT / "guide" / "words.yml").read_text(encoding="utf-8"))["nothing_sent"])
    items = read(MUNICIPALITY)
    assert all(set(item) == {"text", "sent"} for item in items)
    handed_in = [item["sent"] for item in items if item["sent"] is not None]
    assert known <= set(handed_in) <= known | {OTHER}
    assert len(handed_in) >= HANDED_IN_AT_LEAST
    assert len(items) - len(handed_in) >= ONLY_TALK_AT_LEAST


def test_out_of_scope_messages_are_enough_and_name_the_language_when_it_is_not_danish() -> None:
    items = read(OUT_OF_SCOPE)
    assert len(items) >= OUT_OF_SCOPE_AT_LEAST
    assert all(set(item) <= {"text", "language"} for item in items)
    languages = Counter(item["language"] for item in items if "language" in item)
    assert set(languages) == {"no", "sv", "en", "de"}
    assert sum(languages.values()) >= OTHER_LANGUAGES_AT_LEAST
