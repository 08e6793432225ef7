"""What is kept of a conversation: the answers and what the person asked about. Everything else is worked out."""

from __future__ import annotations

from datetime import date

import msgspec
from msgspec import Struct

from rights.schema import UNKNOWN


class Conversation(Struct, frozen=True):
    """The state of one conversation.

    `answers` are in the order they were given; `topics` has the newest question first; `focus` is a fact the person
    has asked to answer again (`to_correct`) or has just said something else of (`in_doubt`).
    """

    answers: dict[str, str] = {}
    topics: tuple[str, ...] = ()
    focus: str | None = None

    def day(self, today: date) -> date:
        """The day of the event: the one the person told, else today."""
        told = self.answers.get("dato", UNKNOWN)
        return today if told == UNKNOWN else date.fromisoformat(told)

    def with_answer(self, fact: str, value: str) -> Conversation:
        """The answer given (again). A changed answer keeps its place, so that "back" undoes the newest one."""
        return msgspec.structs.replace(
            self, answers={**self.answers, fact: value}, focus=None if self.focus == fact else self.focus
        )

    def without_answer(self, fact: str) -> Conversation:
        """The answer taken back; its question is asked next."""
        left = {known: value for known, value in self.answers.items() if known != fact}
        return msgspec.structs.replace(self, answers=left, focus=fact)

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
