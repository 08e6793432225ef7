"""Which versions of the law are known for which days, as a picture and in words.

A lane for each provision, under its act; a box for each version, hatched where none is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from guide import svg
from guide.diagram import phrases
from guide.words import words
from rights.loader import HORIZON, danish_date
from rights.model import Catalogue, Law
from rights.period import Period
from rights.schema import STRONG


@dataclass(frozen=True)
class Bar:
    """A version or a gap: the days it lasts, what is said of it, and how well it is known."""

    period: Period
    said: str
    known: bool
    strong: bool


@dataclass(frozen=True)
class Lane:
    """A provision with what is known of it in a window of days, earliest first."""

    provision: str
    act: str
    ref: str
    title: str
    bars: tuple[Bar, ...]


def provisions_of(catalogue: Catalogue, entitlement: str) -> tuple[str, ...]:
    """Everything that the rows of an entitlement cite, in the catalogue's order.

    Raises:
        KeyError: no such entitlement.
    """
    cases = catalogue.rights[entitlement].data.cases
    cited = {id for case in cases for id in (*case.citations, *case.context)}
    return tuple(id for id in catalogue.laws if id in cited)


def lanes(catalogue: Catalogue, provisions: Iterable[str], window: Period) -> tuple[Lane, ...]:
    """The provisions act by act, each with its versions and gaps that have a day in the window.

    Raises:
        KeyError: no such provision.
    """
    chosen = [catalogue.laws[id] for id in provisions]
    acts = list(dict.fromkeys(law.act.id for law in chosen))
    return tuple(_lane(law, window) for law in sorted(chosen, key=lambda law: acts.index(law.act.id)))


def describe_timeline(
    catalogue: Catalogue, provisions: Iterable[str] | None = None, window: Period = HORIZON
) -> list[str]:
    """The timeline in sentences. Arguments and errors as `timeline`."""
    told, act = [_window(window), *_boundaries(catalogue, window)], ""
    for lane in lanes(catalogue, catalogue.laws if provisions is None else provisions, window):
        if lane.act != act:
            act = lane.act
            told.append(_heading(act))
        told.append(phrases()["lane"].format(ref=lane.ref, title=lane.title))
        told += [f"– {bar.said}" for bar in lane.bars]
    return told


def timeline(
    catalogue: Catalogue,
    provisions: Iterable[str] | None = None,
    window: Period = HORIZON,
    paper: bool = False,
) -> str:
    """The provisions' versions as SVG.

    Args:
        catalogue: whose law it is.
        provisions: ids; all of them when left out. `provisions_of` gives those of an entitlement.
        window: the days drawn.
        paper: white behind, for a file that stands alone.

    Raises:
        KeyError: no such provision.
    """
    chosen = tuple(catalogue.laws if provisions is None else provisions)
    return _Drawing(catalogue, window).drawn(lanes(catalogue, chosen, window), paper)


def _lane(law: Law, window: Period) -> Lane:
    found: list[tuple[Period, str, dict[str, str], bool]] = []
    for dated in law.versions:
        told = {"read_in": dated.version.read_in, "evidence": words().evidence[dated.version.evidence.value]}
        found.append((dated.period, "version", told, dated.version.evidence in STRONG))
    found += [(dated.period, "gap", {"reason": dated.gap.reason}, False) for dated in law.gaps]
    inside = sorted((one for one in found if one[0].overlaps(window)), key=lambda one: one[0].start)
    bars = tuple(
        Bar(period, phrases()[form].format(number=number, period=_period(period), **told), form == "version", strong)
        for number, (period, form, told, strong) in enumerate(inside, 1)
    )
    return Lane(law.provision.id, law.act.name, law.provision.ref, law.provision.title, bars)


def _period(period: Period) -> str:
    first, last = period.first_day, period.last_day
    if first and last:
        return phrases()["period"].format(first=danish_date(first), last=danish_date(last))
    if first:
        return phrases()["period_from"].format(first=danish_date(first))
    return phrases()["period_until"].format(last=danish_date(last)) if last else phrases()["period_always"]


def _window(window: Period) -> str:
    last = window.end - timedelta(days=1)
    return phrases()["window"].format(first=danish_date(window.start), last=danish_date(last))


def _days(catalogue: Catalogue, window: Period) -> list[tuple[str, date, str]]:
    """The named days in the window: a letter, the day, what happened."""
    inside = sorted((b.date, b.what) for b in catalogue.boundaries.values() if b.date in window)
    return [("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number], day, what) for number, (day, what) in enumerate(inside)]


def _boundaries(catalogue: Catalogue, window: Period) -> list[str]:
    said = phrases()["boundary"]
    return [
        said.format(letter=letter, day=danish_date(day), what=what) for letter, day, what in _days(catalogue, window)
    ]


def _heading(act: str) -> str:
    return act[:1].upper() + act[1:]


_WIDE, _EDGE, _LEFT, _RIGHT, _TOLD = 1180, 20, 250, 640, 664
_BAR, _GAP = 26, 12


class _Drawing:
    """One timeline: where days lie, and what has been drawn."""

    def __init__(self, catalogue: Catalogue, window: Period) -> None:
        self.catalogue = catalogue
        self.window = window
        self.parts: list[str] = []

    def x(self, day: date) -> float:
        """Where a day lies, inside the window's edges."""
        day = min(max(day, self.window.start), self.window.end)
        share = (day - self.window.start) / (self.window.end - self.window.start)
        return round(_LEFT + share * (_RIGHT - _LEFT), 1)

    def drawn(self, lanes: tuple[Lane, ...], paper: bool) -> str:
        said = phrases()
        self.parts.append(svg.text(svg.wrap(said["timeline"], _WIDE - 2 * _EDGE, 22), _EDGE, 36, 22, bold=True))
        y = 50.0
        head = (_window(self.window), said["key_version"], said["key_gap"], said["key_boundary"])
        for sentence in (*head, *_boundaries(self.catalogue, self.window)):
            lines = svg.wrap(sentence, _WIDE - 2 * _EDGE, 16)
            self.parts.append(svg.text(lines, _EDGE, y + svg.LINE))
            y += svg.LINE * len(lines) + 3
        act, top = "", 0.0
        for lane in lanes:
            if lane.act != act:
                self.across(top, y)
                act = lane.act
                y = top = self.heading(act, y)
            y = self.lane(lane, y)
        self.across(top, y)
        told = describe_timeline(self.catalogue, [lane.provision for lane in lanes], self.window)
        return svg.picture(_WIDE, y + _EDGE, said["timeline"], told, self.parts, paper)

    def heading(self, act: str, y: float) -> float:
        """The act's name with the years under it."""
        y += 34
        lines = svg.wrap(_heading(act), _WIDE - 2 * _EDGE, 18)
        self.parts.append(svg.text(lines, _EDGE, y, 18, bold=True))
        y += svg.LINE * len(lines) + 6
        for year in range(self.window.start.year, (self.window.end - timedelta(days=1)).year + 1):
            self.parts.append(svg.text([str(year)], self.x(max(date(year, 1, 1), self.window.start)) + 4, y, svg.SMALL))
        y += svg.LINE
        for letter, day, _ in _days(self.catalogue, self.window):
            self.parts.append(svg.text([letter], self.x(day) - 5, y, svg.SMALL, bold=True))
        return y + 8

    def across(self, top: float, bottom: float) -> None:
        """The years and the named days as lines through the lanes of one act."""
        if bottom <= top or not top:
            return
        for year in range(self.window.start.year, self.window.end.year + 1):
            if date(year, 1, 1) in self.window:
                x = self.x(date(year, 1, 1))
                self.parts.append(svg.line([(x, top - 36), (x, bottom)], 0.5))
        for _, day, _ in _days(self.catalogue, self.window):
            self.parts.append(svg.line([(self.x(day), top - 4), (self.x(day), bottom)], 1.5, "2 5"))

    def lane(self, lane: Lane, y: float) -> float:
        """A provision: its name, its boxes, and what they are."""
        ref = svg.wrap(lane.ref, _LEFT - _EDGE - 16, 15)
        title = svg.wrap(lane.title, _LEFT - _EDGE - 16, svg.SMALL)
        self.parts.append(svg.text(ref, _EDGE, y + 16, 15, bold=True))
        self.parts.append(svg.text(title, _EDGE, y + 16 + svg.LINE * len(ref), svg.SMALL))
        for number, bar in enumerate(lane.bars, 1):
            self.bar(number, bar, y)
        told = [line for bar in lane.bars for line in svg.wrap(bar.said, _WIDE - _EDGE - _TOLD, svg.SMALL)]
        self.parts.append(svg.text(told, _TOLD, y + 16, svg.SMALL))
        bottom = y + max(_BAR, svg.LINE * max(len(ref) + len(title), len(told))) + _GAP
        self.parts.append(svg.line([(_EDGE, bottom - 6), (_WIDE - _EDGE, bottom - 6)], 0.5))
        return bottom

    def bar(self, number: int, bar: Bar, y: float) -> None:
        x, wide = self.x(bar.period.start), self.x(bar.period.end) - self.x(bar.period.start)
        stroke, dash = (1.0, "") if not bar.known else (3.0, "") if bar.strong else (1.5, "5 3")
        self.parts.append(svg.box(x + 1, y + 2, max(wide - 2, 2), _BAR - 4, stroke, dash, corner=2))
        if not bar.known:
            self.parts.append(_hatched(x + 1, y + 2, max(wide - 2, 2), _BAR - 4))
        elif wide >= 18:
            self.parts.append(svg.text([str(number)], x + 6, y + 18, svg.SMALL, bold=True))


def _hatched(x: float, y: float, wide: float, high: float) -> str:
    """Slanted lines that fill a box (a pattern would need a name, and two pictures on a page could share it)."""
    strokes = []
    start = -high
    while start < wide:
        left, right = max(start, 0), min(start + high, wide)
        if right > left:
            strokes.append(
                f"M{x + left:.1f} {y + high - (left - start):.1f}L{x + right:.1f} {y + high - (right - start):.1f}"
            )
        start += 7
    return svg.tag("path", d="".join(strokes), fill="none", stroke="currentColor", stroke_width=1)
