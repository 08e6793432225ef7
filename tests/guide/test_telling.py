"""What stands in words.yml, and how a decision is told.

Proves: every fixed sentence is used, plain and whole; every decision is told with its outcome in words, what it rests
on and its source, the law's full name at the first mention only.
Does not prove: that the sentences are well chosen.
"""

from __future__ import annotations

import re
import string
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from guide.tell import Teller, useful_first
from guide.words import Words, words
from rights.schema import Evidence, Kind, Outcome
from tests.guide.support import TODAY, Answer, Ask, Do, answer_all, go, guide

ROOT = Path(__file__).parents[2]
SOURCES = [path for room in ("guide", "actions", "web", "cli") for path in sorted((ROOT / room).rglob("*.py"))]
TEMPLATES = sorted((ROOT / "web").rglob("*.html"))
WORDS_YML = yaml.safe_load((ROOT / "guide" / "words.yml").read_text(encoding="utf-8"))
PLACES = {
    "facts", "day", "refs", "reasons", "items", "text", "latest", "safe", "fact", "why", "titles", "ask", "last",
    "first", "message", "before", "now", "topics", "kinds",
}  # fmt: skip


def sentences(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [s for part in (value.values() if isinstance(value, dict) else value) for s in sentences(part)]


def lix(text: str) -> float:
    """Words per sentence plus the share of words longer than six letters."""
    found = re.findall(r"[\wæøåÆØÅ]+", text)
    stops = max(1, len(re.findall(r"[.!?:]+(?=\s|$)", text)))
    return len(found) / stops + 100 * sum(len(word) > 6 for word in found) / max(1, len(found))


def test_no_sentence_is_unused() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in [*SOURCES, *TEMPLATES] if path.name != "words.py")
    unused = [name for name in Words.__struct_fields__ if not re.search(rf"[.\"']{name}\b", code)]
    assert unused == []


def test_every_button_and_every_word_of_a_decision_is_there() -> None:
    assert set(WORDS_YML) == set(Words.__struct_fields__)
    assert set(words().outcomes) == {outcome.value for outcome in Outcome}
    assert set(words().kinds) == {kind.value for kind in Kind}
    assert set(words().evidence) == {evidence.value for evidence in Evidence}
    assert set(words().nothing_sent) == {"afbud", "sygemelding", "klage", "ansoegning", "andet"}


def test_the_sentences_are_plain() -> None:
    text = " ".join(
        sentence for name, value in WORDS_YML.items() if name != "not_danish" for sentence in sentences(value)
    )
    assert lix(text) <= 35


@pytest.mark.parametrize("name", [n for n in WORDS_YML if n != "not_danish" and isinstance(WORDS_YML[n], (str, list))])
def test_no_single_text_is_heavy(name: str) -> None:
    text = re.sub(r"[{]\w+[}]", "", " ".join(sentences(WORDS_YML[name])))
    if len(text.split()) >= 12:
        assert lix(text) <= 45, f"{name}: {lix(text):.0f}"


def test_only_known_places_are_filled_in() -> None:
    for sentence in sentences(WORDS_YML):
        assert {field for _, field, _, _ in string.Formatter().parse(sentence) if field} <= PLACES, sentence


def test_the_words_give_no_advice_and_promise_nothing() -> None:
    for sentence in sentences(WORDS_YML):
        for never in ("du skal klage", "du bør", "du har rimelig grund", "garanter", "helt sikkert"):
            assert never not in sentence.lower(), sentence


def test_crisis_words_hold_the_numbers_and_no_law() -> None:
    for text in (" ".join(words().crisis), " ".join(words().crisis_check)):
        assert "112" in text and "70 201 201" in text
        assert "§" not in text and "ret til" not in text and "kommunen" not in text


# -- a decision in words


def everybody() -> list[tuple[str, str]]:
    """One complete interview for each topic and each of three situations."""
    return [
        (topic, ordning)
        for topic in guide().catalogue.topics
        for ordning in ("sygedagpenge", "jobafklaring", "ved_ikke")
    ]


