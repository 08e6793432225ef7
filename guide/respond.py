"""One turn: what the person did -> the new state and the reply."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from guide.answers import EVENT_DAY, BadAnswer, check_answer, check_event_day, said, say
from guide.conversation import Conversation, Role
from guide.listen import SURE, Listener
from guide.moves import Answer, Ask, Do, Heard, Move, ToldFact, to_payload
from guide.reply import Asked, Button, Reply
from guide.tell import Teller, listed, useful_first
from guide.words import words
from rights.assess import Assessor
from rights.decision import Decision
from rights.interview import Question, may_ask, next_question, relevant
from rights.loader import danish_date
from rights.model import Catalogue
from rights.schema import UNKNOWN

NEAREST = 3
IN_FULL = 3
"""So many answers are told with all their grounds; the rest briefly, each a button away."""
WHY_FOR = 4
"""So many rights are named when somebody asks what a question is for; some answers matter to most of the catalogue."""
NOTICE_GIVEN = "fravaer_meldt"
"""The fact that the municipality has been told why somebody stays away."""
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
        """`assessor` decides all law. `topic_buttons` are all topics, in the catalogue's order."""
        self.assessor = assessor
        self.catalogue = assessor.catalogue
        self.topic_buttons = {topic: self._topic_button(topic) for topic in self.catalogue.topics}
        self.listener = Listener(self.catalogue, {topic: b.label for topic, b in self.topic_buttons.items()})

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
            new, reply = self._answer(state, move, today)
        elif isinstance(move, Ask):
            new, reply = self._ask(state, move.topic, today)
        elif isinstance(move, Do):
            new, reply = self._do(state, move, today)
        else:
            new, reply = self._heard(state, move, today)
        return msgspec.structs.replace(new, aside=bool(new.topics) and reply.question is None), reply

    def open_question(self, state: Conversation, today: date) -> Question | None:
        """The question that the person sees: the one to correct, else the next of the newest topic.

        An earlier topic's question waits until the person takes the topic up again; otherwise a "nej" could answer
        something that was not asked.
        """
        if state.to_correct:
            return Question(state.to_correct, tuple(sorted(self.catalogue.rights_using[state.to_correct])))
        if not state.topics:
            return None
        ids = self.catalogue.topics[state.topics[0]]
        return next_question(self.assessor, ids, state.answers, state.day(today), today)

    def shown_question(self, state: Conversation, today: date) -> Question | None:
        """The open question when the person has it before them; after a call for help, say, "ja" answers nothing."""
        return None if state.aside else self.open_question(state, today)

    def decisions(self, state: Conversation, topic: str, today: date) -> tuple[Decision, ...]:
        """The topic's answers for this person: the one it is named by, then what applies first."""
        # Where none of the topic's rights are about the person, that is the answer, and they say so themselves.
        ids = relevant(self.catalogue, self.catalogue.topics[topic], state.answers) or self.catalogue.topics[topic]
        decided = useful_first(self.assessor.assess(id, state.answers, state.day(today), today) for id in ids)
        # What was asked is answered first, whatever the answer is.
        own = self.catalogue.topics[topic][0]
        return tuple(sorted(decided, key=lambda decision: decision.entitlement != own))

    def introduced(self, state: Conversation, reply: Reply) -> Reply:
        """The reply with whom it is about said first, and the way to change that."""
        other: Role = "selv" if state.role == "bisidder" else "bisidder"
        button = Button(words().buttons[other], to_payload(Do("rolle", other)))
        reply = msgspec.structs.replace(reply, buttons=(*reply.buttons, button))
        return _with_before(reply, (words().role[state.role],))

    # -- moves

    def _answer(self, state: Conversation, move: Answer, today: date) -> Turn:
        try:
            check_answer(self.catalogue, move.fact, move.value, today)
        except BadAnswer as error:
            return self._continue(state, today, (str(error),))
        return self._continue(state.settled().with_answer(move.fact, move.value), today)

    def _ask(self, state: Conversation, topic: str, today: date) -> Turn:
        if topic not in self.catalogue.topics:
            return self._unclear(state, (), self.open_question(state, today))
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
            case "rolle":
                return self._keep(state, today, (words().role[state.role],))
        return self._unclear(state, (), self.open_question(state, today))

    def _back(self, state: Conversation, today: date) -> Turn:
        if not state.before:
            return self._keep(state, today, (words().nothing_back,))
        fact, earlier = state.before[-1]
        if earlier:
            told = words().put_back.format(fact=say(self.catalogue, fact, earlier))
        else:
            told = words().went_back.format(fact=say(self.catalogue, fact, state.answers[fact]))
        return self._continue(state.undone(), today, (told,))

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
        titles = ", ".join(self.catalogue.rights[id].data.title for id in question.needed_by[:WHY_FOR])
        if question.needed_by[WHY_FOR:]:
            titles = words().why_others.format(titles=titles)
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
            return self._unclear(state, (), self.open_question(state, today))
        decision = self.assessor.assess(entitlement, state.answers, state.day(today), today)
        told = Teller(self.catalogue, state.answers).full(decision)
        return state, Reply((), (decision,), tuple(told), buttons=self._always())

    # -- free text

    def _heard(self, state: Conversation, heard: Heard, today: date) -> Turn:
        crisis, sent = heard.crisis, self.listener.sent(heard)
        if crisis == "explicit":
            # Help and nothing else: no law, no question, in the same message.
            return state, Reply(words().crisis, buttons=(self._button("menneske"),))
        before: tuple[str, ...] = words().crisis_check if crisis == "indirect" else ()
        if heard.removed:
            kinds = listed(words().removed_kinds[kind] for kind in heard.removed)
            before += (words().removed.format(kinds=kinds),)
        if heard.problem:
            return self._keep(state, today, (*before, heard.problem))
        question = Question(state.in_doubt, ()) if state.in_doubt else self.shown_question(state, today)
        state = state.settled()
        meant = self.listener.meaning(state, heard, question)
        if sent:
            before += (words().nothing_sent[sent],)
        if sent in _TOPIC_OF_SENT:
            state = state.about(_TOPIC_OF_SENT[sent])
        elif isinstance(meant.move, Ask):
            for topic in (*reversed(meant.also), meant.move.topic):
                state = state.about(topic)
            state = msgspec.structs.replace(state, waiting=meant.also)
        # Whoever gives notice here has not given it to the municipality.
        told = [fact for fact in heard.facts if not (sent and fact.fact == NOTICE_GIVEN)]
        corrects = _corrects(heard, state)
        if corrects and question is not None and question.fact not in state.answers:
            # "Nej" begins the correction here and is no answer to what was asked.
            told = [fact for fact in told if fact.fact != question.fact]
        elif isinstance(meant.move, Answer):
            answer = meant.move
            others = [fact for fact in told if fact.fact != answer.fact and not _echoes(fact, heard)]
            told = [*others, ToldFact(answer.fact, answer.value)]
        new, understood, unsettled = self._take(state, told, question, today, corrects)
        if unsettled is not None:
            return new.doubting(unsettled.fact), _with_before(self._which_is_right(new, unsettled), before)
        before += understood
        if meant.also and sent not in _TOPIC_OF_SENT:
            before += (words().also_later.format(topics=self._labels(meant.also)),)
        put_right = meant.move == Do("ret") and new.answers != state.answers
        if isinstance(meant.move, Do) and not put_right:
            new, reply = self._do(new, meant.move, today)
            return new, _with_before(reply, before)
        if meant.fixed:
            said_ = getattr(words(), meant.fixed)
            return self._keep(new, today, (*before, *((said_,) if isinstance(said_, str) else said_)))
        doubtful = self._doubtful(new, told, today)
        if doubtful is not None:
            new = new.doubting(doubtful.fact)
            before += (words().unsure.format(fact=say(self.catalogue, doubtful.fact, doubtful.value)),)
        if not before and meant.move is None and not any(fact.certain for fact in told):
            return self._unclear(new, meant.topics, self.open_question(new, today))
        if not new.topics:
            return new, Reply((*before, words().which_topic), buttons=self._offer(new, meant.topics))
        return self._continue(new, today, before)

    def _take(
        self, state: Conversation, told: list[ToldFact], question: Question | None, today: date, corrects: bool
    ) -> tuple[Conversation, tuple[str, ...], ToldFact | None]:
        """The told facts taken in: what was understood said back, and the one that would override an earlier answer.

        Who `corrects` an answer and gives the right one at once is taken at their word.
        """
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
            asked = corrects or (question is not None and question.fact == fact.fact)
            if before not in (None, UNKNOWN, fact.value) and not asked and fact.fact != EVENT_DAY:
                return state, (), fact
            if before != fact.value:
                state = state.with_answer(fact.fact, fact.value)
                understood[fact.fact] = fact.value
        spoken = [say(self.catalogue, fact, value) for fact, value in understood.items() if value != UNKNOWN]
        if not spoken:
            return state, tuple(problems), None
        said_back = words().understood.format(facts="; ".join(spoken))
        # Somebody who answered a question knows how to go on; what was read between the lines may be wrong.
        between = set(understood) - ({question.fact} if question else set())
        return state, (*problems, f"{said_back} {words().understood_wrong}" if between else said_back), None

    def _doubtful(self, state: Conversation, told: Iterable[ToldFact], today: date) -> ToldFact | None:
        """The first fact read with doubt that the topic at hand needs an answer to: it is what is asked next."""
        if not state.topics or any(True for _ in self.catalogue.conflicts_in(state.answers, state.day(today))):
            return None
        ids = relevant(self.catalogue, self.catalogue.topics[state.topics[0]], state.answers)
        return next(
            (
                fact
                for fact in told
                if not fact.certain
                and _acceptable(self.catalogue, fact, today)
                and may_ask(self.catalogue, fact.fact, state.answers)
                and not self.catalogue.rights_using[fact.fact].isdisjoint(ids)
                and state.to_correct in (None, fact.fact)
            ),
            None,
        )

    def _which_is_right(self, state: Conversation, fact: ToldFact) -> Reply:
        before = state.answers[fact.fact]
        was, now = say(self.catalogue, fact.fact, before), say(self.catalogue, fact.fact, fact.value)
        return Reply(
            (words().changed.format(before=was, now=now),),
            buttons=(
                Button(_capital(now), to_payload(Answer(fact.fact, fact.value))),
                Button(_capital(was), to_payload(Answer(fact.fact, before))),
                Button(words().buttons[UNKNOWN], to_payload(Answer(fact.fact, UNKNOWN))),
                self._button("emner"),
                self._button("menneske"),
            ),
        )

    def _unclear(self, state: Conversation, topics: tuple[str, ...], question: Question | None) -> Turn:
        """Said so, with the likely topics and, if one is open, the question again."""
        if question is None:
            said_ = words().did_you_mean if topics else words().not_understood
            return state, Reply((said_,), buttons=self._offer(state, topics))
        asked = self._asked(question)
        said_ = words().date_not_understood if asked.type == "date" else words().not_an_answer
        buttons = (*self._option_buttons(question), *self._topic_buttons(topics[:NEAREST]), self._button("menneske"))
        return state, Reply((said_, asked.text), question=asked, buttons=buttons)

    def _offer(self, state: Conversation, likely: tuple[str, ...]) -> tuple[Button, ...]:
        topics = self.listener.offered(state, likely, 2 * NEAREST) or FIRST_TOPICS
        return (*self._topic_buttons(topics), self._button("emner"), self._button("menneske"))

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
        if clash is not None and state.to_correct is None:
            buttons = tuple(
                Button(
                    f"{words().buttons['ret']}: {say(self.catalogue, fact, state.answers[fact])}",
                    to_payload(Do("ret", fact)),
                )
                for fact in clash.facts
                if fact in state.answers
            )
            return state, Reply((*before, words().contradiction.format(message=clash.message)), buttons=buttons)
        question = self.open_question(state, today)
        if question is not None:
            asked = self._asked(question)
            return state, Reply((*before, asked.text), question=asked, buttons=self._option_buttons(question))
        if not state.topics:
            return state, Reply((*before, words().which_topic), buttons=self._topic_buttons(FIRST_TOPICS))
        return self._tell(state, today, before)

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
        waiting = [topic for topic in state.waiting if topic in state.topics[1:]]
        if waiting:
            closing.append(words().also_now.format(topics=self._labels(waiting)))
            state = msgspec.structs.replace(state, waiting=())
        more = tuple(Button(decision.title, to_payload(Do("mere", decision.entitlement))) for decision in decisions)
        rest = self._topic_buttons(dict.fromkeys((*waiting, *state.topics[1:NEAREST])))
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

    def _labels(self, topics: Iterable[str]) -> str:
        return " ".join(self.topic_buttons[topic].label for topic in topics)

    def _topic_buttons(self, topics: Iterable[str]) -> tuple[Button, ...]:
        return tuple(self.topic_buttons[topic] for topic in topics if topic in self.topic_buttons)


_TOPIC_OF_SENT = {
    "afbud": "udeblivelse",
    "sygemelding": "udeblivelse",
    "klage": "klage",
    "ansoegning": "vejledning",
}


def _corrects(heard: Heard, state: Conversation) -> bool:
    """Whether the text says both that an earlier answer was wrong and what is right instead."""
    says_so = bool(heard.intents) and heard.intents[0][0] == "ret_svar" and heard.intents[0][1] >= SURE
    return says_so and any(
        told.certain and state.answers.get(told.fact, told.value) != told.value for told in heard.facts
    )


def _echoes(fact: ToldFact, heard: Heard) -> bool:
    """Whether the fact is only the same yes or no once more: few words ("nej, det har de ikke") answer one question."""
    return bool(heard.words) and heard.short in ("ja", "nej") and fact.value == heard.short


def _acceptable(catalogue: Catalogue, fact: ToldFact, today: date) -> bool:
    try:
        check_answer(catalogue, fact.fact, fact.value, today)
    except BadAnswer:
        return False
    return True


def _with_before(reply: Reply, before: tuple[str, ...]) -> Reply:
    return msgspec.structs.replace(reply, paragraphs=(*before, *reply.paragraphs))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
