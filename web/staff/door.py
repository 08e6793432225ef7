"""Signing in and out, and the guard that every page of the helpline stands behind.

The cookie holds a token of 256 random bits, signed; the database holds only its hash. A new token is made at sign-in,
so a token that somebody planted in the browser leads nowhere.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps

import anyio
import anyio.to_thread
from itsdangerous import BadSignature, Signer
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from store import WINDOW, Attempts, Staff
from web.citizen import while_open
from web.limits import client_address
from web.session import field, partly, read_form
from web.site import Site
from web.staff.desk import Desk, read_desk, write_desk
from web.staff.words import staff_words

HOME = "/raadgiver"
SIGN_IN = f"{HOME}/log-ind"
COOKIE = "raadgiver"
TRIES_ACCOUNT = 5
"""So many wrong passwords for one user name within `WINDOW` (a quarter of an hour): 480 a day at the most."""
TRIES_ADDRESS = 30
"""The same from one address: a whole town hall may share one."""
HASHING = 2
"""So many passwords are tried at the same time: each takes 64 MiB."""
MOST_FIELDS = 160
"""A form may hold every question and every topic."""

StaffHandler = Callable[[Request, "Visit"], Awaitable[Response]]


@dataclass(frozen=True)
class Visit:
    """One request of somebody who is signed in."""

    token: str
    name: str
    desk: Desk
    csrf: str

    async def form(self, request: Request) -> FormData:
        """The request's form.

        Raises:
            HTTPException: it is not a form (400), or it was not made for this session (403).
        """
        form = await read_form(request, MOST_FIELDS)
        if not _same(self.csrf, field(form, "kode", "")):
            raise HTTPException(403)
        return form


class Door:
    """Who may come in."""

    def __init__(self, site: Site) -> None:
        """`site` holds everything the doors share."""
        self.site = site
        self.staff = Staff(site.store)
        self.attempts = Attempts(site.store, site.settings.secret)
        self._hashing: anyio.CapacityLimiter | None = None

    def routes(self) -> list[BaseRoute]:
        """Where they are."""
        return [
            Route(SIGN_IN, while_open(self.site, self.ask)),
            Route(SIGN_IN, while_open(self.site, self.sign_in), methods=["POST"]),
            self.route("/log-ud", self.sign_out, "POST"),
        ]

    def route(self, path: str, handler: StaffHandler, method: str = "GET") -> Route:
        """A page under /raadgiver for those who are signed in; everybody else is sent to the sign-in."""

        @wraps(handler)
        async def guarded(request: Request) -> Response:
            visit = await run_in_threadpool(self._visit, request)
            if visit is None:
                return _away(request, SIGN_IN)
            return await handler(request, visit)

        return Route(HOME + path, while_open(self.site, guarded), methods=[method])

    def page(self, template: str, visit: Visit, status: int = 200, **values: object) -> Response:
        """A page for somebody who is signed in."""
        return self.site.page(f"staff/{template}", status, visit=visit, said=staff_words(), **values)

    def keep(self, visit: Visit, desk: Desk) -> None:
        """Keep what stands on the screen. Writes to the store."""
        self.staff.keep(visit.token, write_desk(desk))

    # -- signing in

    async def ask(self, request: Request) -> Response:
        """The form. Whoever is signed in already goes on."""
        if await run_in_threadpool(self._visit, request):
            return RedirectResponse(HOME, 303)
        return self._ask(request)

    async def sign_in(self, request: Request) -> Response:
        """Name and password tried. All that fails looks the same, whether there is such an account or not."""
        form = await read_form(request)
        before = self._token(request)
        if not before or not _same(self._csrf(before), field(form, "kode", "")):
            raise HTTPException(403)
        name, password = field(form, "navn", "").strip().lower(), field(form, "adgangskode", "")
        limits = {f"konto:{name}": TRIES_ACCOUNT, f"adresse:{client_address(request.scope)}": TRIES_ADDRESS}
        now = self.site.settings.now()
        if not await run_in_threadpool(self.attempts.take, limits, now):
            response = self._ask(request, 429, staff_words().too_many)
            response.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
            return response
        self._hashing = self._hashing or anyio.CapacityLimiter(HASHING)
        if not await anyio.to_thread.run_sync(self.staff.knows, name, password, limiter=self._hashing):
            return self._ask(request, 403, staff_words().wrong)
        token = await run_in_threadpool(self._open, before, name, limits)
        response = RedirectResponse(HOME, 303)
        self._write(response, token, request)
        return response

    async def sign_out(self, request: Request, visit: Visit) -> Response:
        """The session ended; what stood on the screen is deleted."""
        await visit.form(request)
        await run_in_threadpool(self.staff.close, visit.token)
        response = RedirectResponse(SIGN_IN, 303)
        response.delete_cookie(COOKIE, path=HOME, httponly=True, samesite="strict")
        return response

    # -- parts

    def _open(self, before: str, name: str, limits: dict[str, int]) -> str:
        now = self.site.settings.now()
        self.staff.close(before)
        self.staff.purge(now)
        self.attempts.succeeded(*limits)
        return self.staff.open(name, now)

    def _ask(self, request: Request, status: int = 200, problem: str = "") -> Response:
        token = self._token(request) or secrets.token_urlsafe(32)
        page = self.site.render("staff/sign_in.html", csrf=self._csrf(token), problem=problem, said=staff_words())
        response = HTMLResponse(page, status)
        self._write(response, token, request)
        return response

    def _visit(self, request: Request) -> Visit | None:
        token = self._token(request)
        session = self.staff.session(token, self.site.settings.now()) if token else None
        if session is None:
            return None
        return Visit(token, session.name, read_desk(session.state), self._csrf(token))

    def _token(self, request: Request) -> str:
        """The token in the cookie, or "" when it is not one of ours."""
        try:
            return self._signer.unsign(request.cookies.get(COOKIE, "")).decode()
        except BadSignature:
            return ""

    def _write(self, response: Response, token: str, request: Request) -> None:
        value = self._signer.sign(token).decode()
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, value, path=HOME, httponly=True, samesite="strict", secure=secure)

    def _csrf(self, token: str) -> str:
        digest = hmac.digest(self.site.settings.secret.encode(), b"raadgiver:" + token.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).decode()

    @property
    def _signer(self) -> Signer:
        return Signer(self.site.settings.secret, salt=COOKIE, digest_method=hashlib.sha256)


def _away(request: Request, to: str) -> Response:
    return Response(headers={"HX-Redirect": to}) if partly(request) else RedirectResponse(to, 303)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
