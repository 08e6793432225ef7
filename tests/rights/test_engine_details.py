"""Details of the engine that no table of the law would show: which question first, which text, which line.

Proves: in small catalogues made for the purpose, what the engine does in each corner where a fault put into it on
purpose (`make mutate`) was not noticed by the other tests.
Does not prove: that the law is right (see tables/).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec import Struct
from msgspec.structs import replace

from rights import checks
from rights.assess import Assessor
from rights.checks import boundary_days, check
from rights.decision import Citation, Deadline, PossibleAnswer, Step
from rights.interview import Question, may_ask, next_question
from rights.loader import HORIZON, load_folder
from rights.model import Catalogue
from rights.schema import Evidence, Kind, NextStep, Outcome
from rights.yamlfile import CatalogueError, Problem, YamlFile, convert, read
from tests.rights.support import RF_STOP, TODAY, UNKNOWN, assessor, edit, write_mini

LAW, LY, FACTS = "law/prl.yml", "entitlements/ly.yml", "facts.yml"
GOT = "2026-11-20"  # received then, the last day for complaining is 2026-12-18

Write = Callable[..., Catalogue]


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    return write_mini(tmp_path)


@pytest.fixture
def written(mini: Path) -> Write:
    """A catalogue with the small one's law, and questions and entitlements of its own."""

    def write(facts: list[dict[str, Any]], *rights: dict[str, Any], **more: Any) -> Catalogue:
        data = {"facts": facts, "derived": [], "contradictions": [], **more}
        (mini / FACTS).write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
        (mini / LY).unlink()
        for right in rights:
            text = yaml.safe_dump(right, allow_unicode=True, sort_keys=False)
            (mini / f"entitlements/{right['id']}.yml").write_text(text, encoding="utf-8")
        return load_folder(mini)

    return write


def fact(id: str, *options: str, **more: Any) -> dict[str, Any]:
    """A question with the options; a date when there are none."""
    base = {"id": id, "type": "choice", "ask": f"{id}?", "why": "w", "caseworker": f"{id}?"}
    if not options:
        return {**base, "type": "date", "means": f"{id} er den", **more}
    return {**base, "options": [{"id": o, "label": o, "means": f"{id} er {o}"} for o in options], **more}


