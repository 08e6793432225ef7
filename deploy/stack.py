"""The whole stack: started, and for tests and measurements in a folder that is gone afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy import database, release, supervisor
from deploy.place import HOST, ROOT, Place, free_ports
from deploy.programs import write_nginx, write_supervisor


def say(text: str) -> None:
    """Tell the person at the keyboard something at once."""
    print(text, flush=True)


def up(place: Place, source: Path) -> None:
    """Start everything, with the release in use, or with a first one. What runs already is left alone."""
    place.make()
    place.write()
    if os.geteuid() == 0:
        say("Du er root: PostgreSQL kører som postgres, resten som root. På en server: brug en almindelig bruger.")
    database.make(place)
    serving = place.releases.get(place.current)
    if not supervisor.running(place):
        say("Starter databasen ...")
        write_supervisor(place)
        # What a roll that was cut off left behind is not to be started.
        for file in place.programs.glob("udgave*.conf"):
            if serving is None or file.stem != serving.group:
                file.unlink()
        if serving:
            write_nginx(place, serving, [serving])
        supervisor.start(place)
    else:
        supervisor.control(place, "start", "all", quiet=True)
    database.ready(place)
    if serving:
        say(f"Venter på, at udgave {serving.number} er klar ...")
        release.wait_until_ready(place, serving)
    else:
        release.roll(place, source, say)
    place.write()
    say(f"Rettighedsguiden kører på http://127.0.0.1:{place.port}")


@contextmanager
def trial(web: int = 2, rasa: int = 2, source: Path = ROOT, folder: Path | None = None) -> Iterator[Place]:
    """A stack on free ports in a folder of its own, stopped and deleted afterwards.

    Visitors may say which address they come from in X-Forwarded-For, as behind a proxy that is trusted.
    """
    # Not pytest's own folder: that is closed to PostgreSQL's user.
    folder = folder or Path(tempfile.mkdtemp(prefix="guide-stack-", dir="/tmp"))
    place = Place(folder, free_ports(1)[0], web, rasa, trusted=(HOST,))
    try:
        up(place, source)
        yield place
    finally:
        supervisor.stop(place)
        shutil.rmtree(folder, ignore_errors=True)
