"""The catalogue told about somebody else: "du" becomes "borgeren", for the one who asks for another.

Only words change. No condition, outcome, citation or date does, and quotations stay as they are. What no rule can do
stands in third_person.yml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from guide.words import read_texts
from rights.model import Case, Catalogue, Law, Right

_S = TypeVar("_S", bound=Struct)

_SUBJECT = {"du", "jeg"}
_OBJECT = {"dig", "mig"}
_OWN = {"din": "sin", "dit": "sit", "dine": "sine", "min": "sin", "mit": "sit", "mine": "sine"}
_PERSON = re.compile(rf"\b(?:{'|'.join((*_SUBJECT, *_OBJECT, *_OWN))})\b", re.IGNORECASE)
_QUOTED = re.compile(r"(»[^«]*«|«[^»]*»|\"[^\"]*\")")
_CLAUSES = re.compile(r"([,.;:?!()–]+\s*|\s+(?=men\b|fordi\b))")
_SENTENCES = re.compile(r"(?<=[.?!])\s+(?=[A-ZÆØÅ])")
# "bede kommunen tilpasse tilbuddet til dit helbred": from here on somebody else acts, so "sit" would be theirs.
_OTHERS_ACT = re.compile(r"\b(?:bede|få|lade) (?:kommunen|den|en anden)\b", re.IGNORECASE)
_WITH_OTHERS = re.compile(r"\b(du|jeg) og (din|min)\b", re.IGNORECASE)
# Verbs that are said with "sig" whoever the subject is: "ret til at udtale sig".
_REFLEXIVE = re.compile(r"\b(at (?:udtale|beslutte|melde)) (?:dig|mig)\b", re.IGNORECASE)
# A pronoun stands before "ikke", a noun after it: "giver dig ikke ret" -> "giver ikke borgeren ret".
_BEFORE_NOT = re.compile(r"\b(dig|mig) (ikke(?: i sig selv)?)\b", re.IGNORECASE)
# "din sygdom og dine behov" -> "borgerens sygdom og behov".
_BOTH_OWN = re.compile(rf"\b((?:{'|'.join(_OWN)}) \w+ og) (?:{'|'.join(_OWN)})\b", re.IGNORECASE)
_NAMED = re.compile(r"(?<!\bved )\b[Bb]orgeren\b(?! og (?:borgerens|kommunen)\b)")


@lru_cache(maxsize=1)
def exceptions() -> dict[str, str]:
    """Parts of sentences that no rule turns into good Danish -> how they are said; read once.

    Raises:
        msgspec.ValidationError: the file has another form.
    """
    return read_texts(Path(__file__).with_suffix(".yml"), dict[str, dict[str, str]])["phrases"]


def third_person(text: str) -> str:
    """Sentences of ours said about "borgeren" instead of to the person."""
    return " ".join(_sentence(one) for one in _SENTENCES.split(" ".join(text.split())))


def _sentence(text: str) -> str:
    parts = [part if _QUOTED.fullmatch(part) else _unquoted(part) for part in _QUOTED.split(text)]
    return _varied("".join(parts))


def _unquoted(text: str) -> str:
    for phrase, said in exceptions().items():
        text = text.replace(phrase, said)
    return "".join(_clause(part) for part in _CLAUSES.split(text))


def _clause(text: str) -> str:
    """One clause: what is said of the person depends on whether the person is its subject."""
    text = _REFLEXIVE.sub(r"\1 sig", _WITH_OTHERS.sub(r"\1 og borgerens", text))
    subject = any(found[0].lower() in _SUBJECT for found in _PERSON.finditer(text))
    if not subject:
        text = _BOTH_OWN.sub(r"\1", _BEFORE_NOT.sub(r"\2 \1", text))
    others = _OTHERS_ACT.search(text)
    acts_until = (others.end() if others else len(text)) if subject else 0

    def said(found: re.Match[str]) -> str:
        word, acts = found[0].lower(), found.start() < acts_until
        if word in _OWN:
            new = _OWN[word] if acts else "borgerens"
        elif word in _OBJECT and acts:
            new = "sig"
        else:
            new = "borgeren"
        return new.capitalize() if found[0][0].isupper() else new

    return _PERSON.sub(said, text)


def _varied(sentence: str) -> str:
    """Three mentions in one sentence are one too many: every second of them is "vedkommende"."""
    places = list(_NAMED.finditer(sentence))
    for found in reversed(places[1::2] if len(places) > 2 else []):
        sentence = f"{sentence[: found.start()]}vedkommende{sentence[found.end() :]}"
    return sentence


def in_third_person(catalogue: Catalogue) -> Catalogue:
    """The same catalogue with every sentence of ours in the third person."""
    return replace(
        catalogue,
        facts={
            id: _told(fact, "ask why caseworker help means paper", options="label means")
            for id, fact in catalogue.facts.items()
        },
        derived={id: _told(fact, "why", options="means") for id, fact in catalogue.derived.items()},
        conflicts=tuple(replace(conflict, message=third_person(conflict.message)) for conflict in catalogue.conflicts),
        laws={id: _law(law) for id, law in catalogue.laws.items()},
        rights={id: _right(right) for id, right in catalogue.rights.items()},
        next_steps={id: _told(step, "title text") for id, step in catalogue.next_steps.items()},
        documents=tuple(_told(document, "", rows="says") for document in catalogue.documents),
    )


def _right(right: Right) -> Right:
    data = _told(right.data, "title question opens municipality_decides not_asked", cases="says why")
    cases = {case.id: case for case in data.cases}
    return replace(right, data=data, cases=tuple(_case(case, cases[case.data.id]) for case in right.cases))


def _case(case: Case, data: msgspec.Struct) -> Case:
    return replace(case, data=data)  # type: ignore[arg-type]


def _law(law: Law) -> Law:
    return replace(
        law,
        provision=_told(law.provision, "title plain", versions="note", gaps="reason"),
        versions=tuple(replace(dated, version=_told(dated.version, "note")) for dated in law.versions),
        gaps=tuple(replace(dated, gap=_told(dated.gap, "reason")) for dated in law.gaps),
    )


def _told(struct: _S, fields: str, **inner: str) -> _S:
    """The struct with its named texts (and those of the structs it holds in a tuple) in the third person."""
    changed: dict[str, object] = {name: _text(getattr(struct, name)) for name in fields.split()}
    for name, inner_fields in inner.items():
        changed[name] = tuple(_told(one, inner_fields) for one in getattr(struct, name))
    return msgspec.structs.replace(struct, **changed)


def _text(value: str | Iterable[str]) -> str | tuple[str, ...]:
    return third_person(value) if isinstance(value, str) else tuple(third_person(one) for one in value)
