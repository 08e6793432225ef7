"""Take personal data out of a text before anybody else sees it: cpr numbers, telephones, addresses, names and so on.

What is found is replaced with a Danish word in square brackets, so that what is left can still be understood. Dates,
amounts, paragraphs, towns and illnesses stay. It is a safety net and not anonymity: a name that nobody has heard of, in
small letters and without a cue, may slip through.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from language import name_finder
from language.name_finder import NameFinder
from language.names import any_of, find_names, is_town, lower

PLACEHOLDERS = {
    "cpr": "[cpr-nummer]",
    "phone": "[telefonnummer]",
    "email": "[mailadresse]",
    "address": "[adresse]",
    "account": "[kontonummer]",
    "name": "[navn]",
}
"""Kind -> what stands in the masked text instead."""

# As long as what they stand for, so that no place in the text moves: the model reads a whole sentence.
_STAND_INS = {
    "[cpr-nummer]": "010203- 0405",
    "[telefonnummer]": "+45 11 22 33 44",
    "[mailadresse]": "post@mail.com",
    "[adresse]": "Storvej 7",
    "[kontonummer]": "0000 00000000",
    "[navn]": "Jensen",
}
_PLACEHOLDER = re.compile("|".join(map(re.escape, _STAND_INS)))
_KIND = {placeholder: kind for kind, placeholder in PLACEHOLDERS.items()}
_EVEN = str.maketrans(
    dict.fromkeys("‐‑‒–—−﹣－", "-")
    | dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000", " ")
    | {"＠": "@", "．": ".", "＋": "+"}
)

Span = tuple[int, int, str]
"""Half-open place and kind."""


@dataclass(frozen=True)
class Masked:
    """A text without the personal data that was found."""

    text: str
    kinds: tuple[str, ...]
    """The kinds that stand masked in the text, in order of first appearance, each once."""


def mask(text: str, finder: NameFinder | None = None) -> Masked:
    """Replace personal data with words in square brackets, see `PLACEHOLDERS`.

    Without a finder that of this installation is used. The same text gives the same answer, and masking a masked text
    changes nothing. Time grows with the length of the text. Never raises.
    """
    finder = name_finder.default() if finder is None else finder
    # Words beside a name look different once it is gone. Each round leaves fewer unmasked words, so this ends.
    while found := _find(text, finder):
        parts, done = [], 0
        for start, end, kind in found:
            parts += [text[done:start], PLACEHOLDERS[kind]]
            done = end
        text = "".join([*parts, text[done:]])
    return Masked(text, tuple(dict.fromkeys(_KIND[hit[0]] for hit in _PLACEHOLDER.finditer(text))))


def _find(text: str, finder: NameFinder) -> list[Span]:
    """Everything to be masked, in order and apart from each other."""
    seen, places = _visible(text)
    taken = [hit.span() for hit in _PLACEHOLDER.finditer(seen)]
    quiet = seen
    for pattern in (_PLACEHOLDER, _rules().public):
        quiet = pattern.sub(lambda hit: "\0" * len(hit[0]), quiet)
    found: list[Span] = []
    for search in (_emails, _accounts, _abroad, _bare_accounts, _cpr_numbers, _phones, _one_by_one, _addresses):
        for start, end, kind in list(search(quiet)):
            if "\0" not in quiet[start:end]:
                found.append((start, end, kind))
                quiet = quiet[:start] + "\0" * (end - start) + quiet[end:]
    standing = _PLACEHOLDER.sub(lambda hit: _STAND_INS[hit[0]], seen)
    taken += [(start, end) for start, end, _ in found]
    found += [(start, end, "name") for start, end in find_names(standing, finder, taken)]
    return [(places[start], places[end - 1] + 1, kind) for start, end, kind in sorted(found)]


def _visible(text: str) -> tuple[str, Sequence[int]]:
    """Return the text as it looks, dashes and spaces alike, and each character's place in the original."""
    if any(unicodedata.category(char) == "Cf" for char in set(text)):
        kept = [place for place, char in enumerate(text) if unicodedata.category(char) != "Cf"]
        return "".join(text[place] for place in kept).translate(_EVEN), kept
    return text.translate(_EVEN), range(len(text))


@dataclass(frozen=True)
class _Rules:
    public: re.Pattern[str]
    phone_cue: re.Pattern[str]
    counted: re.Pattern[str]
    reference: re.Pattern[str]
    phone: re.Pattern[str]
    unit: re.Pattern[str]
    money: re.Pattern[str]
    cpr_cue: re.Pattern[str]
    last_four: re.Pattern[str]
    certain: tuple[str, ...]
    likely: tuple[str, ...]
    small: tuple[str, ...]
    never: frozenset[str]
    before: frozenset[str]
    lives: re.Pattern[str]


