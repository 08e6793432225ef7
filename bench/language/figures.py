"""The pictures in docs/sprog/. The same numbers give the same files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "sprog"
BLUE, ORANGE, GREY = "#1b5e8c", "#b3541e", "#8a8f98"
SETS = {
    "spoergsmaal": "spørgsmål",
    "stoej": "sjusket skrevet",
    "spoergsmaal_2": "blindt sæt",
    "uden_for_emnet": "uden for emnet",
    "uden_for_emnet_2": "uden for emnet, blindt",
    "krise": "fare, det første sæt",
    "krise_2": "fare, blindt",
}
Result = dict[str, Any]


def _plot() -> Any:
    import matplotlib  # type: ignore[import-untyped]

    matplotlib.use("Agg")
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "sprog", "font.family": "sans-serif"})
    from matplotlib import pyplot

    return pyplot


def _save(figure: Any, name: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    target = FOLDER / f"{name}.svg"
    figure.savefig(target, format="svg", metadata={"Date": None})
    _plot().close(figure)
    # Matplotlib leaves spaces at the ends of lines.
    target.write_text(re.sub(r" +$", "", target.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8")


def confusion(pairs: Sequence[tuple[str, str]], known: Sequence[str]) -> None:
    """Right topic down, the model's across; what is no topic stands together in the last column."""
    plot = _plot()
    columns = [*known, "andet"]
    counts = [[0] * len(columns) for _ in known]
    for right, guess in pairs:
        counts[known.index(right)][known.index(guess) if guess in known else len(known)] += 1
    shown = [[count / max(1, sum(row)) for count in row] for row in counts]
    figure, axes = plot.subplots(figsize=(13, 11), constrained_layout=True)
    image = axes.imshow(shown, cmap="Blues", vmin=0, vmax=1)
    for y, row in enumerate(counts):
        for x, count in enumerate(row):
            if count:
                axes.text(x, y, count, ha="center", va="center", fontsize=8, color="w" if shown[y][x] > 0.5 else "k")
    axes.set_xticks(range(len(columns)), columns, rotation=60, ha="right", rotation_mode="anchor", fontsize=9)
    axes.set_yticks(range(len(known)), known, fontsize=9)
    axes.set_xlabel("det emne, modellen satte først")
    axes.set_ylabel("det rigtige emne")
    axes.set_title("Forvekslinger på prøvespørgsmålene (antal; farven er andelen af emnets spørgsmål)")
    figure.colorbar(image, ax=axes, shrink=0.5, label="andel")
    _save(figure, "forvekslinger")


def reliability(sets: Result, fold: Result) -> None:
    """How often a confidence is right, beside how often it says that it is."""
    plot = _plot()
    figure, axes = plot.subplots(figsize=(8, 6.5), constrained_layout=True)
    axes.plot([0, 1], [0, 1], color=GREY, linestyle=":", label="helt ærlig")
    lines = [("træningsdata, krydsvalideret", fold, ORANGE, "s"), ("prøvespørgsmål", sets["spoergsmaal"], BLUE, "o")]
    if "spoergsmaal_2" in sets:
        lines.append(("blindt sæt", sets["spoergsmaal_2"], "#3d7a3d", "^"))
    for label, result, colour, mark in lines:
        error = f"{result['ece']:.3f}".replace(".", ",")
        sizes = [25 + 300 * n / sum(n for n, _, _ in result["bins"]) for n, _, _ in result["bins"]]
        sure, true = [mean for _, mean, _ in result["bins"]], [hit for _, _, hit in result["bins"]]
        axes.plot(sure, true, color=colour, label=f"{label} (afstand {error})", marker=mark, markersize=5)
        axes.scatter(sure, true, s=sizes, color=colour, alpha=0.3, marker=mark)
    axes.set_xlabel("hvor sikker modellen siger, den er")
    axes.set_ylabel("hvor tit den har ret")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    axes.set_title(
        "Siger modellen sandheden om sin sikkerhed?\nOver linjen: den har oftere ret, end den siger", fontsize=12
    )
    axes.legend(loc="lower right")
    _save(figure, "sikkerhed")


def learning(rows: Sequence[tuple[float, int, int, float, float]]) -> None:
    """More examples, more right."""
    plot = _plot()
    figure, axes = plot.subplots(figsize=(8.5, 5.5), constrained_layout=True)
    parts = sorted({part for part, *_ in rows})
    for column, label, colour, mark in ((3, "rigtigt emne først", BLUE, "o"), (4, "blandt de tre første", ORANGE, "s")):
        points = [(row[2], 100 * row[column]) for row in rows]
        axes.scatter(*zip(*points, strict=True), color=colour, alpha=0.45, marker=mark, s=22)
        means = [[row for row in rows if row[0] == part] for part in parts]
        axes.plot(
            [sum(row[2] for row in same) / len(same) for same in means],
            [100 * sum(row[column] for row in same) / len(same) for same in means],
            color=colour,
            label=label,
        )
    axes.set_xlabel("eksempler i træningsdata")
    axes.set_ylabel("procent af prøvespørgsmålene")
    axes.set_ylim(40, 100)
    axes.grid(alpha=0.3)
    axes.set_title("Flere eksempler, bedre forståelse (tre tilfældige udtræk for hver størrelse)", fontsize=12)
    axes.legend(loc="lower right")
    _save(figure, "laering")


def bands(rows: Sequence[tuple[float, ...]], chosen: float) -> None:
    """What a threshold costs and gives."""
    plot = _plot()
    figure, axes = plot.subplots(figsize=(9, 5.5), constrained_layout=True)
    threshold = [row[0] for row in rows]
    for column, label, colour, mark in (
        (1, "spørgsmål, der bliver besvaret", BLUE, "o"),
        (2, "af dem rigtigt", "#3d7a3d", "^"),
        (3, "uden for emnet, men besvaret", ORANGE, "s"),
    ):
        axes.plot(threshold, [100 * row[column] for row in rows], color=colour, marker=mark, markersize=4, label=label)
    axes.axvline(chosen, color=GREY, linestyle="--")
    axes.text(chosen - 0.01, 52, "guidens grænse", rotation=90, ha="right", va="center", color="#55595f")
    axes.axhline(5, color=ORANGE, linestyle=":", alpha=0.6)
    axes.set_xlabel("grænse: så sikker skal modellen være for at svare")
    axes.set_ylabel("procent")
    axes.set_ylim(-2, 102)
    axes.grid(alpha=0.3)
    axes.set_title("Svare eller spørge: hvad en grænse giver og koster (prøvesættene)", fontsize=12)
    axes.legend(loc="center left")
    _save(figure, "graenser")
