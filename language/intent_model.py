"""Which topic is a message about? Words and pieces of words, weighed by one logistic regression for each intent.

The pieces are also taken across the spaces, so that a word split in two or written together costs little, and a word
with a slip in it is read as the known word it is nearest to.

How sure the model says it is, is set by examples that it did not learn from: see `IntentModel.temperature`. Needs
scikit-learn and numpy only. The same examples give the same model, in whatever order they come, and the model is stored
as numbers and JSON, so that reading one never runs code.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.optimize import minimize_scalar
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from language.folding import fold
from language.normalise import clean
from language.spelling import Spelling

RANKED = 5
"""How many intents a prediction names."""


def _run_together(text: str) -> str:
    return text.replace(" ", "")


_FEATURES: tuple[tuple[dict[str, Any], float], ...] = (
    ({"analyzer": "char_wb", "ngram_range": (2, 5), "sublinear_tf": True}, 1.0),
    ({"analyzer": "word", "ngram_range": (1, 2), "sublinear_tf": True, "token_pattern": r"(?u)\b\w+\b"}, 0.5),
    ({"analyzer": "char_wb", "ngram_range": (3, 5), "sublinear_tf": True, "preprocessor": _run_together}, 0.6),
)
"""How texts are cut up, pieces of words first, and how much each kind counts. The last is blind to where words are
split."""
_WORDS = 1
"""The place in `_FEATURES` of the words."""
_PUT_RIGHT = 5
"""Letters; a shorter word that is not known is left as it is, for it is too like others."""
_WORD = re.compile(r"\w+")
_STRENGTH = 20.0
_WIDE = {"uden_for_emnet": 10.0}
"""Everything the guide knows nothing of is far wider than any topic, however few its examples are; found by
cross-validation."""
_FAMILIAR = 0.5
"""Share of a message's letter groups that must be known before its confidence is taken at face value."""
_LONG_GROUP = 4
"""Letters; gibberish holds few known groups this long. It is not out of scope but not understood."""
_KEPT_ASIDE = 5
"""Every fifth example of each intent is kept aside to set the temperature by; after that all are learnt from."""
_NUMBERS = "numbers.npz"
_TERMS = "terms.json"


@dataclass(frozen=True)
class Guess:
    """An intent and how sure the model is of it, from 0 to 1."""

    name: str
    confidence: float


