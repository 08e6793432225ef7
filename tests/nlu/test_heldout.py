"""The held-out sets are well-formed, as large as promised, and no copies of the training data or of one another.

How many must be understood is in test_floor.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.nlu.noise import NOISY, noisy, noisy_copy

ROOT = Path(__file__).resolve().parents[2]
HELDOUT = Path(__file__).with_name("heldout")
QUESTIONS = HELDOUT / "spoergsmaal.yml"
MORE_QUESTIONS = HELDOUT / "spoergsmaal_2.yml"
OUT_OF_SCOPE = HELDOUT / "uden_for_emnet.yml"
STORIES = HELDOUT / "historier.yml"
MESSAGES = HELDOUT / "fakta.yml"
# Every set written by hand here; the noisy one is a copy by design.
WRITTEN = (QUESTIONS, MORE_QUESTIONS, OUT_OF_SCOPE, STORIES, MESSAGES)
TOO_ALIKE = 0.8

PER_TOPIC = {QUESTIONS: 14, MORE_QUESTIONS: 7}
MORE_QUESTIONS_AT_LEAST = 220
OUT_OF_SCOPE_AT_LEAST = 150
STORIES_AT_LEAST = 60
STORY_WORDS = range(20, 201)
MESSAGES_AT_LEAST = 260
NEGATIONS_AT_LEAST = 80
DATES_AT_LEAST = 40
WITHOUT_FACTS_AT_LEAST = 30
ANSWERS_AT_LEAST = 50
EACH_FACT_AT_LEAST = 3
MESSAGE_WORDS = range(1, 31)
WRITERS = {"citizen", "relative", "bisidder", "staff"}

# [word](entity), [word]{"entity": ...} and [word](entity){...}, as Rasa marks entities in an example.
ENTITY = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})+")
LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
# A date in figures, a month, a day of the week, or a word that counts from today.
DATE = re.compile(
    r"\d[./-]\d|\bden \d|\b20[12]\d\b|januar|marts|juni|august|oktober|novem?|december|(?:man|tirs|ons|tors|fre)dag|"
    r"\bi (?:går|gaar|dag|morgen)\b|overmorgen|(?:dage|uger) siden|om \d+ dage|første i"
)


def normalised(text: str) -> str:
    """Lower case, æøå written out, no punctuation; a message without a single letter stays as it is."""
    text = unicodedata.normalize("NFC", text).casefold().strip()
    return " ".join(re.findall(r"\w+", text.translate(LETTERS))) or text


def jaccard(one: set[str], other: set[str]) -> float:
    """How many of the words in either are in both, from 0 to 1."""
    return len(one & other) / len(one | other)


def read(path: Path) -> list[dict[str, Any]]:
    """The entries of a held-out file; two of them have the day they are read from above the list."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    entries: list[dict[str, Any]] = content if isinstance(content, list) else content[LIST_KEY[path]]
    return entries


LIST_KEY = {STORIES: "stories", MESSAGES: "messages"}


@lru_cache(maxsize=1)
def known_topics() -> frozenset[str]:
    """Every topic an entitlement in the catalogue is about."""
    entitlements = (ROOT / "rights" / "catalogue" / "entitlements").glob("*.yml")
    return frozenset(
        topic for path in entitlements for topic in yaml.safe_load(path.read_text(encoding="utf-8"))["topics"]
    )


@lru_cache(maxsize=1)
def known_facts() -> dict[str, frozenset[str] | None]:
    """Every fact in the catalogue with its options; None for a date."""
    facts = yaml.safe_load((ROOT / "rights" / "catalogue" / "facts.yml").read_text(encoding="utf-8"))["facts"]
    return {
        fact["id"]: None if fact["type"] == "date" else frozenset(option["id"] for option in fact["options"])
        for fact in facts
    }


