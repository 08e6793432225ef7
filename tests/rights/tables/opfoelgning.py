"""R4, R5, R8-R10: follow-up on sick pay, standby, rehabilitation meetings, the form of meetings, absence.

Ceilings: R4 the duty is certain, also today; R5, R8, R9 and R10 never more than "kan gælde" today. R9 on sick pay is
certain only while the statute text that was read was in force (VALGFRI_MOEDEFORM until REFORM_2).
"""

from __future__ import annotations

from datetime import date

from rights.schema import Outcome
from tests.rights.support import HOVEDLOV, LOV_1657, REFORM_2, RF_STOP, VALGFRI_MOEDEFORM
from tests.rights.tables.samtale_og_tilbud import JA_NEJ, ORDNING, RF_BEVILGET
from tests.rights.tables.table import (
    GAELDER,
    GAELDER_ELLER_KAN,
    IKKE,
    IKKE_LOVET,
    KAN,
    VED_VI_IKKE,
    Allowed,
    Answers,
    Table,
)

FRAVAER = ("kort_forudsigeligt", "under_26_uger", "laengere")
SYGDOM = ("livstruende", "alvorlig", "ikke_alvorlig")
KONTAKT = ("uhensigtsmaessig", "mulig")
MOEDE = ("foerste_samtale", "senere_samtale", "rehab_moede", "andet_moede")
GRUND = ("dokumenteret_sygdom", "helbredsrisiko", "anden_grund", "ingen_grund")


def follow_up(a: Answers, day: date) -> Outcome | Allowed:
    if a["ordning"] == "loen_under_sygdom":
        return IKKE_LOVET  # not in the table
    if a["ordning"] != "sygedagpenge" or a["raskmeldt"] == "ja":
        return IKKE  # SDP § 8: an open sick pay case
    if a["i_job"] == "ja" and a["forventet_fravaer"] != "laengere" and day >= LOV_1657:
        return GAELDER_ELLER_KAN  # rows 2 and 3 limit the follow-up
    return GAELDER  # row 1


def exempt(a: Answers, day: date) -> Outcome | Allowed:
    if a["ordning"] not in ("sygedagpenge", "loen_under_sygdom"):
        return IKKE_LOVET
    if a["ordning"] == "sygedagpenge" and a["i_job"] == "ja":
        if a["forventet_fravaer"] == "kort_forudsigeligt" and LOV_1657 <= day < RF_STOP:
            return KAN  # row 2
        if a["forventet_fravaer"] == "under_26_uger" and day >= REFORM_2:
            return KAN  # row 3
    return IKKE_LOVET  # bills and secondary sources: never promised


def standby_sick_pay(a: Answers, day: date) -> Outcome | Allowed:
    if a["ordning"] != "sygedagpenge":
        return IKKE_LOVET
    if a["sygdom"] == "ikke_alvorlig":
        return IKKE  # row 4
    return KAN if a["kontakt"] == "uhensigtsmaessig" else IKKE_LOVET  # rows 1-2, row 3


def standby_contact(a: Answers, day: date) -> Outcome | Allowed:
    if a["sygemeldt"] == "nej":
        return IKKE  # row 6: "en sygemeldt"
    if a["ordning"] not in ("kontanthjaelp", "uddannelseshjaelp", "dagpenge", "jobafklaring"):
        return IKKE_LOVET  # row 5 does not name them
    if a["sygdom"] == "ikke_alvorlig" or a["kontakt"] == "mulig":
        return IKKE_LOVET
    return KAN  # row 5


def rehab_meeting(a: Answers, day: date) -> Outcome | Allowed:
    return KAN if a["moede"] == "rehab_moede" else IKKE_LOVET  # rows 1-4 under the ceiling


def never_promised(a: Answers, day: date) -> Allowed:
    return IKKE_LOVET


def form_sick_pay(a: Answers, day: date) -> Outcome | Allowed:
    if day < VALGFRI_MOEDEFORM:
        return IKKE_LOVET | {VED_VI_IKKE}  # the table begins there
    if a["ordning"] != "sygedagpenge" or a["moede"] != "senere_samtale":
        return IKKE_LOVET  # row 3; other meetings are not in the table
    return GAELDER if day < REFORM_2 else KAN  # rows 1 and 4


def form_contact(a: Answers, day: date) -> Outcome | Allowed:
    group = a["ordning"] in ("kontanthjaelp", "uddannelseshjaelp", "dagpenge", "jobafklaring")
    if day < VALGFRI_MOEDEFORM:
        return IKKE_LOVET | {VED_VI_IKKE}  # the table begins there
    if group and a["moede"] == "senere_samtale":
        return KAN  # row 2: known from the bill only
    return IKKE_LOVET


def absence(a: Answers, day: date) -> Outcome:
    return KAN  # always a judgement, never "gælder", and no prediction


def stopped(a: Answers, day: date) -> Outcome | Allowed:
    if day >= HOVEDLOV:
        return frozenset({KAN, VED_VI_IKKE})  # the rules of sanction end, the hearing of the party does not
    return KAN if a["ydelse_stoppet"] == "ja" else IKKE_LOVET  # row 3


TABLES = (
    Table(
        "R4",
        "opfoelgning_sygedagpenge",
        {"ordning": ORDNING, "raskmeldt": JA_NEJ, "i_job": JA_NEJ, "forventet_fravaer": FRAVAER},
        follow_up,
    ),
    Table(
        "R4",
        "fritaget_for_opfoelgning",
        {"ordning": ORDNING, "i_job": JA_NEJ, "forventet_fravaer": FRAVAER},
        exempt,
    ),
    Table(
        "R5",
        "standby_sygedagpenge",
        {"ordning": ORDNING, "sygdom": SYGDOM, "kontakt": KONTAKT},
        standby_sick_pay,
        silent=("kraeft",),
    ),
    Table(
        "R5",
        "standby_kontaktforloeb",
        {"ordning": ORDNING, "sygemeldt": JA_NEJ, "sygdom": SYGDOM, "kontakt": KONTAKT},
        standby_contact,
        silent=("kraeft", "rf_bevilget"),
    ),
    Table("R8", "rehabiliteringsmoede", {"ordning": ORDNING, "moede": MOEDE}, rehab_meeting, silent=("sag_om",)),
    Table("R8", "forberedende_del", {"ordning": ORDNING, "moede": MOEDE}, never_promised, silent=("sag_om",)),
    Table("R9", "moedeform_sygedagpenge", {"ordning": ORDNING, "moede": MOEDE}, form_sick_pay),
    Table(
        "R9",
        "moedeform_kontaktforloeb",
        {"ordning": ORDNING, "rf_bevilget": RF_BEVILGET, "moede": MOEDE},
        form_contact,
    ),
    Table(
        "R10",
        "udeblivelse",
        {"ordning": ORDNING, "rf_bevilget": RF_BEVILGET, "fravaer_grund": GRUND, "fravaer_meldt": JA_NEJ},
        absence,
    ),
    Table(
        "R10",
        "stop_af_ydelse",
        {"ordning": ORDNING, "rf_bevilget": RF_BEVILGET, "ydelse_stoppet": JA_NEJ, "spurgt_foerst": JA_NEJ},
        stopped,
        silent=("fravaer_grund",),
        standing=True,
    ),
)
