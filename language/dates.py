"""Find dates as Danes write them, among them days named from today ("i går", "for 10 dage siden", "på mandag")."""

from __future__ import annotations

import calendar
import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from language.folding import fold

Prefer = Literal["past", "future"]

NO_SUCH_DAY = "Den dato findes ikke. Skriv for eksempel 3. november 2026."
"""What a person is told about a day that is not in the calendar."""

_MONTHS = (
    r"jan(?:uar)?", r"feb(?:ruar|uar|rua)?", r"mar(?:ts|s|t)?", r"apr(?:il)?", r"maj|mai", r"juni?", r"juli?",
    r"aug(?:ust)?", r"sep(?:t(?:em[bp]er)?)?", r"o[ck]t(?:o[bp]er)?", r"nov(?:e[mn][bp]er)?", r"de[cs](?:e[mn][bp]er)?",
)  # fmt: skip
_MONTH = "(?:" + "|".join(_MONTHS) + ")"
_DAYS = (r"man+dag", r"t(?:ir|ri)sdag", r"onsdag", r"to[r]?sdag", r"fredag", r"lordag", r"sondag")
_DAY = "(?:" + "|".join(_DAYS) + ")"
_UNITS = r"(?P<unit>dage?|dags|ugers?|uges?|maneders?|manede?s?|mdr|ars?)"
_ORDINALS = (
    "første", "anden", "tredje", "fjerde", "femte", "sjette", "syvende", "ottende", "niende", "tiende", "ellevte",
    "tolvte", "trettende", "fjortende", "femtende", "sekstende", "syttende", "attende", "nittende", "tyvende",
    "enogtyvende", "toogtyvende", "treogtyvende", "fireogtyvende", "femogtyvende", "seksogtyvende", "syvogtyvende",
    "otteogtyvende", "niogtyvende", "tredivte", "enogtredivte",
)  # fmt: skip
_NUMBERS = {
    "en": 1, "et": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "syv": 7, "otte": 8, "ni": 9, "ti": 10,
    "elleve": 11, "tolv": 12, "tretten": 13, "fjorten": 14, "femten": 15, "seksten": 16, "sytten": 17, "atten": 18,
    "nitten": 19, "tyve": 20, "tredive": 30, "et par": 2, "par": 2, "et halvt": 0.5, "halvandet": 1.5, "halvanden": 1.5,
}  # fmt: skip
_NUMBER = r"(?P<count>\d{1,3}|" + "|".join(sorted((fold(n).text for n in _NUMBERS), key=len, reverse=True)) + ")"
NUMBER_WORDS = _NUMBER.replace("?P<count>", "?:")
"""A number as one counts days, weeks and years with, in folded letters."""
_FOLDED_NUMBERS = {fold(word).text: number for word, number in _NUMBERS.items()}
_FOLDED_ORDINALS = {fold(word).text: number for number, word in enumerate(_ORDINALS, start=1)}
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_ANY_YEAR = r"(?P<year>(?:19|20)\d\d|'?[23]\d(?!\s?(?:timer|uger|dage|kl|ar\b|pct|procent|%|kr|[.:,]\d)))"
"""Two digits after a month are a year only where nothing is counted with them ("3. november 20 timer")."""
_THIS_OR_THAT = r"(?P<that>i ar|sidste ar|forige ar|naste ar)"
_ROUGHLY = re.compile(r"(?:ca\.?|cirka|omkring|vist|cirkus|nok|omtrent|vistnok|tror jeg)\s(?:den |d\.? ?|i |for )?$")


@dataclass(frozen=True)
class Period:
    """Days that a text names: from `first` to `last`, both included."""

    start: int
    end: int
    """Half-open place in the folded text."""
    first: date
    last: date
    rough: bool = False
    """True where the text itself says that it is not sure ("ca.", "omkring")."""


def _closest(day: int, month: int, today: date, prefer: Prefer) -> date:
    """Return the latest such day not after today, or with "future" the earliest not before it."""
    step = -1 if prefer == "past" else 1
    for offset in range(9):
        year = today.year + step * offset
        if month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
            found = date(year, month, day)
            if (found <= today) if prefer == "past" else (found >= today):
                return found
    raise ValueError(NO_SUCH_DAY)


def _make(day: int, month: int, year: int | None, today: date, prefer: Prefer) -> date:
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        raise ValueError(NO_SUCH_DAY)
    if year is None:
        return _closest(day, month, today, prefer)
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        raise ValueError(NO_SUCH_DAY) from None


