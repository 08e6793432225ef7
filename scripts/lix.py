"""How easy the project's own words are to read: LIX of every file that people read, quotations left out.

LIX is words a sentence plus the percentage of words of more than six letters. Nothing is counted more kindly than that:
names of laws and schemes are long words like others. Of a template only the text is counted; `{...}` is one short word.
Buttons and titles count as sentences of their own, which makes a file look easier than its sentences are; so what the
sentences alone come to stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import msgspec
import yaml

from rights.loader import danish_date
from rights.model import Catalogue

LIMIT = 35
"""The highest LIX of a file, and of everything together."""

ENOUGH = 100
"""A file with fewer words than this is measured together with the other small ones of its kind."""

WHOLE = 5
"""Words in a sentence that is no mere label."""

EDITORS = ("rights/catalogue/documents.yml", "rights/catalogue/boundaries.yml")
"""What only those who keep the catalogue read: the table of the founding documents, and how well a date is known."""

_MONTH = "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
_NOT_AN_END = re.compile(rf"\b(stk|nr|fx|jf|ca|kl)\.|(\d+)\.(?= (?:{_MONTH}))", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[-/][^\W_]+)*")
_ENDS = re.compile(r"(?<=[.!?:])\s+")
_INLINE = re.compile(r"</?(?:a|b|strong|em|i|span|abbr|code|kbd|time|small)\b[^>]*>")
_OWN = {
    "title", "question", "opens", "municipality_decides", "not_asked", "says", "why", "ask", "help", "caseworker",
    "label", "means", "paper", "message", "plain", "note", "reason", "text", "what",
}  # fmt: skip


def lix(texts: Iterable[str]) -> float:
    """The LIX of texts, each of which ends a sentence; 0 when there is no word."""
    sentences = [sentence for text in texts for sentence in sentences_of(text)]
    words = [word for sentence in sentences for word in words_of(sentence)]
    if not words:
        return 0.0
    return len(words) / len(sentences) + 100 * sum(len(word) > 6 for word in words) / len(words)


def sentences_of(text: str) -> list[str]:
    """The sentences: each ends with a point, a colon, a question or an exclamation mark, or with the text."""
    plain = _NOT_AN_END.sub(lambda found: found[1] or found[2], text)
    return [part for part in _ENDS.split(plain) if _WORD.search(part)]


def words_of(sentence: str) -> list[str]:
    """The words; "job/uddannelse" and "CPR-nummer" are one each."""
    return _WORD.findall(sentence)


def files(root: Path, catalogue: Catalogue) -> dict[str, list[str]]:
    """Every file with words that people read, by its name from the root, with its texts."""
    fixed = [*(root / "guide").rglob("*.yml"), *(root / "web").glob("*.yml"), *(root / "web").glob("*/*.yml")]
    found = {str(path.relative_to(root)): list(_values(_read(path))) for path in sorted(fixed)}
    # Parts of the catalogue's own sentences, and single words to read aloud: no sentences.
    for name in ("guide/third_person.yml", "web/staff/code_words.yml"):
        found.pop(name, None)
    law = root / "rights" / "catalogue"
    for path in sorted(law.rglob("*.yml")):
        found[str(path.relative_to(root))] = list(_own(_filled(catalogue, _read(path))))
    for path in sorted((root / "web" / "templates").rglob("*.html")):
        found[str(path.relative_to(root))] = list(template_texts(path.read_text(encoding="utf-8")))
    return {name: texts for name, texts in found.items() if any(_WORD.search(text) for text in texts)}


def parts(files: dict[str, list[str]]) -> dict[str, list[str]]:
    """The files, those too small to measure gathered by kind."""
    found: dict[str, list[str]] = {}
    for name, texts in files.items():
        small = sum(len(words_of(text)) for text in texts) < ENOUGH
        kind = "/".join(name.split("/")[:2])
        found.setdefault(f"{kind} (små filer)" if small else name, []).extend(texts)
    return found


def whole(texts: Iterable[str]) -> list[str]:
    """The sentences that are no mere labels."""
    return [one for text in texts for one in sentences_of(text) if len(words_of(one)) >= WHOLE]


def for_people(files: dict[str, list[str]]) -> dict[str, list[str]]:
    """The files that are not for editors only."""
    return {name: texts for name, texts in files.items() if name not in EDITORS}


def page(files: dict[str, list[str]], about_others: list[str]) -> str:
    """docs/lix.md. `about_others` are the catalogue's sentences in the third person."""
    read = for_people(files)
    every = [text for texts in read.values() for text in texts]
    measured = sorted(((lix(texts), name, texts) for name, texts in parts(read).items()), reverse=True)
    hardest = sorted({(lix([one]), one) for text in every for one in sentences_of(text) if len(words_of(one)) >= 8})
    lines = [
        "# Hvor let guiden er at læse",
        "",
        "Skrevet af `scripts/docs.py`. Ret ikke her.",
        "",
        "LIX er ord pr. sætning plus procenten af ord på over seks bogstaver. Under 35 er let at læse. Alle vores egne"
        " ord er talt med, også lange navne på love og forløb. Citater er ikke talt med.",
        "",
        "Knapper og overskrifter tæller som sætninger og trækker tallet ned. Derfor står der også, hvad tallet er for"
        f" hele sætninger på mindst {WHOLE} ord. Filer med under {ENOUGH} ord er målt sammen.",
        "",
        "| | LIX | kun hele sætninger | ord |",
        "|---|---:|---:|---:|",
        _row("**Det hele**", every),
        _row("Kataloget fortalt om «borgeren»", about_others),
        *(_row(f"Kun for redaktører: {name}", files[name]) for name in EDITORS if name in files),
        "",
        "«Borgeren» er et langt ord, og det står i næsten hver sætning til den, der spørger for en anden.",
        "",
        "| fil | LIX | kun hele sætninger | ord | |",
        "|---|---:|---:|---:|---|",
    ]
    for value, name, texts in measured:
        mark = "over 35" if value > LIMIT else "over 30" if value > 30 else ""
        lines.append(f"{_row(name, texts)} {mark} |")
    lines += ["", "## De 20 tungeste sætninger", "", "Kun sætninger på mindst 8 ord.", ""]
    lines += [f"- {value:.0f}: {' '.join(one.split())}" for value, one in hardest[::-1][:20]]
    return "\n".join(lines) + "\n"


