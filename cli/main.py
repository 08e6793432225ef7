"""`guide assess | explain | check | sweep | schema | ask | chat | staff | purge | backup | restore`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import yaml
from msgspec import Struct

from cli.database import add_database
from cli.staff import add_staff
from guide.answers import BadAnswer, check_answers, check_event_day
from guide.conversation import Conversation
from guide.reply import Reply
from guide.tell import Teller, useful_first
from guide.voices import Voices
from guide.words import words
from rights.assess import Assessor
from rights.checks import check
from rights.decision import Decision
from rights.interview import relevant
from rights.loader import HORIZON, load
from rights.schema import UNKNOWN, Outcome
from rights.yamlfile import CatalogueError

OK, WRONG, UNUSABLE = 0, 1, 2


class Assessment(Struct, frozen=True):
    """What `guide assess --json` prints."""

    valid_on: date
    facts: dict[str, str]
    decisions: tuple[Decision, ...]


class BadInput(Exception):
    """Something the user gave can't be used; the message is Danish."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. 0: fine; 1: something is wrong with the catalogue; 2: bad input (said on stderr)."""
    options = _parser().parse_args(argv)
    try:
        code: int = options.run(options)
        return code
    except BadInput as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    except CatalogueError as error:
        print(f"Kataloget kan ikke bruges:\n{error}", file=sys.stderr)
        return WRONG


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="guide", description="Rettighedsguiden på kommandolinjen")
    commands = parser.add_subparsers(required=True, metavar="KOMMANDO")

    assess = commands.add_parser("assess", help="svar for en persons oplysninger på en dato")
    assess.add_argument("--facts", required=True, type=Path, help="YAML- eller JSON-fil: spørgsmål -> svar")
    assess.add_argument("--topic", help="kun dette emne")
    assess.add_argument("--entitlement", help="kun denne rettighed")
    _date_argument(assess)
    assess.add_argument("--json", action="store_true", help="skriv JSON (skemaet: guide schema)")
    assess.set_defaults(run=_assess)

    explain = commands.add_parser("explain", help="en rettighed i sin helhed, eller sådan blev den afgjort")
    explain.add_argument("entitlement")
    explain.add_argument("--facts", type=Path, help="vis sporet for disse oplysninger")
    _date_argument(explain)
    explain.set_defaults(run=_explain)

    commands.add_parser("check", help="efterse hele kataloget").set_defaults(run=_check)

    sweep = commands.add_parser("sweep", help="gå alle dage igennem: versioner, huller, overlap")
    sweep.add_argument("--from", dest="first", default=HORIZON.start.isoformat())
    sweep.add_argument("--to", dest="last", default=(HORIZON.end - timedelta(days=1)).isoformat())
    sweep.set_defaults(run=_sweep)

    commands.add_parser("schema", help="JSON-skemaet for guide assess --json").set_defaults(run=_schema)

    ask = commands.add_parser("ask", help="én besked til guiden, som i chatten")
    ask.add_argument("text")
    _date_argument(ask)
    ask.set_defaults(run=_ask)

    chat = commands.add_parser("chat", help="en samtale i terminalen (uden Rasa)")
    _date_argument(chat)
    chat.set_defaults(run=_chat)

    add_staff(commands)
    add_database(commands)
    return parser


def _date_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--date", default=date.today().isoformat(), help="dagen, hvis regler tæller (ÅÅÅÅ-MM-DD)")


# -- commands


def _assess(options: argparse.Namespace) -> int:
    assessor, on = Assessor(load()), _day(options.date)
    answers = _facts(options.facts, assessor, on)
    if options.entitlement:
        ids: tuple[str, ...] = (_known(options.entitlement, assessor.catalogue.rights, "rettighed"),)
    elif options.topic:
        topic = _known(options.topic, assessor.catalogue.topics, "emne")
        ids = relevant(assessor.catalogue, assessor.catalogue.topics[topic], answers)
    else:
        ids = relevant(assessor.catalogue, assessor.catalogue.rights, answers)
    decisions = useful_first(assessor.assess(id, answers, on) for id in ids)
    if options.json:
        assessment = Assessment(on, answers, decisions)
        print(json.dumps(msgspec.to_builtins(assessment), ensure_ascii=False, indent=2))
        return OK
    teller = Teller(assessor.catalogue, answers)
    for decision in decisions:
        print("\n".join(teller.short(decision)), end="\n\n")
    return OK


def _explain(options: argparse.Namespace) -> int:
    assessor, on = Assessor(load()), _day(options.date)
    id = _known(options.entitlement, assessor.catalogue.rights, "rettighed")
    if options.facts:
        answers = _facts(options.facts, assessor, on)
        print("\n".join(Teller(assessor.catalogue, answers).full(assessor.assess(id, answers, on))))
        return OK
    right = assessor.catalogue.rights[id]
    print(f"{right.data.title}\n{right.data.question}")
    for row in assessor.rows(right.id, on):
        needs = yaml.safe_dump(row.case.data.when, allow_unicode=True, default_flow_style=True).strip() or "altid"
        lowered = f" (sat ned: {', '.join(row.limited_by)})" if row.limited_by else ""
        print(f"\n{row.case.data.id}: {words().outcomes[row.outcome.value]}{lowered}\n  når: {needs}")
        print(f"  siger: {row.case.data.says}\n  kilder: {'; '.join(row.refs)}")
    return OK


