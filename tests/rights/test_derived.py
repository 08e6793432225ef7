"""The last day for complaining: worked examples by hand, and what must hold for any day.

Proves: four weeks are counted from the day of receipt that the guidance presumes, and an unknown way of delivery is
only decided where every way agrees.
Does not prove: that the guidance is still the newest, nor how public holidays move the day (the code ignores them, so
its day is never too late).
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rights.derived import FUNCTIONS, complaint_deadlines, complaint_window, received
from tests.rights.support import assessor, catalogue

POSTS = ("digital", "brev", "quickpost")
days = st.dates(date(2022, 1, 1), date(2027, 12, 31))
posts = st.sampled_from(POSTS)


# Worked out on paper with a calendar: 2 November 2026 is a Monday.
@pytest.mark.parametrize(
    ("post", "sent", "got", "last"),
    [
        ("digital", "2026-11-02", "2026-11-02", "2026-11-30"),
        ("digital", "2026-11-07", "2026-11-07", "2026-12-05"),  # a Saturday: Digital Post counts the same day
        ("brev", "2026-11-02", "2026-11-10", "2026-12-08"),  # Monday + 6 workdays: Tuesday the week after
        ("brev", "2026-11-05", "2026-11-13", "2026-12-11"),  # Thursday -> Friday the week after
        ("brev", "2026-11-06", "2026-11-16", "2026-12-14"),  # Friday: two weekends in between
        ("brev", "2026-11-07", "2026-11-16", "2026-12-14"),  # Saturday: counts from the Monday
        ("brev", "2026-11-08", "2026-11-16", "2026-12-14"),  # Sunday: as Saturday
        ("quickpost", "2026-11-02", "2026-11-04", "2026-12-02"),
        ("quickpost", "2026-11-06", "2026-11-08", "2026-12-06"),
        ("digital", "2024-02-01", "2024-02-01", "2024-02-29"),  # leap year
        ("digital", "2026-12-10", "2026-12-10", "2027-01-07"),  # over the year
    ],
)
def test_worked_examples(post: str, sent: str, got: str, last: str) -> None:
    assert received(date.fromisoformat(sent), post)[-1] == date.fromisoformat(got)
    answers = {"afgoerelse_dato": sent, "post": post}
    assert complaint_deadlines(answers)[-1] == date.fromisoformat(last)
    assert complaint_window(answers, complaint_deadlines(answers)[0]) == "inden_for"
    assert complaint_window(answers, date.fromisoformat(last) + timedelta(days=1)) == "overskredet"


def test_a_letter_is_counted_with_and_without_saturdays() -> None:
    answers = {"afgoerelse_dato": "2026-11-02", "post": "brev"}
    assert received(date(2026, 11, 2), "brev") == (date(2026, 11, 9), date(2026, 11, 10))
    assert complaint_deadlines(answers) == (date(2026, 12, 7), date(2026, 12, 8))
    assert complaint_window(answers, date(2026, 12, 7)) == "inden_for"
    assert complaint_window(answers, date(2026, 12, 8)) is None
    assert complaint_window(answers, date(2026, 12, 9)) == "overskredet"


def test_the_day_it_was_received_comes_before_what_is_presumed() -> None:
    answers = {"afgoerelse_modtaget": "2026-11-20", "afgoerelse_dato": "2026-10-01", "post": "brev"}
    assert complaint_deadlines(answers) == (date(2026, 12, 18),)


def test_unknown_delivery_leaves_every_way_open() -> None:
    answers = {"afgoerelse_dato": "2026-11-02"}
    assert complaint_deadlines(answers) == (
        date(2026, 11, 30),
        date(2026, 12, 2),
        date(2026, 12, 7),
        date(2026, 12, 8),
    )
    assert complaint_window(answers, date(2026, 11, 30)) == "inden_for"
    assert complaint_window(answers, date(2026, 12, 1)) is None
    assert complaint_window(answers, date(2026, 12, 8)) is None
    assert complaint_window(answers, date(2026, 12, 9)) == "overskredet"


@pytest.mark.parametrize(
    "answers",
    [{}, {"post": "brev"}, {"afgoerelse_dato": "ved_ikke"}, {"afgoerelse_modtaget": "ved_ikke", "post": "digital"}],
)
def test_without_a_date_nothing_is_said(answers: dict[str, str]) -> None:
    assert complaint_deadlines(answers) == ()
    assert complaint_window(answers, date(2026, 11, 22)) is None


@pytest.mark.parametrize("wrong", ["i går", "2026-02-30", "22-11-2026", ""])
def test_what_is_not_a_date_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError):
        complaint_deadlines({"afgoerelse_dato": wrong})


@given(days, posts)
def test_receipt_is_never_before_sending_and_never_more_than_ten_days_after(sent: date, post: str) -> None:
    assert all(timedelta() <= day - sent <= timedelta(days=10) for day in received(sent, post))


@given(days)
def test_a_letter_arrives_on_a_workday_six_workdays_on(sent: date) -> None:
    with_saturday, without = received(sent, "brev")[0], received(sent, "brev")[-1]
    for got, workdays in ((with_saturday, 6), (without, 5)):
        assert got.weekday() < workdays
        between = [sent + timedelta(days=n) for n in range(1, (got - sent).days + 1)]
        assert sum(day.weekday() < workdays for day in between) == 6


@given(days, days, posts)
def test_later_sending_never_gives_an_earlier_deadline(one: date, other: date, post: str) -> None:
    first, second = sorted((one, other))
    assert received(first, post) <= received(second, post)


@given(days, days)
def test_the_order_of_the_ways(sent: date, today: date) -> None:
    assert received(sent, "digital") <= received(sent, "quickpost") <= received(sent, "brev")
    known = {complaint_window({"afgoerelse_dato": sent.isoformat(), "post": post}, today) for post in POSTS}
    unknown = complaint_window({"afgoerelse_dato": sent.isoformat()}, today)
    assert unknown == (known.pop() if len(known) == 1 else None)


@given(days, days)
def test_the_window_closes_once_and_for_good(got: date, today: date) -> None:
    answers = {"afgoerelse_modtaget": got.isoformat()}
    assert (complaint_window(answers, today) == "inden_for") == (today <= got + timedelta(weeks=4))


def test_every_function_named_in_the_catalogue_gives_only_its_options() -> None:
    for fact in catalogue().derived.values():
        function = FUNCTIONS[fact.function]
        options = {option.id for option in fact.options} | {None}
        for sent in ("2026-10-24", "2026-10-25", "2026-11-22"):
            for post in (*POSTS, "ved_ikke"):
                assert function({"afgoerelse_dato": sent, "post": post}, date(2026, 11, 22)) in options


def test_the_deadline_in_a_decision_is_the_earliest_possible_and_safe_is_never_later() -> None:
    today = date(2026, 11, 22)
    for post in (*POSTS, "ved_ikke"):
        answers = {"afgoerelse": "skriftlig", "afgoerelse_dato": "2026-11-02", "post": post}
        (deadline,) = assessor().decide("klage", answers, today).deadlines
        assert deadline.latest == complaint_deadlines(answers)[0]
        assert deadline.safe <= deadline.latest
        assert deadline.safe == date(2026, 11, 30)
