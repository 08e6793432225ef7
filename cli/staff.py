"""`guide staff add | list | remove`: who may sign in to the helpline's screen. Passwords are asked for, never given."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from typing import TYPE_CHECKING, Any

from actions.clock import danish_now
from rights.loader import danish_date

if TYPE_CHECKING:
    from store import Staff

OK, WRONG = 0, 2


def add_staff(commands: Any) -> None:
    """Put the command among the others.

    Args:
        commands: what argparse's `add_subparsers` gave.
    """
    staff = commands.add_parser("staff", help="konti til rådgivernes skærm: add, list, remove")
    actions = staff.add_subparsers(required=True, metavar="HANDLING")
    for name, help_text, run in (
        ("add", "lav en konto; adgangskoden spørges der om", _add),
        ("remove", "fjern en konto, og log den ud overalt", _remove),
    ):
        action = actions.add_parser(name, help=help_text)
        action.add_argument("name", help="små bogstaver og tal, fx raadgiver1; ikke et rigtigt navn")
        action.set_defaults(run=run)
    actions.add_parser("list", help="vis kontiene").set_defaults(run=_list)


def _add(options: argparse.Namespace) -> int:
    from store import BadAccount

    password = getpass.getpass("Adgangskode (mindst 12 tegn): ")
    if getpass.getpass("Skriv den igen: ") != password:
        return _problem("De to adgangskoder er ikke ens.")
    try:
        _staff().add(options.name, password, danish_now())
    except BadAccount as error:
        return _problem(str(error))
    print(f"Kontoen {options.name} er lavet. Log ind på /raadgiver.")
    return OK


def _remove(options: argparse.Namespace) -> int:
    if not _staff().remove(options.name):
        return _problem(f"Der er ingen konto, der hedder {options.name}.")
    print(f"Kontoen {options.name} er fjernet.")
    return OK


def _list(_options: argparse.Namespace) -> int:
    accounts = _staff().accounts()
    for name, made in accounts:
        print(f"{name} (lavet {danish_date(made.date())})")
    if not accounts:
        print("Der er ingen konti. Lav en med: guide staff add raadgiver1")
    return OK


def _staff() -> Staff:
    # The database takes a moment to import, and the other commands don't need it.
    from store import Staff, Store
    from web.settings import Settings

    return Staff(Store(os.environ.get("GUIDE_DATABASE", Settings.database)))


def _problem(text: str) -> int:
    print(text, file=sys.stderr)
    return WRONG
