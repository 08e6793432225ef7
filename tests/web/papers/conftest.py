"""A person whose conversation is put straight into the store, and the text of a PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from guide.conversation import Conversation, dump
from store import Kept, Store
from tests.web.conftest import Clock, Person

EXAMPLE = {
    "ordning": "ressourceforloeb",
    "rf_bevilget": "foer_afskaffelsen",
    "tilbud": "beskaeftigelsesrettet",
    "tilbud_paabegyndt": "nej",
    "mener_helbred_ikke_hensyn": "ja",
}
COMPLAINT = {"afgoerelse": "skriftlig", "afgoerelse_dato": "2026-11-10", "post": "brev"}

Put = Callable[[Person, Conversation], None]


@pytest.fixture
def put(store: Store, clock: Clock) -> Put:
    """Makes a conversation the person's own."""

    def keep(person: Person, state: Conversation) -> None:
        store.update(person.id, lambda _: (Kept(dump(state), ()), None), clock())

    return keep


@pytest.fixture
def municipality(tmp_path: Path) -> Path:
    """A municipality whose name is made to break out of every format."""
    path = tmp_path / "kommune.yml"
    path.write_text(
        "name: '#read(\"/etc/passwd\") *x* <script>alert(1)</script> {{ 7*7 }}'\n"
        "address: ['#panic()', '<b>Vej 1</b>']\ndigital_post: 'Skriv til os på <i>Digital Post</i>.'\n",
        encoding="utf-8",
    )
    return path


def pdf_text(data: bytes) -> str:
    """The text of a PDF in the order it is read, without the spaces, which a line break may have taken."""
    said: list[str] = []
    for page in pikepdf.open(io.BytesIO(data)).pages:
        fonts = {name: _letters(font) for name, font in page.Resources.Font.items()}
        letters: dict[str, str] = {}
        for instruction in pikepdf.parse_content_stream(page):
            operands, operator = instruction.operands, instruction.operator
            if str(operator) == "Tf":
                letters = fonts[str(operands[0])]
            elif str(operator) in ("Tj", "TJ"):
                parts = operands[0] if str(operator) == "TJ" else operands
                codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String)).hex()
                said += [letters.get(codes[at : at + 4], "") for at in range(0, len(codes), 4)]
    return "".join("".join(said).split())


def _letters(font: pikepdf.Object) -> dict[str, str]:
    """Glyph code -> text, from the font's own table."""
    table = font.ToUnicode.read_bytes().decode()
    found: dict[str, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[code.lower()] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for number in range(int(first, 16), int(last, 16) + 1):
                found[f"{number:04x}"] = chr(int(text, 16) + number - int(first, 16))
    return found
