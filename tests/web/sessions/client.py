"""A browser without a window: calls the application directly and keeps the one cookie it sets."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.types import ASGIApp

COOKIE = "samtale"


@dataclass(frozen=True)
class Shown:
    """An answer after its redirects. `text` has its entities read."""

    status: int
    path: str
    text: str

    @property
    def main(self) -> str:
        """The page without what stands on every page."""
        return self.text.partition("<main")[2].partition("</main>")[0] or self.text


@dataclass
class Browser:
    """One person's browser. `partly` asks for the new turn alone, as the chat does with JavaScript."""

    app: ASGIApp
    cookie: str = ""
    requests: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The conversation's id, or ""."""
        return self.cookie.rpartition(".")[0]

    async def get(self, path: str) -> Shown:
        """A page."""
        return await self._send("GET", path, None, {})

    async def post(self, path: str, fields: dict[str, str], *, partly: bool = False) -> Shown:
        """A form, and the page it leads to."""
        return await self._send("POST", path, urlencode(fields).encode(), {"hx-request": "true"} if partly else {})

    async def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Shown:
        for _ in range(4):
            status, heads, text = await self._once(method, path, body, headers)
            to = heads.get("location") or heads.get("hx-redirect") or ("/" if "hx-refresh" in heads else "")
            if not to:
                return Shown(status, path, html.unescape(text))
            method, path, body, headers = "GET", to.partition("#")[0], None, {}
        raise AssertionError(f"{path} leads round in a ring")

    async def _once(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], str]:
        self.requests += 1
        sent: list[Any] = []
        parts = urlsplit(path)
        heads = {"host": "guide.test", **headers}
        if self.cookie:
            heads["cookie"] = f"{COOKIE}={self.cookie}"
        if body is not None:
            heads |= {"content-type": "application/x-www-form-urlencoded", "content-length": str(len(body))}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in heads.items()],
            "client": ("127.0.0.1", 1),
            "server": ("guide.test", 80),
        }

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": body or b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)  # type: ignore[arg-type]
        found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        kept = re.match(rf'{COOKIE}="?([^";]*)', found.get("set-cookie", ""))
        if kept:
            self.cookie = kept[1]
        return sent[0]["status"], found, b"".join(message.get("body", b"") for message in sent[1:]).decode()
