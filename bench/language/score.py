"""What is counted: shares, F1, and how far a confidence is from the truth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

BINS = 10


def share(hits: Iterable[bool]) -> float:
    """The share that is true, from 0 to 1; 0 when there is nothing."""
    listed = [bool(hit) for hit in hits]
    return sum(listed) / len(listed) if listed else 0.0


def bins(sure: Sequence[float], right: Sequence[bool]) -> list[tuple[int, float, float]]:
    """For each tenth of confidence in use: how many, the mean confidence and the share that was right."""
    found = []
    for number in range(BINS):
        inside = [place for place, value in enumerate(sure) if min(int(value * BINS), BINS - 1) == number]
        if inside:
            mean = sum(sure[place] for place in inside) / len(inside)
            found.append((len(inside), mean, share(right[place] for place in inside)))
    return found


def calibration_error(sure: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error: the mean gap between confidence and truth over ten bins, from 0 to 1."""
    return sum(n * abs(mean - true) for n, mean, true in bins(sure, right)) / len(sure) if sure else 0.0


@dataclass
class Found:
    """Counts of what was found and what should have been."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    examples: list[str] = field(default_factory=list)

    def count(self, found: set[tuple[str, str]], wanted: set[tuple[str, str]]) -> None:
        self.right += len(found & wanted)
        self.wrong += len(found - wanted)
        self.missed += len(wanted - found)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0
