"""What it costs when the catalogue grows: copies of every entitlement, with and without questions of their own."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

from bench import synthetic
from bench.measure import middle
from bench.process import ROOM, Worker
from rights.loader import load_folder

SIZES = (1, 10, 100)
VARIANTS = {False: "fælles spørgsmål", True: "egne spørgsmål"}
PEOPLE = {1: 100, 10: 40, 100: 5}


def measure(folder: Path, rounds: int) -> dict[str, Any]:
    """One process a size, asked in turn."""
    catalogue = load_folder(folder)
    facts = list(catalogue.facts)
    single = next(fact for fact in facts if len(catalogue.rights_using[fact]) == 1)
    with ExitStack() as stack:
        sizes: list[dict[str, Any]] = []
        for facts_too, variant in VARIANTS.items():
            for size in SIZES:
                if size == 1 and facts_too:
                    continue
                print(f"  Laver og læser et katalog {size} gange så stort ({variant}) ...", flush=True)
                target = ROOM / f"katalog-{size}-{'egne' if facts_too else 'faelles'}"
                synthetic.write(folder, target, size, facts_too)
                worker = stack.enter_context(Worker("catalogue", folder=str(target), people=PEOPLE[size], facts=facts))
                topic = worker.ask("largest_topic")["topic"].partition("_k")[0]
                sizes.append(
                    {
                        "size": size,
                        "variant": variant if size > 1 else "",
                        "worker": worker,
                        "topic": topic,
                        "dependents": worker.ask("dependents", fact=single),
                        "load": [{key: worker.loaded[key] for key in ("wall_s", "cpu_s")}],
                        "loaded": worker.loaded,
                        "timed": {"warm": [], "answer": [], "question": []},
                    }
                )
        # The largest are read once: a reading takes the better part of a minute.
        for number in range(1, rounds):
            print(f"  Læser de mindre kataloger igen: {number + 1} af {rounds}", flush=True)
            for one in (small for small in sizes if small["size"] < SIZES[-1]):
                one["load"].append(one["worker"].ask("reload"))
        for one in sizes:
            one["prepared"] = one["worker"].ask("prepare")
        for number in range(rounds):
            print(f"  Runde {number + 1} af {rounds}", flush=True)
            for one in sizes:
                people, ask = PEOPLE[one["size"]], one["worker"].ask
                one["timed"]["warm"].append(ask("warm", people=people))
                one["timed"]["answer"].append(ask("answer", people=people, fact=single))
                one["timed"]["question"].append(ask("question", people=people, topic=one["topic"]))
    for made in ROOM.glob("katalog-*"):
        shutil.rmtree(made)
    return {
        "rounds": rounds,
        "fact": single,
        "sizes": [
            {
                **{key: one[key] for key in ("size", "variant", "topic", "dependents", "prepared", "loaded")},
                "people": PEOPLE[one["size"]],
                "load": middle(one["load"]),
                **{name: middle(timed) for name, timed in one["timed"].items()},
                "ratios": {
                    name: median(
                        here["cpu_p50"] / base["cpu_p50"]
                        for here, base in zip(timed, sizes[0]["timed"][name], strict=True)
                    )
                    for name, timed in one["timed"].items()
                },
            }
            for one in sizes
        ],
    }
