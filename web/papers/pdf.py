"""Tagged PDF by Typst. The text travels as data (sys_inputs), so that nothing in it can be run as source."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import msgspec
import typst

HERE = Path(__file__).parent
FONTS = HERE.parent / "static" / "built" / "fonts"


def make_pdf(template: str, data: object) -> bytes:
    """A paper as PDF/UA-1.

    Args:
        template: the name of a Typst file beside this module.
        data: what the template shows; anything that msgspec can write as JSON.

    Raises:
        RuntimeError: the fonts have not been built.
        typst.TypstError: the template can't make it.
    """
    # A compiler of its own for each paper: nothing of one person's is kept for the next. The fonts are shared.
    inputs = {"d": msgspec.json.encode(data).decode()}
    compiler = typst.Compiler(HERE / template, root=HERE, font_paths=_fonts(), sys_inputs=inputs)
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"])
    assert isinstance(made, bytes)
    return made


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    if not any(FONTS.glob("*.ttf")):
        raise RuntimeError("Skrifttyperne mangler i web/static/built/fonts. Kør: make setup")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
