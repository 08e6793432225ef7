"""The law applied: one entitlement, one set of answers, one date -> one Decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import msgspec

from rights import derived
from rights.decision import Change, Citation, Deadline, Decision, PossibleAnswer, Step
from rights.logic import Answers, Test, Truth, evaluate, tests
from rights.model import Case, Catalogue, Law, Right
from rights.schema import CERTAIN, UNKNOWN, Outcome

_CERTAINTY = {Outcome.KAN_IKKE_SVARE: 0, Outcome.KAN_GAELDE: 1, Outcome.GAELDER: 2, Outcome.GAELDER_IKKE: 2}


@dataclass(frozen=True)
class Row:
    """A case as it stands in one era: its outcome under the evidence ceiling, with the citations in force."""

    case: Case
    outcome: Outcome
    citations: tuple[Citation, ...]
    refs: tuple[str, ...]
    limited_by: tuple[str, ...]
    tests: tuple[Test, ...]
    answer: PossibleAnswer


class Assessor:
    """Applies one catalogue. Keeps, for each stretch of days with the same law, the rows as they then stand."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Nothing is worked out before it is asked for."""
        self.catalogue = catalogue
        self._rows: dict[tuple[str, int], tuple[Row, ...]] = {}
        self._citations: dict[tuple[str, bool, int], Citation] = {}

    def rows(self, entitlement: str, on: date) -> tuple[Row, ...]:
        """The rows of an entitlement that count on the date, each with its outcome under the evidence ceiling.

        Raises:
            KeyError: no such entitlement.
        """
        key = (entitlement, self.catalogue.era(on))
        if key not in self._rows:
            cases = self.catalogue.rights[entitlement].cases
            self._rows[key] = tuple(self._row(case, on) for case in cases if on in case.period)
        return self._rows[key]

    def possible(self, right: Right, full: Answers, on: date) -> list[Row]:
        """The rows not excluded by the answers (`full`: derived facts included). One row that is true stands alone."""
        found: list[Row] = []
        for row in self.rows(right.id, on):
            truth = evaluate(row.case.condition, full)
            if truth is True:
                return [row]
            if truth is None:
                found.append(row)
        return found

    def decide(self, entitlement: str, answers: Answers, on: date, today: date | None = None) -> Decision:
        """The decision without `changes`.

        Args:
            entitlement: its id.
            answers: fact -> answer; missing and "ved_ikke" are both unknown.
            on: the day of the event, whose law counts.
            today: the day deadlines are held against; `on` when left out.

        Raises:
            KeyError: no such entitlement.
        """
        full = self.catalogue.with_derived(answers, today or on)
        return self._decide(self.catalogue.rights[entitlement], answers, full, on)

    def _decide(self, right: Right, answers: Answers, full: Answers, on: date) -> Decision:
        """The decision, the facts that are worked out being in `full` already."""
        catalogue = self.catalogue
        rows = self.possible(right, full, on)
        single = rows[0] if len(rows) == 1 else None
        about = evaluate(right.relevant_if, full)
        outcome = _outcome(rows, about)
        data = right.data
        return Decision(
            entitlement=right.id,
            title=data.title,
            question=data.question,
            outcome=outcome,
            kind=(single.case.data.kind if single else None) or data.kind,
            valid_on=on,
            case=single.case.data.id if single else None,
            says=single.case.data.says if single else "",
            why=single.case.data.why if single else "",
            possible=tuple(row.answer for row in rows),
            steps=self._steps(right, full, on, rows),
            citations=_merged(rows),
            missing=self._missing(right, () if single else rows, full),
            limited_by=tuple(dict.fromkeys(ref for row in rows for ref in row.limited_by)),
            not_asked=data.not_asked,
            municipality_decides=data.municipality_decides,
            next_steps=tuple(
                catalogue.next_steps[id] for id in dict.fromkeys(id for row in rows for id in row.case.data.next_steps)
            ),
            relevant=about,
            deadlines=_deadlines(rows, answers),
        )

    def assess(self, entitlement: str, answers: Answers, on: date, today: date | None = None) -> Decision:
        """The decision with "what would change the answer". Arguments and errors as `decide`."""
        decision = self.decide(entitlement, answers, on, today)
        return msgspec.structs.replace(decision, changes=self._changes(decision, answers, on, today))

    def assess_all(self, answers: Answers, on: date, today: date | None = None) -> dict[str, Decision]:
        """Every entitlement decided (without `changes`)."""
        full = self.catalogue.with_derived(answers, today or on)
        return {id: self._decide(right, answers, full, on) for id, right in self.catalogue.rights.items()}

    def reassess(
        self, before: dict[str, Decision], changed: str, answers: Answers, on: date, today: date | None = None
    ) -> dict[str, Decision]:
        """`assess_all` after one answer changed: only the entitlements that use the fact are decided again."""
        full = self.catalogue.with_derived(answers, today or on)
        rights = self.catalogue.rights
        again = self.catalogue.rights_using.get(changed, frozenset())
        return {**before, **{id: self._decide(rights[id], answers, full, on) for id in again}}

    # -- parts of a decision

    def _row(self, case: Case, on: date) -> Row:
        """The case on a day: its outcome lowered to what its necessary citations can carry."""
        outcome = case.data.outcome
        limited: list[str] = []
        for id in case.data.citations:
            law = self.catalogue.laws[id]
            version = law.version_on(on)
            if version is None:
                outcome = Outcome.KAN_IKKE_SVARE
                limited.append(law.provision.ref)
            elif outcome in CERTAIN and outcome not in version.carries:
                outcome = Outcome.KAN_GAELDE
                limited.append(law.provision.ref)
        answer = PossibleAnswer(case.data.id, outcome, case.data.says)
        necessary = tuple(self._cite(id, on, True) for id in case.data.citations)
        context = tuple(self._cite(id, on, False) for id in case.data.context)
        return Row(
            case,
            outcome,
            necessary + context,
            tuple(c.ref for c in necessary),
            tuple(limited),
            tuple(tests(case.condition)),
            answer,
        )

    def _cite(self, id: str, on: date, necessary: bool) -> Citation:
        """A provision as it stands on a day; many rows share it."""
        key = (id, necessary, self.catalogue.era(on))
        if key not in self._citations:
            self._citations[key] = _citation(self.catalogue.laws[id], on, necessary)
        return self._citations[key]

    def _steps(self, right: Right, full: Answers, on: date, rows: list[Row]) -> tuple[Step, ...]:
        """Every condition of the rows still possible; of an excluded row the first condition that fails."""
        left = {id(row) for row in rows}
        steps: list[Step] = []
        for row in self.rows(right.id, on):
            open_ = id(row) in left
            for test in row.tests:
                holds: Truth = evaluate(test, full)
                if open_ or holds is False:
                    steps.append(_step(row, test, full.get(test.fact), holds))
                    if not open_:
                        break
        return tuple(steps)

    def _missing(self, right: Right, rows: Iterable[Row], full: Answers) -> tuple[str, ...]:
        """The unknown facts that the relevance or the rows test, in the order of the catalogue's questions."""
        conditions = [right.relevant_if] if evaluate(right.relevant_if, full) is None else []
        conditions += [row.case.condition for row in rows]
        unknown = {
            test.fact
            for condition in conditions
            for test in tests(condition)
            if full.get(test.fact, UNKNOWN) == UNKNOWN
        }
        for fact in list(unknown & set(self.catalogue.derived)):
            unknown.remove(fact)
            unknown |= {
                source
                for source in self.catalogue.sources(fact)
                if full.get(source, UNKNOWN) == UNKNOWN and not self.catalogue.facts[source].volunteered
            }
        return tuple(sorted(unknown, key=self.catalogue.place.__getitem__))

    def _changes(self, decision: Decision, answers: Answers, on: date, today: date | None) -> tuple[Change, ...]:
        """For each question of the entitlement every other answer that alone leads to another outcome."""
        right = self.catalogue.rights[decision.entitlement]
        changes: list[Change] = []
        for fact in dict.fromkeys((*(test.fact for test in tests(right.relevant_if)), *right.facts)):
            if fact in self.catalogue.derived:
                continue
            for value in self.catalogue.option_ids(fact):
                if value == answers.get(fact):
                    continue
                other = {**answers, fact: value}
                if any(True for _ in self.catalogue.conflicts_in(other, on)):
                    continue
                full = self.catalogue.with_derived(other, today or on)
                about = evaluate(right.relevant_if, full)
                if about is False:
                    continue
                rows = self.possible(right, full, on)
                outcome = _outcome(rows, about)
                if outcome is not decision.outcome:
                    case = rows[0].case.data if len(rows) == 1 else None
                    changes.append(
                        Change(fact, value, outcome, case.id, case.says)
                        if case
                        else Change(fact, value, outcome, None, "")
                    )
        return tuple(changes)


