"""docs/hastighed.md and its drawings, written from the measured figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.load.people import KINDS
from bench.load.stock import FULL
from bench.process import ROOT
from bench.report import machine, number, table

PAGE = ROOT / "docs" / "hastighed.md"
DRAWINGS = ROOT / "docs" / "hastighed"
NAMES = {"guide": "guiden", "stock": "Rasa som `rasa init`", "noop": "tom side"}
COLOURS = {"guide": "#1b5e8c", "stock": "#8a8f98", "noop": "#c46a1a"}
NEAR_NOOP, OF_STOCK, FLAT = 3.0, 0.25, 1.5
"""The aims: times the empty page, share of the yardstick's p95, and turn 200 against turn 10."""
Results = dict[str, Any]

INTRO = """\
# Hastighed

`make bench-load` måler det hele og skriver denne side og tegningerne; `python -m bench.load crowds` (eller `starts`,
`growth`, `replicas`) måler en del. [Kapacitet](drift/kapacitet.md) regner videre på tallene.

Tre systemer står klar på de samme kerner og måles på skift, i ny rækkefølge i hver runde:

- **Guiden**, som `make start` starter den: sider, Rasa og handlingsserver, SQLite. Den giver en færdig side.
- **Rasa som `rasa init` sætter den op** (DIET, TED og de andre), med de samme eksempler, den samme handling, Rasas egen
  REST-kanal og samtalen i SQLite. Den giver JSON, så arbejdet med at lave en side er ikke med.
- **En tom side**: samme webserver og en side af samme størrelse, men uden noget bag. Hurtigere kan det ikke gøres her.

Hver person tager den næste tur, så snart den forrige er besvaret. Mennesker er langsommere: 32 her er mange flere ude i
verden. Hver person har sin egen adresse og samtale, så guidens grænser for brug er slået til. «Fri tekst» går gennem
Rasa. «Hurtigsvar» er en knap i samtalen. «Trin for trin» er en formular og den side, den fører til: to kald."""


def write(kept: Results) -> None:
    """Write the page and the drawings for the parts that have been measured."""
    parts = [INTRO]
    tellers = {"crowds": crowds, "growth": growth, "starts": starts, "replicas": replicas, "soak": soak}
    for name, tell in tellers.items():
        if name in kept:
            parts += tell(kept)
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    draw(kept)
    print(f"Skrevet: {PAGE.relative_to(ROOT)}")


def crowds(kept: Results) -> list[str]:
    """The three systems with more and more people, what it costs in CPU, the aims, and the memory."""
    found = kept["crowds"]["found"]
    cells = {(cell["system"], cell["kind"], cell["people"]): cell for cell in found["cells"]}
    rows = [
        [
            f"{KINDS[kind]}, {many}: {NAMES[name]}",
            *(number(cell[key]) if key in cell else "–" for key in ("p50", "p95", "p99")),
            f"{number(cell['turns_s'])} ({'–'.join(number(rate) for rate in cell['turns_s_range'])})",
            str(cell["turns"]),
            share(cell["went"], "shed"),
            share(cell["went"]),
        ]
        for (name, kind, many), cell in sorted(cells.items(), key=lambda one: (list(KINDS).index(one[0][1]), one[0][2]))
    ]
    head = ["Tur, personer på én gang", "p50 ms", "p95 ms", "p99 ms", "ture/s", "målt", "henvist til knapper", "fejl"]
    work = [
        [
            f"{KINDS[kind]}: {NAMES[name]}",
            *(number(sum(cell["cpu"].values())) for cell in (cells[name, kind, 8],)),
            ", ".join(f"{part} {number(ms)}" for part, ms in cells[name, kind, 8]["cpu"].items() if ms >= 0.05),
            number(cells[name, kind, 8]["client"]),
        ]
        for name, kind, many in cells
        if many == 8
    ]
    memory = found["memory"]
    held = [
        [part, number(at["pss"]), number(after["pss"]), number(after["rss"])]
        for name in ("guide", "stock")
        for part, at in memory["idle"][name].items()
        for after in (memory["after"][name][part],)
    ]
    return [
        "## Mange på én gang",
        about(kept["crowds"]),
        aims(kept),
        "Den tomme side finder ingen samtale frem, skriver ikke i databasen, afgør ingen rettigheder og laver ingen "
        "side. Det er det, en knap i guiden bruger tiden på. Tre gange den tomme side ville være under et millisekund "
        "til det hele. Ved flere på én gang er det kernerne, der er brugt op.",
        picture("svartid", "Svartider for 1, 8 og 32 personer på én gang"),
        table(head, rows),
        "Parentesen er langsomste og hurtigste runde. «Henvist til knapper»: når Rasa har nok at gøre, bliver man med "
        "det samme bedt om at vælge et emne i stedet for at vente; de er ikke med i tiderne.",
        "### Hvad en tur koster i CPU (8 personer)",
        table(["Tur", "CPU ms", "heraf", "måleprogrammet selv, ms"], work),
        "CPU-tiden tæller kun arbejdet og ikke ventetid på en kerne. Den siger mest, når maskinen deles med andre. I "
        "guidens er det også med at åbne siden én gang i hver samtale.",
        "### Hukommelse i MB",
        table(["Program", "før (PSS)", "efter (PSS)", "efter (RSS)"], held),
        "PSS deler det, flere programmer har fælles, mellem dem. RSS tæller det hele hos hver.",
    ]


