"""The second voice: what it weighs, that it is what its examples make it, and that it only hears despair."""

from __future__ import annotations

import json
from functools import lru_cache

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from language.crisis import Crisis, assess_crisis, harmless_out
from language.crisis_model import NUMBERS, WINDOW, CrisisModel, despair, pieces, spelling, terms
from language.crisis_training import DATA, Examples, train


@lru_cache(maxsize=1)
def model() -> CrisisModel:
    return CrisisModel.load(NUMBERS)


def test_terms_are_pieces_of_words_words_and_pairs():
    assert terms("jeg vil") == [
        *[" j", "je", "eg", "g ", " je", "jeg", "eg ", " jeg", "jeg ", " jeg "],
        *[" v", "vi", "il", "l ", " vi", "vil", "il ", " vil", "vil ", " vil "],
        *[":jeg", ":vil", ":jeg vil"],
    ]
    assert terms("¤ 12 !") == []


def test_a_story_is_weighed_sentence_by_sentence_and_in_windows():
    assert pieces("jeg er syg") == ["jeg er syg", "jeg er syg"]
    assert pieces("jeg er syg. nej") == ["jeg er syg. nej", "jeg er syg"]
    words = [f"ord{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(5 * WINDOW)]
    cut = pieces(" ".join(words))
    assert all(len(piece.split()) <= WINDOW for piece in cut)
    assert {word for piece in cut for word in piece.split()} == set(words)
    assert " ".join(words[WINDOW - 3 : WINDOW + 3]) in cut[1]


def test_the_score_is_a_weighted_mean_of_what_is_known():
    small = CrisisModel({":a": 1.0, ":b": 2.0}, {":a": 3.0, ":b": -1.0}, bias=0.5, threshold=1)
    assert small.score("a") == pytest.approx(3.5)
    assert small.score("a b") == pytest.approx((3 - 2) / 5**0.5 + 0.5)
    assert small.score("a a") == pytest.approx(3.5)
    assert small.score("xyz") == 0
    assert small.hears("a") and not small.hears("b")
    assert not small.hears("¤ a"), "what is left of a denial says nothing"


def test_what_is_stored_can_be_read_again(tmp_path):
    path = tmp_path / "numbers.json"
    model().save(path)
    assert CrisisModel.load(path) == model()
    path.write_text(json.dumps({"terms": {}}), encoding="utf-8")
    with pytest.raises(KeyError):
        CrisisModel.load(path)


@pytest.mark.slow
def test_the_numbers_are_what_the_examples_make_them():
    """Changed an example or a rule? Run `python -m language.crisis_training`, and commit what it wrote."""
    again = train(Examples.read())
    assert (again.known, again.meant, again.threshold) == (model().known, model().meant, model().threshold)
    assert again.bias == pytest.approx(model().bias, abs=0.02)
    assert set(again.weight) == set(model().weight)
    assert max(abs(again.weight[term] - weight) for term, weight in model().weight.items()) < 0.05
    assert max(abs(again.rarity[term] - rarity) for term, rarity in model().rarity.items()) < 0.05


def test_it_hears_what_it_learnt_and_little_of_what_should_mislead_it():
    own = yaml.safe_load((DATA / "crisis.yml").read_text(encoding="utf-8"))
    heard = {
        name: sum(despair(harmless_out(text, spelling())[0]) for text in texts) / len(texts)
        for name, texts in own.items()
    }
    assert heard["explicit"] > 0.85
    assert heard["indirect"] > 0.85
    assert heard["harmless"] < 0.03
    assert heard["ordinary"] < 0.01


def test_no_example_is_there_twice():
    own = yaml.safe_load((DATA / "crisis.yml").read_text(encoding="utf-8"))
    texts = [text.strip().lower() for name in own for text in own[name]]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("text", ["jeg er træt i sjælen", "livsgnisten er slukket", "der er intet tilbage af mig"])
def test_despair_without_a_rule_of_its_own_is_heard(text):
    assert despair(harmless_out(text, spelling())[0])
    assert assess_crisis(text) is Crisis.INDIRECT


@settings(max_examples=50)
@given(st.text())
def test_never_fails_and_always_the_same(text):
    assert despair(text) is despair(text)
