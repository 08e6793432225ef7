"""Read facts (answers to the guide's questions) out of what somebody wrote. Rules only; they stand in facts.yml.

A rule reads one sentence at a time. What is wished, planned, past, denied or asked about in general is not a fact.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml

from language.dates import Period, find_periods, parse_date, parse_period
from language.folding import Folded, compile_pattern, fold, fold_pattern

__all__ = ["ABOLITION", "ReadFact", "extract_facts", "parse_date", "parse_period", "parse_yes_no"]

ABOLITION = date(2026, 2, 1)
"""First day on which no new ressourceforløb is granted; the default of `extract_facts`."""

_DATA = Path(__file__).with_name("facts.yml")
_SENTENCE_END = re.compile(
    r"(?:(?<![ .]d)(?<!\bkl)(?<!\bca)(?<!\bnr)(?<!\d)[.]+|[!?;]+"
    r"|(?<=\d)[.](?= (?:jeg|min|mit|mine|nu|de|hun|han|men|det|sa|kan|hvad|og|vi|da|har)\b))(?=\s|$)"
)
_CLAUSE_END = re.compile(
    r"[,:()]| - |(?= (?:men|fordi|selvom|hvor) )| og (?=jeg |hun |han |min |nu |de |komunen |vi |har )"
)
_OWN_DENIAL = re.compile(r"ikke|nejtil|ingen|intet")
_INTERJECTION = re.compile(r"^(?:nå+|åh+|øh+|æh+|ah+)\b[ ,.]*", re.IGNORECASE)
_LONGEST_ANSWER = 20
"""Words; a longer text is a story, not an answer."""


@dataclass(frozen=True)
class ReadFact:
    """One answer found in a text."""

    fact: str
    """Fact id as in the catalogue's facts.yml."""
    value: str
    """Option id, or an ISO date for facts of type date."""
    span: tuple[int, int]
    """Half-open place in the text as it was passed in, in characters."""
    certain: bool
    """False: a guess to confirm, not to use."""


@dataclass(frozen=True)
class _Rule:
    fact: str
    value: str
    certain: tuple[re.Pattern[str], ...]
    positive: frozenset[re.Pattern[str]]
    """Those of `certain` without a word of denial of their own: one inside what they match denies it."""
    guess: tuple[re.Pattern[str], ...]
    frames: tuple[re.Pattern[str], ...]
    needs: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    states: bool
    deny: bool
    denied: str | None


@dataclass(frozen=True)
class _DateRule:
    fact: str
    certain: tuple[re.Pattern[str], ...]
    guess: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None


@dataclass(frozen=True)
class _Rules:
    readings: tuple[_Rule, ...]
    dates: tuple[_DateRule, ...]
    not_so: tuple[re.Pattern[str], ...]
    maybe_so: tuple[re.Pattern[str], ...]
    denial: re.Pattern[str]
    denials_after: tuple[re.Pattern[str], ...]
    correction: re.Pattern[str]
    ahead: re.Pattern[str]
    scheme: re.Pattern[str]
    granted: dict[str, re.Pattern[str]]
    answers: tuple[tuple[Literal["ja", "nej", "ved_ikke"], tuple[re.Pattern[str], ...]], ...]