def aims(kept: Results) -> str:
    """Each aim and whether it was met."""
    cells = {(c["system"], c["kind"], c["people"]): c for c in kept["crowds"]["found"]["cells"]}
    rows = []
    for kind in ("button", "page"):
        pairs = {many: (cells["guide", kind, many]["p50"], cells["noop", kind, many]["p50"]) for many in (1, 8, 32)}
        rows.append(
            [
                f"{KINDS[kind]}: p50 højst {NEAR_NOOP:.0f} gange den tomme side",
                ", ".join(
                    f"{number(ours / empty)} ({many}: {number(ours)} mod {number(empty)} ms)"
                    for many, (ours, empty) in pairs.items()
                ),
                met(all(ours / empty <= NEAR_NOOP for ours, empty in pairs.values())),
            ]
        )
    shares = {
        many: cells["guide", "text", many]["p95"] / cells["stock", "text", many]["p95"]
        for many in (8, 32)
        if "p95" in cells["guide", "text", many]
    }
    listed = ", ".join(f"{number(share)} ({many})" for many, share in shares.items())
    rows.append(
        [
            f"fri tekst: p95 højst {number(OF_STOCK)} af Rasa som `rasa init`",
            listed,
            met(max(shares.values()) <= OF_STOCK),
        ]
    )
    if "growth" in kept:
        at = {name: one["at"] for name, one in kept["growth"]["found"].items()}
        ratio = {name: one["200"] / one["10"] for name, one in at.items()}
        rows.append(
            [
                f"tur 200 højst {number(FLAT)} gange tur 10",
                f"{number(ratio['guide'])} (Rasa som `rasa init`: {number(ratio['stock'])})",
                met(ratio["guide"] <= FLAT),
            ]
        )
    return table(["Mål", "målt (personer)", ""], rows)


def growth(kept: Results) -> list[str]:
    """One conversation that goes on."""
    found = kept["growth"]["found"]
    turns = list(found["guide"]["at"])
    rows = [[NAMES[name], *(number(one["at"][turn]) for turn in turns)] for name, one in found.items()]
    return [
        "## En lang samtale",
        about(kept["growth"]),
        picture("lang-samtale", "Svartid for hver tur i en samtale på 200 ture"),
        table(["Fri tekst, én person, ms", *(f"tur {turn}" for turn in turns)], rows),
        "Hvert tal er medianen af turen og de fem før og efter. Guidens grænse for, hvor ofte én person kan skrive, er "
        "slået fra i denne måling.",
    ]


