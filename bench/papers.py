"""`python -m bench.papers [most]`: every sheet there is typeset; writes the pages, times and sizes to docs/ark.md.

Of each topic and day: every combination of answers, or `most` of them (default 300) where there are more; sheets that
show the same are typeset once. Takes some minutes.
"""

from __future__ import annotations

import io
import sys
from collections import Counter
from pathlib import Path
from statistics import quantiles
from time import perf_counter

import pikepdf

from rights.loader import load
from tests.guide.papers.support import DAYS, sheets
from web.papers.pdf import make_pdf

PAGE = Path(__file__).parent.parent / "docs" / "ark.md"


def main(most: int) -> None:
    """Typeset and count."""
    pages: Counter[int] = Counter()
    times: list[float] = []
    sizes: list[int] = []
    rows: list[str] = []
    for topic in load().topics:
        found = sheets(topic, most)
        here: Counter[int] = Counter()
        for _, _, sheet in found:
            before = perf_counter()
            made = make_pdf("sheet.typ", sheet)
            times.append(1000 * (perf_counter() - before))
            sizes.append(len(made))
            here[len(pikepdf.open(io.BytesIO(made)).pages)] += 1
        pages += here
        rows.append(f"| {topic} | {len(found)} | {here[1]} | {here[2]} | {sum(here.values()) - here[1] - here[2]} |")
        print(rows[-1], flush=True)
    cuts = quantiles(times, n=100)
    said = [
        "# Ark på papir",
        "",
        f"Skrevet af `python -m bench.papers {most}`. Hvert emne på {len(DAYS)} dage, højst {most} sæt svar pr. dag.",
        "Ark, der viser det samme, er sat én gang.",
        "",
        f"I alt {sum(pages.values())} forskellige ark: {pages[1]} på én side, {pages[2]} på to sider, "
        f"{sum(count for number, count in pages.items() if number > 2)} på flere.",
        f"Sætning: {cuts[49]:.0f} ms (median), {cuts[94]:.0f} ms (95 %). "
        f"Fil: {sum(sizes) // len(sizes) // 1024} kB i snit, højst {max(sizes) // 1024} kB.",
        "",
        "| emne | ark | én side | to sider | flere |",
        "|---|---|---|---|---|",
        *rows,
    ]
    PAGE.write_text("\n".join(said) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
