"""R11-R13: complaint, companion and representative, access to the file, hearing, reasons, notes.

Ceiling: certain ("stable area"), and without a planned end: these rules go on after HOVEDLOV.
"""

from __future__ import annotations

from datetime import date

from rights.schema import Outcome
from tests.rights.tables.samtale_og_tilbud import JA_NEJ
from tests.rights.tables.table import GAELDER, GAELDER_ELLER_KAN, IKKE, IKKE_LOVET, KAN, Allowed, Answers, Table

AFGOERELSE = ("skriftlig", "mundtlig", "nej")
# Held against 22 November 2026: received that day, 28 days ago (the last day) and 29 days ago (too late).
MODTAGET = ("2026-11-22", "2026-10-25", "2026-10-24")
IN_TIME = MODTAGET[:2]
ROLLE = ("med_til_moede", "i_stedet_for_mig")
_BISIDDER = {"bisidder_rolle": ROLLE, "bisidder_afvist": JA_NEJ}


def complain(a: Answers, day: date) -> Outcome:
    if a["afgoerelse"] == "nej":
        return IKKE  # ask for a decision first
    return GAELDER if a["afgoerelse_modtaget"] in IN_TIME else KAN


def no_pause(a: Answers, day: date) -> Outcome:
    return IKKE  # RSL § 72, stk. 1


def companion(a: Answers, day: date) -> Outcome:
    if a["bisidder_afvist"] == "ja" or a["bisidder_rolle"] == "i_stedet_for_mig":
        return KAN
    return GAELDER


def representative(a: Answers, day: date) -> Outcome | Allowed:
    if a["bisidder_afvist"] == "ja" or a["bisidder_rolle"] == "i_stedet_for_mig":
        return KAN  # rows 2 and 3
    return GAELDER_ELLER_KAN


def always(a: Answers, day: date) -> Outcome:
    return GAELDER


def hearing(a: Answers, day: date) -> Allowed:
    return GAELDER_ELLER_KAN  # § 19: no text read; the Ombudsman's account of it was


def before_the_decision(a: Answers, day: date) -> Outcome | Allowed:
    return GAELDER if a["afgoerelse"] == "nej" else frozenset({GAELDER, KAN, IKKE})  # § 21: before it is made


def reasons(a: Answers, day: date) -> Outcome | Allowed:
    if a["afgoerelse"] == "skriftlig":
        return GAELDER if a["fuldt_medhold"] == "nej" else IKKE
    return IKKE_LOVET if a["afgoerelse"] == "nej" else frozenset({GAELDER, KAN, IKKE})  # § 23: oral ones


TABLES = (
    Table(
        "R11",
        "klage",
        {"afgoerelse": AFGOERELSE, "afgoerelse_modtaget": MODTAGET},
        complain,
        silent=("klagefrist", "afgoerelse_dato", "post", "fuldt_medhold"),
        standing=True,
    ),
    Table("R11", "klage_saetter_ikke_paa_pause", {}, no_pause, standing=True),
    Table("R12", "bisidder", _BISIDDER, companion, standing=True),
    Table("R12", "partsrepraesentant", _BISIDDER, representative, standing=True),
    Table("R13", "aktindsigt", {}, always, standing=True),
    Table("R13", "notatpligt", {}, always, standing=True),
    Table("R13", "partshoering", {"afgoerelse": AFGOERELSE}, hearing, standing=True),
    Table(
        "R13",
        "udsaet_afgoerelsen_til_jeg_har_udtalt_mig",
        {"afgoerelse": AFGOERELSE},
        before_the_decision,
        standing=True,
    ),
    Table("R13", "begrundelse", {"afgoerelse": AFGOERELSE, "fuldt_medhold": JA_NEJ}, reasons, standing=True),
)