def load_training_data(folder: Path) -> list[tuple[str, str]]:
    """Return (text, intent) for every example in the folder's *.yml files, in file order.

    Raises:
        FileNotFoundError: there is no example in the folder.
        ValueError: a file is not in Rasa's training data format.
    """
    examples: list[tuple[str, str]] = []
    for path in sorted(folder.glob("*.yml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(data, dict) or not isinstance(data.get("nlu"), list):
            raise ValueError(f"{path}: no list of intents under nlu")
        for block in data["nlu"]:
            if "intent" not in block:
                continue
            lines = str(block.get("examples") or "").splitlines()
            examples += [(line[1:].strip(), block["intent"]) for line in lines if line.startswith("-")]
    if not examples:
        raise FileNotFoundError(f"{folder}: no training examples")
    return examples


def _prepare(text: str) -> str:
    """Make the text even, numbers alike and the special Danish letters the same as their ASCII spellings."""
    return "".join("0" if char.isdigit() else char for char in fold(clean(text)).text)


class IntentModel:
    """Learn from examples and name the most likely intents of a message."""

    def __init__(self) -> None:
        self._learnt = _Learnt((), (), np.zeros((0, 0), dtype=np.float32), np.zeros(0, dtype=np.float32))
        self._temperature = 1.0

    @property
    def intents(self) -> tuple[str, ...]:
        """All intents the model can name; empty before it has learnt."""
        return self._learnt.intents

    @property
    def temperature(self) -> float:
        """What the scores are divided by to become chances; below 1, the examples kept aside called for more daring."""
        return self._temperature

    def fit(self, examples: Iterable[tuple[str, str]]) -> IntentModel:
        """Learn from (text, intent) pairs and return the model itself.

        Raises:
            ValueError: there are fewer than two intents.
        """
        pairs = sorted({(_prepare(text), intent) for text, intent in examples})
        self._temperature = _temperature(pairs)
        self._learnt = _learn(pairs)
        return self

    def predict(self, text: str) -> tuple[Guess, ...]:
        """Return the likeliest intents, best first, `RANKED` at most.

        A message of which little is known to the model gets a low confidence. An empty one gets no guess at all,
        nor does any message before the model has learnt. Never raises.
        """
        return self.ranked(self.chances(text))

    def chances(self, text: str) -> np.ndarray[Any, Any]:
        """Return the chance of each of `intents`, from 0 to 1; all 0 when there is nothing to go by.

        They sum to 1, or to less where little of the message is known. Never raises.
        """
        prepared = _prepare(text)
        if not prepared or not self.intents:
            return np.zeros(len(self.intents))
        prepared = self._learnt.put_right(prepared)
        scores = self._learnt.scores(prepared) / self._temperature
        chances = np.exp(scores - scores.max())
        known, known_long = self._learnt.familiar(prepared)
        familiar: np.ndarray[Any, Any] = chances / chances.sum() * known
        familiar[[place for place, name in enumerate(self.intents) if name in _WIDE]] *= known_long
        return familiar

    def ranked(self, chances: np.ndarray[Any, Any], most: int = RANKED) -> tuple[Guess, ...]:
        """Return the best of what `chances` gave, `most` of them; no guess where all are 0."""
        if not chances.any():
            return ()
        best = np.argsort(-chances, kind="stable")[:most]
        return tuple(Guess(self.intents[i], round(float(chances[i]), 6)) for i in best)

    def save(self, folder: Path) -> None:
        """Write the model to a folder, which is made if need be.

        Raises:
            OSError: the folder cannot be written.
        """
        folder.mkdir(parents=True, exist_ok=True)
        learnt = self._learnt
        numbers = {f"idf{n}": part.idf for n, part in enumerate(learnt.parts)}
        np.savez_compressed(folder / _NUMBERS, weights=learnt.weights, bias=learnt.bias, **numbers)
        terms = {
            "intents": learnt.intents,
            "temperature": self._temperature,
            "terms": [list(part.places) for part in learnt.parts],
        }
        (folder / _TERMS).write_text(json.dumps(terms, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read a model that `save` wrote.

        Raises:
            OSError: a file is missing or cannot be read.
            ValueError: the files are not a model.
        """
        stored = json.loads((folder / _TERMS).read_text(encoding="utf-8"))
        model = cls()
        with np.load(folder / _NUMBERS, allow_pickle=False) as numbers:
            parts = _parts((terms, numbers[f"idf{n}"]) for n, terms in enumerate(stored["terms"]))
            model._learnt = _Learnt(tuple(stored["intents"]), parts, numbers["weights"], numbers["bias"])
        model._temperature = float(stored["temperature"])
        width = sum(len(part.places) for part in model._learnt.parts)
        if model._learnt.weights.shape != (width, len(model.intents)) or model._temperature <= 0:
            raise ValueError(f"{folder}: the numbers do not fit the terms")
        return model


@dataclass(frozen=True)
class _Part:
    """One kind of features: how a text is cut up, and each term's place and weight."""

    analyze: Callable[[str], list[str]]
    places: dict[str, int]
    """Term -> place among the terms of this part."""
    idf: np.ndarray[Any, Any]
    scale: float
    offset: int
    """How many features the earlier parts have."""

    def weigh(self, prepared: str) -> tuple[list[int], np.ndarray[Any, Any]]:
        """Return the features that a text has and their values, as scikit-learn's TfidfVectorizer would."""
        counts = Counter(term for term in self.analyze(prepared) if term in self.places)
        rows = [self.places[term] for term in counts]
        values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float64, count=len(counts)))) * self.idf[rows]
        length = float(np.sqrt(values @ values)) or 1.0
        return [self.offset + row for row in rows], values / length * self.scale


@dataclass(frozen=True)
class _Learnt:
    """What was learnt: how texts are cut up, and what each piece says for or against each intent."""

    intents: tuple[str, ...]
    parts: tuple[_Part, ...]
    weights: np.ndarray[Any, Any]
    bias: np.ndarray[Any, Any]

    @cached_property
    def _spelling(self) -> Spelling:
        """All words are let be; those that stand in more than one example are what a slip may have been meant as."""
        words = self.parts[_WORDS]
        known = {word: float(words.idf[place]) for word, place in words.places.items() if " " not in word}
        once = max(known.values(), default=0.0)
        often = [word for word, rare in known.items() if rare < once]
        return Spelling(known, sorted(often, key=lambda word: (known[word], word)))

    def put_right(self, prepared: str) -> str:
        """Return the text with each word that has one slip in it as the known word."""
        right = self._spelling.right
        return _WORD.sub(lambda word: right(word[0]) if len(word[0]) >= _PUT_RIGHT else word[0], prepared)

    def scores(self, prepared: str) -> np.ndarray[Any, Any]:
        """Return the logarithm of what each intent's own yes-or-no question gives the text."""
        scores = self.bias.astype(np.float64)
        for part in self.parts:
            rows, values = part.weigh(prepared)
            scores += values @ self.weights[rows]
        log: np.ndarray[Any, Any] = -np.logaddexp(0, -scores)
        return log

    def familiar(self, prepared: str) -> tuple[float, float]:
        """Return 1, or less when hardly any of the text's letter groups were ever seen; all of them and long ones."""
        places = self.parts[0].places
        groups = {group for group in self.parts[0].analyze(prepared) if any(char.isalpha() for char in group)}
        long = {group for group in groups if len(group) >= _LONG_GROUP}
        shares = (sum(group in places for group in some) / len(some) if some else 0.0 for some in (groups, long))
        known, known_long = (min(1.0, (share / _FAMILIAR) ** 2) for share in shares)
        return known, known_long


def _learn(pairs: Sequence[tuple[str, str]]) -> _Learnt:
    """Learn from prepared texts and their intents."""
    texts, names = [text for text, _ in pairs], [intent for _, intent in pairs]
    vectorizers = [TfidfVectorizer(**settings) for settings, _ in _FEATURES]
    features = hstack(
        [weight * v.fit_transform(texts) for v, (_, weight) in zip(vectorizers, _FEATURES, strict=True)]
    ).tocsr()
    counts = Counter(names)
    balanced = {name: _WIDE.get(name, 1.0) * len(names) / (len(counts) * n) for name, n in counts.items()}
    # The dual form gives what the primal does in a quarter of the time.
    learner = LogisticRegression(
        C=_STRENGTH, class_weight=balanced, solver="liblinear", dual=True, tol=0.1, max_iter=1000, random_state=0
    )
    learner.fit(features, names)
    weights, bias = learner.coef_, learner.intercept_
    if len(learner.classes_) == 2:
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    return _Learnt(
        tuple(str(name) for name in learner.classes_),
        _parts((_in_order(v.vocabulary_), v.idf_.astype(np.float32)) for v in vectorizers),
        np.ascontiguousarray(weights.T, dtype=np.float32),
        bias.astype(np.float32),
    )


def _temperature(pairs: Sequence[tuple[str, str]]) -> float:
    """Return the temperature at which the examples kept aside are least surprising; 1 when there are too few."""
    seen: Counter[str] = Counter()
    learnt: list[tuple[str, str]] = []
    aside: list[tuple[str, str]] = []
    for text, intent in pairs:
        seen[intent] += 1
        (aside if seen[intent] % _KEPT_ASIDE == 0 else learnt).append((text, intent))
    if not aside:
        return 1.0
    model = _learn(learnt)
    scores = np.array([model.scores(model.put_right(text)) for text, _ in aside])
    right = np.array([model.intents.index(intent) for _, intent in aside])

    def surprise(log_temperature: float) -> float:
        scaled = scores / np.exp(log_temperature)
        return float(np.mean(np.logaddexp.reduce(scaled, axis=1) - scaled[np.arange(len(right)), right]))

    found = minimize_scalar(surprise, bounds=(-3.0, 3.0), method="bounded")
    return float(np.exp(found.x))


def _parts(stored: Iterable[tuple[Sequence[str], np.ndarray[Any, Any]]]) -> tuple[_Part, ...]:
    parts: list[_Part] = []
    offset = 0
    for (settings, scale), (terms, idf) in zip(_FEATURES, stored, strict=True):
        places = {term: place for place, term in enumerate(terms)}
        parts.append(_Part(TfidfVectorizer(**settings).build_analyzer(), places, idf, scale, offset))
        offset += len(places)
    return tuple(parts)


def _in_order(vocabulary: dict[str, int]) -> list[str]:
    return sorted(vocabulary, key=lambda term: int(vocabulary[term]))


def macro_f1(pairs: Iterable[tuple[str, str]]) -> float:
    """Return the mean F1 over the intents of (right, predicted) pairs, from 0 to 1."""
    seen = list(pairs)
    names = sorted({right for right, _ in seen})
    return sum(_f1(seen, names)) / len(names) if names else 0.0


def _f1(pairs: Sequence[tuple[str, str]], names: Iterable[str]) -> Iterator[float]:
    for name in names:
        hits = sum(right == name == guess for right, guess in pairs)
        yield 2 * hits / (sum(right == name for right, _ in pairs) + sum(guess == name for _, guess in pairs))
