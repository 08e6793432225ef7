"""How much room a sheet takes on paper, from the lines that its texts fill. No font is needed to know it.

The sizes are those of web/papers/sheet.typ, measured; `python -m bench.papers` holds them against the real pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guide.papers.sheet import Sheet, Source, Told

ROOM = 1280.0
"""Points on two A4 pages, less the least room for notes and what a page break may leave empty."""

WIDTH = 104
"""Characters on a line across the page."""
SMALL = 117
"""The same in the smaller type of remarks."""
COLUMNS = (20, 27, 29, 28)
"""Characters in the columns of the table of sources."""

LINE, TICK, REMARK, BRIEF, CELL = 13.2, 15.5, 11.0, 14.8, 9.5
"""Points for a line of each sort; below for what stands around them."""
TOP, ABOUT, BOX, GROUP, NOTE, ANSWER = 267.0, 22.0, 37.0, 16.5, 9.0, 19.0
QUESTIONS, PAPERS, MORE, ROW, GAP = 43.5, 32.0, 18.0, 5.0, 9.0


def height(sheet: Sheet) -> float:
    """The points that the sheet fills from the top to the notes; never less than it does."""
    answers = [answer for group in sheet.groups for answer in group.answers]
    left = (sheet.more_left, sheet.questions_left, sheet.papers_left, sheet.steps_left)
    return (
        TOP
        + _filled([" ".join((*sheet.about, sheet.about_left))], WIDTH - 15, ABOUT)
        + (BOX + _filled(sheet.deadlines, WIDTH - 6, LINE) if sheet.deadlines else 0.0)
        + (_filled(sheet.situation, WIDTH - 3, LINE) or LINE)
        + sum(GROUP + _filled([group.note], SMALL, REMARK, NOTE) for group in sheet.groups)
        + sum(_told(answer) for answer in answers)
        + _under(MORE, [_brief(answer) for answer in sheet.more])
        + _under(QUESTIONS, [_filled(sheet.questions, WIDTH - 5, TICK)])
        + _under(PAPERS, [_filled(sheet.papers, WIDTH - 5, TICK)])
        + _filled((f"{title}: {text}" for title, text in sheet.steps), WIDTH - 3, LINE, 0.8)
        + _filled(left, SMALL, REMARK, 1.0)
        + sum(_row(source) for source in sheet.sources)
    )


def _told(told: Told) -> float:
    body = _filled([" ".join(told.body)], WIDTH, LINE) + _filled(told.possible, WIDTH - 3, LINE)
    # Each stands after its label.
    labelled = ["; ".join(told.refs), " " * 24 + told.decides, " " * 12 + " ".join(told.not_asked)]
    return ANSWER + body + _filled([text for text in labelled if text.strip()], SMALL, REMARK, GAP)


def _brief(told: Told) -> float:
    said = f"{told.title}: {told.outcome_said} ({told.kind_said}). {'; '.join(told.refs)}"
    return _filled([said], WIDTH - 3, BRIEF)


def _row(source: Source) -> float:
    cells = zip((source.ref, source.act, source.version, source.evidence), COLUMNS, strict=True)
    return ROW + CELL * max(ceil(len(cell) / width) for cell, width in cells)


def _under(heading: float, filled: list[float]) -> float:
    """A heading and what stands under it, if anything does."""
    return heading + sum(filled) if any(filled) else 0.0


def _filled(texts: Iterable[str], width: int, line: float, each: float = 0.0) -> float:
    return sum(ceil(len(text) / width) * line + each for text in texts if text)
