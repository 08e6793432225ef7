"""Every sheet that can come about: for each topic the sets of answers that lead to different decisions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from guide.conversation import Conversation
from guide.papers.fit import height
from guide.papers.sheet import Sheet, make_sheet
from guide.respond import Guide
from guide.voices import Voices
from rights.assess import Assessor
from rights.decision import Decision
from rights.loader import load
from rights.logic import Answers
from tests.rights.support import TODAY, combinations, decisive_facts

DAYS = (date(2022, 6, 1), date(2024, 6, 1), date(2026, 1, 31), TODAY, date(2027, 6, 1))
"""A day before each change of the law, today and a day after the last."""


class QuickAssessor(Assessor):
    """Without "what would change the answer", which no sheet shows and which costs most of the time."""

    def assess(self, entitlement: str, answers: Answers, on: date, today: date | None = None) -> Decision:
        return self.decide(entitlement, answers, on, today)


@lru_cache(maxsize=1)
def voices() -> Voices:
    return Voices(load())


@lru_cache(maxsize=1)
def quick() -> Guide:
    return Guide(QuickAssessor(load()))


def facts_of(topic: str) -> tuple[str, ...]:
    catalogue = load()
    return tuple(dict.fromkeys(fact for id in catalogue.topics[topic] for fact in decisive_facts(catalogue.rights[id])))


def conversations(topic: str, most: int) -> Iterator[Conversation]:
    """Conversations about a topic: every combination of its answers on every day, `most` of them when more."""
    for day in DAYS:
        for answers in combinations(facts_of(topic), most):
            told = {} if day == TODAY else {"dato": day.isoformat()}
            yield Conversation(answers={**answers, **told}, topics=(topic,))


def sheets(topic: str, most: int) -> list[tuple[float, Conversation, Sheet]]:
    """The topic's different sheets with the height they fill, the longest first."""
    found: dict[tuple[object, ...], tuple[float, Conversation, Sheet]] = {}
    for state in conversations(topic, most):
        sheet = make_sheet(quick(), state, TODAY)
        shown = tuple((told.id, told.body, told.possible) for group in sheet.groups for told in group.answers)
        key = (shown, sheet.more, sheet.questions, len(sheet.situation), len(sheet.deadlines), sheet.sources)
        if key not in found or height(sheet) > found[key][0]:
            found[key] = (height(sheet), state, sheet)
    return sorted(found.values(), key=lambda one: -one[0])