def _citation(law: Law, on: date, necessary: bool) -> Citation:
    provision = law.provision
    dated = law.version_on(on)
    base = Citation(
        provision.id, provision.ref, law.act.name, provision.title, provision.kind, provision.plain, necessary
    )
    if dated is None:
        gap = law.gap_on(on)
        return msgspec.structs.replace(
            base,
            url=law.act.url,
            unknown_because=gap.gap.reason if gap else "Vi kender ingen version af reglen på den dag.",
        )
    version = dated.version
    return msgspec.structs.replace(
        base,
        quote=" ".join(version.quote.split()),
        evidence=version.evidence,
        version=version.read_in,
        read_on=version.read_on,
        valid_from=dated.period.first_day,
        valid_to=dated.period.last_day,
        url=version.url or law.act.url,
        note=version.note,
    )


def _combined(outcomes: Iterable[Outcome]) -> Outcome:
    """One outcome for several possible rows: the shared one, else the less certain kind."""
    found = set(outcomes)
    if len(found) == 1:
        return found.pop()
    if not found or Outcome.KAN_IKKE_SVARE in found:
        return Outcome.KAN_IKKE_SVARE
    return Outcome.KAN_GAELDE


def _outcome(rows: list[Row], about: Truth) -> Outcome:
    """The rows' outcome; "gælder" only when the right is about the person, nothing certain while that is unknown."""
    outcome = _combined(row.outcome for row in rows)
    lowered = {True: frozenset[Outcome](), False: frozenset({Outcome.GAELDER}), None: CERTAIN}[about]
    return Outcome.KAN_GAELDE if outcome in lowered else outcome