@functools.lru_cache(maxsize=1)
def _rules() -> _Rules:
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("personal.yml").read_text(encoding="utf-8"))
    street = data["street"]
    apart, of_number = r"[\s.-]?", r"[\s.:]*(?:nr|nummer|er|på|og|den)?[\s.:]*"
    # Those of three or four digits need no help: nothing here takes them.
    long = (digits for number in data["public_numbers"] if len(digits := _digits(str(number))) > 4)
    public = "|".join(apart.join(digits) for digits in long)

    def ends_with(words: Iterable[str], tail: str) -> re.Pattern[str]:
        return re.compile(rf"(?:^|\W)(?:{any_of(words)}){tail}$")

    return _Rules(
        public=re.compile(rf"(?<!\d)(?:(?:\+|00)45{apart})?(?:{public})(?!\d)"),
        phone_cue=ends_with(data["phone_cues"], r"(?:[\s.:]|er|på|nr|nummer|det|dette|mig|tlf)*"),
        counted=ends_with(data["number_of_something"], of_number),
        reference=ends_with([*data["number_of_something"], *data["references"]], of_number),
        phone=re.compile(
            rf"(?<!\w)(?:{any_of(data['phone_cues'])})(?:[\s.:]|er|på|nr|nummer|det|mig)*"
            r"(?P<number>\(?\d(?:[ ./()-]{0,3}\d){7})(?![ .-]?\d)"
        ),
        unit=re.compile(rf"\s?(?:{any_of(data['units'])})(?!\w)"),
        money=re.compile(rf"\s?(?:{any_of(data['money'])})(?!\w)"),
        cpr_cue=re.compile(
            rf"(?<!\w)(?:{any_of(data['cpr_cues'])})(?:[\s.:=]|er|på|nr|nummer|hedder|lyder)*"
            r"(?P<number>\d(?:[ ./_-]{0,3}[\dx*]){5,11})(?!\d)"
        ),
        last_four=re.compile(
            rf"(?:{any_of(data['last_four'])})(?:[\s.:]|cifre|tal|i|mit|cpr|er|på|-|nummer)*(?P<number>\d{{4}})(?!\d)"
        ),
        certain=tuple(street["certain"]),
        likely=tuple(street["likely"]),
        small=tuple(street["small"]),
        never=frozenset(street["never"]),
        before=frozenset(street["before"]),
        lives=ends_with(street["cues"], r"[\s:,]+(?P<between>(?:[^\W\d]+\s){0,3})"),
    )


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())


_BEFORE = 40
"""Characters in front of a number that are searched for what it is."""


def _in_front(text: str, start: int) -> str:
    return lower(text[max(0, start - _BEFORE) : start])


# E-mail

_SNAIL = r"(?:sna(?:bel|ble)[-\s]?a|snabel|alfakrøl|krøllealfa|krøl-?\s?a)"
_AT = rf"(?:(?:(?<=\s){_SNAIL}\s?)?@|[(\[{{<]\s?(?:@|at|a|{_SNAIL})\s?[)\]}}>]|(?<=\s){_SNAIL}(?=\s))"
_DOT = r"(?:\.|\s(?:punktum|prik|dot)\s|\s?[(\[]\s?(?:dot|punktum|prik)\s?[)\]]\s?)"
_WIDE_DOT = rf"(?:{_DOT}|\s?\.\s?)"
_ENDS = r"(?:dk|com|net|org|eu|nu|se|no|de|me|info|io|uk|pl|gl|fo|is)(?!\w)"
_LOCAL, _PART = r"(?<![\w.+-])[\w+-]{1,64}", r"[\w-]{1,64}"
_EMAIL = re.compile(
    rf"{_LOCAL}(?:\.[\w+-]{{1,64}}){{0,4}}@{_PART}(?:\.{_PART}){{1,4}}"
    rf"|{_LOCAL}(?:{_WIDE_DOT}[\w+-]{{1,64}}){{0,4}}\s{{0,2}}{_AT}\s{{0,2}}{_PART}(?:{_WIDE_DOT}{_PART}){{0,2}}"
    rf"(?:{_DOT}[a-z]{{2,12}}(?!\w)|(?:{_WIDE_DOT}|\s|,\s?){_ENDS})"
    rf"|{_LOCAL}(?:\.[\w+-]{{1,64}}){{0,4}}@{_PART}"
    rf"|{_LOCAL}(?:{_DOT}[\w+-]{{1,64}}){{0,4}}\sat\s{_PART}(?:{_DOT}{_PART}){{0,2}}\s(?:dot|punktum|prik)\s{_ENDS}"
    rf"|{_LOCAL}(?:{_DOT}[\w+-]{{1,64}}){{0,4}}\sat\s(?:gmail|hotmail|outlook|live|yahoo|mail|icloud|jubii)\.{_ENDS}"
    rf"|(?<![\w.+-])(?=\w{{0,40}}[._\d])[\w.+-]{{2,64}}\sat\s{_PART}(?:\.{_PART}){{0,2}}\.{_ENDS}",
    re.IGNORECASE,
)


