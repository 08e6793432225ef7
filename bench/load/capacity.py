"""docs/drift/kapacitet.md: what a launch in the whole country would take, worked out from the measured figures.

Nothing here is measured. The work of a turn is; everything else is an assumption that stands in the page and in
`Launch`, where it can be changed.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log
from random import Random
from typing import Any

from bench.measure import percentile
from bench.process import ROOT
from bench.report import number, table

PAGE = ROOT / "docs" / "drift" / "kapacitet.md"
MEASURED_AT = 8
"""The people at once whose figures are used: busy, and not yet queueing most of the time."""
SIMULATED = 40_000
"""So many turns are simulated at a time."""
SPARE_MACHINES = 2
"""PostgreSQL and Redis, and one that takes over from it."""


@dataclass(frozen=True)
class Launch:
    """What is assumed. All of it can be wrong; change it and run `python -m bench.load --draw`."""

    municipalities: int = 98
    visits_a_month: int = 2_000_000
    busy_days: int = 21
    share_on_busy_days: float = 0.9
    peak_hour: float = 0.15
    launch_day: float = 3.0
    texts: int = 3
    buttons: int = 5
    pages: int = 4
    most_busy: float = 0.5
    cores: int = 4
    memory_gb: int = 16
    month: int = 500

    def turns(self) -> dict[str, int]:
        """The turns of a visit, by kind."""
        return {"text": self.texts, "button": self.buttons, "page": self.pages}

    def visits_a_second(self) -> float:
        """In the busiest hour of an ordinary busy day."""
        return self.visits_a_month * self.share_on_busy_days / self.busy_days * self.peak_hour / 3600


@dataclass(frozen=True)
class Work:
    """CPU seconds of a turn: in the pages, and in Rasa with its action server. Measured."""

    web: dict[str, float]
    rasa: float

    def of_visit(self, launch: Launch) -> tuple[float, float]:
        """CPU seconds of a whole visit: in the pages, and in Rasa."""
        turns = launch.turns()
        return sum(turns[kind] * self.web[kind] for kind in turns), turns["text"] * self.rasa


@dataclass(frozen=True)
class Fleet:
    """So many copies of the pages and of Rasa, one core each."""

    web: int
    rasa: int


def work(cells: Sequence[dict[str, Any]]) -> Work:
    """The work of a turn from the measured cells."""
    cpu = {c["kind"]: c["cpu"] for c in cells if c["system"] == "guide" and c["people"] == MEASURED_AT}
    return Work(
        web={kind: used["web"] / 1e3 for kind, used in cpu.items()},
        rasa=(cpu["text"]["rasa"] + cpu["text"]["actions"]) / 1e3,
    )


def fleet(work: Work, launch: Launch, times: float) -> Fleet:
    """The fewest copies that are no busier than they may be, when `times` the ordinary busy hour comes."""
    web, rasa = (seconds * launch.visits_a_second() * times / launch.most_busy for seconds in work.of_visit(launch))
    # Two at the least, so that one may fall.
    return Fleet(max(2, ceil(web)), max(2, ceil(rasa)))


def erlang_c(servers: int, offered: float) -> float:
    """The chance that somebody has to wait (M/M/c); `offered` is arrivals a second times seconds of work."""
    if offered >= servers:
        return 1.0
    blocked = 1.0
    for busy in range(1, servers + 1):
        blocked = offered * blocked / (busy + offered * blocked)
    return blocked / (1 - offered / servers * (1 - blocked))


def waiting(servers: int, offered: float, work: float, share: float = 95) -> float:
    """The wait in seconds that `share` per cent do not exceed (M/M/c)."""
    chance, over = erlang_c(servers, offered), (100 - share) / 100
    return 0.0 if chance <= over else log(chance / over) * work / (servers - offered)


def simulate(work: Work, launch: Launch, fleet: Fleet, times: float, seed: int = 0) -> dict[str, float]:
    """The p95 in seconds of each kind of turn, by a simulation of the two queues one after the other.

    People come at random, and work varies as in M/M/c: more than was measured, so the answer errs to the slow side. A
    text is read and its page made by the pages' copies, half of that before Rasa and half after.
    """
    random = Random(seed)
    turns = launch.turns()
    rate = launch.visits_a_second() * times * sum(turns.values())
    kinds, weights = list(turns), list(turns.values())
    taken: dict[str, list[float]] = {kind: [] for kind in kinds}
    free = {"web": [0.0] * fleet.web, "rasa": [0.0] * fleet.rasa}
    # What happens next: when, a number that keeps the order, where, of which kind, since when, what then remains.
    now, events, order = 0.0, list[tuple[float, int, str, str, float, tuple[tuple[str, float], ...]]](), 0
    for _ in range(SIMULATED):
        now += random.expovariate(rate)
        kind = random.choices(kinds, weights)[0]
        path: tuple[tuple[str, float], ...] = (("web", work.web[kind]),)
        if kind == "text":
            path = (("web", work.web[kind] / 2), ("rasa", work.rasa), ("web", work.web[kind] / 2))
        heapq.heappush(events, (now, order, "", kind, now, path))
        order += 1
    while events:
        at, _, _, kind, since, path = heapq.heappop(events)
        if not path:
            taken[kind].append(at - since)
            continue
        (place, mean), *rest = path
        begins = max(at, heapq.heappop(free[place]))
        ends = begins + random.expovariate(1 / mean)
        heapq.heappush(free[place], ends)
        order += 1
        heapq.heappush(events, (ends, order, place, kind, since, tuple(rest)))
    return {kind: percentile(seconds, 95) for kind, seconds in taken.items() if seconds}


def write(kept: dict[str, Any], launch: Launch | None = None) -> None:
    """Write the page, if the figures it needs have been measured."""
    if "crowds" not in kept:
        return
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(kept["crowds"], launch or Launch()), encoding="utf-8")
    print(f"Skrevet: {PAGE.relative_to(ROOT)}")


def page(measured: dict[str, Any], launch: Launch) -> str:
    """The page."""
    found = measured["found"]
    cost, memory = work(found["cells"]), found["memory"]["after"]["guide"]
    web_s, rasa_s = cost.of_visit(launch)
    rows, built = [], {}
    for name, times in (("travl hverdag", 1.0), ("lanceringsdag", launch.launch_day)):
        copies = built[name] = fleet(cost, launch, times)
        p95 = simulate(cost, launch, copies, times)
        visits = launch.visits_a_second() * times
        wait = waiting(copies.rasa, visits * rasa_s, cost.rasa)
        rows.append(
            [
                name,
                number(visits * 3600),
                number(visits * sum(launch.turns().values())),
                number(visits * launch.texts),
                f"{copies.web} + {copies.rasa}",
                f"{number(visits * web_s / copies.web * 100)} / {number(visits * rasa_s / copies.rasa * 100)}",
                " / ".join(number(p95[kind] * 1e3) for kind in ("text", "button", "page")),
                number(wait * 1e3),
            ]
        )
    head = ["", "besøg/time", "ture/s", "heraf fri tekst/s", "kopier (sider + Rasa)", "optaget %"]
    head += ["p95 ms: tekst / knap / trin", "p95 kø ved Rasa, ms (M/M/c)"]
    largest = built["lanceringsdag"]
    machines = machines_for(largest, launch)
    price = (machines + SPARE_MACHINES) * launch.month
    held = largest.web * memory["web"]["pss"] + largest.rasa * (memory["rasa"]["pss"] + memory["actions"]["pss"])
    writes = launch.visits_a_second() * launch.launch_day * sum(launch.turns().values())
    trial = ", foreløbig af en kort prøvekørsel på en optaget maskine" if measured["quick"] else ""
    pieces = [
        "# Kapacitet: hele landet på én gang",
        f"Et regnestykke, ikke en måling. En turs arbejde er målt ([hastighed](../hastighed.md){trial}); resten er "
        "antagelser. Siden skrives af `make bench-load`; antagelserne står i `bench/load/capacity.py`, og `python -m "
        "bench.load --draw` regner om.",
        "## Antaget",
        assumptions(launch),
        "## En turs arbejde (målt)",
        table(
            ["CPU ms", "siderne", "Rasa og handlingsserver"],
            [
                ["fri tekst", number(cost.web["text"] * 1e3), number(cost.rasa * 1e3)],
                ["knap", number(cost.web["button"] * 1e3), "0"],
                ["trin for trin", number(cost.web["page"] * 1e3), "0"],
                ["et helt besøg", number(web_s * 1e3), number(rasa_s * 1e3)],
            ],
        ),
        "## Hvad det kræver",
        table(head, rows),
        "En kopi bruger højst én kerne. Køerne er simuleret (sider, Rasa, sider) med tilfældige ankomster og arbejde, "
        f"der svinger som i M/M/c; {number(SIMULATED)} ture i hver række. Netværk og database er ikke med. "
        "Den sidste kolonne er formlen for M/M/c alene, til sammenligning.",
        f"Til lanceringsdagen: **{machines} maskiner** til sider og Rasa, når én må falde ud, og to til PostgreSQL og "
        f"Redis (en og en reserve): {machines + SPARE_MACHINES} × {number(launch.month)} kr. = **{number(price)} kr. "
        f"om måneden** ved den antagne pris, eller {number(price / launch.visits_a_month * 100)} øre for et besøg. "
        f"Kopierne fylder {number(held / 1024)} GB tilsammen.",
        "## Hvad der ikke er regnet med",
        "Databasen er ikke målt som flaskehals: en tur er én kort transaktion på én række. Hele landet er "
        f"{number(writes)} skrivninger i sekundet på lanceringsdagen; prøv det på den rigtige database, før I åbner. "
        "Angreb og fejl, der får alle til at prøve igen, er heller ikke med; mod dem er der grænser for brug.",
    ]
    return "\n\n".join(pieces) + "\n"


def assumptions(launch: Launch) -> str:
    """What is assumed, and why."""
    each = number(launch.visits_a_month / launch.municipalities)
    days = f"{launch.busy_days}, {launch.share_on_busy_days * 100:.0f} %"
    turns = f"{launch.texts} tekster, {launch.buttons} knapper, {launch.pages} trin"
    rows = [
        ["kommuner", str(launch.municipalities), "alle i landet"],
        ["besøg om måneden", number(launch.visits_a_month), f"givet; {each} for hver kommune"],
        ["hverdage i en måned, og deres del af besøgene", days, "breve og møder kommer på hverdage"],
        [
            "den travleste times del",
            f"{launch.peak_hour * 100:.0f} %",
            "jævnt på ti timer var det 10 %; her er halvanden gang det",
        ],
        ["en lanceringsdag", f"{number(launch.launch_day)} × en hverdag", "omtale i medierne; et gæt"],
        ["et besøgs ture", turns, "en fortælling, to opfølgninger, fem svar; og nogle går trin for trin"],
        ["en kerne må være optaget", f"{launch.most_busy * 100:.0f} %", "så et udsving på det dobbelte kan klares"],
        ["en maskine", f"{launch.cores} kerner, {launch.memory_gb} GB", "en lille virtuel server"],
        ["pris for en maskine", f"{number(launch.month)} kr. om måneden", "et gæt uden kilde; sæt jeres egen ind"],
    ]
    return table(["hvad", "tal", "hvorfor"], rows)


def machines_for(fleet: Fleet, launch: Launch) -> int:
    """Machines that hold the copies when one machine has fallen."""
    return ceil((fleet.web + fleet.rasa) / launch.cores) + 1
