"""An entitlement's decision table as a picture: questions, answers, outcomes, and the way one person's answers take.

The picture is drawn from `build_tree`, which the same rows decide as the Assessor's; nothing is written by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import permutations, product
from pathlib import Path
from typing import Literal, TypeAlias

from guide import svg
from guide.words import read_texts, words
from rights.assess import Assessor
from rights.decision import Decision
from rights.loader import danish_date
from rights.logic import ALWAYS, All, Any_, Condition, Not, evaluate
from rights.model import Catalogue, Right
from rights.schema import UNKNOWN, Kind, Outcome

State: TypeAlias = Literal["plain", "taken", "open", "closed"]


@dataclass(frozen=True)
class Leaf:
    """Where a way through the questions ends: one row of the table as it stands on the day."""

    case: str
    outcome: Outcome
    kind: Kind
    says: str
    refs: tuple[str, ...]


@dataclass(frozen=True)
class Edge:
    """The answers to a question that lead on the same way, and what stands on the buttons for them."""

    values: tuple[str, ...]
    label: str
    child: Node


@dataclass(frozen=True)
class Question:
    """A fact that decides between different ways on."""

    fact: str
    ask: str
    edges: tuple[Edge, ...]


Node: TypeAlias = "Question | Leaf"
_Hits: TypeAlias = dict[tuple[str, ...], str]
"""Every complete set of answers -> the case it leads to."""


@lru_cache(maxsize=1)
def phrases() -> Mapping[str, str]:
    """The fixed sentences of the pictures."""
    return read_texts(Path(__file__).with_name("diagram.yml"), dict[str, str])


def build_tree(catalogue: Catalogue, entitlement: str, on: date) -> Node:
    """The decision table on a day as questions in a row, with no question that changes nothing.

    The order of the questions is the table's own unless another gives fewer ends.

    Raises:
        KeyError: no such entitlement.
    """
    right = catalogue.rights[entitlement]
    leaves, hits = _table(catalogue, right, on)
    grower = _Grower(catalogue, right, leaves)
    trees = (grower.grown(order, hits) for order in permutations(range(len(right.facts))))
    return _apart(min(trees, key=lambda tree: sum(1 for _ in ends(tree))))


def ends(node: Node) -> Iterator[Leaf]:
    """Every end of the tree, in the order drawn; a case can stand at several."""
    if isinstance(node, Leaf):
        yield node
    else:
        for edge in node.edges:
            yield from ends(edge.child)


def describe(
    catalogue: Catalogue, entitlement: str, decision: Decision | None = None, on: date | None = None
) -> list[str]:
    """The diagram in sentences: with a decision first the way its answers take, then every question and its answers.

    Raises:
        KeyError: no such entitlement.
        ValueError: neither a decision nor a day.
    """
    drawing = _Drawing(catalogue, entitlement, decision, on)
    return [*drawing.head(), *drawing.path(), *drawing.told()]


def diagram(
    catalogue: Catalogue,
    entitlement: str,
    decision: Decision | None = None,
    on: date | None = None,
    paper: bool = False,
) -> str:
    """The entitlement's decision diagram as SVG.

    Args:
        catalogue: whose words are used (the one in the third person for somebody who asks for another).
        entitlement: its id.
        decision: its way is marked: thick with "●" what the answers lead to, dashed with "○" what they leave open.
        on: the day whose rows are drawn; the decision's day when left out.
        paper: white behind, for a file that stands alone.

    Raises:
        KeyError: no such entitlement.
        ValueError: neither a decision nor a day.
    """
    return _Drawing(catalogue, entitlement, decision, on).drawn(paper)


# -- the tree


def _table(catalogue: Catalogue, right: Right, on: date) -> tuple[dict[str, Leaf], _Hits]:
    """The rows of the day, and which of them every complete set of answers leads to."""
    rows = Assessor(catalogue).rows(right.id, on)
    leaves = {
        row.answer.case: Leaf(
            row.answer.case, row.outcome, row.case.data.kind or right.data.kind, row.answer.says, row.refs
        )
        for row in rows
    }
    hits = {
        answers: next(
            row.answer.case
            for row in rows
            if evaluate(row.case.condition, dict(zip(right.facts, answers, strict=True)))
        )
        for answers in product(*(catalogue.option_ids(fact) for fact in right.facts))
    }
    return leaves, hits


class _Grower:
    """Makes trees of one table. Equal subtrees are one object, so that comparing two is comparing where they lie."""

    def __init__(self, catalogue: Catalogue, right: Right, leaves: dict[str, Leaf]) -> None:
        self.catalogue = catalogue
        self.right = right
        self.leaves = leaves
        self.made: dict[object, Node] = {}
        self.known: dict[object, Node] = {}

    def grown(self, order: tuple[int, ...], hits: _Hits, given: frozenset[tuple[int, str]] = frozenset()) -> Node:
        """The tree that asks in this order, when some answers are given; `hits` are the sets of answers left."""
        key = (order, given)
        if key not in self.known:
            self.known[key] = self._grown(order, hits, given)
        return self.known[key]

    def _grown(self, order: tuple[int, ...], hits: _Hits, given: frozenset[tuple[int, str]]) -> Node:
        cases = iter(hits.values())
        first = next(cases)
        if all(case == first for case in cases):
            return self.leaves[first]
        place, *later = order
        split: dict[str, _Hits] = {}
        for answers, case in hits.items():
            split.setdefault(answers[place], {})[answers] = case
        ways: dict[int, tuple[Node, list[str]]] = {}
        for value, left in split.items():
            child = self.grown(tuple(later), left, given | {(place, value)})
            ways.setdefault(id(child), (child, []))[1].append(value)
        if len(ways) == 1:
            return child
        fact = self.right.facts[place]
        same = (fact, tuple((way, tuple(values)) for way, (_, values) in ways.items()))
        if same not in self.made:
            edges = (
                Edge(tuple(values), _label(self.catalogue, fact, values), child) for child, values in ways.values()
            )
            self.made[same] = Question(fact, _ask(self.catalogue, fact), tuple(edges))
        return self.made[same]


def _apart(node: Node) -> Node:
    """The tree with every question an object of its own, for each is numbered where it stands."""
    if isinstance(node, Leaf):
        return node
    return replace(node, edges=tuple(replace(edge, child=_apart(edge.child)) for edge in node.edges))


def _ask(catalogue: Catalogue, fact: str) -> str:
    return catalogue.facts[fact].ask if fact in catalogue.facts else catalogue.derived[fact].why


def _label(catalogue: Catalogue, fact: str, values: Iterable[str]) -> str:
    if fact in catalogue.derived:
        said = [catalogue.means(fact, value) for value in values]
    else:
        labels = {option.id: option.label for option in catalogue.facts[fact].options}
        said = [labels[value] for value in values]
    return " / ".join(one[:1].upper() + one[1:] for one in said)


def _condition(catalogue: Catalogue, condition: Condition) -> str:
    """A condition in the words that answers are said back with."""
    if isinstance(condition, Not):
        return f"ikke ({_condition(catalogue, condition.part)})"
    if isinstance(condition, All | Any_):
        between = " og " if isinstance(condition, All) else " eller "
        return between.join(_condition(catalogue, part) for part in condition.parts)
    allowed = [value for value in catalogue.option_ids(condition.fact) if value in condition.allowed]
    left = [value for value in catalogue.option_ids(condition.fact) if value not in condition.allowed]
    if len(left) < len(allowed) - 1:
        # "du får ikke sygedagpenge" can't be made from "du får sygedagpenge" by rule, so the rest is set apart.
        return "det ikke er sådan, at " + " eller at ".join(catalogue.means(condition.fact, value) for value in left)
    return " eller ".join(catalogue.means(condition.fact, value) for value in allowed)


# -- the drawing

_WIDE, _EDGE, _STEP, _OUTCOMES, _PAD, _GAP = 1120, 20, 40, 560, 12, 18
_SHAPES = {
    Outcome.GAELDER: "M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22Zm-1.7 16.2-5-5L7 10.5l3.3 3.3 6.7-6.7 1.7 1.7-8.4 8.4Z",
    Outcome.GAELDER_IKKE: "M4 2h16a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2Zm4.2 4.5L6.5 8.2l3.8 "
    "3.8-3.8 3.8 1.7 1.7 3.8-3.8 3.8 3.8 1.7-1.7-3.8-3.8 3.8-3.8-1.7-1.7-3.8 3.8-3.8-3.8Z",
    Outcome.KAN_GAELDE: "M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22Zm0 2.2v17.6a8.8 8.8 0 0 0 0-17.6Z",
    Outcome.KAN_IKKE_SVARE: "M12 0 24 12 12 24 0 12 12 0Zm0 3L3 12l9 9 9-9-9-9Zm-1.1 13h2.2v2.2h-2.2V16ZM12 5.8c-2.2 "
    "0-3.7 1.3-3.9 3.4h2.1c.1-.9.8-1.5 1.8-1.5s1.6.5 1.6 1.4c0 .7-.4 1.1-1.2 1.7-1.1.8-1.5 1.5-1.5 2.8v.9H13v-.6c0-.8.3"
    "-1.2 1.1-1.8 1.1-.8 1.7-1.6 1.7-3 0-1.9-1.5-3.3-3.8-3.3Z",
}  # fmt: skip
_LINES: dict[State, tuple[float, str]] = {
    "plain": (1.5, ""),
    "taken": (4.5, ""),
    "open": (2.5, "9 6"),
    "closed": (1, "1.5 4"),
}
_MARKS: dict[State, str] = {"plain": "", "taken": "● ", "open": "○ ", "closed": ""}


class _Drawing:
    """One diagram: the tree, which of its ways are taken, and the numbers its parts go by."""

    def __init__(self, catalogue: Catalogue, entitlement: str, decision: Decision | None, on: date | None) -> None:
        day = on or (decision.valid_on if decision else None)
        if day is None:
            raise ValueError("a diagram needs a decision or a day")
        self.catalogue = catalogue
        self.right = catalogue.rights[entitlement]
        self.day = day
        self.decision = decision
        self.tree = build_tree(catalogue, entitlement, day)
        self.answers = _answered(decision)
        self.possible = {row.case for row in decision.possible} if decision else set()
        self.questions = {id(node): number for number, node in enumerate(_questions(self.tree), 1)}
        self.cases = {
            case: number for number, case in enumerate(dict.fromkeys(leaf.case for leaf in ends(self.tree)), 1)
        }

    # in words

    def head(self) -> list[str]:
        data, said = self.right.data, phrases()
        told = [data.question, said["day"].format(day=danish_date(self.day))]
        if self.right.relevant_if != ALWAYS:
            told.append(said["relevant"].format(condition=_condition(self.catalogue, self.right.relevant_if)))
        if self.decision and self.decision.relevant is not True:
            told.append(said["relevance_unknown" if self.decision.relevant is None else "not_relevant"])
        return told

    def key(self) -> list[str]:
        said = phrases()
        return [said["taken"], said["open"], said["closed"]] if self.decision else []

    def path(self) -> list[str]:
        """The way the answers take, and where it ends or forks."""
        if self.decision is None:
            return []
        said, told, node = phrases(), [phrases()["path"]], self.tree
        while isinstance(node, Question):
            answer = self.answers.get(node.fact)
            if answer is None:
                told.append(said["not_answered"].format(ask=node.ask))
                break
            (edge,) = [edge for edge in node.edges if answer in edge.values]
            label = _label(self.catalogue, node.fact, [answer])
            told.append(said["answered"].format(ask=node.ask, label=label))
            node = edge.child
        leaves = {leaf.case: leaf for leaf in ends(node) if leaf.case in self.possible}
        if len(leaves) > 1:
            told.append(said["possible"])
        return [*told, *(self.outcome(leaf) for leaf in leaves.values())]

    def told(self) -> list[str]:
        """Every question with its answers and where they lead."""
        said = phrases()
        if isinstance(self.tree, Leaf):
            return [said["no_question"], self.outcome(self.tree)]
        told: list[str] = []
        for node, state in self.states(self.tree, self.root()):
            if isinstance(node, Leaf):
                continue
            told.append(said["question"].format(number=self.questions[id(node)], ask=node.ask))
            for edge, way in self.ways(node, state):
                goal = (
                    self.outcome(edge.child)
                    if isinstance(edge.child, Leaf)
                    else said["go_on"].format(number=self.questions[id(edge.child)])
                )
                told.append(f"– {_MARKS[way]}{edge.label}: {goal}")
        return told

    def outcome(self, leaf: Leaf) -> str:
        parts = (self.verdict(leaf), leaf.says, phrases()["rests"].format(refs="; ".join(leaf.refs)))
        return f"{phrases()['answer'].format(number=self.cases[leaf.case])}. {' '.join(parts)}"

    def verdict(self, leaf: Leaf) -> str:
        """The outcome in words: the decision's own where it ends, for it knows whom the right is about."""
        mine = self.decision if self.decision and self.decision.case == leaf.case else None
        outcome, kind = (mine.outcome, mine.kind) if mine else (leaf.outcome, leaf.kind)
        said = words()
        return phrases()["leaf"].format(outcome=said.outcomes[outcome.value], kind=said.kinds[kind.value])

    # which ways are taken

    def root(self) -> State:
        return "taken" if self.decision else "plain"

    def ways(self, node: Question, state: State) -> Iterator[tuple[Edge, State]]:
        """The edges of a question with what the answers make of each."""
        answer = self.answers.get(node.fact)
        for edge in node.edges:
            way = state
            if state in ("taken", "open"):
                if answer is None:
                    way = "open" if any(leaf.case in self.possible for leaf in ends(edge.child)) else "closed"
                elif answer not in edge.values:
                    way = "closed"
            yield edge, way

    def states(self, node: Node, state: State) -> Iterator[tuple[Node, State]]:
        yield node, state
        if isinstance(node, Question):
            for edge, way in self.ways(node, state):
                yield from self.states(edge.child, way)

    # in lines

    def drawn(self, paper: bool) -> str:
        title = phrases()["diagram"].format(title=self.right.data.title)
        parts = [svg.text(svg.wrap(self.right.data.title, _WIDE - 2 * _EDGE, 22), _EDGE, 36, 22, bold=True)]
        y = 50.0
        for said in (*self.head(), *self.key()):
            lines = svg.wrap(said, _WIDE - 2 * _EDGE, 16)
            y += svg.LINE
            parts.append(svg.text(lines, _EDGE, y))
            y += svg.LINE * (len(lines) - 1) + 3
        self.parts, self.seen = parts, set[str]()
        y += 22
        if isinstance(self.tree, Leaf):
            parts.append(svg.text([phrases()["no_question"]], _EDGE, y + 20, bold=True))
            y = self.end(self.tree, self.root(), y) + _GAP
        else:
            y = self.question(self.tree, self.root(), _EDGE, y)
        desc = [*self.head(), *self.path(), *self.told()]
        return svg.picture(_WIDE, y + 4, title, desc, parts, paper)

    def question(self, node: Question, state: State, x: float, y: float) -> float:
        """A question at (x, y) with all that follows from it; returns where the next thing can begin."""
        wide = _LINES[state][0]
        ask = f"{self.questions[id(node)]}. {node.ask}"
        lines = svg.wrap(ask, _WIDE - _EDGE - x - 2 * _PAD, 16)
        box = max(svg.width(one, 16) for one in lines) + 2 * _PAD
        high = svg.LINE * len(lines) + _PAD
        self.parts.append(svg.box(x, y, box, high, max(wide, 2) if state != "closed" else 1.5))
        self.parts.append(svg.text(lines, x + _PAD, y + 21, bold=True))
        y += high
        trunk = y
        ways: list[tuple[float, State]] = []
        for edge, way in self.ways(node, state):
            y += _GAP
            ways.append((y + 16, way))
            y = self.answer(edge, way, x + _STEP, y)
        # The least taken first, so that a thick line lies on top of a dotted one.
        order: list[State] = ["plain", "closed", "open", "taken"]
        for elbow, way in sorted(ways, key=lambda one: (order.index(one[1]), -one[0])):
            self.parts.append(svg.line([(x + 16, trunk), (x + 16, elbow), (x + _STEP, elbow)], *_LINES[way]))
        return y

    def answer(self, edge: Edge, way: State, x: float, y: float) -> float:
        """An answer at (x, y) and what it leads to."""
        wide, dash = _LINES[way]
        leads_on = isinstance(edge.child, Question)
        room = (_WIDE - _EDGE if leads_on else _OUTCOMES - 34) - x - 2 * _PAD
        lines = svg.wrap(_MARKS[way] + edge.label, room, 16)
        box = max(svg.width(one, 16) for one in lines) + 2 * _PAD
        high = svg.LINE * len(lines) + _PAD
        self.parts.append(svg.box(x, y, box, high, min(wide, 2.5), dash, corner=16))
        self.parts.append(svg.text(lines, x + _PAD, y + 21, bold=way == "taken"))
        if isinstance(edge.child, Question):
            self.parts.append(svg.line([(x + 16, y + high), (x + 16, y + high + _GAP)], wide, dash))
            return self.question(edge.child, way, x, y + high + _GAP)
        self.parts.append(svg.line([(x + box, y + 16), (_OUTCOMES - 10, y + 16)], wide, dash))
        self.parts.append(svg.tag("path", d=f"M{_OUTCOMES} {y + 16:g}l-12-6v12Z"))
        return max(y + high, self.end(edge.child, way, y))

    def end(self, leaf: Leaf, way: State, y: float) -> float:
        """An outcome in the right-hand column; said in full the first time and wherever the answers lead."""
        if self.decision and way == "open" and self.decision.case == leaf.case:
            way = "taken"
        wide, dash = _LINES[way]
        room = _WIDE - _EDGE - _OUTCOMES - 2 * _PAD
        number = phrases()["answer"].format(number=self.cases[leaf.case])
        mine = self.decision is not None and self.decision.case == leaf.case
        outcome = self.decision.outcome if mine and self.decision else leaf.outcome
        verdict = svg.wrap(f"{_MARKS[way]}{number}. {self.verdict(leaf)}", room - 34, 16)
        body = [phrases()["again"]]
        if leaf.case not in self.seen or way in ("taken", "open"):
            self.seen.add(leaf.case)
            body = svg.wrap(leaf.says, room, 15)
            body += svg.wrap(phrases()["rests"].format(refs="; ".join(leaf.refs)), room, svg.SMALL)
        x, top = _OUTCOMES + _PAD, y + 23
        lines = len(verdict) + len(body)
        high = svg.LINE * lines + 20
        self.parts.append(svg.box(_OUTCOMES, y, _WIDE - _EDGE - _OUTCOMES, high, max(1.5, wide), dash))
        self.parts.append(
            svg.tag("path", d=_SHAPES[outcome], fill_rule="evenodd", transform=f"translate({x} {y + 6:g})")
        )
        self.parts.append(svg.text(verdict, x + 34, top, bold=True))
        self.parts.append(svg.text(body, x, top + 3 + svg.LINE * len(verdict), 15))
        return y + high


def _questions(node: Node) -> Iterator[Question]:
    if isinstance(node, Question):
        yield node
        for edge in node.edges:
            yield from _questions(edge.child)


def _answered(decision: Decision | None) -> dict[str, str]:
    """What was answered, read from the decision's own trace."""
    steps = decision.steps if decision else ()
    return {step.fact: step.answered for step in steps if step.answered and step.answered != UNKNOWN}
