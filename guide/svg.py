"""Pieces of SVG that both pictures are made of. Presentation attributes only, so a strict CSP lets them through.

Lines are drawn in `currentColor` and nothing is filled behind text, so that a reader's own colours win.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from xml.sax.saxutils import quoteattr

LINE = 20
"""Pixels from one line of text to the next."""

SMALL = 14
"""The smallest letters used, in pixels."""

_TOGETHER = re.compile(r"(§|\b(?:stk|nr)\.|\d\.) (?=[\da-zæøå])")
_NARROW, _WIDE = frozenset("iljtfrI.,:;!|'()[]-– /\u00a0"), frozenset("mwMWÆæ@%…—")


def width(text: str, size: int) -> float:
    """About how wide the text is in pixels, a little too much rather than too little (fonts differ)."""
    ems = (0.36 if c in _NARROW else 0.92 if c in _WIDE else 0.74 if c.isupper() else 0.59 for c in text)
    return size * sum(ems)


def wrap(text: str, room: float, size: int) -> list[str]:
    """The text in lines no wider than `room` pixels; no word is broken, nor "§ 8" or "1. februar"."""
    lines: list[str] = []
    for word in _TOGETHER.sub("\\1\u00a0", " ".join(text.split())).split(" "):
        if lines and width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def tag(name: str, inner: str = "", **attributes: str | float | None) -> str:
    """One element; `stroke_width` becomes `stroke-width`, and an attribute that is None is left out."""
    told = "".join(
        f" {key.replace('_', '-')}={quoteattr(_said(value))}" for key, value in attributes.items() if value is not None
    )
    return f"<{name}{told}>{inner}</{name}>" if inner else f"<{name}{told}/>"


def text(lines: Iterable[str], x: float, y: float, size: int = 16, bold: bool = False) -> str:
    """Lines of text; `y` is the baseline of the first."""
    weight = "bold" if bold else None
    return "".join(
        tag("text", escape(line, quote=False), x=x, y=y + number * LINE, font_size=size, font_weight=weight)
        for number, line in enumerate(lines)
    )


def line(points: Iterable[tuple[float, float]], wide: float = 1.5, dash: str = "") -> str:
    """A broken line through the points."""
    way = "M" + "L".join(f"{_said(x)} {_said(y)}" for x, y in points)
    return tag("path", d=way, fill="none", stroke="currentColor", stroke_width=wide, stroke_dasharray=dash or None)


def box(x: float, y: float, width: float, height: float, stroke: float = 1.5, dash: str = "", corner: float = 6) -> str:
    """A rectangle without fill."""
    return tag(
        "rect",
        x=x,
        y=y,
        width=width,
        height=height,
        rx=corner,
        fill="none",
        stroke="currentColor",
        stroke_width=stroke,
        stroke_dasharray=dash or None,
    )


def picture(wide: float, high: float, title: str, desc: Iterable[str], parts: Iterable[str], paper: bool) -> str:
    """The whole drawing.

    Args:
        wide: pixels.
        high: pixels.
        title: its name for those who can't see it.
        desc: the same as the drawing, in sentences.
        parts: what is drawn.
        paper: white behind, for a file that stands alone; inside a page the page's own colours show through.
    """
    inner = [
        tag("title", escape(title, quote=False)),
        tag("desc", escape("\n".join(desc), quote=False)),
        *([tag("rect", width=wide, height=high, fill="#fff")] if paper else []),
        *(part for part in parts if part),
    ]
    return tag(
        "svg",
        "\n".join(["", *inner, ""]),
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        lang="da",
        width=wide,
        height=high,
        viewBox=f"0 0 {_said(wide)} {_said(high)}",
        font_family="Arial, Helvetica, sans-serif",
        fill="currentColor",
        color="#000" if paper else None,
    )


def _said(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
