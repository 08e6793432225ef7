"""Free text listened to: what `language` reads in it, as the move that `guide` understands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from guide.moves import Answer, Ask, Do, Heard, ToldFact, from_payload, is_command
from guide.words import words
from language.acts import sent_to_municipality
from language.crisis import assess_crisis
from language.facts import extract_facts, parse_date, parse_yes_no
from language.normalise import clean, ends, too_long
from language.people import about_somebody_else
from language.personal import PLACEHOLDERS

FEW_WORDS = 8


def hear(text: str, intents: Sequence[tuple[str, float]], today: date, asked: str = "") -> Answer | Ask | Do | Heard:
    """The move in a text from any channel.

    Args:
        text: what arrived: free text or a button's payload.
        intents: (name, confidence 0-1), best first; empty when the language model did not run.
        today: "i går" and "på mandag" are counted from it.
        asked: the fact that the open question is about, if one is open; short answers are read with it in mind.
    """
    text, crisis, move = _first_look(text)
    if move is not None:
        return move
    sent = sent_to_municipality(text)
    day, problem = _day(text, today)
    few = text.lower().strip(" .!?") if len(text.split()) <= FEW_WORDS else ""
    return Heard(
        intents=tuple(intents),
        facts=tuple(
            ToldFact(read.fact, read.value, read.certain) for read in extract_facts(text, today, asked=asked or None)
        ),
        crisis=crisis,
        sent=sent.value if sent else "",
        short=parse_yes_no(text) or "",
        words=few,
        day=day,
        problem=problem,
        # What `screened` took out has left its mark.
        removed=tuple(kind for kind, mark in PLACEHOLDERS.items() if mark in text),
        writer="bisidder" if about_somebody_else(text) else "",
    )


def heard_at_once(text: str) -> Answer | Ask | Do | Heard | None:
    """The move when it takes no reading: a call for help, what can't be read, a typed command, a button's payload."""
    return _first_look(text)[2]


def _first_look(text: str) -> tuple[str, str, Answer | Ask | Do | Heard | None]:
    """The text made even, how clearly it speaks of danger, and the move when that is known already."""
    command = is_command(text)
    text = clean(text)
    crisis = assess_crisis(ends(text)).value
    if crisis == "explicit":
        return text, crisis, Heard(crisis=crisis)
    if not text or too_long(text):
        return text, crisis, Heard(crisis=crisis, problem=words().too_long if text else words().empty)
    if command:
        return text, crisis, Heard(crisis=crisis, problem=words().no_commands)
    return text, crisis, from_payload(text)


def _day(text: str, today: date) -> tuple[date | None, str]:
    try:
        return parse_date(text, today), ""
    except ValueError as error:
        return None, str(error)
