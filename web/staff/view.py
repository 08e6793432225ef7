"""What the helpline's pages show of a situation. Arranges decisions; no sentence about rights begins here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from guide.answers import EVENT_DAY, say
from guide.conversation import Conversation
from guide.respond import Guide
from guide.tell import Teller, useful_first
from guide.third_person import third_person
from guide.words import words
from rights.decision import Decision
from rights.interview import next_question, relevant
from rights.loader import danish_date
from rights.schema import UNKNOWN, Fact, Outcome
from web.page import Card, card
from web.staff.words import staff_words

OUTCOMES = (Outcome.GAELDER, Outcome.KAN_GAELDE, Outcome.GAELDER_IKKE, Outcome.KAN_IKKE_SVARE)


@dataclass(frozen=True)
class FactField:
    """A question on the form, with its answer now ("" when it was not asked)."""

    fact: Fact
    value: str
    problem: str = ""


@dataclass(frozen=True)
class Section:
    """Questions that belong together."""

    title: str
    fields: tuple[FactField, ...]


@dataclass(frozen=True)
class Line:
    """A decision in the list: its card, its references, and the questions that are missing."""

    card: Card
    refs: str
    missing: tuple[tuple[str, str], ...]

    @property
    def possible(self) -> tuple[str, ...]:
        """The outcomes that are still possible, said once each."""
        return tuple(dict.fromkeys(outcome for outcome, _ in self.card.possible))


def card_of(teller: Teller, decision: Decision) -> Card:
    """A decision's card with the guide's own sentences in the third person too."""
    made = card(teller, decision)
    deadlines = tuple(third_person(text) for text in made.deadlines)
    return replace(made, deadlines=deadlines, rests_on=third_person(made.rests_on))


@dataclass(frozen=True)
class Outcomes:
    """The decisions with one outcome, the kinds of sentence kept apart."""

    shape: str
    title: str
    count: int
    kinds: tuple[tuple[str, tuple[Line, ...]], ...]


@dataclass(frozen=True)
class Next:
    """The question that tells most now: for the caller, and why it is asked."""

    fact: str
    ask: str
    why: str
    rights: int


@dataclass(frozen=True)
class Panel:
    """Everything beside the form.

    Attributes:
        clashes: contradictions, each with the questions that it is about; while there is one nothing is decided.
        beside: the rights that the answers rule out.
    """

    day: str
    day_assumed: bool
    clashes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    problems: tuple[tuple[str, str], ...]
    next: Next | None
    outcomes: tuple[Outcomes, ...]
    beside: tuple[str, ...]

    @property
    def summary(self) -> str:
        """The counts in a sentence, for those who can't see the list change."""
        if self.clashes:
            return staff_words().clash_short
        counts = "; ".join(f"{group.title.partition(' – ')[0]}: {group.count}" for group in self.outcomes)
        return staff_words().updated.format(counts=counts)


