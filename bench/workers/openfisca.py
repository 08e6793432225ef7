"""OpenFisca: one variable a fact, and one variable a table with a formula for every period that it changes in.

The formulas are written as quick as OpenFisca allows: one look-up in an array a test, all rows at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from typing import Any

import numpy as np
from openfisca_core.entities import Entity  # type: ignore[import-not-found]
from openfisca_core.indexed_enums import Enum  # type: ignore[import-not-found]
from openfisca_core.periods import DateUnit  # type: ignore[import-not-found]
from openfisca_core.simulations import SimulationBuilder  # type: ignore[import-not-found]
from openfisca_core.taxbenefitsystems import TaxBenefitSystem  # type: ignore[import-not-found]
from openfisca_core.variables import Variable  # type: ignore[import-not-found]

from bench.measure import run, run_whole
from bench.workers.channel import serve

NO_CASE = -1
SAMPLE = 8
"""One person at a time is slow: every 8th question is timed (all of them are proven)."""
Look = list[list[tuple[str, Any]]]


def formula(rows: list[tuple[int, Look]]) -> Callable[[Any, Any], Any]:
    """The first row whose tests all hold, as the number of its case."""

    def case(person: Any, period: Any) -> Any:
        conditions = []
        for _, eithers in rows:
            any_ = np.zeros(person.count, dtype=bool)
            for tests in eithers:
                all_ = np.ones(person.count, dtype=bool)
                for fact, allowed in tests:
                    all_ &= allowed[np.asarray(person(fact, period))]
                any_ |= all_
            conditions.append(any_)
        return np.select(conditions, [number for number, _ in rows], default=NO_CASE)

    return case


class OpenFisca:
    """The tables as variables and a batch of questions at hand."""

    def load(self, catalogue: str, tables: list[dict[str, Any]]) -> dict[str, str]:
        """Build the system."""
        person = Entity("person", "persons", "En person", "")
        self.system = TaxBenefitSystem([person])
        self.cases = {table["id"]: [row["case"] for row in table["rows"]] for table in tables}
        self.options: dict[str, list[str]] = {}
        for table in tables:
            self.options.update(table["facts"])
        for fact, options in self.options.items():
            values = Enum(fact, {option: option for option in options})
            parts = {"value_type": Enum, "possible_values": values, "default_value": values["ved_ikke"]}
            self._add(fact, person, DateUnit.ETERNITY, parts)
        for table in tables:
            days = sorted({row["from"] for row in table["rows"]} | {row["until"] for row in table["rows"]})[:-1]
            parts = {"value_type": int, "default_value": NO_CASE}
            for day in days:
                rows = [
                    (number, [self._look(either) for either in row["when"]])
                    for number, row in enumerate(table["rows"])
                    if row["from"] <= day < row["until"]
                ]
                text = f"{day:08d}"
                parts[f"formula_{text[:4]}_{text[4:6]}_{text[6:]}"] = formula(rows)
            self._add(f"case_{table['id']}", person, DateUnit.DAY, parts)
        return {"OpenFisca-Core": version("openfisca-core"), "numpy": np.__version__}

    def _add(self, name: str, person: Any, unit: Any, parts: dict[str, Any]) -> None:
        common = {"entity": person, "definition_period": unit, "label": name}
        self.system.add_variable(type(name, (Variable,), {**common, **parts}))

    def _look(self, either: dict[str, list[str]]) -> list[tuple[str, Any]]:
        return [
            (fact, np.array([option in allowed for option in self.options[fact]])) for fact, allowed in either.items()
        ]

    def batch(self, questions: list[tuple[str, dict[str, str], str]]) -> None:
        """Keep the questions, as texts for one person at a time and as rows of numbers for all at once."""
        self.questions = questions
        grouped: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, (id, _, day) in enumerate(questions):
            grouped[id, day].append(number)
        self.groups = []
        for (id, day), numbers in grouped.items():
            inputs = {
                fact: np.array([self.options[fact].index(questions[number][1][fact]) for number in numbers])
                for fact in questions[numbers[0]][1]
            }
            self.groups.append((id, day, numbers, inputs))

    def _simulate(self, id: str, inputs: dict[str, Any], day: str, count: int) -> Any:
        simulation = SimulationBuilder().build_default_simulation(self.system, count)
        for fact, values in inputs.items():
            simulation.set_input(fact, "ETERNITY", values)
        return simulation.calculate(f"case_{id}", day)

    def _one(self, id: str, answers: dict[str, str], day: str) -> Any:
        return self._simulate(id, {fact: np.array([value]) for fact, value in answers.items()}, day, 1)

    def _all(self) -> list[Any]:
        return [self._simulate(id, inputs, day, len(numbers)) for id, day, numbers, inputs in self.groups]

    def answer(self) -> list[str | None]:
        """For each question the first row that fits, None when none does; the two ways must agree."""
        found = [int(self._one(*question)[0]) for question in self.questions]
        for (_, _, numbers, _), results in zip(self.groups, self._all(), strict=True):
            if [found[number] for number in numbers] != results.tolist():
                raise ValueError("one at a time and all at once differ")
        return [
            None if case == NO_CASE else self.cases[id][case]
            for (id, _, _), case in zip(self.questions, found, strict=True)
        ]

    def time(self, mode: str) -> dict[str, float]:
        """Time every question."""
        if mode == "samlet":
            return run_whole(self._all, len(self.questions))
        return run(partial(self._one, *question) for question in self.questions[::SAMPLE])


if __name__ == "__main__":
    worker = OpenFisca()
    serve({"load": worker.load, "batch": worker.batch, "answer": worker.answer, "time": worker.time})
