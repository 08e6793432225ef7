"""Read facts (answers to the guide's questions) out of what somebody wrote. By rules; they stand in facts.yml.

A rule reads one sentence at a time. What is wished, planned, past, denied, supposed, asked about, told by others or
told of others is not a fact; the frames that say so (`scopes` in facts.yml) are the same for all rules. Where no rule
says anything of a fact, `language.facts_model` may guess.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml

from language.dates import NUMBER_WORDS, Period, find_periods, parse_date, parse_period
from language.facts_model import facts_model
from language.folding import Folded, compile_pattern, fold, fold_pattern
from language.people import read_people
from language.prefilter import needles

__all__ = ["ABOLITION", "ReadFact", "extract_facts", "parse_date", "parse_period", "parse_yes_no"]

ABOLITION = date(2026, 2, 1)
"""First day on which no new ressourceforløb is granted; the default of `extract_facts`."""

_DATA = Path(__file__).with_name("facts.yml")
_SENTENCE_END = re.compile(
    r"(?:(?<![ .]d)(?<!\bkl)(?<!\bca)(?<!\bnr)(?<!\bpr)(?<!\bpt)(?<!\bpga)(?<!\bjan)(?<!\bfeb)(?<!\baug)(?<!\bsep)"
    r"(?<!\bokt)(?<!\bnov)(?<!\bdec)(?<!\d)[.]+|[!?;]+"
    r"|(?<=\d)[.](?= (?:jeg|min|mit|mine|nu|de|hun|han|men|det|sa|kan|hvad|og|vi|da|har|hvor|mit)\b))(?=\s|$)"
)
_CLAUSE_END = re.compile(
    r"[,:()]| - |(?= (?:men|fordi|selvom|hvor) )|(?<! vil)(?<! skal)(?<! er)(?<! har)(?= nu )"
    r"| og (?=jeg |hun |han |min |nu |de |komunen |vi |har )"
)
_JOINING_COMMA = re.compile(
    r",(?= (?:at|om|som|der (?:er|har|siger|skriver|mener|star|udforer|skal|kan|kom))\b)"
    r"|(?<=\bike),(?= (?:det|den|jeg|hun|han|de|min|der) )"
)
"""A comma before "at", or after "siger ikke", parts nothing: who denies or doubts, does so of what follows it too."""
_LASTED = re.compile(rf"\bi (?:(?!i )\S+ ){{0,2}}?({NUMBER_WORDS} (?:ar|maneder|mdr|uger))\b")
_WORD = re.compile(r"\S+\s*")
_OWN_DENIAL = re.compile(r"ikke|nejtil|ingen|intet|hverken|uden")
_INTERJECTION = re.compile(r"^(?:nå+|åh+|øh+|æh+|ah+)\b[ ,.]*", re.IGNORECASE)
_PRESUPPOSED = re.compile(r"min |mit |mine |hans |hendes ")
_NEAR = 160
"""Characters before and after a day in which the words stand that say what happened then."""
_LONGEST_ANSWER = 20
"""Words; a longer text is a story, not an answer."""
_GUESSED_FROM = 3
"""Words of a sentence that is no answer."""
_BARE_ANSWER = 8
"""So few words to an open question answer it, even where they would only be a hint in a story."""


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
class _Pattern:
    number: int
    """Its place among all patterns."""
    regex: re.Pattern[str]
    needles: frozenset[str]
    bare: bool
    """It reads a whole message that is nothing but an answer."""
    own_denial: bool
    """It has a word of denial of its own, so that such a word inside what it matches denies nothing."""

    def finditer(self, sentence: str, live: frozenset[int]) -> Iterator[re.Match[str]]:
        """Yield the matches; `live`: the numbers of the patterns that one of their needles, if any, stands for."""
        return self.regex.finditer(sentence) if self.number in live else iter(())


@dataclass(frozen=True)
class _Rule:
    fact: str
    value: str
    certain: tuple[_Pattern, ...]
    guess: tuple[_Pattern, ...]
    frames: tuple[_Pattern, ...]
    names: re.Pattern[str] | None
    needs: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    states: bool
    deny: bool
    denied: str | None


@dataclass(frozen=True)
class _Scope:
    """A stretch of text in which a reading is doubtful ("hvis ...") or none at all ("dengang ...")."""

    opens: _Pattern
    ends: re.Pattern[str]
    drops: bool
    only: frozenset[str]
    spares: frozenset[str]
    spares_own: bool
    """ "mine sygedagpenge" are there, also where something is only asked or supposed about them."""

    def about(self, fact: str) -> bool:
        return fact not in self.spares and (not self.only or fact in self.only)


@dataclass(frozen=True)
class _Stretch:
    start: int
    end: int
    scope: _Scope


@dataclass(frozen=True)
class _DateRule:
    fact: str
    certain: tuple[re.Pattern[str], ...]
    guess: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None


@dataclass(frozen=True)
class _Rules:
    readings: tuple[_Rule, ...]
    asked: dict[str, tuple[_Rule, ...]]
    """Fact -> what counts as its answer when it is the open question."""
    yes_no: dict[str, dict[str, str]]
    """Fact -> what yes and no say of it."""
    worded: frozenset[str]
    """Those that have more answers than yes and no."""
    ahead_or_gone: dict[str, tuple[str, str]]
    """Fact -> its value when the answer is a day that has not come, and when it is one that has gone."""
    scopes: tuple[_Scope, ...]
    needles: dict[str, tuple[int, ...]]
    """Needle -> the patterns that may match where it stands."""
    always: frozenset[int]
    """The patterns without needles."""
    of_others: frozenset[str]
    """Facts that may be told of somebody else."""
    dates: tuple[_DateRule, ...]
    refusals: tuple[re.Pattern[str], ...]
    """What refuses a treatment named in the sentence before."""
    not_so: tuple[re.Pattern[str], ...]
    maybe_so: tuple[re.Pattern[str], ...]
    denial: re.Pattern[str]
    denials_before: tuple[re.Pattern[str], ...]
    denials_after: tuple[re.Pattern[str], ...]
    correction: re.Pattern[str]
    ahead: re.Pattern[str]
    scheme: re.Pattern[str]
    granted: dict[str, re.Pattern[str]]
    answers: tuple[tuple[Literal["ja", "nej", "ved_ikke"], tuple[re.Pattern[str], ...]], ...]
    turning: re.Pattern[str]
    """A yes or a no and the fillers after it, as an answer opens."""


@dataclass(frozen=True)
class _Text:
    """One message while it is read."""

    folded: Folded
    today: date
    abolition: date
    asked: str | None
    few: bool
    """So short that it can only be an answer."""
    others: tuple[tuple[int, int], ...]
    """Half-open places in the folded text that are about somebody else."""


@functools.lru_cache(maxsize=1)
def _rules() -> _Rules:
    data: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    macros: dict[str, str] = data["macros"]

    def many(patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
        return tuple(compile_pattern(p, macros) for p in patterns)

    def one(pattern: str | None) -> re.Pattern[str] | None:
        return compile_pattern(pattern, macros) if pattern else None

    patterns: list[_Pattern] = []

    def sought(texts: Iterable[str], named: dict[str, str] = macros) -> tuple[_Pattern, ...]:
        written = tuple(texts)
        found = ((p, compile_pattern(p, named)) for p in written)
        for p, regex in found:
            patterns.append(
                _Pattern(len(patterns), regex, needles(regex), p.startswith("^"), bool(_OWN_DENIAL.search(p)))
            )
        return tuple(patterns[-len(written) :]) if written else ()

    def framed(names: str | None) -> tuple[_Pattern, ...]:
        if not names:
            return ()
        return sought(data["frames"], {**macros, "n": f"({fold_pattern(names, macros)})"})

    def rule(block: dict[str, Any]) -> _Rule:
        return _Rule(
            fact=block["fact"],
            value=block["value"],
            certain=sought(block.get("certain", ())),
            guess=sought(block.get("guess", ())),
            frames=framed(block.get("names")),
            names=one(block.get("names")),
            needs=one(block.get("needs")),
            unless=one(block.get("unless")),
            states=block.get("states", False),
            deny=block.get("deny", True),
            denied=block.get("denied"),
        )

    scopes = tuple(
        _Scope(
            opens=opens,
            ends=compile_pattern(block.get("ends", data["clause_end"]), macros),
            drops=block.get("drops", False),
            only=frozenset(block.get("only", ())),
            spares=frozenset(block.get("spares", ())),
            spares_own=block.get("spares_own", False),
        )
        for block in data["scopes"]
        for opens in sought(block["opens"])
    )
    asked: dict[str, list[_Rule]] = {}
    for block in data["asked"]:
        asked.setdefault(block["fact"], []).append(rule(block))
    readings = tuple(rule(block) for block in data["readings"])
    values: dict[str, set[str]] = {}
    for reading in readings:
        values.setdefault(reading.fact, set()).add(reading.value)
    return _Rules(
        readings=readings,
        asked={fact: tuple(rules) for fact, rules in asked.items()},
        yes_no={fact: {"ja": "ja", "nej": "nej"} for fact, said in values.items() if said <= {"ja", "nej"}}
        | data["yes_no"],
        worded=frozenset(data["yes_no"]),
        ahead_or_gone={fact: tuple(pair) for fact, pair in data["ahead_or_gone"].items()},
        scopes=scopes,
        needles=_standing_for(patterns),
        always=frozenset(pattern.number for pattern in patterns if not pattern.needles),
        of_others=frozenset(data["of_others"]),
        dates=tuple(
            _DateRule(
                fact=block["fact"],
                certain=many(block.get("certain", ())),
                guess=many(block.get("guess", ())),
                unless=one(block.get("unless")),
            )
            for block in data["dates"]
        ),
        refusals=many(data["refusals"]),
        not_so=many(data["not_so"]),
        maybe_so=many(data["maybe_so"]),
        denial=compile_pattern(r"\b<ikke>\b(?! (?:kun|bare|andet))", macros),
        denials_before=many(data["denials_before"]),
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
        turning=compile_pattern(data["answers"]["turning"], macros),
    )


def _standing_for(patterns: Iterable[_Pattern]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for pattern in patterns:
        for word in pattern.needles:
            found.setdefault(word, []).append(pattern.number)
    return {word: tuple(found[word]) for word in sorted(found)}


@dataclass(frozen=True)
class _Hit:
    fact: str
    value: str
    start: int
    end: int
    """Half-open place in the folded text."""
    certain: bool


@dataclass(frozen=True)
class _Sentence:
    offset: int
    """Where it starts in the folded text."""
    text: str
    live: frozenset[int]
    """The patterns that may match in it."""
    stretches: tuple[_Stretch, ...]
    clauses: tuple[int, ...]
    """Where its clauses start."""

    def before(self, place: int, words: int) -> str:
        """Return the last words before a place, within its clause; all of them where `words` is negative."""
        clause = self.text[max(start for start in self.clauses if start <= place) : place]
        return clause if words < 0 else "".join(_WORD.findall(clause)[-words:])

    def standing(self, fact: str, start: int, end: int, own: bool, others: Sequence[tuple[int, int]]) -> str:
        """How a reading stands where it was found: "fact", "guess", "nothing"; `own`: it speaks of "mine ..."."""
        middle = self.offset + max(start, end - 1)
        if any(first <= middle < last for first, last in others):
            return "nothing"
        within = [
            stretch.scope
            for stretch in self.stretches
            if stretch.start <= max(start, end - 1) < stretch.end
            and stretch.scope.about(fact)
            and not (own and stretch.scope.spares_own)
        ]
        if any(scope.drops for scope in within):
            return "nothing"
        return "guess" if within else "fact"


def _sentences(text: str, rules: _Rules) -> Iterator[_Sentence]:
    """Yield each sentence, leading spaces left out."""
    start = 0
    words = [word for word in rules.needles if word in text]
    ends = [hit.end() for hit in _SENTENCE_END.finditer(text)] + [len(text)]
    for end in ends:
        sentence = text[start:end]
        trimmed = sentence.lstrip(" .!?;")
        if trimmed:
            live = rules.always.union(*(rules.needles[word] for word in words if word in trimmed))
            stretches = tuple(_stretches(trimmed, live, rules))
            clauses = (0, *(hit.end() for hit in _CLAUSE_END.finditer(trimmed)))
            yield _Sentence(start + len(sentence) - len(trimmed), trimmed, live, stretches, clauses)
        start = end


def _stretches(sentence: str, live: frozenset[int], rules: _Rules) -> Iterator[_Stretch]:
    for scope in rules.scopes:
        for hit in scope.opens.finditer(sentence, live):
            end = scope.ends.search(sentence, hit.end())
            yield _Stretch(hit.start(), end.start() if end else len(sentence), scope)


def _denied(sentence: _Sentence, start: int, end: int, words: int, rules: _Rules) -> bool:
    """Whether a denial stands a few words before a reading, or right after it."""
    clause, rest = sentence.before(start, -1), sentence.text[end:]
    return (
        bool(rules.denial.search(sentence.before(start, words)))
        or any(p.search(clause) for p in rules.denials_before)
        or any(p.search(rest) for p in rules.denials_after)
    )


def _read_rule(rule: _Rule, sentence: _Sentence, text: _Text, rules: _Rules) -> Iterator[_Hit]:
    found = list(_matches(rule, sentence, text, rules))
    # Most rules find nothing, so what is asked of the whole sentence or message is asked only of the rest.
    if not found or (rule.unless and rule.unless.search(sentence.text)):
        return
    sure = rule.needs is None or rule.fact == text.asked or bool(rule.needs.search(text.folded.text))
    yield from (hit if sure else replace(hit, certain=False) for hit in found)


def _matches(rule: _Rule, sentence: _Sentence, text: _Text, rules: _Rules) -> Iterator[_Hit]:
    said, offset = sentence.text, sentence.offset
    frames = rule.frames if rule.names and rule.names.search(said) else ()
    for pattern in frames + rule.certain:
        if pattern.number not in sentence.live:
            continue
        if pattern.bare and text.asked not in (None, rule.fact):
            continue  # "førtids" answers what was asked, not what might have been
        named = pattern in frames
        for hit in pattern.finditer(said, sentence.live):
            start, end = hit.span(1) if named else hit.span()
            denied = _denied(sentence, hit.start(), end, 3, rules) or (
                not pattern.own_denial and bool(rules.denial.search(hit[0]))
            )
            own = named and bool(_PRESUPPOSED.match(hit[0]))
            standing = sentence.standing(rule.fact, start, end, own, _others(rule, text, rules))
            if standing == "nothing" or (denied and rule.deny and not rule.denied):
                continue
            certain = standing == "fact"
            if denied and rule.deny and rule.denied:
                yield _Hit(rule.fact, rule.denied, offset + hit.start(), offset + end, certain)
                continue
            if rule.states and not own:
                before = sentence.before(hit.start(), 4)
                if any(p.search(before) for p in rules.not_so):
                    continue
                if any(p.search(before) for p in rules.maybe_so):
                    certain = False
            yield _Hit(rule.fact, rule.value, offset + start, offset + end, certain)
    for pattern in rule.guess:
        if pattern.number not in sentence.live:
            continue
        for hit in pattern.finditer(said, sentence.live):
            standing = sentence.standing(rule.fact, hit.start(), hit.end(), False, _others(rule, text, rules))
            if standing == "nothing" or (rule.deny and _denied(sentence, hit.start(), hit.end(), 4, rules)):
                continue
            before = sentence.before(hit.start(), -1)
            if rule.states and any(p.search(before) for p in rules.not_so):
                continue
            meant = rule.fact == text.asked and text.few and standing == "fact"
            yield _Hit(rule.fact, rule.value, offset + hit.start(), offset + hit.end(), meant)


def _read_refusals(sentences: Sequence[_Sentence], text: _Text, rules: _Rules) -> Iterator[_Hit]:
    """Read "... opereret i knæet. Det har jeg takket nej til.": what is refused stands in the sentence before."""
    for before, sentence in itertools.pairwise(sentences):
        if "?" in before.text or not any(p.search(sentence.text) for p in rules.refusals):
            continue
        found = {
            rule.value: (rule, hit)
            for rule in rules.asked["behandling"]
            for pattern in rule.certain
            for hit in pattern.finditer(before.text, before.live)
            if not (rule.unless and rule.unless.search(before.text))
        }
        if len(found) != 1:
            continue
        ((rule, hit),) = found.values()
        standing = before.standing(rule.fact, hit.start(), hit.end(), False, text.others)
        if standing != "nothing" and not _denied(before, hit.start(), hit.end(), 3, rules):
            yield _Hit(rule.fact, rule.value, before.offset + hit.start(), before.offset + hit.end(), True)


def _others(rule: _Rule, text: _Text, rules: _Rules) -> tuple[tuple[int, int], ...]:
    return () if rule.fact in rules.of_others else text.others


def _read_granted(sentence: _Sentence, periods: list[Period], text: _Text, rules: _Rules) -> list[_Hit]:
    said = sentence.text
    if not rules.scheme.search(text.folded.text) or not rules.granted["about"].search(said):
        return []
    if rules.granted["over"].search(said):
        return []
    found: list[tuple[bool, _Hit]] = []
    for period in (*periods, *_lasted(said, text, rules)):
        before = said[: period.start]
        opens = bool(re.match(r"(?:siden|fra|i)\b", said[period.start :])) and period.first != period.last
        if period.first > text.today:
            continue  # nothing can have been granted on a day that has not come
        if rules.granted["before"].search(before) and period.first <= text.abolition:
            value = "foer_afskaffelsen"
        elif rules.granted["after"].search(before) and period.last >= text.abolition:
            value = "fra_afskaffelsen"
        elif not rules.granted["cue"].search(before) and not opens:
            continue
        else:
            value = _side(period, text.abolition)
        if not value or rules.denial.search(sentence.before(period.start, 4)):
            continue
        standing = sentence.standing("rf_bevilget", period.start, period.end, False, text.others)
        if standing == "nothing":
            continue
        certain = (bool(rules.scheme.search(said)) or "bevil" in said) and standing == "fact"
        firm = opens or bool(rules.granted["firm"].search(before))
        place = (sentence.offset + period.start, sentence.offset + period.end)
        found.append((firm, _Hit("rf_bevilget", value, *place, certain and not period.rough)))
    firmest = any(firm for firm, _ in found)
    return [hit for firm, hit in found if firm or not firmest]


def _lasted(said: str, text: _Text, rules: _Rules) -> Iterator[Period]:
    """Yield since when somebody has been in the ressourceforløb, where it says for how long."""
    for hit in _LASTED.finditer(said):
        if rules.scheme.search(said[: hit.start()]) and not said.startswith(" siden", hit.end()):
            ago = f"for {hit[1]} siden"
            found = (item for item in find_periods(ago, text.today) if isinstance(item, Period))
            yield from (replace(item, start=hit.start(), end=hit.end()) for item in found)


def _side(period: Period, abolition: date) -> str:
    """On which side of the abolition the days lie; empty if on both."""
    if period.last < abolition:
        return "foer_afskaffelsen"
    return "fra_afskaffelsen" if period.first >= abolition else ""


def _read_dates(sentence: _Sentence, periods: list[Period], text: _Text, rules: _Rules) -> Iterator[_Hit]:
    said, offset = sentence.text, sentence.offset
    about = [rule for rule in rules.dates if not (rule.unless and rule.unless.search(said))] if periods else []
    coming = rules.ahead.search(said)
    found = find_periods(said, text.today, "future") if about else ()
    # A day without a year is the nearest one, unless the words say that it lies ahead.
    ahead = {
        later.start: later
        for later in found
        if isinstance(later, Period)
        and (coming or any(p.start == later.start and later.first - text.today < text.today - p.last for p in periods))
    }
    for period in periods:
        if period.first != period.last:
            continue
        near = max(0, period.start - _NEAR)
        before, after = said[near : period.start], said[period.end : period.end + _NEAR]
        for rule in about:
            sure = any(p.search(side) for p in rule.certain for side in _sides(p, before, after))
            if sure or any(p.search(side) for p in rule.guess for side in _sides(p, before, after)):
                standing = sentence.standing(rule.fact, period.start, period.end, False, text.others)
                if standing == "nothing":
                    continue
                meant = ahead.get(period.start, period) if rule.fact == "dato" else period
                certain = sure and not period.rough and standing == "fact"
                value = meant.first.isoformat()
                yield _Hit(rule.fact, value, offset + period.start, offset + period.end, certain)
                break


def _sides(pattern: re.Pattern[str], before: str, after: str) -> tuple[str, ...]:
    """Patterns that end in $ look at what stands before a date, those that begin with ^ at what follows it."""
    return (after,) if pattern.pattern.startswith("^") else (before,)


def _read_answer(text: _Text, sentences: Sequence[_Sentence], known: Iterable[_Hit], rules: _Rules) -> Iterator[_Hit]:
    """Read what would say nothing by itself as the answer to the open question; `known`: what was read anyway."""
    fact, folded = text.asked, text.folded.text
    if fact is None or "?" in folded or len(folded.split()) > _LONGEST_ANSWER:
        return
    short = _yes_no(folded)
    if short == "ved_ikke":
        return
    answers = [
        hit
        for sentence in sentences
        for rule in rules.asked.get(fact, ())
        for hit in _read_rule(rule, sentence, text, rules)
    ]
    yield from answers
    value = rules.yes_no.get(fact, {}).get(short or "")
    # Of "nej, kun i telefonen" the rest is the answer, where there are more answers than yes and no.
    told = any(hit.certain and hit.fact == fact for hit in (*answers, *known))
    if value and not (told and fact in rules.worded):
        yield _Hit(fact, value, 0, len(folded), True)
    periods = [item for item in find_periods(folded, text.today) if isinstance(item, Period)]
    if len(periods) != 1:
        return
    (period,) = periods
    if fact in rules.ahead_or_gone and not value:
        coming = [item for item in find_periods(folded, text.today, "future") if isinstance(item, Period)]
        # "den 1/12" is meant as the nearest one, unless the words say that it lies ahead.
        if coming and (rules.ahead.search(folded) or coming[0].first - text.today < text.today - period.last):
            period = coming[0]
        not_come, gone = rules.ahead_or_gone[fact]
        if period.first > text.today or period.last <= text.today:
            said = not_come if period.first > text.today else gone
            yield _Hit(fact, said, period.start, period.end, True)
    elif fact == "rf_bevilget" and (side := _side(period, text.abolition)):
        yield _Hit(fact, side, period.start, period.end, not period.rough)
    elif any(rule.fact == fact for rule in rules.dates) and period.first == period.last:
        yield _Hit(fact, period.first.isoformat(), period.start, period.end, not period.rough)


def _guesses(text: _Text, sentences: Sequence[_Sentence], known: set[str]) -> Iterator[_Hit]:
    """Guess at what no rule read; nothing in a question, in what is about somebody else, or in a word or two."""
    if _yes_no(text.folded.text) == "ved_ikke":
        return
    seen = set(known)
    for sentence in sentences:
        start, end = sentence.offset, sentence.offset + len(sentence.text)
        asks = text.folded.text[:end].rstrip(" .").endswith("?")
        elsewhere = any(first < end and start < last for first, last in text.others)
        if asks or elsewhere or (text.asked is None and len(sentence.text.split()) < _GUESSED_FROM):
            continue
        for fact, value in facts_model().guesses(sentence.text, text.asked, seen):
            seen.add(fact)
            yield _Hit(fact, value, start, end, False)


def _settle(hits: list[_Hit], text: _Text, rules: _Rules) -> Iterator[_Hit]:
    """Keep one reading of each fact; where certain readings disagree, keep the correction or only guesses."""
    folded = text.folded.text
    for fact in dict.fromkeys(hit.fact for hit in hits):
        mine = sorted((hit for hit in hits if hit.fact == fact), key=lambda hit: (hit.start, -hit.end))
        sure = [hit for hit in mine if hit.certain]
        if sure and len({hit.value for hit in sure}) > 1:
            last = max(sure, key=lambda hit: hit.start)
            # The "nej" that answers the open question corrects nothing.
            first = len(folded.split()[0]) if fact == text.asked else 0
            if rules.correction.search(folded[max(first, last.start - 40) : last.start]):
                sure = [hit for hit in sure if hit.value == last.value]
            else:
                for value in dict.fromkeys(hit.value for hit in sure):
                    yield replace(next(hit for hit in sure if hit.value == value), certain=False)
                continue
        if sure:
            yield sure[0]
        elif len({hit.value for hit in mine}) == 1:
            yield mine[0]


def extract_facts(
    text: str, today: date, abolition: date = ABOLITION, *, asked: str | None = None
) -> tuple[ReadFact, ...]:
    """Return the facts that the text states, in the order they stand, each fact at most once.

    Where two statements of one fact disagree and neither corrects the other, both are returned with
    `certain=False`. A denied option is no reading, except for yes/no facts. Never raises.

    Args:
        text: what somebody wrote.
        today: the day that "i går" and "på mandag" are counted from.
        abolition: the first day without new ressourceforløb.
        asked: the fact of the open question, if there is one: "bare piller fra min læge" answers it, and so do a yes,
            a no and a day.
    """
    rules = _rules()
    folded = _joined(fold(text))
    few = len(folded.text.split()) <= _BARE_ANSWER and "?" not in folded.text
    message = _Text(folded, today, abolition, asked, few, read_people(folded.text).others)
    sentences = tuple(_sentences(folded.text, rules))
    hits: list[_Hit] = list(_read_refusals(sentences, message, rules))
    for sentence in sentences:
        periods = [item for item in find_periods(sentence.text, today) if isinstance(item, Period)]
        for rule in rules.readings:
            hits.extend(_read_rule(rule, sentence, message, rules))
        hits.extend(_read_granted(sentence, periods, message, rules))
        hits.extend(_read_dates(sentence, periods, message, rules))
    if asked is not None:
        hits.extend(_read_answer(message, sentences, tuple(hits), rules))
    hits.extend(_guesses(message, sentences, {hit.fact for hit in hits}))
    settled = sorted(_settle(hits, message, rules), key=lambda hit: (hit.start, hit.end, hit.fact, hit.value))
    return tuple(ReadFact(hit.fact, hit.value, _place(folded, hit), hit.certain) for hit in settled)


def _joined(folded: Folded) -> Folded:
    """Leave out the commas that part nothing."""
    commas = {hit.start() for hit in _JOINING_COMMA.finditer(folded.text)}
    if not commas:
        return folded
    kept = [place for place in range(len(folded.text)) if place not in commas]
    text = "".join(folded.text[place] for place in kept)
    return Folded(text, tuple(folded.places[place] for place in kept), folded.length)


def _place(folded: Folded, hit: _Hit) -> tuple[int, int]:
    words = folded.text[hit.start : hit.end]
    end = hit.end - (len(words) - len(words.rstrip(" .,!?;")))
    return folded.span(hit.start, max(end, hit.start))


def parse_yes_no(text: str) -> Literal["ja", "nej", "ved_ikke"] | None:
    """Return what a short answer says, or None if it is not a yes, a no or a don't know. Never raises.

    Of "nej altså jo, ..." the last word counts.
    """
    return _yes_no(fold(_INTERJECTION.sub("", unicodedata.normalize("NFC", text).strip())).text.strip())


def _yes_no(folded: str) -> Literal["ja", "nej", "ved_ikke"] | None:
    if len(folded.split()) > _LONGEST_ANSWER or ("?" in folded and folded.strip("? ")):
        return None
    rules = _rules()
    last = folded
    while (turned := rules.turning.match(last)) and last[turned.end() :]:
        last = last[turned.end() :]
    for answer, patterns in rules.answers:
        if any(pattern.search(folded if answer == "ved_ikke" else last) for pattern in patterns):
            return answer
    return None
