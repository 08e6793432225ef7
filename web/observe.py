"""What is told about the running guide: counters for Prometheus, one line of JSON a request, errors without messages.

A request is told by its route (`/svar/{fact}`), never by its path, and nothing tells who it came from or what it held.
"""

from __future__ import annotations

import contextvars
import logging
import secrets
import time
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.datastructures import MutableHeaders
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actions.quiet import place

NO_ROUTE = "ukendt"
SLOW = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)
UNTOLD = ("/sundhed", "/klar", "/metrics", "/static")
"""Asked for all the time, by machines or with every page: counted, but without a line in the log."""
TOLD = ("route", "method", "status", "ms")
"""Of a request nothing else."""

log = logging.getLogger("web.request")
_request: contextvars.ContextVar[str] = contextvars.ContextVar("request", default="")


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        """All at zero."""
        self.registry = CollectorRegistry()

        def counter(name: str, told: str, *labels: str) -> Counter:
            return Counter(f"guide_{name}", told, labels, registry=self.registry)

        self.requests = counter("requests", "Requests by route", "route", "method", "status")
        self.seconds = Histogram(
            "guide_request_seconds", "Time to answer", ("route",), registry=self.registry, buckets=SLOW
        )
        self.in_flight = Gauge("guide_requests_in_flight", "Requests under way", registry=self.registry)
        self.rasa = counter("rasa_turns", "Free text by how Rasa answered it", "outcome")
        self.limited = counter("limited", "Requests refused by a limit", "kind", "each")
        self.refused = counter("refused", "Requests refused before a door", "why")
        self.purges = counter("purges", "Deletions of what is too old", "outcome")
        self.municipality = counter("municipality_reads", "Readings of a changed municipality file", "outcome")
        self.catalogue = Gauge("guide_catalogue_rights", "Rights in the loaded catalogue", registry=self.registry)


class Observe:
    """The outermost layer: counts and tells each request."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """`metrics` are shared with the page that shows them."""
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        id, began, status = secrets.token_hex(8), time.perf_counter(), 0
        token = _request.set(id)

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = id
            await send(message)

        try:
            with self.metrics.in_flight.track_inprogress():
                await self.app(scope, receive, watched)
        finally:
            self._tell(scope, status, time.perf_counter() - began)
            _request.reset(token)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        path, method = route(scope), scope["method"] if scope["method"] in _METHODS else "other"
        self.metrics.requests.labels(path, method, str(status)).inc()
        self.metrics.seconds.labels(path).observe(seconds)
        if not path.startswith(UNTOLD) or status >= _FAULT:
            level = logging.ERROR if status >= _FAULT else logging.INFO
            told = {"route": path, "method": method, "status": status, "ms": round(seconds * 1000, 1)}
            log.log(level, "request", extra=told)


_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"))
_FAULT = 500


def route(scope: Scope) -> str:
    """The route of a request with names for what varies; the path itself may hold what somebody typed."""
    found = scope.get("route")
    if isinstance(found, Route):
        return str(scope.get("root_path", "")) + found.path
    return str(getattr(found, "path", "")) or NO_ROUTE


def _told(_logger: object, _name: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """The request's id; of an error its kind and place."""
    record = event.pop("_record", None)
    event.pop("_from_structlog", None)
    event["request"] = _request.get() or None
    if record is not None and record.exc_info and record.exc_info[1]:
        event["error"] = place(record.exc_info[1])
    event.pop("exc_info", None)
    return {key: value for key, value in event.items() if value is not None}


def json_lines() -> logging.Formatter:
    """The format of web/logging.json: one line of JSON for each thing that is told, whoever tells it.

    That file says who may tell what. Nothing in it may be set to DEBUG: libraries then tell texts. And uvicorn's own
    line for each request stays off: it holds the path and the address.
    """
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.ExtraAdder(allow=TOLD),
        ],
        processors=[_told, structlog.processors.JSONRenderer(ensure_ascii=False)],
    )
