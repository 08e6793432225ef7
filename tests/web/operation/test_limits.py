"""How much one address or conversation may ask for.

Proves: each kind has its own limit, by address (of IPv6 the network) and by conversation; whoever is over gets 429,
Retry-After and a page with phone numbers; a cry for help, phone numbers and the look of the pages have no limit;
processes that share a Redis count together; without it each counts alone and nobody sees an error; no address is
kept. Of free text with Rasa there is never more under way than there is room for.
Does not prove: that the numbers in web/limits.py suit a municipality; they are reasoned there.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import httpx
import pytest
from throttled import utils

from guide.moves import Heard
from store import Store
from tests.servers import free_port
from tests.web.conftest import RASA, Clock, FakeRasa, Person, TestClient, the_guide
from web.app import create_app
from web.limits import ADDRESS, API, CONVERSATION, LIMITS, PAGE, SIGN_IN, TEXT, Limit, client_address
from web.settings import Settings, from_environment
from web.talk import NO_LANGUAGE, Talk

CRIES = ("jeg vil ikke leve mere", "jeg tager mit liv i aften", "jeg overvejer selvmord")
MUNICIPALITY = "name: Prøve Kommune\nphones: [{label: Hovednummer, number: 11 22 33 44}]\n"


@pytest.fixture
def start(tmp_path, database: str, clock: Clock) -> Iterator:
    """An application with limits of its own, asked from an address."""
    municipality = tmp_path / "kommune.yml"
    municipality.write_text(MUNICIPALITY, encoding="utf-8")
    with ExitStack() as stack:

        def starting(*limits: Limit, address: str = "192.0.2.1", **settings: object) -> Person:
            made = Settings(database, "", clock, limits=limits, secret="x", municipality=municipality)
            app = create_app(replace(made, **settings))
            client = stack.enter_context(TestClient(app, client=(address, 1)))
            return Person(client)

        yield starting


def from_other(person: Person, address: str) -> TestClient:
    """The same application asked from another address."""
    return TestClient(person.client.app, client=(address, 1))


def statuses(client: TestClient, times: int, path: str = "/", **more: object) -> list[int]:
    return [client.get(path, **more).status_code for _ in range(times)]


def test_an_address_over_its_limit_is_told_when_to_come_again(start) -> None:
    person = start(Limit(PAGE, ADDRESS, 1, 3))
    assert statuses(person.client, 3) == [200] * 3
    answer = person.client.get("/")
    assert answer.status_code == 429 and 1 <= int(answer.headers["retry-after"]) <= 60
    assert "Vent et øjeblik" in answer.text and "11 22 33 44" in answer.text and 'href="tel:112"' in answer.text
    assert "content-security-policy" in answer.headers
    assert from_other(person, "192.0.2.2").get("/").status_code == 200


def test_after_the_time_it_said_it_is_open_again(start, monkeypatch: pytest.MonkeyPatch) -> None:
    person = start(Limit(PAGE, ADDRESS, 1, 2))
    statuses(person.client, 2)
    wait = int(person.client.get("/").headers["retry-after"])
    later = utils.now_mono_f() + wait
    monkeypatch.setattr(utils, "now_mono_f", lambda: later)
    assert person.client.get("/").status_code == 200


def test_what_has_no_limit(start) -> None:
    person = start(Limit(PAGE, ADDRESS, 1, 1))
    statuses(person.client, 3)
    for path in ("/menneske", "/sundhed", "/klar", "/kommune.css", "/static/ikon.svg", "/indlejring.js"):
        assert statuses(person.client, 5, path) == [200] * 5, path


def test_a_network_of_ipv6_is_one_address() -> None:
    one, two, other = (
        client_address({"client": (host, 1)}) for host in ("2001:db8::1", "2001:db8::ffff", "2001:db9::1")
    )
    assert one == two != other
    assert client_address({"client": ("192.0.2.1", 1)}) == "192.0.2.1" and client_address({"client": None}) == ""
    assert client_address({"client": ("fe80::1%eth0", 1)}) == "fe80::/64"


def test_a_conversation_has_a_limit_of_its_own(start) -> None:
    person = start(Limit(TEXT, CONVERSATION, 1, 2))
    person.open()
    assert [person.post("/besked", besked="hej").status_code for _ in range(3)] == [200, 200, 429]
    other = Person(from_other(person, "192.0.2.1"))
    other.open()
    assert other.post("/besked", besked="hej").status_code == 200
    assert person.client.get("/").status_code == 200  # reading and pressing go on
    assert person.post("/tryk", tryk="#emne bisidder").status_code == 200


@pytest.mark.parametrize("cry", CRIES)
@pytest.mark.parametrize("kind", ["urlencoded", "multipart"])
def test_a_cry_for_help_is_answered_whatever_the_limit(start, cry: str, kind: str) -> None:
    person = start(Limit(TEXT, ADDRESS, 1, 1), Limit(TEXT, CONVERSATION, 1, 1))
    person.open()
    person.post("/besked", besked="hej")
    refused = person.post("/besked", besked="hvad er et ressourceforløb")
    assert refused.status_code == 429
    form = {"kode": person.token, "besked": cry}
    files = {name: (None, value) for name, value in form.items()}
    answer = person.client.post("/besked", **({"files": files} if kind == "multipart" else {"data": form}))
    assert answer.status_code == 200 and "112" in answer.text and "Livslinien" in answer.text


@pytest.mark.parametrize("body", [b"", b"x", b"besked=%ff%fe", b"besked=" + b"x" * 20_000])
def test_over_the_limit_any_body_is_refused_and_never_a_fault(start, body: bytes) -> None:
    person = start(Limit(TEXT, ADDRESS, 1, 1))
    form = {"content-type": "application/x-www-form-urlencoded"}
    person.client.post("/besked", content=b"", headers=form)
    assert person.client.post("/besked", content=body, headers=form).status_code in (413, 429)
    assert person.client.post("/besked", content=body).status_code in (413, 429)


def test_the_api_says_it_as_json(start) -> None:
    person = start(Limit(API, ADDRESS, 1, 1))
    person.client.get("/api/v1/facts")
    answer = person.client.get("/api/v1/facts")
    assert answer.status_code == 429 and answer.headers["content-type"] == "application/problem+json"
    assert json.loads(answer.text)["status"] == 429 and answer.headers["retry-after"]


def test_signing_in_has_a_limit_and_the_page_of_it_has_not(start) -> None:
    person = start(Limit(SIGN_IN, ADDRESS, 1, 2))
    tries = [person.client.post("/raadgiver/log-ind", data={"navn": "x"}).status_code for _ in range(3)]
    assert tries == [403, 403, 429] and person.client.get("/raadgiver/log-ind").status_code == 200


def test_a_sender_that_is_made_up_is_not_believed(start) -> None:
    """X-Forwarded-For from somebody who is no proxy of ours changes nothing."""
    person = start(Limit(PAGE, ADDRESS, 1, 2), trusted_proxies="203.0.113.7, 203.0.113.64/26")
    headers = [{"X-Forwarded-For": f"198.51.100.{number}"} for number in range(4)]
    assert [person.client.get("/", headers=made).status_code for made in headers] == [200, 200, 429, 429]


@pytest.mark.parametrize("proxy", ["203.0.113.7", "203.0.113.66"])
def test_a_trusted_proxy_says_who_asks(start, proxy: str) -> None:
    person = start(Limit(PAGE, ADDRESS, 1, 1), trusted_proxies="203.0.113.7, 203.0.113.64/26", address=proxy)

    def asked(said: str) -> int:
        return person.client.get("/", headers={"X-Forwarded-For": said}).status_code

    assert [asked(f"198.51.100.{number}") for number in range(3)] == [200] * 3
    # What the sender put before the address that the proxy saw is not believed either.
    assert [asked(f"10.0.0.{number}, 198.51.100.9") for number in range(2)] == [200, 429]


def test_the_counting_is_told(start) -> None:
    person = start(Limit(PAGE, ADDRESS, 1, 1), metrics_token="m")
    statuses(person.client, 3)
    told = person.client.get("/metrics", headers={"Authorization": "Bearer m"}).text
    assert 'guide_limited_total{each="adresse",kind="side"} 2.0' in told


def test_the_limits_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUIDE_LIMITS", raising=False)
    assert from_environment().limits == LIMITS and {limit.kind for limit in LIMITS} == {PAGE, TEXT, API, SIGN_IN}
    monkeypatch.setenv("GUIDE_LIMITS", "fra")
    assert from_environment().limits == ()


@pytest.mark.xdist_group("servers")
def test_processes_with_one_redis_count_together_and_keep_no_address(start, redis_server: str) -> None:
    limit = Limit(PAGE, ADDRESS, 1, 3)
    one, two = (start(limit, redis=redis_server, address="192.0.2.77") for _ in range(2))
    assert statuses(one.client, 2) + statuses(two.client, 2) == [200, 200, 200, 429]
    host, port = redis_server.removeprefix("redis://").split("/")[0].split(":")
    kept = asyncio.run(_keys(host, int(port)))
    assert kept and not any(b"192.0.2" in part for key in kept for part in key)


async def _keys(host: str, port: int) -> list[tuple[bytes, bytes]]:
    from redis.asyncio import Redis

    client = Redis(host=host, port=port)
    found = [(key, await client.get(key)) for key in await client.keys("*")]
    for key, _ in found:
        assert await client.ttl(key) > 0
    await client.close()
    return found


def test_without_redis_each_process_counts_and_it_is_said_once(start, caplog: pytest.LogCaptureFixture) -> None:
    person = start(Limit(PAGE, ADDRESS, 1, 3), redis=f"redis://127.0.0.1:{free_port()}/0")
    with caplog.at_level(logging.WARNING, "web.limits"):
        assert statuses(person.client, 5) == [200, 200, 200, 429, 429]
    assert [record.getMessage() for record in caplog.records if "Redis" in record.getMessage()] == [
        "Redis does not answer (StoreUnavailableError): limits are counted in each process"
    ]


async def test_no_more_texts_with_rasa_than_there_is_room_for(store: Store, clock: Clock) -> None:
    """The one too many gets the guide's own buttons at once, not a place in a queue."""
    outcomes: list[str] = []
    fake, open_ = FakeRasa(store, clock, Heard(intents=(("bisidder", 0.9),))), asyncio.Event()

    async def slow(request: httpx.Request) -> httpx.Response:
        await open_.wait()
        return fake(request)

    async with httpx.AsyncClient(transport=httpx.MockTransport(slow)) as client:
        talk = Talk(the_guide(), store, RASA, client, room=asyncio.Semaphore(2), count=outcomes.append)
        waiting = [asyncio.create_task(talk.write(f"s{n}", "hvad så nu", clock())) for n in range(2)]
        while not talk.room.locked():
            await asyncio.sleep(0)
        busy = await talk.write("s2", "hvad så nu", clock())
        assert NO_LANGUAGE in busy.paragraphs and busy.buttons and outcomes == ["busy"]
        open_.set()
        assert all(NO_LANGUAGE not in reply.paragraphs for reply in await asyncio.gather(*waiting))
        await talk.write("s3", "hvad så nu", clock())
    assert outcomes == ["busy", "ok", "ok", "ok"]
