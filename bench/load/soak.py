"""`python -m bench.load.soak --minutes 20`: steady use for a long time, and what each program holds meanwhile."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import cycle
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import uvloop

from bench.load import report, systems, talks
from bench.load.__main__ import PROXIED, keep, results
from bench.load.measure import until_understood
from bench.load.people import person
from bench.load.systems import System, started
from bench.measure import spread
from bench.process import ROOM

PEOPLE, PAUSE = 16, 2.0
"""So many people, and the seconds each thinks between turns on average."""
KINDS = ("text", "button", "button", "page")
"""Each conversation is of one of these kinds."""
EVERY = 5.0
"""Seconds between two looks at the memory."""
WARM = 0.25
"""So large a part of the time does not count when growth is worked out: caches fill up first."""


async def soak(system: System, seconds: float) -> dict[str, Any]:
    """Use the system and look at its memory.

    Returns:
        `memory`: part -> PSS in MB at each look, `at`: the seconds of each look, `minutes`: the spread of each minute's
        turns, `went`: how often what happened.
    """
    texts, buttons = talks.written(), talks.pressed(date.today())
    begin, doors, random = perf_counter(), cycle(system.doors), Random(0)
    went: Counter[str] = Counter()
    turns: list[tuple[float, float]] = []
    looks: list[tuple[float, dict[str, float]]] = []

    async def one() -> None:
        while perf_counter() - begin < seconds:
            visitor, kind = person(system.name, doors), random.choice(KINDS)
            went["ikke begyndt"] += not await visitor.begin()
            for step in random.choice(texts if kind == "text" else buttons):
                await asyncio.sleep(random.uniform(0, 2 * PAUSE))
                at = perf_counter()
                went[(await visitor.take(step, kind)).went] += 1
                turns.append((at - begin, (perf_counter() - at) * 1e3))
            visitor.close()

    async def look() -> None:
        while perf_counter() - begin < seconds:
            looks.append((perf_counter() - begin, {name: held["pss"] for name, held in system.memory().items()}))
            await asyncio.sleep(EVERY)

    await asyncio.gather(look(), *(one() for _ in range(PEOPLE)))
    minutes = [[ms for at, ms in turns if at // 60 == minute] for minute in range(int(seconds // 60))]
    at = [second for second, _ in looks]
    memory = {part: [held[part] for _, held in looks] for part in looks[0][1]}
    return {
        "at": at,
        "memory": memory,
        "growth": {part: slope(at, held) * 3600 for part, held in memory.items()},
        "minutes": [spread(one) for one in minutes if one],
        "turns": len(turns),
        "turns_s": len(turns) / seconds,
        "went": {what: times for what, times in went.items() if times},
        "people": PEOPLE,
        "pause": PAUSE,
    }


async def warmed(system: System, seconds: float) -> dict[str, Any]:
    """`soak` once a first message has been understood; what a cold start costs is measured elsewhere."""
    await until_understood(system, talks.written()[0][0])
    return await soak(system, seconds)


def slope(at: Sequence[float], values: Sequence[float]) -> float:
    """How much the values grow in a second, by the straight line that fits best once everything is warm."""
    since = int(len(at) * WARM)
    times, held = at[since:], values[since:]
    middle, level = sum(times) / len(times), sum(held) / len(held)
    spread_out = sum((time - middle) ** 2 for time in times)
    along = sum((time - middle) * (value - level) for time, value in zip(times, held, strict=True))
    return along / spread_out if spread_out else 0.0


def main() -> None:
    """Soak the guide, and write what was found into docs/hastighed.md."""
    parser = argparse.ArgumentParser(prog="python -m bench.load.soak", description="Brug guiden jævnt i lang tid.")
    parser.add_argument("--minutes", type=float, default=20)
    minutes = parser.parse_args().minutes
    uvloop.install()
    ROOM.mkdir(parents=True, exist_ok=True)
    load = os.getloadavg()[0]
    with TemporaryDirectory() as folder, started(systems.guide(Path(folder), settings=PROXIED)) as system:
        found = asyncio.run(warmed(system, minutes * 60))
    about = {"day": date.today().isoformat(), "load": load, "quick": minutes < 10, "rounds": 1, "seconds": minutes * 60}
    keep("soak", {"found": found, **about})
    report.write(results())


if __name__ == "__main__":
    main()
