"""One turn on the page: a pressed button goes straight to the guide, free text goes through Rasa.

The transcript holds what the guide said and which buttons were pressed, never what a person wrote.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path

import httpx
import msgspec
from msgspec import Struct
from starlette.concurrency import run_in_threadpool

from actions.hear import hear, heard_at_once
from actions.screen import screened
from guide.answers import say
from guide.conversation import Conversation, dump, restore
from guide.moves import Answer, Ask, Do, Heard, Move, from_payload, to_payload
from guide.reply import Asked, Button, Reply
from guide.voices import Voices
from guide.words import read_texts, words
from rights.schema import UNKNOWN, Outcome
from store import Kept, Record, Store
from web.usage.turn import counts, open_topic

RASA_SECONDS = 20.0
MOST_TURNS = 32
"""So many texts a process has with Rasa at once. It reads one after another: the last waits about a second."""
MOST_ENTRIES = 60
"""The longest transcript kept; the oldest entries go first."""
WROTE = "du skrev en besked"
CHOSE_DAY = "du valgte en dato"
PRESSED = "du trykkede på en knap"
NO_LANGUAGE = "Jeg forstår ikke fri tekst så godt lige nu. Du kan vælge et emne og svare med knapperne."

log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def own_words() -> dict[str, str]:
    """The fixed sentences of the citizen's pages (citizen.yml), read once."""
    return read_texts(Path(__file__).with_name("citizen.yml"), dict[str, str])


class Told(Struct, frozen=True):
    """A decision in the transcript: which, and how it fell then. Everything else is worked out when it is shown."""

    entitlement: str
    outcome: Outcome


class Entry(Struct, frozen=True, omit_defaults=True):
    """One line of the transcript: what the person did (`person`), or what the guide said.

    `question` is the one that the guide asked; in a line of the person's, the one that was answered. `rated`: the
    person has said whether it helped.
    """

    person: str = ""
    before: tuple[str, ...] = ()
    decisions: tuple[Told, ...] = ()
    after: tuple[str, ...] = ()
    question: Asked | None = None
    buttons: tuple[Button, ...] = ()
    rated: bool = False