def certainty(outcome: Outcome) -> int:
    """How much an outcome claims: 0 nothing, 1 it depends, 2 certain."""
    return _CERTAINTY[outcome]


def _step(row: Row, test: Test, answered: str | None, holds: Truth) -> Step:
    return Step(row.case.data.id, test.fact, answered, _ordered(test.allowed), holds, row.refs)


@lru_cache(maxsize=4096)
def _ordered(values: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(values))


def _merged(rows: list[Row]) -> tuple[Citation, ...]:
    if len(rows) == 1:
        return rows[0].citations
    found: dict[str, Citation] = {}
    for row in rows:
        for citation in row.citations:
            if citation.id not in found or (citation.necessary and not found[citation.id].necessary):
                found[citation.id] = citation
    return tuple(found.values())


def _deadlines(rows: list[Row], answers: Answers) -> tuple[Deadline, ...]:
    names = dict.fromkeys(row.case.data.deadline for row in rows if row.case.data.deadline)
    days = derived.complaint_deadlines(answers) if names else ()
    if not days:
        return ()
    # With several ways of delivery possible the earliest day counts: a deadline said too early does no harm.
    sent = answers.get("afgoerelse_dato", UNKNOWN)
    safe = days[0] if sent == UNKNOWN else min(days[0], date.fromisoformat(sent) + derived.COMPLAINT_PERIOD)
    return tuple(Deadline(name, days[0], safe) for name in names)
