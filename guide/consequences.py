"""What changing one answer does to the answers that were given: worked out by deciding again, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from guide.answers import EVENT_DAY
from guide.conversation import Conversation
from rights.assess import Assessor
from rights.decision import Decision
from rights.interview import relevant
from rights.schema import UNKNOWN


@dataclass(frozen=True)
class Consequence:
    """One right whose answer becomes another."""

    before: Decision
    after: Decision


def consequences(
    assessor: Assessor, state: Conversation, fact: str, value: str, today: date
) -> tuple[Consequence, ...]:
    """The rights in the conversation's topics whose outcome or words change.

    Args:
        assessor: decides.
        state: the conversation before the change.
        fact: the question that is answered anew.
        value: the new answer, already checked; "ved_ikke" is one too.
        today: the day of the conversation.
    """
    changed = state.with_answer(fact, value)
    return between(assessor, state, changed, today)


def between(assessor: Assessor, before: Conversation, after: Conversation, today: date) -> tuple[Consequence, ...]:
    """The rights in the topics of `after` that are answered otherwise than with the answers of `before`."""
    catalogue = assessor.catalogue
    all_ids = dict.fromkeys(id for topic in after.topics for id in catalogue.topics[topic])
    about = {id for state in (before, after) for id in relevant(catalogue, all_ids, state.answers)}
    ids = [id for id in all_ids if id in about]
    found = (
        Consequence(
            assessor.decide(id, before.answers, before.day(today), today),
            assessor.decide(id, after.answers, after.day(today), today),
        )
        for id in _touched(assessor, before, after, ids)
    )
    return tuple(one for one in found if (one.before.outcome, one.before.case) != (one.after.outcome, one.after.case))


def _touched(assessor: Assessor, before: Conversation, after: Conversation, ids: Iterable[str]) -> list[str]:
    """Those that can depend on an answer that differs."""
    facts = {
        fact
        for fact in {*before.answers, *after.answers}
        if before.answers.get(fact, UNKNOWN) != after.answers.get(fact, UNKNOWN)
    }
    if EVENT_DAY in facts:
        return list(ids)
    using = assessor.catalogue.rights_using
    return [id for id in ids if any(id in using[fact] for fact in facts)]
