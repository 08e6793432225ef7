"""What the templates show. Arranges decisions and replies; no sentence about rights begins here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from guide.answers import EVENT_DAY, say
from guide.conversation import Conversation
from guide.moves import Answer, Do, from_payload, to_payload
from guide.reply import Asked, Button
from guide.respond import IN_FULL, Guide
from guide.tell import Teller, useful_first
from guide.words import words
from rights.decision import Decision
from rights.loader import danish_date
from rights.schema import Outcome
from web.talk import Entry

MARKS = {Outcome.GAELDER: "✔", Outcome.GAELDER_IKKE: "✖", Outcome.KAN_GAELDE: "●", Outcome.KAN_IKKE_SVARE: "?"}
ALWAYS = ("tilbage", "resume", "ret", "emner", "forfra", "menneske")
"""What the row under the conversation always offers, beside deletion."""

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
    """A decision as it stands on the page."""

    id: str
    title: str
    mark: str
    outcome: str
    kind: str
    answer: Blocks
    grounds: tuple[str, ...]
    conditions: Blocks
    changes: Blocks
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Line:
    """An entry of the log. `told` are earlier answers, a line each; the newest stand in `cards` and `more`."""

    person: str
    newest: bool
    before: Blocks
    told: tuple[str, ...]
    cards: tuple[Card, ...]
    more: tuple[Card, ...]
    steps: tuple[str, ...]
    after: Blocks
    question: str


@dataclass(frozen=True)
class ChatPage:
    """The whole chat page."""

    token: str
    lines: tuple[Line, ...]
    question: Asked | None
    answers: tuple[Button, ...]
    buttons: tuple[Button, ...]
    always: tuple[Button, ...]
    last_day: str


def chat_page(guide: Guide, state: Conversation, entries: tuple[Entry, ...], token: str, today: date) -> ChatPage:
    """The page for a conversation as it stands now."""
    newest = entries[-1]
    always = tuple(Button(words().buttons[act], to_payload(Do(act))) for act in ALWAYS)
    standing = {button.payload for button in always} | {to_payload(Do("slet"))}
    if newest.decisions:
        standing.add(to_payload(Do("kilder")))  # the cards hold them
    own = [button for button in newest.buttons if button.payload not in standing]
    if not own and not newest.decisions:
        own = list(newest.buttons)
    answers = tuple(button for button in own if isinstance(from_payload(button.payload), Answer))
    lines = tuple(_line(guide, entry, state, today, entry is newest) for entry in entries)
    if newest.question and not (newest.before or newest.decisions or newest.after):
        lines = lines[:-1]  # the reply is the question alone, which has a place of its own
    return ChatPage(
        token=token,
        lines=lines,
        question=newest.question,
        answers=answers,
        buttons=tuple(button for button in own if button not in answers),
        always=always,
        last_day=today.isoformat() if newest.question and newest.question.fact != EVENT_DAY else "",
    )


def _line(guide: Guide, entry: Entry, state: Conversation, today: date, newest: bool) -> Line:
    rights = guide.catalogue.rights
    told = [told for told in entry.decisions if told.entitlement in rights]
    decisions: tuple[Decision, ...] = ()
    if newest:
        day = state.day(today)
        decisions = useful_first(guide.assessor.assess(t.entitlement, state.answers, day, today) for t in told)
        told = []
    teller = Teller(guide.catalogue, state.answers)
    return Line(
        person=entry.person,
        newest=newest,
        before=blocks(entry.before),
        told=tuple(
            f"{MARKS[t.outcome]} {rights[t.entitlement].data.title}: {words().outcomes[t.outcome.value]}" for t in told
        ),
        cards=tuple(_card(teller, decision) for decision in decisions[:IN_FULL]),
        more=tuple(_card(teller, decision) for decision in decisions[IN_FULL:]),
        steps=tuple(teller.next_steps(decisions)),
        after=blocks(entry.after),
        question=entry.question.text if entry.question and not newest else "",
    )


def _card(teller: Teller, decision: Decision) -> Card:
    said = words()
    changes = [
        f"– {say(teller.catalogue, c.fact, c.value)}: {said.outcomes[c.outcome.value]}. {c.says}".rstrip()
        for c in decision.changes
    ]
    steps = [teller.step(s.fact, s.holds, s.accepts) for s in decision.steps if s.case == decision.case]
    return Card(
        id=decision.entitlement,
        title=decision.title,
        mark=MARKS[decision.outcome],
        outcome=said.outcomes[decision.outcome.value],
        kind=said.kinds[decision.kind.value],
        answer=blocks(teller.body(decision)),
        grounds=tuple(teller.grounds(decision)),
        conditions=blocks(steps),
        changes=blocks([said.would_change, *changes] if changes else []),
        sources=tuple(
            Source(
                name=f"{c.ref}, {c.act}",
                title=c.title,
                kind=said.kinds[c.kind.value],
                plain=c.plain,
                quote=c.quote,
                version=_version(c.version, c.read_on),
                notes=tuple(
                    note
                    for note in (said.evidence[c.evidence.value] if c.evidence else "", c.unknown_because, c.note)
                    if note
                ),
                url=c.url if c.url.startswith(("https://", "http://")) else "",
            )
            for c in decision.citations
        ),
    )


def _version(version: str, read_on: date | None) -> str:
    return f"{version} (læst {danish_date(read_on)})" if version and read_on else version
