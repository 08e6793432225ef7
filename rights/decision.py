"""The one object that travels: chat, pages, sheet, letters and API all render it and none computes law again."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from rights.schema import Evidence, Kind, NextStep, Outcome


class Citation(Struct, frozen=True):
    """A provision in the version that counts on the date. `necessary` ones cap the outcome; the others support it."""

    id: str
    ref: str
    act: str
    title: str
    kind: Kind
    plain: str
    necessary: bool
    quote: str = ""
    evidence: Evidence | None = None
    version: str = ""
    read_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    url: str = ""
    note: str = ""
    unknown_because: str = ""


class Step(Struct, frozen=True):
    """One step of the trace: a condition of a row, the fact it tests, what was answered and whether it holds."""

    case: str
    fact: str
    answered: str | None
    accepts: tuple[str, ...]
    holds: bool | None
    citations: tuple[str, ...]


class PossibleAnswer(Struct, frozen=True):
    """A row that the answers so far do not exclude."""

    case: str
    outcome: Outcome
    says: str


class Change(Struct, frozen=True):
    """Another answer to one question and what the decision would then be (the engine was run again to find it)."""

    fact: str
    value: str
    outcome: Outcome
    case: str | None
    says: str


class Deadline(Struct, frozen=True):
    """A last day: `latest` as the guidance presumes receipt, `safe` counted from the day on the decision itself."""

    id: str
    latest: date
    safe: date


class Decision(Struct, frozen=True):
    """What the law says about one right or duty, for these answers, on this date, and why.

    `outcome` is never stronger than the weakest necessary citation; `limited_by` names the citations that lowered it.
    `case` is None while several rows are possible; they stand in `possible`, and `missing` names the facts that decide.
    `relevant` tells whether the right is about this person's situation at all (None: not known). Unless it is, the
    outcome is never "gaelder"; while it is not known, nothing certain is claimed.
    """

    entitlement: str
    title: str
    question: str
    outcome: Outcome
    kind: Kind
    valid_on: date
    case: str | None
    says: str
    why: str
    possible: tuple[PossibleAnswer, ...]
    steps: tuple[Step, ...]
    citations: tuple[Citation, ...]
    missing: tuple[str, ...]
    limited_by: tuple[str, ...]
    not_asked: tuple[str, ...]
    municipality_decides: str
    next_steps: tuple[NextStep, ...]
    relevant: bool | None = True
    deadlines: tuple[Deadline, ...] = ()
    changes: tuple[Change, ...] = ()
