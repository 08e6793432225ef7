"""How much work a message is: each part for itself, all of them together, and longer and longer texts.

CPU time is counted, so that what else the machine does disturbs little.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Sequence
from functools import partial
from time import process_time
from typing import Any

from actions.hear import hear
from bench.language.routing import TODAY, model, ranking
from bench.language.sets import heldout, texts, there_is
from bench.measure import middle, run_long
from language.acts import sent_to_municipality
from language.crisis import assess_crisis
from language.facts import extract_facts
from language.intent_model import IntentModel
from language.personal import mask

LENGTHS = (250, 500, 1000, 1500, 2000)
TEXTS = 12
ROUNDS = 3
Result = dict[str, Any]


def _whole(text: str) -> None:
    """What one message goes through before the guide answers."""
    masked = mask(text).text
    hear(masked, [(guess.name, guess.confidence) for guess in ranking(masked)], TODAY)


PARTS: dict[str, Callable[[str], Any]] = {
    "emne (klassifikation)": ranking,
    "oplysninger": lambda text: extract_facts(text, TODAY),
    "krisefilter": assess_crisis,
    "skulle til kommunen": sent_to_municipality,
    "personoplysninger": mask,
    "det hele efter hinanden": _whole,
}


def measure() -> Result:
    """Times in milliseconds, on one core; memory in MB."""
    from bench.language.sets import training

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = process_time()
    IntentModel().fit(training())
    seconds = process_time() - begin
    messages = texts()
    for part in PARTS.values():
        part(messages[0])
    timed = {name: _timed(part, messages) for name, part in PARTS.items()}
    return {
        "n": len(messages),
        "train_s": seconds,
        "train_mb": max(0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
        "model_mb": _size() / 2**20,
        "parts": {name: (one["cpu_p50"] / 1e6, one["cpu_p95"] / 1e6) for name, one in timed.items()},
        "lengths": [(length, _median(length)) for length in LENGTHS],
    }


def _timed(part: Callable[[str], Any], messages: Sequence[str]) -> dict[str, float]:
    """Nanoseconds: the median of each figure over the rounds."""
    return middle([run_long([partial(part, text) for text in messages]) for _ in range(ROUNDS)])


def _size() -> int:
    """Bytes that the model takes up in memory, near enough: its numbers and its terms."""
    learnt = model()._learnt
    terms = sum(sys.getsizeof(part.places) + sum(map(sys.getsizeof, part.places)) for part in learnt.parts)
    return int(learnt.weights.nbytes + sum(part.idf.nbytes for part in learnt.parts) + terms)


def _median(length: int) -> float:
    """Milliseconds for everything on texts of so many characters, made from the stories one after another."""
    told = [story["text"] for story in heldout("historier")["stories"]] if there_is("historier") else texts()
    joined = " ".join(told)
    starts = [number * (len(joined) - length) // TEXTS for number in range(TEXTS)]
    return _timed(_whole, [joined[start : start + length] for start in starts])["cpu_p50"] / 1e6
