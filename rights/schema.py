"""The shape of the catalogue: what the YAML files may hold. Unknown keys are refused."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any, Literal

from msgspec import Struct, field


class Outcome(str, Enum):
    """What the law says about one right or duty for one person on one date."""

    GAELDER = "gaelder"
    GAELDER_IKKE = "gaelder_ikke"
    KAN_GAELDE = "kan_gaelde"
    KAN_IKKE_SVARE = "kan_ikke_svare"


class Kind(str, Enum):
    """The four kinds of sentence that are kept apart wherever a person reads (guidance beside statements)."""

    RET = "ret"
    PLIGT = "pligt"
    SKOEN = "skoen"
    UDTALELSE = "udtalelse"
    VEJLEDNING = "vejledning"


class Evidence(str, Enum):
    """How well a version of a provision is known, best first."""

    TEKST = "tekst"
    GRUNDDOKUMENT = "grunddokument"
    OFFICIEL_KILDE = "officiel_kilde"
    LOVFORSLAG = "lovforslag"
    SEKUNDAER = "sekundaer"
    SLUTNING = "slutning"
    IKKE_VERIFICERET = "ikke_verificeret"


CERTAIN = frozenset({Outcome.GAELDER, Outcome.GAELDER_IKKE})
"""The outcomes that need evidence; the two others claim nothing certain."""

STRONG = frozenset({Evidence.TEKST, Evidence.GRUNDDOKUMENT, Evidence.OFFICIEL_KILDE})
"""Evidence that can carry a certain outcome, unless a version says otherwise."""

STATEMENTS = frozenset({Kind.UDTALELSE, Kind.VEJLEDNING})
"""Sentences without legal force of their own: they never carry a certain outcome."""

UNKNOWN = "ved_ikke"
"""The answer that every question accepts."""

DateOrName = str
"""An ISO date or the name of a boundary."""
ConditionData = dict[str, Any]


class _Strict(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of everything read from YAML."""


class Boundary(_Strict, frozen=True):
    """A named day on which the law changed or is planned to change."""

    id: str
    date: date
    what: str
    evidence: Evidence
    note: str


class Option(_Strict, frozen=True):
    """One possible answer: `label` stands on the button, `means` says it back to the person."""

    id: str
    label: str
    means: str


class Fact(_Strict, frozen=True):
    """One question.

    `volunteered` facts are taken when told, never asked; `means` says a date back; `caseworker` asks the municipality
    the same; `paper` is what to bring to a meeting that shows the answer.
    """

    id: str
    type: Literal["choice", "yes_no", "date"]
    ask: str
    why: str
    caseworker: str
    options: tuple[Option, ...] = ()
    help: str = ""
    means: str = ""
    paper: str = ""
    ask_when: ConditionData = {}
    volunteered: bool = False


class DerivedOption(_Strict, frozen=True):
    """One value of a derived fact and how it is said."""

    id: str
    means: str


class DerivedFact(_Strict, frozen=True):
    """A fact worked out from others; `function` names a function in rights/derived.py."""

    id: str
    function: str
    why: str
    options: tuple[DerivedOption, ...]
    sources: tuple[str, ...] = field(name="from")


class Contradiction(_Strict, frozen=True):
    """Answers that can't all be right, in a period of event dates."""

    when: ConditionData
    message: str
    start: DateOrName | None = field(default=None, name="from")
    end: DateOrName | None = field(default=None, name="until")


class FactsFile(_Strict, frozen=True):
    """facts.yml."""

    facts: tuple[Fact, ...]
    derived: tuple[DerivedFact, ...]
    contradictions: tuple[Contradiction, ...]


class Act(_Strict, frozen=True):
    """A law, order, guideline or letter that provisions belong to."""

    id: str
    short: str
    name: str
    url: str = ""


class Version(_Strict, frozen=True):
    """One version of a provision: from `start` (included) until `end` (not included)."""

    evidence: Evidence
    read_in: str
    read_on: date
    start: DateOrName | None = field(default=None, name="from")
    end: DateOrName | None = field(default=None, name="until")
    url: str = ""
    quote: str = ""
    source: str = ""
    carries: tuple[Outcome, ...] | None = None
    scheme: dict[str, str] = {}
    note: str = ""


class Gap(_Strict, frozen=True):
    """A period for which no version is known: the guide answers that it cannot say."""

    reason: str
    start: DateOrName | None = field(default=None, name="from")
    end: DateOrName | None = field(default=None, name="until")


class Provision(_Strict, frozen=True):
    """One provision, guideline passage or statement, in all its versions."""

    id: str
    ref: str
    title: str
    kind: Kind
    plain: str
    versions: tuple[Version, ...] = ()
    gaps: tuple[Gap, ...] = ()


class ActEntry(_Strict, frozen=True):
    """An act and its provisions."""

    act: Act
    provisions: tuple[Provision, ...]


class LawFile(_Strict, frozen=True):
    """law/<name>.yml."""

    acts: tuple[ActEntry, ...]


class NextStep(_Strict, frozen=True):
    """Something the person can do."""

    id: str
    title: str
    text: str


class Case(_Strict, frozen=True):
    """One row of an entitlement's decision table."""

    id: str
    outcome: Outcome
    citations: tuple[str, ...]
    says: str
    start: DateOrName | None = field(default=None, name="from")
    end: DateOrName | None = field(default=None, name="until")
    when: ConditionData = {}
    kind: Kind | None = None
    context: tuple[str, ...] = ()
    why: str = ""
    next_steps: tuple[str, ...] = ()
    deadline: str = ""


class Entitlement(_Strict, frozen=True):
    """One right or duty: its question, its decision table and its words.

    `opens` puts its home topic on a button, where the entitlement's own question is too narrow for that. `urgent` says
    that money or a last day can be at stake while the person waits: its home topic is taken up before others.
    """

    id: str
    title: str
    question: str
    kind: Kind
    topics: tuple[str, ...]
    cases: tuple[Case, ...]
    opens: str = ""
    urgent: bool = False
    relevant_if: ConditionData = {}
    municipality_decides: str = ""
    not_asked: tuple[str, ...] = ()


class DocumentRow(_Strict, frozen=True):
    """One rule or statement of a founding document and the provisions that hold it."""

    id: str
    says: str
    provisions: tuple[str, ...]


class FoundingDocument(_Strict, frozen=True):
    """A founding document, row by row."""

    id: str
    title: str
    kind: str
    rows: tuple[DocumentRow, ...]
