"""Letters that the citizen can send: they ask, and claim no more than the decisions they rest on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from msgspec import Struct

from guide.answers import say
from guide.conversation import Conversation, Role
from guide.papers.sheet import decisions_of
from guide.papers.words import read_words
from guide.respond import Guide
from guide.words import words
from rights.decision import Citation, Decision
from rights.interview import relevant
from rights.loader import danish_date
from rights.model import Catalogue
from rights.schema import STATEMENTS, UNKNOWN, Evidence, Outcome

OFFERED = (Outcome.GAELDER, Outcome.KAN_GAELDE, Outcome.KAN_IKKE_SVARE)
"""A letter points to a rule only when the answer about it leaves room for it."""

_FIRST = {"du": "jeg", "dig": "mig", "din": "min", "dit": "mit", "dine": "mine"}
_YOU = re.compile(rf"\b(?:{'|'.join(_FIRST)})\b")


class LetterWords(Struct, frozen=True, forbid_unknown_fields=True):
    """The sentences that letters and their pages share."""

    list_title: str
    list_lead: str
    list_relevant: str
    list_others: str
    list_not_offered: str
    not_offered: str
    not_sent: str
    how_to_send: str
    keep_copy: str
    bisidder: str
    fill_in: str
    rests_on: str
    rests_on_nothing: str
    answer: str
    to: str
    municipality: str
    name: str
    case: str
    date: str
    signature: str
    subject: str
    situation: str
    gaelder: str
    kan_gaelde: str
    kan_ikke_svare: str
    not_law: str
    reply: str
    regards: str
    sources: str
    read_in: str
    blank: str


class Paragraph(Struct, frozen=True, forbid_unknown_fields=True):
    """A paragraph that stands in the letter only when one of `about` is pointed to, by one of `cases` if any."""

    about: tuple[str, ...]
    text: str
    cases: tuple[str, ...] = ()


class Template(Struct, frozen=True, forbid_unknown_fields=True):
    """A letter as it stands in letters.yml.

    Attributes:
        rests_on: the entitlements it can point to.
        needs: those of them that must leave room for it; any will do when it is empty.
        always: it can be written whatever they say.
        situation: it tells the answers that they rest on.
        declares: it asks for nothing that a rule gives; the rule stands only among its references.
        reply: it asks for an answer in writing.
    """

    id: str
    title: str
    about: str
    rests_on: tuple[str, ...]
    subject: str
    paragraphs: tuple[str | Paragraph, ...]
    needs: tuple[str, ...] = ()
    always: bool = False
    situation: bool = False
    declares: bool = False
    reply: bool = True


class LettersFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of letters.yml."""

    words: LetterWords
    letters: tuple[Template, ...]


class Letter(Struct, frozen=True):
    """A letter ready to be written out. `fields` are blanks to fill in; nothing in it is known of anybody's name."""

    id: str
    title: str
    to: tuple[str, ...]
    fields: tuple[str, ...]
    subject: str
    paragraphs: tuple[str, ...]
    sources_title: str
    sources: tuple[str, ...]
    regards: str
    sign: tuple[str, ...]

    @property
    def text(self) -> str:
        """The letter as plain text."""
        blank = letter_words().blank
        parts = [
            "\n".join(self.to),
            "\n".join(f"{field}: {blank}" for field in self.fields),
            self.subject,
            *self.paragraphs,
            "\n".join([self.regards, *(f"{field}: {blank}" for field in self.sign)]),
        ]
        if self.sources:
            parts.append("\n".join([f"{self.sources_title}:", *(f"- {source}" for source in self.sources)]))
        return "\n\n".join(parts) + "\n"


class Offer(Struct, frozen=True):
    """A letter for one conversation: whether it fits, what it rests on, and the letter when it can be written.

    Attributes:
        about: what the letter does, said to the one who reads the page.
        relevant: the conversation is about it.
        decisions: the guide's answers about what the letter can rest on.
        cited: those of them that it points to.
    """

    id: str
    title: str
    about: str
    relevant: bool
    decisions: tuple[Decision, ...]
    cited: tuple[Decision, ...]
    letter: Letter | None


@lru_cache(maxsize=1)
def templates() -> dict[str, Template]:
    """Every letter by its id.

    Raises:
        msgspec.ValidationError: letters.yml has another shape.
    """
    return {template.id: template for template in read_words("letters.yml", LettersFile).letters}


@lru_cache(maxsize=2)
def letter_words(role: Role = "selv") -> LetterWords:
    """The shared sentences; only what stands outside a letter is ever said about "borgeren"."""
    return read_words("letters.yml", LettersFile, role).words


@lru_cache(maxsize=2)
def _titles(role: Role) -> dict[str, tuple[str, str]]:
    return {one.id: (one.title, one.about) for one in read_words("letters.yml", LettersFile, role).letters}


