"""R7 and R14: disability pension without a ressourceforløb, and which health adviser may be used.

Ceiling: never more than "kan gælde" today. R14 is certain only while the text of 2022 was in force.
"""

from __future__ import annotations

from datetime import date

from rights.schema import Outcome
from tests.rights.support import LOV_1657, RF_STOP
from tests.rights.tables.samtale_og_tilbud import JA_NEJ, ORDNING, RF_BEVILGET
from tests.rights.tables.table import (
    GAELDER,
    GAELDER_ELLER_KAN,
    HVAD_SOM_HELST,
    IKKE_LOVET,
    KAN,
    Allowed,
    Answers,
    Table,
)

ARBEJDSEVNE = ("kan_ikke_forbedres", "kan_forbedres")
AAR = ("under_6", "mindst_6")
SAG = ("fleksjob", "foertidspension", "seniorpension", "ingen")


def pension_without(a: Answers, day: date) -> Outcome | Allowed:
    if day < RF_STOP and a["arbejdsevne"] == "kan_ikke_forbedres" and a["ordning"] != "ressourceforloeb":
        return KAN  # row 2
    return IKKE_LOVET  # rows 1 and 6: a judgement


def close_to_pension(a: Answers, day: date) -> Outcome | Allowed:
    if (
        day < RF_STOP
        and a["aar_til_folkepension"] == "under_6"
        and a["oensker_rf"] == "nej"
        and a["ordning"] != "ressourceforloeb"
    ):
        return KAN  # row 3, known from the bill only
    return IKKE_LOVET  # row 4 and all else


def evident_pension(a: Answers, day: date) -> Outcome | Allowed:
    if a["terminal"] == "ja" or a["arbejdsevne"] == "kan_ikke_forbedres":
        return KAN  # rows 5 and 6: guidance
    return IKKE_LOVET


def adviser(a: Answers, day: date) -> Outcome | Allowed:
    if a["sag_om"] == "foertidspension":
        return GAELDER_ELLER_KAN if day < RF_STOP else KAN
    if a["sag_om"] == "fleksjob" or a["ordning"] in ("ressourceforloeb", "jobafklaring"):
        if a["sag_om"] == "seniorpension":
            return HVAD_SOM_HELST if day < LOV_1657 else IKKE_LOVET  # not in the table
        if day < LOV_1657:
            return GAELDER  # row 1
        return KAN if a["sag_om"] == "fleksjob" and day >= RF_STOP else IKKE_LOVET  # row 3
    if a["ordning"] == "fleksjob":
        return HVAD_SOM_HELST if day < LOV_1657 else IKKE_LOVET  # a fleksjob that is already there
    return IKKE_LOVET  # row 4: an own adviser is allowed


def frames(a: Answers, day: date) -> Outcome | Allowed:
    if day < RF_STOP and a["sag_om"] == "ingen" and a["ordning"] in ("sygedagpenge", "kontanthjaelp"):
        return GAELDER_ELLER_KAN  # row 4: only within § 4
    return HVAD_SOM_HELST if day < RF_STOP else IKKE_LOVET


TABLES = (
    Table(
        "R7",
        "foertidspension_uden_ressourceforloeb",
        {"ordning": ORDNING, "rf_bevilget": RF_BEVILGET, "arbejdsevne": ARBEJDSEVNE},
        pension_without,
        silent=("terminal", "aar_til_folkepension", "oensker_rf"),
    ),
    Table(
        "R7",
        "ressourceforloeb_taet_paa_pension",
        {"ordning": ORDNING, "rf_bevilget": RF_BEVILGET, "aar_til_folkepension": AAR, "oensker_rf": JA_NEJ},
        close_to_pension,
    ),
    Table(
        "R7",
        "aabenbar_foertidspension",
        {"terminal": JA_NEJ, "arbejdsevne": ARBEJDSEVNE},
        evident_pension,
    ),
    Table("R14", "sundhedsfaglig_raadgiver", {"ordning": ORDNING, "sag_om": SAG}, adviser, silent=("rf_bevilget",)),
    Table("R14", "raadgiverens_rammer", {"ordning": ORDNING, "sag_om": SAG}, frames),
)
