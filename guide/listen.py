"""What free text means at this point of the conversation: an answer, a wish, a question about a topic, or unclear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guide.answers import EVENT_DAY
from guide.conversation import Conversation
from guide.moves import ACTS, Answer, Ask, Do, Heard, ToldFact
from guide.words import words
from rights.interview import Question
from rights.model import Catalogue
from rights.schema import UNKNOWN

SURE = 0.4
"""From this confidence what steers the conversation is done, and a fixed sentence is said: both are soon undone."""
TOPIC_SURE = 0.5
"""From this score a topic is taken up: a wrong one costs the person a line of questions."""
LIKELY = 0.07
"""From this score the guide asks "did you mean"; below it says that it did not understand."""
TOO_CLOSE = 0.1
"""Unless both are sure, two topics closer to each other than this are offered instead of one being taken."""
BARE_DATE_WORDS = 4
"""A date in a longer text is part of a story, not the day the person asks about."""
BARE_FACT_WORDS = 3
"""So few words that hold a fact ("på kontanthjælp") add to the topic at hand; they do not open another."""
FACTS_SAY = 1.0
"""By how large a share of itself the told facts can lift a topic's confidence, when all of them are about it alone.
What is asked counts most; facts only tell close topics apart."""

MOST_AT_ONCE = 4
"""So many topics of one story are taken up; more would be forgotten before they are reached."""

ACT_OF_INTENT = {
    "hvorfor": "hvorfor",
    "tilbage": "tilbage",
    "ret_svar": "ret",
    "forfra": "forfra",
    "kilder": "kilder",
    "resume": "resume",
    "slet": "slet",
    "menneske": "menneske",
    "om_guiden": "om",
    "svarnu": "svarnu",
}
OF_THE_TOPIC = {"svarnu"}
"""Asked for only by a short message in the middle of a topic: at the end of a story "må de det?" is about the story."""
FIXED = {"uden_for_emnet": "out_of_scope", "ikke_dansk": "not_danish", "tak": "thanks"}


@dataclass(frozen=True)
class Meaning:
    """What was meant.

    `move` is to be done; `fixed` names a fixed sentence; `topics` are likely ones, best first; `also` are further
    topics that were asked about in the same breath, to be taken up afterwards, in that order.
    """

    move: Answer | Ask | Do | None = None
    fixed: str = ""
    topics: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


class Listener:
    """Finds the meaning of what was heard, from the open question, the buttons' own words and the intents."""

    def __init__(self, catalogue: Catalogue, topic_labels: Mapping[str, str]) -> None:
        """`topic_labels`: topic -> what stands on its button."""
        self.catalogue = catalogue
        self._acts = {_bare(label): act for act, label in words().buttons.items() if act in ACTS}
        self._acts |= {act: act for act in ACTS if act != "mere"}
        self._topics = {_bare(label): topic for topic, label in topic_labels.items()}

    def meaning(self, state: Conversation, heard: Heard, question: Question | None) -> Meaning:
        """The meaning; a bare answer to the open question goes before everything else."""
        answer = self._answer(heard, question)
        if answer is not None:
            return Meaning(answer)
        if heard.words in self._acts:
            return Meaning(Do(self._acts[heard.words]))
        if heard.words in self._topics:
            return Meaning(Ask(self._topics[heard.words]))
        only_day = {fact.fact for fact in heard.facts} == {EVENT_DAY} and bool(state.topics)
        if heard.day is not None and (only_day or 0 < len(heard.words.split()) <= BARE_DATE_WORDS):
            return Meaning(Answer(EVENT_DAY, heard.day.isoformat()))
        if state.topics and self._tells_alone(heard):
            return Meaning()
        if state.topics and heard.words and any(self._is_date(told) for told in heard.facts):
            # "Afgørelsen er fra 3/11" in a few words adds to the topic at hand as well.
            return Meaning()
        name, confidence = heard.intents[0] if heard.intents else ("", 0.0)
        of_the_topic = bool(state.topics and heard.words)
        if confidence >= SURE and name in ACT_OF_INTENT and (name not in OF_THE_TOPIC or of_the_topic):
            return Meaning(Do(ACT_OF_INTENT[name]))
        if confidence >= SURE and name in FIXED and not self._tells_alone(heard):
            return Meaning(fixed=FIXED[name])
        if confidence >= SURE and name == "hilsen" and not heard.facts:
            return Meaning(fixed="welcome")
        scored = self._scored(state, heard)
        topics = tuple(topic for topic, score in scored if score >= LIKELY)
        best, next_best = ([score for _, score in scored] + [0.0, 0.0])[:2]
        sure = [topic for topic, score in scored if score >= TOPIC_SURE]
        if len(sure) > 1:
            # What can't wait comes first; among equals, what the text is most about.
            first, *rest = sorted(sure[:MOST_AT_ONCE], key=lambda topic: topic not in self.catalogue.urgent_topics)
            return Meaning(Ask(first), topics=topics, also=tuple(rest))
        clear = best >= TOPIC_SURE and best - next_best >= TOO_CLOSE
        return Meaning(Ask(topics[0]) if clear else None, topics=topics)

    @staticmethod
    def crisis(heard: Heard) -> str:
        """How clearly the text speaks of danger: the language model only ever adds a gentle check to the filter."""
        if heard.crisis == "none" and _sure_of(heard, "krise"):
            return "indirect"
        return heard.crisis

    @staticmethod
    def sent(heard: Heard) -> str:
        """What the person tried to send to the municipality, or "": what the model alone heard has no name."""
        return heard.sent or ("andet" if _sure_of(heard, "send_til_kommunen") else "")

    def offered(self, state: Conversation, likely: tuple[str, ...], most: int) -> tuple[str, ...]:
        """Topics to choose from: the likely ones, then those that the answers so far are about."""
        about = self._about_answers(state)
        rest = sorted((topic for topic in about if topic not in likely), key=lambda topic: -about[topic])
        return (*likely, *rest)[:most]

    def _answer(self, heard: Heard, question: Question | None) -> Answer | None:
        """The text as an answer to the open question: an option's own words, yes/no, "ved ikke" or a date."""
        if question is None:
            return None
        fact = self.catalogue.facts[question.fact]
        value = next((o.id for o in fact.options if heard.words and heard.words in (_bare(o.label), o.id)), None)
        read = {told.value: told.certain for told in heard.facts if told.fact == fact.id}
        if value is None and read:
            # What was read with doubt, or twice and differently, is asked again.
            value = next(iter(read)) if len(read) == 1 and all(read.values()) else None
        elif value is None and heard.short == UNKNOWN:
            value = UNKNOWN
        elif value is None and fact.type == "date":
            value = heard.day.isoformat() if heard.day else None
        elif value is None and fact.type == "yes_no" and heard.short in ("ja", "nej"):
            value = heard.short
        return Answer(fact.id, value) if value else None

    @staticmethod
    def _tells_alone(heard: Heard) -> bool:
        """Whether the few words are a fact and nothing else."""
        return 0 < len(heard.words.split()) <= BARE_FACT_WORDS and any(told.certain for told in heard.facts)

    def _is_date(self, told: ToldFact) -> bool:
        return told.certain and told.fact in self.catalogue.facts and self.catalogue.facts[told.fact].type == "date"

    def _scored(self, state: Conversation, heard: Heard) -> list[tuple[str, float]]:
        """The topics that the text sounds like, likeliest first; the told facts tell close ones apart."""
        told = {fact.fact: fact.value for fact in heard.facts if fact.fact in self.catalogue.facts}
        about = self._about_answers(Conversation(told) if told else state)
        scored = [
            (name, confidence * (1 + FACTS_SAY * about.get(name, 0.0)))
            for name, confidence in heard.intents
            if name in self.catalogue.topics
        ]
        return sorted(scored, key=lambda topic: -topic[1])

    def _about_answers(self, state: Conversation) -> dict[str, float]:
        """Topic -> how much of what was told is about it, 0 to 1: a fact that few rights use says more."""
        shares: dict[str, float] = {}
        total = 0.0
        for fact in state.answers:
            users = self.catalogue.rights_using[fact]
            weight = 1 / (len(users) or 1)
            total += weight
            for topic, ids in self.catalogue.topics.items():
                shares[topic] = shares.get(topic, 0.0) + weight * len(users.intersection(ids)) / (len(users) or 1)
        return {topic: share / total for topic, share in shares.items() if share}


def _sure_of(heard: Heard, intent: str) -> bool:
    return bool(heard.intents) and heard.intents[0][0] == intent and heard.intents[0][1] >= SURE


def _bare(label: str) -> str:
    return label.lower().strip(" .!?")
