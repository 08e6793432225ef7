"""What the tests of the law share: the real catalogue, sets of answers, days, and a small catalogue to break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import product
from pathlib import Path
from random import Random
from textwrap import dedent

from rights.assess import Assessor
from rights.loader import FOLDER, load
from rights.logic import tests as each_test
from rights.model import Catalogue, Right

UNKNOWN = "ved_ikke"
DAY = timedelta(days=1)
TODAY = date(2026, 11, 22)

# Said once more here on purpose: the catalogue's own dates are tested against these.
RF_2022 = date(2022, 1, 1)
VALGFRI_MOEDEFORM = date(2023, 3, 22)
LOV_1657 = date(2024, 12, 30)
RF_STOP = date(2026, 2, 1)
REFORM_2 = date(2026, 7, 1)
HOVEDLOV = date(2027, 1, 1)
BOUNDARIES = (RF_2022, VALGFRI_MOEDEFORM, LOV_1657, RF_STOP, REFORM_2, HOVEDLOV)

# Dates that stand for all: received or sent 28, 29 and 90 days before TODAY, and on the day.
DATES = ("2026-11-22", "2026-10-25", "2026-10-24", "2026-08-24")

ENTITLEMENT_IDS = tuple(sorted(path.stem for path in (FOLDER / "entitlements").glob("*.yml")))


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    return load()


@lru_cache(maxsize=1)
def assessor() -> Assessor:
    return Assessor(catalogue())


def around(days: Iterable[date]) -> tuple[date, ...]:
    """The day before, of and after each day."""
    return tuple(sorted({day + shift for day in days for shift in (-DAY, 0 * DAY, DAY)}))


def asked_facts(right: Right) -> tuple[str, ...]:
    """The questions an entitlement depends on: a fact that is worked out stands for those it is worked out from."""
    found: dict[str, None] = {}
    for fact in right.facts:
        for name in catalogue().sources(fact) or (fact,):
            found[name] = None
    return tuple(found)


def decisive_facts(right: Right) -> tuple[str, ...]:
    """`asked_facts` and the questions that tell whether the right is about the person at all."""
    return tuple(dict.fromkeys((*asked_facts(right), *(test.fact for test in each_test(right.relevant_if)))))


def values(fact: str) -> tuple[str, ...]:
    """Every answer to a question (four representative days for a date), without "ved ikke"."""
    return catalogue().option_ids(fact) or DATES


def combinations(facts: Iterable[str], most: int, unknown: bool = True) -> Iterator[dict[str, str]]:
    """Every combination of answers; when there are more than `most`, the same random `most` of them each time."""
    names = tuple(facts)
    domains = [(*values(fact), UNKNOWN) if unknown else values(fact) for fact in names]
    size = 1
    for domain in domains:
        size *= len(domain)
    if size <= most:
        for row in product(*domains):
            yield dict(zip(names, row, strict=True))
        return
    random = Random(0)
    for _ in range(most):
        yield {name: random.choice(domain) for name, domain in zip(names, domains, strict=True)}


# -- a small catalogue of our own --------------------------------------------------------------------------------

MINI = {
    "boundaries.yml": """\
        - id: STOP
          date: 2026-02-01
          what: Ordningen stopper.
          evidence: tekst
          note: Kun til test.
        """,
    "facts.yml": """\
        facts:
          - id: vejr
            type: choice
            ask: Hvordan er vejret?
            why: Reglen ser på vejret.
            caseworker: Hvordan var vejret?
            options:
              - {id: sol, label: Sol, means: solen skinner}
              - {id: regn, label: Regn, means: det regner}
          - id: paraply
            type: yes_no
            ask: Har du en paraply?
            why: Reglen ser på paraplyen.
            caseworker: Havde jeg en paraply?
            ask_when: {vejr: regn}
            options:
              - {id: ja, label: "Ja", means: du har en paraply}
              - {id: nej, label: "Nej", means: du har ingen paraply}
        derived: []
        contradictions:
          - when: {vejr: sol, paraply: ja}
            message: Tjek vejret.
        """,
    "documents.yml": """\
        - id: brev
          title: Et brev
          kind: udtalelse
          rows:
            - {id: r1, says: Man må gå i ly., provisions: [prl-1]}
        """,
    "law/prl.yml": """\
        acts:
          - act: {id: prl, short: PRL, name: paraplyloven, url: "https://example.org"}
            provisions:
              - id: prl-1
                ref: PRL § 1
                title: Ly
                kind: ret
                plain: Du må gå i ly.
                versions:
                  - until: STOP
                    evidence: tekst
                    read_in: Lov 1
                    read_on: 2026-11-22
                    quote: Enhver må … gå i ly.
                    source: prl
                  - from: STOP
                    until: 2027-01-01
                    evidence: lovforslag
                    read_in: Forslag 2
                    read_on: 2026-11-22
                gaps:
                  - {from: 2027-01-01, reason: Ikke læst.}
        """,
    "next_steps/a.yml": """\
        - id: gaa_i_ly
          title: Gå i ly
          text: Du kan gå i ly.
        """,
    "entitlements/ly.yml": """\
        id: ly
        title: Ly
        question: Må jeg gå i ly?
        kind: ret
        topics: [vejr]
        cases:
          - id: regn_uden
            when: {vejr: regn, paraply: nej}
            outcome: gaelder
            citations: [prl-1]
            says: Du må gå i ly.
            next_steps: [gaa_i_ly]
          - id: regn_med
            when: {vejr: regn, paraply: ja}
            outcome: kan_gaelde
            citations: [prl-1]
            says: Det afhænger af paraplyen.
          - id: sol
            when: {vejr: sol}
            outcome: gaelder_ikke
            citations: [prl-1]
            says: Reglen gælder ikke i sol.
        """,
    "sources/prl.txt": """\
        # Kilde: til test
        Enhver må, når det regner, gå i ly.
        """,
}


def write_mini(folder: Path) -> Path:
    """The small catalogue in `folder`."""
    for name, text in MINI.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> int:
    """Replace the one place where `old` stands in a file; returns its line."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"«{old}» står {text.count(old)} gange i {name}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1