def _emails(text: str) -> Iterator[Span]:
    for hit in _EMAIL.finditer(text):
        yield hit.start(), hit.end(), "email"


# Accounts

_GAP = r"[\s.:,;/-]{0,4}"
_IBAN = r"(?<![a-z0-9])[a-z]{2}\s?\d{2}(?:[\s.-]?[a-z]{4})?(?:[\s.-]?\d{4}){3,6}(?:[\s.-]?\d{1,4})?(?!\w)"
_GIRO = r"\+?7[135]\s?<\s?\d{6,19}|\+?\d{2}\s?<\s?\d{6,19}\s?\+\s?\d{6,10}\s?<?"
_REGISTERED = (
    rf"\breg(?:istrerings)?{_GAP}(?:nr|nummeret|nummer|no)?{_GAP}(?:er\s)?\d{{4}}"
    rf"(?:{_GAP}(?:og\s)?(?:bank)?(?:konto|kto|knr)?{_GAP}(?:nr|nummer|nummeret|no)?{_GAP}(?:er\s)?\d(?:[\s.-]?\d){{5,9}})?(?!\d)"
)
_ACCOUNT = (
    rf"\b(?:(?:bank|nem|giro|løn|bud)?konto(?:en|nr|nummeret|nummer)?|kto|knr){_GAP}(?:nr|nummer)?{_GAP}(?:er\s|på\s|hedder\s)?"
    r"(?P<number>\d(?:[\s./-]{0,2}\d){5,15})(?!\d)(?![.,]\d)"
)
_BARE_ACCOUNT = re.compile(
    r"(?<![\d.,/-])\d{4}(?P<gap>\s{1,2}|\s?[-/.]\s?)(?P<number>\d{6,10}|\d{3,4}[ .]\d{3}[ .]\d{3,4})(?!\d)(?![.,/-]\d)"
    r"|(?<!\d)\d{14}(?!\d)|(?<![\d.,/-])(?P<grouped>\d{4}(?:[ -]\d{2,4}){2,5})(?![ -]?\d)(?![.,/]\d)"
)
_CARD = r"(?<!\d)\d{4}(?P<between>[\s-]?)\d{4}(?P=between)\d{4}(?P=between)\d{4}(?!\d)"
_AMOUNT = re.compile(r"\d{1,3}(?:[. ]\d{3}){1,2}")
_NAMED_ACCOUNT = re.compile(
    f"(?P<iban>{_IBAN})|(?P<registered>{_REGISTERED})|(?P<account>{_ACCOUNT})|{_CARD}|{_GIRO}", re.IGNORECASE
)


def _accounts(text: str) -> Iterator[Span]:
    """Accounts that say what they are, by a word in front of them or by their shape."""
    for hit in _NAMED_ACCOUNT.finditer(text):
        start, end = hit.span("number") if hit["account"] else hit.span()
        if hit["account"] and (_rules().money.match(lower(text[end : end + 14])) or _AMOUNT.fullmatch(text[start:end])):
            continue
        if hit["registered"]:
            start = next(place for place in range(start, end) if text[place].isdecimal())
        yield start, end, "account"


def _bare_accounts(text: str) -> Iterator[Span]:
    for hit in _BARE_ACCOUNT.finditer(text):
        # A case number: the year, a hyphen and a running number.
        dated = "-" in (hit["gap"] or "") and "2005" <= hit[0][:4] <= "2035" and len(hit["number"] or "") < 8
        groups = re.findall(r"\d+", hit["grouped"] or "")
        if groups and (not 11 <= len("".join(groups)) <= 14 or all(map(_is_year, groups[1:]))):
            continue
        if _rules().money.match(lower(text[hit.end() : hit.end() + 14])):
            continue
        if not dated and not _rules().reference.search(_in_front(text, hit.start())):
            yield hit.start(), hit.end(), "account"


