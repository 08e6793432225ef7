"""The API: what it says of the catalogue, what it decides, how it refuses; and its own description of itself."""

from __future__ import annotations

import tempfile
import warnings
from datetime import date
from typing import Any

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from rights.assess import Assessor
from rights.decision import Decision
from rights.loader import load
from tests.web.conftest import Clock
from web.app import create_app
from web.settings import Settings

with warnings.catch_warnings():  # Starlette would rather have httpx2
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

ROOT = "/api/v1"
ANSWERS = {"ordning": "sygedagpenge", "behandling": "operation"}
FOLDER = tempfile.TemporaryDirectory()  # gone with the process
APP = create_app(Settings(f"sqlite:///{FOLDER.name}/guide.db", "", Clock()))
schema = schemathesis.openapi.from_asgi(f"{ROOT}/openapi.json", APP)


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(APP)


def ask(client: TestClient, **body: Any) -> Any:
    return client.post(f"{ROOT}/assess", json=body)


def test_a_decision_is_that_of_the_engine(client: TestClient) -> None:
    answer = ask(client, answers=ANSWERS, on="2026-03-01", topics=["afvist_behandling"])
    assert answer.status_code == 200
    found = msgspec.convert(answer.json()["decisions"], tuple[Decision, ...])
    assessor = Assessor(load())
    assert [one.entitlement for one in found] == list(assessor.catalogue.topics["afvist_behandling"])
    for one in found:
        assert one == assessor.assess(one.entitlement, ANSWERS, date(2026, 3, 1), Clock().now.date())


def test_without_ids_everything_is_decided_on_the_day_of_asking(client: TestClient) -> None:
    told = ask(client).json()
    assert len(told["decisions"]) == len(load().rights) and told["on"] == "2026-11-22"
    assert told["next_question"] in load().facts and len(told["catalogue"]) == 16


def test_the_lists_hold_the_whole_catalogue(client: TestClient) -> None:
    catalogue = load()
    for path, known in (("facts", catalogue.facts), ("entitlements", catalogue.rights), ("provisions", catalogue.laws)):
        listed = client.get(f"{ROOT}/{path}").json()
        assert [one["id"] for one in listed] == list(known)
        if path != "facts":
            assert client.get(f"{ROOT}/{path}/{listed[0]['id']}").json() == listed[0]


def test_a_quote_comes_with_version_evidence_and_days(client: TestClient) -> None:
    provisions = client.get(f"{ROOT}/provisions").json()
    versions = [version for one in provisions for version in one["versions"]]
    assert any(version["quote"] for version in versions)
    for version in versions:
        assert version["read_in"] and version["read_on"] and version["evidence"]
        assert version["valid_from"] is None or date.fromisoformat(version["valid_from"])


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ({"answers": {"findes_ikke": "ja"}}, "findes ikke"),
        ({"answers": {"ordning": "su"}}, "passer ikke"),
        ({"answers": {"afgoerelse_dato": "i går"}}, "dato"),
        ({"answers": {"ordning": "kontanthjaelp", "faar_rfy": "ja"}}, "Ressourceforløbsydelse"),
        ({"on": "2019-01-01"}, "kun reglerne fra"),
        ({"on": "2199-01-01"}, "Så langt frem"),
        ({"entitlements": ["x"]}, "findes ikke"),
        ({"topics": ["<script>"]}, "findes ikke"),
        ({"answer": {}}, "answer"),
        ({"answers": {str(n): "ja" for n in range(61)}}, "højst"),
    ],
)
def test_what_cannot_be_used_is_told(client: TestClient, body: dict[str, Any], part: str) -> None:
    answer = ask(client, **body)
    assert answer.status_code == 422 and answer.headers["content-type"] == "application/problem+json"
    assert part in answer.json()["detail"] and answer.json()["status"] == 422


def test_other_things_than_json_are_told(client: TestClient) -> None:
    for content, kind, status in (
        (b"{", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[]", "application/json", 422),
        (b"a=b", "application/x-www-form-urlencoded", 415),
    ):
        answer = client.post(f"{ROOT}/assess", content=content, headers={"content-type": kind})
        assert (answer.status_code, answer.json()["status"]) == (status, status)
    for method, path, status in (("GET", "/findes-ikke", 404), ("GET", "/assess", 405), ("GET", "/provisions/x", 404)):
        answer = client.request(method, ROOT + path)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_nothing_is_kept_and_no_cookie_is_set(client: TestClient) -> None:
    answer = ask(client, answers=ANSWERS)
    assert "set-cookie" not in answer.headers and answer.headers["cache-control"] == "no-store"


@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_it_keeps_to_its_own_description(case: schemathesis.Case) -> None:
    """Right and wrong requests made from the description: no fault of ours, and no answer that it does not foretell."""
    checks = [not_a_server_error, status_code_conformance, response_schema_conformance, response_headers_conformance]
    case.call_and_validate(checks=checks)
