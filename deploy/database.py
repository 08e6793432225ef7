"""PostgreSQL in our own folder: made once, backed up to one file, and put back from it."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from deploy.place import DATABASE_USER, DeployError, Place, program
from deploy.programs import PG_BINS

NAME = "guide"
SECONDS = 600.0


def make(place: Place) -> None:
    """Make the cluster when there is none. Who may walk into its folder of sockets is let in: nobody but us."""
    if (place.data / "PG_VERSION").exists():
        return
    command = [program("initdb", "postgresql", PG_BINS), "-D", str(place.data), "-U", NAME]
    command += ["--auth=trust", "--encoding=UTF8", "--locale=C"]
    as_user = ["setpriv", "--reuid", DATABASE_USER, "--regid", DATABASE_USER, "--clear-groups", "--"]
    _run([*(as_user if os.geteuid() == 0 else []), *command], "PostgreSQL kunne ikke gøres klar.", place.data)


def ready(place: Place, seconds: float = 60.0) -> None:
    """Wait until it answers, and make the guide's database when it is missing."""
    end = time.monotonic() + seconds
    while subprocess.run([_tool("pg_isready"), "-q", *_there(place, "postgres")], timeout=10, check=False).returncode:
        if time.monotonic() > end:
            raise DeployError(f"PostgreSQL svarer ikke. Grunden står i {place.logs}/postgresql.log.")
        time.sleep(0.2)
    if ask(place, f"SELECT count(*) FROM pg_database WHERE datname = '{NAME}'") == "0":
        ask(place, f"CREATE DATABASE {NAME}")


def ask(place: Place, statement: str) -> str:
    """What PostgreSQL answers to its owner."""
    psql = [_tool("psql"), "-X", "-A", "-t", "-q", *_there(place, "postgres"), "-c", statement]
    return _run(psql, "PostgreSQL kunne ikke spørges.", place.folder).strip()


def backup(place: Place, file: Path) -> None:
    """Write everything that is kept to a file that only we may read, while the guide runs.

    Raises:
        DeployError: it could not be written; then there is no file.
    """
    beside = file.with_name(f"{file.name}.ny")
    os.close(os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    try:
        dump = [_tool("pg_dump"), "--format=custom", "--no-owner", f"--file={beside}", *_there(place, NAME)]
        _run(dump, "Sikkerhedskopien kunne ikke laves.", place.folder)
        # A file that cannot be read back is no backup.
        _run([_tool("pg_restore"), "--list", str(beside)], "Sikkerhedskopien kan ikke læses.", place.folder)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def restore(place: Place, file: Path) -> None:
    """Put back what a backup holds, in one transaction: all of it, or nothing and the database as it was.

    Raises:
        DeployError: the file is missing or could not be put back.
    """
    if not file.exists():
        raise DeployError(f"{file} findes ikke.")
    options = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
    command = [_tool("pg_restore"), *options, f"--dbname={NAME}", *_there(place, NAME)[:-2], str(file)]
    _run(command, "Sikkerhedskopien kunne ikke lægges tilbage. Databasen er, som den var.", place.folder)


def _there(place: Place, database: str) -> list[str]:
    return ["--host", str(place.sockets), "--username", NAME, "--dbname", database]


def _tool(name: str) -> str:
    return program(name, "postgresql", PG_BINS)


def _run(command: list[str], problem: str, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode:
        raise DeployError(f"{(done.stdout + done.stderr).strip()[-2000:]}\n\n{problem}")
    return done.stdout
