"""Whose conversation it is: an id of 128 random bits in a signed cookie, and the token its forms carry.

The id is ours: one that we have not signed is not taken, so nobody can choose another's, and it never stands in an
address.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Literal

from itsdangerous import BadSignature, Signer
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from web.guard import MAX_BODY

COOKIE = "samtale"
HTTPS_COOKIE = f"__Host-{COOKIE}"
"""Over https. Browsers take such a cookie only from this very host, so a neighbour can't plant one."""
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True)
class Sessions:
    """Makes and reads the cookie.

    Attributes:
        secret: what cookies are signed with; the same in every process.
        other_site: the guide is shown in a frame on another site, where only such a cookie comes back.
    """

    secret: str
    other_site: bool = False

    def new(self) -> str:
        """A new conversation's id."""
        return secrets.token_urlsafe(16)

    def read(self, request: Request) -> str:
        """The conversation in the cookie, or "" when it holds nothing that we made."""
        try:
            return self._signer.unsign(request.cookies.get(_cookie(request), "")).decode()
        except BadSignature:
            return ""

    def write(self, response: Response, id: str, request: Request) -> None:
        """Put the conversation in the browser; gone when the browser is closed."""
        secure = request.url.scheme == "https"
        value = self._signer.sign(id).decode()
        if self.other_site and secure:
            response.set_cookie(HTTPS_COOKIE, value, httponly=True, samesite="none", secure=True)
            # A cookie of its own for each site the guide is shown on (CHIPS), which browsers ask for.
            response.headers["set-cookie"] += "; Partitioned"
        else:
            response.set_cookie(_cookie(request), value, httponly=True, samesite="lax", secure=secure)

    def forget(self, response: Response, request: Request) -> None:
        """Take the conversation out of the browser."""
        secure = request.url.scheme == "https"
        other_site = self.other_site and secure
        samesite: Literal["none", "lax"] = "none" if other_site else "lax"
        response.delete_cookie(_cookie(request), httponly=True, samesite=samesite, secure=secure)
        if other_site:
            # A cookie that was set for one site is only found again by saying so.
            response.headers["set-cookie"] += "; Partitioned"

    def token(self, id: str) -> str:
        """The token that the forms of a conversation carry. Only we can make it."""
        digest = hmac.digest(self.secret.encode(), b"formular:" + id.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).decode()

    async def checked_form(self, request: Request) -> tuple[str, FormData]:
        """The conversation and the form.

        Raises:
            HTTPException: it is not a form (400), or it was not made for this conversation (403).
        """
        form = await read_form(request)
        id = self.read(request)
        if not id or not hmac.compare_digest(self.token(id).encode(), field(form, "kode", "").encode()):
            raise HTTPException(403)
        return id, form

    @property
    def _signer(self) -> Signer:
        return Signer(self.secret, salt=COOKIE, digest_method=hashlib.sha256)


def _cookie(request: Request) -> str:
    return HTTPS_COOKIE if request.url.scheme == "https" else COOKIE


def partly(request: Request) -> bool:
    """Whether the page asks for a part of itself."""
    return request.headers.get("hx-request") == "true"


async def read_form(request: Request, most_fields: int = 8) -> FormData:
    """The form.

    Raises:
        HTTPException: it is not a form (400).
    """
    if request.headers.get("content-type", "").split(";")[0].strip().lower() not in _FORMS:
        raise HTTPException(400)
    return await request.form(max_files=0, max_fields=most_fields, max_part_size=MAX_BODY)


def field(form: FormData, name: str, default: str | None = None) -> str:
    """A field's text.

    Raises:
        HTTPException: it is missing and has no default, or it is a file (400).
    """
    value = form.get(name, default)
    if not isinstance(value, str):
        raise HTTPException(400)
    return value
