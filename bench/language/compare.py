"""`python -m bench.language.compare` puts other ways of finding the topic beside the one in use.

Each learns from three random nine tenths of every intent's examples; the numbers are means. Only what learns in seconds
is here; docs/adr/0008 has what was measured once of DIET and of a sentence embedding.
"""

from __future__ import annotations

import os

# One core, as on the smallest server; read when numpy is loaded.
os.environ["OMP_NUM_THREADS"] = "1"

import argparse
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean
from time import process_time
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from bench.language.score import calibration_error, share
from bench.language.sets import TRAINING, heldout
from bench.measure import percentile
from bench.report import number, table
from language.intent_model import _FEATURES, _STRENGTH, _WIDE, _prepare, load_training_data, macro_f1

SEEDS = (1, 2, 3)
PART = 0.9
ANSWERED = 0.8
"""The share of questions that all are made to answer, so that what they answer out of scope can be compared."""
Pairs = list[tuple[str, str]]
Matrix = Any


def log_sigmoid(scores: Matrix) -> Matrix:
    return -np.logaddexp(0, -scores)


def log_softmax(scores: Matrix) -> Matrix:
    return scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)


class Letters:
    """Pieces of words and words, with a linear learner on top."""

    def __init__(self, learner: Callable[[], Any], spec: Sequence[Any] = _FEATURES) -> None:
        self.learner, self.spec = learner, spec

    def fit(self, texts: Sequence[str], names: Sequence[str]) -> Letters:
        self.cut = [(TfidfVectorizer(**settings), weight) for settings, weight in self.spec]
        prepared = [_prepare(text) for text in texts]
        features = hstack([weight * v.fit_transform(prepared) for v, weight in self.cut]).tocsr()
        self.fitted = self.learner().fit(features, names)
        self.classes = list(self.fitted.classes_)
        return self

    def scores(self, texts: Sequence[str]) -> Matrix:
        prepared = [_prepare(text) for text in texts]
        features = hstack([weight * v.transform(prepared) for v, weight in self.cut]).tocsr()
        if hasattr(self.fitted, "decision_function"):
            return log_sigmoid(self.fitted.decision_function(features))
        return log_softmax(self.fitted.predict_log_proba(features))


def logistic(strength: float, weights: Any = "balanced") -> Callable[[], Any]:
    return lambda: LogisticRegression(
        C=strength, class_weight=weights, solver="liblinear", dual=True, tol=0.1, max_iter=1000, random_state=0
    )


def _wide(names: Sequence[str]) -> dict[str, float]:
    kinds = sorted(set(names))
    counts = {kind: sum(name == kind for name in names) for kind in kinds}
    return {k: _WIDE.get(k, 1.0) * len(names) / (len(kinds) * n) for k, n in counts.items()}


class Ours(Letters):
    """As in `language.intent_model`: what is out of scope weighs more."""

    def __init__(self) -> None:
        super().__init__(logistic(_STRENGTH))

    def fit(self, texts: Sequence[str], names: Sequence[str]) -> Letters:
        self.learner = logistic(_STRENGTH, _wide(names))
        return super().fit(texts, names)


CHAR, WORD, JOINED = _FEATURES
BOTH = [CHAR, WORD]
WAYS: dict[str, Callable[[], Any]] = {
    "ord, logistisk regression": lambda: Letters(logistic(_STRENGTH), [WORD]),
    "bogstavgrupper, logistisk regression": lambda: Letters(logistic(_STRENGTH), [CHAR]),
    "bogstavgrupper og ord, ComplementNB": lambda: Letters(lambda: ComplementNB(alpha=0.1), BOTH),
    "bogstavgrupper og ord, LinearSVC": lambda: Letters(
        lambda: LinearSVC(C=0.3, class_weight="balanced", random_state=0), BOTH
    ),
    "bogstavgrupper og ord, logistisk regression": lambda: Letters(logistic(_STRENGTH), BOTH),
    "det samme, også på tværs af mellemrum": lambda: Letters(logistic(_STRENGTH)),
    "det samme, «uden for emnet» vejer mere (valgt)": Ours,
}


