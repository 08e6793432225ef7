"""The note for the record: what was told, what the guide answered and on which sources, what was not asked."""

from __future__ import annotations

from collections.abc import Iterable

from guide.tell import Teller
from guide.third_person import third_person
from guide.words import words
from rights.decision import Citation, Decision
from rights.interview import may_ask
from rights.loader import danish_date
from rights.schema import Evidence, Outcome
from web.staff.view import OUTCOMES, View
from web.staff.words import staff_words

TOLD_IN_FULL = frozenset({Outcome.GAELDER, Outcome.KAN_GAELDE})


def note(view: View) -> str:
    """The note as plain text. Holds nothing that is not in the answers, the decisions and words.yml."""
    said, panel = staff_words().note, view.panel()
    parts = [
        f"{said.title}\n{said.notice}",
        "\n".join([said.made.format(day=danish_date(view.today)), _day(view, panel.day_assumed)]),
        _listed(said.told, view.told()) or said.told_nothing,
        _listed(said.uncertain, view.uncertain()),
    ]
    chosen = [name for _, name, on in view.topic_names() if on]
    if chosen:
        parts.insert(2, said.topics.format(topics="; ".join(chosen)))
    if view.clashes:
        return _whole([*parts, *(said.clash.format(message=clash.message) for clash in view.clashes)])
    decisions = view.decisions()
    for outcome in OUTCOMES:
        parts += _group(view, outcome, [decision for decision in decisions if decision.outcome is outcome])
    missing = dict.fromkeys(fact for decision in decisions for fact in decision.missing)
    asks = [view.catalogue.facts[f].ask for f in missing if may_ask(view.catalogue, f, view.state.answers)]
    parts.append(_listed(said.not_asked, asks))
    parts.append(_listed(said.not_in_guide, dict.fromkeys(item for d in decisions for item in d.not_asked)))
    if panel.beside:
        parts.append(said.beside.format(titles="; ".join(panel.beside)))
    parts.append(said.notice)
    return _whole(parts)


def _day(view: View, assumed: bool) -> str:
    said = staff_words().note
    return (said.day_assumed if assumed else said.day).format(day=danish_date(view.day))


def _group(view: View, outcome: Outcome, decisions: list[Decision]) -> list[str]:
    if not decisions:
        return []
    teller = Teller(view.catalogue, view.state.answers)
    return [words().outcomes[outcome.value].upper(), *(_told(teller, decision) for decision in decisions)]


def _told(teller: Teller, decision: Decision) -> str:
    """A decision: in full when something may come of it, else the answer; always with its sources and versions."""
    said = words()
    body = teller.body(decision) if decision.outcome in TOLD_IN_FULL or decision.case is None else [decision.says]
    told = [f"{decision.title} ({said.kinds[decision.kind.value]})", *body]
    if decision.outcome in TOLD_IN_FULL and decision.municipality_decides:
        told.append(said.only_municipality.format(text=decision.municipality_decides))
    for last in decision.deadlines:
        form = said.deadline_one if last.safe == last.latest else said.deadline
        told.append(third_person(form).format(latest=danish_date(last.latest), safe=danish_date(last.safe)))
    told.append(said.source.format(refs="; ".join(_cited(c) for c in decision.citations if c.necessary)))
    return "\n".join(told)


def _cited(citation: Citation) -> str:
    if citation.evidence is None:
        return f"{citation.ref} ({citation.unknown_because})"
    unread = citation.evidence is Evidence.IKKE_VERIFICERET
    version = citation.version if unread else f"læst i version {citation.version}"
    return f"{citation.ref} ({version}. {words().evidence[citation.evidence.value].rstrip('.')})"


def _listed(title: str, items: Iterable[str]) -> str:
    lines = [f"- {item}" for item in items]
    return "\n".join([title, *lines]) if lines else ""


def _whole(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
