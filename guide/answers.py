"""Answers checked before they are taken: unknown questions, values outside the set, dates that can't be right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from guide.words import words
from rights.loader import HORIZON, danish_date
from rights.logic import Answers
from rights.model import Catalogue
from rights.schema import UNKNOWN

EVENT_DAY = "dato"


class BadAnswer(ValueError):
    """An answer that can't be taken; the message is Danish and meant for the person."""


def check_answer(catalogue: Catalogue, fact: str, value: str, today: date) -> None:
    """Whether the answer can be taken.

    Args:
        catalogue: the questions.
        fact: the question's id.
        value: an option's id, an ISO date, or "ved_ikke".
        today: dates of things that have happened can't be after it.

    Raises:
        BadAnswer: it can't, and why.
    """
    if fact not in catalogue.facts:
        raise BadAnswer(words().bad_question)
    if value == UNKNOWN:
        return
    if catalogue.facts[fact].type == "date":
        _check_day(fact, value, today)
    elif value not in catalogue.option_ids(fact):
        raise BadAnswer(words().bad_value.format(ask=catalogue.facts[fact].ask))


def check_answers(catalogue: Catalogue, answers: Mapping[str, str], on: date, today: date) -> list[str]:
    """Every problem with a whole set of answers, contradictions included, as Danish sentences."""
    problems: list[str] = []
    for fact, value in answers.items():
        try:
            check_answer(catalogue, fact, value, today)
        except BadAnswer as error:
            problems.append(f"{fact} = {value}: {error}")
    return problems or [conflict.message for conflict in catalogue.conflicts_in(answers, on)]


def _check_day(fact: str, value: str, today: date) -> None:
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise BadAnswer(words().bad_date) from error
    if fact != EVENT_DAY:
        if day > today:
            raise BadAnswer(words().date_future)
        return
    check_event_day(day)


def check_event_day(day: date) -> None:
    """Whether the catalogue can say anything about the day.

    Raises:
        BadAnswer: the day lies before or after the days it covers.
    """
    if day < HORIZON.start:
        raise BadAnswer(words().date_too_early.format(first=danish_date(HORIZON.start)))
    if day >= HORIZON.end:
        raise BadAnswer(words().date_too_far.format(last=danish_date(HORIZON.end - timedelta(days=1))))


def said(catalogue: Catalogue, answers: Answers) -> list[str]:
    """The answers said back, one clause each: "du får sygedagpenge"."""
    return [say(catalogue, fact, value) for fact, value in answers.items()]


def say(catalogue: Catalogue, fact: str, value: str) -> str:
    """One answer said back."""
    asked = catalogue.facts.get(fact)
    if value == UNKNOWN:
        return f"det er uvist: {asked.ask.rstrip('?') if asked else fact}"
    if asked is not None and asked.type == "date":
        return f"{asked.means} {danish_date(date.fromisoformat(value))}"
    return catalogue.means(fact, value)