def _month_number(word: str) -> int:
    return next(i for i, pattern in enumerate(_MONTHS, start=1) if re.fullmatch(pattern, word))


def _weekday_number(word: str) -> int:
    return next(i for i, pattern in enumerate(_DAYS) if re.match(pattern, word))


def _months_away(today: date, months: int) -> date:
    try:
        year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
        return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
    except (ValueError, IndexError, calendar.IllegalMonthError):
        raise ValueError(NO_SUCH_DAY) from None


_Reader = Callable[[re.Match[str], date, Prefer], tuple[date, date]]


def _day(value: date) -> tuple[date, date]:
    return value, value


def _year(hit: re.Match[str]) -> int | None:
    """The year with its century, where one is written."""
    written = (hit["year"] or "").lstrip("'")
    return int(written) + (2000 if len(written) == 2 else 0) if written else None


def _numeric(hit: re.Match[str], today: date, prefer: Prefer) -> tuple[date, date]:
    return _day(_make(int(hit["day"]), int(hit["month"]), _year(hit), today, prefer))


def _named(hit: re.Match[str], today: date, prefer: Prefer) -> tuple[date, date]:
    day = _FOLDED_ORDINALS[hit["word"]] if hit["word"] else int(hit["day"])
    return _day(_make(day, _month_number(hit["month"]), _year(hit), today, prefer))


def _whole_month(hit: re.Match[str], today: date, prefer: Prefer) -> tuple[date, date]:
    month = _month_number(hit["month"])
    year = _year(hit) or _closest(1, month, today, prefer).year
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _whole_year(hit: re.Match[str], today: date, prefer: Prefer) -> tuple[date, date]:
    year = int(hit["year"])
    return date(year, 1, 1), date(year, 12, 31)


def _relative(hit: re.Match[str], today: date, prefer: Prefer) -> tuple[date, date]:
    word = hit[0].replace(" ", "")
    steps = {"idag": 0, "igar": -1, "iforgars": -2, "forgars": -2, "imorgen": 1, "imrgn": 1, "iovermorgen": 2}
    return _day(today + timedelta(days=steps[word]))


def _counted(hit: re.Match[str], today: date, prefer: Prefer) -> tuple[date, date]:
    count = int(hit["count"]) if hit["count"].isdigit() else _FOLDED_NUMBERS[hit["count"]]
    sign = 1 if hit["om"] else -1
    unit = hit["unit"]
    if unit.startswith("dag"):
        return _day(today + timedelta(days=int(sign * count)))
    if unit.startswith("uge"):
        return _day(today + timedelta(days=int(sign * count * 7)))
    middle = _months_away(today, int(sign * count * (12 if unit.startswith("ar") else 1)))
    slack = timedelta(
        days=183 if unit.startswith("ar") and count >= 1 and count != 1.5 else 30 if count in (0.5, 1.5) else 15
    )
    return middle - slack, middle + slack


def _weekday(hit: re.Match[str], today: date, prefer: Prefer) -> tuple[date, date]:
    wanted = _weekday_number(hit["weekday"])
    lead = (hit["lead"] or "").strip()
    if lead == "naste":
        # Said on a Tuesday, "næste torsdag" is in two days to some and in nine to others.
        coming = today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)
        return coming, coming if wanted <= today.weekday() else coming + timedelta(weeks=1)
    back = lead in {"i", "sidste", "forrige", "forige"} or bool(hit["gone"])
    if lead in {"pa", "nu pa", "komende", "forstkomende", "forst pa"}:
        back = False
    elif not back:
        back = prefer == "past"
    if back:
        return _day(today - timedelta(days=(today.weekday() - wanted - 1) % 7 + 1))
    return _day(today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1))


def _week(hit: re.Match[str], today: date, prefer: Prefer) -> tuple[date, date]:
    monday = today - timedelta(days=today.weekday())
    monday += timedelta(weeks=-1 if hit["which"] != "naste" else 1)
    return monday, monday + timedelta(days=6)


def _weekday_and_date(hit: re.Match[str], today: date, prefer: Prefer) -> tuple[date, date]:
    """Read "mandag den 23/11": of the years around, the one in which that day is a Monday."""
    month = int(hit["number"]) if hit["number"] else _month_number(hit["month"])
    day = int(hit["day"])
    for away in (0, 1, -1):
        try:
            found = date(today.year + away, month, day)
        except ValueError:
            continue
        if found.weekday() == _weekday_number(hit["weekday"]):
            return _day(found)
    return _day(_make(day, month, None, today, prefer))


