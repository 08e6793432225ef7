"""A small HTTP client that costs little beside what it measures: one connection a person, kept alive."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import NamedTuple

SECONDS = 90.0
"""Longer than Rasa's own limit for a message, so that a slow answer is counted and not given up."""


class Answered(NamedTuple):
    """A status (0: the connection broke or nobody answered in time), the heads in lower case, and the body."""

    status: int
    heads: bytes
    body: bytes

    def head(self, name: bytes) -> bytes:
        """A head's value, or nothing."""
        return self.heads.partition(b"\r\n" + name + b":")[2].partition(b"\r\n")[0].strip()


@dataclass
class Connection:
    """One connection, opened when it is first needed and again when the server has closed it."""

    host: str
    port: int
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def send(self, method: str, path: str, heads: str = "", body: bytes = b"") -> Answered:
        """One request. `heads` are whole lines."""
        length = f"Content-Length: {len(body)}\r\n" if method == "POST" else ""
        request = f"{method} {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n{heads}{length}\r\n".encode() + body
        try:
            return await asyncio.wait_for(self._send(request), SECONDS)
        except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError):
            self.close()
            return Answered(0, b"", b"")

    async def _send(self, request: bytes) -> Answered:
        if self.reader is None or self.reader.at_eof():
            self.close()
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        assert self.writer is not None
        self.writer.write(request)
        heads = await self.reader.readuntil(b"\r\n\r\n")
        status = int(heads[9:12])
        # Names of heads have no case; of the values we read none but the cookie's, which keeps its own below.
        names = b"\r\n".join(line[: line.find(b":")].lower() + line[line.find(b":") :] for line in heads.split(b"\r\n"))
        answered = Answered(status, names, b"")
        if answered.head(b"transfer-encoding"):
            return Answered(status, names, await self._chunks())
        body = await self.reader.readexactly(int(answered.head(b"content-length") or 0))
        if answered.head(b"connection") == b"close":
            self.close()
        return Answered(status, names, body)

    async def _chunks(self) -> bytes:
        assert self.reader is not None
        found = b""
        while size := int(await self.reader.readline(), 16):
            found += (await self.reader.readexactly(size + 2))[:-2]
        await self.reader.readexactly(2)
        return found

    def close(self) -> None:
        """Close it."""
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None
