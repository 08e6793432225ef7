"""The counts of some days arranged for people: key figures, topics, days or weeks. Few are told as "under 5"."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from guide.words import words
from rights.loader import danish_date
from rights.schema import Outcome
from store import LEFT, Counted
from web.usage.words import usage_words

FEWEST = 5
"""A smaller number than this could be about somebody in particular, and is not shown."""
LONGEST_BY_DAY = 31
"""A longer period is shown by week."""
PARTS = ("unclear", "did_you_mean")
"""Shown as a part of what was written."""
SENSITIVE = ("crisis",)
"""Told for the whole period only, never by day."""
BY_PERIOD = ("begun", "text", "button", "told", LEFT)
"""The columns of the table by day or week."""


@dataclass(frozen=True)
class Period:
    """A day, or a week from the Monday: its name, and in `row` besides how much of each of `BY_PERIOD`, as shown."""

    name: str
    begun: int
    row: tuple[str, ...]


@dataclass(frozen=True)
class Topic:
    """A topic's numbers as they are shown.

    Attributes:
        name: what it is called.
        asked: how often it was taken up; not shown as it is.
        used: its name, how often it was taken up, told and left, and each answer to whether it helped.
        told: its name, and how often each outcome was shown.
    """

    name: str
    asked: int
    used: tuple[str, ...]
    told: tuple[str, ...]


@dataclass(frozen=True)
class Numbers:
    """Everything on the page, both days included."""

    first: date
    last: date
    figures: tuple[tuple[str, str], ...]
    feedback: tuple[tuple[str, str], ...]
    topics: tuple[Topic, ...]
    periods: tuple[Period, ...]
    by_week: bool


def shown(number: int) -> str:
    """A number, in Danish, and not at all when it is about few."""
    return usage_words().few if 0 < number < FEWEST else f"{number:,}".replace(",", ".")


def part(number: int, whole: int) -> str:
    """A part in whole percent, if neither number is about few."""
    if not whole:
        return usage_words().none
    if whole < FEWEST or 0 < number < FEWEST:
        return usage_words().few
    return f"{round(100 * number / whole)} % ({shown(number)} af {shown(whole)})"


def mean(total: int, times: int) -> str:
    """A mean with one decimal, if it is not of few."""
    if not times:
        return usage_words().none
    return usage_words().few if times < FEWEST else f"{total / times:.1f}".replace(".", ",")


def numbers(counted: Iterable[Counted], first: date, last: date, names: Mapping[str, str]) -> Numbers:
    """The page's numbers.

    Args:
        counted: what was counted on the days.
        first: the first day.
        last: the last one, which is included.
        names: what each topic is called.
    """
    counted = list(counted)
    sums: Counter[str] = Counter()
    topics: Counter[tuple[str, str, str]] = Counter()
    for one in counted:
        sums[one.what] += one.number
        topics[one.topic, one.what, one.value] += one.number
    by_week = (last - first).days >= LONGEST_BY_DAY
    said = usage_words()
    return Numbers(
        first,
        last,
        tuple((name, _figure(what, sums)) for what, name in said.figures.items()),
        tuple((name, shown(_values(counted)["feedback", value])) for value, name in said.feedback.items()),
        _topics(topics, names),
        _periods(counted, first, last, by_week),
        by_week,
    )


def as_csv(counted: Iterable[Counted], names: Mapping[str, str]) -> bytes:
    """The same by day for a spreadsheet: semicolons, and a mark at the front that says it is UTF-8."""
    said = usage_words()
    sums: Counter[tuple[str, str, str, str]] = Counter()
    for one in counted:
        day = said.whole_period if one.what in SENSITIVE else one.day.isoformat()
        sums[day, one.what, one.topic, one.value] += one.number
    file = io.StringIO(newline="")
    rows = csv.writer(file, delimiter=";", lineterminator="\r\n")
    rows.writerow(said.csv)
    for (day, what, topic, value), number in sorted(sums.items()):
        if what == "answers":
            continue  # a sum of many people's answers, which means nothing by itself
        kind = said.figures.get(what) or said.kinds[what]
        rows.writerow([day, kind, _name(topic, names) if topic else "", _value(what, value), shown(number)])
    return file.getvalue().encode("utf-8-sig")


def _value(what: str, value: str) -> str:
    if what == "outcome":
        return words().outcomes.get(value, value).partition(" – ")[0]
    return usage_words().feedback.get(value, value) if what == "feedback" else value


def _values(counted: Iterable[Counted]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for one in counted:
        found[one.what, one.value] += one.number
    return found


def _figure(what: str, sums: Counter[str]) -> str:
    if what in PARTS:
        return part(sums[what], sums["text"])
    return mean(sums[what], sums["told"]) if what == "answers" else shown(sums[what])


def _name(topic: str, names: Mapping[str, str]) -> str:
    return names.get(topic) or usage_words().other_topic.format(topic=topic)


def _topics(sums: Counter[tuple[str, str, str]], names: Mapping[str, str]) -> tuple[Topic, ...]:
    ids = {topic for topic, _, _ in sums if topic}
    used = (("topic", ""), ("told", ""), (LEFT, ""), *(("feedback", value) for value in usage_words().feedback))
    told = tuple(("outcome", outcome.value) for outcome in Outcome)
    found = [
        Topic(
            name := _name(id, names),
            sums[id, "topic", ""],
            (name, *(shown(sums[id, what, value]) for what, value in used)),
            (name, *(shown(sums[id, what, value]) for what, value in told)),
        )
        for id in ids
    ]
    # Those about few are told in the order of their names: their place must not tell how few.
    return tuple(sorted(found, key=lambda topic: (-topic.asked if topic.asked >= FEWEST else 0, topic.name)))


def _periods(counted: Iterable[Counted], first: date, last: date, by_week: bool) -> tuple[Period, ...]:
    def of(day: date) -> date:
        return day - timedelta(days=day.weekday()) if by_week else day

    sums: Counter[tuple[date, str]] = Counter()
    for one in counted:
        sums[of(one.day), one.what] += one.number

    def period(day: date) -> Period:
        name = danish_date(day)
        return Period(name, sums[day, "begun"], (name, *(shown(sums[day, what]) for what in BY_PERIOD)))

    days = dict.fromkeys(of(first + timedelta(days=number)) for number in range((last - first).days + 1))
    return tuple(period(day) for day in days)
