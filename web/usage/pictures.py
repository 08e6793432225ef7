"""The numbers drawn, on the server and in the page's own colours. Each picture's table stands beside it."""

from __future__ import annotations

from collections.abc import Sequence

from guide import svg
from web.usage.numbers import FEWEST, shown
from web.usage.words import usage_words

_WIDE = 760.0
_EDGE = 10.0
_HIGH = 200.0
_MOST_TOPICS = 10
_BAR = 22.0


def columns(title: str, values: Sequence[tuple[str, int]]) -> str:
    """A column for each day or week, in order of time.

    Args:
        title: what is counted.
        values: the name of each and its number.
    """
    most = _most(values)
    step = (_WIDE - 2 * _EDGE) / max(len(values), 1)
    floor = 3 * svg.LINE + _HIGH
    parts = [
        svg.text([title], _EDGE, svg.LINE, 18, bold=True),
        svg.text([f"Højst: {shown(most)}"], _EDGE, 2 * svg.LINE),
    ]
    for place, (_, number) in enumerate(values):
        high = _HIGH * _drawn(number) / max(most, FEWEST)
        parts.append(_bar(_EDGE + place * step, floor - high, step * 0.8, high, number))
    parts.append(svg.line([(_EDGE, floor), (_WIDE - _EDGE, floor)]))
    for place in {0, len(values) - 1} if values else ():
        name = values[place][0]
        x = _EDGE if place == 0 else _WIDE - _EDGE - svg.width(name, 16)
        parts.append(svg.text([name], x, floor + svg.LINE))
    return svg.picture(_WIDE, floor + 2 * svg.LINE, title, _told(title, values), parts, paper=False)


def rows(title: str, values: Sequence[tuple[str, int]]) -> str:
    """A bar for each topic, the longest first; those about few are left out."""
    values = [one for one in values if one[1] >= FEWEST][:_MOST_TOPICS]
    most = _most(values)
    parts = [svg.text([title], _EDGE, svg.LINE, 18, bold=True)]
    y = 2.0 * svg.LINE
    for name, number in values:
        parts.append(svg.text([f"{name}: {shown(number)}"], _EDGE, y))
        wide = (_WIDE - 2 * _EDGE) * number / max(most, FEWEST)
        parts.append(_bar(_EDGE, y + 6, wide, _BAR - 6, number))
        y += svg.LINE + _BAR + 4
    return svg.picture(_WIDE, y, title, _told(title, values), parts, paper=False)


def _most(values: Sequence[tuple[str, int]]) -> int:
    return max((number for _, number in values), default=0)


def _drawn(number: int) -> float:
    """How high a number is drawn: all that are about few as high as each other."""
    return FEWEST / 2 if 0 < number < FEWEST else number


def _bar(x: float, y: float, wide: float, high: float, number: int) -> str:
    if not number:
        return ""
    fill = "none" if number < FEWEST else "currentColor"
    return svg.tag("rect", x=x, y=y, width=wide, height=high, fill=fill, stroke="currentColor", stroke_width=1.5)


def _told(title: str, values: Sequence[tuple[str, int]]) -> list[str]:
    said = usage_words()
    told = [f"{name}: {shown(number)}." for name, number in values if number]
    few = [said.few_drawn] if any(0 < number < FEWEST for _, number in values) else []
    return [f"{title}.", *(told or [said.none_drawn]), *few]
