"""Letters: possible when they should be, never claiming more than the decisions, never saying what nobody told.

Proves, for every letter over the combinations of its entitlements' answers: when it is offered, which references stand
in it and how strongly, that its sentences are the file's own or the person's answers, and no name or number of anybody.
Does not prove: that a letter is wise to send.
"""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guide.answers import say
from guide.conversation import Conversation
from guide.papers.dates import days_to_remember
from guide.papers.letters import OFFERED, Offer, first_person, letter_words, offers, templates
from guide.papers.letters import Paragraph as PartOf
from rights.loader import danish_date, load
from rights.schema import STATEMENTS, Outcome
from tests.guide.papers.support import DAYS, TODAY, quick, voices
from tests.rights.support import combinations, decisive_facts, values
from tests.rights.texts import as_sentences, lix

IDS = tuple(templates())
FACTS = tuple(load().facts)
ALWAYS = ("klage", "aktindsigt", "skriftlig_afgoerelse", "fuldmagt")


def written(state: Conversation) -> dict[str, Offer]:
    return {offer.id: offer for offer in offers(quick(), load(), state, TODAY)}


def states(id: str) -> list[Conversation]:
    """Conversations that reach every row of what the letter rests on."""
    facts = tuple(
        dict.fromkeys(fact for one in templates()[id].rests_on for fact in decisive_facts(load().rights[one]))
    )
    found = [
        Conversation(answers=answers if day == TODAY else {**answers, "dato": day.isoformat()})
        for day in DAYS
        for answers in combinations(facts, 60)
    ]
    return Random(0).sample(found, min(120, len(found)))


def test_there_are_the_eight_letters_and_four_are_always_possible() -> None:
    assert len(IDS) == 8
    assert tuple(id for id in IDS if templates()[id].always) == ALWAYS
    rights = load().rights
    for template in templates().values():
        parts = [part for part in template.paragraphs if isinstance(part, PartOf)]
        named = {*template.needs, *(id for part in parts for id in part.about)}
        assert named <= set(template.rests_on) <= set(rights)
        cases = {case.data.id for id in template.rests_on for case in rights[id].cases}
        assert {case for part in parts for case in part.cases} <= cases


@pytest.mark.parametrize("id", IDS)
def test_a_letter_claims_no_more_than_the_decisions_it_rests_on(id: str) -> None:
    said = letter_words()
    outcomes: set[Outcome] = set()
    for state in states(id):
        offer = written(state)[id]
        template = templates()[id]
        outcomes |= {decision.outcome for decision in offer.decisions}
        assert all(decision.outcome in OFFERED for decision in offer.cited)
        cited = {decision.entitlement for decision in offer.cited}
        assert (offer.letter is not None) == (template.always or bool(cited & set(template.needs or template.rests_on)))
        if offer.letter is None:
            continue
        certain = {
            c.ref
            for d in offer.cited
            if d.outcome is Outcome.GAELDER
            for c in d.citations
            if c.necessary and c.kind not in STATEMENTS
        }
        not_law = {c.ref for d in offer.cited for c in d.citations if c.kind in STATEMENTS}
        law = {c.ref for d in offer.cited for c in d.citations if c.necessary and c.kind not in STATEMENTS}
        for text in offer.letter.paragraphs:
            for form, allowed in (
                (said.gaelder, certain),
                (said.kan_gaelde, law),
                (said.kan_ikke_svare, law),
                (said.not_law, not_law),
            ):
                found = re.fullmatch(re.escape(form).replace(r"\{refs\}", "(.+)"), text)
                if found:
                    assert set(found[1].split("; ")) <= allowed, text
        assert len(offer.letter.sources) == len({c.id for d in offer.cited for c in d.citations if c.necessary})
        if template.declares:
            assert not any(ref in text for ref in law for text in offer.letter.paragraphs)
    assert len(outcomes) > 1 or id == "aktindsigt"


@pytest.mark.parametrize("id", IDS)
def test_every_sentence_is_the_files_own_or_the_persons_answer(id: str) -> None:
    said, template = letter_words(), templates()[id]
    own = {part if isinstance(part, str) else part.text for part in template.paragraphs} | {said.reply}
    for state in states(id)[:60]:
        letter = written(state)[id].letter
        told = {first_person(say(load(), fact, value)) for fact, value in state.answers.items() if value != "ved_ikke"}
        days = {danish_date(day) for day in DAYS} | {said.blank}
        for text in letter.paragraphs if letter else ():
            if text.startswith(said.situation.split("{")[0]):
                inside = re.fullmatch(re.escape(said.situation).replace(r"\{facts\}", "(.+)"), text)
                assert inside and set(inside[1].split("; ")) <= told
                assert not re.search(r"\b(du|dig|din|dit|dine)\b", text)
            elif not text.startswith(tuple(form.split("{")[0] for form in (said.gaelder, said.kan_gaelde))):
                forms = [
                    re.sub(r"\\\{\w+\\\}", ".+", re.escape(one)) for one in (*own, said.not_law, said.kan_ikke_svare)
                ]
                assert any(re.fullmatch(form, text) for form in forms), (text, days)


