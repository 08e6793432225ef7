"""Two situations side by side: what is answered differently, and what comes out differently."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from guide.answers import EVENT_DAY, say
from guide.conversation import Conversation
from guide.tell import Teller
from guide.words import words
from rights.decision import Decision
from rights.schema import UNKNOWN
from web.session import field
from web.staff.desk import Desk, Filled, fill
from web.staff.door import HOME, Door, Visit
from web.staff.view import View, card_of
from web.staff.words import staff_words

PAGE = f"{HOME}/sammenlign"


@dataclass(frozen=True)
class Side:
    """One situation's answer: outcome (shape "" when it is not about this situation), kind, words and references."""

    shape: str
    outcome: str
    kind: str
    lead: str
    possible: tuple[tuple[str, str], ...]
    refs: str


@dataclass(frozen=True)
class Different:
    """A right on which the two situations differ; `outcome` tells whether the outcome itself does."""

    title: str
    name: str
    outcome: bool
    sides: tuple[tuple[str, Side], tuple[str, Side]]


class Compare:
    """The handlers."""

    def __init__(self, door: Door) -> None:
        """`door` lets people in."""
        self.door = door
        self.site = door.site

    def routes(self) -> list[BaseRoute]:
        """Where they are."""
        return [
            self.door.route("/sammenlign", self.show),
            self.door.route("/sammenlign", self.change, "POST"),
        ]

    async def show(self, _request: Request, visit: Visit) -> Response:
        """Both situations."""
        return await run_in_threadpool(self._page, visit, Filled(visit.desk.other or visit.desk.main))

    async def change(self, request: Request, visit: Visit) -> Response:
        """Situation B copied, changed, exchanged with A, or put away."""
        form = await visit.form(request)
        desk, filled = visit.desk, None
        match field(form, "handling", "opdater"):
            case "kopier":
                desk = Desk(desk.main, desk.main)
            case "byt" if desk.other:
                desk = Desk(desk.other, desk.main)
            case "fjern":
                desk = Desk(desk.main)
            case "opdater" if desk.other:
                today = self.site.settings.now().date()
                filled = fill(self.site.voices.catalogue, desk.other, form, today)
                desk = Desk(desk.main, filled.situation)
            case "byt" | "opdater":
                pass
            case _:
                raise HTTPException(400)
        await run_in_threadpool(self.door.keep, visit, desk)
        if filled and filled.problems:
            return await run_in_threadpool(self._page, dataclasses.replace(visit, desk=desk), filled, 422)
        return RedirectResponse(f"{PAGE}#forskelle" if desk.other else PAGE, 303)

    def _page(self, visit: Visit, filled: Filled, status: int = 200) -> Response:
        problems = dict(filled.problems)
        one = self._view(visit.desk.main)
        if visit.desk.other is None:
            return self.door.page("compare.html", visit, status, begun=False)
        # The same topics on both sides: otherwise every right that is not asked about would differ.
        other = self._view(msgspec.structs.replace(visit.desk.other, topics=visit.desk.main.topics))
        found, same = differences(one, other)
        return self.door.page(
            "compare.html",
            visit,
            status,
            begun=True,
            panels=(("A", one.panel()), ("B", other.panel(problems))),
            answers=answer_differences(one, other),
            found=found,
            same=same,
            sections=other.sections(problems),
            day=other.field(EVENT_DAY, problems),
            first={fact: answered(one, fact) for fact in one.catalogue.facts},
            differing=differing(one, other),
            today=one.today.isoformat(),
            unknown=(UNKNOWN, words().buttons[UNKNOWN]),
        )

    def _view(self, state: Conversation) -> View:
        site = self.site
        return View(site.voices.of(state), state, site.settings.now().date(), site.municipality.topics_off)


def answered(view: View, fact: str) -> str:
    """The answer said back, or that it was not asked."""
    value = view.state.answers.get(fact)
    if value is None:
        return staff_words().not_asked
    return words().buttons[UNKNOWN] if value == UNKNOWN else say(view.catalogue, fact, value)


def differing(one: View, other: View) -> frozenset[str]:
    """The facts that are answered differently."""
    first, second = one.state.answers, other.state.answers
    return frozenset(fact for fact in one.catalogue.facts if first.get(fact) != second.get(fact))


def answer_differences(one: View, other: View) -> list[tuple[str, str, str]]:
    """For each question that is answered differently: the question, A's answer, B's answer."""
    facts, found = one.catalogue.facts, differing(one, other)
    return [(facts[fact].ask, answered(one, fact), answered(other, fact)) for fact in facts if fact in found]


def differences(one: View, other: View) -> tuple[tuple[Different, ...], int]:
    """The rights on which the decisions differ, other outcomes first, and how many are the same."""
    sides = [{decision.entitlement: decision for decision in view.decisions()} for view in (one, other)]
    found, same = [], 0
    for id in one.scope:
        first, second = (side.get(id) for side in sides)
        if first is None and second is None:
            continue
        here = (_side(one, first), _side(other, second))
        if here[0] == here[1]:
            same += 1
            continue
        title = one.catalogue.rights[id].data.title
        found.append(Different(title, id, here[0].shape != here[1].shape, (("A", here[0]), ("B", here[1]))))
    return tuple(sorted(found, key=lambda different: not different.outcome)), same


def _side(view: View, decision: Decision | None) -> Side:
    if decision is None:
        return Side("", staff_words().not_about, "", "", (), "")
    shown = card_of(Teller(view.catalogue, view.state.answers), decision)
    refs = "; ".join(dict.fromkeys(c.ref for c in decision.citations if c.necessary))
    return Side(shown.shape, shown.outcome, shown.kind, shown.lead, shown.possible, refs)
