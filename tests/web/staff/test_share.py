"""The code: hard to guess, easy to read aloud, works once, tells nothing about itself, and holds no text and no id."""

from __future__ import annotations

import html
import re
import threading
from datetime import timedelta
from itertools import combinations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.conversation import restore
from store import LIFETIME, WINDOW, Attempts, Codes, Store
from store.retention import purge
from tests.web.conftest import Clock, Person
from tests.web.staff.conftest import SECRET, Counsellor, signed
from web.staff.code_words import WORDS, WORDS_IN_CODE, all_words, new_code, read_code
from web.staff.fold import fold
from web.staff.share import TRIES_ALL, TRIES_SESSION
from web.staff.words import staff_words


def made(citizen: Person) -> str:
    """A new code as the citizen reads it."""
    page = citizen.client.post("/del", data={"kode": citizen.token}).text
    words = re.findall(r"<li>(\w+)</li>", page.split('class="share-code"')[1].split("</ol>")[0])
    assert len(words) == WORDS_IN_CODE
    return " ".join(words)


def use(counsellor: Counsellor, code: str) -> httpx.Response:
    return counsellor.post("/kode", koden=code)


# -- the words


def test_the_words_are_enough_and_can_not_be_taken_for_each_other() -> None:
    words = all_words()
    assert len(set(words)) == WORDS
    assert WORDS**WORDS_IN_CODE == 2**64
    folded = [fold(word) for word in words]
    assert len({word[:4] for word in folded}) == WORDS, "four letters are enough"
    assert all(4 <= len(word) <= 9 and word.isalpha() and word.isascii() for word in folded)
    for one, other in combinations(folded, 2):
        assert abs(len(one) - len(other)) > 1 or _distance(one, other) >= 2, (one, other)


def _distance(one: str, other: str) -> int:
    before = list(range(len(other) + 1))
    for i, x in enumerate(one, 1):
        row = [i]
        for j, y in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (x != y)))
        before = row
    return before[-1]


def test_codes_are_random() -> None:
    codes = {new_code() for _ in range(2_000)}
    assert len(codes) == 2_000
    assert {word for code in codes for word in code} == set(all_words())


SPELLINGS = [
    str,
    str.upper,
    str.title,
    lambda code: code.replace("æ", "ae").replace("ø", "oe").replace("å", "aa"),
    lambda code: code.replace("æ", "a").replace("ø", "o").replace("å", "a"),
    lambda code: code.replace(" ", "  -, "),
    lambda code: f"  {code}\n",
    lambda code: code.replace("å", "å"),
    lambda code: " ".join(fold(word)[:4] for word in code.split()),
]


@given(
    st.lists(st.sampled_from(all_words()), min_size=WORDS_IN_CODE, max_size=WORDS_IN_CODE), st.sampled_from(SPELLINGS)
)
def test_a_code_can_be_typed_in_every_usual_way(words: list[str], spelled) -> None:
    code = " ".join(words)
    assert read_code(spelled(code)) == read_code(code) is not None


@given(st.text(max_size=300))
def test_anything_can_be_typed(text: str) -> None:
    found = read_code(text)
    assert found is None or len(found.split()) == WORDS_IN_CODE


def test_too_few_too_many_and_unknown_words_are_no_code() -> None:
    words = list(all_words()[:WORDS_IN_CODE])
    for wrong in (words[1:], [*words, words[0]], [*words[1:], "qqqq"], [*words[1:], words[0] + "x"], []):
        assert read_code(" ".join(wrong)) is None


# -- from the citizen to the counsellor


def test_answers_and_topics_come_over_and_nothing_else(counsellor: Counsellor, citizen: Person, store: Store) -> None:
    record = store.load(citizen.id)
    assert record
    state = restore(record.state)
    answer = use(counsellor, made(citizen))
    assert (answer.status_code, answer.headers["location"]) == (303, "/raadgiver?kode")
    assert counsellor.desk.main.answers == state.answers
    assert counsellor.desk.main.topics == state.topics
    assert counsellor.desk.main.before == ()
    assert staff_words().code_taken in counsellor.get("?kode").text
    assert citizen.id not in str(counsellor.desk)


def test_a_code_works_once(counsellor: Counsellor, citizen: Person) -> None:
    code = made(citizen)
    assert use(counsellor, code).status_code == 303
    again = use(counsellor, code)
    assert again.status_code == 422
    assert staff_words().code_wrong in again.text


