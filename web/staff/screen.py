"""The screen: every question and every result, one result in its whole length, and the note for the record."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from guide.answers import EVENT_DAY
from guide.diagram import describe, diagram
from guide.tell import Teller
from guide.words import words
from rights.decision import Decision
from rights.schema import UNKNOWN
from web.session import partly
from web.staff.desk import Desk, Filled, fill
from web.staff.door import HOME, Door, Visit
from web.staff.note import note
from web.staff.view import View, card_of
from web.staff.words import staff_words


@dataclass(frozen=True)
class TraceRow:
    """A row of the decision table: its outcome, its conditions as sentences, and whether it is ruled out or chosen."""

    outcome: str
    says: str
    conditions: tuple[str, ...]
    state: str
    refs: str


class Screen:
    """The handlers."""

    def __init__(self, door: Door) -> None:
        """`door` lets people in."""
        self.door = door
        self.site = door.site

    def routes(self) -> list[BaseRoute]:
        """Where they are."""
        route = self.door.route
        return [
            route("", self.show),
            route("", self.update, "POST"),
            route("/ny", self.clear, "POST"),
            route("/svar/{id}", self.one),
            route("/notat", self.note),
        ]

    async def show(self, request: Request, visit: Visit) -> Response:
        """Everything on one page."""
        return await run_in_threadpool(
            self._page, visit, Filled(visit.desk.main), 200, taken="kode" in request.query_params
        )

    async def update(self, request: Request, visit: Visit) -> Response:
        """New answers. With JavaScript only the results come back."""
        form = await visit.form(request)
        filled = fill(self.site.voices.catalogue, visit.desk.main, form, self.site.settings.now().date())
        desk = msgspec.structs.replace(visit.desk, main=filled.situation)
        await run_in_threadpool(self.door.keep, visit, desk)
        if partly(request):
            return HTMLResponse(await run_in_threadpool(self._panel, desk, filled))
        if filled.problems:
            return await run_in_threadpool(self._page, dataclasses.replace(visit, desk=desk), filled, 422)
        return RedirectResponse(f"{HOME}#resultat", 303)

    async def clear(self, request: Request, visit: Visit) -> Response:
        """An empty screen for the next caller."""
        await visit.form(request)
        await run_in_threadpool(self.door.keep, visit, Desk())
        return RedirectResponse(HOME, 303)

    async def one(self, request: Request, visit: Visit) -> Response:
        """One result: the answer, its trace in words and as a picture, its sources."""
        id = request.path_params["id"]
        if id not in self.site.voices.catalogue.rights:
            raise HTTPException(404)
        return await run_in_threadpool(self._one, id, visit)

    async def note(self, _request: Request, visit: Visit) -> Response:
        """The text to copy."""
        text = await run_in_threadpool(lambda: note(view_of(self.door, visit.desk)))
        return self.door.page("note.html", visit, text=text, lines=text.count("\n") + 3)

    def _panel(self, desk: Desk, filled: Filled) -> str:
        panel = view_of(self.door, desk).panel(dict(filled.problems))
        return self.site.render("staff/part.html", panel=panel, said=staff_words())

    def _one(self, id: str, visit: Visit) -> Response:
        view = view_of(self.door, visit.desk)
        catalogue, answers = view.catalogue, view.state.answers
        if view.clashes:
            return self.door.page(
                "one.html", visit, title=catalogue.rights[id].data.title, panel=view.panel(), one=None
            )
        decision = view.guide.assessor.assess(id, answers, view.day, view.today)
        teller = Teller(catalogue, answers)
        return self.door.page(
            "one.html",
            visit,
            title=decision.title,
            question=decision.question,
            panel=view.panel(),
            one=card_of(teller, decision),
            rows=trace(view, teller, decision),
            steps=[(step.title, step.text) for step in decision.next_steps],
            missing=view.line(teller, decision).missing,
            picture=diagram(catalogue, id, decision),
            described=describe(catalogue, id, decision),
        )

    def _page(self, visit: Visit, filled: Filled, status: int = 200, taken: bool = False) -> Response:
        problems = dict(filled.problems)
        view = view_of(self.door, visit.desk)
        return self.door.page(
            "screen.html",
            visit,
            status,
            sections=view.sections(problems),
            day=view.field(EVENT_DAY, problems),
            topics=view.topic_names(),
            panel=view.panel(problems),
            today=view.today.isoformat(),
            unknown=(UNKNOWN, words().buttons[UNKNOWN]),
            taken=taken,
        )


def view_of(door: Door, desk: Desk) -> View:
    """The situation on the screen, in the third person."""
    site = door.site
    return View(site.voices.of(desk.main), desk.main, site.settings.now().date(), site.municipality.topics_off)


def trace(view: View, teller: Teller, decision: Decision) -> tuple[TraceRow, ...]:
    """Every row of the table with the conditions that were tried, in the table's order."""
    possible = {one.case for one in decision.possible}
    rows = []
    for row in view.guide.assessor.rows(decision.entitlement, view.day):
        id = row.case.data.id
        conditions = tuple(
            teller.step(step.fact, step.holds, step.accepts)[2:]
            for step in decision.steps
            if step.case == id and step.accepts
        )
        state = "chosen" if id == decision.case else "open" if id in possible else "out"
        refs = "; ".join(dict.fromkeys(row.refs))
        rows.append(TraceRow(words().outcomes[row.outcome.value], row.case.data.says, conditions, state, refs))
    return tuple(rows)