def training_examples() -> dict[str, str]:
    """Every example of every intent in data/nlu: normalised text -> the file it is in."""
    found = {}
    for path in sorted((ROOT / "data" / "nlu").rglob("*.yml")):
        for entry in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("nlu", []):
            if "intent" not in entry:
                continue
            examples = entry["examples"]
            if isinstance(examples, str):
                texts = re.findall(r"^\s*-\s*(.*\S)", examples, flags=re.MULTILINE)
            else:
                texts = [example["text"].strip().removeprefix("- ") for example in examples]
            for text in texts:
                found[normalised(ENTITY.sub(r"\1", text))] = path.name
    return found


@lru_cache(maxsize=1)
def trained_words() -> list[tuple[set[str], str]]:
    """The words of every training example, with its file. Not a fixture: a failing test would print its content."""
    return [(set(text.split()), file) for text, file in training_examples().items()]


def too_alike(one: set[str], other: set[str]) -> bool:
    """Whether two messages share so many words that one is a copy of the other."""
    fewest, most = sorted((len(one), len(other)))
    return fewest >= TOO_ALIKE * most and jaccard(one, other) >= TOO_ALIKE  # the lengths alone settle most pairs


def assert_known_topics(item: dict[str, Any], key: str = "topics") -> None:
    topics = item.get(key, [])
    assert len(set(topics)) == len(topics), item
    assert set(topics) <= known_topics(), item


def assert_known_facts(item: dict[str, Any]) -> None:
    """Facts with options of their own or a real date; unsure ones are others, and none is there twice."""
    known, unsure = known_facts(), item.get("unsure", [])
    for fact, value in item["facts"].items():
        options = known[fact]
        assert isinstance(value, str), item
        if options is None:
            assert date.fromisoformat(value).isoformat() == value, item
        else:
            assert value in options, item
    assert set(unsure) <= set(known), item
    assert len(set(unsure)) == len(unsure), item
    assert not set(unsure) & set(item["facts"]), item


def words(item: dict[str, Any]) -> int:
    return len(item["text"].split())


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_every_entry_has_a_text_of_one_line(path: Path) -> None:
    for item in read(path):
        assert isinstance(item["text"], str) and item["text"].strip() == item["text"] != "", item
        assert "\n" not in item["text"], item


@pytest.mark.parametrize("path", [QUESTIONS, MORE_QUESTIONS, NOISY], ids=lambda path: path.stem)
def test_every_question_has_known_topics(path: Path) -> None:
    for item in read(path):
        assert set(item) == {"text", "topics"}, item
        assert 1 <= len(item["topics"]) <= 2, item
        assert_known_topics(item)


@pytest.mark.parametrize("path", [QUESTIONS, MORE_QUESTIONS], ids=lambda path: path.stem)
def test_every_topic_has_enough_questions(path: Path) -> None:
    asked = Counter(item["topics"][0] for item in read(path))
    assert {topic: asked[topic] for topic in known_topics() if asked[topic] < PER_TOPIC[path]} == {}


def test_the_second_set_of_questions_is_large_enough() -> None:
    assert len(read(MORE_QUESTIONS)) >= MORE_QUESTIONS_AT_LEAST


def test_out_of_scope_messages_are_texts_and_enough() -> None:
    items = read(OUT_OF_SCOPE)
    assert len(items) >= OUT_OF_SCOPE_AT_LEAST
    assert all(set(item) == {"text"} for item in items)


def test_stories_have_a_writer_known_topics_and_known_facts() -> None:
    items = read(STORIES)
    assert len(items) >= STORIES_AT_LEAST
    for item in items:
        assert {"text", "writer", "topics", "facts"} <= set(item), item
        assert set(item) <= {"text", "writer", "topics", "may", "facts", "unsure"}, item
        assert item["writer"] in WRITERS, item
        assert item["topics"], item
        assert_known_topics(item)
        assert_known_topics(item, "may")
        assert not set(item["topics"]) & set(item.get("may", [])), item
        assert_known_facts(item)
        assert words(item) in STORY_WORDS, item


def test_every_topic_and_every_kind_of_writer_is_in_a_story() -> None:
    assert {topic for item in read(STORIES) for topic in item["topics"]} == known_topics()
    assert {item["writer"] for item in read(STORIES)} == WRITERS


