"""One turn: what the person did -> the new state and the reply."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date

import msgspec

from guide.answers import EVENT_DAY, BadAnswer, check_answer, check_event_day, said, say
from guide.conversation import Conversation
from guide.moves import Answer, Ask, Do, Heard, Move, ToldFact, to_payload
from guide.reply import Asked, Button, Reply
from guide.tell import Teller, useful_first
from guide.words import words
from rights.assess import Assessor
from rights.decision import Decision
from rights.interview import Question, next_question, relevant
from rights.loader import danish_date
from rights.schema import UNKNOWN

SURE = 0.5
"""From this confidence an intent is acted on."""
LIKELY = 0.2
"""From this confidence the guide asks "did you mean"; below it says that it did not understand."""
NEAREST = 3
IN_FULL = 3
"""So many answers are told with all their grounds; the rest briefly, each a button away."""
FIRST_TOPICS = (
    "tilbud_og_helbred",
    "samtale_sundhedskoordinator",
    "standby",
    "afvist_behandling",
    "moedeform",
    "klage",
)

Turn = tuple[Conversation, Reply]


class Guide:
    """The conversation over one catalogue. Holds no state of anybody."""

    def __init__(self, assessor: Assessor) -> None:
        """`assessor` decides all law."""
        self.assessor = assessor
        self.catalogue = assessor.catalogue

    # -- the front door

    def welcome(self) -> Reply:
        """The first thing said: a robot, not the municipality, what not to write, where to get help."""
        return Reply(paragraphs=words().welcome, buttons=self._topic_buttons(FIRST_TOPICS))

    def respond(self, state: Conversation, move: Move, today: date) -> Turn:
        """The new state and the reply; any move at any point.

        Args:
            state: the conversation so far.
            move: what the person did.
            today: the day of the conversation.
        """
        if isinstance(move, Answer):
            return self._answer(state, move, today)
        if isinstance(move, Ask):
            return self._ask(state, move.topic, today)
        if isinstance(move, Do):
            return self._do(state, move, today)
        return self._heard(state, move, today)

    def open_question(self, state: Conversation, today: date) -> Question | None:
        """The question that is open now: the one to correct, else the first that a topic still needs."""
        if state.focus:
            return Question(state.focus, tuple(sorted(self.catalogue.rights_using.get(state.focus, ()))))
        for topic in state.topics:
            question = next_question(
                self.assessor, self.catalogue.topics[topic], state.answers, state.day(today), today
            )
            if question:
                return question
        return None

    def decisions(self, state: Conversation, topic: str, today: date) -> tuple[Decision, ...]:
        """The topic's answers for this person, what applies first."""
        ids = relevant(self.catalogue, self.catalogue.topics[topic], state.answers)
        return useful_first(self.assessor.assess(id, state.answers, state.day(today), today) for id in ids)

    # -- moves

    def _answer(self, state: Conversation, move: Answer, today: date) -> Turn:
        try:
            check_answer(self.catalogue, move.fact, move.value, today)
        except BadAnswer as error:
            return self._continue(state, today, (str(error),))
        return self._continue(state.with_answer(move.fact, move.value), today)

    def _ask(self, state: Conversation, topic: str, today: date) -> Turn:
        if topic not in self.catalogue.topics:
            return self._not_understood(state, (), today)
        return self._continue(state.about(topic), today)

    def _do(self, state: Conversation, move: Do, today: date) -> Turn:
        said_ = words()
        match move.act:
            case "slet":
                return Conversation(), Reply((said_.deleted,), buttons=self._topic_buttons(FIRST_TOPICS), forget=True)
            case "forfra":
                welcome = self.welcome()
                return Conversation(), Reply((said_.restarted, *welcome.paragraphs), buttons=welcome.buttons)
            case "menneske":
                return self._keep(state, today, said_.human)
            case "om":
                return self._keep(state, today, said_.about)
            case "emner":
                return state, Reply((said_.which_topic,), buttons=self._topic_buttons(self.catalogue.topics))
            case "tilbage":
                return self._back(state, today)
            case "ret":
                return self._correct(state, move.about, today)
            case "hvorfor":
                return self._keep(state, today, self._why(state, today))
            case "resume":
                return self._summary(state, today)
            case "kilder":
                return self._sources(state, today)
            case "mere":
                return self._more(state, move.about, today)
            case "svarnu":
                return self._tell(state, today, ())
        return self._not_understood(state, (), today)

    def _back(self, state: Conversation, today: date) -> Turn:
        if not state.answers:
            return self._keep(state, today, (words().nothing_back,))
        fact, value = list(state.answers.items())[-1]
        told = words().went_back.format(fact=say(self.catalogue, fact, value))
        return self._continue(state.without_answer(fact), today, (told,))

    def _correct(self, state: Conversation, fact: str, today: date) -> Turn:
        if fact in state.answers:
            return self._continue(state.without_answer(fact), today)
        if not state.answers:
            return self._keep(state, today, (words().no_answers,))
        buttons = tuple(
            Button(say(self.catalogue, known, value), to_payload(Do("ret", known)))
            for known, value in state.answers.items()
        )
        return state, Reply((words().correct_which,), buttons=buttons)

    def _why(self, state: Conversation, today: date) -> tuple[str, ...]:
        question = self.open_question(state, today)
        if question is None:
            return (words().why_nothing,)
        titles = ", ".join(self.catalogue.rights[id].data.title for id in question.needed_by)
        return (words().why_question.format(why=self.catalogue.facts[question.fact].why, titles=titles),)

    def _summary(self, state: Conversation, today: date) -> Turn:
        if not state.answers:
            return self._keep(state, today, (words().no_answers,))
        told = [f"– {clause}." for clause in said(self.catalogue, state.answers)]
        return self._keep(state, today, (words().summary, *told))

    def _sources(self, state: Conversation, today: date) -> Turn:
        decisions = self.decisions(state, state.topics[0], today) if state.topics else ()
        if not decisions:
            return self._keep(state, today, (words().no_sources,))
        told = Teller(self.catalogue, state.answers).quotes(decisions)
        return self._keep(state, today, tuple(told))

    def _more(self, state: Conversation, entitlement: str, today: date) -> Turn:
        if entitlement not in self.catalogue.rights:
            return self._not_understood(state, (), today)
        decision = self.assessor.assess(entitlement, state.answers, state.day(today), today)
        told = Teller(self.catalogue, state.answers).full(decision)
        return state, Reply((), (decision,), tuple(told), buttons=self._always())

    # -- free text

    def _heard(self, state: Conversation, heard: Heard, today: date) -> Turn:
        if heard.crisis == "explicit":
            # Help and nothing else: no law, no question, in the same message.
            return state, Reply(words().crisis, buttons=(self._button("menneske"),))
        before: tuple[str, ...] = words().crisis_check if heard.crisis == "indirect" else ()
        if heard.problem:
            return self._keep(state, today, (*before, heard.problem))
        if heard.sent:
            before += (words().nothing_sent[heard.sent],)
            state = state.about({"klage": "klage", "ansoegning": "vejledning"}.get(heard.sent, "udeblivelse"))
        question = self.open_question(state, today)
        answer = self._as_answer(heard, question)
        told = list(heard.facts)
        if answer is not None and question is not None:
            told = [fact for fact in told if fact.fact != question.fact] + [ToldFact(question.fact, answer)]
        taken = self._take(state, told, question, today)
        if isinstance(taken, Reply):
            return state, taken
        new, understood = taken
        name, confidence = heard.intents[0] if heard.intents else ("", 0.0)
        if answer is None and confidence >= SURE and name in _ACT_OF_INTENT:
            return self._do_after(new, Do(_ACT_OF_INTENT[name]), today, before + understood)
        if answer is None and confidence >= SURE and name in _FIXED:
            return self._keep(new, today, (*before, *understood, getattr(words(), _FIXED[name])))
        if answer is None and confidence >= SURE and name == "hilsen" and not told:
            return self._keep(new, today, (*before, *words().welcome))
        if answer is None and not heard.sent and confidence >= SURE and name in self.catalogue.topics:
            new = new.about(name)
        elif answer is None and not told and not heard.sent and heard.crisis != "indirect":
            return self._unsure(new, heard, today, before)
        if not new.topics:
            buttons = (
                *self._topic_buttons(self._topics_of(new, heard)),
                self._button("emner"),
                self._button("menneske"),
            )
            return new, Reply((*before, *understood, words().which_topic), buttons=buttons)
        return self._continue(new, today, (*before, *understood))

    def _as_answer(self, heard: Heard, question: Question | None) -> str | None:
        """The text as an answer to the open question: an option's own words, yes/no, "ved ikke" or a date."""
        if question is None:
            return None
        fact = self.catalogue.facts[question.fact]
        if heard.short == UNKNOWN:
            return UNKNOWN
        if fact.type == "date":
            return heard.day.isoformat() if heard.day else None
        if fact.type == "yes_no" and heard.short in ("ja", "nej"):
            return heard.short
        for option in fact.options:
            if heard.words and heard.words in (option.label.lower(), option.id):
                return option.id
        return None

    def _take(
        self, state: Conversation, told: list[ToldFact], question: Question | None, today: date
    ) -> tuple[Conversation, tuple[str, ...]] | Reply:
        """The told facts taken in: said back, never overriding an earlier answer without asking."""
        understood: dict[str, str] = {}
        problems: list[str] = []
        for fact in told:
            if not fact.certain or fact.fact not in self.catalogue.facts:
                continue
            try:
                check_answer(self.catalogue, fact.fact, fact.value, today)
            except BadAnswer as error:
                problems.append(str(error))
                continue
            before = state.answers.get(fact.fact)
            asked = question is not None and question.fact == fact.fact
            if before not in (None, UNKNOWN, fact.value) and not asked:
                return self._which_is_right(fact, before)
            if before != fact.value:
                state = state.with_answer(fact.fact, fact.value)
                understood[fact.fact] = fact.value
        spoken = [say(self.catalogue, fact, value) for fact, value in understood.items() if value != UNKNOWN]
        said_back = (words().understood.format(facts="; ".join(spoken)),) if spoken else ()
        return state, (*problems, *said_back)

    def _which_is_right(self, fact: ToldFact, before: str) -> Reply:
        was, now = say(self.catalogue, fact.fact, before), say(self.catalogue, fact.fact, fact.value)
        return Reply(
            (words().changed.format(before=was, now=now),),
            buttons=(
                Button(_capital(now), to_payload(Answer(fact.fact, fact.value))),
                Button(_capital(was), to_payload(Answer(fact.fact, before))),
                Button(words().buttons[UNKNOWN], to_payload(Answer(fact.fact, UNKNOWN))),
            ),
        )

    def _topics_of(self, state: Conversation, heard: Heard) -> tuple[str, ...]:
        """The topics that fit best: those the text sounds like, then those whose rights use what was told."""
        weight = dict.fromkeys(self.catalogue.topics, 0.0)
        for fact in state.answers:
            users = self.catalogue.rights_using[fact]
            for topic, ids in self.catalogue.topics.items():
                # A fact that few rights use says more about what the person is asking.
                weight[topic] += len(users.intersection(ids)) / (len(users) or 1) / len(ids)
        for name, confidence in heard.intents:
            if name in weight:
                weight[name] += confidence
        likely = sorted((topic for topic in weight if weight[topic] > 0), key=lambda topic: -weight[topic])
        return tuple(likely[: 2 * NEAREST]) or FIRST_TOPICS

    def _do_after(self, state: Conversation, move: Do, today: date, before: tuple[str, ...]) -> Turn:
        new, reply = self._do(state, move, today)
        return new, _with_before(reply, before)

    def _unsure(self, state: Conversation, heard: Heard, today: date, before: tuple[str, ...]) -> Turn:
        if heard.intents and heard.intents[0][1] >= LIKELY:
            nearest = _nearest(heard, self.catalogue.topics)
            if nearest:
                buttons = (*self._topic_buttons(nearest), self._button("emner"), self._button("menneske"))
                return state, Reply((*before, words().did_you_mean), buttons=buttons)
        new, reply = self._not_understood(state, _nearest(heard, self.catalogue.topics), today)
        return new, _with_before(reply, before)

    def _not_understood(self, state: Conversation, nearest: tuple[str, ...], today: date) -> Turn:
        buttons = self._topic_buttons(nearest or FIRST_TOPICS[:NEAREST])
        question = self.open_question(state, today)
        asked = self._asked(question) if question else None
        again = (asked.text,) if asked else ()
        options = self._option_buttons(question) if question else ()
        return state, Reply(
            (words().not_understood, *again),
            question=asked,
            buttons=(*options, *buttons, self._button("menneske")),
        )

    # -- going on

    def _keep(self, state: Conversation, today: date, paragraphs: tuple[str, ...]) -> Turn:
        """An aside: said, and the open question is asked again."""
        question = self.open_question(state, today)
        if question is None:
            return state, Reply(
                paragraphs, buttons=self._always() if state.topics else self._topic_buttons(FIRST_TOPICS)
            )
        asked = self._asked(question)
        return state, Reply((*paragraphs, asked.text), question=asked, buttons=self._option_buttons(question))

    def _continue(self, state: Conversation, today: date, before: tuple[str, ...] = ()) -> Turn:
        """The next question of the newest topic, or its answer."""
        on = state.day(today)
        try:
            check_event_day(on)
        except BadAnswer as error:
            return self._keep(state, today, (*before, str(error)))
        clash = next(iter(self.catalogue.conflicts_in(state.answers, on)), None)
        if clash is not None and state.focus is None:
            buttons = tuple(
                Button(
                    f"{words().buttons['ret']}: {say(self.catalogue, fact, state.answers[fact])}",
                    to_payload(Do("ret", fact)),
                )
                for fact in clash.facts
                if fact in state.answers
            )
            return state, Reply((*before, words().contradiction.format(message=clash.message)), buttons=buttons)
        if not state.topics:
            question = self.open_question(state, today)
            if question:
                return self._keep(state, today, before)
            return state, Reply((*before, words().which_topic), buttons=self._topic_buttons(FIRST_TOPICS))
        question = self._question_of_newest(state, today)
        if question is not None:
            asked = self._asked(question)
            return state, Reply((*before, asked.text), question=asked, buttons=self._option_buttons(question))
        return self._tell(state, today, before)

    def _question_of_newest(self, state: Conversation, today: date) -> Question | None:
        if state.focus:
            return self.open_question(state, today)
        ids = self.catalogue.topics[state.topics[0]]
        return next_question(self.assessor, ids, state.answers, state.day(today), today)

    def _tell(self, state: Conversation, today: date, before: tuple[str, ...]) -> Turn:
        if not state.topics:
            return self._keep(state, today, (*before, words().which_topic))
        decisions = self.decisions(state, state.topics[0], today)
        teller = Teller(self.catalogue, state.answers)
        told = [line for decision in decisions[:IN_FULL] for line in teller.short(decision)]
        if decisions[IN_FULL:]:
            told += [words().also, *(teller.brief(decision) for decision in decisions[IN_FULL:])]
        steps = teller.next_steps(decisions)
        if steps:
            told += [words().can_do, *(f"– {step}" for step in steps)]
        closing = [words().answers_on.format(day=danish_date(state.day(today)))]
        if EVENT_DAY not in state.answers:
            closing.append(words().answers_other_day)
        closing.append(words().more)
        more = tuple(Button(decision.title, to_payload(Do("mere", decision.entitlement))) for decision in decisions)
        rest = tuple(
            self._topic_button(topic)
            for topic in state.topics[1:]
            if next_question(self.assessor, self.catalogue.topics[topic], state.answers, state.day(today), today)
        )
        buttons = (*rest, *more, *self._always())
        return state, Reply(before, decisions, tuple(told), tuple(closing), buttons=buttons)

    # -- buttons

    def _asked(self, question: Question) -> Asked:
        fact = self.catalogue.facts[question.fact]
        return Asked(fact.id, fact.ask, fact.help, fact.type)

    def _option_buttons(self, question: Question) -> tuple[Button, ...]:
        fact = self.catalogue.facts[question.fact]
        options = tuple(Button(option.label, to_payload(Answer(fact.id, option.id))) for option in fact.options)
        unknown = Button(words().buttons[UNKNOWN], to_payload(Answer(fact.id, UNKNOWN)))
        return (*options, unknown, self._button("hvorfor"), self._button("svarnu"))

    def _always(self) -> tuple[Button, ...]:
        return tuple(self._button(act) for act in ("kilder", "resume", "ret", "emner", "menneske", "slet"))

    def _button(self, act: str) -> Button:
        return Button(words().buttons[act], to_payload(Do(act)))

    def _topic_button(self, topic: str) -> Button:
        rights = [self.catalogue.rights[id].data for id in self.catalogue.topics[topic]]
        said_ = next((right.opens for right in rights if right.opens and right.topics[0] == topic), rights[0].question)
        return Button(said_, to_payload(Ask(topic)))

    def _topic_buttons(self, topics: Iterable[str]) -> tuple[Button, ...]:
        return tuple(self._topic_button(topic) for topic in topics if topic in self.catalogue.topics)


_ACT_OF_INTENT = {
    "hvorfor": "hvorfor",
    "tilbage": "tilbage",
    "ret_svar": "ret",
    "forfra": "forfra",
    "kilder": "kilder",
    "resume": "resume",
    "slet": "slet",
    "menneske": "menneske",
    "om_guiden": "om",
}
_FIXED = {"uden_for_emnet": "out_of_scope", "ikke_dansk": "not_danish", "tak": "thanks"}


def _nearest(heard: Heard, topics: Container[str]) -> tuple[str, ...]:
    return tuple(name for name, _ in heard.intents if name in topics)[:NEAREST]


def _with_before(reply: Reply, before: tuple[str, ...]) -> Reply:
    return msgspec.structs.replace(reply, paragraphs=(*before, *reply.paragraphs))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
