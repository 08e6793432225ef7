"""Every day from 2022-01-01 to 2027-12-31: each provision has one version or one declared gap, each right an answer.

Proves: no overlap, no silent hole, no exception, no version used outside its period, and nothing about the planned new
main act is answered as if it were known.
Does not prove: that a version that is declared in force was (see each version's evidence).
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rights.decision import Decision
from rights.loader import HORIZON
from rights.schema import Outcome
from tests.rights.support import ENTITLEMENT_IDS, HOVEDLOV, assessor, catalogue

FIRST, LAST = date(2022, 1, 1), date(2027, 12, 31)
DAYS = tuple(FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
PERSONS: dict[str, dict[str, str]] = {
    "intet oplyst": {},
    "sygedagpenge": {
        "ordning": "sygedagpenge", "sygemeldt": "ja", "raskmeldt": "nej", "i_job": "nej", "sygdom": "alvorlig",
        "kontakt": "uhensigtsmaessig", "moede": "senere_samtale", "tilbud": "beskaeftigelsesrettet",
        "behandling": "operation", "udfoeres_af_laege": "ja", "sag_om": "ingen",
    },
    "gammelt ressourceforløb": {
        "ordning": "ressourceforloeb", "rf_bevilget": "foer_afskaffelsen", "tilbud": "beskaeftigelsesrettet",
        "tilbud_paabegyndt": "nej", "mener_helbred_ikke_hensyn": "ja", "sygemeldt": "ja", "sygdom": "livstruende",
        "kontakt": "uhensigtsmaessig", "moede": "rehab_moede", "sag_om": "foertidspension", "terminal": "ja",
        "arbejdsevne": "kan_ikke_forbedres", "behandling": "laegeordineret_medicin",
    },
    "jobafklaring med afgørelse": {
        "ordning": "jobafklaring", "tilbud": "beskaeftigelsesrettet", "fravaer_grund": "helbredsrisiko",
        "fravaer_meldt": "ja", "ydelse_stoppet": "ja", "spurgt_foerst": "nej", "afgoerelse": "skriftlig",
        "afgoerelse_modtaget": "2026-11-02", "fuldt_medhold": "nej", "bisidder_rolle": "med_til_moede",
        "bisidder_afvist": "nej", "sag_om": "fleksjob",
    },
    "uddannelseshjælp": {"ordning": "uddannelseshjaelp", "indsats_30a": "ja", "tilbud": "beskaeftigelsesrettet"},
}  # fmt: skip


def test_the_horizon_is_the_one_promised() -> None:
    assert (HORIZON.first_day, HORIZON.last_day) == (FIRST, LAST)
    assert len(DAYS) == 2191


def test_every_provision_has_one_version_or_one_gap_on_every_day() -> None:
    wrong = []
    for law in catalogue().laws.values():
        for day in DAYS:
            versions = [v for v in law.versions if day in v.period]
            gaps = [g for g in law.gaps if day in g.period]
            if len(versions) + len(gaps) != 1:
                wrong.append(f"{law.provision.id} {day}: {len(versions)} versioner, {len(gaps)} huller")
                break
            assert law.version_on(day) is (versions[0] if versions else None)
            assert law.gap_on(day) is (gaps[0] if gaps else None)
    assert wrong == []


def sound(decision: Decision, day: date) -> None:
    assert decision.valid_on == day
    assert decision.possible
    assert decision.citations
    for citation in decision.citations:
        law = catalogue().laws[citation.id]
        dated = law.version_on(day)
        if dated is None:
            assert citation.unknown_because and not citation.quote and citation.evidence is None
        else:
            assert citation.version == dated.version.read_in
            assert (citation.valid_from or date.min) <= day <= (citation.valid_to or date.max)


@pytest.mark.parametrize("id", ENTITLEMENT_IDS)
def test_every_day_every_person_gets_an_answer_from_the_law_of_that_day(id: str) -> None:
    """Two days of one era have the same law, so the whole decision is checked once an era, its rows every day."""
    right = catalogue().rights[id]
    for answers in PERSONS.values():
        full = catalogue().with_derived(answers, date(2026, 11, 22))
        era, rows = -1, []
        for day in DAYS:
            if catalogue().era(day) != era:
                era = catalogue().era(day)
                sound(assessor().decide(id, answers, day, date(2026, 11, 22)), day)
                rows = assessor().possible(right, full, day)
            assert rows
            for row in rows:
                assert day in row.case.period
                for citation in row.case.data.citations:
                    known = catalogue().laws[citation].version_on(day) is not None
                    assert known or row.outcome is Outcome.KAN_IKKE_SVARE


@pytest.mark.parametrize("id", ENTITLEMENT_IDS)
def test_within_an_era_nothing_changes(id: str) -> None:
    """The days that are not named as a change are not one."""
    right = catalogue().rights[id]
    previous: tuple[tuple[str, ...], tuple[object, ...]] | None = None
    changes = set(catalogue().change_days)
    for day in DAYS:
        now = (
            tuple(case.data.id for case in right.cases if day in case.period),
            tuple(
                catalogue().laws[c].version_on(day) or catalogue().laws[c].gap_on(day)
                for case in right.cases
                for c in case.data.citations
            ),
        )
        if previous is not None and now != previous:
            assert day in changes
        previous = now


ADMINISTRATIVE = {"fvl", "ofl", "rsl"}


def test_nothing_certain_rests_on_employment_law_after_the_planned_main_act() -> None:
    """From HOVEDLOV only administrative law, which has no planned end, carries a certain outcome."""
    for law in catalogue().laws.values():
        if law.act.id not in ADMINISTRATIVE and law.act.id in {"lab", "sdp", "las", "lob", "lsp", "bek"}:
            for dated in law.versions:
                if dated.period.end > HOVEDLOV:
                    assert not dated.carries, f"{law.provision.id} bærer et sikkert svar efter {HOVEDLOV}"
