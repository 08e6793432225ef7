"""`python -m bench.language` measures how well the guide understands Danish and writes docs/sprogforstaaelse.md."""

from __future__ import annotations

import argparse
import os

# One core, as on the smallest server; set before numpy is loaded.
os.environ.setdefault("OMP_NUM_THREADS", "1")


def main() -> None:
    """Measure everything, or with `compare` other models beside ours."""
    parser = argparse.ArgumentParser(prog="python -m bench.language", description="Mål sprogforståelsen.")
    parser.add_argument("--no-blind", action="store_true", help="uden de to blinde sæt, mens noget stadig kan ændres")
    arguments = parser.parse_args()
    from bench.language import evaluate

    evaluate.show(evaluate.run(blind=not arguments.no_blind))


if __name__ == "__main__":
    main()
