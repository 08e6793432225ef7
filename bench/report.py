"""The results as tables in docs/maalinger.md, each between its own marks, and as a drawing."""

from __future__ import annotations

import os
import platform
import re
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import Any

from bench.process import ROOT

PAGE = ROOT / "docs" / "maalinger.md"
DRAWING = ROOT / "docs" / "maalinger.svg"
NAMES = {"vores": "Vores", "zen": "zen-engine", "openfisca": "OpenFisca"}
Result = dict[str, Any]


def machine() -> str:
    """The machine in neutral words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return f"{os.cpu_count()} kerner, {memory:.0f} GB hukommelse, {platform.system()} {platform.machine()}"


def about(result: Result) -> str:
    """When, where and with what."""
    now = datetime.now(timezone.utc).date().isoformat()
    load = f"belastning før start {result['load_before']:.1f}".replace(".", ",")
    versions = {"Python": platform.python_version(), **result.get("versions", {})}
    listed = ", ".join(f"{name} {version}" for name, version in versions.items())
    return f"Målt {now}. {machine()}, delt med andre ({load}). {listed}. {result['rounds']} runder på skift; medianer."


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; every column but the first is set to the right."""
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def number(value: float, digits: int = 3) -> str:
    """Three digits that count, with a comma, and a thin space between thousands."""
    if value == 0:
        return "0"
    decimals = max(0, digits - 1 - int(f"{value:e}".split("e")[1]))
    rounded = round(value, digits - 1 - int(f"{value:e}".split("e")[1]))
    return f"{rounded:,.{decimals}f}".replace(",", " ").replace(".", ",")


def us(nanoseconds: float | None) -> str:
    """Microseconds."""
    return "–" if nanoseconds is None else number(nanoseconds / 1000)


def ms(nanoseconds: float) -> str:
    """Milliseconds."""
    return number(nanoseconds / 1e6)


def engine(result: Result) -> str:
    """The engines side by side."""
    parts = []
    for proof in result["proof"]:
        group = proof["group"]
        modes = [mode for mode in result["modes"] if mode["group"] == group]
        rows = [
            [
                mode["text"],
                number(1e9 / mode["wall"]),
                us(mode["cpu"]),
                *(us(mode.get(share)) for share in ("p50", "p95", "p99")),
                "1"
                if mode["ratio"] == 1
                else f"{number(mode['ratio'])} ({number(mode['ratio_low'], 2)}–{number(mode['ratio_high'], 2)})",
            ]
            for mode in modes
        ]
        head = ["Måde", "afgørelser/s", "CPU µs", "p50 µs", "p95 µs", "p99 µs", "CPU i forhold til vores"]
        parts += [f"### {group}: {proof['complete'] + proof['unknown']} spørgsmål", table(head, rows)]
    proofs = table(
        [
            "Tabel",
            "fuldt besvaret: samme række",
            "med «ved ikke»",
            "vi: én række",
            "vi: flere mulige",
            "de andre: intet",
        ],
        [
            [
                proof["group"],
                f"{proof['complete']} af {proof['complete']}",
                *(str(proof[key]) for key in ("unknown", "ours_one", "ours_several", "others_none")),
            ]
            for proof in result["proof"]
        ],
    )
    start = table(
        ["Motor", "klar efter s", "hukommelse MB", "har læst"],
        [
            [
                NAMES[name],
                number(one["s"]),
                number(one["mb"]),
                "hele kataloget" if name == "vores" else "de ni tabeller",
            ]
            for name, one in result["start"].items()
        ],
    )
    return "\n\n".join([about(result), *parts, "### Enighed, før der blev målt", proofs, "### Start", start])


def growth(result: Result) -> str:
    """The cost of size."""
    rows = [
        [
            f"{one['size']}× {one['variant']}".strip(),
            *(str(one["loaded"][key]) for key in ("rights", "rows", "facts")),
            number(one["load"]["cpu_s"]),
            number(one["loaded"]["mb"]),
            *(f"{ms(one[name]['cpu_p50'])} / {ms(one[name]['cpu_p99'])}" for name in ("warm", "answer", "question")),
            str(one["dependents"]),
        ]
        for one in result["sizes"]
    ]
    head = [
        *("Katalog", "rettigheder", "rækker", "spørgsmål", "læs og tjek s", "hukommelse MB", "alt for én ms"),
        *("ét svar ms", "næste spørgsmål ms", "svaret rammer"),
    ]
    ratios = table(
        ["I forhold til 1×", "alt for én", "ét svar", "næste spørgsmål"],
        [
            [
                f"{one['size']}× {one['variant']}",
                *(number(one["ratios"][key]) for key in ("warm", "answer", "question")),
            ]
            for one in result["sizes"][1:]
        ],
    )
    counts = {one["size"]: one["people"] for one in result["sizes"]}
    samples = ", ".join(f"{size}×: {people}" for size, people in counts.items())
    note = (
        f"Alle tider er CPU-tid, p50 / p99; ventetid på en kerne er ikke med. Personer i hver runde: {samples}. Med "
        f"så få er p99 for «alt for én» ved 100× den langsomste. Kataloget på 100× er læst én gang, de andre "
        f"{result['rounds']} gange. Svaret, der ændres, er «{result['fact']}»; «svaret rammer» er antallet af "
        "rettigheder, som bruger det og derfor afgøres igen."
    )
    return "\n\n".join([about(result), table(head, rows), ratios, note])