def test_messages_have_known_facts_and_an_open_question_that_exists() -> None:
    for item in read(MESSAGES):
        assert {"text", "facts"} <= set(item), item
        assert set(item) <= {"text", "asked", "negation", "facts", "unsure"}, item
        assert item.get("negation", True) is True, item
        assert item.get("asked", "ordning") in known_facts(), item
        assert_known_facts(item)
        assert words(item) in MESSAGE_WORDS, item


def test_there_are_enough_messages_of_each_kind() -> None:
    items = read(MESSAGES)
    assert len(items) >= MESSAGES_AT_LEAST
    assert sum("negation" in item for item in items) >= NEGATIONS_AT_LEAST
    assert sum("asked" in item for item in items) >= ANSWERS_AT_LEAST
    assert sum(not item["facts"] for item in items) >= WITHOUT_FACTS_AT_LEAST
    assert sum(bool(DATE.search(item["text"].casefold())) for item in items) >= DATES_AT_LEAST


def test_every_fact_is_said_often_enough_and_every_option_once() -> None:
    said = Counter(fact for item in read(MESSAGES) for fact in item["facts"])
    assert {fact: said[fact] for fact in known_facts() if said[fact] < EACH_FACT_AT_LEAST} == {}
    chosen = {(fact, value) for item in read(MESSAGES) for fact, value in item["facts"].items()}
    assert {(fact, option) for fact, options in known_facts().items() for option in options or ()} - chosen == set()


@pytest.mark.parametrize("path", [STORIES, MESSAGES], ids=lambda path: path.stem)
def test_the_day_relative_dates_are_read_from_is_given(path: Path) -> None:
    assert date.fromisoformat(yaml.safe_load(path.read_text(encoding="utf-8"))["today"]) == date(2026, 11, 22)


def test_no_message_is_there_twice() -> None:
    # The same short answer may be given to two questions.
    times = Counter((normalised(item["text"]), item.get("asked")) for path in WRITTEN for item in read(path))
    assert [text for text, count in times.items() if count > 1] == []


def word_sets(paths: Iterable[Path]) -> list[tuple[str, set[str]]]:
    return [(item["text"], set(normalised(item["text"]).split())) for path in paths for item in read(path)]


def test_no_two_messages_are_nearly_the_same() -> None:
    pairs = combinations(word_sets(WRITTEN), 2)
    assert [(text, other) for (text, one), (other, two) in pairs if too_alike(one, two)] == []


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_nothing_is_in_the_training_data(path: Path) -> None:
    trained = trained_words()
    assert len(trained) > 100, "the examples in data/nlu were not read"
    # The example itself is not shown: whoever rewrites the message should not read the training data.
    assert {
        text: file for text, held_out in word_sets([path]) for words, file in trained if too_alike(held_out, words)
    } == {}


@pytest.mark.parametrize("path", [*WRITTEN, NOISY], ids=lambda path: path.stem)
def test_the_header_says_what_the_sets_are_for(path: Path) -> None:
    head = path.read_text(encoding="utf-8").split("- text:")[0]
    assert "frozen; not to be used for training or tuning" in head


def test_the_noisy_questions_are_the_questions_with_noise() -> None:
    assert read(NOISY) == noisy_copy(read(QUESTIONS))


def test_noise_follows_the_seed_and_nothing_else() -> None:
    text = "Kan jeg få en samtale med sundhedskoordinatoren før praktikken?"
    assert noisy(text, 7) == noisy(text, 7)
    assert len({noisy(text, seed) for seed in range(20)}) > 10


def test_about_a_quarter_of_the_words_are_mistyped() -> None:
    # Words of two letters are never mistyped, and of these five letters none is written in another way.
    text = " ".join(["brevet"] * 20)
    for seed in range(20):
        kept = sum(word.casefold() == "brevet" for word in noisy(text, seed).split())
        # A space left out joins two words, so a few more than five can be gone.
        assert 10 <= kept <= 15


def test_noise_leaves_letters_out_of_reach_alone() -> None:
    assert noisy("", 1) == ""
    assert noisy("42 8 ?", 3).replace(" ", "") == "428?"
