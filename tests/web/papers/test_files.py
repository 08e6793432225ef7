"""The papers through the pages: what is served, to whom, and that no text in them is ever run.

Proves: status and headers of every file, honest pages when there is nothing to make; markup, template and Typst
syntax in the municipality's settings and the answers print as they are in HTML, Word and PDF;
.docx and .ics open again.
"""

from __future__ import annotations

import html
import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import docx
import msgspec
import pytest
from docx.oxml.ns import qn
from icalendar import Calendar

from guide.conversation import Conversation
from guide.papers.letters import offers, templates
from guide.papers.sheet import make_sheet
from rights.loader import load
from tests.guide.papers.support import TODAY, quick
from tests.web.conftest import Clock, Person, TestClient
from tests.web.papers.conftest import COMPLAINT, EXAMPLE, Put, pdf_text
from web.app import create_app
from web.papers.pdf import make_pdf
from web.papers.word import letter_docx, sheet_docx
from web.settings import Settings

STATE = Conversation(answers={**EXAMPLE, **COMPLAINT}, topics=("tilbud_og_helbred", "klage"))
EVIL = '#read("/etc/passwd") *x* <script>alert(1)</script> {{ 7*7 }}'
FILES = {
    "/ark.pdf": ("application/pdf", "forberedelsesark.pdf"),
    "/ark.docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "forberedelsesark.docx"),
    "/frister.ics": ("text/calendar; charset=utf-8", "frister.ics"),
    "/breve/klage.pdf": ("application/pdf", "klage.pdf"),
    "/breve/klage.docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "klage.docx"),
}
PAGES = ("/ark", "/breve", "/breve/klage")


