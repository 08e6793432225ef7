"""A person in front of each system: how a conversation is begun and how a turn is taken, and whether it went well."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

from bench.load.client import Answered, Connection
from bench.load.talks import Move
from guide.moves import Answer, to_payload
from scripts.run import HOST
from web.talk import NO_LANGUAGE

KINDS = {"text": "fri tekst", "button": "hurtigsvar", "page": "trin for trin"}
"""What a turn is: a text or a button, which gives the new turn alone; a guided form and the page after it."""
_TOKEN = re.compile(rb'name="kode" value="([^"]+)"')
_COOKIE = re.compile(rb"((?:__Host-)?samtale=[^;]*)")
_PLAIN = "application/x-www-form-urlencoded"
_SHED = NO_LANGUAGE.encode()

Step = str | Move


@dataclass(frozen=True)
class Turn:
    """How a turn went: "ok", "shed" (the guide asked for buttons instead, being too busy) or what was wrong."""

    went: str
    bytes: int = 0


class Visitor:
    """Somebody on the guide's own pages, with JavaScript in the chat and without on the guided pages."""

    def __init__(self, port: int, number: int) -> None:
        """`number` gives the visitor an address of their own, told as a proxy in front tells it."""
        self.connection = Connection(HOST, port)
        self.own = (
            f"Origin: http://{HOST}:{port}\r\nSec-Fetch-Site: same-origin\r\n"
            f"X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}\r\n"
        )
        self.cookie = self.token = ""

    async def begin(self) -> bool:
        """Open the chat as somebody who has not been here."""
        page = await self.connection.send("GET", "/", self.own)
        cookie, token = _COOKIE.search(page.head(b"set-cookie")), _TOKEN.search(page.body)
        if cookie is None or token is None:
            return False
        self.cookie, self.token = f"Cookie: {cookie[1].decode()}\r\n", token[1].decode()
        return True

    async def take(self, step: Step, kind: str) -> Turn:
        """One turn."""
        if kind == "page":
            return await self._page(step)
        field = {"besked": step} if isinstance(step, str) else {"tryk": to_payload(step)}
        shown = await self._post("/besked" if "besked" in field else "/tryk", field, "HX-Request: true\r\n")
        if shown.status != 200:
            return Turn(f"status {shown.status}")
        if _SHED in shown.body:
            return Turn("shed")
        return Turn("ok" if shown.body.strip() else "tomt svar", len(shown.body))

    async def _page(self, step: Step) -> Turn:
        assert not isinstance(step, str)
        field = {"spoergsmaal": step.fact, "svar": step.value} if isinstance(step, Answer) else {"emne": step.topic}
        sent = await self._post("/trin", field)
        if sent.status != 303:
            return Turn(f"status {sent.status}")
        shown = await self.connection.send("GET", "/trin", self.own + self.cookie)
        return Turn("ok" if shown.status == 200 else f"status {shown.status}", len(shown.body))

    async def _post(self, path: str, field: dict[str, str], more: str = "") -> Answered:
        body = urlencode({**field, "kode": self.token}).encode()
        return await self.connection.send(
            "POST", path, f"{self.own}{self.cookie}{more}Content-Type: {_PLAIN}\r\n", body
        )

    def close(self) -> None:
        """Leave."""
        self.connection.close()


class Messenger(Visitor):
    """Somebody on Rasa's REST channel."""

    async def begin(self) -> bool:
        """A new sender."""
        self.sender = secrets.token_urlsafe(16)
        return True

    async def take(self, step: Step, kind: str) -> Turn:
        """One turn; a button goes as its payload, as through any of Rasa's channels."""
        message = step if isinstance(step, str) else to_payload(step)
        body = json.dumps({"sender": self.sender, "message": message}).encode()
        said = await self.connection.send("POST", "/webhooks/rest/webhook", "Content-Type: application/json\r\n", body)
        if said.status != 200:
            return Turn(f"status {said.status}")
        # Rasa says 200 and nothing when something went wrong.
        return Turn("ok" if b'"custom"' in said.body else "tomt svar", len(said.body))


class Nobody(Visitor):
    """Somebody who presses what does nothing."""

    async def begin(self) -> bool:
        """Nothing to open."""
        self.cookie, self.token = "Cookie: samtale=x\r\n", "x"
        return True

    async def take(self, step: Step, kind: str) -> Turn:
        """As on the pages, but every turn of the chat is a press."""
        if kind == "page":
            return await self._page(step)
        field = {"tryk": step if isinstance(step, str) else to_payload(step)}
        shown = await self._post("/tryk", field, "HX-Request: true\r\n")
        return Turn("ok" if shown.status == 200 else f"status {shown.status}", len(shown.body))


PEOPLE: dict[str, Callable[[int, int], Visitor]] = {"guide": Visitor, "stock": Messenger, "noop": Nobody}
_numbers = count(1)


def person(system: str, ports: Iterator[int]) -> Visitor:
    """Somebody new, at the next door."""
    return PEOPLE[system](next(ports), next(_numbers))
