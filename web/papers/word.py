"""The same papers as Word files that can be written in: real headings, lists and tables, marked as Danish."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, NamedTuple

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from guide.papers.letters import Letter, letter_words
from guide.papers.sheet import Sheet, Told
from rights.schema import Outcome

LANGUAGE = "da-DK"
FONT = "Arial"
MARKS = {Outcome.GAELDER: "✔", Outcome.GAELDER_IKKE: "✖", Outcome.KAN_GAELDE: "◐", Outcome.KAN_IKKE_SVARE: "?"}
BOX = "☐ "
_TO_TICK = "[  ] "
_INK = RGBColor(0x1A, 0x1A, 0x1A)


class Look(NamedTuple):
    """How a document is set: its margin in cm, and style, size, space before and after in points."""

    margin: float
    styles: tuple[tuple[str, float, float, float], ...]


_LETTER = Look(2, (("Normal", 11, 0, 8), ("List Bullet", 11, 0, 4), ("Heading 1", 14, 18, 6), ("Heading 2", 12, 14, 4)))
# The sheet is to stay on two pages in Word too, so it is set as tightly as it can still be read.
_SHEET = Look(
    1.6,
    (
        ("Normal", 9, 0, 2),
        ("List Bullet", 9, 0, 0),
        ("Intense Quote", 9, 2, 4),
        ("Heading 1", 15, 0, 2),
        ("Heading 2", 11.5, 7, 2),
        ("Heading 3", 10, 5, 1),
        ("Heading 4", 9.5, 4, 0),
    ),
)


def sheet_docx(sheet: Sheet) -> bytes:
    """The sheet as .docx."""
    document, said = _document(sheet.title, _SHEET), sheet.words
    document.add_heading(sheet.title, 1)
    document.add_paragraph(sheet.lead)
    if sheet.about:
        _labelled(document, said.about, " ".join((*sheet.about, sheet.about_left)).strip())
    _labelled(document, said.event_day, f"{sheet.day}. {said.event_day_assumed if sheet.day_assumed else ''}".strip())
    document.add_paragraph(sheet.notice, "Intense Quote")
    _listed(document, said.deadlines, sheet.deadlines)
    document.add_heading(said.situation, 2)
    if not sheet.situation:
        document.add_paragraph(said.no_situation)
    for text in sheet.situation:
        document.add_paragraph(text, "List Bullet")
    document.add_paragraph(said.own_words)
    _writing(document, 3)
    if sheet.groups:
        document.add_heading(said.answers, 2)
    for group in sheet.groups:
        document.add_heading(group.title, 3)
        if group.note:
            document.add_paragraph(group.note)
        for told in group.answers:
            _answer(document, told, sheet)
    _listed(document, said.more, [_brief(told) for told in sheet.more], after=sheet.more_left)
    _listed(
        document, said.questions, [BOX + text for text in sheet.questions], said.questions_note, sheet.questions_left
    )
    _listed(document, said.papers, [BOX + text for text in sheet.papers], after=sheet.papers_left)
    _listed(document, said.steps, [f"{title}: {text}" for title, text in sheet.steps], after=sheet.steps_left)
    if sheet.sources:
        document.add_heading(said.sources, 2)
        rows = [(source.ref, source.act, source.version, source.evidence) for source in sheet.sources]
        _table(document, said.sources_head, rows)
        document.add_paragraph(said.sources_note)
    document.add_heading(said.notes, 2)
    for text in said.notes_lines:
        document.add_paragraph(text)
        _writing(document, 2)
    _writing(document, 3)
    document.add_paragraph(f"{said.made} {sheet.made}. {said.notice_short}")
    return _saved(document)


def letter_docx(letter: Letter) -> bytes:
    """A letter as .docx."""
    document, blank = _document(letter.subject, _LETTER), letter_words().blank
    for text in (*letter.to, "", *(f"{field}: {blank}" for field in letter.fields)):
        document.add_paragraph(text).paragraph_format.space_after = Pt(2)
    document.add_heading(letter.subject, 1)
    for text in letter.paragraphs:
        document.add_paragraph(BOX + text[len(_TO_TICK) :] if text.startswith(_TO_TICK) else text)
    document.add_paragraph(letter.regards)
    for field in letter.sign:
        document.add_paragraph(f"{field}: {blank * 3}")
    if letter.sources:
        document.add_heading(letter.sources_title, 2)
        for text in letter.sources:
            document.add_paragraph(text, "List Bullet")
    return _saved(document)


def _answer(document: Any, told: Told, sheet: Sheet) -> None:
    said = sheet.words
    document.add_heading(told.title, 4)
    document.add_paragraph().add_run(f"{MARKS[told.outcome]} {told.outcome_said}").bold = True
    document.add_paragraph(" ".join(told.body))
    for text in told.possible:
        document.add_paragraph(text, "List Bullet")
    if told.decides:
        _labelled(document, said.decides, told.decides)
    if told.not_asked:
        _labelled(document, said.not_asked, " ".join(told.not_asked))
    _labelled(document, said.source, "; ".join(told.refs))


def _brief(told: Told) -> str:
    refs = "; ".join(told.refs)
    return f"{MARKS[told.outcome]} {told.title}: {told.outcome_said} ({told.kind_said}). {refs}"


def _document(title: str, look: Look) -> Any:
    document = docx.Document()
    about = document.core_properties
    about.title, about.language, about.author, about.comments = title, LANGUAGE, "Rettighedsguiden", ""
    for name in ("Normal", *(f"Heading {level}" for level in range(1, 5))):
        style = document.styles[name]
        style.font.name = FONT
        # Word has a font and a language of its own for each kind of letters; all of them are ours.
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), FONT)
            fonts.attrib.pop(qn(f"w:{kind}Theme"), None)
    for name, size, before, after in look.styles:
        style = document.styles[name]
        style.font.size, style.paragraph_format.line_spacing = Pt(size), 1.1
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    for level in range(1, 5):
        style = document.styles[f"Heading {level}"]
        style.font.color.rgb, style.font.italic = _INK, False
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(look.margin)
    return document


def _listed(document: Any, title: str, texts: Sequence[str], before: str = "", after: str = "") -> None:
    """A heading with a list under it; nothing when the list is empty, except what is left out."""
    if texts:
        document.add_heading(title, 2)
        if before:
            document.add_paragraph(before)
    for text in texts:
        # A box to tick is a mark of its own.
        document.add_paragraph(text, None if text.startswith(BOX) else "List Bullet")
    if after:
        document.add_paragraph(after)


def _labelled(document: Any, label: str, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{label}: ").bold = True
    paragraph.add_run(text)


def _table(document: Any, head: Iterable[str], rows: Iterable[Sequence[str]]) -> None:
    names = tuple(head)
    table = document.add_table(rows=1, cols=len(names), style="Table Grid")
    for cell, name in zip(table.rows[0].cells, names, strict=True):
        cell.paragraphs[0].add_run(name).bold = True
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)


def _writing(document: Any, count: int) -> None:
    """Empty paragraphs with a line under them, to write in or on."""
    for _ in range(count):
        paragraph = document.add_paragraph()
        borders = OxmlElement("w:pBdr")
        for side in ("bottom", "between"):
            border = OxmlElement(f"w:{side}")
            for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "8A8A8A")):
                border.set(qn(f"w:{name}"), value)
            borders.append(border)
        paragraph._p.get_or_add_pPr().append(borders)


def _saved(document: Any) -> bytes:
    made = BytesIO()
    document.save(made)
    return made.getvalue()
