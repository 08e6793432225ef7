"""Make the sentences that the name model learns from: people who do not exist, in messages like those people write.

The same questions and the same seed give the same sentences.
"""

from __future__ import annotations

import functools
import importlib
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

from language.name_finder import PERSON, Example
from language.names import lower, read_lines, read_list

SEED = 20261122
_DATA = Path(__file__).with_name("made_up.yml")
_LOCALES = (
    "da_DK", "no_NO", "sv_SE", "tr_TR", "hr_HR", "pl_PL", "ro_RO", "vi_VN", "en_PK", "en_IN", "fi_FI", "lt_LT", "lv_LV",
    "hu_HU", "is_IS", "de_DE", "nl_NL", "en_GB", "es_ES", "pt_PT", "it_IT", "fr_FR", "sw", "yo_NG", "en_KE", "id_ID",
    "az_AZ", "uz_UZ",
)  # fmt: skip
"""Where Faker's names come from, those written with Latin letters."""
_TIMES = 10
"""Sentences made from each pattern about people; a third of that from each about nobody."""
_MOST = 4500
"""Questions used in each way: as they are, misspelt, and with people in them."""
_SLOT = re.compile(r"\{(\w+)\}")
_SOMEBODY = re.compile(
    r"\b(?:(?P<after>min (?:sagsbehandler|læge|mand|kone|søn|datter|bror|søster|mor|far|chef|veninde|ven|psykolog"
    r"|mentor|kæreste)|sagsbehandleren|lægen|jobkonsulenten|lægekonsulenten|psykologen|naboen|borgeren)"
    r"|(?P<instead>hun|han|hende|ham)|(?P<whose>hans|hendes))\b(?! hedder)",
    re.IGNORECASE,
)
_LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"

Piece = tuple[str, bool]
"""Some text, and whether it is a person's name."""


def make(questions: Sequence[str], words: Sequence[str], seed: int = SEED) -> list[Example]:
    """Return sentences with and without names.

    Args:
        questions: messages in which nobody is named; they come as they are, misspelt, and with people put into them.
        words: ordinary words in small letters.
        seed: the same seed gives the same sentences.
    """
    return _Maker(questions, words, random.Random(seed)).examples()


@functools.lru_cache(maxsize=1)
def _names() -> tuple[list[str], list[str]]:
    """First and last names from our lists and from Faker."""
    first, last = set(read_list("first")), set(read_list("last"))
    for locale in _LOCALES:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        first |= _of(provider, "first_names", "first_names_male", "first_names_female")
        last |= _of(provider, "last_names", "last_names_male", "last_names_female")
    return sorted(filter(_one_word, first)), sorted(filter(_one_word, last))


def _of(provider: Any, *lists: str) -> set[str]:
    return {str(name) for group in lists for name in (getattr(provider, group, None) or ())}


def _one_word(name: str) -> bool:
    return len(name) > 1 and name[0].isupper() and name.replace("-", "").isalpha()