def _in_month(hit: re.Match[str], today: date, prefer: Prefer) -> tuple[date, date]:
    """Read "den første i næste måned" and "sidste måned"."""
    first = _months_away(today.replace(day=1), {"naste": 1, "sidste": -1, "forige": -1}.get(hit["which"], 0))
    if hit["word"] or hit["day"]:
        day = _FOLDED_ORDINALS[hit["word"]] if hit["word"] else int(hit["day"])
        return _day(_make(day, first.month, first.year, today, prefer))
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _in_year(hit: re.Match[str], today: date, prefer: Prefer) -> tuple[date, date]:
    """Read "i marts i år" and "sidste år"."""
    year = today.year + {"i ar": 0, "naste ar": 1}.get(hit["that"], -1)
    if hit["month"]:
        month = _month_number(hit["month"])
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(year, 1, 1), date(year, 12, 31)


@functools.lru_cache(maxsize=1)
def _readers() -> tuple[tuple[re.Pattern[str], _Reader], ...]:
    words = "|".join(sorted(_FOLDED_ORDINALS, key=len, reverse=True))
    led = r"(?:(?:den|d\.?|pr\.?|dateret)\s?)"
    full_year = r"(?P<year>(?:19|20)?\d\d)"
    season = "i|siden|fra|ar|for|inden|efter|someren|foraret|efteraret|vinteren|starten af|slutningen af|midten af"
    lead = "(?P<lead>i |sidste |forige |pa |nu pa |forst pa |komende |naste |forstkomende )?"
    ordinal = rf"(?:(?P<day>\d{{1,2}})\.?|(?P<word>{words}))"
    roughly = r"(?:ca\.?|cirka|omkring|knap|knapt|godt|snart|nok|vist|lige|over|mere end|kun|de|allerede)\s"
    patterns: tuple[tuple[str, _Reader], ...] = (
        (
            rf"\b(?:pa )?(?P<weekday>{_DAY})s?,?\s{led}?(?P<day>\d{{1,2}})"
            rf"(?:\s?[./-]\s?(?P<number>\d{{1,2}})(?![\d./-])(?! ?(?:19|20)\d\d)"
            rf"|\.?\s(?P<month>{_MONTH})\b(?!\.? (?:19|20)\d\d))",
            _weekday_and_date,
        ),
        (rf"(?<![\d-]){_YEAR}-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?![\d-])", _numeric),
        (rf"(?<![\d.,/-])(?P<day>\d{{1,2}})\s?[./-]\s?(?P<month>\d{{1,2}})\s?[./-]\s?{full_year}(?![\d/-])", _numeric),
        (rf"(?<![\d.,/-])(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})\s{_ANY_YEAR}\b(?![\d/-])", _numeric),
        (r"(?<![\d.,/-])(?!24/7)(?P<day>\d{1,2})/(?P<month>\d{1,2})(?P<year>)(?![\d/%-])", _numeric),
        (rf"\b{led}(?P<day>\d{{1,2}})[.-]\s?(?P<month>\d{{1,2}})(?P<year>)\b(?![-/])", _numeric),
        (rf"\b{ordinal}\s?(?P<month>{_MONTH})\b\.?(?:,?\s?{_ANY_YEAR}\b)?", _named),
        (rf"\b(?P<month>{_MONTH})(?:\s(?:maned\s)?|,\s?){_YEAR}\b", _whole_month),
        (rf"\b(?:i|siden|fra|af|slut|start|medio|primo|ultimo)\s(?P<month>{_MONTH})\.?\s{_ANY_YEAR}\b", _whole_month),
        (rf"\b(?P<month>{_MONTH}) {_THIS_OR_THAT}\b", _in_year),
        (rf"\b(?:{led}?{ordinal} )?i?\s?(?P<which>naste|sidste|forige|dene) maned\b", _in_month),
        (r"\b(?P<that>sidste ar|forige ar|naste ar)(?P<month>)\b", _in_year),
        (
            rf"\b(?:i|siden|fra|for|inden|efter|(?:starten|slutningen|midten) af|medio|primo|ultimo)\s"
            rf"(?P<month>{_MONTH})(?P<year>)\b(?!\s\d)",
            _whole_month,
        ),
        (r"\bi ?(?:dag|gar|forgars|morgen|mrgn|overmorgen)\b|\bforgars\b", _relative),
        (rf"\b(?:for\s)?(?:{roughly})?{_NUMBER}\s{_UNITS}\s(?:tid\s)?siden\b(?P<om>)", _counted),
        (rf"\b(?P<om>om)\s(?:{roughly})?{_NUMBER}\s{_UNITS}\b", _counted),
        (rf"\b{lead}(?P<weekday>{_DAY})(?P<gone>s\b| i sidste uge)?\b", _weekday),
        (r"\b(?:i )?(?P<which>sidste|forige|naste) uge\b", _week),
        (rf"\b(?:{season})\s{_YEAR}\b", _whole_year),
    )
    return tuple((re.compile(pattern), reader) for pattern, reader in patterns)


