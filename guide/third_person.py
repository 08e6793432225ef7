"""The catalogue told about somebody else: "du" becomes "borgeren", for the one who asks for another.

Only words change. No condition, outcome, citation or date does, and quotations stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

import msgspec
from msgspec import Struct

from rights.model import Case, Catalogue, Law, Right

_S = TypeVar("_S", bound=Struct)

_WORDS = {
    "du": "borgeren", "dig": "borgeren", "din": "borgerens", "dit": "borgerens", "dine": "borgerens",
    "jeg": "borgeren", "mig": "borgeren", "min": "borgerens", "mit": "borgerens", "mine": "borgerens",
}  # fmt: skip
_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)


def third_person(text: str) -> str:
    """A sentence of ours said about "borgeren" instead of to the person."""

    def said(found: re.Match[str]) -> str:
        word = _WORDS[found[0].lower()]
        return word.capitalize() if found[0][0].isupper() else word

    return _WORD.sub(said, text)


def in_third_person(catalogue: Catalogue) -> Catalogue:
    """The same catalogue with every sentence of ours in the third person."""
    return replace(
        catalogue,
        facts={
            id: _told(fact, "ask why caseworker help means", options="label means")
            for id, fact in catalogue.facts.items()
        },
        derived={id: _told(fact, "why", options="means") for id, fact in catalogue.derived.items()},
        conflicts=tuple(replace(conflict, message=third_person(conflict.message)) for conflict in catalogue.conflicts),
        laws={id: _law(law) for id, law in catalogue.laws.items()},
        rights={id: _right(right) for id, right in catalogue.rights.items()},
        next_steps={id: _told(step, "title text") for id, step in catalogue.next_steps.items()},
    )


def _right(right: Right) -> Right:
    data = _told(right.data, "title question opens municipality_decides not_asked", cases="says why")
    cases = {case.id: case for case in data.cases}
    return replace(right, data=data, cases=tuple(_case(case, cases[case.data.id]) for case in right.cases))


def _case(case: Case, data: msgspec.Struct) -> Case:
    return replace(case, data=data)  # type: ignore[arg-type]


def _law(law: Law) -> Law:
    return replace(law, provision=_told(law.provision, "title plain"))


def _told(struct: _S, fields: str, **inner: str) -> _S:
    """The struct with its named texts (and those of the structs it holds in a tuple) in the third person."""
    changed: dict[str, object] = {name: _text(getattr(struct, name)) for name in fields.split()}
    for name, inner_fields in inner.items():
        changed[name] = tuple(_told(one, inner_fields) for one in getattr(struct, name))
    return msgspec.structs.replace(struct, **changed)


def _text(value: str | Iterable[str]) -> str | tuple[str, ...]:
    return third_person(value) if isinstance(value, str) else tuple(third_person(one) for one in value)
