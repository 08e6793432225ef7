"""`guide purge | backup | restore`: what an operator does with the database that GUIDE_DATABASE names."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actions.clock import danish_now

if TYPE_CHECKING:
    from store import Store
    from store.retention import Purged

OK, WRONG = 0, 2


def add_database(commands: Any) -> None:
    """Put the commands among the others.

    Args:
        commands: what argparse's `add_subparsers` gave.
    """
    for name, help_text, run in (
        ("purge", "slet alt, som er for gammelt; det gør siderne også selv hver time", _purge),
        ("backup", "skriv en kopi af SQLite-databasen; den indeholder helbredsoplysninger", _backup),
        ("restore", "læg en kopi tilbage; alt, der er kommet siden, forsvinder", _restore),
    ):
        command = commands.add_parser(name, help=help_text)
        if name != "purge":
            command.add_argument("file", type=Path, metavar="FIL")
        command.set_defaults(run=lambda options, run=run: _run(run, options))


def _run(run: Any, options: argparse.Namespace) -> int:
    # The database takes a moment to import, and the other commands don't need it.
    from sqlalchemy.exc import SQLAlchemyError

    from store import Store
    from store.backup import BackupError
    from web.settings import Settings

    try:
        store = Store(os.environ.get("GUIDE_DATABASE", Settings.database))
        try:
            print(run(store, options))
        finally:
            store.close()
    except BackupError as error:
        print(error, file=sys.stderr)
        return WRONG
    except SQLAlchemyError as error:
        # Its message may hold the address, and with it a password.
        print(f"Databasen svarer ikke, som den skal ({type(error).__name__}).", file=sys.stderr)
        return WRONG
    return OK


def _purge(store: Store, _options: argparse.Namespace) -> str:
    from store.retention import purge

    return _said(purge(store, danish_now()))


def _backup(store: Store, options: argparse.Namespace) -> str:
    from store.backup import backup

    backup(store, options.file)
    return f"Kopien er skrevet i {options.file}. Slet den inden 24 timer: samtalerne i den må ikke gemmes længere."


def _restore(store: Store, options: argparse.Namespace) -> str:
    from store.backup import restore

    gone = restore(store, options.file, danish_now())
    return f"Kopien er lagt tilbage. {_said(gone)}"


def _said(gone: Purged) -> str:
    return (
        f"Slettet, fordi det var for gammelt: {gone.conversations} samtaler, {gone.codes} koder, "
        f"{gone.sessions} rådgiversessioner, {gone.attempts} forsøg på at logge ind og {gone.counts} rækker med tal."
    )