# cpr numbers

_CPR = re.compile(
    r"(?<!\d)(?<!\d[./-])(?P<day>[\do]{2})[ ./_-]{0,2}(?P<month>[\dol]{2})[ ./_-]{0,2}[\dol]{2}"
    r"(?P<joint>\s{0,2}[-./:,_(]{1,2}\s{0,2}|\s{0,2})(?P<last>[\dx*_?ol]{4}|\d\d[\s-]\d\d)(?![\dx*])"
    r"|(?<!\d)\d\d[ ./-]?\d\d[ ./-]?(?:(?:19|20)\d\d\s?[-./]|(?:19\d\d|200\d)\s)\s?[\dx*]{4}(?!\d)"
    r"|(?<!\d)[0-3]\d[01]\d(?:19|20)\d{6}(?!\d)|(?<![\d./-])(?:[0-3]\d[01]\d{3}\s?-\s?(?:\d{3}|\d{5})|\d{5}\s?-\s?\d{4})(?![\d/-])"
    r"|(?<!\w)[x*]{6}[ -]{0,2}\d{4}(?!\d)|(?<!\d)\d{6}\s{0,2}[^\w\s\0]{1,3}\s{0,2}\d{4}(?!\d)(?![.,]\d)"
    r"|(?<![\d.,:-])[0-3] ?\d ?[01](?: ?\d){3}[ -]{0,3}\d(?: ?\d){3}(?! ?\d)(?![.,]\d)",
    re.IGNORECASE,
)
_DAY_AND_TIME = re.compile(r"\d\d[./-]\d\d[./-](?:20)?[23]\d\s{1,2}[012]\d[0-5]\d")
"""A cpr number with stops and without a hyphen would be a child's; this is when a meeting is."""


def _cpr_numbers(text: str) -> Iterator[Span]:
    rules = _rules()
    small = lower(text)
    for cue in (rules.cpr_cue, rules.last_four):
        for hit in cue.finditer(small):
            yield hit.start("number"), hit.end("number"), "cpr"
    for hit in _CPR.finditer(text):
        if (
            len(_digits(hit[0])) < 4
            or _DAY_AND_TIME.fullmatch(hit[0])
            or ("-" not in hit[0] and rules.money.match(small, hit.end()))
        ):
            continue
        in_front = _in_front(text, hit.start())
        dated = hit["day"] is None or (hit["day"] < "32" and hit["month"] < "13")
        if hit[0].isdecimal() and not dated and rules.reference.search(in_front):
            continue
        if hit["day"] == "45" and "-" not in hit[0] and rules.phone_cue.search(in_front):
            continue
        yield hit.start(), hit.end(), "cpr"


# Telephones

_ABROAD = re.compile(
    r"(?<![\d+])(?<!\d[.,:/-])\(?(?:\+\s?|00)45\)?[\s.-]{0,2}(?:\d[\s.-]{0,2}){7}\d(?!\d)"
    r"|(?<![\d+])(?<!\d[.,:/-])\(?(?:\+\s?|00(?=[1-9]))\d{1,3}\)?(?:[\s.()-]{0,2}\d{1,8}){1,6}(?!\d)"
    r"|(?<![\d+])(?<!\d[.,:/-])45(?:(?:[\s.-]\d\d){4}|[\s-]\d{8}|[\s-]\d{4}\s\d{4})(?![\s.-]?\d)"
)
_RUN = re.compile(
    r"(?<!\d)(?<!\d[.:-])(?<!§)(?<!§\s)\d{2,10}(?:(?:\s{1,2}|\s?[-./]\s?)\d{2,4}(?!\d))*(?!\d)"
    r"(?![.,:]\d{1,3}(?!\d))"
)
_GROUPS = {(2, 2, 2, 2), (4, 4), (3, 2, 3), (2, 3, 3), (3, 3, 2), (8,), (2, 2, 4), (4, 2, 2), (2, 4, 2)}


def _abroad(text: str) -> Iterator[Span]:
    """Numbers with a country in front; Denmark's may lack its plus."""
    for hit in _ABROAD.finditer(text):
        number = _digits(hit[0]).removeprefix("00")
        if 8 <= len(number) <= 15:
            yield hit.start(), hit.end(), "phone"


