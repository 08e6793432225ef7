"""`python -m bench.sessions [sessions [moves]]`: random sessions over the whole application (tests/web/sessions).

Several people at a time in each application, each with so many moves; as many processes as there are cores, niced.
`--seed N` plays one walk again, and makes it shorter when it fails.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.web.sessions.walk import PEOPLE, Move, World, a_walk, shortest

MOVES = 6
"""Of each person, besides opening the guide at first and deleting at last."""
AT_A_TIME = 100
"""Walks in one process before its database is a new one."""


def run(seeds: range, moves: int) -> tuple[int, int, Counter[str], list[str]]:
    """Play the walks of some seeds.

    Returns:
        Sessions, requests, how often each move was made, and a failing walk made short for each seed that failed.
    """
    failed = []
    with TemporaryDirectory() as folder:
        world = World(Path(folder))
        for seed in seeds:
            walk = a_walk(seed, moves)
            broken = asyncio.run(world.tried(walk))
            if broken:
                failed.append(told(seed, walk, broken))
        world.close()
    return world.sessions, world.requests, world.moves, failed


def told(seed: int, walk: list[Move], broken: str) -> str:
    """A failing walk as short as it can be made."""
    short = shortest(walk, broken)
    return f"seed {seed}: {broken}\n" + "\n".join(f"    {move}," for move in short)


def main(sessions: int, each: int) -> int:
    """Run that many sessions and say how it went; returns how many walks failed."""
    walks = -(-sessions // PEOPLE)
    began, moves, done, requests, failed = perf_counter(), Counter[str](), 0, 0, 0
    seeds = [range(first, min(first + AT_A_TIME, walks)) for first in range(0, walks, AT_A_TIME)]
    with ProcessPoolExecutor(initializer=os.nice, initargs=(10,)) as pool:
        for some, asked, made, broken in pool.map(run, seeds, repeat(each)):
            done, requests, failed = done + some, requests + asked, failed + len(broken)
            moves += made
            print(*broken, f"{done} sessions, {requests} requests, {failed} walks failed", sep="\n", flush=True)
    print(
        f"{done} sessions of {each} moves ({PEOPLE} at a time), {sum(moves.values())} moves, {requests} requests, "
        f"{perf_counter() - began:.0f} s, {failed} walks failed"
    )
    print(", ".join(f"{name} {count}" for name, count in moves.most_common()))
    return failed


if __name__ == "__main__":
    if "--seed" in sys.argv:
        seed = int(sys.argv[-1])
        *_, broken = run(range(seed, seed + 1), MOVES)
        print(*broken or ["nothing failed"], sep="\n")
    else:
        how_many, each, *_ = [*map(int, sys.argv[1:]), *(10_000, MOVES)[len(sys.argv) - 1 :]]
        sys.exit(bool(main(how_many, each)))
