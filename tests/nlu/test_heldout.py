"""The held-out questions are well-formed and are not a copy of the training data.

How many must be understood is in test_floor.py.
"""

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
HELDOUT = Path(__file__).with_name("heldout")
QUESTIONS = HELDOUT / "spoergsmaal.yml"
OUT_OF_SCOPE = HELDOUT / "uden_for_emnet.yml"
TOO_ALIKE = 0.8
PER_TOPIC = 14
OUT_OF_SCOPE_AT_LEAST = 150

# [word](entity), [word]{"entity": ...} and [word](entity){...}, as Rasa marks entities in an example.
ENTITY = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})+")
LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def normalised(text: str) -> str:
    """Lower case, æøå written out, no punctuation; a message without a single letter stays as it is."""
    text = unicodedata.normalize("NFC", text).casefold().strip()
    return " ".join(re.findall(r"\w+", text.translate(LETTERS))) or text


def jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


def read(path: Path) -> list[dict]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def known_topics() -> set[str]:
    entitlements = (ROOT / "rights" / "catalogue" / "entitlements").glob("*.yml")
    return {topic for path in entitlements for topic in yaml.safe_load(path.read_text(encoding="utf-8"))["topics"]}


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


@pytest.fixture(scope="module")
def training() -> dict[str, str]:
    return training_examples()


def test_every_question_has_a_text_and_known_topics():
    known = known_topics()
    for item in read(QUESTIONS):
        assert set(item) == {"text", "topics"}, item
        assert isinstance(item["text"], str) and item["text"].strip(), item
        assert 1 <= len(item["topics"]) <= 2, item
        assert len(set(item["topics"])) == len(item["topics"]), item
        assert set(item["topics"]) <= known, item


def test_every_topic_has_enough_questions():
    asked = Counter(item["topics"][0] for item in read(QUESTIONS))
    assert {topic: asked[topic] for topic in known_topics() if asked[topic] < PER_TOPIC} == {}


def test_out_of_scope_messages_are_texts_and_enough():
    items = read(OUT_OF_SCOPE)
    assert len(items) >= OUT_OF_SCOPE_AT_LEAST
    for item in items:
        assert set(item) == {"text"}, item
        assert isinstance(item["text"], str) and item["text"].strip(), item


def test_no_message_is_there_twice():
    times = Counter(normalised(item["text"]) for path in (QUESTIONS, OUT_OF_SCOPE) for item in read(path))
    assert [text for text, count in times.items() if count > 1] == []


@pytest.mark.parametrize("path", [QUESTIONS, OUT_OF_SCOPE], ids=lambda path: path.stem)
def test_nothing_is_in_the_training_data(path: Path, training: dict[str, str]):
    assert len(training) > 100, "the examples in data/nlu were not read"
    tokens = [(set(text.split()), file) for text, file in training.items()]
    alike = {}
    for item in read(path):
        words = set(normalised(item["text"]).split())
        nearest, file = max((jaccard(words, other), file) for other, file in tokens)
        if nearest >= TOO_ALIKE:
            alike[item["text"]] = (file, round(nearest, 2))
    # The example itself is not shown: whoever rewrites the question should not read the training data.
    assert alike == {}


def test_the_header_says_what_the_sets_are_for():
    for path in (QUESTIONS, OUT_OF_SCOPE):
        head = path.read_text(encoding="utf-8").split("- text:")[0]
        assert "frozen; not to be used for training or tuning" in head
