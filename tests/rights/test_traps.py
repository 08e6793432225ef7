"""The forty things that an easy guide gets wrong, each by its number and name.

Proves: for each trap, that the answer or the words of the catalogue do not fall into it. Traps about the conversation
are tested here at the level of facts and words.
Does not prove: that the conversation itself avoids them (see the tests of guide and language).
"""

from __future__ import annotations

import re
from datetime import date
from itertools import product

import pytest

from rights import derived
from rights.decision import Decision
from rights.logic import evaluate
from rights.schema import CERTAIN, STATEMENTS, Kind, Outcome
from tests.rights.support import DAY, HOVEDLOV, LOV_1657, RF_STOP, TODAY, VALGFRI_MOEDEFORM, assessor, catalogue, values
from tests.rights.texts import all_words, own_words

GAELDER, IKKE, KAN = Outcome.GAELDER, Outcome.GAELDER_IKKE, Outcome.KAN_GAELDE
PRAKTIK = {"tilbud": "beskaeftigelsesrettet", "mener_helbred_ikke_hensyn": "ja", "tilbud_paabegyndt": "nej"}
OLD_RF = {"ordning": "ressourceforloeb", "rf_bevilget": "foer_afskaffelsen"}


def decide(entitlement: str, day: date = TODAY, **answers: str) -> Decision:
    return assessor().decide(entitlement, answers, day, TODAY)


def shown(day: date = TODAY, **answers: str) -> dict[str, Decision]:
    """Every decision that is about the person."""
    decisions = assessor().assess_all(answers, day, TODAY)
    rights = catalogue().rights
    return {id: d for id, d in decisions.items() if evaluate(rights[id].relevant_if, answers) is not False}


def words(*entitlements: str) -> str:
    """All own words of the entitlements; of the whole catalogue when none is named."""
    if not entitlements:
        return " ".join(text for _, text in all_words(catalogue()))
    rights = catalogue().rights
    return " ".join(text for id in entitlements for _, text in own_words(rights[id], catalogue()))


def said(decision: Decision) -> str:
    steps = " ".join(step.text for step in decision.next_steps)
    return f"{decision.says} {decision.why} {steps}"


def citing(*provisions: str) -> list[str]:
    """The entitlements with a row that rests on one of the provisions."""
    return [
        right.id
        for right in catalogue().rights.values()
        if any(set(provisions) & set(case.data.citations) for case in right.cases)
    ]


NUMBER_OF_DAYS = re.compile(
    r"\b(\d+|en|to|tre|fire|syv|otte|fjorten)\s+(hverdage?|arbejdsdage?|dage?|uger?|måned(er)?)\b"
)


@pytest.mark.parametrize("ordning", ["jobafklaring", "sygedagpenge", "kontanthjaelp"])
def test_trap_01_talk_with_the_coordinator_only_in_ressourceforloeb(ordning: str) -> None:
    for day in (date(2022, 6, 3), RF_STOP - DAY, RF_STOP, TODAY):
        for right in ("samtale_sundhedskoordinator", "vente_med_at_begynde", "skriftlig_vejledning_om_samtalen"):
            assert decide(right, day, ordning=ordning, **PRAKTIK).outcome is IKKE


def test_trap_02_the_benefit_is_not_the_scheme() -> None:
    told = decide("samtale_sundhedskoordinator", date(2025, 6, 1), faar_rfy="ja", **PRAKTIK)
    assert told.outcome is KAN
    assert "ordning" in told.missing
    assert decide("er_jeg_i_ressourceforloeb", faar_rfy="ja").outcome not in CERTAIN
    assert decide("er_jeg_i_ressourceforloeb", faar_rfy="ja", ordning="jobafklaring").outcome is IKKE
    facts = catalogue().facts
    assert re.search("både ressourceforløb og jobafklaring", facts["ordning"].help)
    assert any("ressourceforløbsydelse" in conflict.message.lower() for conflict in catalogue().conflicts)


def test_trap_03_no_new_ressourceforloeb_can_be_granted() -> None:
    for ordning in ("sygedagpenge", "kontanthjaelp", "jobafklaring"):
        for day in (RF_STOP, TODAY):
            assert decide("ressourceforloeb_maalgruppe", day, ordning=ordning).outcome is not GAELDER
        decision = decide("ressourceforloeb_maalgruppe", TODAY, ordning=ordning)
        assert re.search(r"ikke|ingen", decision.says)
    assert "kan bevilge et ressourceforløb" not in words()