@functools.lru_cache(maxsize=1)
def _rules() -> _Rules:
    data: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    macros: dict[str, str] = data["macros"]

    def many(patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
        return tuple(compile_pattern(p, macros) for p in patterns)

    def one(pattern: str | None) -> re.Pattern[str] | None:
        return compile_pattern(pattern, macros) if pattern else None

    def framed(names: str | None) -> tuple[re.Pattern[str], ...]:
        if not names:
            return ()
        named = {**macros, "n": f"({fold_pattern(names, macros)})"}
        return tuple(compile_pattern(frame, named) for frame in data["frames"])

    return _Rules(
        readings=tuple(
            _Rule(
                fact=block["fact"],
                value=block["value"],
                certain=many(block.get("certain", ())),
                positive=frozenset(many(p for p in block.get("certain", ()) if not _OWN_DENIAL.search(p))),
                guess=many(block.get("guess", ())),
                frames=framed(block.get("names")),
                needs=one(block.get("needs")),
                unless=one(block.get("unless")),
                states=block.get("states", False),
                deny=block.get("deny", True),
                denied=block.get("denied"),
            )
            for block in data["readings"]
        ),
        dates=tuple(
            _DateRule(
                fact=block["fact"],
                certain=many(block.get("certain", ())),
                guess=many(block.get("guess", ())),
                unless=one(block.get("unless")),
            )
            for block in data["dates"]
        ),
        not_so=many(data["not_so"]),
        maybe_so=many(data["maybe_so"]),
        denial=compile_pattern(r"\b<ikke>\b(?! (?:kun|bare))", macros),
        denials_after=many(data["denials_after"]),
        correction=compile_pattern(data["correction"], macros),
        ahead=compile_pattern(data["ahead"], macros),
        scheme=compile_pattern("<rf>", macros),
        granted={key: compile_pattern(pattern, macros) for key, pattern in data["granted"].items()},
        answers=(
            ("ved_ikke", many(data["answers"]["ved_ikke"])),
            ("nej", many(data["answers"]["nej"])),
            ("ja", many(data["answers"]["ja"])),
        ),
    )


@dataclass(frozen=True)
class _Hit:
    fact: str
    value: str
    start: int
    end: int
    """Half-open place in the folded text."""
    certain: bool


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield each sentence and where it starts, leading spaces left out."""
    start = 0
    ends = [hit.end() for hit in _SENTENCE_END.finditer(text)] + [len(text)]
    for end in ends:
        sentence = text[start:end]
        trimmed = sentence.lstrip(" .!?;")
        if trimmed:
            yield start + len(sentence) - len(trimmed), trimmed
        start = end


def _before(sentence: str, place: int, words: int) -> str:
    """Return the last words before a place, within its clause."""
    starts = [0] + [hit.end() for hit in _CLAUSE_END.finditer(sentence) if hit.end() <= place]
    clause = sentence[starts[-1] : place]
    return clause if words < 0 else "".join(re.findall(r"\S+\s*", clause)[-words:])


def _read_rule(rule: _Rule, offset: int, sentence: str, whole: str, rules: _Rules) -> Iterator[_Hit]:
    if rule.unless and rule.unless.search(sentence):
        return
    sure = rule.needs is None or bool(rule.needs.search(whole))
    for pattern in rule.frames + rule.certain:
        named = pattern in rule.frames
        for hit in pattern.finditer(sentence):
            start, end = hit.span(1) if named else hit.span()
            denied = (
                rules.denial.search(_before(sentence, hit.start(), 3))
                or any(p.search(sentence[end:]) for p in rules.denials_after)
                or ((named or pattern in rule.positive) and rules.denial.search(hit[0]))
            )
            if denied and rule.deny:
                if rule.denied:
                    yield _Hit(rule.fact, rule.denied, offset + hit.start(), offset + end, sure)
                continue
            certain = sure
            if rule.states and not (named and hit[0].startswith(("mine ", "mit "))):
                before = _before(sentence, hit.start(), 4)
                if any(p.search(before) for p in rules.not_so):
                    continue
                if any(p.search(before) for p in rules.maybe_so):
                    certain = False
            yield _Hit(rule.fact, rule.value, offset + start, offset + end, certain)
    for pattern in rule.guess:
        for hit in pattern.finditer(sentence):
            before = _before(sentence, hit.start(), -1)
            denied = rules.denial.search(_before(sentence, hit.start(), 4)) or any(
                p.search(sentence[hit.end() :]) for p in rules.denials_after
            )
            if (denied and rule.deny) or (rule.states and any(p.search(before) for p in rules.not_so)):
                continue
            yield _Hit(rule.fact, rule.value, offset + hit.start(), offset + hit.end(), False)


def _read_granted(
    offset: int, sentence: str, whole: str, periods: list[Period], rules: _Rules, today: date, abolition: date
) -> list[_Hit]:
    if not rules.scheme.search(whole) or not rules.granted["about"].search(sentence):
        return []
    if rules.granted["over"].search(sentence):
        return []
    found: list[tuple[bool, _Hit]] = []
    for period in periods:
        before = sentence[: period.start]
        opens = bool(re.match(r"(?:siden|fra|i)\b", sentence[period.start :]))
        if period.first > today:
            continue  # nothing can have been granted on a day that has not come
        if rules.granted["before"].search(before) and period.first <= abolition:
            value = "foer_afskaffelsen"
        elif rules.granted["after"].search(before) and period.last >= abolition:
            value = "fra_afskaffelsen"
        elif not rules.granted["cue"].search(before) and not opens:
            continue
        elif period.last < abolition:
            value = "foer_afskaffelsen"
        elif period.first >= abolition:
            value = "fra_afskaffelsen"
        else:
            continue
        if rules.denial.search(_before(sentence, period.start, 4)):
            continue
        certain = bool(rules.scheme.search(sentence)) or "bevil" in sentence
        firm = opens or bool(rules.granted["firm"].search(before))
        place = (offset + period.start, offset + period.end)
        found.append((firm, _Hit("rf_bevilget", value, *place, certain and not period.rough)))
    firmest = any(firm for firm, _ in found)
    return [hit for firm, hit in found if firm or not firmest]


def _read_dates(offset: int, sentence: str, periods: list[Period], rules: _Rules, today: date) -> Iterator[_Hit]:
    ahead: dict[int, Period] = {}
    if rules.ahead.search(sentence):
        found = find_periods(sentence, today, "future")
        ahead = {period.start: period for period in found if isinstance(period, Period)}
    for period in periods:
        if period.first != period.last:
            continue
        before, after = sentence[: period.start], sentence[period.end :]
        for rule in rules.dates:
            if rule.unless and rule.unless.search(sentence):
                continue
            sure = any(p.search(text) for p in rule.certain for text in _sides(p, before, after))
            if sure or any(p.search(text) for p in rule.guess for text in _sides(p, before, after)):
                meant = ahead.get(period.start, period) if rule.fact == "dato" else period
                value = meant.first.isoformat()
                yield _Hit(rule.fact, value, offset + period.start, offset + period.end, sure and not period.rough)
                break


def _sides(pattern: re.Pattern[str], before: str, after: str) -> tuple[str, ...]:
    """Patterns that end in $ look at what stands before a date, those that begin with ^ at what follows it."""
    return (after,) if pattern.pattern.startswith("^") else (before,)


def _settle(hits: list[_Hit], text: str, rules: _Rules) -> Iterator[_Hit]:
    """Keep one reading of each fact; where certain readings disagree, keep the correction or only guesses."""
    for fact in dict.fromkeys(hit.fact for hit in hits):
        mine = sorted((hit for hit in hits if hit.fact == fact), key=lambda hit: (hit.start, -hit.end))
        sure = [hit for hit in mine if hit.certain]
        if sure and len({hit.value for hit in sure}) > 1:
            last = max(sure, key=lambda hit: hit.start)
            if rules.correction.search(text[max(0, last.start - 40) : last.start]):
                sure = [hit for hit in sure if hit.value == last.value]
            else:
                for value in dict.fromkeys(hit.value for hit in sure):
                    yield replace(next(hit for hit in sure if hit.value == value), certain=False)
                continue
        if sure:
            yield sure[0]
        elif len({hit.value for hit in mine}) == 1:
            yield mine[0]


def extract_facts(text: str, today: date, abolition: date = ABOLITION) -> tuple[ReadFact, ...]:
    """Return the facts that the text states, in the order they stand, each fact at most once.

    Where two statements of one fact disagree and neither corrects the other, both are returned with
    `certain=False`. `today` is the day that "i går" and "på mandag" are counted from; `abolition` is the first day
    without new ressourceforløb. A denied option is no reading, except for yes/no facts. Never raises.
    """
    rules = _rules()
    folded = fold(text)
    hits: list[_Hit] = []
    for offset, sentence in _sentences(folded.text):
        periods = [item for item in find_periods(sentence, today) if isinstance(item, Period)]
        for rule in rules.readings:
            hits.extend(_read_rule(rule, offset, sentence, folded.text, rules))
        hits.extend(_read_granted(offset, sentence, folded.text, periods, rules, today, abolition))
        hits.extend(_read_dates(offset, sentence, periods, rules, today))
    settled = sorted(_settle(hits, folded.text, rules), key=lambda hit: (hit.start, hit.end, hit.fact, hit.value))
    return tuple(ReadFact(hit.fact, hit.value, _place(folded, hit), hit.certain) for hit in settled)


def _place(folded: Folded, hit: _Hit) -> tuple[int, int]:
    words = folded.text[hit.start : hit.end]
    end = hit.end - (len(words) - len(words.rstrip(" .,!?;")))
    return folded.span(hit.start, max(end, hit.start))


def parse_yes_no(text: str) -> Literal["ja", "nej", "ved_ikke"] | None:
    """Return what a short answer says, or None if it is not a yes, a no or a don't know. Never raises."""
    folded = fold(_INTERJECTION.sub("", unicodedata.normalize("NFC", text).strip())).text.strip()
    if len(folded.split()) > _LONGEST_ANSWER or ("?" in folded and folded.strip("? ")):
        return None
    for answer, patterns in _rules().answers:
        if any(pattern.search(folded) for pattern in patterns):
            return answer
    return None
