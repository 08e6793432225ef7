"""How much one address and one conversation may ask for, so that nobody takes the guide from the others.

The numbers are for a town hall or a library where many share one address. A cry for help is answered whatever the
limit; phone numbers, health and the look of the pages have none. An address is kept only as a keyed hash, in memory or
for less than a minute in Redis.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import json
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from redis.exceptions import RedisError  # type: ignore[import-untyped]
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from throttled.asyncio import MemoryStore, RedisStore, Throttled, per_min
from throttled.exceptions import BaseThrottledError

from language.crisis import Crisis, assess_crisis
from language.normalise import clean, ends
from web.session import read_form

TEXT, PAGE, API, SIGN_IN = "tekst", "side", "api", "login"
ADDRESS, CONVERSATION = "adresse", "samtale"
FREE = ("/static/", "/kommune.css", "/indlejring.js", "/menneske", "/sundhed", "/klar", "/metrics")
MOST_KEYS = 50_000
"""So many addresses and conversations are counted in one process, about 20 MB; the one not seen longest goes first."""
REDIS_SECONDS = 0.25
REDIS_REST = 5.0
"""So long Redis is left alone after a failure: meanwhile each process counts by itself."""
SAY_AGAIN = 60.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    """At most `per_minute` requests of a kind from one address or conversation, `burst` of them at once."""

    kind: str
    each: str
    per_minute: int
    burst: int


LIMITS = (
    # A page is three or four requests a minute for one who reads: this is several hundred people behind one address,
    # and still a part of what one process answers.
    Limit(PAGE, ADDRESS, 3000, 600),
    # One person, who clicks as fast as the pages come.
    Limit(PAGE, CONVERSATION, 240, 120),
    # Free text keeps Rasa busy, which reads some fifty a second at the most: no address gets more than a tenth.
    Limit(TEXT, ADDRESS, 300, 60),
    # Nobody writes a sentence every two seconds for long.
    Limit(TEXT, CONVERSATION, 30, 15),
    Limit(API, ADDRESS, 600, 200),
    # Trying a password takes 64 MiB and a tenth of a second. Wrong ones are counted besides (store/attempts.py).
    Limit(SIGN_IN, ADDRESS, 60, 30),
)


class Limits:
    """The layer that every request passes on its way to a door."""

    def __init__(
        self,
        app: ASGIApp,
        limits: tuple[Limit, ...],
        secret: str,
        conversation: Callable[[Request], str],
        refused: Callable[[int], Response],
        count: Callable[[str, str], None],
        redis: str = "",
    ) -> None:
        """The layer around `app`.

        Args:
            app: what is inside.
            limits: how much of what; none: everything passes.
            secret: makes the hashes of addresses; the same in every process.
            conversation: the conversation of a request, "" when it has none that we made.
            refused: the page for a status.
            count: told the kind and which limit, each time somebody is refused.
            redis: the address of the Redis that several processes share; empty: each counts by itself.
        """
        self.app, self.limits, self.secret = app, limits, secret.encode()
        self.conversation, self.refused, self.count = conversation, refused, count
        self.counters = Counters(limits, redis)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or say when to come again."""
        kind = _kind(scope) if scope["type"] == "http" and self.limits else ""
        if not kind:
            await self.app(scope, receive, send)
            return
        over, wait = await self._over(kind, scope)
        if over and kind == TEXT:
            receive, danger = await _danger(scope, receive)
            over = "" if danger else over
        if not over:
            await self.app(scope, receive, send)
            return
        self.count(kind, over)
        response = _problem() if kind == API else self.refused(429)
        response.headers["Retry-After"] = str(max(1, math.ceil(wait)))
        await response(scope, receive, send)

    async def _over(self, kind: str, scope: Scope) -> tuple[str, float]:
        """Which limit is passed, "" for none, and the seconds until it no longer is."""
        who = {ADDRESS: client_address(scope), CONVERSATION: self.conversation(Request(scope))}
        for limit in self.limits:
            if limit.kind == kind and who[limit.each]:
                key = hmac.digest(self.secret, f"{kind} {limit.each} {who[limit.each]}".encode(), hashlib.sha256)
                wait = await self.counters.take(limit, key.hex()[:32])
                if wait is not None:
                    return limit.each, wait
        return "", 0.0


class Counters:
    """Counts in Redis, or in this process when there is none or it does not answer."""

    def __init__(self, limits: tuple[Limit, ...], redis: str) -> None:
        """`redis` may be empty."""
        memory = MemoryStore(options={"MAX_SIZE": MOST_KEYS})
        self._memory = {limit: _counter(limit, memory) for limit in limits}
        self._redis: dict[Limit, Throttled] = {}
        if redis:
            options = {"SOCKET_TIMEOUT": REDIS_SECONDS, "SOCKET_CONNECT_TIMEOUT": REDIS_SECONDS}
            shared = RedisStore(server=redis, options=options)
            self._redis = {limit: _counter(limit, shared) for limit in limits}
        self._rests_until = self._said = -math.inf

    async def take(self, limit: Limit, key: str) -> float | None:
        """Count one more; None when it is allowed, otherwise the seconds to wait."""
        if self._redis and time.monotonic() >= self._rests_until:
            try:
                return await asyncio.wait_for(_take(self._redis[limit], key), 2 * REDIS_SECONDS)
            except (BaseThrottledError, RedisError, OSError, asyncio.TimeoutError) as error:
                self._rests_until = time.monotonic() + REDIS_REST
                if time.monotonic() >= self._said + SAY_AGAIN:
                    self._said = time.monotonic()
                    log.warning("Redis does not answer (%s): limits are counted in each process", type(error).__name__)
        return await _take(self._memory[limit], key)


def client_address(scope: Scope) -> str:
    """Where a request comes from. Of an IPv6 address the network: one line has 2^64 of them."""
    host = str(scope["client"][0]) if scope.get("client") else ""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    return str(address) if address.version == 4 else str(ipaddress.ip_network((address, 64), strict=False))


def _counter(limit: Limit, store: MemoryStore | RedisStore) -> Throttled:
    quota = per_min(limit.per_minute, limit.burst)
    return Throttled(using="gcra", quota=quota, store=store)


async def _take(counter: Throttled, key: str) -> float | None:
    result = await counter.limit(key)
    return float(result.state.retry_after) if result.limited else None


def _kind(scope: Scope) -> str:
    path: str = scope["path"]
    if path.startswith(FREE):
        return ""
    if path.startswith("/api/"):
        return API
    if scope["method"] == "POST" and path == "/besked":
        return TEXT
    return SIGN_IN if scope["method"] == "POST" and path == "/raadgiver/log-ind" else PAGE


async def _danger(scope: Scope, receive: Receive) -> tuple[Receive, bool]:
    """Whether a message may be a cry for help, and the message to read once more."""
    read: list[Message] = []

    async def reading() -> Message:
        read.append(await receive())
        return read[-1]

    try:
        text = (await read_form(Request(scope, reading))).get("besked", "")
    except HTTPException:
        text = ""
    again = iter(read)

    async def replay() -> Message:
        return next(again, None) or await receive()

    return replay, isinstance(text, str) and assess_crisis(ends(clean(text))) is not Crisis.NONE


def _problem() -> Response:
    problem = {"title": "For mange forespørgsler", "status": 429, "detail": "Vent, til Retry-After er gået."}
    return Response(json.dumps(problem, ensure_ascii=False), 429, media_type="application/problem+json")