def test_trap_04_an_old_ressourceforloeb_is_neither_gone_nor_certain() -> None:
    for right in ("samtale_sundhedskoordinator", "vente_med_at_begynde", "skriftlig_vejledning_om_samtalen"):
        for day in (RF_STOP, TODAY, HOVEDLOV - DAY):
            decision = decide(right, day, **OLD_RF, **PRAKTIK)
            assert decision.outcome is KAN
            assert re.search("gammel|gamle", said(decision))


def test_trap_05_waiting_ends_when_the_offer_has_begun() -> None:
    begun = {**PRAKTIK, "tilbud_paabegyndt": "ja"}
    day = date(2025, 6, 1)
    assert decide("vente_med_at_begynde", day, **OLD_RF, **PRAKTIK).outcome is GAELDER
    assert decide("vente_med_at_begynde", day, **OLD_RF, **begun).outcome is IKKE
    assert decide("samtale_sundhedskoordinator", day, **OLD_RF, **begun).outcome is GAELDER
    assert decide("vente_med_at_begynde", TODAY, **OLD_RF, **begun).outcome is IKKE


def test_trap_06_the_municipality_decides_when_the_waiting_is_over() -> None:
    text = words("vente_med_at_begynde")
    assert re.search(r"til kommunen har taget stilling", text)
    assert not re.search(r"(til|før) sundhedskoordinatoren (er enig|har sagt ja|siger ja|beslutter|bestemmer)", text)
    assert "Kommunen afgør" in catalogue().rights["vente_med_at_begynde"].data.municipality_decides


@pytest.mark.parametrize("tilbud", ["kun_samtale", "socialt", "sundhedsmaessigt"])
def test_trap_07_waiting_is_only_for_offers_directed_at_work(tilbud: str) -> None:
    for day in (date(2025, 6, 1), TODAY):
        assert decide("vente_med_at_begynde", day, **OLD_RF, **{**PRAKTIK, "tilbud": tilbud}).outcome is IKKE
        assert decide("samtale_sundhedskoordinator", day, **OLD_RF, **{**PRAKTIK, "tilbud": tilbud}).outcome is IKKE


def test_trap_08_no_days_are_invented_for_the_talk() -> None:
    rights = {*citing("bek-2409-1", "bek-2409-2", "bek-2409-3", "lab-113-3"), "samtale_sundhedskoordinator"}
    assert {"skriftlig_vejledning_om_samtalen", "samtale_sundhedskoordinator", "vente_med_at_begynde"} <= rights
    assert not NUMBER_OF_DAYS.search(words(*sorted(rights)))
    for id in ("bek-2409-1", "bek-2409-2", "bek-2409-3"):
        law = catalogue().laws[id]
        assert not NUMBER_OF_DAYS.search(" ".join([law.provision.plain, *(v.version.note for v in law.versions)]))
    assert "sikker kilde" in words("skriftlig_vejledning_om_samtalen")


@pytest.mark.parametrize("ordning", ["sygedagpenge", "fleksjob", "revalidering"])
def test_trap_09_the_paragraph_on_offers_does_not_name_every_group(ordning: str) -> None:
    for day in (date(2022, 6, 3), TODAY):
        decision = decide("tilbud_tilpasset_helbred", day, ordning=ordning, **PRAKTIK)
        assert decision.outcome is not GAELDER
    sick_pay = decide("opfoelgning_sygedagpenge", ordning="sygedagpenge", raskmeldt="nej")
    assert (sick_pay.outcome, [c.id for c in sick_pay.citations if c.necessary]) == (GAELDER, ["sdp-8"])


def test_trap_10_the_group_in_30a_was_added_after_2022() -> None:
    person = {"ordning": "uddannelseshjaelp", "tilbud": "beskaeftigelsesrettet"}
    assert decide("tilbud_tilpasset_helbred", TODAY, **person, indsats_30a="ja").outcome is GAELDER
    assert decide("tilbud_tilpasset_helbred", date(2022, 6, 3), **person, indsats_30a="ja").outcome is not GAELDER
    assert decide("tilbud_tilpasset_helbred", TODAY, **person, indsats_30a="nej").outcome is KAN
    assert "indsats_30a" in decide("tilbud_tilpasset_helbred", TODAY, **person).missing


