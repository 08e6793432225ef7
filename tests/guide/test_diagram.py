"""The decision diagrams say what the rules decide, and can be read by everybody.

Proves: for every entitlement, in every era and for every complete set of answers, the way through the drawn tree ends
at the row the Assessor decides by, with its outcome; with fewer answers exactly the rows still possible are left open;
the picture is well-formed, keeps its letters inside its edges, needs nothing from outside and has it all in words.
Does not prove: that it is beautiful.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from itertools import product
from xml.etree import ElementTree

import pytest

from guide import svg
from guide.diagram import Leaf, Node, Question, build_tree, describe, diagram, ends
from guide.third_person import in_third_person
from guide.words import words
from rights.assess import Assessor
from rights.decision import Decision
from rights.loader import load
from rights.model import Right
from tests.guide.support import TODAY
from tests.rights.support import ENTITLEMENT_IDS, asked_facts, combinations

NAME = "{http://www.w3.org/2000/svg}"
ASSESSOR = Assessor(load())
ALLOWED = {"svg", "title", "desc", "text", "rect", "path"}


def eras(right: Right) -> list[date]:
    """A day in each stretch of days with the same rows or versions of what they cite."""
    found = {TODAY, date(2022, 1, 1)}
    for case in right.cases:
        for id in case.data.citations:
            found |= {version.period.start for version in load().laws[id].versions}
            found |= {version.period.end for version in load().laws[id].versions}
        found |= {case.period.start, case.period.end}
    return sorted(day for day in found if 2022 <= day.year <= 2027)


@cache
def tree(id: str, day: date) -> Node:
    return build_tree(load(), id, day)


def walk(node: Node, full: dict[str, str]) -> Leaf:
    while isinstance(node, Question):
        (edge,) = [edge for edge in node.edges if full[node.fact] in edge.values]
        node = edge.child
    return node


def questions(node: Node) -> list[Question]:
    if isinstance(node, Leaf):
        return []
    return [node, *(one for edge in node.edges for one in questions(edge.child))]


def texts(drawn: str) -> list[str]:
    return [
        (element.text or "").replace("\u00a0", " ") for element in ElementTree.fromstring(drawn).iter(f"{NAME}text")
    ]


@pytest.mark.parametrize("id", ENTITLEMENT_IDS)
def test_the_way_through_the_tree_is_the_decision(id: str) -> None:
    right = load().rights[id]
    assert not set(right.facts) & {fact.id for fact in load().facts.values() if fact.type == "date"}
    for day in eras(right):
        rows = {row.answer.case: row for row in ASSESSOR.rows(right.id, day)}
        for values in product(*(load().option_ids(fact) for fact in right.facts)):
            full = dict(zip(right.facts, values, strict=True))
            leaf = walk(tree(id, day), full)
            (row,) = ASSESSOR.possible(right, full, day)
            assert leaf.case == row.answer.case, (day, full)
            assert (leaf.outcome, leaf.says, leaf.refs) == (row.outcome, row.answer.says, row.refs)
        assert {leaf.case for leaf in ends(tree(id, day))} == set(rows)


@pytest.mark.parametrize("id", ENTITLEMENT_IDS)
def test_no_question_is_drawn_that_changes_nothing_and_no_answer_is_left_out(id: str) -> None:
    for day in eras(load().rights[id]):
        for node in questions(tree(id, day)):
            assert len({edge.child for edge in node.edges}) == len(node.edges) > 1
            drawn = [value for edge in node.edges for value in edge.values]
            assert sorted(drawn) == sorted(load().option_ids(node.fact))
        assert sum(1 for _ in ends(tree(id, day))) <= 40


def marked(drawn: str, mark: str) -> set[int]:
    """The numbers of the outcomes that carry the mark."""
    return {int(number) for text in texts(drawn) for number in re.findall(rf"^{mark} Svar (\d+)\.", text)}


def numbers(node: Node) -> dict[str, int]:
    return {case: number for number, case in enumerate(dict.fromkeys(leaf.case for leaf in ends(node)), 1)}


@pytest.mark.parametrize("id", ENTITLEMENT_IDS)
def test_what_is_decided_and_what_is_still_possible_is_marked(id: str) -> None:
    right = load().rights[id]
    for answers in combinations(asked_facts(right), 25):
        decision = ASSESSOR.decide(id, answers, TODAY)
        drawn = diagram(load(), id, decision)
        number = numbers(tree(id, TODAY))
        possible = {number[row.case] for row in decision.possible}
        if decision.case:
            assert (marked(drawn, "●"), marked(drawn, "○")) == (possible, set())
        else:
            assert (marked(drawn, "●"), marked(drawn, "○")) == (set(), possible)
        told = " ".join(describe(load(), id, decision))
        assert all(row.says in told for row in decision.possible)
        if decision.case:
            assert words().outcomes[decision.outcome.value] in told
            assert words().outcomes[decision.outcome.value] in " ".join(texts(drawn))


def decided() -> Decision:
    answers = {"ordning": "ressourceforloeb", "rf_bevilget": "foer_afskaffelsen", "tilbud": "beskaeftigelsesrettet"}
    return ASSESSOR.decide("samtale_sundhedskoordinator", answers, TODAY)


def test_the_way_of_the_answers_is_thick_solid_and_dotted_elsewhere() -> None:
    drawn = diagram(load(), "samtale_sundhedskoordinator", decided())
    lines = [e for e in ElementTree.fromstring(drawn).iter(f"{NAME}path") if e.get("fill") == "none"]
    looks = {(e.get("stroke-width"), e.get("stroke-dasharray")) for e in lines}
    assert looks == {("4.5", None), ("2.5", "9 6"), ("1", "1.5 4")}
    plain = diagram(load(), "samtale_sundhedskoordinator", on=TODAY)
    assert "●" not in plain and "○" not in plain and "dasharray" not in plain
    assert "Stadig muligt:" in describe(load(), "samtale_sundhedskoordinator", decided())


def test_whether_the_right_is_about_the_person_is_said() -> None:
    seen = set()
    for id, right in load().rights.items():
        for answers in combinations(dict.fromkeys((*asked_facts(right), "ordning")), 15):
            decision = ASSESSOR.decide(id, answers, TODAY)
            drawn = texts(diagram(load(), id, decision))
            assert ("Efter svarene er det ikke situationen." in drawn) is (decision.relevant is False)
            assert ("Det er ikke oplyst, om det er situationen." in drawn) is (decision.relevant is None)
            if decision.case:
                (mine,) = [text for text in drawn if text.startswith("● Svar")]
                assert words().outcomes[decision.outcome.value].split(" – ")[0] in mine
            seen.add(decision.relevant)
    assert seen == {True, False, None}


@pytest.mark.parametrize("id", ENTITLEMENT_IDS)
def test_the_picture_is_sound(id: str) -> None:
    for drawn in (diagram(load(), id, on=TODAY), diagram(load(), id, on=date(2024, 6, 1), paper=True)):
        root = ElementTree.fromstring(drawn)
        assert root.get("role") == "img" and root.get("lang") == "da"
        assert [child.tag for child in root][:2] == [f"{NAME}title", f"{NAME}desc"]
        assert {element.tag.removeprefix(NAME) for element in root.iter()} <= ALLOWED
        wide, high = float(root.get("width", "0")), float(root.get("height", "0"))
        assert wide <= 1200
        assert not re.search(
            r"style|class=|id=|href|url\(|<script|@", re.sub(r"<(title|desc)>.*?</\1>|>[^<]*<", "", drawn)
        )
        for element in root.iter(f"{NAME}text"):
            x, y, size = (float(element.get(name, "0")) for name in ("x", "y", "font-size"))
            assert size >= 14
            assert x + svg.width(element.text or "", int(size)) <= wide
            assert 0 < y < high
        for element in root.iter(f"{NAME}rect"):
            assert float(element.get("x", "0")) + float(element.get("width", "0")) <= wide
            assert float(element.get("y", "0")) + float(element.get("height", "0")) <= high
        assert drawn == diagram(load(), id, on=TODAY) or "#fff" in drawn


@pytest.mark.parametrize("id", ENTITLEMENT_IDS)
def test_nothing_overlaps(id: str) -> None:
    root = ElementTree.fromstring(diagram(load(), id, on=TODAY))
    boxes = [[float(e.get(n, "0")) for n in ("x", "y", "width", "height")] for e in root.iter(f"{NAME}rect")]
    for number, (x, y, wide, high) in enumerate(boxes):
        for other_x, other_y, other_wide, other_high in boxes[:number]:
            apart = x >= other_x + other_wide or other_x >= x + wide or y >= other_y + other_high or other_y >= y + high
            assert apart
    outcomes = [box for box in boxes if box[0] == 560]
    assert outcomes


@pytest.mark.parametrize("id", ENTITLEMENT_IDS)
def test_the_words_hold_all_that_is_drawn(id: str) -> None:
    told = " ".join(describe(load(), id, on=TODAY))
    root = ElementTree.fromstring(diagram(load(), id, on=TODAY))
    desc = root.find(f"{NAME}desc")
    assert desc is not None and desc.text == "\n".join(describe(load(), id, on=TODAY))
    for leaf in ends(tree(id, TODAY)):
        assert leaf.says in told and all(ref in told for ref in leaf.refs)
    for node in questions(tree(id, TODAY)):
        assert node.ask in told and all(edge.label in told for edge in node.edges)


def test_the_third_person_is_drawn_in_the_third_person() -> None:
    other = in_third_person(load())
    drawn = " ".join(texts(diagram(other, "bisidder", on=TODAY)))
    assert "borgeren" in drawn and not re.search(r"\b(du|dig|din|dit|dine)\b", drawn, re.IGNORECASE)


def test_a_diagram_needs_a_day_and_a_known_entitlement() -> None:
    with pytest.raises(ValueError, match="day"):
        diagram(load(), "bisidder")
    with pytest.raises(KeyError):
        diagram(load(), "findes_ikke", on=TODAY)


def test_markup_in_a_sentence_stays_a_sentence() -> None:
    assert svg.text(["<script>&\"'"], 0, 0).count("<") == 2
    assert '"' not in svg.tag("a", b='"').replace("b='\"'", "")
