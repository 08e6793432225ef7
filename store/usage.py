"""What is counted: numbers by day, never a row for a person. Added in the transaction of what they count."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from store.database import METADATA, Database

COUNTS_KEPT = timedelta(days=400)
"""A year, and then some to compare it with the one before."""
SLOTS = 8
"""Each number is kept in so many parts, so that turns at the same moment seldom wait for each other."""
_ZONE = ZoneInfo("Europe/Copenhagen")

USAGE = sa.Table(
    "usage",
    METADATA,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("what", sa.String(32), primary_key=True),
    sa.Column("topic", sa.String(64), primary_key=True),
    sa.Column("value", sa.String(64), primary_key=True),
    sa.Column("slot", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, nullable=False),
)


def _add(dialect: Any) -> Any:
    """The statement that adds a row's number to what is there."""
    insert = dialect.insert(USAGE)
    return insert.on_conflict_do_update(
        index_elements=list(USAGE.primary_key), set_={"number": USAGE.c.number + insert.excluded.number}
    )


_ADD = {"sqlite": _add(sqlite), "postgresql": _add(postgresql)}
"""Built once: a statement made anew for each turn would be compiled anew as well."""

log = logging.getLogger(__name__)


class Count(NamedTuple):
    """Something that happened `number` times: what, of which topic and with which value ("" where there is none)."""

    what: str
    topic: str = ""
    value: str = ""
    number: int = 1


class Counted(NamedTuple):
    """A day's number."""

    day: date
    what: str
    topic: str
    value: str
    number: int


class Usage:
    """The counts of one database."""

    def __init__(self, database: Database) -> None:
        """`database` is open."""
        self._database = database

    def count(self, now: datetime, *counts: Count) -> None:
        """Count something that has no transaction of its own. Never fails: then it is not counted."""
        try:
            with self._database.write() as connection:
                add(connection, counts, day_of(now))
        except SQLAlchemyError as error:
            log.warning("not counted: %s", type(error).__name__)

    def between(self, first: date, last: date) -> list[Counted]:
        """What was counted on the days, both included, ordered by day."""
        key = (USAGE.c.day, USAGE.c.what, USAGE.c.topic, USAGE.c.value)
        query = (
            sa.select(*key, sa.func.sum(USAGE.c.number).label("number"))
            .where(USAGE.c.day.between(first, last))
            .group_by(*key)
            .order_by(*key)
        )
        with self._database.read() as connection:
            return [Counted(*row) for row in connection.execute(query)]

    def purge(self, now: datetime) -> int:
        """Delete the counts that are too old; returns how many rows."""
        with self._database.write() as connection:
            old = USAGE.c.day < day_of(now - COUNTS_KEPT)
            gone = int(connection.execute(sa.delete(USAGE).where(old)).rowcount)
        if gone:
            self._database.wipe()
        return gone


def day_of(moment: datetime) -> date:
    """The day in Denmark."""
    return moment.astimezone(_ZONE).date()


def add(connection: Any, counts: Iterable[Count], day: date) -> None:
    """Count within a transaction, after everything else in it. What can't be counted is left out and nothing more."""
    sums: dict[tuple[str, str, str], int] = {}
    for count in counts:
        key = (count.what, count.topic, count.value)
        sums[key] = sums.get(key, 0) + count.number
    if not sums:
        return
    shared = {"day": day, "slot": random.randrange(SLOTS)}
    # Everybody takes the rows in the same order, so no two wait for each other in a ring.
    rows = [{**shared, "what": k[0], "topic": k[1], "value": k[2], "number": n} for k, n in sorted(sums.items())]
    try:
        with connection.begin_nested():
            connection.execute(_ADD[connection.dialect.name], rows)
    except SQLAlchemyError as error:
        log.warning("not counted: %s", type(error).__name__)
