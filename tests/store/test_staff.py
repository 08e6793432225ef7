"""Accounts hold a name and a hash; sessions end by themselves; attempts are counted for everybody at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import argon2
import pytest
import sqlalchemy as sa

from store import WINDOW, Attempts, BadAccount, Staff, Store
from store.staff import ACCOUNTS, LONGEST_IDLE, LONGEST_SESSION

NOON = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)
PASSWORD = "fire små grønne bøger"


@pytest.fixture
def staff(store: Store) -> Staff:
    return Staff(store)


@pytest.fixture
def attempts(store: Store) -> Attempts:
    return Attempts(store, "secret")


# -- accounts


def test_there_is_no_account_from_the_start(staff: Staff) -> None:
    assert staff.accounts() == []
    assert not staff.knows("admin", "admin")
    assert not staff.knows("", "")


def test_a_password_fits_its_own_account_only(staff: Staff) -> None:
    staff.add("raadgiver1", PASSWORD, NOON)
    staff.add("raadgiver2", "en helt anden lang sætning", NOON)
    assert staff.accounts() == [("raadgiver1", NOON), ("raadgiver2", NOON)]
    assert staff.knows("raadgiver1", PASSWORD)
    assert staff.knows("raadgiver1", PASSWORD.replace("å", "å")), "å written as two signs is the same password"
    for name, password in (("raadgiver1", PASSWORD + " "), ("raadgiver2", PASSWORD), ("raadgiver3", PASSWORD)):
        assert not staff.knows(name, password)


def test_the_password_is_kept_as_argon2id(staff: Staff, store: Store) -> None:
    staff.add("raadgiver1", PASSWORD, NOON)
    with store.read() as connection:
        kept = connection.exec_driver_sql("select password from staff_accounts").scalar()
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_an_older_hash_is_made_anew_at_sign_in(staff: Staff, store: Store) -> None:
    staff.add("raadgiver1", PASSWORD, NOON)
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with store.write() as connection:
        connection.execute(sa.update(ACCOUNTS).values(password=weak))
    assert staff.knows("raadgiver1", PASSWORD)
    with store.read() as connection:
        assert "m=65536" in connection.exec_driver_sql("select password from staff_accounts").scalar()
    assert staff.knows("raadgiver1", PASSWORD)


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("ab", PASSWORD),
        ("Mette Hansen", PASSWORD),
        ("mette@kommune.dk", PASSWORD),
        ("x" * 33, PASSWORD),
        ("rådgiver", PASSWORD),
        ("raadgiver1", "elleve tegn"),
        ("raadgiver1", "aaaaaaaabbbb"),
        ("raadgiver1", "jeg er Raadgiver1 her"),
        ("raadgiver1", "x y" * 100),
    ],
)
def test_names_and_passwords_that_can_not_be_used(staff: Staff, name: str, password: str) -> None:
    with pytest.raises(BadAccount):
        staff.add(name, password, NOON)
    assert staff.accounts() == []


def test_an_account_is_not_overwritten(staff: Staff) -> None:
    staff.add("raadgiver1", PASSWORD, NOON)
    with pytest.raises(BadAccount, match="findes allerede"):
        staff.add("raadgiver1", "en helt anden sætning", NOON)
    assert staff.knows("raadgiver1", PASSWORD)


def test_a_removed_account_is_signed_out_everywhere(staff: Staff) -> None:
    staff.add("raadgiver1", PASSWORD, NOON)
    token = staff.open("raadgiver1", NOON)
    assert staff.remove("raadgiver1")
    assert not staff.remove("raadgiver1")
    assert staff.session(token, NOON) is None
    assert not staff.knows("raadgiver1", PASSWORD)


# -- sessions


def test_a_session_holds_the_screen_until_it_is_closed(staff: Staff, stored: Callable[[], bytes]) -> None:
    token = staff.open("raadgiver1", NOON)
    assert len(token) == 43, "256 bits"
    staff.keep(token, b"SECRETSCREEN" * 100)
    assert b"SECRETSCREEN" in stored()
    session = staff.session(token, NOON)
    assert session and (session.name, session.state) == ("raadgiver1", b"SECRETSCREEN" * 100)
    assert staff.session(token + "x", NOON) is None
    assert staff.session("", NOON) is None
    staff.close(token)
    assert staff.session(token, NOON) is None
    staff.keep(token, b"back again")
    assert staff.session(token, NOON) is None
    assert b"SECRETSCREEN" not in stored()
    assert token.encode() not in stored()


def test_a_session_ends_when_nobody_uses_it(staff: Staff) -> None:
    token = staff.open("raadgiver1", NOON)
    later = NOON + LONGEST_IDLE - SECOND
    assert staff.session(token, later)
    assert staff.session(token, later + LONGEST_IDLE - SECOND)
    assert staff.session(token, later + 2 * LONGEST_IDLE) is None


def test_a_session_ends_after_a_working_day_however_much_it_is_used(staff: Staff) -> None:
    token = staff.open("raadgiver1", NOON)
    now = NOON
    while now + timedelta(minutes=20) < NOON + LONGEST_SESSION:
        now += timedelta(minutes=20)
        assert staff.session(token, now)
    assert staff.session(token, NOON + LONGEST_SESSION) is None


def test_purge_takes_the_sessions_that_have_ended(staff: Staff) -> None:
    staff.open("raadgiver1", NOON - LONGEST_IDLE)
    token = staff.open("raadgiver1", NOON)
    assert staff.purge(NOON) == 1
    assert staff.session(token, NOON)
    assert staff.purge(NOON + LONGEST_SESSION) == 1


# -- attempts


def test_so_many_and_no_more_until_the_time_is_over(attempts: Attempts) -> None:
    assert [attempts.take({"a": 3}, NOON) for _ in range(4)] == [True, True, True, False]
    assert attempts.take({"b": 3}, NOON)
    assert not attempts.take({"a": 3}, NOON + WINDOW - SECOND)
    assert attempts.take({"a": 3}, NOON + WINDOW)


def test_every_key_must_allow_it_and_a_refused_attempt_counts_for_none(attempts: Attempts) -> None:
    assert attempts.take({"a": 1, "b": 2}, NOON)
    assert not attempts.take({"a": 1, "b": 2}, NOON)
    assert attempts.take({"b": 2}, NOON)
    assert not attempts.take({"b": 2}, NOON)


def test_a_good_attempt_is_not_counted(attempts: Attempts) -> None:
    for _ in range(5):
        assert attempts.take({"a": 1, "b": 1}, NOON)
        attempts.succeeded("a", "b")
    attempts.succeeded("a")
    assert attempts.take({"a": 1}, NOON)
    assert not attempts.take({"a": 1}, NOON)


def test_it_holds_over_several_openings_of_the_database(attempts: Attempts, opened: Callable[[], Store]) -> None:
    other = Attempts(opened(), "secret")
    assert attempts.take({"a": 1}, NOON)
    assert not other.take({"a": 1}, NOON)


def test_many_at_once_get_no_more_than_one_after_another(attempts: Attempts) -> None:
    for turn in range(5):
        start = threading.Barrier(8)
        got: list[bool] = []

        def take(start: threading.Barrier = start, got: list[bool] = got, key: str = f"a{turn}") -> None:
            start.wait()
            got.append(attempts.take({key: 3, "all": 100}, NOON))

        threads = [threading.Thread(target=take) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (len(got), sum(got)) == (8, 3)


def test_keys_are_not_readable_and_are_purged(attempts: Attempts, store: Store) -> None:
    attempts.take({"adresse:192.0.2.7": 3}, NOON)
    with store.read() as connection:
        assert "192.0.2.7" not in str(connection.exec_driver_sql("select * from attempts").all())
    assert attempts.purge(NOON - SECOND) == 0
    assert attempts.purge(NOON) == 1
