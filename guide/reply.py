"""What the guide says back. Every channel renders this and nothing else."""

from __future__ import annotations

from msgspec import Struct

from rights.decision import Decision


class Button(Struct, frozen=True):
    """A quick reply: what it says and the payload it sends."""

    label: str
    payload: str


class Asked(Struct, frozen=True):
    """The open question."""

    fact: str
    text: str
    help: str
    type: str


class Reply(Struct, frozen=True):
    """One turn of the guide.

    Attributes:
        paragraphs: what to read first, in order.
        decisions: the answers that this turn gives, most useful first.
        told: the decisions as text, for channels that can't show them as cards.
        closing: what to read after the answers.
        question: the question that is open now, if any; its text is also the last of `paragraphs`.
        buttons: quick replies: answers to the question, or what can be done next.
        forget: the conversation is to be deleted from every store.
    """

    paragraphs: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    told: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    question: Asked | None = None
    buttons: tuple[Button, ...] = ()
    forget: bool = False

    @property
    def text(self) -> str:
        """The whole turn as lines of plain text."""
        return "\n".join((*self.paragraphs, *self.told, *self.closing))
