"""What a person can do: press a button, or write something that has been listened to.

A button's payload is a short text such as `#svar ordning sygedagpenge`. It goes through any channel as ordinary text,
and what it asks for is checked like everything else, so a person who types one can do no harm.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

PAYLOAD_MARK = "#"
Act = Literal[
    "hvorfor", "tilbage", "ret", "forfra", "kilder", "resume", "slet", "menneske", "om", "emner", "svarnu", "mere",
    "rolle",
]  # fmt: skip
ACTS: tuple[str, ...] = Act.__args__  # type: ignore[attr-defined]


class Answer(Struct, frozen=True, tag=True):
    """The person answers one question; `value` may be "ved_ikke"."""

    fact: str
    value: str


class Ask(Struct, frozen=True, tag=True):
    """The person asks about a topic."""

    topic: str


class Do(Struct, frozen=True, tag=True):
    """One of the things that are always possible; `about` names what (a fact to correct, an answer to read more of)."""

    act: str
    about: str = ""


class ToldFact(Struct, frozen=True):
    """A fact read in free text."""

    fact: str
    value: str
    certain: bool = True


class Heard(Struct, frozen=True, tag=True):
    """Free text after listening. Holds no text itself: what the person wrote is not kept.

    Attributes:
        intents: (name, confidence 0-1), best first.
        facts: what was read in the text.
        crisis: "none", "indirect" or "explicit".
        sent: what the person tried to send to the municipality ("afbud", "klage" ...), "" for nothing.
        short: "ja", "nej", "ved_ikke" or "" when the text is a short answer.
        words: the text in lower case when it is at most a few words (to match a button's label), else "".
        day: a date that the whole text is.
        problem: a message about the text itself (too long, an impossible date), or "".
        removed: the kinds of personal data that were taken out before anybody read the text: "cpr", "name" ...
        writer: who writes for whom: "selv", "bisidder" (for somebody else), or "" when it does not show.
    """

    intents: tuple[tuple[str, float], ...] = ()
    facts: tuple[ToldFact, ...] = ()
    crisis: str = "none"
    sent: str = ""
    short: str = ""
    words: str = ""
    day: date | None = None
    problem: str = ""
    removed: tuple[str, ...] = ()
    writer: str = ""


Move = Answer | Ask | Do | Heard


def to_payload(move: Answer | Ask | Do) -> str:
    """The move as a button's payload."""
    if isinstance(move, Answer):
        return f"{PAYLOAD_MARK}svar {move.fact} {move.value}"
    if isinstance(move, Ask):
        return f"{PAYLOAD_MARK}emne {move.topic}"
    return f"{PAYLOAD_MARK}{move.act} {move.about}".rstrip()


def is_command(text: str) -> bool:
    """Whether the text looks like a command to a machine: Rasa's "/restart", or a payload that means nothing."""
    typed = text.lstrip()
    return typed.startswith("/") or (typed.startswith(PAYLOAD_MARK) and from_payload(typed.rstrip()) is None)


def from_payload(text: str) -> Answer | Ask | Do | None:
    """The move that a payload stands for, or None when the text is not a payload."""
    if not text.startswith(PAYLOAD_MARK) or text[len(PAYLOAD_MARK) :][:1].isspace():
        return None
    match text[len(PAYLOAD_MARK) :].split():
        case ["svar", fact, value]:
            return Answer(fact, value)
        case ["emne", topic]:
            return Ask(topic)
        case [act] if act in ACTS:
            return Do(act)
        case [act, about] if act in ACTS:
            return Do(act, about)
    return None