def starts(kept: Results) -> list[str]:
    """From nothing to the first answer, and how long the models take to learn."""
    found, training = kept["starts"]["found"], kept["training"]
    rows = [
        [NAMES[name], *(number(one[key]) for key in keys)]
        for name, one in found.items()
        for keys in ([key for key in one if "rasa" in key] + ["understood", "next"],)
    ]
    parts = ", ".join(f"{part} {number(s)} s" for part, s in found["guide"].items() if part in ("web", "actions"))
    own, other = training["guide"], training["stock"]
    whole = other["cpu"] + (FULL - other["epochs"]) * other["epoch_cpu"]
    learned = [
        [NAMES["guide"], "–", number(own["wall"]), number(own["cpu"]), number(own["cpu"])],
        [NAMES["stock"], str(other["epochs"]), number(other["wall"]), number(other["cpu"]), f"≈ {number(whole)}"],
    ]
    return [
        "## Start og træning",
        about(kept["starts"]),
        table(["Kold start, s", "Rasa svarer", "så er første besked forstået", "den næste"], rows),
        f"Guidens andre dele: {parts}. De starter efter hinanden.",
        table(["Træning", "epoker", "s", "CPU s", f"CPU s ved {FULL} epoker"], learned),
        f"{other['examples']} eksempler. `rasa init` beder om {FULL} epoker. Her er {other['epochs']} trænet "
        f"({number(other['epoch_cpu'])} CPU-sekunder hver for de tre dele, der lærer i epoker); resten er regnet ud. "
        "Hvor mange epoker en model har lært i, ændrer ikke, hvor længe et svar tager.",
    ]


def replicas(kept: Results) -> list[str]:
    """More copies."""
    found = kept["replicas"]["found"]
    rows = [
        [
            f"{KINDS[one['kind']]}, {one['replicas']}",
            *(number(one[key]) if key in one else "–" for key in ("p50", "p95")),
            f"{number(one['turns_s'])} ({'–'.join(number(rate) for rate in one['turns_s_range'])})",
            number(sum(one["cpu"].values())),
            share(one["went"], "shed"),
            share(one["went"]),
            number(one["pss"]),
        ]
        for one in sorted(found, key=lambda one: (list(KINDS).index(one["kind"]), one["replicas"]))
    ]
    head = ["Tur, kopier", "p50 ms", "p95 ms", "ture/s", "CPU ms", "henvist til knapper", "fejl", "PSS MB"]
    return [
        "## Flere kopier af guiden",
        about(kept["replicas"]),
        picture("kopier", "Ture i sekundet med 1, 2 og 4 kopier"),
        table(head, rows),
        "32 personer, fordelt på kopierne efter tur; samme PostgreSQL. Hver kopi er sider, handlingsserver og Rasa. "
        f"Maskinen har {machine().partition(' kerner')[0]} kerner, som også måleprogrammet og PostgreSQL bruger. Det "
        "viser, at kopier kan dele samtalerne uden fejl, og om en tur bliver dyrere. Det kan ikke vise, hvor langt man "
        "når med flere maskiner.",
    ]


def soak(kept: Results) -> list[str]:
    """Steady use for a long time."""
    found = kept["soak"]["found"]
    rows = [
        [part, *(number(value) for value in (held[0], max(held), held[-1], found["growth"][part]))]
        for part, held in found["memory"].items()
    ]
    text = (
        f"{found['people']} personer, der tænker {number(found['pause'])} s mellem turene: {number(found['turns_s'])} "
        f"ture i sekundet, {found['turns']} i alt, heraf gik {share(found['went'])} galt. "
    )
    if found["minutes"]:
        slow = [one["p95"] for one in found["minutes"]]
        text += f"p95 var {number(slow[0])} ms først og {number(slow[-1])} ms i det sidste minut."
    return [
        "## Udholdenhed",
        about(kept["soak"]),
        picture("udholdenhed", "Hukommelse for hvert program over tid"),
        table(["PSS MB", "først", "højest", "sidst", "vokser MB/time"], rows),
        text,
        "Væksten er den rette linje gennem de sidste tre fjerdedele af tiden. `python -m bench.load.soak --minutes 20` "
        "måler den igen.",
    ]


def about(part: Results) -> str:
    """When, where and how long."""
    trial = "**Kort prøvekørsel på en optaget maskine; tallene siger lidt.** " if part["quick"] else ""
    load = number(part["load"]) if part["load"] else "0"
    return (
        f"{trial}Målt {part['day']}. {machine()}, delt med måleprogrammet (belastning før start {load}). "
        f"Runder: {part['rounds']}; hver måling {number(part['seconds'])} s."
    )


def met(yes: bool) -> str:
    """Whether an aim was met."""
    return "**nået**" if yes else "**ikke nået**"