def test_trap_11_a_duty_of_the_municipality_is_not_a_veto() -> None:
    right = catalogue().rights["tilbud_tilpasset_helbred"]
    assert right.data.kind is Kind.PLIGT
    for ordning in values("ordning"):
        assert decide("sige_nej_til_tilbud", ordning=ordning).outcome is KAN
    everything = words("tilbud_tilpasset_helbred", "sige_nej_til_tilbud", "tilbud_ud_fra_oensker")
    assert not re.search(r"du (kan|må) (altid )?(sige nej|afvise|takke nej)(?! betyder)", everything)


def test_trap_12_standby_is_neither_only_for_the_dying_nor_for_every_serious_illness() -> None:
    person = {"ordning": "sygedagpenge", "kraeft": "nej"}
    for sygdom in ("livstruende", "alvorlig"):
        assert decide("standby_sygedagpenge", **person, sygdom=sygdom, kontakt="uhensigtsmaessig").outcome is KAN
        assert decide("standby_sygedagpenge", **person, sygdom=sygdom, kontakt="mulig").outcome is not GAELDER
    text = words("standby_sygedagpenge", "standby_kontaktforloeb")
    assert not re.search(r"(kun|kræver, at sygdommen er) livstruende", text)
    assert re.search(r"især|navnlig", text)


def test_trap_13_two_standby_rules_are_two_rules() -> None:
    assert citing("sdp-13b-5") == ["standby_sygedagpenge"]
    assert citing("lab-33-3") == ["standby_kontaktforloeb"]
    quotes = {id: catalogue().laws[id].versions[0].version.quote for id in ("sdp-13b-5", "lab-33-3")}
    assert "foregår" in quotes["sdp-13b-5"]
    assert "kan foregå" in quotes["lab-33-3"]
    assert "standby_kontaktforloeb" not in shown(ordning="sygedagpenge", sygemeldt="ja")
    assert "standby_sygedagpenge" not in shown(ordning="kontanthjaelp", sygemeldt="ja")


REFUSALS = {
    "afvist_behandling_sygedagpenge": {"ordning": "sygedagpenge"},
    "afvist_behandling_forlaengelse": {"ordning": "sygedagpenge"},
    "afvist_behandling_jobafklaring": {"ordning": "jobafklaring"},
    "afvist_behandling_ressourceforloeb": OLD_RF,
    "afvist_behandling_fleksjob": {"ordning": "kontanthjaelp", "sag_om": "fleksjob"},
    "afvist_behandling_pension": {"ordning": "kontanthjaelp", "sag_om": "foertidspension"},
}


@pytest.mark.parametrize("entitlement", REFUSALS)
def test_trap_14_only_treatment_by_a_doctor_is_protected(entitlement: str) -> None:
    for day in (date(2025, 6, 1), TODAY):
        for behandling in ("psykolog", "fysioterapi", "genoptraening", "undersoegelse"):
            for laege in ("ja", "nej", "ved_ikke"):
                answers = {**REFUSALS[entitlement], "behandling": behandling, "udfoeres_af_laege": laege}
                assert decide(entitlement, day, **answers).outcome is IKKE
        for behandling in ("kommunalt_tilbud", "andet"):
            assert decide(entitlement, day, **REFUSALS[entitlement], behandling=behandling).outcome is not GAELDER
        by_another = {"behandling": "anden_laegebehandling", "udfoeres_af_laege": "nej"}
        assert decide(entitlement, day, **REFUSALS[entitlement], **by_another).outcome is IKKE


def test_trap_15_refusing_physiotherapy_is_not_said_to_be_safe() -> None:
    for behandling in ("fysioterapi", "genoptraening"):
        decision = decide("afvist_behandling_sygedagpenge", ordning="sygedagpenge", behandling=behandling)
        assert decision.outcome is IKKE
        assert re.search(r"optræning", said(decision))
        assert re.search(r"koste|betydning|mister|falder væk", said(decision))


def test_trap_16_a_refusal_can_still_hurt_an_extension() -> None:
    person = {"ordning": "sygedagpenge", "behandling": "operation", "udfoeres_af_laege": "ja"}
    assert decide("afvist_behandling_sygedagpenge", **person).outcome is GAELDER
    extension = decide("afvist_behandling_forlaengelse", **person)
    assert extension.outcome is KAN
    assert "sdp-27" in {citation.id for citation in extension.citations if citation.necessary}
    assert re.search("forlæng|længere tid", said(decide("afvist_behandling_sygedagpenge", **person)))


