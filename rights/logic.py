"""Kleene's three-valued logic over facts with closed sets of answers.

True, False and None (unknown). A condition that does not depend on an unknown fact has a value in spite of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from rights.schema import UNKNOWN

Truth: TypeAlias = bool | None
Answers: TypeAlias = Mapping[str, str]


@dataclass(frozen=True)
class Test:
    """True when the fact's answer is one of `allowed`."""

    fact: str
    allowed: frozenset[str]


@dataclass(frozen=True)
class All:
    """True when every part is; an empty one is always true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Any_:
    """True when at least one part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """The opposite of its part."""

    part: Condition


Condition: TypeAlias = Test | All | Any_ | Not
ALWAYS: Condition = All(())


class ConditionError(ValueError):
    """A condition in the catalogue that has no meaning."""


def parse(data: Mapping[str, Any], options: Mapping[str, frozenset[str]]) -> Condition:
    """Read a condition as the catalogue writes it.

    Args:
        data: fact -> value, [values] or {not: value(s)}; or the words `all`, `any` (lists) and `not` (one condition).
        options: every fact's closed set of answers.

    Raises:
        ConditionError: an unknown fact or answer, or a form that is not one of the above.
    """
    if not isinstance(data, Mapping):
        raise ConditionError(f"«{data}» er ikke en betingelse")
    parts: list[Condition] = []
    for key, value in data.items():
        if key in ("all", "any"):
            if not isinstance(value, list):
                raise ConditionError(f"«{key}» skal være en liste")
            inner = tuple(parse(item, options) for item in value)
            parts.append(All(inner) if key == "all" else Any_(inner))
        elif key == "not":
            parts.append(Not(parse(value, options)))
        else:
            parts.append(_test(key, value, options))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _test(fact: str, value: Any, options: Mapping[str, frozenset[str]]) -> Test:
    if fact not in options:
        raise ConditionError(f"ukendt spørgsmål «{fact}»")
    negated = isinstance(value, dict)
    if negated:
        if set(value) != {"not"}:
            raise ConditionError(f"«{fact}»: kun «not» kan stå her")
        value = value["not"]
    listed = value if isinstance(value, list) else [value]
    if not listed or not all(isinstance(item, str) for item in listed):
        raise ConditionError(f"«{fact}» skal have et svar eller en liste af svar")
    values = frozenset(listed)
    unknown = sorted(values - options[fact])
    if unknown:
        raise ConditionError(f"«{fact}» har ikke svaret «{', '.join(unknown)}»")
    return Test(fact, options[fact] - values if negated else values)


def evaluate(condition: Condition, answers: Answers) -> Truth:
    """The condition's truth; a missing answer and "ved ikke" are both unknown."""
    if isinstance(condition, Test):
        answer = answers.get(condition.fact)
        return None if answer is None or answer == UNKNOWN else answer in condition.allowed
    if isinstance(condition, Not):
        inner = evaluate(condition.part, answers)
        return None if inner is None else not inner
    deciding = isinstance(condition, Any_)
    result: Truth = not deciding
    for part in condition.parts:
        truth = evaluate(part, answers)
        if truth is deciding:
            return deciding
        if truth is None:
            result = None
    return result


def tests(condition: Condition) -> Iterator[Test]:
    """Every test in the condition, in reading order."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Not):
        yield from tests(condition.part)
    else:
        for part in condition.parts:
            yield from tests(part)