def person(result: Result) -> str:
    """One person."""
    rows = [
        [
            one["text"],
            "fastfrosset" if one["frozen"] else "som den er",
            *(ms(one[share]) for share in ("cpu_p50", "cpu_p95", "cpu_p99", "cpu_max", "p50", "p95", "p99")),
        ]
        for one in result["ways"]
    ]
    head = ["Hvad (ms)", "gc", "CPU p50", "CPU p95", "CPU p99", "CPU højest", "ur p50", "ur p95", "ur p99"]
    warm = next(one for one in result["ways"] if not one["frozen"])
    aim = f"Målet er p99 under {result['aim_ms']} ms for alt afgjort med spor (varm): "
    aim += ", ".join(
        f"{text} {ms(warm[key])} ms **{'nået' if warm[key] < result['aim_ms'] * 1e6 else 'ikke nået'}**"
        for text, key in (("CPU", "cpu_p99"), ("ur", "p99"))
    )
    loaded, topic = result["loaded"], result["topic"]
    size = (
        f"Kataloget har {loaded['rights']} rettigheder, {loaded['rows']} rækker og {loaded['facts']} spørgsmål. Det "
        f"største emne er «{topic['topic']}» med {topic['rights']} rettigheder og {topic['rows']} rækker. "
        f"{result['people']} personer i hver runde, fordelt på {result['prepared']['eras']} perioder med hver sin ret. "
        f"Den allerførste vurdering i en ny proces tog {number(result['prepared']['first_ms'])} ms."
    )
    return "\n\n".join([about(result), size, table(head, rows), aim + "."])


TEXTS = {"engine": engine, "growth": growth, "person": person}


def write(results: dict[str, Result]) -> None:
    """Put each result between its marks in the page, and draw them."""
    page = PAGE.read_text(encoding="utf-8")
    for name, result in results.items():
        marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        if not marks.search(page):
            raise SystemExit(f"  {PAGE.name} mangler mærkerne <!-- {name} --> og <!-- /{name} -->")
        text = TEXTS[name](result)
        print(f"\n{text}\n", flush=True)
        page = marks.sub(partial(_between, text), page)
    PAGE.write_text(page, encoding="utf-8")


def _between(text: str, found: re.Match[str]) -> str:
    return f"{found[1]}\n{text}\n\n{found[2]}"


def draw(results: dict[str, Result], target: Path = DRAWING) -> None:
    """Bars for the engines, lines for the growth; what has not been measured is left out."""
    import matplotlib  # type: ignore[import-untyped]

    matplotlib.use("Agg")
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "maalinger", "font.family": "sans-serif"})
    from matplotlib import pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(13, 5), constrained_layout=True)
    if "engine" in results:
        modes = [mode for mode in results["engine"]["modes"] if mode["group"] == "R1"][::-1]
        labels = [f"{NAMES[mode['name']]}, {mode['mode']}" for mode in modes]
        colours = ["#1b5e8c" if mode["name"] == "vores" else "#8a8f98" for mode in modes]
        rates = [1e9 / mode["wall"] for mode in modes]
        bars = left.barh(labels, rates, color=colours)
        left.bar_label(bars, [number(rate) for rate in rates], padding=4)
        left.set_xscale("log")
        left.set_xlim(right=max(rates) * 6)
        left.set_xlabel("afgørelser i sekundet (logaritmisk)")
        left.set_title("R1: samtale med sundhedskoordinator")
    if "growth" in results:
        sizes = [one for one in results["growth"]["sizes"] if one["variant"] in ("", "egne spørgsmål")]
        steps = [one["size"] for one in sizes]
        lines = {
            "læs og tjek kataloget": [one["load"]["cpu_s"] * 1e3 for one in sizes],
            "alt for én person": [one["warm"]["cpu_p50"] / 1e6 for one in sizes],
            "næste spørgsmål": [one["question"]["cpu_p50"] / 1e6 for one in sizes],
            "ét svar ændret": [one["answer"]["cpu_p50"] / 1e6 for one in sizes],
        }
        for (label, values), mark in zip(lines.items(), "osD^", strict=True):
            right.plot(steps, values, marker=mark, label=label)
        right.set_xscale("log")
        right.set_yscale("log")
        right.set_xticks(steps, [f"{step}×" for step in steps])
        right.set_xlabel("katalogets størrelse (egne spørgsmål)")
        right.set_ylabel("CPU-tid i millisekunder (logaritmisk)")
        right.set_title("Når kataloget vokser")
        right.legend()
    figure.savefig(target, format="svg", metadata={"Date": None})
    plt.close(figure)
    # Matplotlib leaves spaces at the ends of lines.
    target.write_text(re.sub(r" +$", "", target.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8")
