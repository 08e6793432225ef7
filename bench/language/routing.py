"""Topics: how often the right one is taken, offered or missed, and how much a confidence can be trusted."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from actions.hear import hear
from bench.language.score import bins, calibration_error, share
from bench.language.sets import OUTSIDE, heldout, there_is, training
from guide.conversation import Conversation
from guide.listen import LIKELY, SURE
from guide.moves import Ask, Heard
from guide.respond import NEAREST, Guide
from language.intent_model import Guess, IntentModel, macro_f1
from language.stories import predict_story
from rights.assess import Assessor
from rights.loader import load

TODAY = date(2026, 11, 22)
"""The day on which the held-out messages were written."""
FOLDS = 3
SHARES = (0.1, 0.3, 0.6)
SEEDS = (1, 2, 3)
Result = dict[str, Any]


@lru_cache(maxsize=1)
def guide() -> Guide:
    return Guide(Assessor(load()))


@lru_cache(maxsize=1)
def model() -> IntentModel:
    return IntentModel().fit(training())


def topics() -> frozenset[str]:
    return frozenset(guide().catalogue.topics)


def ranking(text: str, by: IntentModel | None = None) -> tuple[Guess, ...]:
    """What Rasa's classifier would say."""
    return predict_story(by or model(), text)


def heard(text: str, guesses: Sequence[Guess]) -> Heard | None:
    """The message listened to as in use; None when it is a button's payload."""
    move = hear(text, [(guess.name, guess.confidence) for guess in guesses], TODAY)
    return move if isinstance(move, Heard) else None


def routed(text: str, guesses: Sequence[Guess]) -> tuple[str, tuple[str, ...]]:
    """The topic that the guide would take ("" when it takes none) and those it would offer instead."""
    message = heard(text, guesses)
    if message is None:
        return "", ()
    meant = guide().listener.meaning(Conversation(), message, None)
    return (meant.move.topic if isinstance(meant.move, Ask) else ""), meant.topics[:NEAREST]


def questions(name: str) -> Result:
    """A set of questions with the topics that are right."""
    asked = heldout(name)
    known = topics()
    sure, right, pairs, three, answered, answered_right, refused, errors = [], [], [], [], [], [], [], []
    for item in asked:
        text, accepted = item["text"], item["topics"]
        guesses = ranking(text)
        named = [guess.name for guess in guesses]
        first = named[0] if named else ""
        sure.append(guesses[0].confidence if guesses else 0.0)
        right.append(first in accepted)
        pairs.append((accepted[0], accepted[0] if first in accepted else first or "–"))
        three.append(any(topic in accepted for topic in [name for name in named if name in known][:3]))
        taken, offered = routed(text, guesses)
        answered.append(bool(taken))
        if taken:
            answered_right.append(taken in accepted)
        refused.append(not taken and not any(topic in accepted for topic in offered))
        if first not in accepted:
            errors.append({"text": text, "right": accepted[0], "guess": first or "–", "sure": sure[-1]})
    per: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for item, ok, among in zip(asked, right, three, strict=True):
        per[item["topics"][0]].append((ok, among))
    return {
        "n": len(asked),
        "first": share(right),
        "macro_f1": macro_f1(pairs),
        "three": share(three),
        "answered": share(answered),
        "answered_right": share(answered_right),
        "refused": share(refused),
        "ece": calibration_error(sure, right),
        "mean_sure": sum(sure) / len(sure),
        "bins": bins(sure, right),
        "sure": sure,
        "right": right,
        "pairs": pairs,
        "errors": sorted(errors, key=lambda error: -error["sure"]),
        "topics": {
            topic: {"n": len(rows), "first": share(ok for ok, _ in rows), "three": share(t for _, t in rows)}
            for topic, rows in sorted(per.items())
        },
    }


def outside(name: str) -> Result:
    """Messages that the guide has no topic for."""
    errors, first, sure = [], Counter[str](), []
    asked = heldout(name)
    for item in asked:
        guesses = ranking(item["text"])
        taken, offered = routed(item["text"], guesses)
        best = guesses[0] if guesses else Guess("", 0.0)
        sure.append(best.confidence if best.name in topics() else 0.0)
        first[
            "svar" if taken else "uden for emnet" if _fixed(best) else "mente du" if offered else "ikke forstået"
        ] += 1
        if taken:
            errors.append({"text": item["text"], "right": OUTSIDE, "guess": taken, "sure": best.confidence})
    return {
        "n": len(asked),
        "wrong": len(errors) / len(asked),
        "bands": {band: count / len(asked) for band, count in sorted(first.items())},
        "sure": sure,
        "errors": sorted(errors, key=lambda error: -error["sure"]),
    }


def _fixed(best: Guess) -> bool:
    return best.confidence >= SURE and best.name not in topics()


