"""What the templates show. Arranges decisions and replies; no sentence about rights begins here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from guide.answers import EVENT_DAY, say
from guide.conversation import Conversation
from guide.moves import Answer, Do, from_payload, to_payload
from guide.reply import Asked, Button
from guide.respond import Guide
from guide.tell import Teller, useful_first
from guide.words import words
from rights.decision import Citation, Decision
from rights.loader import danish_date
from web.feedback.mark import answer_key, rated
from web.talk import Entry

OPEN_CARDS = 1
"""So many answers stand open; a tired person sees the others' outcomes and opens what counts."""
ALWAYS = ("resume", "ret", "kilder", "emner", "tilbage", "forfra", "menneske", "slet")
"""What stands under every conversation (or on the answers' own cards), so that no reply needs to repeat it."""
SHORT_LABEL = 24
"""Answers no longer than this, in letters, stand beside each other."""

Blocks = list[tuple[str, list[str]]]
"""Paragraphs ("text", [one]) and lists ("list", several), in order."""


def blocks(texts: Iterable[str]) -> Blocks:
    """Texts as paragraphs; those that begin with a dash are gathered into lists."""
    found: Blocks = []
    for text in texts:
        if not text.startswith("– "):
            found.append(("text", [text]))
        elif found and found[-1][0] == "list":
            found[-1][1].append(text[2:])
        else:
            found.append(("list", [text[2:]]))
    return found


@dataclass(frozen=True)
class Source:
    """One citation: everything a person needs to point at it."""

    name: str
    title: str
    kind: str
    plain: str
    quote: str
    version: str
    notes: tuple[str, ...]
    url: str