def test_the_request_to_wait_stands_only_where_the_rule_may_be_the_persons() -> None:
    answers = {
        "ordning": "ressourceforloeb",
        "rf_bevilget": "foer_afskaffelsen",
        "tilbud": "beskaeftigelsesrettet",
        "mener_helbred_ikke_hensyn": "ja",
    }
    waiting = "vente med at begynde"
    can_wait = written(Conversation(answers={**answers, "tilbud_paabegyndt": "nej"}))["samtale_og_ventetid"].letter
    begun = written(Conversation(answers={**answers, "tilbud_paabegyndt": "ja"}))["samtale_og_ventetid"].letter
    assert can_wait and waiting in can_wait.text
    assert begun and waiting not in begun.text
    assert written(Conversation(answers={"ordning": "jobafklaring"}))["samtale_og_ventetid"].letter is None


def test_nothing_is_said_of_an_illness_that_nobody_told_of() -> None:
    told = written(Conversation(answers={"ordning": "sygedagpenge"}))["standby"].letter
    assert told and "Kræft" not in told.text
    told = written(Conversation(answers={"ordning": "sygedagpenge", "kraeft": "ja"}))["standby"].letter
    assert told and "selv om det ikke er lov: Kræftens Bekæmpelse" in told.text


def test_a_complaint_has_the_dates_that_were_told_and_lines_for_the_others() -> None:
    answers = {"afgoerelse": "skriftlig", "afgoerelse_dato": "2026-08-24", "post": "digital"}
    late = written(Conversation(answers=answers))["klage"].letter
    assert late
    assert "Dato på afgørelsen: 24. august 2026" in late.text
    assert "Den dag, jeg fik afgørelsen: ________" in late.text
    assert "efter fristen" in late.text
    in_time = written(Conversation(answers={**answers, "afgoerelse_dato": "2026-11-10"}))["klage"].letter
    assert in_time and "efter fristen" not in in_time.text


def test_letters_are_the_citizens_own_also_when_somebody_else_asks() -> None:
    answers = {"ordning": "sygedagpenge", "sygdom": "alvorlig", "kontakt": "uhensigtsmaessig"}
    own = Conversation(answers=answers, topics=("standby",))
    other = Conversation(answers=answers, topics=("standby",), role="bisidder")
    mine = {o.id: o for o in offers(voices().of(own), load(), own, TODAY)}
    theirs = {o.id: o for o in offers(voices().of(other), load(), other, TODAY)}
    assert {id: o.letter for id, o in mine.items()} == {id: o.letter for id, o in theirs.items()}
    assert "Borgeren spørger" in theirs["standby"].about


def test_those_that_fit_come_first_and_those_that_do_not_say_why() -> None:
    found = offers(quick(), load(), Conversation(answers={"ordning": "jobafklaring"}, topics=("klage",)), TODAY)
    assert found[0].id == "klage" and found[0].relevant
    assert found[-1].letter is None and found[-1].decisions[0].outcome is Outcome.GAELDER_IKKE


def test_a_letter_asks_for_no_number_and_holds_no_word_that_nothing_is_sent() -> None:
    for offer in written(Conversation()).values():
        assert offer.letter is None or not re.search(r"cpr|intet er sendt", offer.letter.text, re.IGNORECASE)
    assert "Intet er sendt" in letter_words().not_sent


def test_the_letters_words_are_easy_to_read() -> None:
    for template in templates().values():
        own = [part if isinstance(part, str) else part.text for part in template.paragraphs]
        clean = [text.replace("_", "").replace("[  ]", "") for text in (template.title, template.about, *own)]
        assert lix(as_sentences([text for text in clean if text.strip()])) <= 35, template.id


@given(
    answers=st.dictionaries(st.sampled_from(FACTS), st.integers(0, 20), max_size=20),
    role=st.sampled_from(["selv", "bisidder"]),
)
@settings(max_examples=40, deadline=None)
def test_any_conversation_has_letters_and_dates(answers: dict[str, int], role: str) -> None:
    chosen = {f: ((*values(f), "ved_ikke") * 7)[n] for f, n in answers.items()}
    state = Conversation(answers=chosen, topics=("klage",), role=role)  # type: ignore[arg-type]
    found = offers(voices().of(state), load(), state, TODAY)
    assert len(found) == 8 and all(id in {o.id for o in found if o.letter} for id in ALWAYS)
    assert all(one.day >= TODAY for one in days_to_remember(voices().of(state), state, TODAY))


def test_only_days_in_a_decision_or_told_are_remembered() -> None:
    answers = {"afgoerelse": "skriftlig", "afgoerelse_dato": "2026-11-10", "post": "brev", "dato": "2026-12-01"}
    state = Conversation(answers=answers, topics=("klage",))
    found = [(one.day.isoformat(), one.name) for one in days_to_remember(quick(), state, TODAY)]
    assert [day for day, _ in found] == ["2026-12-01", "2026-12-08", "2026-12-15"]
    assert days_to_remember(quick(), Conversation(topics=("klage",)), TODAY) == ()
