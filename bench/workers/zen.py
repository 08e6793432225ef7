"""GoRules' zen-engine: the tables as JSON decision tables with the hit policy "first".

It is asked in the quickest way it has: content that its own loader has compiled once.
"""

from __future__ import annotations

import json
from functools import partial
from importlib.metadata import version
from typing import Any

import zen  # type: ignore[import-not-found]

from bench.measure import run, run_whole
from bench.workers.channel import serve

HERE = {"x": 0, "y": 0}


def decision_table(table: dict[str, Any]) -> dict[str, Any]:
    """One table in zen's format. An answer that is "ved ikke" stands in no cell, so no row fits it."""
    columns = [*table["facts"], "dag"]
    rules: list[dict[str, str]] = []
    for row in table["rows"]:
        for either in row["when"]:
            cells = {fact: ", ".join(json.dumps(value) for value in allowed) for fact, allowed in either.items()}
            rule = {column: cells.get(column, "") for column in columns}
            rule["dag"] = f"[{row['from']}..{row['until']})"
            rules.append({"_id": str(len(rules)), **rule, "case": json.dumps(row["case"])})
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": column, "name": column, "field": column} for column in columns],
        "outputs": [{"id": "case", "name": "case", "field": "case"}],
        "rules": rules,
    }
    return {
        "nodes": [
            {"id": "ind", "type": "inputNode", "name": "ind", "position": HERE},
            {"id": "tabel", "type": "decisionTableNode", "name": "tabel", "position": HERE, "content": content},
            {"id": "ud", "type": "outputNode", "name": "ud", "position": HERE},
        ],
        "edges": [
            {"id": "1", "type": "edge", "sourceId": "ind", "targetId": "tabel"},
            {"id": "2", "type": "edge", "sourceId": "tabel", "targetId": "ud"},
        ],
    }


class Zen:
    """The tables loaded and a batch of questions at hand."""

    def load(self, catalogue: str, tables: list[dict[str, Any]]) -> dict[str, str]:
        """Build every table, and ask each once: zen compiles on first use."""
        content = {table["id"]: decision_table(table) for table in tables}
        self.engine = zen.ZenEngine({"loader": {"type": "static", "content": content}})
        for id in content:
            self.engine.evaluate(id, {"dag": 20220101})
        return {"zen-engine": version("zen-engine")}

    def batch(self, questions: list[tuple[str, dict[str, str], str]]) -> None:
        """Keep the questions, ready to be asked."""
        self.questions = [(id, {**answers, "dag": int(day.replace("-", ""))}) for id, answers, day in questions]
        self.requests = [{"key": id, "context": context} for id, context in self.questions]

    def answer(self) -> list[str | None]:
        """For each question the first row that fits, None when none does."""
        return [self.engine.evaluate(id, context)["result"].get("case") for id, context in self.questions]

    def time(self, mode: str) -> dict[str, float]:
        """Time every question."""
        if mode == "samlet":
            return run_whole(lambda: self.engine.evaluate_batch(self.requests), len(self.requests))
        options = {"trace": True} if mode == "med spor" else None
        return run(partial(self.engine.evaluate, id, context, options) for id, context in self.questions)


if __name__ == "__main__":
    worker = Zen()
    serve({"load": worker.load, "batch": worker.batch, "answer": worker.answer, "time": worker.time})
