"""The screen: every question and topic is there, results follow the answers, nothing that is typed is run or kept."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from guide.answers import check_answer
from guide.conversation import Conversation
from rights.schema import UNKNOWN
from tests.web.conftest import the_guide
from tests.web.staff.conftest import Counsellor
from web.staff.compare import answer_differences, differences
from web.staff.desk import EMPTY, Desk, fill, read_desk, write_desk
from web.staff.note import note
from web.staff.view import View
from web.staff.words import staff_words

TODAY = date(2026, 11, 22)
CATALOGUE = the_guide().catalogue
MARKUP = ["<script>alert(1)</script>", "{{ 7*7 }}", "{% raise %}", "' or 1=1 --", "\x00", "#{1+1}", "ved_ikke'><b>"]
PRACTICE = {"ordning": "ressourceforloeb", "rf_bevilget": "foer_afskaffelsen", "tilbud": "beskaeftigelsesrettet"}


def view(answers: dict[str, str], *topics: str) -> View:
    state = Conversation(answers=answers, topics=topics, role="bisidder")
    return View(the_guide().of(state), state, TODAY)


@st.composite
def situations(draw: st.DrawFn) -> dict[str, str]:
    answers = {}
    for fact in draw(st.lists(st.sampled_from(sorted(CATALOGUE.facts)), unique=True, max_size=12)):
        options = CATALOGUE.option_ids(fact)
        values = (*options, UNKNOWN) if options else ("2025-03-01", "2026-11-01", UNKNOWN)
        answers[fact] = draw(st.sampled_from(values))
    return answers


# -- the page


def test_every_question_every_answer_and_every_topic_is_on_the_page(counsellor: Counsellor) -> None:
    page = html.unescape(counsellor.get().text)
    for fact in the_guide().of(EMPTY).catalogue.facts.values():
        assert page.count(f'name="{fact.id}"') == 1, fact.id
        assert fact.ask in page
        for option in fact.options:
            assert f'<option value="{option.id}">{option.label}</option>' in page
    for topic in CATALOGUE.topics:
        assert f'name="emne" value="{topic}"' in page
    assert page.count(f'<option value="{UNKNOWN}">') == sum(fact.type != "date" for fact in CATALOGUE.facts.values())


def test_the_questions_stand_in_the_catalogues_order(counsellor: Counsellor) -> None:
    shown = re.findall(r'(?:select|input)[^>]* id="felt-(\w+)"', counsellor.get().text)
    assert shown == ["dato", *(fact for fact in CATALOGUE.facts if fact != "dato")]


def test_every_section_begins_at_a_question_that_exists() -> None:
    assert set(staff_words().sections.values()) <= set(CATALOGUE.facts)
    assert all(section.title for section in view({}).sections())


def test_without_javascript_the_answers_are_kept_and_shown(counsellor: Counsellor) -> None:
    answer = counsellor.post(**PRACTICE, emner="1", emne=["tilbud_og_helbred", "klage", "findes_ikke"])
    assert (answer.status_code, answer.headers["location"]) == (303, "/raadgiver#resultat")
    assert counsellor.desk.main == Conversation(PRACTICE, ("tilbud_og_helbred", "klage"), role="bisidder")
    page = counsellor.get().text
    assert '<option value="ressourceforloeb" selected>' in page
    assert 'value="klage" autocomplete="off" checked' in page
    assert "Spørg om:" in page
    assert 'class="staff-outcome kan_gaelde"' in page


def test_with_javascript_only_the_results_come_back(counsellor: Counsellor) -> None:
    part = counsellor.post(part=True, **PRACTICE).text
    assert "<html" not in part
    assert "<form" not in part
    assert 'id="resultat-status" hx-swap-oob' in part
    assert counsellor.desk.main.answers == PRACTICE


def test_taking_an_answer_back_is_not_the_same_as_ved_ikke(counsellor: Counsellor) -> None:
    counsellor.post(**PRACTICE, tilbud_paabegyndt=UNKNOWN)
    counsellor.post(ordning="")
    assert counsellor.desk.main.answers == {
        "rf_bevilget": "foer_afskaffelsen", "tilbud": "beskaeftigelsesrettet", "tilbud_paabegyndt": UNKNOWN,
    }  # fmt: skip


@pytest.mark.parametrize("text", [*MARKUP, "2026-02-30", "x" * 10_000], ids=lambda text: text[:12])
def test_markup_and_template_syntax_in_every_field_is_refused_and_nothing_is_lost(
    counsellor: Counsellor, text: str
) -> None:
    counsellor.post(**PRACTICE)
    names = [*CATALOGUE.facts] if len(text) < 100 else ["ordning"]
    for part in (False, True):
        answer = counsellor.post(part=part, **dict.fromkeys(names, text), emner="1", emne=text[:100])
        assert answer.status_code == (200 if part else 422)
        assert staff_words().bad_answers in answer.text
        assert text not in answer.text
    assert counsellor.desk.main.answers == PRACTICE
    assert counsellor.desk.main.topics == ()


@pytest.mark.parametrize("path", ["/regler?q=", "/svar/", "/breve/"])
@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{ 7*7 }}"])
def test_markup_in_addresses_is_text(counsellor: Counsellor, path: str, text: str) -> None:
    answer = counsellor.get(path + text)
    assert answer.status_code in (200, 404)
    assert text == "{{ 7*7 }}" or text not in answer.text
    assert "«49»" not in answer.text


def test_a_future_decision_date_is_refused_by_name(counsellor: Counsellor) -> None:
    answer = counsellor.post(afgoerelse_modtaget="2026-11-23", ordning="sygedagpenge")
    assert answer.status_code == 422
    assert 'href="#felt-afgoerelse_modtaget"' in answer.text
    assert 'id="fejl-afgoerelse_modtaget"' in answer.text
    assert counsellor.desk.main.answers == {"ordning": "sygedagpenge"}


def test_contradictions_are_shown_and_nothing_is_decided(counsellor: Counsellor) -> None:
    answers = {"ordning": "ressourceforloeb", "rf_bevilget": "fra_afskaffelsen"}
    assert list(CATALOGUE.conflicts_in(answers, TODAY)), "the example must hold a contradiction"
    part = counsellor.post(part=True, **answers).text
    assert staff_words().clash in part
    assert 'href="#felt-rf_bevilget"' in part
    assert "staff-outcome" not in part
    assert staff_words().clash in counsellor.get("/svar/klage").text
    assert "ingen" in counsellor.get("/notat").text
    assert counsellor.get("/ark.pdf").status_code == 409


def test_the_day_decides_which_law_counts(counsellor: Counsellor) -> None:
    counsellor.post(**PRACTICE, dato="2025-05-01")
    assert "1. maj 2025" in counsellor.get().text
    assert "1. maj 2025" in counsellor.get("/notat").text


def test_a_new_caller_gets_an_empty_screen(counsellor: Counsellor) -> None:
    counsellor.post(**PRACTICE)
    counsellor.post("/sammenlign", handling="kopier")
    counsellor.post("/ny")
    assert counsellor.desk == Desk()


@pytest.mark.parametrize("right", sorted(CATALOGUE.rights))
def test_every_result_has_its_page_with_trace_and_picture(counsellor: Counsellor, right: str) -> None:
    page = counsellor.get(f"/svar/{right}").text
    assert page.count("<h1") == 1
    assert 'role="img"' in page
    assert "style=" not in page
    assert "Sådan er svaret fundet" in page
    rows = the_guide().of(EMPTY).assessor.rows(right, TODAY)
    assert page.count('<li class="chosen">') + page.count('<li class="open">') + page.count('<li class="out">') == len(
        rows
    )


def test_the_topics_can_be_fewer(counsellor: Counsellor) -> None:
    part = counsellor.post(part=True, emner="1", emne="klage").text
    linked = set(re.findall(r"/raadgiver/svar/(\w+)", part))
    assert linked
    assert linked <= set(CATALOGUE.topics["klage"])


@given(situations())
def test_everything_decided_is_listed_once_and_the_next_question_is_a_new_one(answers: dict[str, str]) -> None:
    seen = view(answers)
    panel = seen.panel()
    listed = [line.card.name for group in panel.outcomes for _, lines in group.kinds for line in lines]
    assert len(listed) == len(set(listed))
    assert seen.clashes or set(listed) == set(seen.relevant)
    assert len(listed) + len(panel.beside) == len(CATALOGUE.rights) or seen.clashes
    for group in panel.outcomes:
        assert all(line.card.kind == kind for kind, lines in group.kinds for line in lines)
    assert panel.next is None or panel.next.fact not in answers


@given(st.dictionaries(st.sampled_from(sorted(CATALOGUE.facts)), st.text(max_size=20) | st.sampled_from(MARKUP)))
def test_only_what_the_catalogue_knows_is_taken(typed: dict[str, str]) -> None:
    filled = fill(CATALOGUE, EMPTY, FormData(typed), TODAY)
    for fact, value in filled.situation.answers.items():
        check_answer(CATALOGUE, fact, value, TODAY)
    assert read_desk(write_desk(Desk(filled.situation))) == Desk(filled.situation)
    assert {*filled.situation.answers, *filled.problems} == {fact for fact, text in typed.items() if text.strip()}


def test_a_screen_of_another_version_begins_again() -> None:
    assert read_desk(b"") == read_desk(b"{") == read_desk(b'{"main": 1}') == Desk()


# -- two situations


def test_compare_copies_changes_exchanges_and_puts_away(counsellor: Counsellor) -> None:
    counsellor.post(**PRACTICE)
    assert "Kopiér A til B" in counsellor.get("/sammenlign").text
    counsellor.post("/sammenlign", handling="kopier")
    assert "A og B er ens" in counsellor.get("/sammenlign").text
    counsellor.post("/sammenlign", handling="opdater", ordning="sygedagpenge", rf_bevilget="", dato="2025-05-01")
    assert counsellor.desk.main.answers == PRACTICE
    assert counsellor.desk.other and counsellor.desk.other.answers["ordning"] == "sygedagpenge"
    page = html.unescape(counsellor.get("/sammenlign").text)
    assert "Forskelle i svarene (3)" in page
    assert page.count("≠ Forskellig") == 6
    assert "≠ Andet udfald" in page
    counsellor.post("/sammenlign", handling="byt")
    assert counsellor.desk.other and counsellor.desk.other.answers == PRACTICE
    counsellor.post("/sammenlign", handling="fjern")
    assert counsellor.desk.other is None
    assert counsellor.post("/sammenlign", handling="<b>").status_code == 400


@given(situations(), situations())
def test_only_differences_are_shown_and_all_of_them(first: dict[str, str], second: dict[str, str]) -> None:
    one, other = view(first), view(second)
    told = [ask for ask, _, _ in answer_differences(one, other)]
    assert len(told) == sum(first.get(fact) != second.get(fact) for fact in CATALOGUE.facts)
    found, same = differences(one, other)
    decided = [{d.entitlement: (d.outcome, d.kind, d.case) for d in side.decisions()} for side in (one, other)]
    assert len(found) + same == len({*decided[0], *decided[1]})
    named = {different.name for different in found}
    for id in {*decided[0], *decided[1]}:
        if decided[0].get(id, (None,))[0] != decided[1].get(id, (None,))[0]:
            assert id in named
    assert differences(one, one) == ((), len(decided[0]))


# -- the note and the papers


def test_the_note_holds_what_was_told_the_answers_with_versions_and_what_was_not_asked(counsellor: Counsellor) -> None:
    counsellor.post(**PRACTICE, tilbud_paabegyndt=UNKNOWN, emner="1", emne="samtale_sundhedskoordinator")
    page = html.unescape(counsellor.get("/notat").text)
    said = staff_words().note
    for text in (said.title, said.notice, said.told, said.uncertain, said.not_asked, "22. november 2026"):
        assert text in page
    assert "- borgeren er i et ressourceforløb" in page
    assert "LAB § 113, stk. 3 (" in page
    assert "readonly" in page


@given(situations())
def test_every_certain_answer_in_the_note_has_its_references(answers: dict[str, str]) -> None:
    seen = view(answers)
    text = note(seen)
    for decision in seen.decisions():
        assert decision.title in text
        assert all(citation.ref in text for citation in decision.citations if citation.necessary)
    assert not re.search(r"\b(?:du|dig|din|dit|dine)\b", text.lower())


def test_the_papers_are_made_of_the_screen(counsellor: Counsellor) -> None:
    assert counsellor.get("/ark.pdf").status_code == 409, "no topic is chosen"
    counsellor.post(**PRACTICE, afgoerelse="skriftlig", emner="1", emne=["tilbud_og_helbred", "klage"])
    for path, begins in (
        ("/ark.pdf", b"%PDF"),
        ("/ark.docx", b"PK"),
        ("/breve/klage.pdf", b"%PDF"),
        ("/breve/klage.docx", b"PK"),
    ):
        answer = counsellor.get(path)
        assert (answer.status_code, answer.content[: len(begins)]) == (200, begins), path
        assert answer.headers["cache-control"] == "no-store"
    assert "/raadgiver/breve/klage" in counsellor.get("/breve").text
    assert "readonly" in counsellor.get("/breve/klage").text
    assert counsellor.get("/breve/findes_ikke").status_code == 404
    assert "samtale" not in counsellor.client.cookies
