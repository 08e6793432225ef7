"""Search in the provisions: every word must be found; the reference counts most. Nothing personal is sent or kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from guide.words import words
from rights.loader import danish_date
from rights.model import Catalogue, DatedVersion, Law
from web.staff.desk import EMPTY
from web.staff.door import Door, Visit
from web.staff.fold import fold
from web.staff.screen import view_of

LONGEST = 120
"""So much of a search is read, in letters."""
MOST_WORDS = 10
MOST = 30
"""So many results are shown; the rest are counted."""
LEAST_INSIDE = 3
"""A word this long may stand inside another, as Danish words do: «dagpenge» in «sygedagpenge»."""
_WORD = re.compile(r"[a-z]+|\d+")
_WEIGHTS = {"ref": 8.0, "title": 5.0, "act": 4.0, "plain": 3.0, "quote": 2.0, "rest": 1.0}
_ENDINGS = (
    *("ernes", "erne", "enes", "ene", "ens", "ets", "ers"),
    *("er", "en", "et", "es", "e", "s", "t", "n"),
)
_SHORTEST_STEM = 4
_WHOLE, _BEGINS, _INSIDE = 3.0, 2.0, 1.0
_IN_A_ROW = 20.0


@dataclass(frozen=True)
class ShownVersion:
    """One version of a provision."""

    period: str
    counts: bool
    quote: str
    read_in: str
    evidence: str
    note: str
    url: str


@dataclass(frozen=True)
class Found:
    """One provision."""

    ref: str
    act: str
    title: str
    kind: str
    plain: str
    versions: tuple[ShownVersion, ...]
    gaps: tuple[tuple[str, str], ...]
    used_by: tuple[tuple[str, str], ...]


class Lookup:
    """The handler."""

    def __init__(self, door: Door) -> None:
        """`door` lets people in."""
        self.door = door
        self.index = Index(door.site.voices.of(EMPTY).catalogue)

    def routes(self) -> list[BaseRoute]:
        """Where it is."""
        return [self.door.route("/regler", self.show)]

    async def show(self, request: Request, visit: Visit) -> Response:
        """The search field and what was found."""
        query = request.query_params.get("q", "")[:LONGEST].strip()
        view = view_of(self.door, visit.desk)
        found = await run_in_threadpool(self.index.search, query)
        shown = tuple(_shown(view.catalogue, law, view.day) for law in found[:MOST])
        day = danish_date(view.day)
        return self.door.page("lookup.html", visit, query=query, found=shown, total=len(found), day=day)


class Index:
    """The words of every provision."""

    def __init__(self, catalogue: Catalogue) -> None:
        """`catalogue` is read once."""
        self._laws = [(law, _words_of(law)) for law in catalogue.laws.values()]

    def search(self, query: str) -> list[Law]:
        """The provisions that hold every word of the query, the best first; none for an empty query.

        "§30a", "§ 30 a" and "30 a" are the same; so are "afgørelse", "afgoerelse" and "afgorelse".
        """
        wanted = _WORD.findall(fold(query))[:MOST_WORDS]
        scored = [(_score(fields, wanted), law) for law, fields in self._laws] if wanted else []
        return [law for score, law in sorted(scored, key=lambda found: -found[0]) if score]


def _score(fields: dict[str, tuple[str, ...]], wanted: list[str]) -> float:
    total = 0.0
    for word in wanted:
        best = max(_WEIGHTS[name] * _match(word, words) for name, words in fields.items())
        if not best:
            return 0.0
        total += best
    ref = fields["ref"]
    if any(list(ref[at : at + len(wanted)]) == wanted for at in range(len(ref))):
        total += _IN_A_ROW
    return total


def _match(word: str, among: Iterable[str]) -> float:
    """How well a word is found: whole, at the beginning of one, or inside one. Numbers and letters only whole."""
    if word in among:
        return _WHOLE
    if word.isdigit() or len(word) < LEAST_INSIDE:
        return 0.0
    stem = _stem(word)
    return max((_BEGINS if at == 0 else _INSIDE for at in (one.find(stem) for one in among) if at >= 0), default=0.0)


@lru_cache(maxsize=1024)
def _stem(word: str) -> str:
    """The word without a Danish ending, when enough is left."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def _words_of(law: Law) -> dict[str, tuple[str, ...]]:
    """The words of a provision by where they stand."""
    provision, versions = law.provision, [dated.version for dated in law.versions]
    kind = words().kinds[provision.kind.value]
    texts = {
        "ref": provision.ref,
        "title": provision.title,
        "act": f"{law.act.short} {law.act.name}",
        "plain": provision.plain,
        "quote": " ".join(version.quote for version in versions),
        "rest": " ".join([kind, *(f"{version.read_in} {version.note}" for version in versions)]),
    }
    return {name: tuple(_WORD.findall(fold(text))) for name, text in texts.items()}


def _shown(catalogue: Catalogue, law: Law, day: date) -> Found:
    said, provision = words(), law.provision
    used = {
        right.id: right.data.title
        for right in catalogue.rights.values()
        for case in right.cases
        if provision.id in case.data.citations
    }
    return Found(
        ref=provision.ref,
        act=law.act.name,
        title=provision.title,
        kind=said.kinds[provision.kind.value],
        plain=provision.plain,
        versions=tuple(_version(law, dated, day) for dated in sorted(law.versions, key=lambda d: day not in d.period)),
        gaps=tuple((_period(gap.period.first_day, gap.period.last_day), gap.gap.reason) for gap in law.gaps),
        used_by=tuple(used.items()),
    )


def _version(law: Law, dated: DatedVersion, day: date) -> ShownVersion:
    version = dated.version
    url = version.url or law.act.url
    return ShownVersion(
        period=_period(dated.period.first_day, dated.period.last_day),
        counts=day in dated.period,
        quote=" ".join(version.quote.split()),
        read_in=f"{version.read_in} (læst {danish_date(version.read_on)})",
        evidence=words().evidence[version.evidence.value],
        note=version.note,
        url=url if url.startswith(("https://", "http://")) else "",
    )


def _period(first: date | None, last: date | None) -> str:
    begins = f"fra {danish_date(first)}" if first else "fra begyndelsen"
    return f"{begins} til {danish_date(last)}" if last else f"{begins} og frem"
