"""The JSON API: the catalogue and the assessment for other systems. Keeps nothing and knows nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from guide.answers import BadAnswer, check_answers, check_event_day
from guide.conversation import Conversation
from rights.assess import Assessor
from rights.interview import next_question
from rights.logic import tests
from rights.model import Catalogue, Law, Right
from rights.period import Period
from web.api.contract import (
    MOST_ANSWERS,
    PREFIX,
    AssessRequest,
    AssessResponse,
    Choice,
    Entitlement,
    Problem,
    Provision,
    ProvisionGap,
    ProvisionVersion,
    Question,
    openapi,
)
from web.site import Site

_TITLES = {400: "Det kunne ikke læses", 404: "Det findes ikke", 405: "Det kan man ikke her", 413: "For meget",
           415: "Send JSON", 422: "Svarene kan ikke bruges"}  # fmt: skip


class Api:
    """The handlers."""

    def __init__(self, site: Site) -> None:
        """Everything that does not depend on a request is made at its first use."""
        self.site = site
        self.assessor: Assessor = site.voices.of(Conversation()).assessor
        self.catalogue: Catalogue = self.assessor.catalogue

    def routes(self) -> list[BaseRoute]:
        """Where it is. Errors inside are told as JSON."""
        inside = [
            Route("/openapi.json", self._document(lambda: openapi(self.catalogue))),
            Route("/facts", self._document(lambda: [_question(self.catalogue, id) for id in self.catalogue.facts])),
            Route("/entitlements", self._document(lambda: [_entitlement(r) for r in self.catalogue.rights.values()])),
            Route("/entitlements/{id}", self.entitlement),
            Route("/provisions", self._document(lambda: [_provision(law) for law in self.catalogue.laws.values()])),
            Route("/provisions/{id}", self.provision),
            Route("/assess", self.assess, methods=["POST"]),
        ]
        return [Mount(PREFIX, Starlette(routes=inside, exception_handlers={HTTPException: _problem}))]

    async def entitlement(self, request: Request) -> Response:
        """One right or duty."""
        return _json(_entitlement(_found(self.catalogue.rights, request)))

    async def provision(self, request: Request) -> Response:
        """One provision in all its versions."""
        return _json(_provision(_found(self.catalogue.laws, request)))

    async def assess(self, request: Request) -> Response:
        """What the rules say about some answers on a day."""
        if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
            raise HTTPException(415, "Content-Type skal være application/json.")
        try:
            asked = msgspec.json.decode(await request.body(), type=AssessRequest)
        except msgspec.ValidationError as error:
            raise HTTPException(422, str(error)) from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise HTTPException(400, "Det er ikke JSON.") from error
        return _json(await run_in_threadpool(self._assess, asked, self.site.settings.now().date()))

    def _assess(self, asked: AssessRequest, today: date) -> AssessResponse:
        on = asked.on or today
        ids = self._ids(asked)
        if len(asked.answers) > MOST_ANSWERS:
            raise HTTPException(422, f"Der kan højst gives {MOST_ANSWERS} svar.")
        try:
            check_event_day(on)
        except BadAnswer as error:
            raise HTTPException(422, str(error)) from error
        problems = check_answers(self.catalogue, asked.answers, on, max(on, today))
        if problems:
            raise HTTPException(422, " ".join(problems))
        question = next_question(self.assessor, ids, asked.answers, on, today)
        return AssessResponse(
            on=on,
            catalogue=self._digest,
            decisions=tuple(self.assessor.assess(id, asked.answers, on, today) for id in ids),
            next_question=question.fact if question else None,
        )

    def _ids(self, asked: AssessRequest) -> list[str]:
        for known, given in ((self.catalogue.rights, asked.entitlements), (self.catalogue.topics, asked.topics)):
            for id in given:
                if id not in known:
                    raise HTTPException(422, f"«{id}» findes ikke.")
        of_topics = (id for topic in asked.topics for id in self.catalogue.topics[topic])
        return list(dict.fromkeys((*asked.entitlements, *of_topics))) or list(self.catalogue.rights)

    @cached_property
    def _digest(self) -> str:
        """Changes when anything in the catalogue does, so that a decision can be told from an earlier one."""
        texts = [_provision(law) for law in self.catalogue.laws.values()]
        cases = [case.data for right in self.catalogue.rights.values() for case in right.cases]
        return hashlib.sha256(msgspec.json.encode([texts, cases])).hexdigest()[:16]

    def _document(self, make: Callable[[], Any]) -> Callable[[Request], Any]:
        made: list[Response] = []

        async def handler(_request: Request) -> Response:
            if not made:
                made.append(_json(make()))
            return Response(made[0].body, media_type="application/json")

        return handler


def _question(catalogue: Catalogue, id: str) -> Question:
    fact = catalogue.facts[id]
    options = tuple(Choice(option.id, option.label) for option in fact.options)
    return Question(id, fact.type, fact.ask, fact.why, fact.help, options, fact.volunteered)


def _entitlement(right: Right) -> Entitlement:
    data = right.data
    cited = (id for case in data.cases for id in (*case.citations, *case.context))
    facts = dict.fromkeys((*(test.fact for test in tests(right.relevant_if)), *right.facts))
    return Entitlement(
        data.id, data.title, data.question, data.kind, data.topics, tuple(facts), tuple(dict.fromkeys(cited))
    )


def _provision(law: Law) -> Provision:
    p = law.provision
    return Provision(
        id=p.id,
        ref=p.ref,
        act=law.act.name,
        title=p.title,
        kind=p.kind,
        plain=p.plain,
        versions=tuple(
            ProvisionVersion(
                *_days(dated.period),
                dated.version.evidence,
                dated.version.read_in,
                dated.version.read_on,
                dated.version.quote,
                dated.version.url or law.act.url,
                dated.version.note,
            )
            for dated in law.versions
        ),
        gaps=tuple(ProvisionGap(*_days(dated.period), dated.gap.reason) for dated in law.gaps),
    )


def _days(period: Period) -> tuple[date | None, date | None]:
    return (None if period.start == date.min else period.start, None if period.end == date.max else period.end)


def _found(known: Any, request: Request) -> Any:
    id = request.path_params["id"]
    if id not in known:
        raise HTTPException(404, "Der er ikke noget med det id.")
    return known[id]


def _json(value: Any, status: int = 200, kind: str = "application/json") -> Response:
    return Response(msgspec.json.encode(value), status, media_type=kind)


async def _problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    title = _TITLES.get(error.status_code, "Det gik ikke")
    detail = error.detail if isinstance(error.detail, str) else title
    response = _json(Problem(title, error.status_code, detail), error.status_code, "application/problem+json")
    response.headers.update(error.headers or {})
    return response