def test_trap_17_the_same_word_is_read_broadly_for_an_extension() -> None:
    assert "bredere" in words("afvist_behandling_forlaengelse")
    assert not re.search("bredere", words("afvist_behandling_sygedagpenge"))
    used = {id for case in catalogue().rights["afvist_behandling_forlaengelse"].cases for id in case.data.context}
    assert "pm-39-20" in used | {
        id for case in catalogue().rights["afvist_behandling_forlaengelse"].cases for id in case.data.citations
    }


@pytest.mark.parametrize("ordning", ["kontanthjaelp", "uddannelseshjaelp", "dagpenge"])
def test_trap_18_no_protection_is_invented_for_other_benefits(ordning: str) -> None:
    for behandling in values("behandling"):
        decisions = shown(ordning=ordning, sag_om="ingen", behandling=behandling, udfoeres_af_laege="ja")
        for id, decision in decisions.items():
            if id.startswith("afvist_behandling"):
                assert decision.outcome is not GAELDER, id
        assert decisions["afvist_behandling_uden_beskyttelse"].outcome is IKKE


def test_trap_19_protected_does_not_mean_granted() -> None:
    for entitlement, person in REFUSALS.items():
        decision = decide(entitlement, date(2025, 6, 1), **person, behandling="operation", udfoeres_af_laege="ja")
        if decision.outcome is GAELDER:
            assert re.search(r"andre krav|betyder ikke, at du får", said(decision)), entitlement


def test_trap_20_no_undated_pages_are_quoted() -> None:
    places = " ".join(v.version.url for law in catalogue().laws.values() for v in law.versions)
    assert not re.search(r"krifa|dukh", places.lower())
    for law in catalogue().laws.values():
        for dated in law.versions:
            version = dated.version
            if "aeldresagen" in version.url or "detfagligehus" in version.url:
                assert not dated.carries and not version.quote
            if version.quote:
                assert version.source and version.read_in


def test_trap_21_the_rehabilitation_meeting_of_2016_is_not_todays() -> None:
    for day in (RF_STOP, date(2026, 7, 1), TODAY):
        decision = decide("rehabiliteringsmoede", day, moede="rehab_moede", ordning="kontanthjaelp")
        assert decision.outcome is KAN
        assert not re.search(r"(?<!om )\bdu skal (møde|komme)\b", said(decision), re.IGNORECASE)
        assert "las-13" not in {citation.id for citation in decision.citations}
        assert "svar-26-rehab" not in {citation.id for citation in decision.citations if citation.necessary}


def test_trap_22_the_numbers_of_2016_are_not_repeated_as_todays() -> None:
    for ordning in ("jobafklaring", "ressourceforloeb", "sygedagpenge", "kontanthjaelp"):
        decision = decide("samtalernes_antal", TODAY, ordning=ordning, rf_bevilget="foer_afskaffelsen")
        assert decision.outcome not in CERTAIN
        assert not re.search(r"\b(6|seks|fire|4) (samtaler|jobsamtaler|opfølgninger)", decision.says)
    for id in ("svar-26-seks-samtaler", "svar-26-telefon"):
        assert catalogue().laws[id].provision.kind in STATEMENTS
        assert citing(id) == []
    later = decide("moedeform_sygedagpenge", VALGFRI_MOEDEFORM, ordning="sygedagpenge", moede="senere_samtale")
    assert later.outcome is GAELDER


def test_trap_23_the_category_and_the_list_of_2022_are_past() -> None:
    for day in (LOV_1657 + DAY, TODAY):
        for ordning, sag in product(values("ordning"), values("sag_om")):
            person = {"ordning": ordning, "rf_bevilget": "foer_afskaffelsen", "sag_om": sag}
            decision = decide("sundhedsfaglig_raadgiver", day, **person)
            if (ordning in ("jobafklaring", "ressourceforloeb") and sag == "ingen") or day == TODAY:
                assert decision.outcome is not GAELDER
            if day == TODAY:
                assert "kategori" not in said(decision)
                assert "lob-15" not in {c.id for c in decision.citations if c.necessary} or decision.outcome is KAN


def test_trap_24_a_complaint_pauses_nothing() -> None:
    decision = decide("klage_saetter_ikke_paa_pause")
    assert decision.outcome is IKKE
    assert "rsl-72" in {citation.id for citation in decision.citations if citation.necessary}
    assert "pause" in catalogue().next_steps["klag_til_kommunen"].text
    for case in catalogue().rights["klage"].cases:
        assert not re.search(r"(kan|må) vente|udskyder|slipper", case.data.says)