@pytest.mark.parametrize(("topic", "ordning"), everybody())
def test_every_decision_is_told_with_its_outcome_and_its_source(topic: str, ordning: str) -> None:
    _, reply = answer_all(*go(Answer("ordning", ordning), Ask(topic)))
    told = "\n".join(reply.told)
    for decision in reply.decisions:
        assert f"{decision.title}: {words().outcomes[decision.outcome.value]}" in told
        assert f"({words().kinds[decision.kind.value]})" in told
        for citation in decision.citations:
            if citation.necessary:
                assert citation.ref in told
                assert citation.version in told
        if decision.case is not None and decision.outcome is not Outcome.KAN_IKKE_SVARE:
            assert decision.says in told
    assert reply.told or not reply.decisions


@pytest.mark.parametrize(("topic", "ordning"), everybody())
def test_a_laws_full_name_stands_at_its_first_mention_only(topic: str, ordning: str) -> None:
    _, reply = answer_all(*go(Answer("ordning", ordning), Ask(topic)))
    sources = "\n".join(re.findall(r"Kilde: .*", "\n".join(reply.told)))
    for act in {c.act for d in reply.decisions for c in d.citations if c.necessary}:
        assert sources.count(f"({act}") == 1, act


def test_a_statement_is_never_called_a_law() -> None:
    _, reply = answer_all(*go(Answer("ordning", "sygedagpenge"), Ask("tilbud_og_helbred")))
    statement = next(d for d in reply.decisions if d.kind is Kind.UDTALELSE)
    assert f"{statement.title}: " in reply.text and "en udtalelse, ikke en lov" in reply.text


def test_what_only_rests_on_what_was_read_before_is_said_to() -> None:
    state, reply = go(Ask("samtale_sundhedskoordinator"), Answer("ordning", "ressourceforloeb"))
    answers = {"rf_bevilget": "foer_afskaffelsen", "tilbud": "beskaeftigelsesrettet", "mener_helbred_ikke_hensyn": "ja"}
    _, reply = answer_all(state, reply, answers)
    for decision in reply.decisions:
        if decision.limited_by:
            assert "Vi kan ikke sige det sikkert" in reply.text


@pytest.mark.parametrize("topic", guide().catalogue.topics)
@pytest.mark.parametrize("day", ["2022-01-01", "2024-12-30", "2026-01-31", "2026-02-01", "2026-07-01", "2027-06-01"])
def test_every_topic_can_be_told_on_every_kind_of_day(topic: str, day: str) -> None:
    _, reply = answer_all(*go(Answer("dato", day), Answer("ordning", "sygedagpenge"), Ask(topic)))
    assert not re.search(r"sikkert: *$|None|[{}]", reply.text, re.MULTILINE)
    for decision in reply.decisions:
        if decision.outcome is Outcome.KAN_IKKE_SVARE:
            told = next(line for line in reply.told if decision.title in line)
            assert len(told.split(words().outcomes["kan_ikke_svare"], 1)[1].split(".", 1)[1].strip()) > 30, told


@pytest.mark.parametrize("id", guide().catalogue.rights)
def test_more_about_a_right_has_the_trace_and_every_source(id: str) -> None:
    _, reply = go(Answer("ordning", "jobafklaring"), Do("mere", id))
    (decision,) = reply.decisions
    for citation in decision.citations:
        assert citation.ref in reply.text and citation.plain in reply.text
        if citation.quote:
            assert f"»{citation.quote}«" in reply.text


def test_what_applies_comes_first_and_rights_before_statements() -> None:
    order = [Outcome.GAELDER, Outcome.KAN_GAELDE, Outcome.GAELDER_IKKE, Outcome.KAN_IKKE_SVARE]
    kinds = [Kind.RET, Kind.PLIGT, Kind.SKOEN, Kind.VEJLEDNING, Kind.UDTALELSE]
    found = useful_first(guide().assessor.assess_all({"ordning": "sygedagpenge"}, TODAY).values())
    keys = [(order.index(d.outcome), kinds.index(d.kind)) for d in found]
    assert keys == sorted(keys)


def test_a_deadline_is_told_with_the_safe_day() -> None:
    """Received after six workdays: 9 November, if a Saturday counts as one. The earlier day does no harm."""
    decision = guide().assessor.assess(
        "klage", {"afgoerelse": "skriftlig", "afgoerelse_dato": "2026-11-02", "post": "brev"}, TODAY
    )
    (deadline,) = decision.deadlines
    assert (deadline.safe, deadline.latest) == (date(2026, 11, 30), date(2026, 12, 7))
    told = " ".join(Teller(guide().catalogue, {}).short(decision))
    assert "30. november 2026" in told and "7. december 2026" in told and "klagevejledning" in told
