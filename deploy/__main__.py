"""`python -m deploy up|status|roll|down|backup FILE|restore FILE`: the guide on one machine, as it is run for many."""

from __future__ import annotations

import argparse
import fcntl
import sys
from pathlib import Path

from deploy import database, release, supervisor
from deploy.place import DEFAULT_PORT, ROOT, DeployError, Place
from deploy.stack import say, up
from scripts.run import StartError
from scripts.setup import SetupError


def status(place: Place) -> int:
    """Show every program and how it is; 1 when one of them is not running."""
    states = supervisor.states(place) if supervisor.running(place) else {}
    if not states:
        say("Guiden kører ikke.")
        return 1
    for name, state in states.items():
        say(f"{name:24} {state}")
    say(f"Udgave {place.current} på http://127.0.0.1:{place.port}")
    return int(any(state != "RUNNING" for state in states.values()))


def main(words: list[str] | None = None) -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m deploy", description=__doc__)
    parser.add_argument("--mappe", type=Path, default=ROOT / "var" / "deploy", help="hvor alt ligger (var/deploy)")
    commands = parser.add_subparsers(dest="command", required=True)
    starting = commands.add_parser("up", help="start alt, eller det, der mangler")
    starting.add_argument("--port", type=int, help=f"hvor man kommer ind ({DEFAULT_PORT})")
    starting.add_argument("--web", type=int, help="processer med sider (2)")
    starting.add_argument("--rasa", type=int, help="processer med sprogforståelse (2)")
    starting.add_argument("--proxy", action="append", help="adresse på en proxy foran, som man stoler på")
    rolling = commands.add_parser("roll", help="tag det, der ligger her nu, i brug uden afbrydelse")
    rolling.add_argument("--udgave", type=int, help="gå tilbage til en tidligere udgave")
    rolling.add_argument("--fra", type=Path, default=ROOT, help="tag en anden mappe i brug")
    commands.add_parser("status", help="vis, hvad der kører")
    commands.add_parser("down", help="stop alt")
    commands.add_parser("backup", help="skriv en sikkerhedskopi").add_argument("fil", type=Path)
    commands.add_parser("restore", help="læg en sikkerhedskopi tilbage").add_argument("fil", type=Path)
    given = parser.parse_args(words)
    folder = given.mappe.resolve()
    try:
        place = Place.read(folder)
        if place is None and given.command != "up":
            raise DeployError(f"Der er ingen guide i {folder}. Start den med: make stack")
        place = place or Place(folder)
        if given.command == "status":
            return status(place)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "laas").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise DeployError("En anden er i gang med den samme guide. Vent, og prøv igen.") from None
            return _do(place, given)
    except (DeployError, SetupError, StartError) as error:
        print(f"\n{error}\n", file=sys.stderr)
        return 1


def _do(place: Place, given: argparse.Namespace) -> int:
    if given.command == "up":
        for name in ("port", "web", "rasa"):
            setattr(place, name, getattr(place, name) if getattr(given, name) is None else getattr(given, name))
        place.trusted = tuple(given.proxy) if given.proxy is not None else place.trusted
        up(place, ROOT)
    elif given.command == "roll":
        if not supervisor.running(place):
            raise DeployError("Guiden kører ikke. Start den med: make stack")
        source = place.home(given.udgave) if given.udgave else given.fra.resolve()
        if not source.exists():
            raise DeployError(f"{source} findes ikke.")
        release.roll(place, source, say)
    elif given.command == "down":
        supervisor.stop(place)
        say("Guiden er stoppet.")
    elif given.command == "backup":
        database.backup(place, given.fil.resolve())
        say(f"Sikkerhedskopien ligger i {given.fil}. Den rummer helbredsoplysninger: slet den inden et døgn.")
    else:
        database.restore(place, given.fil.resolve())
        say("Sikkerhedskopien er lagt tilbage.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
