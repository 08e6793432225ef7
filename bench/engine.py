"""Our engine beside two others on the same tables: first the same answers, then the time they take."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any

from bench.measure import middle
from bench.process import OTHERS, Worker, environment
from bench.tables import export
from rights.loader import load_folder
from rights.model import Catalogue
from rights.schema import UNKNOWN

TABLES = {
    "R1": ("samtale_sundhedskoordinator", "vente_med_at_begynde"),
    "R6": (
        *("afvist_behandling_sygedagpenge", "afvist_behandling_jobafklaring", "afvist_behandling_ressourceforloeb"),
        *("afvist_behandling_forlaengelse", "afvist_behandling_fleksjob", "afvist_behandling_pension"),
        "afvist_behandling_uden_beskyttelse",
    ),
}
DAYS = tuple(
    map(date.fromisoformat, ("2022-01-01", "2024-06-15", "2026-01-31", "2026-02-01", "2026-07-01", "2026-11-22"))
)
MODES = (
    ("vores", "beslutning", "Vores: hele beslutningen med spor, henvisninger og næste skridt"),
    ("vores", "kerne", "Vores: kun hvilke rækker der er mulige (trevalent)"),
    ("zen", "uden spor", "zen-engine: første række, der passer"),
    ("zen", "med spor", "zen-engine: det samme med dens eget spor"),
    ("zen", "samlet", "zen-engine: alle på én gang (flere tråde)"),
    ("openfisca", "enkeltvis", "OpenFisca: én person ad gangen (hvert 8. spørgsmål)"),
    ("openfisca", "samlet", "OpenFisca: alle på én gang (vektorer)"),
)
OURS = ("vores", "beslutning")

Question = tuple[str, dict[str, str], str]


def questions(catalogue: Catalogue, ids: tuple[str, ...]) -> list[Question]:
    """Every combination of answers, "ved ikke" among them, on every day."""
    found: list[Question] = []
    for id in ids:
        facts = catalogue.rights[id].facts
        for values in product(*((*catalogue.option_ids(fact), UNKNOWN) for fact in facts)):
            found += [(id, dict(zip(facts, values, strict=True)), day.isoformat()) for day in DAYS]
    return found


def measure(folder: Path, rounds: int) -> dict[str, Any]:
    """Prove the engines to agree, then time them in turn.

    Raises:
        SystemExit: two engines give different answers.
    """
    catalogue = load_folder(folder)
    pythons = {name: environment(name) for name in OTHERS}
    tables = [export(catalogue, catalogue.rights[id]) for ids in TABLES.values() for id in ids]
    asked = {group: questions(catalogue, ids) for group, ids in TABLES.items()}
    load: dict[str, Any] = {"catalogue": str(folder), "tables": tables}
    with (
        Worker("ours", **load) as ours,
        Worker("zen", pythons["zen"], **load) as zen,
        Worker("openfisca", pythons["openfisca"], **load) as openfisca,
    ):
        workers = {"vores": ours, "zen": zen, "openfisca": openfisca}
        proof = [_prove(workers, group, batch) for group, batch in asked.items()]
        timed: dict[str, dict[str, list[dict[str, float]]]] = {}
        for group, batch in asked.items():
            for worker in workers.values():
                worker.ask("batch", questions=batch)
            timed[group] = {"|".join(mode[:2]): [] for mode in MODES}
            for number in range(rounds + 1):
                print(f"  {group}: {f'runde {number} af {rounds}' if number else 'opvarmning'}", flush=True)
                for name, mode, _ in MODES:
                    result = workers[name].ask("time", mode=mode)
                    if number:
                        timed[group][f"{name}|{mode}"].append(result)
        return {
            "versions": {key: value for worker in workers.values() for key, value in worker.loaded.items()},
            "rows": {id: len(catalogue.rights[id].cases) for ids in TABLES.values() for id in ids},
            "rights": len(catalogue.rights),
            "days": len(DAYS),
            "rounds": rounds,
            "proof": proof,
            "start": {name: {"s": worker.started, "mb": worker.memory_mb} for name, worker in workers.items()},
            "modes": [
                {"group": group, "name": name, "mode": mode, "text": text, **_figures(timed[group], name, mode)}
                for group in asked
                for name, mode, text in MODES
            ],
        }


def _figures(timed: dict[str, list[dict[str, float]]], name: str, mode: str) -> dict[str, float]:
    """The medians, and how many times our whole decision's CPU time this way takes (round by round)."""
    here = timed[f"{name}|{mode}"]
    ratios = [one["cpu"] / ours["cpu"] for one, ours in zip(here, timed["|".join(OURS)], strict=True)]
    return {**middle(here), "ratio": median(ratios), "ratio_low": min(ratios), "ratio_high": max(ratios)}


def _prove(workers: dict[str, Worker], group: str, batch: list[Question]) -> dict[str, Any]:
    """Compare the case for each complete set of answers; count what the others say where something is unknown."""
    answers: dict[str, list[Any]] = {}
    for name, worker in workers.items():
        worker.ask("batch", questions=batch)
        answers[name] = worker.ask("answer")
    counts = {"complete": 0, "unknown": 0, "ours_one": 0, "ours_several": 0, "others_none": 0}
    for question, (case, possible), *others in zip(batch, *answers.values(), strict=True):
        complete = UNKNOWN not in question[1].values()
        counts["complete" if complete else "unknown"] += 1
        if complete:
            same = case is not None and all(other == case for other in others)
        else:
            # A row that holds in spite of what is unknown must be ours too; none is what the others say otherwise.
            same = possible > 0 and all(other in (None, case) for other in others)
            counts["ours_one" if case else "ours_several"] += 1
            counts["others_none"] += all(other is None for other in others)
        if not same:
            raise SystemExit(f"  Motorerne er ikke enige: {question}: {case} ({possible} mulige) og {others}")
    print(
        f"  {group}: samme række i alle {counts['complete']} fuldt besvarede tilfælde hos alle tre motorer.", flush=True
    )
    return {"group": group, **counts}