def test_trap_25_complaints_go_to_the_municipality_in_any_form() -> None:
    text = words("klage")
    assert re.search(r"klage til kommunen", text)
    assert "telefon" in text
    assert re.search(r"ikke direkte til Ankestyrelsen", text)
    assert not re.search(r"(skal|kun) (være )?(på skrift|skriftlig)", text)


def test_trap_26_four_weeks_from_receipt_not_from_the_letter_or_the_reading() -> None:
    letter = {"afgoerelse": "skriftlig", "afgoerelse_dato": "2026-10-19", "post": "brev"}
    assert derived.received(date(2026, 10, 19), "brev") == (date(2026, 10, 26), date(2026, 10, 27))
    assert decide("klage", **letter).outcome is GAELDER  # 34 days after the date on the letter
    digital = {**letter, "post": "digital"}
    assert decide("klage", **digital).outcome is KAN  # Digital Post counts from the day it came
    assert re.search(r"åbnede den senere|ikke fra den dag, du læser", words("klage"))


@pytest.mark.parametrize("id", ["brev-2022-borgmestre", "brev-2022-udvalg", "svar-202-forvaerre", "svar-26-forvaerre"])
def test_trap_27_a_ministers_letter_is_not_law(id: str) -> None:
    law = catalogue().laws[id]
    assert law.provision.kind is Kind.UDTALELSE
    assert all(not version.carries for version in law.versions)
    assert not re.search(r"\b(har ret til|har pligt til)\b", law.provision.plain)
    assert "ikke en lov" in words("indsats_maa_ikke_forvaerre")


def test_trap_28_copenhagens_letter_is_copenhagens_and_proves_no_pension() -> None:
    ours = {id for id in catalogue().laws if id.startswith("kbh-2023")}
    for right in catalogue().rights.values():
        for case in right.cases:
            if ours & set(case.data.citations):
                outside = {fact: None for fact in right.facts} | {"kommune_koebenhavn": "nej"}
                told = {fact: value for fact, value in outside.items() if value}
                assert evaluate(case.condition, told) is False, f"{right.id}.{case.data.id}"
    for answer in ("ja", "nej"):
        decision = decide("me_cfs", kommune_koebenhavn=answer)
        assert decision.outcome is KAN
        assert not re.search(r"giver (dig )?(ret til )?førtidspension", said(decision))


def test_trap_29_the_examples_are_not_a_list_of_diagnoses() -> None:
    assert "eksempler" in words("aabenbar_foertidspension")
    assert not re.search(r"kun (disse|de) (sygdomme|diagnoser)", words())
    for terminal, evne in product(("ja", "nej"), values("arbejdsevne")):
        assert decide("aabenbar_foertidspension", terminal=terminal, arbejdsevne=evne).outcome is KAN


def test_trap_30_exhausted_is_not_tried_and_is_about_ressourceforloeb_only() -> None:
    assert citing("skr-rf-udtoemt") == ["udtoemt_ikke_afproevet"]
    for case in catalogue().rights["udtoemt_ikke_afproevet"].cases:
        assert re.search("Fleksjob og førtidspension har deres egne krav", case.data.why)
    assert decide("udtoemt_ikke_afproevet", TODAY).outcome is not GAELDER


def test_trap_31_six_years_do_not_end_a_running_ressourceforloeb() -> None:
    for day in (date(2025, 6, 1), TODAY):
        running = decide(
            "ressourceforloeb_taet_paa_pension", day, **OLD_RF, aar_til_folkepension="under_6", oensker_rf="nej"
        )
        assert running.outcome is not GAELDER
        assert re.search(r"fortsæt|kører videre|i gang", said(running))
        assert not re.search(r"(slutter|stopper) (dit|et) (ressource)?forløb", said(running))


def test_trap_32_the_guide_says_kommunen_and_does_not_correct_the_person() -> None:
    for place, text in all_words(catalogue()):
        if place.split(".")[0] in catalogue().rights:
            assert not re.search(r"jobcent(er|re)\w* (skal|kan|har|må|giver)", text, re.IGNORECASE), place
            assert not re.search(r"hedder (ikke|nu)|du mener vel", text, re.IGNORECASE), place


def test_trap_33_the_end_of_jobafklaring_is_planned() -> None:
    assert catalogue().boundaries["HOVEDLOV"].date == HOVEDLOV
    assert "planlagt" in catalogue().boundaries["HOVEDLOV"].note.lower()
    decision = decide("reform_2026", ordning="jobafklaring")
    assert decision.outcome not in CERTAIN
    assert "planlagt" in said(decision).lower()
    for place, text in all_words(catalogue()):
        if "1. januar 2027" in text and not place.endswith((".note", ".what")):
            assert re.search(r"planlagt|plan\b|planen|ventes|ved ikke|ikke læst", text, re.IGNORECASE), place


