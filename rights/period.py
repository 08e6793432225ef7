"""Half-open periods of days: the first day is in, the last is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From `start` (included) until `end` (not included); `date.min` and `date.max` mean open."""

    start: date = date.min
    end: date = date.max

    def __contains__(self, day: date) -> bool:
        """Whether `day` is in the period."""
        return self.start <= day < self.end

    def overlaps(self, other: Period) -> bool:
        """Whether the two share a day."""
        return max(self.start, other.start) < min(self.end, other.end)

    @property
    def first_day(self) -> date | None:
        """The first day, or None when open."""
        return None if self.start == date.min else self.start

    @property
    def last_day(self) -> date | None:
        """The last day (included), or None when open."""
        return None if self.end == date.max else self.end - _DAY