def test_wrong_used_expired_and_withdrawn_look_the_same(counsellor: Counsellor, citizen: Person, clock: Clock) -> None:
    used = made(citizen)
    use(counsellor, used)
    answers = [use(counsellor, used), use(counsellor, " ".join(new_code())), use(counsellor, "hej")]
    withdrawn = made(citizen)
    citizen.client.post("/del/fortryd", data={"kode": citizen.token})
    answers.append(use(counsellor, withdrawn))
    expired = made(citizen)
    clock.now += LIFETIME
    counsellor.token = counsellor.staff.open("raadgiver1", clock())
    counsellor.client.cookies.set("raadgiver", signed(counsellor.token), path="/raadgiver")
    answers.append(use(counsellor, expired))
    assert {answer.status_code for answer in answers} == {422}
    assert len({answer.text.split('role="alert"')[1].split("</div>")[0] for answer in answers}) == 1


def test_deleting_the_conversation_deletes_the_code(counsellor: Counsellor, citizen: Person) -> None:
    code = made(citizen)
    citizen.client.post("/slet", data={"kode": citizen.token})
    assert use(counsellor, code).status_code == 422


def test_a_new_code_ends_the_earlier_one(counsellor: Counsellor, citizen: Person) -> None:
    first = made(citizen)
    second = made(citizen)
    assert use(counsellor, first).status_code == 422
    assert use(counsellor, second).status_code == 303


def test_two_counsellors_at_once_and_one_gets_it(counsellor: Counsellor, citizen: Person, store: Store) -> None:
    code = read_code(made(citizen))
    assert code
    codes, start, got = Codes(store, SECRET), threading.Barrier(4), []

    def take() -> None:
        start.wait()
        got.append(codes.use(code, counsellor.clock()))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(found is not None for found in got) == 1


def test_guessing_is_stopped_for_the_session_and_for_everybody(
    counsellor: Counsellor, citizen: Person, clock: Clock
) -> None:
    code = made(citizen)
    for _ in range(TRIES_SESSION):
        assert use(counsellor, " ".join(new_code())).status_code == 422
    stopped = use(counsellor, code)
    assert stopped.status_code == 429
    assert staff_words().code_too_many in stopped.text
    clock.now += WINDOW
    assert use(counsellor, code).status_code == 303


def test_the_limit_for_everybody_holds_over_sessions(counsellor: Counsellor, store: Store) -> None:
    attempts = Attempts(store, SECRET)
    for _ in range(TRIES_ALL):
        assert attempts.take({"koder": TRIES_ALL}, counsellor.clock())
    assert use(counsellor, " ".join(new_code())).status_code == 429


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{ 7*7 }}", "x" * 10_000, "\x00", "' or 1=1 --"])
def test_markup_as_a_code_is_only_a_wrong_code(counsellor: Counsellor, text: str) -> None:
    answer = use(counsellor, text)
    assert answer.status_code == 422
    assert text not in answer.text.split("<main")[1]


def test_the_citizens_page_without_answers_and_without_a_conversation(alone: Person) -> None:
    page = alone.client.get("/del").text
    assert staff_words().share.nothing in page
    assert '<form method="post" action="/del">' not in page
    assert alone.client.post("/del", data={"kode": "x"}).status_code == 403
    assert staff_words().share.nothing in alone.client.post("/del", data={"kode": alone.token}).text


def test_the_code_is_shown_once_and_says_until_when(citizen: Person) -> None:
    code = made(citizen)
    page = html.unescape(citizen.client.get("/del").text)
    assert "13.00" in page, "an hour from noon"
    assert not any(f"<li>{word}</li>" in page for word in code.split())
    stopped = citizen.client.post("/del/fortryd", data={"kode": citizen.token}).text
    assert staff_words().share.withdrawn in stopped
    assert "13.00" not in stopped


def test_everything_is_purged_when_its_time_is_over(
    counsellor: Counsellor, citizen: Person, store: Store, clock: Clock
) -> None:
    made(citizen)
    use(counsellor, "hej")
    purge(store, clock.now + timedelta(hours=9))
    with store.read() as connection:
        for table in ("share_codes", "staff_sessions", "attempts"):
            assert connection.exec_driver_sql(f"select count(*) from {table}").scalar() == 0, table