def _check(_options: argparse.Namespace) -> int:
    catalogue = load()
    problems = check(catalogue)
    print(
        "\n".join(problems)
        if problems
        else f"I orden: {len(catalogue.rights)} rettigheder, {len(catalogue.laws)} regler."
    )
    return WRONG if problems else OK


def _sweep(options: argparse.Namespace) -> int:
    assessor = Assessor(load())
    first, last = _day(options.first), _day(options.last)
    if last < first:
        raise BadInput("Den sidste dag ligger før den første.")
    overlaps = silent = unknown = 0
    days = (last - first).days + 1
    for day in (first + timedelta(days=n) for n in range(days)):
        for law in assessor.catalogue.laws.values():
            known = sum(day in v.period for v in law.versions)
            declared = sum(day in g.period for g in law.gaps)
            overlaps += known + declared > 1
            silent += known + declared == 0
        for right in assessor.catalogue.rights.values():
            unknown += any(row.outcome is Outcome.KAN_IKKE_SVARE for row in assessor.rows(right.id, day))
    rights, laws = len(assessor.catalogue.rights), len(assessor.catalogue.laws)
    print(f"{days} dage × {laws} regler: {overlaps} overlap, {silent} huller uden grund.")
    print(f"{days} dage × {rights} rettigheder: {unknown} gange siger guiden, at den ikke kan svare sikkert.")
    return WRONG if overlaps or silent else OK


def _schema(_options: argparse.Namespace) -> int:
    print(json.dumps(msgspec.json.schema(Assessment), ensure_ascii=False, indent=2))
    return OK


def _ask(options: argparse.Namespace) -> int:
    talk = _Talk(_day(options.date))
    print(talk.say(options.text))
    return OK


def _chat(options: argparse.Namespace) -> int:
    talk = _Talk(_day(options.date))
    print(talk.shown(talk.guide.of(talk.state).welcome()))
    for line in sys.stdin:
        print(talk.say(line.rstrip("\n")), flush=True)
    return OK


@lru_cache(maxsize=1)
def _model() -> Any:
    """The language model, trained here from data/nlu in some seconds, so that no Rasa is needed."""
    from language.intent_model import IntentModel, load_training_data

    folder = Path(__file__).resolve().parent.parent / "data" / "nlu"
    return IntentModel().fit(load_training_data(folder))


class _Talk:
    """A conversation in the terminal. A number chooses a button; everything else is listened to."""

    def __init__(self, today: date) -> None:
        self.model = _model()
        self.guide = Voices(load())
        self.state = Conversation()
        self.today = today
        self.payloads: list[str] = []

    def say(self, text: str) -> str:
        from actions.hear import hear
        from actions.screen import screened
        from language.stories import predict_story

        if text.strip().isdigit() and 0 < int(text) <= len(self.payloads):
            text = self.payloads[int(text) - 1]
        text = screened(text)
        ranking = [(guess.name, guess.confidence) for guess in predict_story(self.model, text)]
        move = hear(text, ranking, self.today, self.guide.asked(self.state, self.today))
        self.state, reply = self.guide.respond(self.state, move, self.today)
        return self.shown(reply)

    def shown(self, reply: Reply) -> str:
        self.payloads = [button.payload for button in reply.buttons]
        numbered = [f"  {n}: {button.label}" for n, button in enumerate(reply.buttons, 1)]
        return "\n".join([reply.text, *numbered, ""])


# -- input


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
        check_event_day(day)
    except BadAnswer as error:
        raise BadInput(f"{text}: {error}") from error
    except ValueError as error:
        raise BadInput(f"«{text}» er ikke en dato, der findes. Skriv den som 2026-11-22.") from error
    return day


def _facts(path: Path, assessor: Assessor, on: date) -> dict[str, str]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: filen kan ikke læses.") from error
    except yaml.YAMLError as error:
        raise BadInput(f"{path}: filen er hverken YAML eller JSON: {error}") from error
    if not isinstance(data, dict) or not all(isinstance(value, str) for value in data.values()):
        raise BadInput(f"{path}: skriv ét svar for hvert spørgsmål, fx «ordning: sygedagpenge».")
    problems = check_answers(assessor.catalogue, data, on, max(on, date.today()))
    if problems:
        raise BadInput("\n".join(problems))
    return {fact: value for fact, value in data.items() if value != UNKNOWN}


def _known(id: str, known: Any, what: str) -> str:
    if id not in known:
        raise BadInput(f"Ukendt {what} «{id}». Kendte: {', '.join(sorted(known))}")
    return id
