"""What goes in and out of the API, and the OpenAPI document made from these types."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from rights.decision import Decision
from rights.model import Catalogue
from rights.schema import Evidence, Kind, Outcome

VERSION = "1.0.0"
PREFIX = "/api/v1"
MOST_ANSWERS = 60
_JSON = "application/json"
_PROBLEM = "application/problem+json"


class Question(Struct, frozen=True):
    """A fact that can be answered. `options` is empty for a date, which is written as 2026-11-22."""

    id: str
    type: str
    ask: str
    why: str
    help: str
    options: tuple[Choice, ...]
    volunteered: bool


class Choice(Struct, frozen=True):
    """One answer that can be given. "ved_ikke" can be given to every question."""

    id: str
    label: str


class Entitlement(Struct, frozen=True):
    """One right or duty: the question it answers, the facts it depends on and the provisions it rests on."""

    id: str
    title: str
    question: str
    kind: Kind
    topics: tuple[str, ...]
    facts: tuple[str, ...]
    provisions: tuple[str, ...]


class ProvisionVersion(Struct, frozen=True):
    """A version: valid from `valid_from` (included; null: as long as we know) until `valid_to` (not included)."""

    valid_from: date | None
    valid_to: date | None
    evidence: Evidence
    read_in: str
    read_on: date
    quote: str
    url: str
    note: str


class ProvisionGap(Struct, frozen=True):
    """Days for which no version is known, and why: the guide then says that it can't answer."""

    valid_from: date | None
    valid_to: date | None
    reason: str


class Provision(Struct, frozen=True):
    """A provision, a passage of guidance or a statement, in every version that is known."""

    id: str
    ref: str
    act: str
    title: str
    kind: Kind
    plain: str
    versions: tuple[ProvisionVersion, ...]
    gaps: tuple[ProvisionGap, ...]


class AssessRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """The answers, the day of the event (not of asking), and which rights to decide (all when left out)."""

    answers: dict[str, str] = {}
    on: date | None = None
    entitlements: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


class AssessResponse(Struct, frozen=True):
    """The decisions, the law of which day they follow, and the questions that would tell most next."""

    on: date
    catalogue: str
    decisions: tuple[Decision, ...]
    next_question: str | None


class Problem(Struct, frozen=True):
    """What was wrong with a request (RFC 9457), in Danish."""

    title: str
    status: int
    detail: str
    type: str = "about:blank"


EXAMPLE = {"answers": {"ordning": "sygedagpenge", "behandling": "operation"}, "on": "2026-11-22"}


def openapi(catalogue: Catalogue) -> dict[str, Any]:
    """The OpenAPI 3.1 document; the ids in it are those of this catalogue."""
    types = (tuple[Question, ...], tuple[Entitlement, ...], Entitlement, tuple[Provision, ...], Provision)
    (facts, rights, right, laws, law, ask, told, problem), components = msgspec.json.schema_components(
        (*types, AssessRequest, AssessResponse, Problem), ref_template="#/components/schemas/{name}"
    )
    components["AssessRequest"]["properties"] |= {
        "answers": {
            "type": "object",
            "maxProperties": MOST_ANSWERS,
            "description": "Spørgsmål -> svar: et af svarenes id, en dato (2026-11-22) eller «ved_ikke».",
            "properties": {id: _answer(catalogue, id) for id in catalogue.facts},
            "additionalProperties": False,
        },
        "entitlements": {"type": "array", "items": {"type": "string", "enum": sorted(catalogue.rights)}},
        "topics": {"type": "array", "items": {"type": "string", "enum": sorted(catalogue.topics)}},
    }
    components["Outcome"]["enum"] = [outcome.value for outcome in Outcome]
    wrong = {"description": "Forespørgslen kunne ikke bruges; `detail` siger hvorfor.", **_body(problem, _PROBLEM)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Rettighedsguiden",
            "version": VERSION,
            "description": "Reglerne bag Rettighedsguiden. Intet, der sendes, gemmes. Svarene er vejledende og ikke "
            "en afgørelse.",
        },
        "servers": [{"url": PREFIX}],
        "paths": {
            "/facts": _get("listFacts", "Alle spørgsmål", facts),
            "/entitlements": _get("listEntitlements", "Alle rettigheder og pligter", rights),
            "/entitlements/{id}": _get("getEntitlement", "Én rettighed eller pligt", right, sorted(catalogue.rights)),
            "/provisions": _get("listProvisions", "Alle regler i alle udgaver", laws),
            "/provisions/{id}": _get("getProvision", "Én regel i alle udgaver", law, sorted(catalogue.laws)),
            "/assess": {
                "post": {
                    "operationId": "assess",
                    "summary": "Hvad reglerne siger om disse svar på den dag",
                    "requestBody": {
                        "required": True,
                        "content": {_JSON: {"schema": ask, "example": EXAMPLE}},
                    },
                    "responses": {
                        "200": {"description": "Afgjort", **_body(told)},
                        **{status: wrong for status in ("400", "413", "415", "422")},
                    },
                }
            },
        },
        "components": {"schemas": components},
    }


def _answer(catalogue: Catalogue, fact: str) -> dict[str, Any]:
    ask = catalogue.facts[fact].ask
    if catalogue.facts[fact].type == "date":
        return {"type": "string", "description": ask, "examples": ["2026-11-22", "ved_ikke"]}
    return {"type": "string", "description": ask, "enum": [*catalogue.option_ids(fact), "ved_ikke"]}


def _body(schema: dict[str, Any], kind: str = _JSON) -> dict[str, Any]:
    return {"content": {kind: {"schema": schema}}}


def _get(operation: str, summary: str, schema: dict[str, Any], ids: list[str] | None = None) -> dict[str, Any]:
    get: dict[str, Any] = {
        "operationId": operation,
        "summary": summary,
        "responses": {"200": {"description": summary, **_body(schema)}},
    }
    if ids is not None:
        found = {
            "description": "Det findes ikke",
            "content": {_PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        get["responses"]["404"] = found
        get["parameters"] = [
            {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "example": ids[0]}
        ]
    return {"get": get}
