"""Whose conversation it is, over http and https, and where a form may come from.

Proves: over https (also behind a trusted proxy, and only then) the cookie is `__Host-` and Secure and the browser is
told to stay on https; no planted cookie becomes somebody's conversation; a form that the browser says stands on another
site does nothing, even with the right token; what browsers send from our own pages gets through.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from store import Store
from tests.web.conftest import Clock, Person, TestClient
from web.app import create_app
from web.session import COOKIE, HTTPS_COOKIE
from web.settings import Settings

PROXY = "203.0.113.7"
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def settings(database: str, clock: Clock) -> Settings:
    return Settings(database, "", clock, secret="x", trusted_proxies=PROXY)


@pytest.fixture
def proxied(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), client=(PROXY, 1)) as client:
        yield client


def cookie_of(client: TestClient, **headers: str) -> str:
    client.cookies.clear()
    return str(client.get("/", headers=headers).headers["set-cookie"])


def test_https_behind_a_proxy_makes_a_host_cookie(proxied: TestClient) -> None:
    answer = proxied.get("/", headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{HTTPS_COOKIE}=") and HTTPS_COOKIE.startswith("__Host-")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie and answer.headers["strict-transport-security"] == "max-age=31536000"


def test_http_promises_nothing(proxied: TestClient) -> None:
    answer = proxied.get("/")
    assert answer.headers["set-cookie"].startswith(f"{COOKIE}=") and "Secure" not in answer.headers["set-cookie"]
    assert "strict-transport-security" not in answer.headers


def test_nobody_else_may_say_that_it_is_https(settings: Settings) -> None:
    with TestClient(create_app(settings), client=("192.0.2.1", 1)) as client:
        assert "Secure" not in cookie_of(client, **{"X-Forwarded-Proto": "https"})


def test_over_https_a_cookie_without_the_prefix_is_nobodys(proxied: TestClient) -> None:
    """A neighbouring host may plant `samtale` for the whole domain, but not `__Host-samtale`."""
    planted = cookie_of(proxied).split(";")[0].removeprefix(f"{COOKIE}=")
    https = {"X-Forwarded-Proto": "https"}
    proxied.cookies.clear()
    answer = proxied.get("/", headers={**https, "cookie": f"{COOKIE}={planted}"})
    assert HTTPS_COOKIE in answer.headers["set-cookie"] and planted not in answer.headers["set-cookie"]
    kept = proxied.get("/", headers={**https, "cookie": f"{HTTPS_COOKIE}={planted}"})
    assert "set-cookie" not in kept.headers


def test_a_whole_conversation_over_https(proxied: TestClient, store: Store) -> None:
    proxied.headers["X-Forwarded-Proto"] = "https"
    proxied.base_url = "https://testserver"
    person = Person(proxied)
    person.open()
    person.press("#emne tilbud_og_helbred")
    id = proxied.cookies[HTTPS_COOKIE].rpartition(".")[0]
    assert store.load(id)
    gone = person.post("/slet")
    assert store.load(id) is None and HTTPS_COOKIE not in proxied.cookies and gone.status_code == 200


def test_in_a_frame_on_another_site_the_cookie_goes_as_it_came(settings: Settings, tmp_path) -> None:
    file = tmp_path / "kommune.yml"
    file.write_text("other_site: true\nshown_on: [https://www.kommune.example]", encoding="utf-8")
    app = create_app(replace(settings, municipality=file))
    with TestClient(app, base_url="https://testserver") as client:
        cookie = cookie_of(client)
        assert "Partitioned" in cookie and "SameSite=none" in cookie and cookie.startswith(HTTPS_COOKIE)
        person = Person(client)
        person.open()
        answer = client.post("/slet", data={"kode": person.token}, follow_redirects=False)
        gone = answer.headers.get_list("set-cookie")
        assert any(HTTPS_COOKIE in one and "Partitioned" in one and "Max-Age=0" in one for one in gone), gone


@pytest.mark.parametrize(
    "value",
    ["x", "a.b", "../../x", "{id}", "{id}.", "{id}.{sign}x", "{other}.{sign}", "{id}.{other_sign}", "{id}%00.{sign}"],
)
def test_a_cookie_that_was_tampered_with_is_nobodys(alone: Person, store: Store, value: str) -> None:
    alone.press("#emne tilbud_og_helbred")
    id, _, sign = alone.client.cookies[COOKIE].rpartition(".")
    other, _, other_sign = cookie_of(alone.client).split(";")[0].removeprefix(f"{COOKIE}=").rpartition(".")
    alone.client.cookies.clear()
    made = value.format(id=id, sign=sign, other=other, other_sign=other_sign)
    answer = alone.client.get("/", headers={"cookie": f"{COOKIE}={made}"})
    assert f"{COOKIE}=" in answer.headers["set-cookie"] and id not in answer.headers["set-cookie"]


def test_signed_with_another_secret_it_is_nobodys(database: str, alone: Person) -> None:
    with TestClient(create_app(Settings(database, secret="another"))) as other:
        foreign = cookie_of(other).split(";")[0]
    answer = alone.client.get("/", headers={"cookie": foreign})
    assert foreign.split("=")[1] not in answer.headers["set-cookie"]


# -- where a form may come from


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "nonsense"},
        {"Sec-Fetch-Site": ""},
        {"Origin": "https://evil.example"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://eviltestserver"},
        {"Origin": "file://"},
        {"Origin": "nonsense"},
    ],
)
def test_a_form_on_another_site_does_nothing(alone: Person, store: Store, headers: dict[str, str]) -> None:
    alone.press("#emne tilbud_og_helbred")
    before = store.load(alone.id)
    form = {"kode": alone.token, "tryk": "#forfra", "besked": "hej", "emne": "klage"}
    for path in ("/tryk", "/besked", "/slet", "/trin", "/del", "/svar/ordning", "/raadgiver/log-ind"):
        answer = alone.client.post(path, data=form, headers=headers)
        assert answer.status_code == 403 and "Siden var for gammel" in answer.text, path
    assert store.load(alone.id) == before


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "null"},
        {"Origin": "http://testserver"},
        {"Origin": "http://testserver:8080"},
        {"Origin": "http://TESTSERVER"},
    ],
)
def test_our_own_forms_get_through(alone: Person, headers: dict[str, str]) -> None:
    answer = alone.client.post("/tryk", data={"kode": alone.token, "tryk": "#emne tilbud_og_helbred"}, headers=headers)
    assert answer.status_code == 200


def test_other_systems_may_ask_the_api_from_anywhere(alone: Person) -> None:
    answer = alone.client.post("/api/v1/assess", json={"answers": {}}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers
