"""Every sentence of the catalogue that a person can read, and how hard it is to read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rights.model import Catalogue, Right


def own_words(right: Right, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The place and text of everything an entitlement says in the guide's own words; quotes are not among them."""
    data = right.data
    yield f"{right.id}.title", data.title
    yield f"{right.id}.question", data.question
    yield f"{right.id}.municipality_decides", data.municipality_decides
    for text in data.not_asked:
        yield f"{right.id}.not_asked", text
    for case in right.cases:
        yield f"{right.id}.{case.data.id}.says", case.data.says
        yield f"{right.id}.{case.data.id}.why", case.data.why


def all_words(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Every own text of the catalogue, each once a place."""
    for right in catalogue.rights.values():
        yield from own_words(right, catalogue)
    for step in catalogue.next_steps.values():
        yield f"next_steps.{step.id}.title", step.title
        yield f"next_steps.{step.id}.text", step.text
    for fact in catalogue.facts.values():
        for name in ("ask", "why", "help", "caseworker"):
            yield f"facts.{fact.id}.{name}", getattr(fact, name)
        for option in fact.options:
            yield f"facts.{fact.id}.{option.id}.label", option.label
            yield f"facts.{fact.id}.{option.id}.means", option.means
    for derived in catalogue.derived.values():
        yield f"facts.{derived.id}.why", derived.why
        for derived_option in derived.options:
            yield f"facts.{derived.id}.{derived_option.id}.means", derived_option.means
    for number, conflict in enumerate(catalogue.conflicts):
        yield f"facts.contradictions.{number}", conflict.message
    for law in catalogue.laws.values():
        yield f"law.{law.provision.id}.title", law.provision.title
        yield f"law.{law.provision.id}.plain", law.provision.plain
        for version in law.versions:
            yield f"law.{law.provision.id}.note", version.version.note
        for gap in law.gaps:
            yield f"law.{law.provision.id}.gap", gap.gap.reason
    for boundary in catalogue.boundaries.values():
        yield f"boundaries.{boundary.id}.what", boundary.what
        yield f"boundaries.{boundary.id}.note", boundary.note


_MONTH = "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
_NOT_AN_END = re.compile(rf"\b(stk|nr|fx|jf|pkt|m\.v|ca|kl)\.|(\d+)\.(?= (?:{_MONTH}))", re.IGNORECASE)


def lix(text: str) -> float:
    """Readability: words a sentence plus the share of words of more than six letters. Below 35 is easy to read."""
    plain = _NOT_AN_END.sub(lambda match: match.group(1) or match.group(2), text)
    words = re.findall(r"[^\W_]+(?:[-/][^\W_]+)*", plain)
    sentences = [part for part in re.split(r"[.!?:;]+(?:\s|$)", plain) if re.search(r"\w", part)]
    if not words:
        return 0.0
    long = sum(len(word) > 6 for word in words)
    return len(words) / len(sentences) + 100 * long / len(words)


def as_sentences(texts: list[str]) -> str:
    """Texts one after another, each ended, so that a title does not run into the next sentence."""
    return " ".join(text if text[-1] in ".!?:" else f"{text}." for text in (t.strip() for t in texts) if text)
