"""Real sheets and letters typeset: two pages at most, tagged, in Danish, with the fonts in the file.

Proves, for the highest sheets of each topic and a random choice of the others, by the estimate that chose what is
shown: at most two pages. Does not prove: that an assistive program reads them well (a person has to listen).
`python -m bench.papers` typesets every sheet there is.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from random import Random

import pikepdf
import pytest

from guide.conversation import Conversation
from guide.papers.letters import offers
from guide.papers.sheet import make_sheet
from rights.loader import load
from tests.guide.papers.support import TODAY, quick, sheets, voices
from tests.rights.support import values
from tests.web.papers.conftest import COMPLAINT, EXAMPLE
from web.papers.pdf import make_pdf

HIGHEST, OTHERS = 6, 4
"""Of each topic: the highest sheets by the estimate, and others at random."""
TOPICS = tuple(load().topics)


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def check_accessible(pdf: pikepdf.Pdf, title: str) -> None:
    root = pdf.Root
    assert bool(root.MarkInfo.Marked)
    assert "/StructTreeRoot" in root and "/ParentTree" in root.StructTreeRoot
    assert str(root.Lang).startswith("da")
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert about["dc:title"] == title
    fonts = [font for page in pdf.pages for _, font in page.Resources.Font.items()]
    assert fonts
    for font in fonts:
        assert "/ToUnicode" in font
        inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        described = inner.FontDescriptor
        assert any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        assert "IBMPlexSans" in str(inner.BaseFont)


def tags(pdf: pikepdf.Pdf) -> set[str]:
    return {str(one.S) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one and "/P" in one}


@pytest.mark.parametrize("topic", TOPICS)
def test_a_sheet_is_one_or_two_pages(topic: str) -> None:
    found = sheets(topic, 25)
    rest = found[HIGHEST:]
    for filled, state, sheet in found[:HIGHEST] + Random(0).sample(rest, min(OTHERS, len(rest))):
        pages = len(opened(make_pdf("sheet.typ", sheet)).pages)
        assert 1 <= pages <= 2, (filled, state)


def test_a_sheet_about_much_at_once_is_two_pages() -> None:
    random = Random(3)
    facts = [fact for fact in load().facts if fact != "dato"]
    for _ in range(20):
        answers = {fact: random.choice(values(fact)) for fact in facts if random.random() < random.random()}
        topics = tuple(random.sample(TOPICS, random.randint(2, len(TOPICS))))
        state = Conversation(answers=answers, topics=topics, role=random.choice(["selv", "bisidder"]))  # type: ignore[arg-type]
        sheet = make_sheet(voices().of(state), state, TODAY)
        assert len(opened(make_pdf("sheet.typ", sheet)).pages) <= 2, state


def test_a_sheet_is_tagged_with_everything_in_the_file() -> None:
    state = Conversation(answers={**EXAMPLE, **COMPLAINT}, topics=("tilbud_og_helbred", "klage"))
    pdf = opened(make_pdf("sheet.typ", make_sheet(quick(), state, TODAY)))
    check_accessible(pdf, "Forberedelsesark")
    assert {"/H1", "/H2", "/H3", "/H4", "/L", "/LI", "/Table", "/TH", "/TD", "/P"} <= tags(pdf)


@pytest.mark.parametrize(
    "state", [Conversation(answers={**EXAMPLE, **COMPLAINT}), Conversation()], ids=["told", "empty"]
)
def test_every_letter_is_one_tagged_page(state: Conversation) -> None:
    for offer in offers(quick(), load(), state, TODAY, ("Eksempel Kommune", "Eksempelvej 1")):
        assert offer.letter
        pdf = opened(make_pdf("letter.typ", offer.letter))
        check_accessible(pdf, offer.letter.subject)
        assert len(pdf.pages) == 1
        assert {"/H1", "/P"} <= tags(pdf)


def test_a_font_that_is_missing_is_told_plainly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("web.papers.pdf.FONTS", tmp_path)
    from web.papers.pdf import _fonts

    _fonts.cache_clear()
    with pytest.raises(RuntimeError, match="Skrifttyperne mangler"):
        _fonts()
    _fonts.cache_clear()


def test_two_papers_of_the_same_data_have_the_same_pages() -> None:
    sheet = make_sheet(quick(), Conversation(answers=EXAMPLE, topics=("tilbud_og_helbred",)), TODAY)
    one, two = (re.sub(rb"<xmp.*?</xmp[^>]*>", b"", make_pdf("sheet.typ", sheet)) for _ in range(2))
    assert len(one) == len(two)