def test_trap_34_a_reasonable_ground_is_for_the_municipality_to_find() -> None:
    assert not re.search(r"du har (en )?rimelig grund", words(), re.IGNORECASE)
    for grund, meldt, ordning in product(values("fravaer_grund"), ("ja", "nej"), values("ordning")):
        person = {"ordning": ordning, "rf_bevilget": "foer_afskaffelsen", "fravaer_grund": grund}
        assert decide("udeblivelse", **person, fravaer_meldt=meldt).outcome is KAN


def test_trap_35_a_companion_does_not_replace_the_person() -> None:
    decision = decide("bisidder", bisidder_rolle="i_stedet_for_mig", bisidder_afvist="nej")
    assert decision.outcome is KAN
    assert re.search(r"kræve", said(decision))
    assert decide("bisidder", bisidder_rolle="med_til_moede", bisidder_afvist="nej").outcome is GAELDER


def test_trap_36_other_authorities_are_handed_over() -> None:
    assert re.search(r"a-kasse|forsikring", words("klage"))
    topics = set(catalogue().topics)
    assert not topics & {"arbejdsskade", "forsikring", "a_kasse", "akasse"}
    assert not any(re.search(r"arbejdsskade", right.data.title, re.IGNORECASE) for right in catalogue().rights.values())


def test_trap_37_no_question_asks_for_a_diagnosis() -> None:
    for fact in catalogue().facts.values():
        text = " ".join([fact.ask, fact.help, fact.caseworker])
        assert not re.search(r"diagnose|hvad fejler|hvilken sygdom|sygdommens navn", text, re.IGNORECASE), fact.id
        if re.search(r"kræft|me/cfs", fact.ask, re.IGNORECASE):
            assert fact.volunteered, f"{fact.id} må kun bruges, når den er fortalt"
    assert "ikke skrive, hvad du fejler" in catalogue().facts["sygdom"].why


@pytest.mark.parametrize("ordning", ["sygedagpenge", "dagpenge"])
def test_trap_38_the_invitation_rule_does_not_name_everybody(ordning: str) -> None:
    for day in (date(2025, 6, 1), TODAY):
        decision = decide("indkaldelse_efter_helbred", day, ordning=ordning, har_oplyst_helbred="ja")
        assert decision.outcome is not GAELDER
    untold = decide("indkaldelse_efter_helbred", date(2025, 6, 1), ordning="jobafklaring", har_oplyst_helbred="nej")
    assert untold.outcome is KAN
    told = decide("indkaldelse_efter_helbred", date(2025, 6, 1), ordning="jobafklaring", har_oplyst_helbred="ja")
    assert told.outcome is GAELDER


def test_trap_39_no_change_found_is_not_unchanged() -> None:
    assert not re.search(r"gælder uændret|er uændret|ikke ændret siden", words())
    for law in catalogue().laws.values():
        for dated in law.versions:
            if dated.carries and dated.period.end > RF_STOP and law.act.id in ("lab", "sdp", "las", "lsp"):
                assert dated.version.note or dated.version.read_in, law.provision.id
                assert re.search(r"\d{4}|udateret", dated.version.read_in), law.provision.id


OCR = ("tiltrækkeligt", "kontaktførløb", "arbejdssevne", "arbejdssevnen")
NAMES = ("Hummelgaard", "Dybvad", "Kære borgmestre", "Troels", "Peter ", "Karen Ellemann", "Jesper", "Cecilia")


def test_trap_40_no_ocr_faults_and_no_names() -> None:
    for place, text in all_words(catalogue()):
        for fault in OCR:
            assert fault not in re.sub('"[^"]*"', "", text), place  # a note may name the word it warns of
        for name in NAMES:
            assert name not in text, place
    for law in catalogue().laws.values():
        for dated in law.versions:
            assert not any(name in dated.version.quote for name in NAMES), law.provision.id
    for document in catalogue().documents:
        for row in document.rows:
            assert not any(name in row.says for name in NAMES), row.id


def test_all_forty_are_here() -> None:
    numbers = [int(match[1]) for name in globals() if (match := re.match(r"test_trap_(\d\d)_", name))]
    assert numbers == list(range(1, 41))