@dataclass(frozen=True)
class Talk:
    """The conversations on the pages. Holds no state of anybody.

    Attributes:
        room: for so many texts with Rasa at once; the next one is answered without it instead of waiting.
        count: told how each text with Rasa went: ok, timeout, failed, empty or busy.
    """

    guide: Voices
    store: Store
    rasa_url: str = ""
    client: httpx.AsyncClient | None = None
    topics_off: frozenset[str] = frozenset()
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_TURNS))
    count: Callable[[str], None] = field(default=lambda outcome: None)

    def opened(self, record: Record | None) -> tuple[Conversation, tuple[Entry, ...]]:
        """What is kept of a conversation, or a new one that begins with the welcome."""
        if record is None:
            return Conversation(), self._welcome()
        try:
            entries = msgspec.convert(record.transcript, tuple[Entry, ...])
            return restore(record.state), entries or self._welcome()
        except (msgspec.ValidationError, msgspec.DecodeError):
            log.warning("a kept conversation is of another version and begins again")
            return Conversation(), self._welcome()

    def press(
        self, id: str, move: Move | Callable[[str], Move], now: datetime, person: str = "", first: str = ""
    ) -> Reply:
        """A move straight to the guide; what it did and the reply are kept, unless the reply says to forget.

        An answer that is given already (a form sent twice, an old page) changes nothing and gets an empty reply.

        Args:
            id: the conversation.
            move: what the person did; or how it is found out, from the fact that the open question is about.
            now: the moment.
            person: how the transcript tells it; otherwise the pressed button's label.
            first: what is said before the reply.
        """

        def change(record: Record | None) -> tuple[Kept | None, Reply]:
            state, entries = self.opened(record)
            done = move(self.guide.asked(state, now.date())) if callable(move) else move
            if record and isinstance(done, Answer) and _given(state, done):
                return Kept(record.state, record.transcript), Reply()
            new, reply = self.guide.respond(state, done, now.date())
            if first:
                # Without the language model a topic is chosen by a button.
                welcome = self.guide.of(new).welcome()
                more = tuple(button for button in welcome.buttons if button not in reply.buttons)
                paragraphs = (first, *reply.paragraphs)
                reply = msgspec.structs.replace(reply, paragraphs=paragraphs, buttons=(*reply.buttons, *more))
            new, reply = self._here(new, reply)
            before = state if record else None
            return self._kept(before, new, entries, person or self._label(entries, done), reply), reply

        return self.store.update(id, change, now)

    def undo(self, id: str, step: str, now: datetime) -> Reply:
        """The newest change undone; an empty reply when `step`, the change that was meant, is not the newest any more.

        So undo that was sent twice, or from an old page, undoes one change.
        """
        state, _ = self.opened(self.store.load(id))
        if step != str(len(state.before)):
            return Reply()
        return self.press(id, Do("tilbage"), now)

    async def write(self, id: str, text: str, now: datetime) -> Reply:
        """Free text. Danger, what can't be read and typed buttons need no language model; nor do facts and answers."""
        move = heard_at_once(text)
        if move is not None:
            return await run_in_threadpool(self.press, id, move, now)
        record = await run_in_threadpool(self.store.load, id)
        # Without a transcript it is a first message that the action kept and nobody could show: it may come again.
        known = record if record and record.transcript else None
        text = await run_in_threadpool(screened, text)
        reply = await self._ask_rasa(id, text)
        if reply is None:
            again = partial(hear, text, (), now.date())
            return await run_in_threadpool(self.press, id, again, now, WROTE, NO_LANGUAGE)
        return await run_in_threadpool(self._keep, id, reply, now, known)

    async def rasa_answers(self) -> bool:
        """Whether Rasa can be reached now."""
        if not self.rasa_url or self.client is None:
            return False
        try:
            return (await self.client.get(f"{self.rasa_url}/", timeout=2.0)).is_success
        except httpx.HTTPError:
            return False

    async def _ask_rasa(self, id: str, text: str) -> Reply | None:
        """Rasa's reply (the state is then kept already), or None when there is none: down, slow or failed."""
        if not self.rasa_url or self.client is None:
            return None
        if self.room.locked():
            self.count("busy")
            return None
        message, outcome = {"sender": id, "message": text}, "failed"
        try:
            async with self.room:
                posting = self.client.post(f"{self.rasa_url}/webhooks/rest/webhook", json=message)
                answer = (await asyncio.wait_for(posting, RASA_SECONDS)).raise_for_status()
            outcome = "empty"
            found = [said["custom"] for said in answer.json() if "custom" in said]
            reply = msgspec.convert(found[-1], Reply)
            outcome = "ok"
            return reply
        except (httpx.HTTPError, asyncio.TimeoutError, ValueError, TypeError, LookupError) as error:
            if isinstance(error, httpx.TimeoutException | asyncio.TimeoutError):
                outcome = "timeout"
            log.warning("Rasa gave no answer: %s", type(error).__name__)
            return None
        finally:
            self.count(outcome)

    def _keep(self, id: str, reply: Reply, now: datetime, known: Record | None) -> Reply:
        before = self.opened(known)[0] if known else None

        def change(record: Record | None) -> tuple[Kept | None, Reply]:
            if known and not (record and record.transcript):
                # Deleted while Rasa was thinking: then it stays deleted.
                return None, Reply(forget=True)
            state, entries = self.opened(record)
            state, here = self._here(state, reply)
            return self._kept(before, state, entries, WROTE, here), here

        return self.store.update(id, change, now)

    def _here(self, state: Conversation, reply: Reply) -> tuple[Conversation, Reply]:
        """The turn without the topics that the municipality has switched off: neither offered nor taken up."""
        if not self.topics_off:
            return state, reply
        asked = state.topics[0] if state.topics else ""
        state = msgspec.structs.replace(state, topics=tuple(t for t in state.topics if t not in self.topics_off))
        if asked in self.topics_off:
            said = words()
            kept = {*said.crisis_check, *said.nothing_sent.values()}
            told = tuple(paragraph for paragraph in reply.paragraphs if paragraph in kept)
            human = Button(said.buttons["menneske"], to_payload(Do("menneske")))
            topics = self.guide.of(state).welcome().buttons
            reply = Reply((*told, own_words()["not_here"]), buttons=(*topics, human))
        return state, msgspec.structs.replace(reply, buttons=tuple(b for b in reply.buttons if not self._off(b)))

    def _off(self, button: Button) -> bool:
        move = from_payload(button.payload)
        return isinstance(move, Ask) and move.topic in self.topics_off

    def _kept(
        self, before: Conversation | None, state: Conversation, entries: tuple[Entry, ...], person: str, reply: Reply
    ) -> Kept | None:
        if reply.forget:
            return None
        newest = self._entry(reply)
        restarted = words().restarted in reply.paragraphs
        if restarted:
            entries = (newest,)  # "your answers are deleted": then they must not stand in the log either
        else:
            earlier = [msgspec.structs.replace(entry, buttons=()) for entry in entries]
            asked = entries[-1].question
            answered = asked if asked and asked.fact in state.answers else None
            entries = (*earlier, Entry(person=person, question=answered), newest)[-MOST_ENTRIES:]
        return Kept(
            dump(state),
            tuple(msgspec.to_builtins(entry) for entry in entries),
            anew=restarted,
            counts=counts(before, state, reply, person == WROTE),
            open_topic=open_topic(state, reply),
        )

    def _welcome(self) -> tuple[Entry, ...]:
        _, welcome = self._here(Conversation(), self.guide.of(Conversation()).welcome())
        return (self._entry(welcome),)

    def _entry(self, reply: Reply) -> Entry:
        """The reply as it is kept: decisions by id, since a page shows them as cards that are worked out again."""
        before = reply.paragraphs
        if reply.question and before and before[-1] == reply.question.text:
            before = before[:-1]
        return Entry(
            before=before,
            decisions=tuple(Told(decision.entitlement, decision.outcome) for decision in reply.decisions),
            after=tuple(text for text in reply.closing if text != words().more),
            question=reply.question,
            buttons=tuple(button for button in reply.buttons if not button.payload.startswith(_MORE)),
        )

    def _label(self, entries: tuple[Entry, ...], move: Move) -> str:
        """The pressed button's own words: those it had on the page, or the catalogue's when the page was older."""
        catalogue = self.guide.catalogue
        if isinstance(move, Heard):
            return WROTE
        for button in entries[-1].buttons:
            if button.payload == to_payload(move):
                return button.label
        if isinstance(move, Answer) and move.value == UNKNOWN:
            return words().buttons[UNKNOWN]
        if isinstance(move, Answer) and move.fact in catalogue.facts:
            if catalogue.facts[move.fact].type == "date":
                return CHOSE_DAY
            if move.value in catalogue.option_ids(move.fact):
                return say(catalogue, move.fact, move.value)
        if isinstance(move, Do):
            return words().buttons.get(move.about if move.act == "rolle" else move.act, PRESSED)
        return PRESSED


def _given(state: Conversation, answer: Answer) -> bool:
    """Whether the answer stands already and nobody has asked for it anew."""
    return state.answers.get(answer.fact) == answer.value and state.focus != answer.fact


_MORE = to_payload(Do("mere"))