def share(went: dict[str, int], what: str = "") -> str:
    """How large a part went that way; without `what`: went wrong."""
    total = sum(went.values())
    bad = went.get(what, 0) if what else total - went.get("ok", 0) - went.get("shed", 0)
    return f"{number(bad / total * 100)} %" if bad else "0"


def picture(name: str, text: str) -> str:
    """A drawing in the page."""
    return f"![{text}](hastighed/{name}.svg)"


def draw(kept: Results) -> None:
    """One drawing for each part."""
    import matplotlib  # type: ignore[import-untyped]

    matplotlib.use("Agg")
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "hastighed", "font.family": "sans-serif"})
    DRAWINGS.mkdir(parents=True, exist_ok=True)
    drawings: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "crowds": ("svartid", _crowds),
        "growth": ("lang-samtale", _growth),
        "replicas": ("kopier", _replicas),
        "soak": ("udholdenhed", _soak),
    }
    for part, (name, drawn) in drawings.items():
        if part in kept:
            save(drawn(kept[part]["found"]), DRAWINGS / f"{name}.svg")


def save(figure: Any, target: Path) -> None:
    """A drawing as a small text file that is the same each time."""
    from matplotlib import pyplot as plt

    figure.savefig(target, format="svg", metadata={"Date": None})
    plt.close(figure)
    # Matplotlib leaves spaces at the ends of lines.
    target.write_text(re.sub(r" +$", "", target.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8")


def _crowds(found: Results) -> Any:
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(1, 3, figsize=(13, 4.2), sharey=True, constrained_layout=True)
    for axis, (kind, text) in zip(axes, KINDS.items(), strict=True):
        for name, label in NAMES.items():
            cells = [c for c in found["cells"] if c["system"] == name and c["kind"] == kind and "p50" in c]
            many = [str(cell["people"]) for cell in cells]
            for key, line, mark in (("p50", "-", "o"), ("p95", "--", "s")):
                values = [cell[key] for cell in cells]
                axis.plot(
                    many, values, line, marker=mark, color=COLOURS[name], label=f"{label}, {key}".replace("`", "")
                )
        axis.set_yscale("log")
        axis.set_title(text)
        axis.set_xlabel("personer på én gang")
        axis.grid(axis="y", alpha=0.3)
        axis.legend(fontsize=8)
    axes[0].set_ylabel("millisekunder for en tur (logaritmisk)")
    return figure


def _growth(found: Results) -> Any:
    from matplotlib import pyplot as plt

    figure, axis = plt.subplots(figsize=(8, 4), constrained_layout=True)
    for name, one in found.items():
        axis.plot(range(1, len(one["line"]) + 1), one["line"], color=COLOURS[name], label=NAMES[name].replace("`", ""))
    axis.set_xlabel("tur i samtalen")
    axis.set_ylabel("millisekunder")
    axis.set_ylim(bottom=0)
    axis.grid(axis="y", alpha=0.3)
    axis.legend()
    return figure


def _replicas(found: list[Results]) -> Any:
    from matplotlib import pyplot as plt

    figure, axis = plt.subplots(figsize=(8, 4), constrained_layout=True)
    for (kind, text), mark in zip(KINDS.items(), "osD", strict=True):
        cells = sorted((one for one in found if one["kind"] == kind), key=lambda one: one["replicas"])
        axis.plot([str(c["replicas"]) for c in cells], [c["turns_s"] for c in cells], marker=mark, label=text)
    axis.set_xlabel("kopier af guiden på den samme maskine")
    axis.set_ylabel("ture i sekundet")
    axis.set_ylim(bottom=0)
    axis.grid(axis="y", alpha=0.3)
    axis.legend()
    return figure


def _soak(found: Results) -> Any:
    from matplotlib import pyplot as plt

    figure, axis = plt.subplots(figsize=(8, 4), constrained_layout=True)
    for part, held in found["memory"].items():
        axis.plot([second / 60 for second in found["at"]], held, label=part)
    axis.set_xlabel("minutter")
    axis.set_ylabel("PSS i MB")
    axis.set_ylim(bottom=0)
    axis.grid(axis="y", alpha=0.3)
    axis.legend()
    return figure