def offers(guide: Guide, own: Catalogue, state: Conversation, today: date, to: Iterable[str] = ()) -> tuple[Offer, ...]:
    """Every letter for a conversation, those that it is about first.

    Args:
        guide: the guide in the conversation's voice, for what stands beside a letter.
        own: the catalogue said to the person themselves, which a letter's own words are made from.
        state: the conversation.
        today: the day of the conversation.
        to: the municipality's name and address, a line each, if known.
    """
    asked = {decision.entitlement for decision in decisions_of(guide, state, today)}
    found = [_offer(guide, own, state, today, template, asked, tuple(to)) for template in templates().values()]
    return tuple(sorted(found, key=lambda one: (one.letter is None, not one.relevant)))


def _offer(
    guide: Guide,
    own: Catalogue,
    state: Conversation,
    today: date,
    template: Template,
    asked: set[str],
    to: tuple[str, ...],
) -> Offer:
    about_person = relevant(guide.catalogue, template.rests_on, state.answers) or template.rests_on[:1]
    decided = {id: guide.assessor.decide(id, state.answers, state.day(today), today) for id in about_person}
    cited = {id: d for id, d in decided.items() if d.outcome in OFFERED and d.relevant is not False}
    possible = template.always or any(id in cited for id in template.needs or template.rests_on)
    title, about = _titles(state.role)[template.id]
    return Offer(
        id=template.id,
        title=title,
        about=about,
        relevant=any(id in asked for id in template.rests_on),
        decisions=tuple(decided.values()),
        cited=tuple(cited.values()),
        letter=_letter(own, state, template, cited, to) if possible else None,
    )


def _letter(
    own: Catalogue, state: Conversation, template: Template, cited: Mapping[str, Decision], to: tuple[str, ...]
) -> Letter:
    said = letter_words()
    paragraphs = [_filled(text, state, said) for text in _chosen(template, cited)]
    facts = _situation(own, state, cited.values()) if template.situation else []
    if facts:
        paragraphs.append(said.situation.format(facts="; ".join(facts)))
    if not template.declares:
        paragraphs += _pointed_to(cited.values(), said)
    if template.reply:
        paragraphs.append(said.reply)
    citations = {c.id: c for d in cited.values() for c in d.citations if c.necessary}
    return Letter(
        id=template.id,
        title=template.title,
        to=to or (said.municipality,),
        fields=(said.name, said.case, said.date),
        subject=template.subject,
        paragraphs=tuple(paragraphs),
        sources_title=said.sources,
        sources=tuple(_source(citation, said) for citation in citations.values()),
        regards=said.regards,
        sign=(said.signature,),
    )


def _pointed_to(cited: Iterable[Decision], said: LetterWords) -> Iterable[str]:
    """What the letter points to: law as strongly as the answer about it allows, and apart from it what is not law."""
    named: set[str] = set()
    not_law: dict[str, None] = {}
    for outcome in OFFERED:
        law: dict[str, None] = {}
        for citation in (c for d in cited if d.outcome is outcome for c in d.citations if c.necessary):
            if citation.kind in STATEMENTS:
                not_law[citation.ref] = None
            elif citation.id not in named:
                named.add(citation.id)
                law[citation.ref] = None
        if law:
            yield getattr(said, outcome.value).format(refs="; ".join(law))
    if not_law:
        yield said.not_law.format(refs="; ".join(not_law))


def _chosen(template: Template, cited: Mapping[str, Decision]) -> Iterable[str]:
    for paragraph in template.paragraphs:
        if isinstance(paragraph, str):
            yield paragraph
        elif any(id in cited and (not paragraph.cases or cited[id].case in paragraph.cases) for id in paragraph.about):
            yield paragraph.text


def _filled(text: str, state: Conversation, said: LetterWords) -> str:
    """The dates that the person told put in; a line to write on for those not told."""
    for fact in re.findall(r"\{(\w+)\}", text):
        told = state.answers.get(fact, UNKNOWN)
        day = said.blank if told == UNKNOWN else danish_date(date.fromisoformat(told))
        text = text.replace("{" + fact + "}", day)
    return text


def _situation(own: Catalogue, state: Conversation, decisions: Iterable[Decision]) -> list[str]:
    """The person's answers that the cited decisions test, in their own voice."""
    tested = dict.fromkeys(
        step.fact for d in decisions for step in d.steps if step.case in {row.case for row in d.possible}
    )
    told = {fact: state.answers[fact] for fact in tested if state.answers.get(fact, UNKNOWN) != UNKNOWN}
    return [first_person(say(own, fact, value)) for fact, value in told.items()]


def first_person(text: str) -> str:
    """An answer said back, as the person would say it: "du får sygedagpenge" as "jeg får sygedagpenge"."""
    return _YOU.sub(lambda found: _FIRST[found[0]], text)


def _source(citation: Citation, said: LetterWords) -> str:
    """A reference with its act, the version that was read and, unless the text itself was, how it is known."""
    name = f"{citation.ref}, {citation.act}"
    if citation.evidence is None:
        return f"{name}. {citation.unknown_because}"
    unread = citation.evidence is Evidence.IKKE_VERIFICERET
    version = citation.version if unread else said.read_in.format(version=citation.version)
    known = "" if citation.evidence is Evidence.TEKST else f" {words().evidence[citation.evidence.value]}"
    return f"{name} ({version}).{known}"


__all__ = ["Letter", "LetterWords", "Offer", "first_person", "letter_words", "offers", "templates"]
