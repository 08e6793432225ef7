"""Train from data/nlu, measure everything that the held-out sets allow, and write the page and the pictures."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

from bench.language import figures, filters, page, routing, speed
from bench.language.sets import there_is
from guide.listen import TOPIC_SURE

Result = dict[str, Any]


def _facts() -> Result:
    sets = (("korte beskeder", "fakta", "messages"), ("fortællinger", "historier", "stories"))
    return {label: filters.facts(name, key) for label, name, key in sets if there_is(name)}


def _crisis(blind: bool) -> Result:
    return {name: filters.crisis(name) for name in ("krise", *(["krise_2"] if blind else []))}


def run(blind: bool) -> Result:
    """Measure, with a line for each part; `blind`: also the sets that are looked at once."""
    steps: list[tuple[str, str, Callable[[], Any]]] = [
        ("routing", "Emner", lambda: routing.measure(blind)),
        ("fold", "Krydsvalidering på træningsdata", routing.out_of_fold),
        ("learning", "Læringskurve", routing.learning),
        ("facts", "Oplysninger", _facts),
    ]
    for key, name, label, measure in (
        ("crisis", "krise", "Fare", lambda: _crisis(blind)),
        ("sent", "til_kommunen", "Til kommunen", filters.sent),
        ("personal", "personoplysninger_1", "Personoplysninger", filters.personal),
    ):
        if there_is(name):
            steps.append((key, label, measure))
    steps.append(("speed", "Hastighed", speed.measure))
    result: Result = {}
    for place, (key, label, measure) in enumerate(steps, 1):
        print(f"[{place}/{len(steps)}] {label} ...", flush=True)
        begin = perf_counter()
        result[key] = measure()
        print(f"[{place}/{len(steps)}] Færdig ({perf_counter() - begin:.0f} s)", flush=True)
    return result


def show(result: Result) -> None:
    """Write the page and the pictures, and print the goals."""
    sets = result["routing"]["questions"]
    figures.confusion(sets["spoergsmaal"]["pairs"], sorted(routing.topics()))
    figures.reliability(sets, result["fold"])
    figures.learning(result["learning"])
    asked, strange = sets["spoergsmaal"], result["routing"]["outside"]["uden_for_emnet"]
    figures.bands(routing.curve(asked["sure"], asked["right"], strange["sure"]), TOPIC_SURE)
    page.write(result)
    print(page.goals(result))
    print(f"Skrevet: docs/{page.PAGE.name} og docs/{figures.FOLDER.name}/")