def stories() -> Result:
    """Long texts with several topics."""
    told = heldout("historier")["stories"]
    hits = {3: 0, 5: 0}
    wanted, first, errors = 0, [], []
    for story in told:
        named = [guess.name for guess in ranking(story["text"]) if guess.name in topics()]
        wanted += len(story["topics"])
        for most in hits:
            hits[most] += sum(topic in named[:most] for topic in story["topics"])
        accepted = {*story["topics"], *story.get("may", [])}
        first.append(bool(named) and named[0] in accepted)
        missed = [topic for topic in story["topics"] if topic not in named[:5]]
        if missed:
            errors.append(
                {"text": story["text"], "right": ", ".join(missed), "guess": ", ".join(named[:3]), "sure": 0.0}
            )
    return {
        "n": len(told),
        "topics": wanted,
        **{f"recall{most}": count / wanted for most, count in hits.items()},
        "first": share(first),
        "errors": sorted(errors, key=lambda error: -error["right"].count(",")),
    }


def out_of_fold() -> Result:
    """Every training example judged by a model that did not learn from it: what the thresholds are chosen by."""
    examples = training()
    fold: dict[str, int] = Counter()
    numbers = []
    for _, intent in examples:
        numbers.append(fold[intent] % FOLDS)
        fold[intent] += 1
    guessed: dict[int, tuple[Guess, ...]] = {}
    for number in range(FOLDS):
        aside = [place for place, mine in enumerate(numbers) if mine == number]
        learnt = IntentModel().fit(pair for pair, mine in zip(examples, numbers, strict=True) if mine != number)
        guessed.update((place, learnt.predict(examples[place][0])) for place in aside)
    known = topics()
    rows = [(guessed[place], intent) for place, (_, intent) in enumerate(examples) if guessed[place]]
    inside = [(guesses, intent) for guesses, intent in rows if intent in known]
    sure = [guesses[0].confidence for guesses, _ in inside]
    right = [guesses[0].name == intent for guesses, intent in inside]
    strange = [
        guesses[0].confidence if guesses[0].name in known else 0.0 for guesses, intent in rows if intent == OUTSIDE
    ]
    three = [
        [intent in (guess.name for guess in guesses[:3] if guess.confidence >= LIKELY)] for guesses, intent in inside
    ]
    return {
        "n": len(rows),
        "macro_f1": macro_f1((intent, guesses[0].name) for guesses, intent in rows),
        "first": share(guesses[0].name == intent for guesses, intent in rows),
        "ece": calibration_error(sure, right),
        "bins": bins(sure, right),
        "sure": sure,
        "right": right,
        "outside": strange,
        "three": share(found[0] for found in three),
    }


def curve(sure: Sequence[float], right: Sequence[bool], strange: Sequence[float]) -> list[tuple[float, ...]]:
    """For each threshold: how many are answered, how many of those rightly, how many out of scope are answered."""
    rows: list[tuple[float, ...]] = []
    for step in range(1, 20):
        threshold = step / 20
        taken = [ok for value, ok in zip(sure, right, strict=True) if value >= threshold]
        rows.append((threshold, len(taken) / len(sure), share(taken), share(value >= threshold for value in strange)))
    return rows


def learning() -> list[tuple[float, int, int, float, float]]:
    """Share of the training data, seed, examples, and how many held-out questions were right first / among three."""
    asked = heldout("spoergsmaal")
    rows = []
    for part, seed in [(part, seed) for part in SHARES for seed in SEEDS] + [(1.0, 0)]:
        chosen = _sample(part, seed)
        learnt = model() if part == 1.0 else IntentModel().fit(chosen)
        named = [[guess.name for guess in learnt.predict(item["text"])] for item in asked]
        first = share(bool(names) and names[0] in item["topics"] for names, item in zip(named, asked, strict=True))
        three = share(
            any(name in item["topics"] for name in names[:3]) for names, item in zip(named, asked, strict=True)
        )
        rows.append((part, seed, len(chosen), first, three))
    return rows


def _sample(part: float, seed: int) -> list[tuple[str, str]]:
    """The same share of every intent, five of each at least."""
    by: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for pair in training():
        by[pair[1]].append(pair)
    if part == 1.0:
        return list(training())
    pick = random.Random(seed)
    return [pair for _, pairs in sorted(by.items()) for pair in pick.sample(pairs, max(5, round(part * len(pairs))))]


def confusions(pairs: Iterable[tuple[str, str]], most: int = 12) -> list[tuple[str, str, int]]:
    counted = Counter((right, guess) for right, guess in pairs if right != guess)
    return [(right, guess, n) for (right, guess), n in sorted(counted.items(), key=lambda item: (-item[1], item[0]))][
        :most
    ]


def measure(blind: bool) -> Result:
    """Everything about topics; `blind`: the sets that are looked at once as well."""
    names = ["spoergsmaal", "stoej", *(["spoergsmaal_2"] if blind else [])]
    strange = ["uden_for_emnet", *(["uden_for_emnet_2"] if blind else [])]
    return {
        "examples": len(training()),
        "intents": len(model().intents),
        "temperature": model().temperature,
        "questions": {name: questions(name) for name in names if there_is(name)},
        "outside": {name: outside(name) for name in strange if there_is(name)},
        **({"stories": stories()} if there_is("historier") else {}),
    }
