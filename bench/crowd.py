"""`python -m bench.crowd [conversations]`: many conversations at once through nginx, and whether anybody got another's.

Every conversation has answers that nobody else has. They write, press, press twice at once, answer in two tabs at
once, and look at the end whether all of their own answers, and nobody else's, are there, in the order they were given.
"""

from __future__ import annotations

import asyncio
import html
import json
import os
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

import httpx

from guide.voices import Voices
from guide.words import words
from rights.loader import danish_date, load
from rights.model import Catalogue
from web.talk import CHOSE_DAY, NO_LANGUAGE, PRESSED, WROTE

FILE = Path(__file__).resolve().parent.parent / "var" / "bench" / "crowd.json"
CONVERSATIONS = 1000
PRESSES = 3
THINKING = 40.0
"""The longest time between two turns of one conversation, s."""
AT_ONCE = 64
"""So many wait for an answer at the same moment."""
TOLD = {
    "Jeg får sygedagpenge": ("ordning", "sygedagpenge"),
    "Jeg er i ressourceforløb": ("ordning", "ressourceforloeb"),
    "Jeg har fået en skriftlig afgørelse": ("afgoerelse", "skriftlig"),
}
DAYS = ("afgoerelse_modtaget", "afgoerelse_dato")
"""Two days, of which each conversation has a pair of its own."""
PAIRS = 120
"""So many different days; their square is the number of conversations that can be told apart."""
_LAST = date(2026, 11, 1)


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The catalogue that the pages speak from."""
    return Voices(load()).catalogue


@dataclass
class Tally:
    """What went on, of all conversations together.

    Attributes:
        requests: sent.
        seconds: how long each took.
        refused: answers that said that it could not be done, by status; the person is told, and may try again.
        unread: free texts that the guide said it could not read just then.
        answers: answers given and acknowledged.
        lost: of those, how many were not there at the end.
        foreign: answers shown to somebody who had not given them.
        order: conversations whose log was not in the order of what was done.
        turns: free texts, presses and answers on a page.
        finished: conversations that came to their end.
        faults: what broke, said in words.
    """

    requests: int = 0
    seconds: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    unread: int = 0
    answers: int = 0
    lost: int = 0
    foreign: int = 0
    order: int = 0
    turns: int = 0
    finished: int = 0
    faults: list[str] = field(default_factory=list)
    untold: int = 0
    """Refusals without a word of what to do."""


class Refused(Exception):
    """No answer that could be used: an error page, or no connection."""


@dataclass
class Visitor:
    """One conversation, and what it must hold."""

    number: int
    client: httpx.AsyncClient
    tally: Tally
    room: asyncio.Semaphore
    thinking: float = 0.0
    patience: float = 0.0
    cookies: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    page: str = ""

    def __post_init__(self) -> None:
        """Chance is the same every time."""
        self.random = Random(self.number)
        first, second = divmod(self.number, PAIRS)
        self.days = dict(zip(DAYS, (_LAST - timedelta(days=place) for place in (first, second)), strict=True))
        # An address of its own, so that the limits see as many households as there are conversations.
        self.address = f"10.{self.number >> 16 & 255}.{self.number >> 8 & 255}.{self.number & 255}"

    async def whole(self) -> None:
        """A whole conversation, from the first page until it is deleted."""
        await self.opens()
        for turn in (self.writes, self.asks, *[self.answers] * PRESSES, self.answers_twice, self.answers_in_two_tabs):
            await asyncio.sleep(self.random.random() * self.thinking)
            await turn()
        await self.looks()
        await self.deletes()
        self.tally.finished += 1

    # -- what a person does

    async def opens(self) -> None:
        """The page."""
        self.page = await self.get("/")

    async def writes(self) -> None:
        """A sentence with one answer in it."""
        text = self.random.choice(list(TOLD))
        self.page = await self.post("/besked", besked=text)
        fact, value = TOLD[text]
        self.given[fact] = value
        self.done.append(WROTE)
        self.tally.answers += 1
        self.tally.unread += NO_LANGUAGE in self.page

    async def asks(self) -> None:
        """A topic."""
        topic = self.random.choice(list(catalogue().topics))
        payload = f"#emne {topic}"
        label = dict(self._buttons()).get(payload, PRESSED)
        self.page = await self.post("/tryk", tryk=payload)
        self.done.append(label)

    async def answers(self) -> None:
        """The question in front of them, where there is one."""
        chosen = self._choose()
        if chosen:
            fields, fact, value, label = chosen
            self.page = await self.post("/tryk", **fields)
            self._keep(fact, value, label)

    async def answers_twice(self) -> None:
        """The same, sent twice at once."""
        chosen = self._choose()
        if chosen:
            fields, fact, value, label = chosen
            await asyncio.gather(self.post("/tryk", **fields), self.post("/tryk", **fields))
            self._keep(fact, value, label)
            await self.opens()

    async def answers_in_two_tabs(self) -> None:
        """Two answers at the same moment in two tabs; neither may push out the other."""
        before = dict(self.given)
        await asyncio.gather(*(self.post(f"/svar/{fact}", svar=day.isoformat()) for fact, day in self.days.items()))
        for fact, day in self.days.items():
            if before.get(fact) != day.isoformat():
                self._keep(fact, day.isoformat(), CHOSE_DAY)

    async def looks(self) -> None:
        """Are one's own answers here, and only those, in the order they were given?"""
        shown = self._shown(await self.get("/svar"))
        wanted = {fact: self._label(fact, value) for fact, value in self.given.items()}
        lost = [fact for fact in wanted if fact not in shown]
        foreign = [fact for fact in shown if fact not in wanted or shown[fact] != wanted[fact]]
        log = re.findall(r'<p class="chosen">(.*?)</p>', await self.get("/"))
        self.tally.lost += len(lost)
        self.tally.foreign += len(foreign)
        # Who had to press again may have been heard the first time too.
        ordered = bool(self.patience) or [html.unescape(line) for line in log] == self.done
        self.tally.order += not ordered
        if lost or foreign or not ordered:
            mine = [html.unescape(line) for line in log]
            self.tally.faults.append(f"{self.number}: lost {lost}, foreign {foreign}, log {mine}, done {self.done}")

    def differs(self, page: str) -> bool:
        """Whether a page of answers holds other answers than one's own."""
        return self._shown(page) != {fact: self._label(fact, value) for fact, value in self.given.items()}

    async def deletes(self) -> None:
        """Everything away."""
        said = await self.post("/slet")
        if words().deleted not in said:
            self.tally.faults.append(f"{self.number}: deleting did not say so")

    # -- how it is sent and read

    async def get(self, path: str) -> str:
        """A page."""
        return await self._send("GET", path, None)

    async def post(self, path: str, **fields: str) -> str:
        """A form, and the page it leads to."""
        self.tally.turns += 1
        found = re.search(r'name="kode" value="([^"]+)"', self.page)
        return await self._send("POST", path, {"kode": found[1] if found else "", **fields})

    async def _send(self, method: str, path: str, fields: dict[str, str] | None) -> str:
        """One thing done; a patient visitor does it again when it fails, as the error page says."""
        end = perf_counter() + self.patience
        while True:
            try:
                return await self._once(method, path, fields)
            except Refused:
                if perf_counter() > end:
                    raise
                await asyncio.sleep(1)

    async def _once(self, method: str, path: str, fields: dict[str, str] | None) -> str:
        for _ in range(4):
            self.tally.requests += 1
            headers = {
                "X-Forwarded-For": self.address,
                "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            }
            try:
                async with self.room:
                    began = perf_counter()
                    answer = await self.client.request(method, path, data=fields, headers=headers)
            except httpx.HTTPError as error:
                self.tally.refused[type(error).__name__] += 1
                raise Refused(type(error).__name__) from error
            self.tally.seconds.append(perf_counter() - began)
            self.cookies |= dict(answer.cookies)
            if answer.status_code == 303:
                method, path, fields = "GET", answer.headers["location"].partition("#")[0], None
                continue
            if answer.status_code != 200:
                self.tally.refused[str(answer.status_code)] += 1
                self.tally.untold += "Prøv igen" not in answer.text
                raise Refused(f"{method} {path}: {answer.status_code}")
            return answer.text
        raise Refused(f"{path} leads round in a ring")

    def _keep(self, fact: str, value: str, label: str) -> None:
        self.given[fact] = value
        self.done.append(label)
        self.tally.answers += 1

    def _choose(self) -> tuple[dict[str, str], str, str, str] | None:
        """The form, the fact, the value and the label of an answer to the open question."""
        day = re.search(r'name="spoergsmaal" value="([^"]+)"', self.page)
        if day:
            value = self.days.get(day[1], _LAST).isoformat()
            return {"spoergsmaal": day[1], "dag": value}, day[1], value, CHOSE_DAY
        answers = [(payload.split(), label) for payload, label in self._buttons() if payload.startswith("#svar ")]
        if not answers:
            return None
        (_, fact, value), label = self.random.choice(answers)
        return {"tryk": f"#svar {fact} {value}"}, fact, value, label

    def _buttons(self) -> list[tuple[str, str]]:
        now = self.page.partition('<div id="nu"')[2]
        return [(a, html.unescape(b)) for a, b in re.findall(r'name="tryk" value="([^"]+)">(.*?)</button>', now)]

    def _label(self, fact: str, value: str) -> str:
        asked = catalogue().facts[fact]
        if asked.type == "date" and value[:2] == "20":
            return danish_date(date.fromisoformat(value))
        return next((option.label for option in asked.options if option.id == value), words().buttons["ved_ikke"])

    def _shown(self, page: str) -> dict[str, str]:
        rows = re.findall(r"<dd>(.*?)</dd>\s*<dd class=\"change\"><a href=\"/svar/(\w+)\"", page, re.DOTALL)
        return {fact: html.unescape(answer).strip() for answer, fact in rows}


async def crowd(client: httpx.AsyncClient, count: int, thinking: float, at_once: int) -> Tally:
    """So many conversations side by side, of which at most `at_once` wait for an answer at the same moment."""
    tally, room = Tally(), asyncio.Semaphore(at_once)
    visitors = [Visitor(number, client, tally, room, thinking) for number in range(count)]

    async def one(visitor: Visitor) -> None:
        try:
            await visitor.whole()
        except Refused as error:
            tally.faults.append(f"{visitor.number}: {error}")

    await asyncio.gather(*map(one, visitors))
    return tally


def told(tally: Tally) -> dict[str, Any]:
    """The figures."""
    times = sorted(tally.seconds) or [0.0]
    return {
        "requests": tally.requests,
        "turns": tally.turns,
        "finished": tally.finished,
        "refused": dict(tally.refused),
        "unread": tally.unread,
        "answers": tally.answers,
        "lost": tally.lost,
        "foreign": tally.foreign,
        "order": tally.order,
        "p50": times[len(times) // 2],
        "p95": times[len(times) * 95 // 100],
        "faults": tally.faults[:20],
    }


def visitors_client(port: int) -> httpx.AsyncClient:
    """Connections to a stack on this machine."""
    # When nginx takes a new set-up into use it closes idle connections. A browser then sends again on a new one; httpx
    # does not, so here every request has its own.
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    address = f"http://127.0.0.1:{port}"
    return httpx.AsyncClient(base_url=address, limits=limits, timeout=40.0, trust_env=False, cookies=no_cookies())


def no_cookies() -> CookieJar:
    """The client keeps no cookies: each visitor has their own."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


async def measured(port: int, count: int, thinking: float) -> dict[str, Any]:
    """The big crowd, and how busy the machine was."""
    before, began = os.getloadavg()[0], perf_counter()
    async with visitors_client(port) as client:
        tally = await crowd(client, count, thinking, AT_ONCE)
    return {"conversations": count, "seconds": perf_counter() - began, "load_before": before, **told(tally)}


def main(count: int) -> int:
    """Start a stack of two and two, let the crowd in, keep the figures and write the page."""
    from bench.faults import write_page
    from deploy.stack import trial

    with trial() as place:
        figures = asyncio.run(measured(place.port, count, THINKING))
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps(figures, ensure_ascii=False, indent=2), encoding="utf-8")
    print(json.dumps(figures, ensure_ascii=False, indent=2))
    write_page()
    return int(bool(figures["lost"] or figures["foreign"] or figures["order"]))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else CONVERSATIONS))
