"""The second voice in reading facts: what it guesses, and that a guess stays one.

Proves: the numbers are those of the messages in data/facts, survive being written and read, and give guesses only.
Does not prove: how many guesses are right.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from language.facts import extract_facts
from language.facts_model import NUMBERS, FactsModel, facts_model, features
from language.facts_training import DAYS, read, train

TODAY = date(2026, 11, 22)


def test_the_numbers_are_those_of_the_messages(tmp_path: Path) -> None:
    train(read()).save(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_text(encoding="utf-8") == NUMBERS.read_text(encoding="utf-8")


def test_a_model_survives_being_written_and_read(tmp_path: Path) -> None:
    facts_model().save(tmp_path / "copy.json")
    assert FactsModel.load(tmp_path / "copy.json") == facts_model()


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"answers": []}', encoding="utf-8")
    with pytest.raises(KeyError):
        FactsModel.load(tmp_path / "bad.json")


def test_no_day_is_ever_guessed() -> None:
    assert not {fact for fact, _ in facts_model().answers} & set(DAYS)


def test_what_no_rule_reads_is_guessed_and_only_guessed() -> None:
    guessed = 0
    for message in read():
        sure = {r.fact for r in extract_facts(message.text, TODAY, asked=message.asked) if r.certain}
        doubtful = {(r.fact, r.value) for r in extract_facts(message.text, TODAY, asked=message.asked) if not r.certain}
        assert not {fact for fact, _ in doubtful} & sure
        guessed += len(doubtful & message.facts)
    assert guessed >= 40


@pytest.mark.parametrize("text", ["", "hej", "ved ikke", "🙂", "123"])
def test_nothing_is_guessed_where_nothing_is_told(text: str) -> None:
    assert not [r for r in extract_facts(text, TODAY, asked="ordning") if not r.certain]


def test_what_is_denied_counts_as_something_else() -> None:
    assert set(features("ike i praktik", None)) != set(features("i praktik", None)) | set(features("ike", None))