def find_periods(folded: str, today: date, prefer: Prefer = "past") -> Iterator[Period | ValueError]:
    """Yield what a folded text says of days, in no given order; a ValueError for one that is not in the calendar.

    A date without a year is the latest one not after today, or with `prefer="future"` the earliest not before it.
    """
    taken = [False] * len(folded)
    for pattern, reader in _readers():
        for hit in pattern.finditer(folded):
            if any(taken[hit.start() : hit.end()]) or folded[: hit.start()].endswith(("kl ", "kl. ")):
                continue
            taken[hit.start() : hit.end()] = [True] * (hit.end() - hit.start())
            try:
                first, last = reader(hit, today, prefer)
            except (ValueError, OverflowError):
                yield ValueError(NO_SUCH_DAY)
                continue
            yield Period(hit.start(), hit.end(), first, last, bool(_ROUGHLY.search(folded[: hit.start()])))


def _day_of_month(day: int, today: date, prefer: Prefer) -> date:
    """Read "den 13.": this month's, or the month's next to it on the side that is preferred."""
    if not 1 <= day <= 31:
        raise ValueError(NO_SUCH_DAY)
    for months in range(12):
        start = _months_away(today.replace(day=1), months if prefer == "future" else -months)
        if day <= calendar.monthrange(start.year, start.month)[1]:
            found = start.replace(day=day)
            if (found <= today) if prefer == "past" else (found >= today):
                return found
    raise ValueError(NO_SUCH_DAY)


def parse_period(text: str, today: date) -> tuple[date, date] | None:
    """Return the first and last day that an answer names ("marts 2025" is the whole month), or None.

    Raises:
        ValueError: it names a day that does not exist. The message is Danish and meant for the person.
    """
    folded = fold(text).text.strip()
    whole = re.fullmatch(r"(?P<year>(?:19|20)\d\d)", folded) or re.fullmatch(rf"(?P<month>{_MONTH})(?P<year>)", folded)
    if whole:
        reader = _whole_month if "month" in whole.groupdict() else _whole_year
        return reader(whole, today, "past")
    found = list(find_periods(folded, today))
    periods = {(item.first, item.last) for item in found if isinstance(item, Period)}
    if not periods and found:
        raise ValueError(NO_SUCH_DAY)
    return periods.pop() if len(periods) == 1 else None


def parse_date(text: str, today: date, prefer: Prefer = "past") -> date | None:
    """Return the one day that an answer names, or None if it names none, several, or only a month or a year.

    A date without a year is the latest one not after `today` (with `prefer="future"`, the earliest not before it).
    The caller checks whether the day makes sense; 2031 is a year like any other here.

    Raises:
        ValueError: it names a day that does not exist ("31-02"). The message is Danish and meant for the person.
    """
    folded = fold(text).text.strip(" .,!")
    parted = r"(?:den |d\.? ?)?(\d{1,2})[ .,-]+(\d{1,2})(?:[ .,-]+((?:19|20)?\d\d))?"
    run_together = r"(\d\d)(\d\d)((?:19|20)\d\d)"
    bare = re.fullmatch(parted, folded) or re.fullmatch(run_together, folded)
    if alone := re.fullmatch(r"(?:den|d\.?) ?(\d{1,2})", folded):
        return _day_of_month(int(alone[1]), today, prefer)
    if bare:
        return _make(int(bare[1]), int(bare[2]), int(bare[3]) if bare[3] else None, today, prefer)
    found = list(find_periods(folded, today, prefer))
    days = {item.first for item in found if isinstance(item, Period) and item.first == item.last}
    if not days and any(isinstance(item, ValueError) for item in found):
        raise ValueError(NO_SUCH_DAY)
    return days.pop() if len(days) == 1 else None
