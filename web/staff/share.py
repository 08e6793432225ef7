"""Handing answers over: the citizen makes a code, the counsellor uses it once. No text, no name, no id travels."""

from __future__ import annotations

from datetime import datetime

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from guide.conversation import Conversation, dump, restore
from store import LIFETIME, Codes
from web.citizen import while_open
from web.session import field
from web.site import Site
from web.staff.code_words import new_code, read_code
from web.staff.desk import Desk, taken
from web.staff.door import HOME, Door, Visit
from web.staff.words import staff_words

TRIES_SESSION = 10
"""So many codes one session may try within a quarter of an hour."""
TRIES_ALL = 100
"""The same for everybody together."""
_EVERYBODY = "koder"


class Share:
    """The citizen's page, /del."""

    def __init__(self, site: Site) -> None:
        """`site` holds everything the doors share."""
        self.site = site
        self.codes = Codes(site.store, site.settings.secret)

    def routes(self) -> list[BaseRoute]:
        """Where it is. A code can be taken back also while the guide is switched off."""
        return [
            Route("/del", while_open(self.site, self.show)),
            Route("/del", while_open(self.site, self.make), methods=["POST"]),
            Route("/del/fortryd", self.withdraw, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """What a code is, and the button that makes one."""
        return await run_in_threadpool(self._page, self.site.conversation(request))

    async def make(self, request: Request) -> Response:
        """A new code, shown once: it can't be read anywhere afterwards."""
        id, _ = await self.site.sessions.checked_form(request)
        return await run_in_threadpool(self._make, id)

    async def withdraw(self, request: Request) -> Response:
        """The code no longer works."""
        id, _ = await self.site.sessions.checked_form(request)
        await run_in_threadpool(self.codes.forget, id)
        return await run_in_threadpool(self._page, id, staff_words().share.withdrawn)

    def _make(self, id: str) -> Response:
        state = self._state(id)
        code, now = new_code(), self.site.settings.now()
        typed = read_code(" ".join(code))
        assert typed is not None
        if state is None or not self.codes.keep(typed, id, dump(shared(state)), now):
            return self._page(id)
        return self._shown(id, True, code=code, time=_clock(now + LIFETIME))

    def _page(self, id: str, notice: str = "") -> Response:
        now = self.site.settings.now()
        until = self.codes.expires(id, now) if id else None
        stands = _clock(until.astimezone(now.tzinfo)) if until else ""
        return self._shown(id, self._state(id) is not None, stands=stands, notice=notice)

    def _shown(
        self,
        id: str,
        shareable: bool,
        *,
        code: tuple[str, ...] = (),
        time: str = "",
        stands: str = "",
        notice: str = "",
    ) -> Response:
        return self.site.page(
            "staff/share.html",
            token=self.site.sessions.token(id) if id else "",
            said=staff_words().share,
            shareable=shareable,
            code=code,
            time=time,
            stands=stands,
            notice=notice,
        )

    def _state(self, id: str) -> Conversation | None:
        """What can be shared: a conversation that holds answers."""
        record = self.site.store.load(id) if id else None
        if record is None:
            return None
        state, _ = self.site.talk.opened(record)
        return state if state.answers or state.topics else None


class Redeem:
    """The counsellor's page, /raadgiver/kode."""

    def __init__(self, door: Door) -> None:
        """`door` lets people in."""
        self.door = door
        self.site = door.site
        self.codes = Codes(self.site.store, self.site.settings.secret)

    def routes(self) -> list[BaseRoute]:
        """Where it is."""
        return [self.door.route("/kode", self.show), self.door.route("/kode", self.use, "POST")]

    async def show(self, _request: Request, visit: Visit) -> Response:
        """The field."""
        return self._ask(visit)

    async def use(self, request: Request, visit: Visit) -> Response:
        """The answers on the screen. Wrong, used and too old can't be told apart."""
        form = await visit.form(request)
        text, now = field(form, "koden", ""), self.site.settings.now()
        limits = {f"koder:{visit.token}": TRIES_SESSION, _EVERYBODY: TRIES_ALL}
        if not await run_in_threadpool(self.door.attempts.take, limits, now):
            return self._ask(visit, 429, staff_words().code_too_many)
        found = await run_in_threadpool(self.codes.use, read_code(text) or "", now)
        if found is None:
            return self._ask(visit, 422, staff_words().code_wrong)
        await run_in_threadpool(self._open, visit, found, tuple(limits))
        return RedirectResponse(f"{HOME}?kode", 303)

    def _open(self, visit: Visit, found: bytes, keys: tuple[str, ...]) -> None:
        self.door.attempts.succeeded(*keys)
        try:
            state = restore(found)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise HTTPException(500) from error
        today = self.site.settings.now().date()
        self.door.keep(visit, Desk(taken(self.site.voices.catalogue, state, today)))

    def _ask(self, visit: Visit, status: int = 200, problem: str = "") -> Response:
        return self.door.page("code.html", visit, status, problem=problem)


def _clock(moment: datetime) -> str:
    return moment.strftime("%H.%M")


def shared(state: Conversation) -> Conversation:
    """What a code hands over: answers, topics and who asks. Not the steps back, nor what was in doubt."""
    return Conversation(answers=state.answers, topics=state.topics, role=state.role)
