"""Find people's names in a text: after cue words, on lists of names, and with the model that `name_finder` trains.

Danes write names in small letters too, and many Danish names are ordinary words ("bo", "maj", "storm"). So a word in
small letters is a name only if it is not an ordinary word, and a capital letter counts only where it says something.
"""

from __future__ import annotations

import enum
import functools
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from language.name_finder import NameFinder

_HERE = Path(__file__).parent
_LISTS = _HERE / "names"
_WORD = re.compile(r"[^\W\d_]+(?:[-'’´`][^\W\d_]+)*")
_MOST_UNKNOWN = 0.1
"""Share of the words in small letters that may be unknown, besides one, for an unknown word to be taken for a name."""
_DOUBLE = re.compile(r"(.)\1+")
_LATIN = re.compile(r"[a-zß-ɏ]")
_LINK = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:dk|com|org|net|eu)\b")
_AFTER_CUE = re.compile(r"\s*[:,!-]?\s*")
_BETWEEN = re.compile(r"\s{1,2}|\.\s?|-")
_SAME_LETTERS = {
    "æ": "ae",
    "ä": "ae",
    "ø": "oe",
    "ö": "oe",
    "å": "aa",
    "ß": "ss",
    "đ": "d",
    "ð": "d",
    "ł": "l",
    "ı": "i",
}
_MOST_PARTS = 5
"""Parts of a name that are taken after a cue."""
_ENDINGS = (
    "ernes", "erne", "enes", "rnes", "rne", "ene", "ens", "ets", "ede", "ere", "est", "este", "ende", "ne", "en", "et",
    "er", "es", "te", "de", "st", "e", "t", "s", "r", "n",
)  # fmt: skip
_DERIVED = re.compile(
    r"(?:hed|heden|else|elsen|elser|elserne|ning|ningen|ninger|ningerne|lig|ligt|lige|isk|isk[e]|eret|erede|erer|erende"
    r"|bar|bart|bare|somt?|somme|løst?|løse|skab|skabet|dom|dommen|tion|tionen|tioner|ment|mentet|itis|ose|osen|pati|logi"
    r"|logisk|grafi|skopi|tomi|terapi|agtigt?|mæssigt?|mæssige|vis|ende|graf|meter|syndrom|smerter)$"
)


class _Cue(enum.Enum):
    """What stands in front of a word."""

    CERTAIN = "jeg hedder"
    RELATIVE = "min søn"
    TITLE = "overlæge"


@dataclass(frozen=True)
class _Knowledge:
    first: frozenset[str]
    last: frozenset[str]
    towns: frozenset[str]
    ordinary: frozenset[str]
    particles: frozenset[str]
    rarely: frozenset[str]
    never: frozenset[str]
    never_small: frozenset[str]
    seldom_small: frozenset[str]
    last_endings: tuple[str, ...]
    place_words: frozenset[str]
    illness_words: frozenset[str]
    illness_before: frozenset[str]
    phrases: re.Pattern[str]
    cues: dict[_Cue, re.Pattern[str]]


@dataclass(frozen=True)
class _Token:
    low: str
    start: int
    end: int
    capital: bool
    """It begins with a capital letter, and that says something in this text."""
    shouted: bool
    """All its letters are capital, as in an abbreviation."""
    opens: bool
    """It is the first word of a sentence or a line."""


def key(word: str) -> str:
    """Return a word as the lists are searched: small letters, no accents, æ, ø and å written out."""
    letters = (_SAME_LETTERS.get(char) or char for char in word.lower())
    decomposed = unicodedata.normalize("NFKD", "".join(letters))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).replace("’", "'")


def read_list(name: str) -> list[str]:
    """Return the words of one of the lists in language/names, as they stand there."""
    return (_LISTS / f"{name}.txt").read_text(encoding="utf-8").split()


def read_lines(name: str) -> list[str]:
    """Return the lines of one of the lists in language/names."""
    return (_LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def any_of(phrases: Iterable[str]) -> str:
    """Return an expression for the phrases, longest first, whatever white space stands in them."""
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in ordered)


