"""Staff: accounts (a short user name and a hashed password, nothing else) and their sessions, which hold the screen."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import argon2
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from store.database import METADATA, Database, Moment

LONGEST_SESSION = timedelta(hours=8)
"""A working day; then one signs in again."""
LONGEST_IDLE = timedelta(minutes=30)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
LEAST_CHARACTERS = 5
"""So many different characters a password has at least."""
_TOUCH = timedelta(minutes=1)
"""How exact "last used" is: reading a page does not write to the database each time."""
_NAME = re.compile(r"[a-z0-9]{3,32}")

ACCOUNTS = sa.Table(
    "staff_accounts",
    METADATA,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("password", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
)
SESSIONS = sa.Table(
    "staff_sessions",
    METADATA,
    sa.Column("token", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(32), nullable=False),
    sa.Column("state", sa.LargeBinary, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("used_at", Moment, nullable=False),
    sa.Index("staff_sessions_used_at", "used_at"),
)

_HASHER = argon2.PasswordHasher()
"""Argon2id with the second choice of RFC 9106: 64 MiB, 3 passes, 4 lanes."""


class BadAccount(ValueError):
    """An account that can't be made; the message is Danish and says why."""


@dataclass(frozen=True)
class StaffSession:
    """One who is signed in, and what stands on their screen (only `web` can read it)."""

    name: str
    state: bytes


class Staff:
    """The accounts and sessions of one database. Every moment is an argument."""

    def __init__(self, store: Database) -> None:
        """`store` is the open database."""
        self._store = store

    # -- accounts

    def add(self, name: str, password: str, now: datetime) -> None:
        """Make an account.

        Raises:
            BadAccount: the name or the password can't be used, or there is one of that name.
        """
        if not _NAME.fullmatch(name):
            raise BadAccount("Et brugernavn er 3 til 32 små bogstaver a-z og tal, fx raadgiver1. Brug ikke navne.")
        check_password(name, password)
        row = {"name": name, "password": _HASHER.hash(_same(password)), "created_at": now}
        try:
            with self._store.write() as connection:
                connection.execute(sa.insert(ACCOUNTS).values(**row))
        except IntegrityError as error:
            raise BadAccount(
                f"Kontoen {name} findes allerede. Fjern den først, hvis adgangskoden skal skiftes."
            ) from error

    def accounts(self) -> list[tuple[str, datetime]]:
        """Every account and when it was made."""
        with self._store.read() as connection:
            rows = connection.execute(sa.select(ACCOUNTS).order_by(ACCOUNTS.c.name)).all()
        return [(row.name, row.created_at) for row in rows]

    def remove(self, name: str) -> bool:
        """Delete an account and sign it out everywhere; False when there is none."""
        with self._store.write() as connection:
            connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.name == name))
            found = connection.execute(sa.delete(ACCOUNTS).where(ACCOUNTS.c.name == name)).rowcount
        self._store.wipe()
        return bool(found)

    def knows(self, name: str, password: str) -> bool:
        """Whether the password is the account's. Takes as long when there is no such account."""
        nobody = _nobody()
        with self._store.read() as connection:
            kept = connection.execute(sa.select(ACCOUNTS.c.password).where(ACCOUNTS.c.name == name)).scalar()
        try:
            _HASHER.verify(kept or nobody, _same(password))
        except argon2.exceptions.VerificationError:
            return False
        if kept is None:
            return False
        if _HASHER.check_needs_rehash(kept):
            better = _HASHER.hash(_same(password))
            with self._store.write() as connection:
                connection.execute(sa.update(ACCOUNTS).where(ACCOUNTS.c.name == name).values(password=better))
        return True

    # -- sessions

    def open(self, name: str, now: datetime) -> str:
        """Sign an account in: a new token of 256 random bits, of which only the hash is kept."""
        token = secrets.token_urlsafe(32)
        row = {"token": _hash(token), "name": name, "state": b"", "created_at": now, "used_at": now}
        with self._store.write() as connection:
            connection.execute(sa.insert(SESSIONS).values(**row))
        return token

    def session(self, token: str, now: datetime) -> StaffSession | None:
        """Who the token belongs to, or None when it is unknown or too old."""
        mine = SESSIONS.c.token == _hash(token)
        with self._store.read() as connection:
            row = connection.execute(sa.select(SESSIONS).where(mine, _live(now))).first()
        if row is None:
            return None
        if now - row.used_at >= _TOUCH:
            with self._store.write() as connection:
                connection.execute(sa.update(SESSIONS).where(mine).values(used_at=now))
        return StaffSession(row.name, bytes(row.state))

    def keep(self, token: str, state: bytes) -> None:
        """Keep what stands on the screen; nothing happens when the session has ended."""
        with self._store.write() as connection:
            connection.execute(sa.update(SESSIONS).where(SESSIONS.c.token == _hash(token)).values(state=state))

    def close(self, token: str) -> None:
        """Sign out; what stood on the screen is deleted."""
        with self._store.write() as connection:
            connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.token == _hash(token)))
        self._store.wipe()

    def purge(self, now: datetime) -> int:
        """Delete the sessions that have ended by themselves; returns how many."""
        with self._store.write() as connection:
            gone = int(connection.execute(sa.delete(SESSIONS).where(sa.not_(_live(now)))).rowcount)
        if gone:
            self._store.wipe()
        return gone


def check_password(name: str, password: str) -> None:
    """Whether a password can be used.

    Raises:
        BadAccount: it is too short, too long, too simple, or holds the user name.
    """
    same = _same(password)
    if not SHORTEST_PASSWORD <= len(same) <= LONGEST_PASSWORD:
        raise BadAccount(f"Adgangskoden skal have {SHORTEST_PASSWORD} til {LONGEST_PASSWORD} tegn.")
    if len(set(same)) < LEAST_CHARACTERS or name in same.lower():
        raise BadAccount("Adgangskoden er for let at gætte. Brug fx fire tilfældige ord.")


def _live(now: datetime) -> sa.sql.ColumnElement:
    return sa.and_(SESSIONS.c.created_at > now - LONGEST_SESSION, SESSIONS.c.used_at > now - LONGEST_IDLE)


def _same(password: str) -> str:
    """One form of a text that keyboards write in several ways (å as one sign or two)."""
    return unicodedata.normalize("NFC", password)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A hash that no password fits, to spend the same time on an unknown account."""
    return _HASHER.hash(secrets.token_urlsafe(32))
