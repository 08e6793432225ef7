"""What the tests of the conversation share: the guide over the real catalogue, on a day that stands still."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from guide.conversation import Conversation, dump, restore
from guide.moves import Answer, Ask, Do, Heard, Move, ToldFact
from guide.reply import Reply
from guide.respond import Guide
from rights.assess import Assessor
from rights.loader import load

TODAY = date(2026, 11, 22)
UNKNOWN = "ved_ikke"


@lru_cache(maxsize=1)
def guide() -> Guide:
    return Guide(Assessor(load()))


def go(*moves: Move, state: Conversation | None = None) -> tuple[Conversation, Reply]:
    """The state and the reply after some moves; the state is kept and read again in between."""
    now, reply = state or Conversation(), Reply()
    for move in moves:
        now, reply = guide().respond(restore(dump(now)), move, TODAY)
    return now, reply


def told(*facts: tuple[str, str], **about: object) -> Heard:
    """Free text in which facts were read."""
    return Heard(facts=tuple(ToldFact(fact, value) for fact, value in facts), **about)  # type: ignore[arg-type]


def text_of(reply: Reply) -> str:
    return reply.text


def answer_all(state: Conversation, reply: Reply, answers: dict[str, str] | None = None) -> tuple[Conversation, Reply]:
    """Answer every question as it comes, "ved ikke" to those not given."""
    for _ in range(40):
        if reply.question is None:
            return state, reply
        fact = reply.question.fact
        state, reply = go(Answer(fact, (answers or {}).get(fact, UNKNOWN)), state=state)
    raise AssertionError(f"no end to the questions: {state.answers}")


__all__ = ["TODAY", "UNKNOWN", "Answer", "Ask", "Do", "Heard", "answer_all", "go", "guide", "text_of", "told"]
