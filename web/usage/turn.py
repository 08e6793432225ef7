"""What a turn adds to the numbers: which topics, which outcomes, how it was understood. Nothing of who or what."""

from __future__ import annotations

from guide.conversation import Conversation
from guide.reply import Reply
from guide.words import words
from store import Count


def counts(before: Conversation | None, after: Conversation, reply: Reply, wrote: bool) -> tuple[Count, ...]:
    """The turn in numbers.

    Args:
        before: the conversation before it; None when it begins with this turn.
        after: the conversation after it.
        reply: what the guide said.
        wrote: the person wrote; otherwise a button was pressed.
    """
    said, heard = words(), set(reply.paragraphs)
    found = [Count("begun")] if before is None else []
    found.append(Count("text" if wrote else "button"))
    if heard & {*said.crisis, *said.crisis_check}:
        found.append(Count("crisis"))
    elif said.did_you_mean in heard:
        found.append(Count("did_you_mean"))
    elif heard & {said.not_understood, said.not_an_answer, said.date_not_understood}:
        found.append(Count("unclear"))
    earlier = before.topics if before else ()
    found += [Count("topic", topic) for topic in after.topics if topic not in earlier]
    if reply.decisions and after.topics:
        topic = after.topics[0]
        found += [Count("outcome", topic, decision.outcome.value) for decision in reply.decisions]
        if reply.closing:  # the topic's answers as a whole, not one of them told at length
            found += [Count("told", topic), Count("answers", topic, number=len(after.answers))]
    return tuple(found)


def open_topic(after: Conversation, reply: Reply) -> str:
    """The topic whose question the person is left with, or ""."""
    return after.topics[0] if reply.question and after.topics else ""
