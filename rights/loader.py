"""The catalogue read from its folder. Anything wrong stops it here, with file, line and reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from rights import derived
from rights.logic import ALWAYS, Condition, ConditionError, parse, tests
from rights.model import (
    Case,
    Catalogue,
    Conflict,
    DatedGap,
    DatedVersion,
    Law,
    Right,
    default_carries,
)
from rights.period import Period
from rights.schema import (
    CERTAIN,
    STATEMENTS,
    Boundary,
    DateOrName,
    DerivedFact,
    Entitlement,
    Fact,
    FactsFile,
    FoundingDocument,
    LawFile,
    NextStep,
    Outcome,
    Provision,
)
from rights.yamlfile import CatalogueError, Problem, YamlFile, convert, read

FOLDER = Path(__file__).parent / "catalogue"
HORIZON = Period(date(2022, 1, 1), date(2028, 1, 1))
"""The days the catalogue answers for: each is covered by a version or a declared gap of every provision."""

_MONTHS = (
    *("januar", "februar", "marts", "april", "maj", "juni"),
    *("juli", "august", "september", "oktober", "november", "december"),
)
_CUT = re.compile(r"…|\[\.\.\.\]|\[…\]")
T = TypeVar("T")
HasId = TypeVar("HasId", Boundary, NextStep, FoundingDocument)


def danish_date(day: date) -> str:
    """`2026-02-01` as "1. februar 2026"."""
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


@lru_cache(maxsize=1)
def load() -> Catalogue:
    """The project's own catalogue, read once.

    Raises:
        CatalogueError: something in it is wrong.
    """
    return load_folder(FOLDER)


def load_folder(folder: Path) -> Catalogue:
    """Read and cross-check a catalogue folder.

    Raises:
        CatalogueError: with every problem found, each with file, line and reason.
    """
    return _Loader(folder).load()


class _Loader:
    """One reading of a folder. Problems gather here; the methods run in the order of their dependence."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.boundaries: dict[str, Boundary] = {}
        self.options: dict[str, frozenset[str]] = {}
        self.derived: frozenset[str] = frozenset()

    def load(self) -> Catalogue:
        boundaries_file, boundaries = self._read("boundaries.yml", tuple[Boundary, ...])
        self.boundaries = self._unique((boundaries_file, f"$[{n}]", entry) for n, entry in enumerate(boundaries))
        facts_file, facts = self._read("facts.yml", FactsFile)
        self._facts(facts_file, facts)
        self.derived = frozenset(fact.id for fact in facts.derived)
        laws = self._laws()
        steps = self._unique(
            (file, f"$[{n}]", step)
            for file, list_ in self._read_all("next_steps", tuple[NextStep, ...])
            for n, step in enumerate(list_)
        )
        rights = self._rights(laws, steps)
        documents_file, documents = self._read("documents.yml", tuple[FoundingDocument, ...])
        self._unique((documents_file, f"$[{n}]", document) for n, document in enumerate(documents))
        for n, document in enumerate(documents):
            for m, row in enumerate(document.rows):
                self._known(documents_file, f"$[{n}].rows[{m}].provisions", row.provisions, laws, "bestemmelse")
        conflicts = tuple(
            Conflict(
                condition := self._condition(facts_file, f"$.contradictions[{n}].when", c.when),
                self._period(facts_file, f"$.contradictions[{n}]", c.start, c.end),
                c.message,
                tuple(dict.fromkeys(test.fact for test in tests(condition))),
            )
            for n, c in enumerate(facts.contradictions)
        )
        ask_when = {
            fact.id: self._condition(facts_file, f"$.facts[{n}].ask_when", fact.ask_when)
            for n, fact in enumerate(facts.facts)
            if fact.ask_when
        }
        if self.problems:
            raise CatalogueError(self.problems)
        return Catalogue(
            boundaries=self.boundaries,
            facts={fact.id: fact for fact in facts.facts},
            derived={fact.id: fact for fact in facts.derived},
            conflicts=conflicts,
            laws=laws,
            rights=rights,
            next_steps=steps,
            documents=documents,
            ask_when=ask_when,
        )

    # -- files

    def _read(self, name: str, to: type[T]) -> tuple[YamlFile, T]:
        path = self.folder / name
        if not path.is_file():
            raise CatalogueError([Problem(name, 1, "filen mangler")])
        file = read(path, name, self._named_dates)
        return file, convert(file, to)

    def _read_all(self, folder: str, to: type[T]) -> list[tuple[YamlFile, T]]:
        found: list[tuple[YamlFile, T]] = []
        for path in sorted((self.folder / folder).glob("*.yml")):
            try:
                found.append(self._read(f"{folder}/{path.name}", to))
            except CatalogueError as error:
                self.problems.extend(error.problems)
        return found

    def _named_dates(self, text: str) -> str:
        for name, boundary in self.boundaries.items():
            text = text.replace("{" + name + "}", danish_date(boundary.date))
        return text

    # -- facts

    def _facts(self, file: YamlFile, facts: FactsFile) -> None:
        lists: tuple[tuple[str, Sequence[Fact | DerivedFact]], ...] = (
            ("facts", facts.facts),
            ("derived", facts.derived),
        )
        for kind, list_ in lists:
            for n, fact in enumerate(list_):
                path = f"$.{kind}[{n}]"
                if fact.id in self.options:
                    self._say(file, path, f"«{fact.id}» findes allerede")
                ids = [option.id for option in fact.options]
                if len(set(ids)) != len(ids):
                    self._say(file, path, f"«{fact.id}» har to ens svar")
                self.options[fact.id] = frozenset(ids)
        for n, asked in enumerate(facts.facts):
            if (asked.type == "date") != bool(asked.means and not asked.options) or (
                asked.type == "yes_no" and [o.id for o in asked.options] != ["ja", "nej"]
            ):
                self._say(file, f"$.facts[{n}]", f"«{asked.id}»: svarene passer ikke til typen {asked.type}")
        for n, worked_out in enumerate(facts.derived):
            self._known(file, f"$.derived[{n}].from", worked_out.sources, self.options, "spørgsmål")
            self._known(file, f"$.derived[{n}].function", [worked_out.function], derived.FUNCTIONS, "funktion")

    # -- law

    def _laws(self) -> dict[str, Law]:
        acts: set[str] = set()
        entries: list[tuple[YamlFile, str, Law]] = []
        for file, data in self._read_all("law", LawFile):
            for a, entry in enumerate(data.acts):
                if entry.act.id in acts:
                    self._say(file, f"$.acts[{a}].act", f"loven «{entry.act.id}» findes allerede")
                acts.add(entry.act.id)
                for p, provision in enumerate(entry.provisions):
                    path = f"$.acts[{a}].provisions[{p}]"
                    versions = tuple(
                        self._version(file, f"{path}.versions[{v}]", provision, v)
                        for v in range(len(provision.versions))
                    )
                    gaps = tuple(
                        DatedGap(self._period(file, f"{path}.gaps[{g}]", gap.start, gap.end), gap)
                        for g, gap in enumerate(provision.gaps)
                    )
                    self._covered_once(file, path, [v.period for v in versions] + [g.period for g in gaps])
                    entries.append((file, path, Law(provision, entry.act, versions, gaps)))
        found: dict[str, Law] = {}
        for file, path, law in entries:
            if law.provision.id in found:
                self._say(file, path, f"«{law.provision.id}» findes allerede")
            found[law.provision.id] = law
        return found

    def _version(self, file: YamlFile, path: str, provision: Provision, number: int) -> DatedVersion:
        version = provision.versions[number]
        default = default_carries(provision, version)
        carries = default if version.carries is None else frozenset(version.carries)
        if not carries <= CERTAIN:
            self._say(file, f"{path}.carries", "kun «gaelder» og «gaelder_ikke» kan stå her")
        allowed = default if provision.kind in STATEMENTS else default | {Outcome.GAELDER_IKKE}
        if not carries <= allowed:
            basis = f"{provision.kind.value} med kilden {version.evidence.value}"
            self._say(file, f"{path}.carries", f"{basis} kan ikke bære «{', '.join(sorted(carries - allowed))}»")
        if carries != default and not version.note:
            self._say(file, path, "«carries» kræver en «note», der siger hvorfor")
        if version.quote:
            self._quoted(file, path, version.quote, version.source)
        self._condition(file, f"{path}.scheme", version.scheme)
        return DatedVersion(self._period(file, path, version.start, version.end), version, carries)

    def _covered_once(self, file: YamlFile, path: str, periods: list[Period]) -> None:
        day = HORIZON.start
        for period in sorted(periods, key=lambda p: p.start):
            if period.end <= HORIZON.start:
                continue
            if period.start > day:
                break
            if period.start < day and day != HORIZON.start:
                self._say(file, path, f"to versioner eller huller dækker {period.start}")
            day = max(day, period.end)
        if day < HORIZON.end:
            self._say(file, path, f"{day} er hverken dækket af en version eller et hul")

    def _quoted(self, file: YamlFile, path: str, quote: str, source: str) -> None:
        text = self._source(source)
        if text is None:
            self._say(file, f"{path}.source", f"kilden «{source}» findes ikke")
            return
        place = 0
        for piece in filter(None, (_spaces(piece).strip(" .") for piece in _CUT.split(quote))):
            found = text.find(piece, place)
            if found < 0:
                self._say(file, f"{path}.quote", f"citatet står ikke sådan i «{source}»: «{piece[:60]}»")
                return
            place = found + len(piece)

    @cache  # noqa: B019 - one loader a reading, gone after it
    def _source(self, stem: str) -> str | None:
        path = self.folder / "sources" / f"{stem}.txt"
        if not stem or not path.is_file():
            return None
        lines = path.read_text(encoding="utf-8").splitlines()
        return _spaces(" ".join(line for line in lines if not line.startswith("#")))

    # -- entitlements

    def _rights(self, laws: Mapping[str, Law], steps: Mapping[str, NextStep]) -> dict[str, Right]:
        found: dict[str, Right] = {}
        for file, data in self._read_all("entitlements", Entitlement):
            if f"entitlements/{data.id}.yml" != file.name:
                self._say(file, "$.id", f"«{data.id}» skal hedde det samme som filen")
            if len({case.id for case in data.cases}) != len(data.cases):
                self._say(file, "$.cases", "to rækker har samme id")
            cases = []
            for n, case in enumerate(data.cases):
                path = f"$.cases[{n}]"
                self._known(file, f"{path}.citations", case.citations, laws, "bestemmelse")
                self._known(file, f"{path}.context", case.context, laws, "bestemmelse")
                self._known(file, f"{path}.next_steps", case.next_steps, steps, "næste skridt")
                if not case.citations:
                    self._say(file, path, "en række uden henvisning")
                if case.deadline and case.deadline not in self.derived:
                    self._say(file, f"{path}.deadline", f"ukendt frist «{case.deadline}»")
                condition = self._condition(file, f"{path}.when", case.when)
                cases.append(Case(case, condition, self._period(file, path, case.start, case.end)))
            relevant = self._condition(file, "$.relevant_if", data.relevant_if)
            facts = dict.fromkeys(test.fact for case in cases for test in tests(case.condition))
            found[data.id] = Right(data, tuple(cases), relevant, tuple(facts))
        return found

    # -- small checks

    def _say(self, file: YamlFile, path: str, reason: str) -> None:
        self.problems.append(file.problem(path, reason))

    def _condition(self, file: YamlFile, path: str, data: Mapping[str, Any]) -> Condition:
        try:
            return parse(data, self.options)
        except ConditionError as error:
            self._say(file, path, str(error))
            return ALWAYS

    def _day(self, file: YamlFile, path: str, value: DateOrName) -> date:
        if value in self.boundaries:
            return self.boundaries[value].date
        try:
            return date.fromisoformat(value)
        except ValueError:
            self._say(file, path, f"«{value}» er hverken en dato eller navnet på en")
            return date.min

    def _period(self, file: YamlFile, path: str, start: DateOrName | None, end: DateOrName | None) -> Period:
        first = date.min if start is None else self._day(file, f"{path}.from", start)
        last = date.max if end is None else self._day(file, f"{path}.until", end)
        if first >= last:
            self._say(file, path, f"perioden slutter, før den begynder ({first}–{last})")
        return Period(first, last)

    def _known(self, file: YamlFile, path: str, ids: Iterable[str], known: Mapping[str, Any], what: str) -> None:
        for n, id in enumerate(ids):
            if id not in known:
                self._say(file, f"{path}[{n}]", f"ukendt {what} «{id}»")

    def _unique(self, entries: Iterable[tuple[YamlFile, str, HasId]]) -> dict[str, HasId]:
        found: dict[str, HasId] = {}
        for file, path, entry in entries:
            if entry.id in found:
                self._say(file, path, f"«{entry.id}» findes allerede")
            found[entry.id] = entry
        return found


def _spaces(text: str) -> str:
    return " ".join(text.split())