@functools.lru_cache(maxsize=1)
def _knowledge() -> _Knowledge:
    rules: dict[str, Any] = yaml.safe_load((_HERE / "personal.yml").read_text(encoding="utf-8"))["names"]
    long_towns = [town.lower() for town in read_lines("towns") if " " in town]
    owners, called = any_of(rules["owners"]), any_of(rules["is_called"])
    people, titles = any_of(rules["people"]), any_of(rules["titles"])
    somebody = rf"(?:(?:{owners})\s+(?:\w+\s+)?(?:{people}|{titles})|{titles}|han|hun|de|som|der)"
    certain = rf"(?<!\w)(?:{any_of(rules['certain_cues'])}|{somebody}\s+(?:{called}))(?!\w)"
    relative = rf"(?<!\w)(?:{owners})\s+(?:{people})(?!\w)"
    title = rf"(?<!\w)(?:{titles})(?!\w)"
    return _Knowledge(
        first=frozenset(map(key, read_list("first"))),
        last=frozenset(map(key, read_list("last"))),
        towns=frozenset(map(key, read_lines("towns"))),
        ordinary=frozenset(read_list("ordinary")),
        particles=frozenset(rules["particles"]),
        rarely=frozenset(rules["rarely_names"]),
        never=frozenset(map(key, rules["never"])),
        never_small=frozenset(rules["never_small"]),
        seldom_small=frozenset(rules["seldom_small"]),
        last_endings=tuple(map(key, rules["last_endings"])),
        place_words=frozenset(rules["place_words"]),
        illness_words=frozenset(rules["illness_words"]),
        illness_before=frozenset(rules["illness_before"]),
        phrases=re.compile(rf"(?<!\w)(?:{any_of([*rules['phrases'], *long_towns])})(?!\w)"),
        cues={
            _Cue.CERTAIN: re.compile(certain),
            _Cue.RELATIVE: re.compile(relative),
            _Cue.TITLE: re.compile(title),
        },
    )


def lower(text: str) -> str:
    """Return the text in small letters, each at the place it had."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def is_town(name: str) -> bool:
    """Tell whether a name, of one word or more, is that of a town, a municipality or a country."""
    return key(name) in _knowledge().towns


class Vocabulary:
    """Words that are ordinary Danish: those of our own texts and what is made from them."""

    def __init__(self, words: Collection[str]) -> None:
        """`words` in small letters; the fixed list of ordinary words comes on top."""
        self._words = frozenset(words) | _knowledge().ordinary
        self._plain = frozenset(map(_single, self._words))
        self._shortened = {short for word in self._plain if len(word) > 2 for short in _one_letter_less(word)}
        self.alike = functools.lru_cache(maxsize=4096)(self._alike)
        self.mistyped = functools.lru_cache(maxsize=4096)(self._mistyped)

    def __contains__(self, low: str) -> bool:
        return low in self._words

    def _alike(self, low: str) -> bool:
        """Tell whether a word in small letters is ordinary, a form or a compound of such, or looks like one."""
        return low in self._words or (len(low) > 4 and (self._formed(low) or self._compound(low)))

    def _mistyped(self, low: str) -> bool:
        """Tell whether a word may be an ordinary one with a letter too many, too few, wrong or in the wrong place."""
        word = _single(low)
        if len(word) < 3 or word in self._plain:
            return True
        return word in self._shortened or any(
            short in self._plain or short in self._shortened for short in _one_letter_less(word)
        )

    def _formed(self, low: str) -> bool:
        if len(low) > 5 and _DERIVED.search(low):
            return True
        for ending in _ENDINGS:
            stem = low.removesuffix(ending)
            if stem != low and len(stem) > 2:
                doubled = stem[:-1] if stem[-1:] == stem[-2:-1] else stem
                if any(form in self._words for form in (stem, f"{stem}e", doubled)):
                    return True
        return False

    def _compound(self, low: str) -> bool:
        for cut in range(3, len(low) - 2):
            head, tail = low[:cut], low[cut:]
            first = head in self._words or (head[-1] in "se" and head[:-1] in self._words and len(head) > 3)
            if first and (tail in self._words or (len(tail) > 4 and self._formed(tail))):
                return True
        return False


def _single(word: str) -> str:
    """Return a word's key with every letter once, as people type doubles by mistake."""
    return _DOUBLE.sub(r"\1", key(word))


