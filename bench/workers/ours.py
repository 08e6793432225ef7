"""Our own engine: the bare core, and the whole decision with trace, citations and next steps."""

from __future__ import annotations

import platform
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from bench.measure import run
from bench.workers.channel import serve
from rights.assess import Assessor
from rights.loader import load_folder

Question = tuple[str, dict[str, str], date]


class Ours:
    """The catalogue loaded and a batch of questions at hand."""

    def load(self, catalogue: str, tables: list[dict[str, Any]]) -> dict[str, str]:
        """The whole catalogue is read; `tables` is for the engines that cannot read it."""
        self.assessor = Assessor(load_folder(Path(catalogue)))
        return {"Python": platform.python_version(), "msgspec": msgspec.__version__}

    def batch(self, questions: list[tuple[str, dict[str, str], str]]) -> None:
        """Keep the questions, ready to be asked."""
        self.questions = [(id, answers, date.fromisoformat(day)) for id, answers, day in questions]

    def answer(self) -> list[tuple[str | None, int]]:
        """For each question the case (None while several are possible) and how many are possible."""
        decisions = [self.assessor.decide(*question) for question in self.questions]
        return [(decision.case, len(decision.possible)) for decision in decisions]

    def time(self, mode: str) -> dict[str, float]:
        """Time every question."""
        if mode == "beslutning":
            return run(partial(self.assessor.decide, *question) for question in self.questions)
        rights = self.assessor.catalogue.rights
        return run(partial(self.assessor.possible, rights[id], answers, day) for id, answers, day in self.questions)


if __name__ == "__main__":
    ours = Ours()
    serve({"load": ours.load, "batch": ours.batch, "answer": ours.answer, "time": ours.time})
