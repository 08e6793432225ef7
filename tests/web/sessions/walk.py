"""Random sessions of several people at once over the whole application, and what must hold after every move.

A walk is a list of moves (who, what, a number that chooses among what is possible), so that a failing one can be made
shorter and played again: `python -m bench.sessions --seed N`.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from starlette.types import ASGIApp

from guide.answers import said
from guide.conversation import ROLES, Conversation, restore
from guide.words import words
from rights.loader import danish_date
from store import Store
from tests.web.conftest import Clock, the_guide
from tests.web.sessions.client import Browser, Shown
from tests.web.sessions.model import UNKNOWN, Model
from web.app import create_app
from web.settings import Settings
from web.talk import CHOSE_DAY, WROTE, own_words

PEOPLE = 4
WEIGHTS = {
    "answer": 34,
    "topic": 9,
    "change": 6,
    "volunteer": 4,
    "tell": 3,
    "undo": 5,
    "correct": 3,
    "reload": 3,
    "door": 8,
    "role": 3,
    "stale": 8,
    "twice": 5,
    "aside": 6,
    "papers": 3,
    "nothing": 2,
    "restart": 3,
    "delete": 3,
    "exit": 2,
    "newcomer": 2,
}
DOORS = ("/", "/trin", "/svar")
ASIDES = ("hvorfor", "kilder", "resume", "menneske", "om", "svarnu", "emner", "ret")
TOLD = {
    "Jeg får sygedagpenge": ("ordning", "sygedagpenge"),
    "Jeg er i ressourceforløb": ("ordning", "ressourceforloeb"),
    "Jeg har fået en skriftlig afgørelse": ("afgoerelse", "skriftlig"),
}
MARKS = tuple(date(2026, 10, 1) + timedelta(days=9 * place) for place in range(PEOPLE))
"""A day of each person's own, which must never stand on another's page."""
CLOSED = "Siden var for gammel"

Move = tuple[int, str, int]
Form = tuple[str, tuple[tuple[str, str], ...]]


class Broken(AssertionError):
    """Something that must hold didn't."""


def a_walk(seed: int, moves: int) -> list[Move]:
    """`moves` moves of each of several people, in a random order."""
    random = Random(seed)
    who = [person for person in range(PEOPLE) for _ in range(moves)]
    random.shuffle(who)
    names, weights = list(WEIGHTS), list(WEIGHTS.values())
    return [(person, random.choices(names, weights)[0], random.randrange(10_000)) for person in who]


@dataclass
class Person:
    """Somebody at a screen: the page in front of them, the forms they have seen, and what must be kept."""

    browser: Browser
    mark: date
    model: Model = field(default_factory=Model)
    door: str = "/"
    page: Shown = field(default_factory=lambda: Shown(200, "/", ""))
    seen: list[Form] = field(default_factory=list)
    last: Form | None = None
    said: set[str] = field(default_factory=set)
    told_day: bool = False

    @property
    def token(self) -> str:
        """The token of the page in front of them."""
        found = re.search(r'name="kode" value="([^"]+)"', self.page.text)
        return found[1] if found else ""


