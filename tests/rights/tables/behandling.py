"""R6: saying no to treatment. Step A sorts the treatment, step B asks which decision it may not count in.

Ceilings: certain for sick pay, jobafklaring, fleksjob and pension; "kan gælde" for an old ressourceforløb after RF_STOP
and for the extension of sick pay. No benefit without a provision of its own is ever promised anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from rights.schema import Outcome
from tests.rights.support import HOVEDLOV, RF_STOP
from tests.rights.tables.samtale_og_tilbud import JA_NEJ, ORDNING, RF_BEVILGET
from tests.rights.tables.table import GAELDER, IKKE, IKKE_LOVET, KAN, VED_VI_IKKE, Allowed, Answers, Rule, Table

BEHANDLING = (
    "operation",
    "laegeordineret_medicin",
    "anden_laegebehandling",
    "undersoegelse",
    "fysioterapi",
    "psykolog",
    "genoptraening",
    "kommunalt_tilbud",
    "andet",
)
PROTECTED, MAYBE, NOT, NOT_BY_THE_WORDING = "beskyttet", "kan være", "ikke", "ikke efter ordlyden"


def sort_of(a: Answers) -> str:
    """Step A."""
    if a["behandling"] in ("operation", "laegeordineret_medicin"):
        return PROTECTED
    if a["behandling"] == "anden_laegebehandling":
        return MAYBE if a["udfoeres_af_laege"] == "ja" else NOT
    return NOT_BY_THE_WORDING if a["behandling"] in ("kommunalt_tilbud", "andet") else NOT


def not_done_by_a_doctor(a: Answers, day: date) -> bool:
    """An operation or prescribed medicine without a doctor: the answers contradict each other."""
    return a["behandling"] in ("operation", "laegeordineret_medicin") and a["udfoeres_af_laege"] == "nej"


def step_b(protected: Outcome, fact: str = "ordning", *its: str) -> Rule:
    """Step B for the decision that `fact` is one of `its`; for others the protection is not promised."""

    def rule(a: Answers, day: date) -> Outcome | Allowed:
        if a.get(fact) not in its:
            return IKKE_LOVET
        return {PROTECTED: protected, MAYBE: KAN, NOT: IKKE, NOT_BY_THE_WORDING: IKKE_LOVET}[sort_of(a)]

    return rule


def ressourceforloeb(a: Answers, day: date) -> Outcome | Allowed:
    if day >= RF_STOP and a["rf_bevilget"] == "fra_afskaffelsen":
        return IKKE_LOVET  # no such scheme
    return step_b(GAELDER if day < RF_STOP else KAN, "ordning", "ressourceforloeb")(a, day)


def pension(a: Answers, day: date) -> Outcome | Allowed:
    if day >= HOVEDLOV:
        return frozenset({KAN, VED_VI_IKKE})  # no plan to change it was found, and no later text was read
    return step_b(GAELDER, "sag_om", "foertidspension", "seniorpension")(a, day)


def unprotected(a: Answers, day: date) -> Outcome | Allowed:
    if a["sag_om"] == "ingen" and a["ordning"] in ("kontanthjaelp", "uddannelseshjaelp", "dagpenge", "revalidering"):
        return IKKE  # no provision found
    return IKKE_LOVET


_FACTS = {"behandling": BEHANDLING, "udfoeres_af_laege": JA_NEJ}


_SAG = {"sag_om": ("fleksjob", "foertidspension", "seniorpension", "ingen")}
_ORDNING = {"ordning": ORDNING}


def _table(name: str, rule: Rule, more: Mapping[str, tuple[str, ...]], standing: bool = False) -> Table:
    facts = {**_FACTS, **more}
    return Table("R6", f"afvist_behandling_{name}", facts, rule, impossible=not_done_by_a_doctor, standing=standing)


TABLES = (
    _table("sygedagpenge", step_b(GAELDER, "ordning", "sygedagpenge"), _ORDNING),
    _table("forlaengelse", step_b(KAN, "ordning", "sygedagpenge"), _ORDNING),
    _table("jobafklaring", step_b(GAELDER, "ordning", "jobafklaring"), _ORDNING),
    _table("ressourceforloeb", ressourceforloeb, {**_ORDNING, "rf_bevilget": RF_BEVILGET}),
    _table("fleksjob", step_b(GAELDER, "sag_om", "fleksjob"), _SAG),
    _table("pension", pension, _SAG, standing=True),
    _table("uden_beskyttelse", unprotected, {**_ORDNING, **_SAG}),
)
