"""Static checks over the whole catalogue: what no single file can show to be right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

from rights.logic import Any_, Condition, Not, Test, evaluate, tests
from rights.model import Case, Catalogue, Right
from rights.schema import CERTAIN, Outcome

MAX_COMBINATIONS = 50_000
"""An entitlement with more complete sets of answers than this can't be enumerated in reasonable time."""


def check(catalogue: Catalogue) -> list[str]:
    """Everything wrong with the catalogue as a whole, each as a Danish sentence; empty when it is sound."""
    return [
        *_unused(catalogue),
        *_questions(catalogue),
        *(problem for right in catalogue.rights.values() for problem in _right(catalogue, right)),
        *_coverage(catalogue),
        *_never_carried(catalogue),
    ]


def boundary_days(catalogue: Catalogue, right: Right) -> tuple[date, ...]:
    """The day before, of and after every day on which one of the entitlement's rows or citations changes."""
    periods = [case.period for case in right.cases]
    for case in right.cases:
        for id in (*case.data.citations, *case.data.context):
            law = catalogue.laws[id]
            periods += [v.period for v in law.versions] + [g.period for g in law.gaps]
    edges = {day for period in periods for day in (period.start, period.end)} - {date.min, date.max}
    one = timedelta(days=1)
    return tuple(sorted({day + shift for day in edges for shift in (-one, 0 * one, one)}))


def complete_answers(catalogue: Catalogue, right: Right) -> Iterator[dict[str, str]]:
    """Every complete set of answers to the facts the entitlement's rows test (derived facts taken as given)."""
    for values in product(*(catalogue.option_ids(fact) for fact in right.facts)):
        yield dict(zip(right.facts, values, strict=True))


def _right(catalogue: Catalogue, right: Right) -> Iterator[str]:
    combinations = 1
    for fact in right.facts:
        combinations *= len(catalogue.option_ids(fact))
    if combinations > MAX_COMBINATIONS:
        yield f"{right.id}: {combinations} kombinationer af svar er for mange til at blive gennemgået"
        return
    reached: set[str] = set()
    said: set[tuple[str, str]] = set()
    answers_list = list(complete_answers(catalogue, right))
    for day in boundary_days(catalogue, right) or (date(2022, 1, 1),):
        cases = [case for case in right.cases if day in case.period]
        for answers in answers_list:
            hits = [case.data.id for case in cases if evaluate(case.condition, answers)]
            reached.update(hits)
            if len(hits) != 1:
                problem = "ingen række passer" if not hits else "flere rækker passer: " + ", ".join(hits)
                key = (problem, "+".join(hits))
                if key not in said:
                    said.add(key)
                    yield f"{right.id}: {problem} ({_told(answers)}; {day})"
    for case in right.cases:
        if case.data.id not in reached:
            yield f"{right.id}: rækken «{case.data.id}» kan aldrig blive ramt"
        yield from _schemes(catalogue, right, case)


def _schemes(catalogue: Catalogue, right: Right, case: Case) -> Iterator[str]:
    """A version kept alive for old schemes may only carry a positive answer in rows that require the old scheme."""
    if case.data.outcome is Outcome.GAELDER_IKKE:
        return
    for id in case.data.citations:
        for dated in catalogue.laws[id].versions:
            if not dated.period.overlaps(case.period):
                continue
            for fact, value in dated.version.scheme.items():
                if not _requires(case.condition, fact, value):
                    yield (
                        f"{right.id}: rækken «{case.data.id}» bygger på en overgangsregel i «{id}» "
                        f"uden at kræve {fact} = {value}"
                    )


def _requires(condition: Condition, fact: str, value: str) -> bool:
    if isinstance(condition, Test):
        return condition.fact == fact and condition.allowed == {value}
    if isinstance(condition, Not):
        return False
    parts = [_requires(part, fact, value) for part in condition.parts]
    return bool(parts) and (all(parts) if isinstance(condition, Any_) else any(parts))


def _unused(catalogue: Catalogue) -> Iterator[str]:
    used = {fact for fact, ids in catalogue.rights_using.items() if ids}
    used |= {fact for conflict in catalogue.conflicts for fact in conflict.facts}
    # The day of the event is an argument of every assessment, not a condition of one.
    for fact in catalogue.facts:
        if fact not in used and fact != "dato":
            yield f"facts: ingen bruger «{fact}»"
    cited = {
        id
        for right in catalogue.rights.values()
        for case in right.cases
        for id in (*case.data.citations, *case.data.context)
    }
    for id in catalogue.laws:
        if id not in cited:
            yield f"law: ingen række henviser til «{id}»"
    stepped = {step for r in catalogue.rights.values() for case in r.cases for step in case.data.next_steps}
    for id in catalogue.next_steps:
        if id not in stepped:
            yield f"next_steps: ingen række bruger «{id}»"


def _questions(catalogue: Catalogue) -> Iterator[str]:
    for fact in catalogue.facts.values():
        for name, text in (("ask", fact.ask), ("why", fact.why), ("caseworker", fact.caseworker)):
            if not text.strip():
                yield f"facts: «{fact.id}» mangler «{name}»"
        if not fact.ask.endswith("?") or not fact.caseworker.endswith("?"):
            yield f"facts: «{fact.id}» skal spørge med et spørgsmålstegn"
    for fact_id, condition in catalogue.ask_when.items():
        for test in tests(condition):
            for id in catalogue.rights_using.get(fact_id, ()):
                right = catalogue.rights[id]
                known = {*right.facts, *(s for f in right.facts for s in catalogue.sources(f))}
                known |= {t.fact for t in tests(right.relevant_if)}
                if test.fact not in known:
                    yield (f"facts: «{fact_id}» spørges kun efter «{test.fact}», men {id} bruger ikke «{test.fact}»")


def _coverage(catalogue: Catalogue) -> Iterator[str]:
    """Every row of every founding document rests on a provision that some entitlement cites and a topic reaches."""
    reached = {
        id
        for right in catalogue.rights.values()
        if right.data.topics
        for case in right.cases
        for id in (*case.data.citations, *case.data.context)
    }
    for document in catalogue.documents:
        for row in document.rows:
            for id in row.provisions:
                if id not in reached:
                    yield f"{document.id}: «{row.id}» bygger på «{id}», som intet svar henviser til"


def _never_carried(catalogue: Catalogue) -> Iterator[str]:
    """Rows that claim something certain on no evidence at any time: words and evidence disagree for good."""
    for right in catalogue.rights.values():
        for case in right.cases:
            if case.data.outcome not in CERTAIN:
                continue
            for id in case.data.citations:
                versions = [v for v in catalogue.laws[id].versions if v.period.overlaps(case.period)]
                if versions and not any(case.data.outcome in v.carries for v in versions):
                    yield f"{right.id}: «{case.data.id}» er {case.data.outcome.value}, men «{id}» kan aldrig bære det"


def _told(answers: dict[str, str]) -> str:
    return ", ".join(f"{fact}={value}" for fact, value in answers.items()) or "ingen svar"
