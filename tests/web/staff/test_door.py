"""Signing in: nothing without it, nothing told about who exists, no guessing, no planted session, no forged form."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store import WINDOW, Staff, Store
from store.staff import LONGEST_IDLE, LONGEST_SESSION
from tests.web.conftest import Clock, TestClient, the_guide
from tests.web.staff.conftest import NAME, PASSWORD, Counsellor, signed, token_in
from web.municipality import Municipality
from web.session import Sessions
from web.settings import Settings
from web.site import Site
from web.staff import staff_routes
from web.staff.door import TRIES_ACCOUNT, TRIES_ADDRESS
from web.staff.words import staff_words
from web.talk import Talk

SIGN_IN = "/raadgiver/log-ind"


@pytest.fixture
def account(store: Store, clock: Clock) -> Staff:
    staff = Staff(store)
    staff.add(NAME, PASSWORD, clock())
    return staff


def sign_in(client: TestClient, name: str = NAME, password: str = PASSWORD):
    kode = token_in(client.get(SIGN_IN).text)
    return client.post(SIGN_IN, data={"kode": kode, "navn": name, "adgangskode": password})


def all_routes(store: Store) -> list[tuple[str, str]]:
    """Every route under /raadgiver but the sign-in itself, taken from the application."""
    site = Site(Settings(), Municipality(), the_guide(), store, Sessions("x"), Talk(the_guide(), store))
    return [
        (method, route.path.replace("{id}", "klage"))
        for route in staff_routes(site)
        for method in sorted(route.methods - {"HEAD"})
        if route.path.startswith("/raadgiver") and route.path != SIGN_IN
    ]


def test_every_page_without_sign_in_leads_to_it_and_shows_nothing(client: TestClient, store: Store) -> None:
    routes = all_routes(store)
    assert len(routes) >= 18
    for method, path in routes:
        for cookie in ("", "nonsense", signed("a token that nobody was given")):
            client.cookies.clear()
            if cookie:
                client.cookies.set("raadgiver", cookie, path="/raadgiver")
            answer = client.request(method, path, data={"kode": "x"} if method == "POST" else None)
            assert (answer.status_code, answer.headers["location"]) == (303, SIGN_IN), (method, path, cookie)
            assert answer.text == ""


def test_a_part_of_a_page_without_sign_in_leads_the_whole_page_to_it(client: TestClient) -> None:
    answer = client.post("/raadgiver", data={}, headers={"hx-request": "true"})
    assert (answer.headers["hx-redirect"], answer.text) == (SIGN_IN, "")


def test_in_and_out(client: TestClient, account: Staff) -> None:
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/raadgiver")
    cookie = answer.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=strict", "path=/raadgiver"))
    page = client.get("/raadgiver")
    assert page.status_code == 200
    assert NAME in page.text
    assert page.headers["cache-control"] == "no-store"
    assert client.get(SIGN_IN).status_code == 303
    kept = client.cookies["raadgiver"]
    assert client.post("/raadgiver/log-ud", data={"kode": token_in(page.text)}).status_code == 303
    client.cookies.set("raadgiver", kept, path="/raadgiver")
    assert client.get("/raadgiver").status_code == 303, "the session is gone, not only the cookie"


def test_wrong_name_and_wrong_password_look_the_same(client: TestClient, account: Staff) -> None:
    answers = [sign_in(client, name, password) for name, password in ((NAME, "x" * 12), ("ingen", "x" * 12), ("", ""))]
    assert {answer.status_code for answer in answers} == {403}
    assert all(staff_words().wrong in answer.text for answer in answers)
    pages = [answer.text.replace(token_in(answer.text), "") for answer in answers]
    assert len(set(pages)) == 1


def test_brute_force_ends_after_a_few_tries_also_with_the_right_password(
    client: TestClient, account: Staff, clock: Clock, store: Store
) -> None:
    for _ in range(TRIES_ACCOUNT):
        assert sign_in(client, password="gættet adgangskode").status_code == 403
    stopped = sign_in(client)
    assert stopped.status_code == 429
    assert staff_words().too_many in stopped.text
    assert stopped.headers["retry-after"] == "900"
    clock.now += WINDOW
    assert sign_in(client).status_code == 303


def test_the_limit_is_the_same_for_accounts_that_do_not_exist(client: TestClient) -> None:
    codes = [sign_in(client, "findesikke").status_code for _ in range(TRIES_ACCOUNT + 1)]
    assert codes == [403] * TRIES_ACCOUNT + [429]


def test_one_address_can_not_try_many_accounts(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Staff, "knows", lambda *_: False)
    codes = [sign_in(client, f"konto{n}").status_code for n in range(TRIES_ADDRESS + 1)]
    assert codes == [403] * TRIES_ADDRESS + [429]


def test_those_who_sign_in_do_not_use_up_the_address(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Staff, "knows", lambda *_: True)
    for n in range(TRIES_ADDRESS + 5):
        client.cookies.clear()
        assert sign_in(client, f"konto{n}").status_code == 303


def test_a_planted_token_is_not_the_session(client: TestClient, account: Staff) -> None:
    client.get(SIGN_IN)
    planted = client.cookies["raadgiver"]
    sign_in(client)
    assert client.cookies["raadgiver"] != planted
    client.cookies.clear()
    client.cookies.set("raadgiver", planted, path="/raadgiver")
    assert client.get("/raadgiver").status_code == 303


def test_signing_in_needs_its_own_form(client: TestClient, account: Staff) -> None:
    other = token_in(client.get(SIGN_IN).text)
    client.cookies.clear()
    for kode in (other, "", "x"):
        client.get(SIGN_IN)
        answer = client.post(SIGN_IN, data={"kode": kode, "navn": NAME, "adgangskode": PASSWORD})
        assert answer.status_code == 403
        client.cookies.clear()
    assert client.post(SIGN_IN, data={"kode": other, "navn": NAME, "adgangskode": PASSWORD}).status_code == 403


def test_every_form_needs_the_sessions_token(counsellor: Counsellor, client: TestClient, store: Store) -> None:
    counsellor.post(ordning="sygedagpenge")
    another = counsellor.staff.open("raadgiver2", counsellor.clock())
    before = counsellor.desk
    for path in (path for method, path in all_routes(store) if method == "POST"):
        for kode in ("", "forkert", signed(another), "æøå"):
            form = {"kode": kode, "ordning": "kontanthjaelp", "handling": "kopier", "koden": "x"}
            assert client.post(path, data=form).status_code == 403, path
        assert client.post(path, content=b"{}", headers={"content-type": "application/json"}).status_code == 400
        assert counsellor.desk == before


def test_a_session_ends_when_idle_and_after_a_working_day(counsellor: Counsellor, clock: Clock) -> None:
    began = clock.now
    clock.now += LONGEST_IDLE - timedelta(seconds=1)
    assert counsellor.get().status_code == 200
    clock.now += LONGEST_IDLE
    assert counsellor.get().status_code == 303
    clock.now = began + LONGEST_SESSION
    assert counsellor.get().status_code == 303


def test_what_stood_on_the_screen_is_gone_for_the_next_one(counsellor: Counsellor, clock: Clock) -> None:
    counsellor.post(ordning="sygedagpenge")
    counsellor.post("/log-ud")
    token = counsellor.staff.open(NAME, clock())
    counsellor.client.cookies.set("raadgiver", signed(token), path="/raadgiver")
    assert 'value="sygedagpenge" selected' not in counsellor.get().text
