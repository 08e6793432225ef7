"""Decisions told in plain Danish. Only arranges what stands in them: no sentence about rights begins here."""

from __future__ import annotations

from collections.abc import Iterable

from guide.answers import say
from guide.words import words
from rights.decision import Citation, Decision
from rights.loader import danish_date
from rights.logic import Answers, tests
from rights.model import Catalogue
from rights.schema import Evidence, Kind, Outcome

_OUTCOMES = [Outcome.GAELDER, Outcome.KAN_GAELDE, Outcome.GAELDER_IKKE, Outcome.KAN_IKKE_SVARE]
_KINDS = [Kind.RET, Kind.PLIGT, Kind.SKOEN, Kind.VEJLEDNING, Kind.UDTALELSE]


def useful_first(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """What applies before what does not, rights before duties before statements; otherwise in the order given."""
    return tuple(sorted(decisions, key=lambda d: (_OUTCOMES.index(d.outcome), _KINDS.index(d.kind))))


class Teller:
    """Tells the decisions of one reply; a law's full name is said at its first mention."""

    def __init__(self, catalogue: Catalogue, answers: Answers) -> None:
        """`answers` are the person's own, to be said back as what a decision rests on."""
        self.catalogue = catalogue
        self.answers = answers
        self._named: set[str] = set()

    def short(self, decision: Decision) -> list[str]:
        """The answer, what it rests on and what was not asked, and its source: a paragraph each."""
        body = " ".join([self.heading(decision), *self.body(decision)])
        return [body, " ".join([*self.grounds(decision), self.source(decision)])]

    def brief(self, decision: Decision) -> str:
        """The answer and its source in one paragraph."""
        return " ".join([f"– {self.heading(decision)}", *self.body(decision), self.source(decision)])

    def heading(self, decision: Decision) -> str:
        """The right's name, the outcome and the kind of sentence."""
        said = words()
        return f"{decision.title}: {said.outcomes[decision.outcome.value]} ({said.kinds[decision.kind.value]})."

    def body(self, decision: Decision) -> list[str]:
        """The answer itself, with what makes it uncertain said first."""
        said = words()
        if decision.outcome is Outcome.KAN_IKKE_SVARE:
            reasons = dict.fromkeys(c.unknown_because for c in decision.citations if c.necessary and c.unknown_because)
            if reasons or decision.case is None:
                return [said.unknown_law.format(reasons=" ".join(reasons) or said.unknown_depends)]
        told: list[str] = []
        if decision.limited_by:
            told.append(said.lowered.format(refs=listed(decision.limited_by)))
        if decision.case is not None:
            return [*told, decision.says, *([decision.why] if decision.why else [])]
        same = all(possible.outcome is decision.outcome for possible in decision.possible)
        told.append(said.multiple_same if same else said.multiple)
        for possible in dict.fromkeys((p.outcome, p.says) for p in decision.possible):
            told.append(f"– {said.outcomes[possible[0].value]}: {possible[1]}")
        return told

    def grounds(self, decision: Decision) -> list[str]:
        """What the answer rests on, what was not asked, what to ask, what only the municipality decides."""
        said = words()
        told: list[str] = []
        if decision.case is not None:
            told.append(self.rests_on(decision))
        if decision.missing:
            questions = " ".join(self.catalogue.facts[fact].caseworker for fact in decision.missing)
            told.append(f"{said.missing} {questions}")
        if decision.not_asked:
            told.append(said.not_asked.format(items=" ".join(decision.not_asked)))
        if decision.municipality_decides:
            told.append(said.only_municipality.format(text=decision.municipality_decides))
        for last in decision.deadlines:
            form = said.deadline_one if last.safe == last.latest else said.deadline
            told.append(form.format(latest=danish_date(last.latest), safe=danish_date(last.safe)))
        return told

    def rests_on(self, decision: Decision) -> str:
        """The answers that made the row apply."""
        about = [test.fact for test in tests(self.catalogue.rights[decision.entitlement].relevant_if)]
        tested = [step.fact for step in decision.steps if step.case == decision.case and step.holds is not None]
        facts = dict.fromkeys((*about, *tested))
        full = self.catalogue.with_derived(self.answers, decision.valid_on)
        clauses = [say(self.catalogue, fact, full[fact]) for fact in facts if fact in full]
        return words().rests_on.format(facts="; ".join(clauses)) if clauses else words().rests_on_nothing

    def source(self, decision: Decision) -> str:
        """The necessary citations, each with the version that was read."""
        cited = [c for c in decision.citations if c.necessary]
        return words().source.format(refs="; ".join(self._cited(c) for c in cited))

    def next_steps(self, decisions: Iterable[Decision], most: int = 4) -> list[str]:
        """What the person can do, said once each."""
        steps = {step.id: step for decision in decisions for step in decision.next_steps}
        return [f"{step.title}: {step.text}" for step in list(steps.values())[:most]]

    def quotes(self, decisions: Iterable[Decision]) -> list[str]:
        """Every citation once, with quote, evidence, version and link."""
        cited = {c.id: c for decision in decisions for c in decision.citations}
        return [self._in_full(citation) for citation in cited.values()]

    def full(self, decision: Decision) -> list[str]:
        """Everything the decision holds: answer, grounds, trace, what would change it, sources."""
        said = words()
        told = [" ".join([self.heading(decision), *self.body(decision)]), *self.grounds(decision)]
        told += [
            self.step(step.fact, step.holds, step.accepts) for step in decision.steps if step.case == decision.case
        ]
        if decision.changes:
            told.append(said.would_change)
            for change in decision.changes:
                clause = say(self.catalogue, change.fact, change.value)
                told.append(f"– {clause}: {said.outcomes[change.outcome.value]}. {change.says}".rstrip())
        return [*told, *self.quotes([decision])]

    def step(self, fact: str, holds: bool | None, accepts: tuple[str, ...]) -> str:
        """One condition of the trace as a sentence."""
        mark = {True: "Ja", False: "Nej", None: "Ved ikke"}[holds]
        allowed = " eller ".join(self.catalogue.means(fact, value) for value in accepts)
        return f"– Betingelse: {allowed}. {mark}."

    def _cited(self, citation: Citation) -> str:
        about = [*self._name(citation), *([_read_in(citation)] if citation.version else [])]
        return f"{citation.ref} ({', '.join(about)})" if about else citation.ref

    def _name(self, citation: Citation) -> list[str]:
        """The act's full name, at its first mention."""
        if citation.act in self._named:
            return []
        self._named.add(citation.act)
        return [citation.act]

    def _in_full(self, citation: Citation) -> str:
        said = words()
        about = ", ".join([*self._name(citation), said.kinds[citation.kind.value]])
        parts = [f"{citation.ref} ({about}): {citation.plain}"]
        if citation.quote:
            parts.append(f"Ordret: »{citation.quote}«")
        if citation.evidence is not None:
            read_on = f", {danish_date(citation.read_on)}" if citation.read_on else ""
            parts.append(f"Kilde {_read_in(citation)}{read_on}. {said.evidence[citation.evidence.value]}")
        if citation.unknown_because:
            parts.append(citation.unknown_because)
        parts += [part for part in (citation.note, citation.url) if part]
        return " ".join(parts)


def _read_in(citation: Citation) -> str:
    """Which version was read; a version that nobody has read says so itself."""
    unread = citation.evidence is Evidence.IKKE_VERIFICERET
    return citation.version if unread else f"læst i version {citation.version}"


def listed(items: Iterable[str]) -> str:
    """The items as a sentence lists them: "a, b og c"."""
    *first, last = list(items) or [""]
    return f"{', '.join(first)} og {last}" if first else last
