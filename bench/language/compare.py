"""`python -m bench.language.compare` puts other ways of finding the topic beside the one in use.

Each learns from three random nine tenths of every intent's examples, in a process of its own; the numbers are means.
`--e5` also measures a sentence embedding (minutes), and `--diet EPOCHS` Rasa's own DIET (a quarter of an hour or more
for each of three seeds); both take `--only` to leave out the rest. docs/adr/0008 has the results.
"""

from __future__ import annotations

import os

# One core, as on the smallest server; read when numpy is loaded.
os.environ["OMP_NUM_THREADS"] = "1"

import argparse
import multiprocessing
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

from bench.language.rivals import Diet, Sentences, Together
from bench.language.score import calibration_error, share
from bench.language.sets import TRAINING, heldout
from bench.measure import percentile
from bench.report import number, table
from language.intent_model import _FEATURES, _STRENGTH, _WIDE, IntentModel, _prepare, load_training_data, macro_f1

SEEDS = (1, 2, 3)
PART = 0.9
WRONGLY = 0.05
"""The share out of scope that each may answer at most, so that what they answer of the questions can be compared."""
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


class Chosen:
    """`language.intent_model` itself: as `Ours`, and a word with a slip in it is read as the known one."""

    def fit(self, texts: Sequence[str], names: Sequence[str]) -> Chosen:
        self.model = IntentModel().fit(zip(texts, names, strict=True))
        self.classes = list(self.model.intents)
        return self

    def scores(self, texts: Sequence[str]) -> Matrix:
        return np.log(np.array([self.model.chances(text) for text in texts]) + 1e-9)


def _sentences() -> Sentences:
    return Sentences(lambda names: logistic(_STRENGTH, _wide(names))())


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
    "det samme, «uden for emnet» vejer mere": Ours,
    "det samme, slåfejl rettet (valgt)": Chosen,
}
E5: dict[str, Callable[[], Any]] = {
    "e5, logistisk regression": _sentences,
    "e5 sammen med bogstavgrupper og ord": lambda: Together(_sentences(), Ours()),
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
    seconds = getattr(model, "seconds", process_time() - begin)
    classes, asked = model.classes, heldout("spoergsmaal")

    def chances(texts: Sequence[str]) -> Matrix:
        return np.exp(log_softmax(model.scores(texts) / warmth))

    clean, noisy = (chances([item["text"] for item in heldout(name)]) for name in ("spoergsmaal", "stoej"))
    strange = chances([item["text"] for item in heldout("uden_for_emnet")])
    accepted = [[classes.index(topic) for topic in item["topics"]] for item in asked]
    best = clean.argmax(axis=1)
    right = [int(guess) in ok for guess, ok in zip(best, accepted, strict=True)]
    places = [classes.index(topic) for topic in sorted({topic for item in asked for topic in item["topics"]})]
    sure, strangely = (np.where(np.isin(c.argmax(axis=1), places), c.max(axis=1), 0) for c in (clean, strange))
    threshold = sorted(strangely, reverse=True)[int(WRONGLY * len(strangely))]
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
        "answered": float((sure > threshold).mean()),
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


def _memory() -> float:
    """What this process holds of memory now, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def measure(job: tuple[str, int, Pairs]) -> dict[str, float]:
    """Measure one way on every sample; the mean of each figure, and half the spread of the first."""
    name, epochs, examples = job
    seen = []
    # Setting the temperature takes as long as learning, and hardly differs from sample to sample.
    warmth = 1.0
    for seed in SEEDS:
        way = (lambda seed=seed: Diet(epochs, seed)) if epochs else {**WAYS, **E5}[name]
        if seed == SEEDS[0] and not epochs and way is not Chosen:
            warmth = temperature(way, sample(examples, seed))
        seen.append({**judge(way, sample(examples, seed), warmth), "mb": _memory()})
        print("  ", {key: round(value, 4) for key, value in seen[-1].items()}, flush=True)
    firsts = [result["first"] for result in seen]
    return {
        **{key: mean(result[key] for result in seen) for key in seen[0]},
        "mb": seen[0]["mb"],
        "spread": (max(firsts) - min(firsts)) / 2,
    }


def row(name: str, one: dict[str, float]) -> list[str]:
    """The figures as they stand in the table."""
    shares = [f"{100 * one[key]:.1f}".replace(".", ",") for key in ("first", "three", "noisy", "answered")]
    shares[0] += f" (±{100 * one['spread']:.1f})".replace(".", ",")
    parts = [f"{one[key]:.3f}".replace(".", ",") for key in ("f1", "ece")]
    return [name, *shares, *parts, *(number(one[key], 2) for key in ("p50", "p95", "mb", "train"))]


def main() -> None:
    """Measure each way and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.language.compare", description="Sammenlign modeller.")
    parser.add_argument("--data", type=Path, default=TRAINING, help="andre træningsdata end guidens")
    parser.add_argument("--e5", action="store_true", help="også en sætningsindlejring")
    parser.add_argument("--diet", type=int, default=0, metavar="EPOKER", help="også DIET, så mange epoker")
    parser.add_argument("--only", action="store_true", help="kun det, der er bedt om, ikke de hurtige")
    given = parser.parse_args()
    examples = load_training_data(given.data)
    ways = {name: 0 for name in ({} if given.only else WAYS) | (E5 if given.e5 else {})}
    if given.diet:
        ways[f"DIET, {given.diet} epoker"] = given.diet
    rows = []
    for place, (name, epochs) in enumerate(ways.items(), 1):
        print(f"[{place}/{len(ways)}] {name} ...", flush=True)
        # A process for each, so that none pays for another's memory.
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            rows.append(row(name, pool.apply(measure, ((name, epochs, examples),))))
    answered = f"besvaret, når højst {100 * WRONGLY:.0f} % uden for emnet bliver det, %"
    head = ["Model", "først %", "blandt tre %", "sjusket, først %", answered, "makro-F1", "ECE"]
    print(f"\n{len(examples)} eksempler\n\n" + table([*head, "p50 ms", "p95 ms", "MB", "læres på s"], rows))


if __name__ == "__main__":
    main()