class View:
    """A situation on a day, seen with one guide."""

    def __init__(self, guide: Guide, state: Conversation, today: date, off: Collection[str] = ()) -> None:
        """`off` are the topics that the municipality has switched off."""
        self.guide = guide
        self.catalogue = guide.catalogue
        self.state = state
        self.today = today
        self.day = state.day(today)
        self.topics = tuple(topic for topic in self.catalogue.topics if topic not in off)
        chosen = [topic for topic in state.topics if topic in self.topics] or self.topics
        self.scope = tuple(dict.fromkeys(id for topic in chosen for id in self.catalogue.topics[topic]))
        self.relevant = relevant(self.catalogue, self.scope, state.answers)
        self.clashes = tuple(self.catalogue.conflicts_in(state.answers, self.day))

    def sections(self, problems: dict[str, str] | None = None) -> tuple[Section, ...]:
        """Every question in the catalogue's order. A section begins at a question and goes on to the next section."""
        begins = {fact: title for title, fact in staff_words().sections.items()}
        found: list[tuple[str, list[FactField]]] = []
        for fact in self.catalogue.facts.values():
            if fact.id in begins or not found:
                found.append((begins.get(fact.id, ""), []))
            if fact.id != EVENT_DAY:
                found[-1][1].append(self.field(fact.id, problems))
        return tuple(Section(title, tuple(fields)) for title, fields in found if fields)

    def field(self, fact: str, problems: dict[str, str] | None = None) -> FactField:
        """One question."""
        return FactField(self.catalogue.facts[fact], self.state.answers.get(fact, ""), (problems or {}).get(fact, ""))

    def topic_names(self) -> list[tuple[str, str, bool]]:
        """Every topic: its id, its name, whether it is chosen."""
        rights = self.catalogue.rights
        named = [(topic, rights[self.catalogue.topics[topic][0]].data.title) for topic in self.topics]
        return sorted(((id, name, id in self.state.topics) for id, name in named), key=lambda topic: topic[1])

    def decisions(self) -> tuple[Decision, ...]:
        """Every decision in scope that concerns the person; none while the answers contradict each other."""
        if self.clashes:
            return ()
        assessor = self.guide.assessor
        return useful_first(assessor.decide(id, self.state.answers, self.day, self.today) for id in self.relevant)

    def panel(self, problems: dict[str, str] | None = None) -> Panel:
        """The results."""
        facts = self.catalogue.facts
        return Panel(
            day=danish_date(self.day),
            day_assumed=self.state.answers.get(EVENT_DAY, UNKNOWN) == UNKNOWN,
            clashes=tuple(
                (clash.message, tuple((fact, facts[fact].ask) for fact in clash.facts if fact in facts))
                for clash in self.clashes
            ),
            problems=tuple((fact, f"{facts[fact].ask} {message}") for fact, message in (problems or {}).items()),
            next=self.next(),
            outcomes=tuple(self._outcomes()),
            beside=tuple(self.catalogue.rights[id].data.title for id in self.scope if id not in self.relevant),
        )

    def next(self) -> Next | None:
        """The next most useful question."""
        if self.clashes:
            return None
        found = next_question(self.guide.assessor, self.scope, self.state.answers, self.day, self.today)
        if found is None:
            return None
        fact = self.catalogue.facts[found.fact]
        return Next(fact.id, fact.ask, fact.why, len(found.needed_by))

    def line(self, teller: Teller, decision: Decision) -> Line:
        """A decision as a line of the list."""
        refs = "; ".join(dict.fromkeys(c.ref for c in decision.citations if c.necessary))
        facts = self.catalogue.facts
        return Line(card_of(teller, decision), refs, tuple((fact, facts[fact].ask) for fact in decision.missing))

    def told(self) -> list[str]:
        """The answers said back, without the day and what nobody knows."""
        return [say(self.catalogue, fact, value) for fact, value in self._answered() if value != UNKNOWN]

    def uncertain(self) -> list[str]:
        """The questions that were answered with "ved ikke"."""
        return [self.catalogue.facts[fact].ask for fact, value in self._answered() if value == UNKNOWN]

    def _answered(self) -> Iterator[tuple[str, str]]:
        for fact in self.catalogue.facts:
            if fact in self.state.answers and fact != EVENT_DAY:
                yield fact, self.state.answers[fact]

    def _outcomes(self) -> Iterable[Outcomes]:
        said, decided = words(), self.decisions()
        teller = Teller(self.catalogue, self.state.answers)
        for outcome in OUTCOMES:
            here = [decision for decision in decided if decision.outcome is outcome]
            kinds: dict[str, list[Line]] = {}
            for decision in here:
                kinds.setdefault(said.kinds[decision.kind.value], []).append(self.line(teller, decision))
            if here:
                grouped = tuple((kind, tuple(lines)) for kind, lines in kinds.items())
                yield Outcomes(outcome.value, said.outcomes[outcome.value], len(here), grouped)