_ONE_BY_ONE = re.compile(r"(?<![\d.,:/-])\d(?:(?:[\s.-]|\s-\s)\d){7,9}(?!\d)(?![.,:/-]\d)(?!\s\d)")


def _one_by_one(text: str) -> Iterator[Span]:
    """Numbers with a space between all digits."""
    kinds = {8: "phone", 10: "cpr"}
    for hit in _ONE_BY_ONE.finditer(text):
        kind = kinds.get(len(_digits(hit[0])))
        if kind:
            yield hit.start(), hit.end(), kind


def _phones(text: str) -> Iterator[Span]:
    for hit in _rules().phone.finditer(lower(text)):
        yield hit.start("number"), hit.end("number"), "phone"
    for hit in _RUN.finditer(text):
        yield from ((start, end, "phone") for start, end in _phones_in(text, hit))


def _phones_in(text: str, run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The telephone numbers in a run of groups of digits."""
    rules = _rules()
    groups = [(run.start() + hit.start(), run.start() + hit.end()) for hit in re.finditer(r"\d+", run[0])]
    sizes = [end - start for start, end in groups]
    gaps = {text[one[1] : other[0]].strip() for one, other in itertools.pairwise(groups)}
    if sum(sizes) > 8 and set(sizes) in ({2}, {4}) and len(gaps) == 1:
        # Several numbers in a row, or a day or a 45 in front of one: read from the end.
        each = 8 // sizes[0]
        if sizes[0] == 4 and (
            rules.money.match(lower(text[groups[-1][1] :][:14])) or _is_year(text[slice(*groups[-1])])
        ):
            return
        while len(groups) >= each:
            yield groups[-each][0], groups[-1][1]
            groups = groups[:-each]
        return
    number, start, end = _digits(run[0]), groups[0][0], groups[-1][1]
    if (
        len(number) == 10
        and number.startswith("45")
        and (len(sizes) == 5 or rules.phone_cue.search(_in_front(text, start)))
    ):
        yield start, end
        return
    if len(number) != 8:
        return
    front, behind = _in_front(text, start), lower(text[end : end + 14])
    if rules.phone_cue.search(front):
        yield start, end
        return
    if tuple(sizes) not in _GROUPS or len(gaps) > 1 or (gaps & {".", "/"} and len(groups) != 4):
        return
    counts = rules.money if len(groups) == 1 else rules.unit
    kind = rules.reference if len(groups) == 1 else rules.counted
    if kind.search(front) or counts.match(behind) or _is_date(text, groups):
        return
    yield start, end


def _is_year(digits: str) -> bool:
    return digits[:2] in ("19", "20")


def _is_date(text: str, groups: Sequence[tuple[int, int]]) -> bool:
    """Tell whether groups of eight digits may be a day of our time, or two years."""
    parts = [text[start:end] for start, end in groups]
    if len(parts) == 2:
        return all(_is_year(part) for part in parts)
    sizes = tuple(len(part) for part in parts)
    digits = "".join(parts)
    ways = {
        (8,): (digits[:2], digits[2:4], digits[4:]),
        (2, 2, 4): (digits[:2], digits[2:4], digits[4:]),
        (4, 2, 2): (digits[6:], digits[4:6], digits[:4]),
    }
    if sizes not in ways:
        return False
    day, month, year = ways[sizes]
    return "01" <= day <= "31" and "01" <= month <= "12" and "2005" <= year <= "2035"


# Addresses

_NUMBERED = re.compile(
    r"(?P<word>[^\W\d_][^\W\d_'’.-]*(?:[-'’.][^\W\d_'’.-]+)*\.?)(?P<comma>,?)\s{1,2}(?:nr\.?\s?|nummer\s|no\.?\s?)?(?P<number>\d{1,3}(?:\s?-\s?\d{1,3})?)(?!\d)(?![.:,]\d)(?!(?:\s\d\d){2})"
    r"(?P<letter>\s?[a-zæøå](?!\w))?",
    re.IGNORECASE,
)
_SIDE_NAMED = (
    r"(?:t\.?\s?[vh]|m\.?\s?f|til\s(?:venstre|højre)|midt\s?for|dør\s?(?:nr\.?\s?)?\d{1,3}|lejl(?:ighed)?\.?\s?\d{1,3})"
)
_SIDE = rf"(?:{_SIDE_NAMED}|\d{{1,2}})"
_FLOOR = re.compile(
    rf",?\s{{0,2}}(?:(?:stuen|st|kælderen|kld|kl)\b\.?(?:,?\s?{_SIDE}(?!\w)\.?)?"
    rf"|\d{{1,2}}\.?\s?(?:sal(?:en)?\b\.?)?,?\s?{_SIDE_NAMED}(?!\w)\.?|\d{{1,2}}\.?\s?sal(?:en)?\b\.?)",
    re.IGNORECASE,
)
_POST = re.compile(
    r"\s{0,2}[,.]?\s{0,2}(?:dk-?\s?)?(?P<code>\d{4}),?\s{1,2}(?P<town>[^\W\d_][\w'-]*)(?:\s(?P<second>[^\W\d_]+))?",
    re.IGNORECASE,
)
_TOWN = re.compile(r"(?:\s?,\s{0,2}|\s)(?:i\s)?(?P<town>[^\W\d_][\w'-]*)(?:\s(?P<second>[^\W\d_]+))?")
_PLACE = re.compile(r"[^\W\d_][\w'’.-]*")


def _addresses(text: str) -> Iterator[Span]:
    rules, done = _rules(), 0
    for hit in _NUMBERED.finditer(text):
        if hit.start() < done:
            continue
        end = hit.end("number")
        if rules.unit.match(lower(text[end : end + 14])):
            continue
        if hit["letter"] and not (hit["letter"][0].isspace() and hit["letter"][1:] in ("i", "å", "o")):
            end = hit.end("letter")
        tail = _tail(text, end)
        start = _street(text, hit, beside=tail > end)
        if start is not None:
            done = tail
            yield start, tail, "address"


def _street(text: str, hit: re.Match[str], beside: bool) -> int | None:
    """Where the street begins whose house number was found, or None where it is no street.

    `beside`: a floor, a postcode or a town follows the number.
    """
    rules, word = _rules(), lower(hit["word"]).rstrip(".")
    if word in rules.never or any(word.endswith(ending) for ending in rules.never if len(ending) > 6):
        return None
    start = _name_of_street(text, hit.start("word"))
    alone = start == hit.start("word")
    capital = hit["word"][0].isupper()
    certain = next((ending for ending in rules.certain if word.endswith(ending)), "")
    if certain and (not alone or len(word) > len(certain)):
        return start
    lives = rules.lives.search(_in_front(text, start))
    if lives and certain:
        return start - len(lives["between"])
    if hit["comma"] or len(word) < 3:
        return None
    lives_here = bool(lives and not lives["between"])
    likely = word.endswith(rules.likely) and (not alone or len(word) > 5)
    if len(word) > 9 and word.endswith(rules.small):
        return start
    if likely and (beside or lives_here or (capital and not _opens(text, start))):
        return start
    if beside and len(word) > 4 and (capital or lives_here):
        return start
    return start if lives_here and not is_town(word) and (capital or beside) else None


def _opens(text: str, start: int) -> bool:
    """Tell whether a sentence begins here; the full stop of an initial ends none."""
    before = text[max(0, start - 8) : start].rstrip(" ")
    return not before or before[-1] in "!?\n:\0" or (before[-1] == "." and not re.search(r"(?:^|\W)\w\.$", before))


def _name_of_street(text: str, start: int) -> int:
    """Where the name of a street begins whose last word begins at `start`: "Gammel Kongevej", "H.C. Ørsteds Vej"."""
    for _ in range(4):
        front = text[max(0, start - 24) : start]
        word = front.split()[-1] if front.split() else ""
        if not word or not front.endswith(" ") or front.endswith("  "):
            break
        at = start - 1 - len(word)
        begins = at == 0 or text[at - 1].isspace()
        named = lower(word) in _rules().before or (
            word[0].isupper() and not _opens(text, at) and word[-1] not in ",;:!?" and len(word) > 1
        )
        if not begins or not named or not word[0].isalpha():
            break
        start = at
    return start


def _tail(text: str, end: int) -> int:
    """Where an address ends: behind its floor, postcode and town."""
    if floor := _FLOOR.match(text, end):
        end = floor.end()
    for pattern in (_POST, _TOWN):
        if hit := pattern.match(text, end):
            second = hit["second"] or ""
            if second and (is_town(f"{hit['town']} {second}") or (len(second) < 3 and second not in ("i", "å", "og"))):
                return hit.end()
            # "Blommevej 3 2024 fik jeg" has a year in it, "blommevej 3 8300 hov" has not.
            coded = pattern is _POST and (hit["town"][0].isupper() or not _is_year(hit["code"]))
            if coded or is_town(hit["town"]):
                return hit.end("town")
    return end
