"""The sheet to bring to a meeting: what the decisions say, in one or two pages. Decides nothing itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from guide.answers import EVENT_DAY, say
from guide.conversation import Conversation
from guide.papers.fit import ROOM, height
from guide.papers.words import SheetWords, sheet_words
from guide.respond import Guide
from guide.tell import Teller, useful_first
from guide.third_person import third_person
from guide.words import words
from rights.decision import Citation, Decision
from rights.loader import danish_date
from rights.model import Catalogue
from rights.schema import UNKNOWN, Evidence, Kind, Outcome

MOST_POSSIBLE = 3
"""So many possible answers are told; more are counted, and the questions that decide are asked."""
MOST_TOPICS = 4

_GROUP = {Kind.RET: "ret", Kind.PLIGT: "pligt", Kind.SKOEN: "skoen", Kind.UDTALELSE: "andet", Kind.VEJLEDNING: "andet"}


class Plan(Struct, frozen=True):
    """How much is shown: answers in full and in a line each, steps, questions, papers; the rest is counted.

    `joined`: the situation is one paragraph instead of a list.
    """

    full: int
    brief: int
    steps: int
    questions: int
    papers: int
    joined: bool = False


PLANS = (
    *(Plan(full, 10, 5, 10, 10) for full in (8, 7, 6, 5, 4, 3)),
    Plan(3, 8, 4, 8, 8),
    *(Plan(2, 8, steps, 8, 6) for steps in (5, 4, 3)),
    *(Plan(2, 6, steps, 6, 5) for steps in (4, 3, 2)),
    Plan(2, 4, 2, 5, 4),
    Plan(2, 2, 2, 4, 4),
    Plan(2, 2, 2, 4, 4, joined=True),
    *(Plan(1, 8, steps, 8, 6) for steps in (4, 3)),
    Plan(1, 6, 3, 6, 5),
    Plan(1, 4, 3, 5, 4),
    Plan(1, 4, 3, 5, 4, joined=True),
    Plan(1, 2, 2, 4, 3, joined=True),
    Plan(1, 0, 1, 3, 2, joined=True),
)
"""From the most to the least; the first that fits is used, and the last fits always."""


class Told(Struct, frozen=True):
    """A decision as the sheet tells it. `id` is the entitlement's; `refs` are the necessary references."""

    id: str
    title: str
    outcome: Outcome
    outcome_said: str
    kind: Kind
    kind_said: str
    body: tuple[str, ...]
    possible: tuple[str, ...]
    decides: str
    not_asked: tuple[str, ...]
    refs: tuple[str, ...]


class Group(Struct, frozen=True):
    """The decisions of one kind: rights, duties, judgement, and what is not law are never mixed."""

    id: str
    title: str
    note: str
    answers: tuple[Told, ...]


class Source(Struct, frozen=True):
    """A reference with the version that was read and how well it is known."""

    ref: str
    act: str
    version: str
    evidence: str


class Sheet(Struct, frozen=True):
    """Everything on the sheet, in the order it is read. `left` says what was not shown, with its number."""

    words: SheetWords
    title: str
    lead: str
    notice: str
    about: tuple[str, ...]
    about_left: str
    day: str
    day_assumed: bool
    made: str
    deadlines: tuple[str, ...]
    situation: tuple[str, ...]
    groups: tuple[Group, ...]
    more: tuple[Told, ...]
    more_left: str
    questions: tuple[str, ...]
    questions_left: str
    papers: tuple[str, ...]
    papers_left: str
    steps: tuple[tuple[str, str], ...]
    steps_left: str
    sources: tuple[Source, ...]


def make_sheet(guide: Guide, state: Conversation, today: date) -> Sheet:
    """The sheet for a conversation as it stands.

    Args:
        guide: the guide in the conversation's voice.
        state: the conversation; with no topic the sheet holds no answer.
        today: the day of the conversation.
    """
    making = _Making(guide, state, today)
    for plan in PLANS[:-1]:
        sheet = making.sheet(plan)
        if height(sheet) <= ROOM:
            return sheet
    return making.sheet(PLANS[-1])


def decisions_of(guide: Guide, state: Conversation, today: date) -> tuple[Decision, ...]:
    """Every answer in the conversation's topics once: what was asked first, then the most useful."""
    named = [guide.decisions(state, topic, today) for topic in state.topics]
    asked = {decisions[0].entitlement: decisions[0] for decisions in named if decisions}
    rest = {d.entitlement: d for decisions in named for d in decisions if d.entitlement not in asked}
    return (*asked.values(), *useful_first(rest.values()))