class _Maker:
    def __init__(self, questions: Sequence[str], words: Sequence[str], chance: random.Random) -> None:
        self.chance = chance
        self.questions = sorted(set(questions))
        self.short = [text for text in self.questions if len(text) < 70] or ["det er svært"]
        data: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
        self.people, self.nobody = data["people"], data["nobody"]
        jobs = importlib.import_module("faker.providers.job.da_DK").Provider.jobs
        addresses = importlib.import_module("faker.providers.address.da_DK").Provider
        self.firsts, self.lasts = _names()
        pick = chance.choice
        ordinary = sorted(words) or ["ord"]

        def one_of(values: Sequence[str]) -> Callable[[], str]:
            return lambda: str(pick(values))

        self.things: dict[str, Callable[[], str]] = {
            "town": one_of(read_lines("towns")),
            "firm": lambda: self._firm(data["firms"], ordinary),
            "drug": lambda: self._unheard_of(data["drugs"]),
            "illness": lambda: self._unheard_of(data["illnesses"]),
            "job": lambda: str(pick(jobs)).lower(),
            "verb": one_of(data["verbs"]),
            "someone": one_of(data["someones"]),
            "not_called": one_of(data["not_called"]),
            "month": one_of(data["months"]),
            "weekday": one_of(data["weekdays"]),
            "language": one_of(data["languages"]),
            "word": lambda: self._ordinary(ordinary),
            "rest": one_of(self.short),
            "street": lambda: str(pick(addresses.street_names)) + str(pick(addresses.street_suffixes)),
            "number": lambda: str(chance.randint(1, 31)),
        }

    def examples(self) -> list[Example]:
        """Everything, in a fixed order."""
        made = [self._noisy([(text, False)], typos=0.0) for text in self._some(self.questions)]
        made += [self._noisy([(text, False)], typos=0.02) for text in self._some(self.questions)]
        made += [self._noisy(self._fill(pattern)) for pattern in self.people for _ in range(_TIMES)]
        made += [self._noisy(self._fill(pattern), typos=0.02) for pattern in self.nobody for _ in range(2 * _TIMES)]
        for _ in range(2):
            made += [self._noisy(pieces) for text in self._some(self.questions) if (pieces := self._populated(text))]
        return made

    def _some(self, texts: Sequence[str]) -> Sequence[str]:
        """All the texts, or as many as training has time for."""
        return texts if len(texts) <= _MOST else self.chance.sample(texts, _MOST)

    def _first(self) -> str:
        roll, names = self.chance.random(), self.firsts
        if roll < 0.2:
            return self._mixed(names)
        if roll < 0.24:
            return f"{self.chance.choice(names)}-{self.chance.choice(names)}"
        return self.chance.choice(names)

    def _last(self) -> str:
        return self._mixed(self.lasts) if self.chance.random() < 0.15 else self.chance.choice(self.lasts)

    def _mixed(self, names: Sequence[str]) -> str:
        """A name that nobody has: the head of one and the tail of another."""
        head, tail = self.chance.choice(names), self.chance.choice(names)
        return head[: max(2, len(head) // 2)] + tail[len(tail) // 2 :].lower()

    def _full(self) -> str:
        """First and last name, now and then with more."""
        first, last = self._first(), self._last()
        roll = self.chance.random()
        if roll < 0.08:
            return f"{first} {self._first()} {last}"
        if roll < 0.13:
            return f"{first} {self.chance.choice('ABCEFGHJKLMNPRST')}. {last}"
        if roll < 0.17:
            return f"{first} {self._last()} {last}"
        if roll < 0.20:
            return f"{first} {self._last()}-{last}"
        if roll < 0.23:
            return f"{first} {self.chance.choice(['al', 'el', 'von', 'van', 'de', 'da', 'bin'])} {last}"
        return f"{first} {last}"

    def _person(self, slot: str) -> str:
        if slot == "full":
            return self._full()
        name = self._last() if slot == "last" else self._first()
        return f"{name}s" if slot == "firsts" and not name.endswith(("s", "x", "z")) else name

    def _unheard_of(self, words: Sequence[str]) -> str:
        """One of the words, or one that sounds like them."""
        single = [word for word in words if " " not in word]
        return self._mixed(single) if self.chance.random() < 0.3 else str(self.chance.choice(words))

    def _firm(self, firms: Sequence[str], words: Sequence[str]) -> str:
        """A firm, an institution or a place; many are named after towns or people."""
        pick, roll = self.chance.choice, self.chance.random()
        if roll < 0.6:
            return str(pick(firms))
        if roll < 0.8:
            kind = pick(["Sygehus", "Hospital", "Jobcenter", "Kommune", "skolen", "centret", "Rehab", "Lægehus"])
            return f"{pick(read_lines('towns'))}{'' if kind[0].islower() else ' '}{kind}"
        if roll < 0.9:
            kind = pick(["Plads", "Vej", "Gade", "Allé", "Hospice", "Kollegium", "Plejehjem", "Bageri", "A/S", "Skole"])
            return f"{self._person('firsts')} {kind}"
        return pick(words).capitalize() + pick(["huset", "klinikken", "projektet", " ApS", "centret", "foreningen", ""])

    def _ordinary(self, words: Sequence[str]) -> str:
        word = self.chance.choice(words)
        return word + self.chance.choice(words) if self.chance.random() < 0.3 else word

    def _fill(self, pattern: str) -> list[Piece]:
        pieces: list[Piece] = []
        done = 0
        for hit in _SLOT.finditer(pattern):
            pieces.append((pattern[done : hit.start()], False))
            slot = hit[1]
            person = slot in ("first", "full", "last", "firsts")
            pieces.append((self._person(slot) if person else self.things[slot](), person))
            done = hit.end()
        return [*pieces, (pattern[done:], False)]

    def _populated(self, text: str) -> list[Piece]:
        """Put a name into a question where it speaks of somebody; empty where it does not."""
        hits = list(_SOMEBODY.finditer(text))
        if not hits:
            return []
        hit = self.chance.choice(hits)
        name = self._person("firsts" if hit["whose"] else self.chance.choice(["first", "first", "full"]))
        if hit["instead"] or hit["whose"] or self.chance.random() < 0.5:
            return [(text[: hit.start()], False), (name, True), (text[hit.end() :], False)]
        return [(f"{text[: hit.end()]} ", False), (name, True), (text[hit.end() :], False)]

    def _noisy(self, pieces: Sequence[Piece], typos: float = 0.01) -> Example:
        """Join the pieces as somebody in a hurry would have written them."""
        roll = self.chance.random()
        small, shouted = roll < 0.55, roll > 0.985
        ascii_only = self.chance.random() < 0.05
        text, places = "", []
        for piece, person in pieces:
            part = self._mistyped(piece, typos / 3 if person else typos)
            part = lower(part) if small else part.upper() if shouted else part
            if ascii_only:
                for letter, plain in (("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("Æ", "Ae"), ("Ø", "Oe"), ("Å", "Aa")):
                    part = part.replace(letter, plain)
            if person and part:
                places.append((len(text), len(text) + len(part), PERSON))
            text += part
        if not small and self.chance.random() < 0.5:
            text = text[:1].upper() + text[1:]
        return text, tuple(places)

    def _mistyped(self, text: str, rate: float) -> str:
        letters: list[str] = []
        for letter in text:
            roll = self.chance.random() if letter.isalpha() else 1.0
            if roll < rate / 3:
                continue
            letters.append(letter)
            if roll < rate * 2 / 3:
                letters.append(letter)
            elif roll < rate:
                letters.append(self.chance.choice(_LETTERS))
        return "".join(letters)