def _row(name: str, texts: list[str]) -> str:
    words = sum(len(words_of(text)) for text in texts)
    return f"| {name} | {lix(texts):.1f} | {lix(whole(texts)):.1f} | {words} |"


def template_texts(source: str) -> Iterator[str]:
    """What a template shows: its text and its labels for screen readers, without code."""
    source = re.sub(r"\{#.*?#\}|<!--.*?-->|<(script|style|svg)\b.*?</\1>", " ", source, flags=re.DOTALL)
    source = re.sub(r"\{\{.*?\}\}", "x", source, flags=re.DOTALL)
    source = re.sub(r"\{%.*?%\}", "\n\n", source, flags=re.DOTALL)
    yield from (unescape(label) for label in re.findall(r'(?:aria-label|alt|placeholder)="([^"{]+)"', source))
    for text in re.split(r"<[^>]*>|\n\s*\n", _INLINE.sub("", source)):
        plain = unescape(" ".join(text.split()))
        if '="' not in plain and any(len(word) > 1 for word in words_of(plain)):
            yield plain


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _values(data: Any) -> Iterator[str]:
    """Every text in it, with one short word for what is filled in."""
    if isinstance(data, str):
        yield re.sub(r"\{\w*\}", "x", data)
    elif isinstance(data, dict | list):
        for inner in data.values() if isinstance(data, dict) else data:
            yield from _values(inner)


def _own(data: Any, key: str = "") -> Iterator[str]:
    """The catalogue's own words: not ids, quotations or names of sources."""
    if isinstance(data, str) and key in _OWN:
        yield data
    elif isinstance(data, dict):
        for name, inner in data.items():
            yield from _own(inner, str(name))
    elif isinstance(data, list):
        for inner in data:
            yield from _own(inner, key)


def _filled(catalogue: Catalogue, data: Any) -> Any:
    """The file with the named days written out, as people read them."""
    days = {boundary.id: danish_date(boundary.date) for boundary in catalogue.boundaries.values()}
    text = msgspec.json.encode(data).decode()
    return msgspec.json.decode(re.sub(r"\{([A-Z0-9_]+)\}", lambda found: days.get(found[1], found[0]), text))
