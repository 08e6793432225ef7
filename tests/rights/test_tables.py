"""The engine with the real catalogue against tables written from the decision tables, not from the catalogue.

Proves: for every combination of the facts a rule depends on, "ved ikke" included, on every boundary date, the day
before and the day after, the outcome after the evidence ceiling is the one the decision tables give.
Does not prove: the words, nor outcomes where the decision tables are silent (there only that nothing is promised).
"""

from __future__ import annotations

import pytest

from rights.logic import evaluate
from rights.schema import Outcome
from tests.rights.support import BOUNDARIES, RF_2022, TODAY, UNKNOWN, around, assessor, catalogue
from tests.rights.tables import (
    behandling,
    klage_og_sagsbehandling,
    opfoelgning,
    pension_og_raadgiver,
    samtale_og_tilbud,
)
from tests.rights.tables.table import Table

TABLES = (
    *samtale_og_tilbud.TABLES,
    *opfoelgning.TABLES,
    *behandling.TABLES,
    *pension_og_raadgiver.TABLES,
    *klage_og_sagsbehandling.TABLES,
)
DAYS = tuple(day for day in around((*BOUNDARIES, TODAY)) if day >= RF_2022)


def name(table: Table) -> str:
    return "-".join([table.rule_id, table.entitlement, *table.given.values()])


@pytest.mark.parametrize("table", TABLES, ids=name)
def test_the_table_knows_every_fact_that_the_entitlement_uses(table: Table) -> None:
    right = catalogue().rights[table.entitlement]
    assert set(right.facts) <= {*table.facts, *table.given, *table.silent}
    for fact, values in table.facts.items():
        assert set(catalogue().option_ids(fact)) <= set(values), f"{fact} har fået et svar, som tabellen ikke kender"


@pytest.mark.parametrize("table", TABLES, ids=name)
def test_the_outcome_is_the_one_of_the_decision_tables(table: Table) -> None:
    relevant_if = catalogue().rights[table.entitlement].relevant_if
    wrong: dict[str, str] = {}
    tried = 0
    for day in DAYS:
        for answers, allowed in table.expected(day):
            about = evaluate(relevant_if, answers)
            if about is False:
                continue  # not shown
            if about is None:
                allowed |= {Outcome.KAN_GAELDE}  # perhaps not about the person at all
            decision = assessor().decide(table.entitlement, {**table.given, **answers}, day, TODAY)
            tried += 1
            if decision.outcome not in allowed:
                told = {fact: value for fact, value in answers.items() if value != UNKNOWN}
                expected = "/".join(sorted(outcome.value for outcome in allowed))
                cases = "+".join(row.case for row in decision.possible)
                key = f"{cases}: {decision.outcome.value}, ventet {expected}"
                wrong.setdefault(key, f"{day} {told}")
    assert tried
    assert not wrong, "\n".join(f"{key} ({example})" for key, example in wrong.items())


def test_every_rule_has_a_table() -> None:
    assert {table.rule_id for table in TABLES} == {f"R{n}" for n in range(1, 15)}


def test_r15_serious_illness_and_sent_to_praktik() -> None:
    """R15 is R3/R4, R1, R5, R9 and R11 together: an old ressourceforløb, a serious illness, an offer on Monday."""
    answers = {
        "ordning": "ressourceforloeb", "rf_bevilget": "foer_afskaffelsen", "tilbud": "beskaeftigelsesrettet",
        "tilbud_paabegyndt": "nej", "mener_helbred_ikke_hensyn": "ja", "sygemeldt": "ja", "sygdom": "alvorlig",
        "kontakt": "uhensigtsmaessig", "moede": "senere_samtale", "afgoerelse": "skriftlig",
        "afgoerelse_modtaget": TODAY.isoformat(),
    }  # fmt: skip
    decisions = assessor().assess_all(answers, TODAY)
    expected = {
        "tilbud_tilpasset_helbred": Outcome.KAN_GAELDE,
        "samtale_sundhedskoordinator": Outcome.KAN_GAELDE,
        "vente_med_at_begynde": Outcome.KAN_GAELDE,
        "standby_kontaktforloeb": Outcome.KAN_GAELDE,
        "moedeform_kontaktforloeb": Outcome.KAN_GAELDE,
        "klage": Outcome.GAELDER,
        "klage_saetter_ikke_paa_pause": Outcome.GAELDER_IKKE,
        "opfoelgning_sygedagpenge": Outcome.GAELDER_IKKE,
        "bisidder": Outcome.KAN_GAELDE,
    }
    assert {id: decisions[id].outcome for id in expected} == expected


def test_r15_the_same_on_sick_pay() -> None:
    answers = {
        "ordning": "sygedagpenge", "raskmeldt": "nej", "i_job": "nej", "tilbud": "beskaeftigelsesrettet",
        "tilbud_paabegyndt": "nej", "mener_helbred_ikke_hensyn": "ja", "sygemeldt": "ja", "sygdom": "alvorlig",
        "kontakt": "uhensigtsmaessig", "moede": "senere_samtale", "afgoerelse": "nej",
        "bisidder_rolle": "med_til_moede", "bisidder_afvist": "nej",
    }  # fmt: skip
    decisions = assessor().assess_all(answers, TODAY)
    expected = {
        "tilbud_tilpasset_helbred": Outcome.GAELDER_IKKE,
        "opfoelgning_sygedagpenge": Outcome.GAELDER,
        "samtale_sundhedskoordinator": Outcome.GAELDER_IKKE,
        "vente_med_at_begynde": Outcome.GAELDER_IKKE,
        "standby_sygedagpenge": Outcome.KAN_GAELDE,
        "moedeform_sygedagpenge": Outcome.KAN_GAELDE,
        "klage": Outcome.GAELDER_IKKE,
        "bisidder": Outcome.GAELDER,
    }
    assert {id: decisions[id].outcome for id in expected} == expected
