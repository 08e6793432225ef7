"""What is kept of a conversation: the answers and what the person asked about. Everything else is worked out."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec
from msgspec import Struct

from rights.schema import UNKNOWN

Role = Literal["selv", "bisidder"]
"""Who is asking: the person themselves, or somebody for them, who is then spoken to about "borgeren"."""
ROLES: tuple[str, ...] = Role.__args__  # type: ignore[attr-defined]
MOST_STEPS_BACK = 40


class Conversation(Struct, frozen=True, omit_defaults=True):
    """The state of one conversation.

    `answers` are in the order they were given; `topics` has the newest question first; `focus` is a fact the person
    has asked to answer again (`to_correct`) or has just said something else of (`in_doubt`); `before` holds, newest
    last, each changed fact with the answer it had before ("" when it had none), so that every change can be undone;
    `waiting` are topics of the same story that were promised for afterwards; `aside` says that the newest reply did not
    show the open question, so that "ja" is no answer to it.
    """

    answers: dict[str, str] = {}
    topics: tuple[str, ...] = ()
    focus: str | None = None
    role: Role = "selv"
    before: tuple[tuple[str, str], ...] = ()
    waiting: tuple[str, ...] = ()
    aside: bool = False

    def day(self, today: date) -> date:
        """The day of the event: the one the person told, else today."""
        told = self.answers.get("dato", UNKNOWN)
        return today if told == UNKNOWN else date.fromisoformat(told)

    def with_answer(self, fact: str, value: str) -> Conversation:
        """The answer given (again); a changed answer keeps its place."""
        changed = self if self.answers.get(fact) == value else self._remembering(fact)
        return msgspec.structs.replace(
            changed, answers={**self.answers, fact: value}, focus=None if self.focus == fact else self.focus
        )

    def without_answer(self, fact: str) -> Conversation:
        """The answer taken back; its question is asked next."""
        return msgspec.structs.replace(self._remembering(fact), answers=self._all_but(fact), focus=fact)

    def undone(self) -> Conversation:
        """The newest change undone. An answer that was new is asked for again; with no change nothing happens."""
        if not self.before:
            return self
        *earlier, (fact, value) = self.before
        answers = {**self.answers, fact: value} if value else self._all_but(fact)
        return msgspec.structs.replace(self, answers=answers, before=tuple(earlier), focus=None if value else fact)

    def _remembering(self, fact: str) -> Conversation:
        steps = (*self.before, (fact, self.answers.get(fact, "")))
        return msgspec.structs.replace(self, before=steps[-MOST_STEPS_BACK:])

    def _all_but(self, fact: str) -> dict[str, str]:
        return {known: value for known, value in self.answers.items() if known != fact}

    def doubting(self, fact: str) -> Conversation:
        """Something else was said of a fact that has an answer; what is said of it next is taken as right."""
        return msgspec.structs.replace(self, focus=fact)

    @property
    def in_doubt(self) -> str | None:
        """The fact that something else was just said of."""
        return self.focus if self.focus in self.answers else None

    @property
    def to_correct(self) -> str | None:
        """The fact whose answer was taken back, to be asked again."""
        return None if self.focus in self.answers else self.focus

    def settled(self) -> Conversation:
        """Nothing in doubt any more."""
        return msgspec.structs.replace(self, focus=self.to_correct)

    def about(self, topic: str) -> Conversation:
        """The topic first, the earlier ones after it."""
        rest = tuple(other for other in self.topics if other != topic)
        return msgspec.structs.replace(self, topics=(topic, *rest), focus=None)


def dump(conversation: Conversation) -> bytes:
    """The state as JSON."""
    return msgspec.json.encode(conversation)


def restore(data: bytes) -> Conversation:
    """The state back from `dump`.

    Raises:
        msgspec.ValidationError: the data is not a conversation.
    """
    return msgspec.json.decode(data, type=Conversation)