def _one_letter_less(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


@functools.lru_cache(maxsize=4)
def _vocabulary(words: frozenset[str]) -> Vocabulary:
    return Vocabulary(words)


def find_names(text: str, finder: NameFinder, taken: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """Return the half-open places of people's names, in order and apart from each other.

    Args:
        text: what somebody wrote.
        finder: the model, and the ordinary words of our own texts.
        taken: places that hold something else; no name is looked for there.
    """
    return _Search(text, finder, taken).names()


class _Search:
    """One text's words and which of them are names."""

    def __init__(self, text: str, finder: NameFinder, taken: Sequence[tuple[int, int]]) -> None:
        self.known = _knowledge()
        self.vocabulary = _vocabulary(finder.words)
        self.finder = finder
        self.text = text
        self.low = lower(text)
        self.taken = sorted([*taken, *(hit.span() for hit in _LINK.finditer(text))])
        self.capitals = True
        self.tokens = list(self._tokens())
        self.capitals = self._capitals_count()
        if not self.capitals:
            self.tokens = list(self._tokens())
        self.clear = self._is_clear()
        self.places = {token.start: place for place, token in enumerate(self.tokens)}
        self.kept = self._kept()

    def names(self) -> list[tuple[int, int]]:
        """The names, each with all its parts."""
        chosen = {*self._listed(), *self._cued(), *self._modelled()} - self.kept
        chosen |= set(self._parts_beside(chosen))
        spans: list[tuple[int, int]] = []
        for place in sorted(chosen):
            token = self.tokens[place]
            if spans and self._joined(spans[-1][1], token.start):
                spans[-1] = (spans[-1][0], token.end)
            else:
                spans.append((token.start, token.end))
        return spans

    # What the words are

    def _tokens(self) -> Iterator[_Token]:
        blocked = iter([*self.taken, (len(self.text) + 1, len(self.text) + 1)])
        begin, stop = next(blocked)
        for hit in _WORD.finditer(self.text):
            while stop <= hit.start():
                begin, stop = next(blocked)
            if hit.end() > begin:
                continue
            word = hit[0]
            before = self.text[max(0, hit.start() - 4) : hit.start()]
            opens = not before.strip(" \t\"'«»(*-") or before.rstrip(" \t\"'«»(*-")[-1:] in ".!?\n:;"
            shouted = len(word) > 1 and word.isupper()
            capital = self.capitals and word[0].isupper() and not shouted
            yield _Token(self.low[hit.start() : hit.end()], hit.start(), hit.end(), capital, shouted, opens)

    def _capitals_count(self) -> bool:
        """Tell whether capital letters mark names here, and not every word."""
        inside = [token for token in self.tokens if not token.opens and token.low in self.vocabulary]
        return 2 * sum(token.capital or token.shouted for token in inside) <= len(inside)

    def _is_clear(self) -> bool:
        """Tell whether so few words are unknown that an unknown one is worth noticing.

        In another language, or in hurried writing, the model sees names everywhere. Neighbours count as one: they may
        be a first and a last name.
        """
        small = [token for token in self.tokens if not token.capital]
        unknown = [not self.vocabulary.alike(token.low) and not self._first(token) for token in small]
        groups = sum(here and not before for here, before in zip(unknown, [False, *unknown], strict=False))
        return groups - 1 <= _MOST_UNKNOWN * len(small)

    def _kept(self) -> set[int]:
        """Words that stay whatever they look like: illnesses, sayings, firms."""
        known, kept = self.known, set()
        for place, token in enumerate(self.tokens):
            word = key(token.low)
            after = self.tokens[place + 1].low if place + 1 < len(self.tokens) else ""
            before = self.tokens[place - 1].low if place else ""
            illness = after in known.illness_words and token.low.endswith(("s", "'"))
            if illness or word in known.never or before in known.illness_before:
                kept.add(place)
            following = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
            if following and following.capital and after in known.place_words and token.low.endswith("s"):
                kept |= set(self._capitals_up_to(place))
        for hit in known.phrases.finditer(self.low):
            kept |= {place for place, token in enumerate(self.tokens) if hit.start() <= token.start < hit.end()}
        return kept

    def _capitals_up_to(self, place: int) -> Iterator[int]:
        """The word and those with a capital letter in front of it: all of "Hans Knudsens" in "Hans Knudsens Plads"."""
        while place >= 0 and self.tokens[place].capital:
            yield place
            if not place or not self._joined(self.tokens[place - 1].end, self.tokens[place].start):
                return
            place -= 1

    def _on(self, names: frozenset[str], token: _Token) -> bool:
        """Tell whether a word, or what it is the genitive of, is on a list.

        Of a name with a hyphen one part is enough, in small letters all are needed.
        """
        word = key(token.low)
        if any(
            form in names for form in (word, word.removesuffix("s"), word.removesuffix("'s"), word.removesuffix("'"))
        ):
            return True
        parts = [part for part in word.split("-") if part]
        return len(parts) > 1 and (any if token.capital else all)(part in names for part in parts)

    def _first(self, token: _Token) -> bool:
        return self._on(self.known.first, token)

    def _last(self, token: _Token) -> bool:
        return self._on(self.known.last, token)

    def _town(self, token: _Token) -> bool:
        return self._on(self.known.towns, token)

    def _alone(self, token: _Token) -> bool:
        """Tell whether a first name is one by itself, with nothing beside it."""
        if token.low in self.known.rarely:
            return False
        if token.capital:
            return not token.opens or token.low not in self.vocabulary
        return len(token.low) > 2 and token.low not in self.vocabulary

    # Where names are

    def _listed(self) -> Iterator[int]:
        for place, token in enumerate(self.tokens):
            if self._first(token):
                if self._alone(token) or self._with_last_name(place):
                    yield place
            elif self._last_alone(token):
                yield place

    def _last_alone(self, token: _Token) -> bool:
        if not self._last(token) or self._town(token) or token.low in self.vocabulary:
            return False
        return (token.capital and not token.opens) or (len(token.low) > 5 and token.low.endswith(("sen", "sens")))

    def _with_last_name(self, place: int) -> bool:
        if place + 1 >= len(self.tokens):
            return False
        token, following = self.tokens[place], self.tokens[place + 1]
        if not self._joined(token.end, following.start) or not self._last(following):
            return False
        if following.capital:
            return token.capital
        return following.low not in self.vocabulary and not token.capital

    def _cued(self) -> Iterator[int]:
        for cue, pattern in self.known.cues.items():
            for hit in pattern.finditer(self.low):
                yield from self._following(hit.end(), cue)

    def _following(self, end: int, cue: _Cue) -> Iterator[int]:
        skip = _AFTER_CUE.match(self.low, end)
        place = self.places.get(skip.end() if skip else end)
        if skip and "," in skip[0]:
            cue = _Cue.TITLE
        for count in range(_MOST_PARTS):
            if place is None or place >= len(self.tokens) or place in self.kept:
                return
            token = self.tokens[place]
            if count and not self._joined(self.tokens[place - 1].end, token.start):
                return
            if not self._fits(token, cue, count):
                return
            yield place
            place += 1

    def _fits(self, token: _Token, cue: _Cue, count: int) -> bool:
        """Tell whether a word can be part number `count` of a name after a cue."""
        listed = self._first(token) or (count > 0 and self._last(token))
        if token.low in self.vocabulary:
            return listed and ((token.capital and not token.opens) or (not count and self._small_name(token, cue)))
        if cue is _Cue.CERTAIN:
            return listed or (len(token.low) > 1 and not self.vocabulary.alike(token.low) and not self._town(token))
        return listed or self._last(token) or (token.capital and not self.vocabulary.alike(token.low))

    def _small_name(self, token: _Token, cue: _Cue) -> bool:
        """Tell whether a name that is an ordinary word in small letters is a name right after the cue."""
        if cue is _Cue.TITLE or token.low in self.known.never_small:
            return False
        return cue is _Cue.CERTAIN or token.low not in self.known.seldom_small

    def _modelled(self) -> Iterator[int]:
        text = self.text if self.capitals else self.low
        spans = self.finder.people(text)
        place = 0
        for start, end in spans:
            while place < len(self.tokens) and self.tokens[place].end <= start:
                place += 1
            while place < len(self.tokens) and self.tokens[place].start < end:
                if self._believed(self.tokens[place]):
                    yield place
                place += 1

    def _believed(self, token: _Token) -> bool:
        """Tell whether the model's word is taken for it."""
        listed = self._first(token) or self._last(token)
        if token.low in self.known.rarely or (self._town(token) and not self._first(token)) or len(token.low) < 2:
            return False
        if not _LATIN.match(token.low) or not (listed or self.clear):
            return False
        if token.shouted and self.capitals and not listed:
            return False
        if token.capital and not token.opens:
            return listed or not self.vocabulary.alike(token.low)
        known = self.vocabulary.alike(token.low) or (not listed and self.vocabulary.mistyped(token.low))
        return not known and len(token.low) > 2

    def _parts_beside(self, chosen: set[int]) -> Iterator[int]:
        """Middle names, last names, initials and particles that stand beside a name."""
        for start in sorted(chosen):
            for step in (1, -1):
                waiting: list[int] = []
                place = start + step
                while 0 <= place < len(self.tokens) and place not in self.kept:
                    low, high = sorted((place, place - step))
                    token = self.tokens[place]
                    if not self._joined(self.tokens[low].end, self.tokens[high].start):
                        break
                    if place in chosen:
                        yield from waiting
                        break
                    if token.low in self.known.particles and len(waiting) < 2:
                        waiting.append(place)
                    elif self._part(token, step):
                        yield from (*waiting, place)
                        waiting = []
                    else:
                        break
                    place += step

    def _part(self, token: _Token, step: int) -> bool:
        ordinary = token.low in self.vocabulary
        if len(token.low) == 1:
            return token.capital or (self.text[token.end : token.end + 1] == "." and not ordinary)
        if token.capital:
            listed = self._first(token) or self._last(token)
            known = ordinary if step > 0 else self.vocabulary.alike(token.low)
            return not (token.opens and ordinary) and (listed or not known)
        if ordinary:
            return False
        if step < 0:
            return self._first(token)
        return self._last(token) or (len(token.low) > 5 and key(token.low).endswith(self.known.last_endings))

    def _joined(self, end: int, start: int) -> bool:
        """Tell whether nothing but a space, a hyphen or an initial's full stop stands between two words."""
        gap = self.text[end:start]
        return (
            bool(_BETWEEN.fullmatch(gap))
            and "\n" not in gap
            and (gap[0] != "." or end < 2 or not self.text[end - 2].isalpha())
        )
