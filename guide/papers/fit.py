"""How much room a sheet takes on paper, by counting the lines its texts fill. No font is needed to know it."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guide.papers.sheet import Sheet, Told

WIDTH = 88
"""Characters on a line across the page; fewer than the page holds, so the count is never too low."""
SMALL = 98
"""The same in the smaller type of sources and remarks."""
COLUMNS = (19, 24, 27, 26)
"""Characters in the columns of the table of sources."""
LINES = 96.0
"""What two pages hold when the notes keep their least room."""


def lines(sheet: Sheet) -> float:
    """The lines that the sheet fills, notes left out."""
    count = 8.0 + _over(sheet.about)
    count += _heading(sheet.deadlines) + _over(sheet.deadlines)
    count += 2.6 + (_over(["; ".join(sheet.situation)]) or 1)
    for group in sheet.groups:
        count += 2.4 + _over([group.note], SMALL) + sum(_told(answer) for answer in group.answers)
    count += _heading(sheet.more) + sum(_brief(answer) for answer in sheet.more) + _over([sheet.more_left], SMALL)
    count += _heading(sheet.questions) + _over(sheet.questions, WIDTH - 4, 1.1) + 1.0 * bool(sheet.questions)
    count += _heading(sheet.papers) + 0.6 * _over(sheet.papers, WIDTH // 2 - 4)
    count += _heading(sheet.steps) + _over((f"{title}: {text}" for title, text in sheet.steps), WIDTH - 3, 1.1)
    count += sum(_over([left], SMALL) for left in (sheet.questions_left, sheet.papers_left, sheet.steps_left))
    rows = ((source.ref, source.act, source.version, source.evidence) for source in sheet.sources)
    table = sum(max(ceil(len(cell) / width) for cell, width in zip(row, COLUMNS, strict=True)) + 0.5 for row in rows)
    return count + _heading(sheet.sources) + 2.5 + 0.85 * table


def _told(told: Told) -> float:
    body = _over([" ".join(told.body)]) + _over(told.possible, WIDTH - 3)
    small = _over([f"Kommunen afgør: {told.decides}"] if told.decides else [], SMALL)
    small += _over([f"Ikke spurgt om: {' '.join(told.not_asked)}"] if told.not_asked else [], SMALL)
    return 1.9 + body + 0.9 * (small + _over([f"Kilde: {'; '.join(told.refs)}"], SMALL))


def _brief(told: Told) -> float:
    return _over([f"{told.title}: {told.outcome_said} ({told.kind_said}). {'; '.join(told.refs)}"], WIDTH - 4, 1.1)


def _heading(content: Iterable[object]) -> float:
    return 2.2 if list(content) else 0.0


def _over(texts: Iterable[str], width: int = WIDTH, each: float = 1.0) -> float:
    return sum(each * ceil(len(text) / width) for text in texts if text)