def right(id: str, *conditions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An entitlement with one row a condition."""
    rows = [
        {"id": f"{id}{n}", "when": when, "outcome": "gaelder", "citations": ["prl-1"], "says": f"Svar {n}."}
        for n, when in enumerate(conditions)
    ]
    return {"id": id, "title": id, "question": f"{id}?", "kind": "ret", "topics": [id], "cases": rows, **more}


WINDOW = {
    "id": "frist", "from": ["afgoerelse_modtaget", "afgoerelse_dato", "post"], "function": "complaint_window",
    "why": "w", "options": [{"id": "inden_for", "means": "der er tid"}, {"id": "overskredet", "means": "det er sent"}],
}  # fmt: skip
LETTER = [fact("afgoerelse_modtaget"), fact("afgoerelse_dato"), fact("post", "digital", "quickpost", "brev")]


def asked(catalogue: Catalogue, answers: dict[str, str] | None = None, *ids: str) -> Question | None:
    return next_question(Assessor(catalogue), ids or tuple(catalogue.rights), answers or {}, date(2024, 6, 1))


# -- which question first ----------------------------------------------------------------------------------------


def test_the_question_that_excludes_most_rows_comes_first(written: Write) -> None:
    catalogue = written(
        [fact("lidt", "x", "y"), fact("meget", "x", "y", "z")],
        right("r", {"meget": "x"}, {"meget": "y"}, {"meget": "z", "lidt": "x"}, {"meget": "z", "lidt": "y"}),
    )
    assert asked(catalogue) == Question("meget", ("r",))
    assert asked(catalogue, {"meget": "z"}) == Question("lidt", ("r",))


def test_of_two_that_exclude_as_much_the_catalogue_decides(written: Write) -> None:
    rows = [{"a": a, "b": b} for a in "xy" for b in "xy"]
    assert asked(written([fact("b", "x", "y"), fact("a", "x", "y")], right("r", *rows))) == Question("b", ("r",))


def test_a_question_that_several_rights_need_comes_before_one_that_only_one_does(written: Write) -> None:
    catalogue = written(
        [fact("en", "x", "y", "z"), fact("flere", "x", "y")],
        right("p", {"flere": "x"}, {"flere": "y"}),
        right("q", {"flere": "x"}, {"flere": "y"}),
        right("s", {"en": "x"}, {"en": "y"}, {"en": "z"}),
        right("t", {"flere": "x"}, {"flere": "y"}),
    )
    assert asked(catalogue) == Question("flere", ("p", "q", "t"))
    assert asked(catalogue, {"flere": "x"}) == Question("en", ("s",))


def test_whether_a_right_is_about_the_person_comes_before_its_rows(written: Write) -> None:
    catalogue = written(
        [fact("b", "x", "y"), fact("om", "ja", "nej")],
        right("r", {"b": "x"}, {"b": "y"}, relevant_if={"om": "ja"}),
    )
    assert asked(catalogue) == Question("om", ("r",))
    assert asked(catalogue, {"om": "ja"}) == Question("b", ("r",))
    assert asked(catalogue, {"om": UNKNOWN}) == Question("b", ("r",))
    assert asked(catalogue, {"om": "nej"}) is None


def test_it_weighs_as_many_rows_as_the_right_has(written: Write) -> None:
    facts = [fact("om", "ja", "nej"), fact("fire", *"wxyz"), fact("b", "x", "y")]
    two = right("r", {"b": "x"}, {"b": "y"}, relevant_if={"om": "ja"})
    four = right("s", *({"fire": option} for option in "wxyz"))
    assert asked(written(facts, two, four)) == Question("fire", ("s",))


def test_what_a_right_both_tests_and_depends_on_weighs_twice(written: Write) -> None:
    facts = [fact("om", "ja", "nej", "måske"), fact("fire", *"wxyz")]
    both = right("r", {"om": "ja"}, {"om": ["nej", "måske"]}, relevant_if={"om": ["ja", "nej"]})
    four = right("s", *({"fire": option} for option in "wxyz"))
    assert asked(written(facts, both, four)) == Question("om", ("r",))


def test_a_date_weighs_as_one_row(written: Write) -> None:
    catalogue = written(
        [*LETTER[:2], fact("b", "x", "y"), LETTER[2]],
        right("r", {"b": "x", "frist": "inden_for"}, {"b": "x", "frist": "overskredet"}, {"b": "y"}),
        derived=[WINDOW],
    )
    assert asked(catalogue) == Question("b", ("r",))
    assert asked(catalogue, {"b": "x"}) == Question("afgoerelse_modtaget", ("r",))


def test_what_is_worked_out_already_is_asked_no_more_about(written: Write) -> None:
    rows = ({"b": "x", "frist": "inden_for"}, {"b": "y", "frist": "inden_for"}, {"frist": "overskredet"})
    catalogue = written([*LETTER, fact("b", "x", "y")], right("r", *rows), derived=[WINDOW])
    assert asked(catalogue, {"afgoerelse_modtaget": GOT}) == Question("b", ("r",))


def test_one_row_that_is_left_needs_no_question(written: Write) -> None:
    assert asked(written([fact("a", "x", "y")], right("r", {"a": "x"}))) is None


def test_only_the_rights_named_are_asked_about(written: Write) -> None:
    catalogue = written(
        [fact("a", "x", "y"), fact("b", "x", "y")],
        right("p", {"a": "x"}, {"a": "y"}),
        right("q", {"b": "x"}, {"b": "y"}),
    )
    assert asked(catalogue, {}, "q") == Question("b", ("q",))


def test_without_a_day_of_today_deadlines_are_held_against_the_day_of_the_event() -> None:
    answers = {"afgoerelse": "skriftlig", "afgoerelse_dato": "2026-11-02"}
    for on in (date(2026, 11, 20), date(2026, 12, 1), date(2026, 12, 20)):
        now, engine = assessor().assess_all(answers, on, on), assessor()
        assert next_question(engine, ("klage",), answers, on) == next_question(engine, ("klage",), answers, on, on)
        assert engine.assess_all(answers, on) == now
        assert engine.reassess(now, "afgoerelse_dato", answers, on) == now
        assert engine.decide("klage", answers, on) == engine.decide("klage", answers, on, on)


def test_which_questions_may_be_asked(written: Write) -> None:
    catalogue = written(
        [fact("a", "x", "y"), fact("b", "x", "y", ask_when={"a": "x"}), fact("c", "x", "y", volunteered=True)],
        right("r", {"a": "x", "frist": "inden_for"}, {"b": "x", "c": "x"}),
        derived=[{**WINDOW, "from": ["a"]}],
    )
    assert may_ask(catalogue, "a", {})
    assert not may_ask(catalogue, "a", {"a": "x"})
    assert not may_ask(catalogue, "a", {"a": UNKNOWN})
    assert not may_ask(catalogue, "c", {})
    assert not may_ask(catalogue, "frist", {})
    assert not may_ask(catalogue, "ukendt", {})
    assert not may_ask(catalogue, "b", {})
    assert not may_ask(catalogue, "b", {"a": UNKNOWN})
    assert not may_ask(catalogue, "b", {"a": "y"})
    assert may_ask(catalogue, "b", {"a": "x"})


# -- the decision ------------------------------------------------------------------------------------------------


def test_a_version_in_force_is_cited_whole(mini: Path) -> None:
    """Who, what, how well known, since when and where: the sheet and the letter show it all."""
    own = "url: https://example.org/2\n            note: Kun læst i uddrag."
    edit(mini, LAW, "            source: prl\n", f"            source: prl\n            {own}\n")
    edit(mini, LAW, "quote: Enhver må … gå i ly.", 'quote: "Enhver må …\n\n              gå i ly."')
    edit(mini, LAW, "          - until: STOP\n", "          - from: 2022-01-01\n            until: STOP\n")
    engine = Assessor(load_folder(mini))
    base = Citation("prl-1", "PRL § 1", "paraplyloven", "Ly", Kind.RET, "Du må gå i ly.", True)
    old = replace(
        base, quote="Enhver må … gå i ly.", evidence=Evidence.TEKST, version="Lov 1", read_on=TODAY,
        valid_from=date(2022, 1, 1), valid_to=date(2026, 1, 31), url="https://example.org/2",
        note="Kun læst i uddrag.",
    )  # fmt: skip
    new = replace(
        base, evidence=Evidence.LOVFORSLAG, version="Forslag 2", read_on=TODAY,
        valid_from=RF_STOP, valid_to=date(2026, 12, 31), url="https://example.org",
    )  # fmt: skip
    gap = replace(base, url="https://example.org", unknown_because="Ikke læst.")
    none = replace(base, url="https://example.org", unknown_because="Vi kender ingen version af reglen på den dag.")
    cited = ((date(2022, 1, 1), old), (RF_STOP, new), (date(2027, 1, 1), gap), (date(2021, 12, 31), none))
    for day, citation in cited:
        assert engine.decide("ly", {"vejr": "sol"}, day).citations == (citation,)


def test_an_outcome_is_lowered_to_what_its_evidence_carries_and_the_reason_named(mini: Path) -> None:
    engine = Assessor(load_folder(mini))
    for day, certain, limited in (
        (date(2026, 1, 31), Outcome.GAELDER, ()),
        (RF_STOP, Outcome.KAN_GAELDE, ("PRL § 1",)),
        (date(2027, 1, 1), Outcome.KAN_IKKE_SVARE, ("PRL § 1",)),
    ):
        decision = engine.decide("ly", {"vejr": "regn", "paraply": "nej"}, day)
        assert (decision.outcome, decision.limited_by) == (certain, limited)
        assert decision.possible == (PossibleAnswer("regn_uden", certain, "Du må gå i ly."),)
    # What is uncertain already is not lowered by weak evidence.
    decision = engine.decide("ly", {"vejr": "regn", "paraply": "ja"}, RF_STOP)
    assert (decision.outcome, decision.limited_by) == (Outcome.KAN_GAELDE, ())


def test_rows_that_disagree_say_nothing_where_one_of_them_cannot(mini: Path) -> None:
    edit(mini, LY, "outcome: kan_gaelde", "outcome: kan_ikke_svare")
    engine, day = Assessor(load_folder(mini)), date(2024, 6, 1)
    assert engine.decide("ly", {}, day).outcome is Outcome.KAN_IKKE_SVARE
    assert engine.decide("ly", {"paraply": "nej"}, day).outcome is Outcome.KAN_GAELDE


def test_the_trace_shows_open_rows_whole_and_of_others_the_first_test_that_fails(mini: Path) -> None:
    engine, day = Assessor(load_folder(mini)), date(2024, 6, 1)
    ref = ("PRL § 1",)
    assert engine.decide("ly", {"vejr": "regn"}, day).steps == (
        Step("regn_uden", "vejr", "regn", ("regn",), True, ref),
        Step("regn_uden", "paraply", None, ("nej",), None, ref),
        Step("regn_med", "vejr", "regn", ("regn",), True, ref),
        Step("regn_med", "paraply", None, ("ja",), None, ref),
        Step("sol", "vejr", "regn", ("sol",), False, ref),
    )
    assert engine.decide("ly", {"vejr": "sol", "paraply": "ja"}, day).steps == (
        Step("regn_uden", "vejr", "sol", ("regn",), False, ref),
        Step("regn_med", "vejr", "sol", ("regn",), False, ref),
        Step("sol", "vejr", "sol", ("sol",), True, ref),
    )


def test_what_is_missing(written: Write) -> None:
    rows = ({"b": "x", "frist": "inden_for"}, {"b": "x", "frist": "overskredet"}, {"b": "y"})
    letter = [{**LETTER[0], "volunteered": True}, *LETTER[1:]]
    data = right("r", *rows, relevant_if={"om": "ja"})
    catalogue = written([fact("b", "x", "y"), fact("om", "ja", "nej"), *letter], data, derived=[WINDOW])
    engine, day = Assessor(catalogue), date(2026, 11, 22)

    def missing(**answers: str) -> tuple[str, ...]:
        return engine.decide("r", answers, day).missing

    assert missing() == ("b", "om", "afgoerelse_dato", "post")
    assert missing(om="ja") == ("b", "afgoerelse_dato", "post")
    assert missing(om="ja", b="x") == ("afgoerelse_dato", "post")
    assert missing(om="ja", b="x", post="brev") == ("afgoerelse_dato",)
    assert missing(om="ja", b="x", post=UNKNOWN) == ("afgoerelse_dato", "post")
    assert missing(b="x", afgoerelse_modtaget=GOT) == ("om",)
    assert missing(om="nej", b="y") == ()
    told = [engine.decide("r", {"b": "y", **answers}, day) for answers in ({"om": "ja"}, {"om": "nej"}, {})]
    assert [decision.relevant for decision in told] == [True, False, None]


def test_a_provision_that_any_row_rests_on_is_told_as_necessary(mini: Path) -> None:
    edit(mini, LAW, "      - id: prl-1\n", "      - {id: prl-2, ref: PRL § 2, title: t, kind: ret, plain: p,"
         " gaps: [{reason: r}]}\n      - id: prl-1\n")  # fmt: skip
    edit(mini, LY, "    next_steps:", "    context: [prl-2]\n    next_steps:")
    path = mini / LY
    text = path.read_text(encoding="utf-8")
    rests = text.replace("outcome: kan_gaelde\n    citations: [prl-1]", "outcome: kan_gaelde\n    citations: [prl-2]")
    path.write_text(rests, encoding="utf-8")
    engine, day = Assessor(load_folder(mini)), date(2024, 6, 1)

    def cited(**answers: str) -> list[tuple[str, bool]]:
        return [(c.id, c.necessary) for c in engine.decide("ly", answers, day).citations]

    assert cited(vejr="regn", paraply="nej") == [("prl-1", True), ("prl-2", False)]
    assert cited(vejr="regn", paraply="ja") == [("prl-2", True)]
    assert cited(vejr="regn") == [("prl-1", True), ("prl-2", True)]
    assert cited() == [("prl-1", True), ("prl-2", True)]
    assert engine.decide("ly", {"vejr": "regn", "paraply": "nej"}, day).steps[0].citations == ("PRL § 1",)


def test_next_steps_and_deadlines_are_told_by_name(mini: Path) -> None:
    decision = Assessor(load_folder(mini)).decide("ly", {}, date(2024, 6, 1))
    assert decision.next_steps == (NextStep("gaa_i_ly", "Gå i ly", "Du kan gå i ly."),)
    told = assessor().decide("klage", {"afgoerelse": "skriftlig", "afgoerelse_modtaget": GOT}, TODAY)
    assert told.deadlines == (Deadline("klagefrist", date(2026, 12, 18), date(2026, 12, 18)),)


def test_a_decision_carries_the_words_of_the_catalogue() -> None:
    decision = assessor().decide("klage", {"afgoerelse": "nej"}, TODAY)
    data = assessor().catalogue.rights["klage"].data
    row = next(case for case in data.cases if case.id == "ingen_afgoerelse")
    assert (decision.entitlement, decision.title, decision.question) == (data.id, data.title, data.question)
    assert (decision.case, decision.says, decision.why) == (row.id, row.says, row.why)
    assert decision.not_asked == data.not_asked != ()
    assert decision.municipality_decides == data.municipality_decides != ""
    several = assessor().decide("klage", {}, TODAY)
    assert (several.case, several.says, several.why) == (None, "", "")
    assert several.not_asked == data.not_asked


def test_changes_are_worked_out_on_the_day_of_today() -> None:
    """The event was long ago, the complaint is written today: the deadline is held against today."""
    answers = {"afgoerelse": "skriftlig", "afgoerelse_modtaget": "2026-10-01"}
    early = date(2026, 10, 5)
    decision = assessor().assess("klage", answers, early, TODAY)
    assert decision.case == "efter_fristen"
    assert [(c.fact, c.value, c.case) for c in decision.changes] == [
        ("afgoerelse", "nej", "ingen_afgoerelse"),
    ]
    assert assessor().assess("klage", answers, early).case == "skriftlig_inden_fristen"


def test_every_other_answer_is_tried_after_one_that_is_left_out(written: Write) -> None:
    """After what is worked out, the present answer, a contradiction and a right beside the point come more changes."""
    rows = (
        {"frist": "inden_for", "a": "1"},
        {"frist": "inden_for", "a": ["2", "3", "4", "5"]},
        {"frist": "overskredet"},
    )
    data = right("r", *rows, relevant_if={"a": ["1", "2", "3", "5"]})
    data["cases"][1]["outcome"] = "gaelder_ikke"
    data["cases"][2]["outcome"] = "kan_gaelde"
    catalogue = written(
        [*LETTER, fact("a", *"12345")], data,
        derived=[WINDOW], contradictions=[{"when": {"a": "2"}, "message": "m", "until": "STOP"}],
    )  # fmt: skip
    engine, answers = Assessor(catalogue), {"a": "1", "afgoerelse_modtaget": GOT}
    day = date(2026, 1, 1)
    decision = engine.assess("r", answers, day, date(2026, 11, 22))
    assert decision.outcome is Outcome.GAELDER
    assert [(c.fact, c.value, c.outcome, c.case, c.says) for c in decision.changes] == [
        ("a", "3", Outcome.GAELDER_IKKE, "r1", "Svar 1."),
        ("a", "5", Outcome.GAELDER_IKKE, "r1", "Svar 1."),
    ]
    unknown = engine.assess("r", {"afgoerelse_modtaget": GOT}, day, date(2026, 11, 22))
    assert [c.value for c in unknown.changes] == ["1", "3", "5"]


def test_a_question_after_one_that_is_worked_out_is_tried_too(written: Write) -> None:
    rows = ({"frist": "inden_for", "b": "x"}, {"frist": "inden_for", "b": "y"}, {"frist": "overskredet"})
    data = right("r", *rows)
    data["cases"][1]["outcome"] = "gaelder_ikke"
    engine = Assessor(written([*LETTER, fact("b", "x", "y")], data, derived=[WINDOW]))
    decision = engine.assess("r", {"b": "x", "afgoerelse_modtaget": GOT}, date(2024, 6, 1))
    assert [(change.fact, change.value) for change in decision.changes] == [("b", "y")]


def test_the_present_answer_is_not_a_change(written: Write) -> None:
    """The decision at hand may be an older one; only other answers are told as changes."""
    data = right("r", {"a": "x"}, {"a": "y"})
    data["cases"][1]["outcome"] = "gaelder_ikke"
    engine = Assessor(written([fact("a", "x", "y")], data))
    older = engine.decide("r", {"a": "y"}, date(2024, 6, 1))
    assert engine._changes(older, {"a": "x"}, date(2024, 6, 1), None) == ()


def test_a_change_to_a_question_that_no_right_uses_changes_no_decision() -> None:
    before = assessor().assess_all({}, TODAY)
    assert assessor().reassess(before, "ukendt", {"ukendt": "ja"}, TODAY) == before


# -- the catalogue in memory -------------------------------------------------------------------------------------


def test_topics_name_first_the_right_of_the_same_name_then_homes_then_law(written: Write) -> None:
    facts = [fact("a", "x", "y")]
    every = {"a": ["x", "y"]}
    catalogue = written(
        facts,
        right("a_gaest", every, topics=["andet", "emne"]),
        right("b_udtalelse", every, topics=["emne"], kind="udtalelse"),
        right("c_ret", every, topics=["emne"]),
        right("emne", every, topics=["andet", "emne"]),
    )
    assert catalogue.topics == {
        "andet": ("a_gaest", "emne"),
        "emne": ("emne", "c_ret", "b_udtalelse", "a_gaest"),
    }
    assert list(catalogue.topics) == ["andet", "emne"]


def test_a_change_day_comes_from_rows_versions_gaps_and_contradictions(written: Write) -> None:
    data = right("r", {"a": "x"}, {"a": "y"})
    data["cases"][0]["from"] = "2023-03-01"
    catalogue = written(
        [fact("a", "x", "y")], data, contradictions=[{"when": {"a": "x"}, "message": "m", "until": "2025-05-05"}]
    )
    days = [date(2023, 3, 1), date(2025, 5, 5), date(2026, 2, 1), date(2027, 1, 1)]
    assert list(catalogue.change_days) == days
    assert [catalogue.era(day) for day in (date(2022, 1, 1), *days, date(2027, 12, 31))] == [0, 1, 2, 3, 4, 4]


def test_a_contradiction_counts_in_its_period_and_only_when_it_is_certain(written: Write) -> None:
    catalogue = written(
        [fact("a", "x", "y"), fact("b", "x", "y")],
        right("r", {"a": "x"}, {"b": "y"}),
        contradictions=[
            {"when": {"a": "x", "b": "x"}, "message": "Tjek a og b.", "from": "2023-01-01", "until": "2024-01-01"},
            {"when": {"a": "x", "b": "x"}, "message": "Tjek dem senere.", "from": "2024-01-01"},
        ],
    )

    def messages(day: date, **answers: str) -> list[str]:
        return [conflict.message for conflict in catalogue.conflicts_in(answers, day)]

    assert messages(date(2022, 12, 31), a="x", b="x") == []
    assert messages(date(2023, 1, 1), a="x", b="x") == ["Tjek a og b."]
    assert messages(date(2023, 12, 31), a="x", b="x") == ["Tjek a og b."]
    assert messages(date(2024, 1, 1), a="x", b="x") == ["Tjek dem senere."]
    assert messages(date(2023, 6, 1), a="x", b="y") == []
    assert messages(date(2023, 6, 1), a="x") == []
    assert catalogue.conflicts[0].facts == ("a", "b")


def test_an_answer_is_said_back(written: Write) -> None:
    catalogue = written([*LETTER, fact("a", "x", "y")], right("r", {"a": "x", "frist": "inden_for"}), derived=[WINDOW])
    assert catalogue.means("a", "y") == "a er y"
    assert catalogue.means("frist", "overskredet") == "det er sent"
    assert catalogue.means("a", UNKNOWN) == UNKNOWN
    assert catalogue.means("afgoerelse_dato", GOT) == GOT


def test_a_gap_gives_its_own_reason(mini: Path) -> None:
    edit(mini, LAW, "- {from: 2027-01-01, reason: Ikke læst.}", "- {from: 2027-01-01, until: 2027-06-01, reason: Ikke "
         "læst.}\n          - {from: 2027-06-01, reason: Ikke vedtaget.}")  # fmt: skip
    catalogue = load_folder(mini)
    law = catalogue.laws["prl-1"]
    assert law.gap_on(date(2026, 12, 31)) is None
    engine = Assessor(catalogue)
    for day, reason in ((date(2027, 5, 31), "Ikke læst."), (date(2027, 6, 1), "Ikke vedtaget.")):
        dated = law.gap_on(day)
        assert dated is not None and dated.gap.reason == reason
        (citation,) = engine.decide("ly", {"vejr": "sol"}, day).citations
        assert citation.unknown_because == reason


def test_the_boundaries_are_kept(mini: Path) -> None:
    assert load_folder(mini).boundaries["STOP"].date == RF_STOP


# -- the checks --------------------------------------------------------------------------------------------------


def test_a_right_without_questions_is_told_without_answers(mini: Path) -> None:
    edit(mini, LY, "when: {vejr: sol}", "until: STOP")
    for when in ("    when: {vejr: regn, paraply: nej}\n", "    when: {vejr: regn, paraply: ja}\n"):
        edit(mini, LY, when, "    when: {any: []}\n")
    assert "ly: ingen række passer (ingen svar; 2026-02-01)" in check(load_folder(mini))


def test_how_many_combinations_are_too_many(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = load_folder(mini)
    monkeypatch.setattr(checks, "MAX_COMBINATIONS", 4)
    assert check(catalogue) == []
    monkeypatch.setattr(checks, "MAX_COMBINATIONS", 3)
    assert check(catalogue) == ["ly: 4 kombinationer af svar er for mange til at blive gennemgået"]


def test_law_that_never_changes_is_tried_on_the_first_day(written: Write, mini: Path) -> None:
    edit(mini, LAW, "          - until: STOP\n            evidence", "          - evidence")
    text = (mini / LAW).read_text(encoding="utf-8")
    (mini / LAW).write_text(text[: text.index("          - from: STOP")], encoding="utf-8")
    catalogue = written([fact("a", "x", "y")], right("r", {"a": "x"}))
    assert boundary_days(catalogue, catalogue.rights["r"]) == ()
    assert "r: ingen række passer (a=y; 2022-01-01)" in check(catalogue)


def test_the_same_hole_is_told_once(mini: Path) -> None:
    edit(mini, LY, "when: {vejr: sol}", "when: {vejr: sol, paraply: nej}")
    assert [problem for problem in check(load_folder(mini)) if "ingen række passer" in problem] == [
        "ly: ingen række passer (vejr=sol, paraply=ja; 2026-01-31)"
    ]


@pytest.mark.parametrize(
    ("when", "sound"),
    [
        ("{paraply: nej, vejr: sol}", True),
        ("{any: [{paraply: nej}, {paraply: nej, vejr: sol}]}", True),
        ("{any: [{paraply: nej}, {vejr: sol}]}", False),
        ("{any: []}", False),
        ("{not: {paraply: ja}}", False),
        ("{paraply: [ja, nej]}", False),
        ("{vejr: sol}", False),
    ],
)
def test_a_row_must_require_the_scheme_that_its_version_is_kept_for(mini: Path, when: str, sound: bool) -> None:
    """Also when a version that the row never meets stands before it."""
    scheme = "scheme: {paraply: nej}\n            carries: [gaelder]\n            note: n"
    edit(mini, LAW, "evidence: lovforslag", f"evidence: tekst\n            {scheme}")
    edit(mini, LY, "    when: {vejr: regn, paraply: nej}\n", f"    from: STOP\n    when: {when}\n")
    told = "ly: rækken «regn_uden» bygger på en overgangsregel i «prl-1» uden at kræve paraply = nej"
    assert (told not in check(load_folder(mini))) == sound


@pytest.mark.parametrize(
    ("old", "name"),
    [("ask: Hvordan er vejret?", "ask"), ("why: Reglen ser på vejret.", "why"),
     ("caseworker: Hvordan var vejret?", "caseworker")],
)  # fmt: skip
def test_a_question_without_words(mini: Path, old: str, name: str) -> None:
    edit(mini, FACTS, old, f"{name}: ' '")
    assert check(load_folder(mini))[0] == f"facts: «vejr» mangler «{name}»"


def test_what_a_fact_is_worked_out_from_counts_as_used(written: Write) -> None:
    catalogue = written(
        [fact("a", "x", "y"), fact("b", "x", "y", ask_when={"a": "x"})],
        right("r", {"frist": "inden_for"}, {"frist": "overskredet"}),
        derived=[{**WINDOW, "from": ["a", "b"]}],
    )
    assert [problem for problem in check(catalogue) if problem.startswith("facts")] == []


def test_an_uncertain_row_does_not_hide_a_certain_one_that_nothing_carries(mini: Path) -> None:
    edit(mini, LY, "  - id: sol\n", "  - id: sol\n    from: STOP\n")
    assert "ly: «sol» er gaelder_ikke, men «prl-1» kan aldrig bære det" in check(load_folder(mini))


# -- what is wrong in a file, and on which line ------------------------------------------------------------------


def problems(folder: Path) -> list[str]:
    with pytest.raises(CatalogueError) as caught:
        load_folder(folder)
    return [str(problem) for problem in caught.value.problems]


def test_a_wrong_period_is_told_where_it_stands(mini: Path) -> None:
    contradiction = "  - when: {vejr: sol, paraply: ja}\n"
    row = "  - id: sol\n"
    gap = "- {from: 2027-01-01, reason: Ikke læst.}"
    first = edit(mini, FACTS, contradiction, f"{contradiction}    from: i går\n    until: i dag\n")
    second = edit(mini, LY, row, f"{row}    from: i morgen\n")
    third = edit(mini, LAW, gap, f"{gap}\n          - {{from: aldrig, until: 2027-01-01, reason: r}}")
    where = "er hverken en dato eller navnet på en"
    told = problems(mini)
    assert f"{FACTS}:{first + 1}: «i går» {where}" in told
    assert f"{FACTS}:{first + 2}: «i dag» {where}" in told
    assert f"{LY}:{second + 1}: «i morgen» {where}" in told
    assert f"{LAW}:{third + 1}: «aldrig» {where}" in told


def test_a_period_of_no_days_is_told_where_it_stands(mini: Path) -> None:
    contradiction = "  - when: {vejr: sol, paraply: ja}\n"
    gap = "- {from: 2027-01-01, reason: Ikke læst.}"
    first = edit(mini, FACTS, contradiction, f"{contradiction}    from: STOP\n    until: STOP\n")
    second = edit(mini, LY, "  - id: sol\n", "  - id: sol\n    from: STOP\n    until: STOP\n")
    third = edit(mini, LAW, gap, f"{gap}\n          - {{from: STOP, until: STOP, reason: r}}")
    none = "perioden slutter, før den begynder (2026-02-01–2026-02-01)"
    told = problems(mini)
    assert f"{FACTS}:{first}: {none}" in told
    assert f"{LY}:{second}: {none}" in told
    assert f"{LAW}:{third + 1}: {none}" in told


def test_a_fact_that_is_worked_out_is_told_where_it_stands(mini: Path) -> None:
    line = edit(mini, FACTS, "derived: []", "derived:\n  - {id: d, from: [vejr], function: complaint_window, why: w,"
         " options: []}\n  - {id: vejr, from: [vejr], function: complaint_window, why: w, options: []}")  # fmt: skip
    assert f"{FACTS}:{line + 2}: «vejr» findes allerede" in problems(mini)


@pytest.mark.parametrize(
    ("fields", "sound"),
    [
        ("type: date, means: den er", True),
        ("type: date", False),
        ("type: date, means: den er, options: [{id: a, label: A, means: m}]", False),
        ("type: choice, means: den er", False),
        ("type: choice, means: den er, options: [{id: a, label: A, means: m}]", True),
        ("type: yes_no, options: [{id: ja, label: J, means: m}, {id: nej, label: N, means: m}]", True),
        ("type: yes_no, options: [{id: nej, label: N, means: m}, {id: ja, label: J, means: m}]", False),
    ],
)
def test_the_answers_must_fit_the_type(mini: Path, fields: str, sound: bool) -> None:
    edit(mini, FACTS, "derived: []", f"  - {{id: ny, ask: A?, why: w, caseworker: C?, {fields}}}\nderived: []")
    if sound:
        assert "ny" in load_folder(mini).facts
    else:
        assert [problem.split(": ", 1)[1].split(" til ")[0] for problem in problems(mini)] == [
            "«ny»: svarene passer ikke"
        ]


def test_what_is_wrong_with_a_row_or_a_version_is_told_whole(mini: Path) -> None:
    edit(mini, LY, "id: ly\n", "")
    text = (mini / LY).read_text(encoding="utf-8").replace("- id: regn_med\n", "- id: regn_uden\n")
    text = text.replace("citations: [prl-1]\n    says: Det", "citations: []\n    says: Det")
    (mini / LY).write_text(f"{text}id: læ\n", encoding="utf-8")
    edit(mini, LAW, "evidence: lovforslag", "evidence: lovforslag\n            carries: [kan_gaelde, gaelder]")
    lines = text.splitlines()
    version = (mini / LAW).read_text(encoding="utf-8").splitlines().index("          - from: STOP") + 1
    row = lines.index("    outcome: kan_gaelde") - 1
    assert sorted(problems(mini)) == sorted([
        f"{LY}:{len(lines) + 1}: «læ» skal hedde det samme som filen",
        f"{LY}:{lines.index('cases:') + 2}: to rækker har samme id",
        f"{LY}:{row}: en række uden henvisning",
        f"{LAW}:{version + 3}: kun «gaelder» og «gaelder_ikke» kan stå her",
        f"{LAW}:{version + 3}: ret med kilden lovforslag kan ikke bære «gaelder, kan_gaelde»",
        f"{LAW}:{version}: «carries» kræver en «note», der siger hvorfor",
    ])  # fmt: skip


@pytest.mark.parametrize(
    "periods",
    [
        ["until: 2021-01-01", "from: 2020-01-01, until: 2022-01-01", "from: 2022-01-01, until: STOP"],
        ["until: STOP", "from: 2020-01-01, until: 2022-01-01"],
        ["until: STOP", "from: 2020-01-01, until: 2021-12-31"],
    ],
)
def test_versions_before_the_horizon_neither_cover_nor_overlap(mini: Path, periods: list[str]) -> None:
    """Old law may overlap or end on the first day that counts; the coverage begins there."""
    old = [
        f"          - {{{period}, evidence: tekst, read_in: Lov 0, read_on: 2026-11-22, quote: gå i ly, source: prl}}\n"
        for period in periods
    ]
    text = (mini / LAW).read_text(encoding="utf-8")
    start, end = text.index("          - until: STOP\n"), text.index("          - from: STOP\n")
    (mini / LAW).write_text(text[:start] + "".join(old) + text[end:], encoding="utf-8")
    assert len(load_folder(mini).laws["prl-1"].versions) == len(periods) + 1


def test_a_catalogue_may_stop_where_the_horizon_does(mini: Path) -> None:
    assert date(2028, 1, 1) == HORIZON.end
    edit(mini, LAW, "{from: 2027-01-01, reason", "{from: 2027-01-01, until: 2028-01-01, reason")
    assert load_folder(mini).laws["prl-1"].gaps[0].period.last_day == date(2027, 12, 31)


def test_a_quote_is_looked_for_from_the_start_and_piece_by_piece(mini: Path) -> None:
    (mini / "sources/prl.txt").write_text("ly er ly, og ly er godt.\n", encoding="utf-8")
    text = (mini / LAW).read_text(encoding="utf-8")
    for quote, found in (("ly … og ly", True), ("ly er … er godt", True), (". ly er ly, … ly er .", True),
                         ("ly … ly … ly … ly", False), ("godt … ly", False), ("XX ly", False)):  # fmt: skip
        cited = text.replace("quote: Enhver må … gå i ly.", f'quote: "{quote}"')
        (mini / LAW).write_text(cited, encoding="utf-8")
        if found:
            assert load_folder(mini).laws["prl-1"].versions[0].version.quote == quote
        else:
            assert any("citatet står ikke sådan" in problem for problem in problems(mini)), quote


# -- the file itself ---------------------------------------------------------------------------------------------


def test_yaml_that_cannot_be_read_is_told_with_line_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_text("a: 1\nb: 2\nc: [1,\nd: }\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        read(path, "a.yml")
    (problem,) = caught.value.problems
    assert problem == Problem("a.yml", 4, problem.reason)
    assert problem.reason.startswith("kan ikke læses: did not find")
    path.write_bytes(b"a: 1\nb: \xe6\n")
    with pytest.raises(CatalogueError) as caught:
        read(path, "a.yml")
    assert str(caught.value).startswith("a.yml:1: kan ikke læses: 'utf-8' codec can't decode")


def test_the_nearest_known_line_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_text("a:\n  - x: 1\n  - x: 2\nb: 3\n", encoding="utf-8")
    file = read(path, "a.yml")
    assert [file.line(p) for p in ("$.a[0].x", "$.a[1].x", "$.a[2].x", "$.b", "$.b.c", "$.c", "$", "$.a[x]")] == [
        2, 3, 2, 4, 4, 1, 1, 2,
    ]  # fmt: skip
    assert file.line() == 1
    assert YamlFile("tom.yml", None, None).line("$.a") == 1


class Letters(Struct):
    X: int
    aX: str


def test_a_value_of_a_wrong_type_is_told_at_its_own_key(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_text("# først\nX: 1\naX: 2\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        convert(read(path, "a.yml"), Letters)
    assert str(caught.value) == "a.yml:3: Expected `str`, got `int`"
    path.write_text("- 1\n- a\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        convert(read(path, "a.yml"), list[int])
    assert str(caught.value) == "a.yml:2: Expected `int`, got `str`"
    with pytest.raises(CatalogueError) as caught:
        convert(read(path, "a.yml"), dict[str, int])
    assert str(caught.value) == "a.yml:1: Expected `object`, got `array`"
