"""R1-R3: the talk with the health coordinator, the right to wait, the written guidance, offers that fit health.

R1 ceiling: an old ressourceforløb gets at most "kan gælde" after RF_STOP; "not in a ressourceforløb" is certain.
R2 ceiling: "kan gælde" for an old ressourceforløb. R3 ceiling: the duty itself is certain, also today.
"""

from __future__ import annotations

from datetime import date

from rights.schema import Outcome
from tests.rights.support import RF_STOP
from tests.rights.tables.table import GAELDER, GAELDER_ELLER_KAN, IKKE, IKKE_LOVET, KAN, Allowed, Answers, Table

ORDNING = (
    "sygedagpenge",
    "jobafklaring",
    "ressourceforloeb",
    "kontanthjaelp",
    "uddannelseshjaelp",
    "dagpenge",
    "fleksjob",
    "revalidering",
    "foertidspension",
    "loen_under_sygdom",
    "ingen",
)
RF_BEVILGET = ("foer_afskaffelsen", "fra_afskaffelsen")
TILBUD = ("beskaeftigelsesrettet", "socialt", "sundhedsmaessigt", "kun_samtale", "intet")
JA_NEJ = ("ja", "nej")


def talk(a: Answers, day: date) -> Outcome:
    if a["ordning"] != "ressourceforloeb":
        return IKKE  # row 5: "En person i ressourceforløb"
    if day >= RF_STOP and a["rf_bevilget"] == "fra_afskaffelsen":
        return IKKE  # row 7: no new ones exist
    if a["tilbud"] != "beskaeftigelsesrettet":
        return IKKE  # row 6, and no offer to have an opinion on
    if a["mener_helbred_ikke_hensyn"] == "nej":
        return IKKE  # row 8
    return GAELDER if day < RF_STOP else KAN  # rows 1 and 4


def wait(a: Answers, day: date) -> Outcome:
    if a["tilbud_paabegyndt"] == "ja":
        return IKKE  # row 3: only before the offer has begun
    return talk(a, day)  # row 2


def written_guidance(a: Answers, day: date) -> Outcome:
    if a["ordning"] != "ressourceforloeb" or (day >= RF_STOP and a["rf_bevilget"] == "fra_afskaffelsen"):
        return IKKE  # R2 row 4, R1 row 7
    if a["tilbud"] != "beskaeftigelsesrettet":
        return IKKE  # R2 row 3: no concrete, job-directed offer (yet)
    return GAELDER if day < RF_STOP else KAN


def fits_health(a: Answers, day: date) -> Outcome | Allowed:
    ordning = a["ordning"]
    if ordning == "sygedagpenge":
        return IKKE  # row 5: § 6 nr. 6 is not listed
    if ordning in ("fleksjob", "revalidering", "foertidspension"):
        return KAN  # row 6: not by the wording, but by the guidance
    if ordning == "uddannelseshjaelp" and a["indsats_30a"] == "nej":
        return KAN  # row 4: same
    if a["tilbud"] != "beskaeftigelsesrettet" or ordning in ("loen_under_sygdom", "ingen"):
        return IKKE_LOVET  # not in the table
    if ordning == "uddannelseshjaelp":
        return GAELDER if day >= RF_STOP else GAELDER_ELLER_KAN  # row 3: when it began is not known
    if ordning == "ressourceforloeb" and day >= RF_STOP:
        return KAN if a["rf_bevilget"] == "foer_afskaffelsen" else IKKE_LOVET  # row 2
    return GAELDER  # row 1: § 6 nr. 1-3, 7 (and 8 until RF_STOP)


_RF = {"ordning": ORDNING, "rf_bevilget": RF_BEVILGET, "tilbud": TILBUD}

TABLES = (
    Table("R1", "samtale_sundhedskoordinator", {**_RF, "mener_helbred_ikke_hensyn": JA_NEJ}, talk),
    Table(
        "R1",
        "vente_med_at_begynde",
        {**_RF, "mener_helbred_ikke_hensyn": JA_NEJ, "tilbud_paabegyndt": JA_NEJ},
        wait,
    ),
    Table("R2", "skriftlig_vejledning_om_samtalen", _RF, written_guidance),
    Table("R3", "tilbud_tilpasset_helbred", {**_RF, "indsats_30a": JA_NEJ}, fits_health),
)
