"""The clock: many people at once against one system, one conversation that grows, and how they are told."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from itertools import cycle
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import Any

from bench.load.people import Step, person
from bench.load.systems import START_SECONDS, System
from bench.measure import spread

Talks = Sequence[tuple[Step, ...]]
Figures = dict[str, Any]


async def crowd(system: System, kind: str, talks: Talks, people: int, seconds: float) -> Figures:
    """So many people at once, each taking the next turn when the one before is answered, for some seconds.

    Returns:
        `ms`: each answered turn's milliseconds, `went`: how often what happened, `turns_s`, and CPU milliseconds for
        each turn: `cpu` of each part of the system and `client` of this process.
    """
    ms: list[float] = []
    went: Counter[str] = Counter()
    doors, sizes = cycle(system.doors), list[int]()
    random = Random(people)
    begin, used, own = perf_counter(), system.cpu(), process_time()
    end = begin + seconds

    async def one() -> None:
        while perf_counter() < end:
            visitor = person(system.name, doors)
            try:
                if not await visitor.begin():
                    went["ikke begyndt"] += 1
                    # A server that is down answers at once: without a breath this would be all that is measured.
                    await asyncio.sleep(0.1)
                    continue
                for step in random.choice(talks):
                    if perf_counter() >= end:
                        break
                    at = perf_counter()
                    turn = await visitor.take(step, kind)
                    went[turn.went] += 1
                    if turn.went == "ok":
                        ms.append((perf_counter() - at) * 1e3)
                        sizes.append(turn.bytes)
            finally:
                visitor.close()

    await asyncio.gather(*(one() for _ in range(people)))
    took, turns = perf_counter() - begin, max(1, sum(went.values()))
    return {
        "ms": ms,
        "went": dict(went),
        "turns_s": len(ms) / took,
        "cpu": {name: (now - used[name]) * 1e3 / turns for name, now in system.cpu().items()},
        "client": (process_time() - own) * 1e3 / turns,
        "bytes": median(sizes or [0]),
    }


def together(rounds: Sequence[Figures]) -> Figures:
    """The rounds of one cell as one: percentiles over all turns, medians of the rest, rates with their range."""
    ms = [one for figures in rounds for one in figures["ms"]]
    rates = [figures["turns_s"] for figures in rounds]
    went: Counter[str] = Counter()
    for figures in rounds:
        went.update(figures["went"])
    return {
        **(spread(ms) if ms else {}),
        "turns": len(ms),
        "turns_s": median(rates),
        "turns_s_range": [min(rates), max(rates)],
        "went": dict(went),
        "cpu": {part: median(figures["cpu"][part] for figures in rounds) for part in rounds[0]["cpu"]},
        "client": median(figures["client"] for figures in rounds),
        "bytes": median(figures["bytes"] for figures in rounds),
    }


async def long_talk(system: System, kind: str, steps: Sequence[Step], turns: int) -> list[float]:
    """One conversation of so many turns, one person: the milliseconds of each.

    Raises:
        RuntimeError: a turn was not answered; the rest would then be another conversation.
    """
    visitor = person(system.name, cycle(system.doors))
    if not await visitor.begin():
        raise RuntimeError(f"{system.name}: no conversation could begin")
    ms, step = list[float](), cycle(steps)
    try:
        for number in range(turns):
            at = perf_counter()
            turn = await visitor.take(next(step), kind)
            ms.append((perf_counter() - at) * 1e3)
            if turn.went != "ok":
                raise RuntimeError(f"{system.name}: turn {number + 1} went wrong: {turn.went}")
    finally:
        visitor.close()
    return ms


async def until_understood(system: System, text: Step) -> float:
    """Seconds until a first message has been answered as it should be behind every door, by one who tries until it is.

    Raises:
        RuntimeError: it never was.
    """
    begin = perf_counter()
    for door in system.doors:
        while True:
            visitor = person(system.name, cycle([door]))
            understood = await visitor.begin() and (await visitor.take(text, "text")).went == "ok"
            visitor.close()
            if understood:
                break
            if perf_counter() - begin > START_SECONDS:
                raise RuntimeError(f"{system.name}: no message was ever understood")
            await asyncio.sleep(0.1)
    return perf_counter() - begin


def around(ms: Sequence[float], turn: int, width: int = 5) -> float:
    """The median of the turns up to five before and after one (counted from 1)."""
    return median(ms[max(0, turn - 1 - width) : turn + width])