def temperature(way: Callable[[], Any], pairs: Pairs) -> float:
    """Set by every fifth example of each intent, as the model in use does."""
    seen: dict[str, int] = defaultdict(int)
    learnt: Pairs = []
    aside: Pairs = []
    for text, name in pairs:
        seen[name] += 1
        (aside if seen[name] % 5 == 0 else learnt).append((text, name))
    model = way().fit(*zip(*learnt, strict=True))
    scores = model.scores([text for text, _ in aside])
    right = [model.classes.index(name) for _, name in aside]

    def surprise(log_temperature: float) -> float:
        return -float(np.mean(log_softmax(scores / np.exp(log_temperature))[np.arange(len(right)), right]))

    return float(np.exp(minimize_scalar(surprise, bounds=(-4.0, 3.0), method="bounded").x))


def judge(way: Callable[[], Any], pairs: Pairs, warmth: float) -> dict[str, float]:
    """One training, measured on the held-out sets."""
    begin = process_time()
    model = way().fit(*zip(*pairs, strict=True))
    seconds = process_time() - begin
    classes, asked = model.classes, heldout("spoergsmaal")

    def chances(texts: Sequence[str]) -> Matrix:
        return np.exp(log_softmax(model.scores(texts) / warmth))

    clean, noisy = (chances([item["text"] for item in heldout(name)]) for name in ("spoergsmaal", "stoej"))
    strange = chances([item["text"] for item in heldout("uden_for_emnet")])
    accepted = [[classes.index(topic) for topic in item["topics"]] for item in asked]
    best = clean.argmax(axis=1)
    right = [int(guess) in ok for guess, ok in zip(best, accepted, strict=True)]
    topics = sorted({topic for ok in accepted for topic in ok})
    sure = np.where(np.isin(strange.argmax(axis=1), topics), strange.max(axis=1), 0)
    threshold = float(np.quantile(clean.max(axis=1), 1 - ANSWERED))
    times = []
    for item in asked[::5]:
        start = process_time()
        model.scores([item["text"]])
        times.append(1000 * (process_time() - start))
    return {
        "first": share(right),
        "f1": macro_f1(
            (str(ok[0]), str(ok[0] if hit else g)) for g, ok, hit in zip(best, accepted, right, strict=True)
        ),
        "three": share(
            bool({*map(int, row)} & {*ok}) for row, ok in zip(np.argsort(-clean, axis=1)[:, :3], accepted, strict=True)
        ),
        "noisy": share(int(g) in ok for g, ok in zip(noisy.argmax(axis=1), accepted, strict=True)),
        "strange": float((sure >= threshold).mean()),
        "ece": calibration_error([float(value) for value in clean.max(axis=1)], right),
        "p50": percentile(times, 50),
        "p95": percentile(times, 95),
        "train": seconds,
    }


def sample(pairs: Pairs, seed: int) -> Pairs:
    by: dict[str, Pairs] = defaultdict(list)
    for pair in sorted(set(pairs)):
        by[pair[1]].append(pair)
    pick = random.Random(seed)
    return [pair for _, mine in sorted(by.items()) for pair in sorted(pick.sample(mine, round(PART * len(mine))))]


def main() -> None:
    """Measure each way and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.language.compare", description="Sammenlign modeller.")
    parser.add_argument("--data", type=Path, default=TRAINING, help="andre træningsdata end guidens")
    examples = load_training_data(parser.parse_args().data)
    rows = []
    for place, (name, way) in enumerate(WAYS.items(), 1):
        print(f"[{place}/{len(WAYS)}] {name} ...", flush=True)
        # Setting the temperature takes as long as learning, and hardly differs from sample to sample.
        warmth = temperature(way, sample(examples, SEEDS[0]))
        seen = [judge(way, sample(examples, seed), warmth) for seed in SEEDS]
        one = {key: mean(result[key] for result in seen) for key in seen[0]}
        spread = max(result["first"] for result in seen) - min(result["first"] for result in seen)
        shares = [f"{100 * one[key]:.1f}".replace(".", ",") for key in ("first", "f1", "three", "noisy", "strange")]
        shares[0] += f" (±{50 * spread:.1f})".replace(".", ",")
        times = [number(one[key], 2) for key in ("p50", "p95", "train")]
        rows.append([name, *shares, f"{one['ece']:.3f}".replace(".", ","), *times])
    strange = f"uden for emnet besvaret, når {100 * ANSWERED:.0f} % besvares, %"
    head = ["Model", "først %", "makro-F1", "blandt tre %", "sjusket, først %", strange]
    print(f"\n{len(examples)} eksempler\n\n" + table([*head, "ECE", "p50 ms", "p95 ms", "læres på s"], rows))


if __name__ == "__main__":
    main()