@dataclass(frozen=True)
class Card:
    """A decision as it stands on the page.

    Attributes:
        name: the entitlement's id.
        shape: the outcome's id, which names its icon and its border.
        lead: the answer in a sentence or two.
        caution: what makes it less certain than the law itself.
        possible: the answers that are still possible: outcome and words.
        rests_on: the person's own answers that it rests on.
        ask: questions to the caseworker.
        changes: another answer, the outcome it would give, and its words.
    """

    name: str
    title: str
    shape: str
    outcome: str
    kind: str
    lead: str
    why: str
    caution: str
    possible: tuple[tuple[str, str], ...]
    rests_on: str
    ask: tuple[str, ...]
    not_asked: tuple[str, ...]
    municipality_decides: str
    deadlines: tuple[str, ...]
    conditions: Blocks
    changes: tuple[tuple[str, str, str], ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Line:
    """An entry of the log.

    Attributes:
        turn: it belongs to the newest turn.
        newest: it is the guide's newest reply, whose answers stand as `cards`; those of older ones as `told`.
        asked: the question that the person answered with this.
    """

    person: str
    asked: str
    turn: bool
    newest: bool
    before: Blocks
    told: tuple[tuple[str, str], ...]
    cards: tuple[Card, ...]
    more: tuple[Card, ...]
    steps: tuple[tuple[str, str], ...]
    after: Blocks


@dataclass(frozen=True)
class ChatPage:
    """The conversation as the chat and the guided pages show it; `undoable` changes can be taken back, and
    `topic` is the newest one; `answer_key` names the answer that stands newest, and `rated` whether it has been said
    if it helped.
    """

    token: str
    role: str
    lines: tuple[Line, ...]
    question: Asked | None
    answers: tuple[Button, ...]
    short: bool
    buttons: tuple[Button, ...]
    last_day: str
    begun: bool
    answered: int
    undoable: int
    topic: str
    answer_key: str
    rated: bool

    @property
    def stepped(self) -> bool:
        """Whether the last thing the person did was to answer a question."""
        return next((bool(line.asked) for line in reversed(self.lines) if line.person), False)

    @property
    def newest(self) -> Line | None:
        """The guide's newest reply, unless it is a question alone."""
        return next((line for line in reversed(self.lines) if line.newest), None)


def chat_page(guide: Guide, state: Conversation, entries: tuple[Entry, ...], token: str, today: date) -> ChatPage:
    """The page for a conversation as it stands now."""
    newest = entries[-1]
    standing = {to_payload(Do(act)) for act in ALWAYS}
    own = [button for button in newest.buttons if button.payload not in standing]
    answers = tuple(button for button in own if isinstance(from_payload(button.payload), Answer))
    asked_alone = newest.question is not None and not (newest.before or newest.decisions or newest.after)
    shown = entries[:-1] if asked_alone else entries
    lines = [
        _line(guide, entry, state, today, turn=place >= len(entries) - 2, newest=entry is newest)
        for place, entry in enumerate(shown)
        # A question alone has a place of its own, and then stands with its answer.
        if entry.person or entry.before or entry.decisions or entry.after
    ]
    return ChatPage(
        token=token,
        role=state.role,
        lines=tuple(lines),
        question=newest.question,
        answers=answers,
        short=all(len(button.label) <= SHORT_LABEL for button in answers),
        buttons=tuple(button for button in own if button not in answers),
        last_day=today.isoformat() if newest.question and newest.question.fact != EVENT_DAY else "",
        begun=bool(state.answers or state.topics),
        answered=len(state.answers),
        undoable=len(state.before),
        topic=state.topics[0] if state.topics else "",
        answer_key=answer_key(newest),
        rated=rated(entries),
    )


def _line(guide: Guide, entry: Entry, state: Conversation, today: date, *, turn: bool, newest: bool) -> Line:
    rights = guide.catalogue.rights
    told = [told for told in entry.decisions if told.entitlement in rights]
    decisions: tuple[Decision, ...] = ()
    if newest:
        day = state.day(today)
        decisions = tuple(guide.assessor.assess(t.entitlement, state.answers, day, today) for t in told)
        first, rest = decisions[:1], useful_first(decisions[1:])
        decisions = (*first, *rest)
        told = []
    teller = Teller(guide.catalogue, state.answers)
    cards = tuple(card(teller, decision) for decision in decisions)
    return Line(
        person=entry.person,
        asked=entry.question.text if entry.person and entry.question else "",
        turn=turn,
        newest=newest,
        before=blocks(entry.before),
        told=tuple((rights[t.entitlement].data.title, words().outcomes[t.outcome.value]) for t in told),
        cards=cards[:OPEN_CARDS],
        more=cards[OPEN_CARDS:],
        steps=tuple(_step(text) for text in teller.next_steps(decisions)),
        after=blocks(entry.after),
    )


def _step(text: str) -> tuple[str, str]:
    """A step's title and the rest of it."""
    title, colon, rest = text.partition(": ")
    return (title, rest) if colon else ("", text)


def card(teller: Teller, decision: Decision) -> Card:
    """A decision arranged for the page."""
    said = words()
    lead, why, caution, possible = _answer(teller, decision)
    return Card(
        name=decision.entitlement,
        title=decision.title,
        shape=decision.outcome.value,
        outcome=said.outcomes[decision.outcome.value],
        kind=said.kinds[decision.kind.value],
        lead=lead,
        why=why,
        caution=caution,
        possible=possible,
        rests_on=teller.rests_on(decision) if decision.case is not None else "",
        ask=tuple(teller.catalogue.facts[fact].caseworker for fact in decision.missing),
        not_asked=decision.not_asked,
        municipality_decides=decision.municipality_decides,
        deadlines=tuple(
            (said.deadline_one if last.safe == last.latest else said.deadline).format(
                latest=danish_date(last.latest), safe=danish_date(last.safe)
            )
            for last in decision.deadlines
        ),
        conditions=blocks(
            teller.step(s.fact, s.holds, s.accepts) for s in decision.steps if s.case == decision.case and s.accepts
        ),
        changes=tuple(
            (say(teller.catalogue, c.fact, c.value), said.outcomes[c.outcome.value], c.says) for c in decision.changes
        ),
        sources=tuple(_source(citation) for citation in decision.citations),
    )


def _answer(teller: Teller, decision: Decision) -> tuple[str, str, str, tuple[tuple[str, str], ...]]:
    """What the guide says in `Teller.body`, taken apart: the answer, the reason, the caution, what is possible."""
    body = teller.body(decision)
    if decision.case is None:
        said = words()
        possible = tuple(dict.fromkeys((said.outcomes[one.outcome.value], one.says) for one in decision.possible))
        texts = [text for text in body if not text.startswith("– ")]
        shown = possible if len(texts) < len(body) else ()
        return texts[-1], "", " ".join(texts[:-1]), shown
    if decision.says not in body:
        return " ".join(body), "", "", ()
    at = body.index(decision.says)
    return decision.says, " ".join(body[at + 1 :]), " ".join(body[:at]), ()


def _source(citation: Citation) -> Source:
    said = words()
    evidence = said.evidence[citation.evidence.value] if citation.evidence else ""
    return Source(
        name=f"{citation.ref}, {citation.act}",
        title=citation.title,
        kind=said.kinds[citation.kind.value],
        plain=citation.plain,
        quote=citation.quote,
        version=_version(citation.version, citation.read_on),
        notes=tuple(note for note in (evidence, citation.unknown_because, citation.note) if note),
        url=citation.url if citation.url.startswith(("https://", "http://")) else "",
    )


def _version(version: str, read_on: date | None) -> str:
    return f"{version} (læst {danish_date(read_on)})" if version and read_on else version
