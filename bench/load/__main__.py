"""`python -m bench.load` measures three systems side by side and writes docs/hastighed.md; `--quick` tries it out.

The guide as `make start` starts it, the same content on Rasa as `rasa init` sets it up, and handlers that do nothing:
all three stand ready at once, and one after the other is measured, in a new order each round.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import uvloop

from bench.load import capacity, report, stock, systems, talks
from bench.load.measure import Talks, around, crowd, long_talk, together, until_understood
from bench.load.systems import System, started
from bench.process import ROOM, ROOT
from scripts.train import model_path, train

RESULTS = ROOM / "load.json"
KINDS = {"guide": ("text", "button", "page"), "stock": ("text", "button"), "noop": ("button", "page")}
PEOPLE = (1, 8, 32)
REPLICAS = (1, 2, 4)
TURNS = (10, 50, 200)
PROXIED = {"GUIDE_TRUSTED_PROXIES": systems.HOST}
"""Each person has an address of their own, so the limits on use are on as in life."""


@dataclass(frozen=True)
class Scale:
    """How long everything takes."""

    rounds: int
    seconds: float
    longs: int
    starts: int


FULL, QUICK = Scale(4, 8, 2, 3), Scale(1, 2, 1, 1)


class Bench:
    """Everything that is measured, in the order it is done."""

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self.text: Talks = talks.written()
        self.buttons: Talks = talks.pressed(date.today())

    def talks(self, kind: str) -> Talks:
        """What people do."""
        return self.text if kind == "text" else self.buttons

    def training(self) -> dict[str, Any]:
        """How long each model takes to train; remembered until what it is made from has changed.

        A quick trial takes the models it finds, though something has changed.
        """
        kept = ROOM / "load" / "training.json"
        known = json.loads(kept.read_text()) if kept.exists() else {}
        name = model_path(ROOT).name
        if known.get("model") != name and not (known and self.scale is QUICK):
            kept.parent.mkdir(parents=True, exist_ok=True)
            used, begin = stock.children(), perf_counter()
            if train(ROOT, kept.parent / "guide.tar.gz"):
                raise SystemExit("  Guidens model kunne ikke trænes.")
            known = {"model": name, "wall": perf_counter() - begin, "cpu": stock.children() - used}
            kept.write_text(json.dumps(known))
        return {"guide": known, "stock": stock.trained(again=self.scale is not QUICK)}

    async def starts(self) -> dict[str, Any]:
        """A cold start of each system: until each part answers, and then until a message is understood."""
        found: dict[str, list[dict[str, float]]] = {"guide": [], "stock": []}
        for _ in range(self.scale.starts):
            for name, seen in found.items():
                with self.running(name) as (system, _folder):
                    first = await until_understood(system, self.text[0][0])
                    then = await long_talk(system, "text", self.text[0], 1)
                    seen.append({**system.ready_after, "understood": first, "next": then[0] / 1e3})
        return {name: {key: median(one[key] for one in seen) for key in seen[0]} for name, seen in found.items()}

    async def crowds(self) -> dict[str, Any]:
        """Each system, kind of turn and number of people, round after round; then the memory they hold."""
        with self.running("guide") as (guide, _), self.running("stock") as (other, _):
            turn, page = await self.sizes(guide)
            with started(systems.noop(turn, page)) as nothing:
                every = {"guide": guide, "stock": other, "noop": nothing}
                cells = [(name, kind, many) for name, kinds in KINDS.items() for kind in kinds for many in PEOPLE]
                for name in ("guide", "stock"):  # everything is loaded before the clock runs
                    await until_understood(every[name], self.text[0][0])
                idle = {name: every[name].memory() for name in ("guide", "stock")}
                rounds: dict[tuple[str, str, int], list[dict[str, Any]]] = {cell: [] for cell in cells}
                for number in range(self.scale.rounds):
                    for cell in Random(number).sample(cells, len(cells)):
                        name, kind, many = cell
                        figures = await crowd(every[name], kind, self.talks(kind), many, self.scale.seconds)
                        rounds[cell].append(figures)
                    print(f"  runde {number + 1} af {self.scale.rounds}", flush=True)
                return {
                    "cells": [
                        {"system": name, "kind": kind, "people": many, **together(figures)}
                        for (name, kind, many), figures in rounds.items()
                    ],
                    "memory": {"idle": idle, "after": {name: every[name].memory() for name in ("guide", "stock")}},
                }

    async def sizes(self, guide: System) -> tuple[int, int]:
        """How large a turn and a page of the guide are, in bytes; the handlers that do nothing send as much."""
        turn, page = [await crowd(guide, kind, self.buttons, 1, self.scale.seconds) for kind in ("button", "page")]
        return int(turn["bytes"]), int(page["bytes"])

    async def growth(self) -> dict[str, Any]:
        """One long conversation of free text in each system."""
        texts = [text for talk in self.text for text in talk]
        found: dict[str, list[list[float]]] = {"guide": [], "stock": []}
        # One person writes without a pause, which the limits on use are there to stop.
        with self.running("guide", {"GUIDE_LIMITS": "fra"}) as (guide, _), self.running("stock") as (other, _):
            for system in (guide, other):
                await until_understood(system, self.text[0][0])
            for _ in range(self.scale.longs):
                for system in (guide, other):
                    found[system.name].append(await long_talk(system, "text", texts, max(TURNS) + 5))
        return {
            name: {
                "at": {str(turn): median(around(ms, turn) for ms in talks) for turn in TURNS},
                "line": [median(turns) for turns in zip(*talks, strict=True)],
            }
            for name, talks in found.items()
        }

    async def replicas(self) -> list[dict[str, Any]]:
        """One, two and four copies of the guide on one PostgreSQL, people sent to each in turn."""
        from tests.servers import postgres

        cells = [(many, kind) for many in REPLICAS for kind in ("text", "button", "page")]
        rounds: dict[tuple[int, str], list[dict[str, Any]]] = {cell: [] for cell in cells}
        with postgres() as address, self.running("guide", replicas=max(REPLICAS), database=address) as (system, _):
            doors = system.doors
            await until_understood(system, self.text[0][0])
            for number in range(max(1, self.scale.rounds // 2)):
                for many, kind in Random(number).sample(cells, len(cells)):
                    system.doors = doors[:many]
                    rounds[many, kind].append(await crowd(system, kind, self.talks(kind), 32, self.scale.seconds))
            memory = system.memory()
        return [
            {
                "replicas": many,
                "kind": kind,
                **together(figures),
                "pss": sum(held["pss"] for name, held in memory.items() if int(name.rpartition("-")[2]) <= many),
            }
            for (many, kind), figures in rounds.items()
        ]

    @contextmanager
    def running(self, name: str, settings: dict[str, str] | None = None, **more: Any) -> Iterator[tuple[System, Path]]:
        """A system with a new, empty database."""
        with TemporaryDirectory() as folder:
            place = Path(folder)
            made = (
                systems.guide(place, settings={**PROXIED, **(settings or {})}, **more)
                if name == "guide"
                else systems.stock_rasa(place)
            )
            with started(made):
                yield made, place


def results() -> dict[str, Any]:
    """Everything measured so far."""
    kept: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    return kept


def keep(name: str, part: dict[str, Any]) -> None:
    """Put a part beside the others; they are read again, since another command may have written meanwhile."""
    RESULTS.write_text(json.dumps({**results(), name: part}))


def main() -> None:
    """Measure, and write what was found."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description="Mål svartider under belastning.")
    parser.add_argument("parts", nargs="*", help="starts, crowds, growth, replicas; standard: alle")
    parser.add_argument("--quick", action="store_true", help="en kort prøve af, at det virker; tallene siger lidt")
    parser.add_argument("--draw", action="store_true", help="skriv kun siderne igen efter de gemte tal")
    arguments = parser.parse_args()
    if not arguments.draw:
        bench = Bench(QUICK if arguments.quick else FULL)
        parts: dict[str, Callable[[], Coroutine[Any, Any, Any]]] = {
            "starts": bench.starts, "crowds": bench.crowds, "growth": bench.growth, "replicas": bench.replicas,
        }  # fmt: skip
        unknown = set(arguments.parts) - set(parts)
        if unknown:
            parser.error(f"ukendt: {', '.join(sorted(unknown))}")
        uvloop.install()
        ROOM.mkdir(parents=True, exist_ok=True)
        keep("training", bench.training())
        for name, measure in parts.items():
            if arguments.parts and name not in arguments.parts:
                continue
            load, begin = os.getloadavg()[0], perf_counter()
            print(f"{name} ...", flush=True)
            measured = asyncio.run(measure())
            about = {"day": date.today().isoformat(), "load": load, "quick": arguments.quick}
            took = {"rounds": bench.scale.rounds, "seconds": bench.scale.seconds, "took": perf_counter() - begin}
            # What has been measured is not lost when a later part fails.
            keep(name, {"found": measured, **about, **took})
            print(f"{name}: {perf_counter() - begin:.0f} s", flush=True)
    report.write(results())
    capacity.write(results())


if __name__ == "__main__":
    main()
