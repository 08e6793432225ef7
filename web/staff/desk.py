"""What stands on a counsellor's screen: a situation, perhaps another beside it. It lives in their session only."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import msgspec
from msgspec import Struct
from starlette.datastructures import FormData

from guide.answers import BadAnswer, check_answer
from guide.conversation import Conversation
from rights.model import Catalogue
from web.session import field as text_of

EMPTY = Conversation(role="bisidder")
"""A counsellor speaks about somebody else."""

log = logging.getLogger(__name__)


class Desk(Struct, frozen=True, omit_defaults=True):
    """The situation on the screen, and the one it is compared with."""

    main: Conversation = EMPTY
    other: Conversation | None = None


@dataclass(frozen=True)
class Filled:
    """A form as it was filled in: the situation with what could be taken, and why the rest could not, by fact."""

    situation: Conversation
    problems: Mapping[str, str] = field(default_factory=dict)


def read_desk(data: bytes) -> Desk:
    """The screen back from `write_desk`; an empty one when there is none, or one of another version."""
    if not data:
        return Desk()
    try:
        return msgspec.json.decode(data, type=Desk)
    except (msgspec.ValidationError, msgspec.DecodeError):
        log.warning("a counsellor's screen is of another version and begins again")
        return Desk()


def write_desk(desk: Desk) -> bytes:
    """The screen as JSON."""
    return msgspec.json.encode(desk)


def fill(catalogue: Catalogue, before: Conversation, form: FormData, today: date) -> Filled:
    """The situation after a form. A field that is not in the form, or can't be taken, stays as it was.

    Args:
        catalogue: the questions.
        before: the situation as it stands.
        form: for each fact its answer ("" is not asked), and the chosen topics as `emne`.
        today: the day of the conversation.
    """
    answers, problems = {}, {}
    for fact in catalogue.facts:
        value = text_of(form, fact, before.answers.get(fact, "")).strip()
        try:
            if value:
                check_answer(catalogue, fact, value, today)
        except BadAnswer as error:
            problems[fact] = str(error)
            value = before.answers.get(fact, "")
        if value:
            answers[fact] = value
    topics = before.topics
    if "emner" in form:
        topics = tuple(topic for topic in dict.fromkeys(form.getlist("emne")) if topic in catalogue.topics)
    return Filled(Conversation(answers=answers, topics=topics, role="bisidder"), problems)


def taken(catalogue: Catalogue, shared: Conversation, today: date) -> Conversation:
    """A citizen's situation as it is put on the screen: what the catalogue still knows."""
    answers = {}
    for fact, value in shared.answers.items():
        try:
            check_answer(catalogue, fact, value, today)
        except BadAnswer:
            continue
        answers[fact] = value
    topics = tuple(topic for topic in shared.topics if topic in catalogue.topics)
    return Conversation(answers=answers, topics=topics, role="bisidder")
