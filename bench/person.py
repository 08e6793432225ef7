"""Everything assessed for one person, as the guide does it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bench.measure import middle
from bench.process import Worker

PEOPLE = 200
AIM_MS = 5


def measure(folder: Path, rounds: int) -> dict[str, Any]:
    """The ways of assessing in turn, with the collector as it is and with the catalogue frozen."""
    with Worker("catalogue", folder=str(folder), people=PEOPLE) as worker:
        topic = worker.ask("largest_topic")
        prepared = worker.ask("prepare")
        ways: list[tuple[str, str, dict[str, Any]]] = [
            ("Alt afgjort med spor, varm", "warm", {"people": PEOPLE}),
            ("Alt afgjort med spor, kold (intet husket)", "cold", {"people": PEOPLE}),
            ("Det største emne med «hvad ville ændre svaret»", "changes", {"people": PEOPLE, "topic": topic["topic"]}),
            ("Alt med «hvad ville ændre svaret»", "changes", {"people": PEOPLE, "topic": None}),
            ("Næste spørgsmål i det største emne", "question", {"people": PEOPLE, "topic": topic["topic"]}),
            ("Ét svar ændret (ordning): det, som afhænger af det", "answer", {"people": PEOPLE, "fact": "ordning"}),
        ]
        timed: dict[tuple[str, bool], list[dict[str, float]]] = {}
        for number in range(rounds):
            print(f"  Runde {number + 1} af {rounds}", flush=True)
            for frozen in (False, True):
                worker.ask("freeze", on=frozen)
                for text, do, more in ways:
                    timed.setdefault((text, frozen), []).append(worker.ask(do, **more))
            worker.ask("freeze", on=False)
        return {
            "rounds": rounds,
            "people": PEOPLE,
            "aim_ms": AIM_MS,
            "loaded": worker.loaded,
            "prepared": prepared,
            "topic": topic,
            "ways": [{"text": text, "frozen": frozen, **middle(ones)} for (text, frozen), ones in timed.items()],
        }
