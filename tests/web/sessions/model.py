"""What a conversation must hold after each move, worked out apart from the guide's own code."""

from __future__ import annotations

from dataclasses import dataclass, field

from guide.conversation import Conversation

UNKNOWN = "ved_ikke"
MOST_STEPS_BACK = 40


@dataclass
class Model:
    """One person's conversation. `doubted` was answered, and something else was just said of it."""

    answers: dict[str, str] = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)
    role: str = "selv"
    back: list[tuple[str, str]] = field(default_factory=list)
    wanted: str = ""
    doubted: str = ""
    kept: bool = False

    def answer(self, fact: str, value: str) -> None:
        """A button, or another answer on «Mine svar»."""
        if self.answers.get(fact) == value and self.doubted != fact:
            return
        self.doubted = ""
        self._set(fact, value)

    def tell(self, fact: str, value: str, asked: str) -> None:
        """In one's own words: what contradicts an earlier answer is asked about, not taken."""
        asked, self.doubted = self.doubted or asked, ""
        if self.answers.get(fact) not in (None, UNKNOWN, value) and asked != fact:
            self.doubted = fact
        else:
            self._set(fact, value)

    def _set(self, fact: str, value: str) -> None:
        if self.answers.get(fact) != value:
            self._remember(fact)
            self.answers[fact] = value
        if self.wanted == fact:
            self.wanted = ""

    def _remember(self, fact: str) -> None:
        self.back = [*self.back, (fact, self.answers.get(fact, ""))][-MOST_STEPS_BACK:]

    def correct(self, fact: str) -> None:
        """«Ret et svar»: the answer is taken back and asked for again."""
        if fact in self.answers:
            self._remember(fact)
            del self.answers[fact]
            self.wanted, self.doubted = fact, ""

    def undo(self) -> None:
        """The newest change undone."""
        if not self.back:
            return
        fact, earlier = self.back.pop()
        self.doubted = ""
        if earlier:
            self.answers[fact] = earlier
            self.wanted = ""
        else:
            self.answers.pop(fact, None)
            self.wanted = fact

    def about(self, topic: str) -> None:
        """A topic chosen."""
        self.topics = [topic, *(other for other in self.topics if other != topic)]
        self.wanted = self.doubted = ""

    def start_over(self) -> None:
        """«Begynd forfra»."""
        self.__init__(kept=True)  # type: ignore[misc]

    def as_conversation(self) -> Conversation:
        """The same for the guide, to ask it which question is open."""
        return Conversation(
            answers=dict(self.answers),
            topics=tuple(self.topics),
            focus=self.wanted or self.doubted or None,
            role=self.role,  # type: ignore[arg-type]
            before=tuple(self.back),
        )