def words_of(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


@pytest.fixture
def asking(alone: Person, put: Put) -> Person:
    put(alone, STATE)
    return alone


@pytest.mark.parametrize("path", FILES)
def test_a_file_has_a_name_that_tells_nothing_and_is_not_kept(asking: Person, path: str) -> None:
    answer = asking.client.get(path)
    type, name = FILES[path]
    assert answer.status_code == 200
    assert answer.headers["content-type"] == type
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", [*FILES, *PAGES])
def test_without_a_conversation_a_page_says_so(alone: Person, path: str) -> None:
    answer = alone.client.get(path)
    assert answer.status_code == 404
    assert "<h1>Ingen samtale</h1>" in answer.text


@pytest.mark.parametrize("path", ["/ark", "/ark.pdf", "/ark.docx"])
def test_without_a_topic_the_sheet_says_so(alone: Person, put: Put, path: str) -> None:
    put(alone, Conversation(answers=EXAMPLE))
    answer = alone.client.get(path)
    assert answer.status_code == 409
    assert "Vælg først et emne" in answer.text


def test_without_a_date_there_is_no_calendar(alone: Person, put: Put) -> None:
    put(alone, Conversation(answers=EXAMPLE, topics=("tilbud_og_helbred",)))
    assert alone.client.get("/frister.ics").status_code == 404
    assert "/frister.ics" not in alone.client.get("/ark").text


@pytest.mark.parametrize(
    "path", ["/breve/findes_ikke", "/breve/..%2f..%2fetc", "/breve/findes_ikke.pdf", "/breve/%0d%0aX.docx"]
)
def test_an_unknown_letter_is_not_found(asking: Person, path: str) -> None:
    assert asking.client.get(path).status_code == 404


def test_a_letter_that_does_not_fit_says_why(alone: Person, put: Put) -> None:
    put(alone, Conversation(answers={"ordning": "jobafklaring"}, topics=("samtale_sundhedskoordinator",)))
    page = html.unescape(alone.client.get("/breve").text)
    assert "Breve, der ikke passer til dine svar" in page
    assert "Retten gælder kun i ressourceforløb" in page
    for ending in ("", ".pdf", ".docx"):
        assert alone.client.get(f"/breve/samtale_og_ventetid{ending}").status_code == 409


def test_the_pages_hold_the_sheet_and_the_letter(asking: Person) -> None:
    page = html.unescape(asking.client.get("/ark").text)
    sheet = make_sheet(quick(), STATE, TODAY)
    for text in (sheet.title, *sheet.situation, *sheet.deadlines, *sheet.questions, *sheet.papers, sheet.more_left):
        assert text in page
    assert page.count("<h1") == 1 and "style=" not in page
    for id in templates():
        letter = html.unescape(asking.client.get(f"/breve/{id}").text)
        found = {offer.id: offer.letter for offer in offers(quick(), load(), STATE, TODAY)}[id]
        assert found and found.text in letter
        assert "Intet er sendt endnu" in letter
        assert "Intet er sendt endnu" not in found.text


def test_what_the_municipality_wrote_is_text_everywhere(
    database: str, clock: Clock, municipality: Path, put: Put
) -> None:
    with TestClient(create_app(Settings(database, "", clock, municipality=municipality))) as client:
        person = Person(client)
        person.open()
        put(person, STATE)
        page = client.get("/breve/klage").text
        assert html.escape(EVIL, quote=False) in html.unescape(page).replace("<", "&lt;").replace(">", "&gt;")
        assert "<script>alert" not in page and "<b>Vej" not in page and "49" not in page.split("<textarea")[1][:200]
        assert EVIL in words_of(client.get("/breve/klage.docx").content)
        text = pdf_text(client.get("/breve/klage.pdf").content)
        assert printed(EVIL) in text and "#panic()" in text


def test_what_an_answer_holds_is_text_everywhere() -> None:
    """An answer is checked before it is taken; were one not, it would still be text."""
    state = Conversation(answers={"ordning": EVIL, "tilbud": "#panic()"}, topics=("tilbud_og_helbred",))
    sheet = make_sheet(quick(), state, TODAY)
    assert EVIL in sheet.situation
    assert EVIL in words_of(sheet_docx(sheet))
    assert printed(EVIL) in pdf_text(make_pdf("sheet.typ", sheet))
    letter = {offer.id: offer.letter for offer in offers(quick(), load(), state, TODAY)}["moede"]
    assert letter
    letter = msgspec.structs.replace(letter, subject=EVIL, paragraphs=(f"[  ] {EVIL}", EVIL), sources=(EVIL,))
    assert pdf_text(make_pdf("letter.typ", letter)).count(printed(EVIL)) >= 4
    assert words_of(letter_docx(letter)).count(EVIL) == 4


def printed(text: str) -> str:
    return "".join(text.split())


def test_a_word_file_is_danish_with_real_headings_lists_and_a_table_header() -> None:
    data = sheet_docx(make_sheet(quick(), STATE, TODAY))
    document = docx.Document(io.BytesIO(data))
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert styles[0] == "Heading 1" and {"Heading 2", "Heading 3", "Heading 4", "List Bullet"} <= set(styles)
    assert document.core_properties.language == "da-DK"
    assert document.core_properties.title == "Forberedelsesark"
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        written = files.read("word/styles.xml").decode()
    assert 'w:val="da-DK"' in written and 'w:lang w:val="en' not in written
    assert document.tables[0].rows[0]._tr.findall(f"{qn('w:trPr')}/{qn('w:tblHeader')}")


def test_every_letter_opens_as_a_word_file() -> None:
    for offer in offers(quick(), load(), STATE, TODAY):
        assert offer.letter
        text = words_of(letter_docx(offer.letter))
        assert offer.letter.subject in text
        for source in offer.letter.sources:
            assert source in text


def test_the_calendar_holds_the_last_days_with_a_reminder(asking: Person) -> None:
    calendar = Calendar.from_ical(asking.client.get("/frister.ics").content)
    events = calendar.walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [date(2026, 12, 8), date(2026, 12, 15)]
    for event in events:
        assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(days=1)
        (alarm,) = event.walk("VALARM")
        assert alarm.decoded("trigger") == timedelta(days=-3, hours=9)
        assert "Tjek altid klagevejledningen" in str(event["description"])
    assert len({str(event["uid"]) for event in events}) == 2


def test_while_the_guide_is_switched_off_there_are_no_papers(database: str, clock: Clock, tmp_path: Path) -> None:
    settings = tmp_path / "kommune.yml"
    settings.write_text("closed: Guiden er lukket i dag.\n", encoding="utf-8")
    with TestClient(create_app(Settings(database, "", clock, municipality=settings))) as client:
        assert {client.get(path).status_code for path in ("/ark", "/ark.pdf", "/breve")} == {503}
