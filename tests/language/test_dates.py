"""Dates and periods as people write them. Today is Sunday 22 November 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.facts import parse_date, parse_period

TODAY = date(2026, 11, 22)
MONTHS = "januar februar marts april maj juni juli august september oktober november december"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13/5", date(2026, 5, 13)),
        ("13/12", date(2025, 12, 13)),
        ("13-5-2026", date(2026, 5, 13)),
        ("13.5.26", date(2026, 5, 13)),
        ("d. 13. maj", date(2026, 5, 13)),
        ("den 13 maj 2025", date(2025, 5, 13)),
        ("tolvte marts", date(2026, 3, 12)),
        ("3. november", date(2026, 11, 3)),
        ("3 novenber", date(2026, 11, 3)),
        ("2026-11-03", date(2026, 11, 3)),
        ("03112026", date(2026, 11, 3)),
        ("i går", date(2026, 11, 21)),
        ("igaar", date(2026, 11, 21)),
        ("i forgårs", date(2026, 11, 20)),
        ("i dag", TODAY),
        ("i morgen", date(2026, 11, 23)),
        ("for 10 dage siden", date(2026, 11, 12)),
        ("for to uger siden", date(2026, 11, 8)),
        ("om 3 dage", date(2026, 11, 25)),
        ("på mandag", date(2026, 11, 23)),
        ("i mandags", date(2026, 11, 16)),
        ("sidste søndag", date(2026, 11, 15)),
        ("13. maj 2031", date(2031, 5, 13)),
        ("jeg fik det vist d. 13/5 tror jeg", date(2026, 5, 13)),
        ("29. februar", date(2024, 2, 29)),
        ("3.11.26", date(2026, 11, 3)),
        ("d. 3. nov", date(2026, 11, 3)),
        ("3 nov 26", date(2026, 11, 3)),
        ("12/5-25", date(2025, 5, 12)),
        ("12/5 2025", date(2025, 5, 12)),
        ("den 3. november 20 timer", date(2026, 11, 3)),
        ("for 14 dage siden", date(2026, 11, 8)),
        ("for ca 3 uger siden", date(2026, 11, 1)),
        ("om fjorten dage", date(2026, 12, 6)),
        ("den første i næste måned", date(2026, 12, 1)),
        ("den 13.", date(2026, 11, 13)),
        ("mandag den 23/11", date(2026, 11, 23)),
        ("torsdag den 12. november", date(2026, 11, 12)),
        ("næste torsdag", date(2026, 11, 26)),
        ("først på mandag", date(2026, 11, 23)),
        ("for halvandet år siden", None),
        ("sidste måned", None),
        ("marts", None),
        ("24/7", None),
        ("37.5 timer", None),
        ("hej", None),
        ("", None),
        ("den 1. marts eller den 2. marts", None),
    ],
)
def test_date(text, expected):
    assert parse_date(text, TODAY) == expected


@pytest.mark.parametrize("text", ["31-02", "31/2", "30. februar 2026", "32/1", "13/13/2026", "2026-13-01", "00/00"])
def test_impossible_date(text):
    with pytest.raises(ValueError, match="findes ikke"):
        parse_date(text, TODAY)


def test_next_thursday_is_two_days_to_some_and_nine_to_others():
    assert parse_date("næste torsdag", date(2026, 11, 24)) is None
    assert parse_date("på torsdag", date(2026, 11, 24)) == date(2026, 11, 26)


def test_the_future_when_asked_for():
    assert parse_date("3. januar", TODAY, prefer="future") == date(2027, 1, 3)
    assert parse_date("mandag", TODAY, prefer="future") == date(2026, 11, 23)
    assert parse_date("mandag", TODAY) == date(2026, 11, 16)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024", (date(2024, 1, 1), date(2024, 12, 31))),
        ("i marts 2025", (date(2025, 3, 1), date(2025, 3, 31))),
        ("februar", (date(2026, 2, 1), date(2026, 2, 28))),
        ("3. november", (date(2026, 11, 3), date(2026, 11, 3))),
        ("marts i år", (date(2026, 3, 1), date(2026, 3, 31))),
        ("sidste år", (date(2025, 1, 1), date(2025, 12, 31))),
        ("siden marts 24", (date(2024, 3, 1), date(2024, 3, 31))),
        ("sommeren 2023", (date(2023, 1, 1), date(2023, 12, 31))),
        ("sidste måned", (date(2026, 10, 1), date(2026, 10, 31))),
        ("for halvandet år siden", (date(2025, 4, 22), date(2025, 6, 21))),
        ("ved det ikke", None),
    ],
)
def test_period(text, expected):
    assert parse_period(text, TODAY) == expected


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_written_date_is_read_back(day):
    assert parse_date(day.isoformat(), TODAY) == day
    assert parse_date(f"{day.day}/{day.month}-{day.year}", TODAY) == day
    assert parse_date(f"den {day.day}. {MONTHS.split()[day.month - 1]} {day.year}", TODAY) == day


@given(st.integers(1, 300), st.dates(date(2001, 1, 1), date(2090, 1, 1)))
def test_days_ago(count, today):
    assert parse_date(f"for {count} dage siden", today) == today - timedelta(days=count)


@given(st.text())
def test_any_text_gives_a_date_nothing_or_a_value_error(text):
    for read in (parse_date, parse_period):
        try:
            read(text, TODAY)
        except ValueError as error:
            assert "dato" in str(error)