class World:
    """The application on a database of its own, and the people who use it. Holds what went on, for the figures."""

    def __init__(self, folder: Path) -> None:
        """`folder` gets the database."""
        self.file = folder / "guide.db"
        self.clock = Clock()
        database = f"sqlite:///{self.file}"
        self.app: ASGIApp = create_app(Settings(database, "", self.clock))
        self.store = Store(database)
        self.reading = sqlite3.connect(self.file)
        self.voices = the_guide()
        self.catalogue = self.voices.catalogue
        self.moves: Counter[str] = Counter()
        self.sessions = self.requests = 0

    def close(self) -> None:
        """Close the database."""
        self.reading.close()
        self.store.close()

    async def tried(self, walk: list[Move]) -> str | None:
        """What broke while the walk was played, or None."""
        try:
            await self.play(walk)
        except Exception as error:  # a fault of the application's is a finding too
            self.store.purge(self.clock() + timedelta(hours=25))
            return f"{type(error).__name__}: {error}"
        return None

    async def play(self, walk: list[Move]) -> None:
        """Play a walk.

        Raises:
            Broken: something that must hold didn't.
        """
        self.people = [Person(Browser(self.app), mark) for mark in MARKS]
        self._left: set[date] = set()
        self.sessions += len(self.people)
        for one in self.people:
            await self._go(one, "/")
        for place, name, number in walk:
            one = self.people[place]
            self.moves[name] += 1
            await getattr(self, f"_{name}")(one, number)
            self._check(one, name)
        for one in self.people:
            await self._delete(one, 0)
            self.requests += one.browser.requests
        # Those who only closed the browser are gone after a day.
        self.store.purge(self.clock() + timedelta(hours=25))
        _hold(self.reading.execute("select count(*) from conversations").fetchone()[0] == 0, "nothing is left")
        for mark in MARKS:
            self._gone(mark)

    # -- the moves

    async def _answer(self, one: Person, number: int) -> None:
        """The question in front of them; where there is none, a topic."""
        fact = _asked(one.page)
        if one.door == "/svar" or not fact:
            await self._topic(one, number)
            return
        value = self._value(one, fact, number)
        if one.door == "/trin":
            fields = {"spoergsmaal": fact, "svar": value}
        elif self.catalogue.facts[fact].type == "date" and value != UNKNOWN:
            fields = {"spoergsmaal": fact, "dag": value}
        else:
            fields = {"tryk": f"#svar {fact} {value}"}
        await self._send(one, "/trin" if one.door == "/trin" else "/tryk", fields, partly=number % 7 == 0)

    async def _topic(self, one: Person, number: int) -> None:
        topic = list(self.catalogue.topics)[number % len(self.catalogue.topics)]
        if one.door == "/trin":
            await self._send(one, "/trin", {"emne": topic})
        else:
            await self._send(one, "/tryk", {"tryk": f"#emne {topic}"}, partly=number % 5 == 0)

    async def _change(self, one: Person, number: int) -> None:
        """Another answer on «Mine svar»."""
        if one.model.answers:
            await self._choose(one, list(one.model.answers)[number % len(one.model.answers)], number)

    async def _volunteer(self, one: Person, number: int) -> None:
        """An answer to what nobody asked."""
        await self._choose(one, list(self.catalogue.facts)[number % len(self.catalogue.facts)], number)

    async def _choose(self, one: Person, fact: str, number: int) -> None:
        page = await self._go(one, f"/svar/{fact}")
        now = one.model.answers.get(fact, "")
        _hold(('name="foer"' in page.text) == bool(now), "the page knows whether there is an answer")
        fields = {"svar": self._value(one, fact, number // 7), **({"foer": now} if now else {})}
        await self._send(one, f"/svar/{fact}", fields)

    async def _tell(self, one: Person, number: int) -> None:
        """In one's own words. Without the language model the guide reads facts, and says that it reads badly."""
        await self._go(one, "/")
        text = list(TOLD)[number % len(TOLD)]
        one.model.tell(*TOLD[text], asked=self.voices.asked(one.model.as_conversation(), self._today))
        one.model.kept = True
        one.last = None
        one.said.add(WROTE)
        await self._post(one, "/besked", {"besked": text}, partly=number % 2 == 0)
        await self._go(one, "/")

    async def _undo(self, one: Person, number: int) -> None:
        if number % 2:
            await self._go(one, "/svar")
            step = re.search(r'name="trin" value="(\d+)"', one.page.text)
            if step:
                await self._send(one, "/svar/fortryd", {"trin": step[1]})
        else:
            await self._go(one, "/")
            step = re.search(r'name="trin" id="trin" value="(\d+)"', one.page.text)
            assert step
            await self._send(one, "/tryk", {"tryk": "#tilbage", "trin": step[1]})

    async def _correct(self, one: Person, number: int) -> None:
        if one.model.answers:
            fact = list(one.model.answers)[number % len(one.model.answers)]
            await self._send(one, "/tryk", {"tryk": f"#ret {fact}"})

    async def _reload(self, one: Person, _number: int) -> None:
        before = one.page
        again = await self._go(one, one.page.path if one.page.path in DOORS else one.door)
        if before.path == again.path:
            _hold(before.text == again.text, "a page is the same after a reload")

    async def _door(self, one: Person, number: int) -> None:
        one.door = DOORS[number % len(DOORS)]
        await self._go(one, "/trin?emner" if number % 11 == 1 else one.door)

    async def _role(self, one: Person, number: int) -> None:
        await self._send(one, "/tryk", {"tryk": f"#rolle {('selv', 'bisidder')[number % 2]}"})

    async def _stale(self, one: Person, number: int) -> None:
        """A form of an earlier page: the back button, or another tab."""
        if one.seen:
            path, fields = one.seen[number % len(one.seen)]
            await self._send(one, path, dict(fields))

    async def _twice(self, one: Person, _number: int) -> None:
        """The newest form once more."""
        if one.last:
            path, fields = one.last
            before = self._state(one)
            await self._send(one, path, dict(fields))
            _hold(self._state(one) == before, "a form that is sent twice counts once")

    async def _aside(self, one: Person, number: int) -> None:
        act = ASIDES[number % len(ASIDES)]
        if number % 5 == 0:
            act = f"mere {list(self.catalogue.rights)[number % len(self.catalogue.rights)]}"
        await self._send(one, "/tryk", {"tryk": f"#{act}"}, partly=number % 3 == 0)

    async def _papers(self, one: Person, number: int) -> None:
        page = await self._go(one, ("/ark", "/breve", "/del")[number % 3], keep=False)
        due = 200
        if page.path != "/del":
            due = 404 if not one.model.kept else 409 if page.path == "/ark" and not one.model.topics else 200
        _hold(page.status == due, f"{page.path}: {page.status}, not {due}")
        self._nobodys(page, one)
        if page.path == "/ark" and page.status == 200:
            known = {fact: value for fact, value in one.model.answers.items() if value != UNKNOWN}
            for told in said(self.voices.of(one.model.as_conversation()).catalogue, known):
                _hold(told.lower() in page.text.lower(), f"the sheet holds «{told}»")

    async def _nothing(self, one: Person, _number: int) -> None:
        """A form without a choice."""
        await self._go(one, "/trin")
        fact = _asked(one.page)
        page = await self._post(one, "/trin", {"spoergsmaal": fact} if fact else {})
        _hold(page.status == 422 and own_words()["choose" if fact else "choose_topic"] in page.text, "nothing chosen")

    async def _restart(self, one: Person, number: int) -> None:
        await self._send(one, "/tryk", {"tryk": "#forfra"}, partly=number % 3 == 0)

    async def _delete(self, one: Person, number: int) -> None:
        """Deleted; then the back button, whose form must do nothing, and a new beginning."""
        await self._go(one, "/")
        id, token, old = one.browser.id, one.token, one.seen[-6:]
        page = await self._post(one, "/slet", {}) if number % 2 else await self._post(one, "/tryk", {"tryk": "#slet"})
        _hold(page.path == "/slettet" and words().deleted in page.text, "deleting says so")
        _hold(self._row(id) is None, "a deleted conversation is not in the database")
        self._forget(one)
        for path, fields in old:
            page = await one.browser.post(path, {**dict(fields), "kode": token})
            _hold(page.status == 403 and CLOSED in page.text, f"{path} after deletion: {page.status}")
            self._nobodys(page, one)
        one.door = "/"
        await self._go(one, "/")
        _hold(one.browser.id not in ("", id), "a new conversation has a new id")
        if one.mark not in self._left:
            self._gone(one.mark)

    async def _exit(self, one: Person, _number: int) -> None:
        """Quickly away, and back again: everything stands where it was."""
        await self._go(one, one.door)

    async def _newcomer(self, one: Person, _number: int) -> None:
        """The browser is closed, and somebody else opens the guide on the same machine."""
        if one.told_day:
            self._left.add(one.mark)
        one.browser.cookie, one.door = "", "/"
        self._forget(one)
        await self._go(one, "/")

    # -- how a form is sent, and what it must do

    async def _send(self, one: Person, path: str, fields: dict[str, str], partly: bool = False) -> None:
        if path == "/tryk" and one.door != "/":
            fields = {**fields, "fra": one.door[1:]}
        form = (path, tuple(fields.items()))
        if not one.token:
            await self._go(one, "/")
        due = self._expect(one, path, fields)
        page = await self._post(one, path, fields, partly=partly)
        _hold(page.status == due, f"{path} {fields}: {page.status}, not {due}")
        one.seen.append(form)
        one.last = form
        if partly or page.path not in DOORS:
            await self._go(one, one.door)

    async def _post(self, one: Person, path: str, fields: dict[str, str], partly: bool = False) -> Shown:
        if not one.token:
            await self._go(one, "/")
        page = await one.browser.post(path, {**fields, "kode": one.token}, partly=partly)
        self._nobodys(page, one)
        if page.path in DOORS and not partly and page.status == 200:
            one.page = page
            one.door = page.path
        return page

    def _expect(self, one: Person, path: str, fields: dict[str, str]) -> int:
        """Bring the model on, and say which status is due."""
        model, pressed = one.model, fields.get("tryk", "")
        if path == "/svar/fortryd":
            if fields["trin"] == str(len(model.back)):
                model.undo()
            return 200
        if path.startswith("/svar/"):
            fact = path.removeprefix("/svar/")
            if fields.get("foer") and fact not in model.answers:
                return 409
            self._label(one, fact, fields["svar"])
            model.answer(fact, fields["svar"])
        elif "emne" in fields:
            model.about(fields["emne"])
        elif "spoergsmaal" in fields or pressed.startswith("#svar "):
            fact = fields.get("spoergsmaal") or pressed.split()[1]
            value = fields.get("svar") or fields.get("dag") or pressed.split()[-1]
            if fact not in model.answers and fact != self.voices.asked(model.as_conversation(), self._today):
                model.kept = model.kept or path == "/tryk"
                return 200
            self._label(one, fact, value)
            model.answer(fact, value)
        elif pressed == "#tilbage":
            if fields["trin"] != str(len(model.back)):
                return 200
            model.undo()
        elif pressed == "#forfra":
            model.start_over()
            one.said.clear()
            one.told_day = False
        elif pressed.startswith("#emne "):
            model.about(pressed.split()[1])
        elif pressed.startswith("#ret "):
            model.correct(pressed.split()[1])
        elif pressed.startswith("#rolle "):
            model.role = pressed.split()[1]
        model.kept = True
        return 200

    # -- what must hold

    def _check(self, one: Person, name: str) -> None:
        model, state = one.model, self._state(one)
        if not model.kept:
            _hold(state is None, "only looking keeps nothing")
        else:
            _hold(state is not None, "the conversation is kept")
            assert state is not None
            _hold(list(state.answers.items()) == list(model.answers.items()), f"{state.answers} != {model.answers}")
            _hold(list(state.topics) == model.topics, f"{state.topics} != {model.topics}")
            _hold(state.role == model.role, f"{state.role} != {model.role}")
            _hold(list(state.before) == model.back, f"{state.before} != {model.back}")
        page = one.page
        _hold(page.status == 200, f"{page.path}: {page.status}")
        asked = _asked(page)
        if asked:
            _hold(asked not in model.answers or asked == model.doubted, f"«{asked}» is asked and has an answer")
        _hold(ways_on(page), f"{page.path} is a dead end")
        if page.path == "/svar":
            for fact, value in model.answers.items():
                _hold(f'href="/svar/{fact}"' in page.text, f"{fact} is not among the answers")
                _hold(self._words(model.role, fact, value) in page.text, f"{fact} = {value} is not shown")
        elif page.path == "/":
            for told in re.findall(r'<p class="asked">.*?</p>\s*<p class="chosen">(.*?)</p>', page.text):
                _hold(told in one.said or told in words().buttons.values(), f"«{told}» was never answered here")
        _hold(page.text.count("<h1") == 1, f"{page.path} has {page.text.count('<h1')} h1")
        self._nobodys(page, one)

    def _nobodys(self, page: Shown, one: Person) -> None:
        """Nothing of the others', and nothing of what was deleted."""
        for other in self.people:
            if other is not one or not one.told_day:
                for told in (danish_date(other.mark), other.mark.isoformat()):
                    _hold(told not in page.text, f"{page.path} shows {told}")
            if other is not one and other.token:
                _hold(other.token not in page.text, f"{page.path} holds another's token")

    def _gone(self, mark: date) -> None:
        """The day is in none of the database's files."""
        for file in self.file.parent.glob(f"{self.file.name}*"):
            _hold(mark.isoformat().encode() not in file.read_bytes(), f"{mark} is still in {file.name}")

    # -- parts

    @property
    def _today(self) -> date:
        return self.clock().date()

    async def _go(self, one: Person, path: str, keep: bool = True) -> Shown:
        page = await one.browser.get(path)
        if keep:
            one.page = page
        return page

    def _value(self, one: Person, fact: str, number: int) -> str:
        """An answer that can be given; a date is the person's own day."""
        asked = self.catalogue.facts[fact]
        values = [one.mark.isoformat()] if asked.type == "date" else list(self.catalogue.option_ids(fact))
        return [*values, UNKNOWN][number % (len(values) + 1)]

    def _label(self, one: Person, fact: str, value: str) -> None:
        """What the log may say of this answer from now on, in either voice."""
        one.said |= {self._words(role, fact, value) for role in ROLES} | {CHOSE_DAY}
        one.told_day = one.told_day or value == one.mark.isoformat()

    def _words(self, role: str, fact: str, value: str) -> str:
        if value == UNKNOWN:
            return words().buttons[UNKNOWN]
        asked = self.voices.of(Conversation(role=role)).catalogue.facts[fact]  # type: ignore[arg-type]
        if asked.type == "date":
            return danish_date(date.fromisoformat(value))
        return next(option.label for option in asked.options if option.id == value)

    def _row(self, id: str) -> bytes | None:
        found = self.reading.execute("select state from conversations where id = ?", (id,)).fetchone()
        return found[0] if found else None

    def _state(self, one: Person) -> Conversation | None:
        row = self._row(one.browser.id)
        return None if row is None else restore(row)

    @staticmethod
    def _forget(one: Person) -> None:
        one.model, one.seen, one.last, one.told_day = Model(), [], None, False
        one.said.clear()


def _hold(holds: bool, what: str) -> None:
    if not holds:
        raise Broken(what)


def _asked(page: Shown) -> str:
    """The fact that the page asks about, or ""."""
    found = re.search(r'name="spoergsmaal" value="(\w+)"|name="tryk" value="#svar (\w+) ', page.main)
    return (found[1] or found[2]) if found else ""


def ways_on(page: Shown) -> bool:
    """Whether the page itself leads on, apart from what stands on every page."""
    own = page.main.partition('<section class="tools"')[0].partition('<section class="write"')[0]
    own = re.sub(r'<div class="about">.*?</div>|<div class="alert alert-error.*?</div>', "", own, flags=re.DOTALL)
    return "<button" in own or 'class="button' in own or 'href="/ark"' in own


def shortest(walk: list[Move], broken: str) -> list[Move]:
    """A walk without the moves that it still fails without, in the same way."""

    def fails(moves: list[Move]) -> bool:
        with TemporaryDirectory() as folder:
            world = World(Path(folder))
            try:
                return (asyncio.run(world.tried(moves)) or "").partition(":")[0] == broken.partition(":")[0]
            finally:
                world.close()

    size = len(walk) // 2
    while size:
        start = 0
        while start < len(walk):
            less = walk[:start] + walk[start + size :]
            if fails(less):
                walk = less
            else:
                start += size
        size //= 2
    return walk