class _Making:
    """One sheet in the making: everything found once, then cut to a plan."""

    def __init__(self, guide: Guide, state: Conversation, today: date) -> None:
        self.guide = guide
        self.state = state
        self.today = today
        self.words = sheet_words(state.role)
        self.teller = Teller(guide.catalogue, state.answers)
        self.decisions = decisions_of(guide, state, today)

    def sheet(self, plan: Plan) -> Sheet:
        said, catalogue = self.words, self.guide.catalogue
        full, rest = self.decisions[: plan.full], self.decisions[plan.full :]
        brief, named = rest[: plan.brief], rest[plan.brief :]
        shown = (*full, *brief)
        about = _once(_asked(catalogue, topic) for topic in self.state.topics)
        situation = tuple(say(catalogue, fact, value) for fact, value in self._told_facts())
        questions = _once(catalogue.facts[fact].caseworker for d in self.decisions for fact in d.missing)
        papers = _once(_papers(catalogue, self.state, shown, said))
        steps = tuple({step.id: (step.title, step.text) for d in shown for step in d.next_steps}.values())
        return Sheet(
            words=said,
            title=said.title,
            lead=said.lead,
            notice=said.notice,
            about=about[:MOST_TOPICS],
            about_left=_left(said.about_left, about[MOST_TOPICS:]),
            day=danish_date(self.state.day(self.today)),
            day_assumed=self.state.answers.get(EVENT_DAY, UNKNOWN) == UNKNOWN,
            made=danish_date(self.today),
            deadlines=self._deadlines(),
            situation=_joined(situation) if plan.joined else situation,
            groups=self._groups(full),
            more=tuple(self._told(decision) for decision in brief),
            more_left=_left(said.more_left, tuple(d.title for d in named)),
            questions=questions[: plan.questions],
            questions_left=_left(said.questions_left, questions[plan.questions :]),
            papers=papers[: plan.papers],
            papers_left=_left(said.papers_left, papers[plan.papers :]),
            steps=steps[: plan.steps],
            steps_left=_left(said.steps_left, tuple(title for title, _ in steps[plan.steps :])),
            sources=tuple({c.id: self._source(c) for d in shown for c in d.citations if c.necessary}.values()),
        )

    def _told_facts(self) -> Iterator[tuple[str, str]]:
        known = self.guide.catalogue.facts
        for fact, value in self.state.answers.items():
            if value != UNKNOWN and fact in known and fact != EVENT_DAY:
                yield fact, value

    def _groups(self, decisions: tuple[Decision, ...]) -> tuple[Group, ...]:
        found: dict[str, list[Told]] = {}
        for decision in decisions:
            found.setdefault(_GROUP[decision.kind], []).append(self._told(decision))
        said = self.words
        return tuple(
            Group(id, title, said.groups_note[id], tuple(found[id])) for id, title in said.groups.items() if id in found
        )

    def _told(self, decision: Decision) -> Told:
        body = self.teller.body(decision)
        possible = tuple(line[2:] for line in body if line.startswith("– "))
        told = tuple(line for line in body if not line.startswith("– "))
        if len(possible) > MOST_POSSIBLE:
            told, possible = (*told[:-1], self.words.possible_many.format(count=len(possible))), ()
        return Told(
            id=decision.entitlement,
            title=decision.title,
            outcome=decision.outcome,
            outcome_said=words().outcomes[decision.outcome.value],
            kind=decision.kind,
            kind_said=words().kinds[decision.kind.value],
            body=told,
            possible=possible,
            decides=decision.municipality_decides,
            not_asked=decision.not_asked,
            refs=_once(citation.ref for citation in decision.citations if citation.necessary),
        )

    def _deadlines(self) -> tuple[str, ...]:
        said = words()
        told = []
        for last in (last for decision in self.decisions for last in decision.deadlines):
            form = said.deadline_one if last.safe == last.latest else said.deadline
            if self.state.role == "bisidder":
                form = third_person(form)
            told.append(form.format(latest=danish_date(last.latest), safe=danish_date(last.safe)))
        return _once(told)

    def _source(self, citation: Citation) -> Source:
        if citation.evidence is None:
            return Source(citation.ref, citation.act, self.words.unread, citation.unknown_because)
        said = words().evidence[citation.evidence.value]
        about = "" if citation.evidence is Evidence.IKKE_VERIFICERET else citation.version
        return Source(citation.ref, citation.act, about or citation.version, said)


def _papers(
    catalogue: Catalogue, state: Conversation, decisions: Iterable[Decision], said: SheetWords
) -> Iterator[str]:
    """What shows the answers that the decisions test; not what an answer says is not there."""
    for decision in decisions:
        live = {row.case for row in decision.possible}
        tested = [step.fact for step in decision.steps if step.case in live]
        for fact in (name for test in tested for name in catalogue.sources(test) or (test,)):
            known = state.answers.get(fact)
            if known in said.no_paper.get(fact, ()) or (known is None and fact not in decision.missing):
                continue
            yield catalogue.facts[fact].paper


def _asked(catalogue: Catalogue, topic: str) -> str:
    rights = [catalogue.rights[id].data for id in catalogue.topics[topic]]
    return next((right.opens for right in rights if right.opens and right.topics[0] == topic), rights[0].question)


def _left(form: str, items: tuple[str, ...]) -> str:
    return form.format(count=len(items), titles="; ".join(items)) if items else ""


def _joined(texts: tuple[str, ...]) -> tuple[str, ...]:
    return ("; ".join(texts),) if texts else ()


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
