"""Our engine on a whole catalogue, of any size, for one person at a time."""

from __future__ import annotations

import gc
from datetime import date
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bench.measure import memory_mb, run_long
from bench.people import person
from bench.workers.channel import serve
from rights.assess import Assessor
from rights.interview import next_question
from rights.loader import load_folder
from rights.model import Catalogue


class Whole:
    """A catalogue, an assessor that has seen every era, and some people."""

    catalogue: Catalogue
    assessor: Assessor

    def load(self, folder: str, people: int, facts: list[str] | None = None) -> dict[str, float]:
        """Read the catalogue; the memory is what it takes beyond an empty process."""
        self.folder = Path(folder)
        before = memory_mb()
        seconds = self.reload()
        gc.collect()
        self.people = [person(self.catalogue, number, facts) for number in range(people)]
        return {
            **seconds,
            "mb": memory_mb() - before,
            "rights": len(self.catalogue.rights),
            "rows": sum(len(right.cases) for right in self.catalogue.rights.values()),
            "facts": len(self.catalogue.facts),
        }

    def reload(self) -> dict[str, float]:
        """Read and check the catalogue from its files once more."""
        for name in ("catalogue", "assessor"):
            vars(self).pop(name, None)  # the old one must not lie beside the new one
        gc.collect()
        wall, cpu = perf_counter(), process_time()
        self.catalogue = load_folder(self.folder)
        wall, cpu = perf_counter() - wall, process_time() - cpu
        self.assessor = Assessor(self.catalogue)
        return {"wall_s": wall, "cpu_s": cpu}

    def prepare(self) -> dict[str, float]:
        """Every era seen once; what the first whole assessment cost; the memory with everything in use."""
        seen: set[int] = set()
        first = 0.0
        for answers, on in self.people:
            if self.catalogue.era(on) not in seen:
                seen.add(self.catalogue.era(on))
                begin = perf_counter()
                self.assessor.assess_all(answers, on)
                first = first or perf_counter() - begin
        return {"first_ms": first * 1000, "eras": len(seen), "mb": memory_mb()}

    def freeze(self, on: bool) -> None:
        """Let the collector leave the catalogue alone (or look at it again)."""
        gc.collect()
        gc.freeze() if on else gc.unfreeze()

    def largest_topic(self) -> dict[str, Any]:
        """The topic with most rows to go through."""
        rights = self.catalogue.rights
        rows = {topic: sum(len(rights[id].cases) for id in ids) for topic, ids in self.catalogue.topics.items()}
        topic = max(rows, key=lambda name: (rows[name], name))
        return {"topic": topic, "rights": len(self.catalogue.topics[topic]), "rows": rows[topic]}

    def dependents(self, fact: str) -> int:
        """How many entitlements use a fact."""
        return len(self.catalogue.rights_using[fact])

    def warm(self, people: int) -> dict[str, float]:
        """Everything decided for one person, with trace."""
        return run_long(partial(self.assessor.assess_all, *one) for one in self.people[:people])

    def cold(self, people: int) -> dict[str, float]:
        """The same by an assessor that has decided nothing before."""
        return run_long(partial(self._cold, *one) for one in self.people[:people])

    def _cold(self, answers: dict[str, str], on: date) -> None:
        Assessor(self.catalogue).assess_all(answers, on)

    def answer(self, people: int, fact: str) -> dict[str, float]:
        """One answer changes: only what depends on it is decided again."""
        calls = []
        for answers, on in self.people[:people]:
            before = self.assessor.assess_all(answers, on)
            now = next(value for value in self.catalogue.option_ids(fact) if value != answers.get(fact))
            calls.append(partial(self.assessor.reassess, before, fact, {**answers, fact: now}, on))
        return run_long(calls * (1 if people > 50 else 20))

    def question(self, people: int, topic: str) -> dict[str, float]:
        """The next question of one topic, after a few answers."""
        ids = self.catalogue.topics[topic]
        calls = []
        for answers, on in self.people[:people]:
            few = dict(list(answers.items())[:3])
            calls.append(partial(next_question, self.assessor, ids, few, on))
        return run_long(calls * (1 if people > 50 else 20))

    def changes(self, people: int, topic: str | None) -> dict[str, float]:
        """What would change the answer, for one topic or for everything."""
        ids = self.catalogue.topics[topic] if topic else tuple(self.catalogue.rights)
        return run_long(partial(self._changes, ids, *one) for one in self.people[:people])

    def _changes(self, ids: tuple[str, ...], answers: dict[str, str], on: date) -> None:
        for id in ids:
            self.assessor.assess(id, answers, on)


if __name__ == "__main__":
    whole = Whole()
    names = ("load", "reload", "prepare", "freeze", "largest_topic", "dependents")
    timings = ("warm", "cold", "answer", "question", "changes")
    serve({name: getattr(whole, name) for name in (*names, *timings)})
