"""`python -m bench` measures everything, `python -m bench engine` (growth, person) a part; `lock` pins the others."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from time import perf_counter

from bench import engine, growth, person, report
from bench.process import ROOM, lock
from rights.loader import FOLDER

PARTS = {
    "engine": ("Motoren ved siden af to andre", engine.measure, 5),
    "growth": ("Et større katalog", growth.measure, 5),
    "person": ("Alt for én person", person.measure, 5),
}


def main() -> None:
    """Measure the parts that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Mål motoren.")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS, "lock", "draw"], help="standard: alle målinger")
    parser.add_argument("--rounds", type=int, help="runder i hver måling (mindst 5)")
    parser.add_argument("--catalogue", type=Path, default=FOLDER, help="et andet katalog end guidens eget")
    arguments = parser.parse_args()
    if arguments.rounds is not None and arguments.rounds < 5:
        parser.error("en median af færre end 5 runder siger for lidt")
    ROOM.mkdir(parents=True, exist_ok=True)
    if "lock" in arguments.parts:
        lock()
        return
    kept = ROOM / "results.json"
    wanted = arguments.parts or list(PARTS)
    measured = {}
    for place, name in enumerate(name for name in wanted if name in PARTS):
        title, measure, rounds = PARTS[name]
        print(f"[{place + 1}/{len(wanted)}] {title} ...", flush=True)
        before, begin = os.getloadavg()[0], perf_counter()
        measured[name] = {
            **measure(arguments.catalogue.resolve(), arguments.rounds or rounds),
            "load_before": before,
        }
        print(f"[{place + 1}/{len(wanted)}] Færdig ({perf_counter() - begin:.0f} s)", flush=True)
    results = {**(json.loads(kept.read_text()) if kept.exists() else {}), **measured}
    kept.write_text(json.dumps(results))
    report.write(measured)
    report.draw(results)
    print(f"Skrevet: {report.PAGE.relative_to(report.ROOT)} og {report.DRAWING.relative_to(report.ROOT)}")


if __name__ == "__main__":
    main()
