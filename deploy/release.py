"""Taking a new version into use without a pause: copy, check, start beside the old, wait, switch, drain, stop the old.

A release is a copy of the guide as it was then - code, catalogue and trained model - so what somebody edits in the
checkout reaches nobody before the next roll, also when a program dies and is started again.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import time
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from deploy import supervisor
from deploy.place import DeployError, Place, Release, free_ports
from deploy.programs import forget_release, write_nginx, write_release
from deploy.visit import acts, receives, understands
from scripts.run import newest_model

NOT_SERVED = {"bench", "deploy", "tests"}
LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules", "*.db*")
KEPT = 3
"""Releases whose copies are kept, to go back to."""
READY_SECONDS = 300.0
DRAIN_SECONDS = 60.0
STILL = 8.0


def make(place: Place, source: Path, ports: Callable[[int], list[int]] = free_ports) -> Release:
    """Copy the guide as it is in `source` to a release of its own, and look whether it can be used at all.

    Raises:
        DeployError: the model can't be read, or the catalogue has a fault; then there is no release.
    """
    number = max(place.releases, default=0) + 1
    home = place.home(number)
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    try:
        for room in source.iterdir():
            if room.is_dir() and (room / "__init__.py").exists() and room.name not in NOT_SERVED:
                shutil.copytree(room, home / room.name, ignore=LEFT_OUT)
            elif room.suffix == ".yml":
                shutil.copy2(room, home)
        model = newest_model(source / "models")
        (home / "models").mkdir()
        shutil.copy2(model, home / "models")
        if (source / "models" / "navne").exists():
            shutil.copytree(source / "models" / "navne", home / "models" / "navne")
        _check_model(home / "models" / model.name)
        _check(home)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    found = ports(place.web + 2 * place.rasa + 2)
    web, rest = found[: place.web], found[place.web :]
    rasa, rest = rest[: place.rasa], rest[place.rasa :]
    actions, (rasa_balanced, actions_balanced) = rest[: place.rasa], rest[place.rasa :]
    return Release(number, tuple(web), tuple(rasa), tuple(actions), rasa_balanced, actions_balanced)


def _check_model(model: Path) -> None:
    """Read it to its end: Rasa itself starts without a model that it cannot read, and then understands nothing."""
    try:
        with tarfile.open(model) as opened:
            for _ in opened:
                pass
    except (tarfile.TarError, OSError, EOFError, zlib.error):
        raise DeployError(f"Modellen {model.name} er ødelagt. Den nye udgave er ikke taget i brug.") from None


def _check(home: Path) -> None:
    # In its own folder Python finds the copy before the checkout.
    command = [sys.executable, "-c", "import sys; from cli.main import main; sys.exit(main(['check']))"]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        said = (done.stdout + done.stderr).strip()[-3000:]
        raise DeployError(f"{said}\n\nKataloget har fejl. Den nye udgave er ikke taget i brug.")


def roll(place: Place, source: Path, say: Callable[[str], None], seconds: float = READY_SECONDS) -> Release:
    """Take what is in `source` into use, and then stop the release before it.

    Args:
        place: a stack that runs.
        source: the checkout, or the copy of an earlier release.
        say: tells what goes on.
        seconds: how long the new one may take to be ready.

    Raises:
        DeployError: the new one can't be used. The old one still serves, as if nothing had happened.
    """
    say("Kopierer og efterser den nye udgave ...")
    release = make(place, source)
    old = [*place.releases.values()]
    serving = place.releases.get(place.current)
    place.releases[release.number] = release
    try:
        write_release(place, release)
        # Its inner doors first, while people still meet the old one.
        _nginx(place, serving or release, [*old, release])
        supervisor.control(place, "update", release.group)
        say(f"Venter på, at udgave {release.number} er klar ...")
        wait_until_ready(place, release, seconds)
    except BaseException:
        _take_out(place, release)
        if serving:
            _nginx(place, serving, old)
        shutil.rmtree(place.home(release.number), ignore_errors=True)
        raise
    say(f"Udgave {release.number} svarer. Flytter de besøgende over ...")
    _nginx(place, release, [*old, release])
    place.current = release.number
    place.write()
    for one in old:
        _take_out(place, one)
    _nginx(place, release, [release])
    place.write()
    _tidy(place)
    say(f"Udgave {release.number} er i brug.")
    return release


def _take_out(place: Place, release: Release) -> None:
    forget_release(place, release)
    supervisor.control(place, "update", release.group, quiet=True)
    place.releases.pop(release.number, None)


def _tidy(place: Place) -> None:
    copies = sorted((int(home.name) for home in place.home(0).parent.iterdir()), reverse=True)
    for number in copies[KEPT:]:
        shutil.rmtree(place.home(number))


def wait_until_ready(place: Place, release: Release, seconds: float = READY_SECONDS) -> None:
    """Wait until every process of the release gives real answers; it has then also read what it reads only once.

    Raises:
        DeployError: one of them keeps stopping, or it took too long.
    """
    end, waiting = time.monotonic() + seconds, list(_questions(release).items())
    stopped: dict[str, float] = {}
    # In turn: the pages are understood when Rasa is, and Rasa acts when the action server does.
    while waiting:
        which, ready = waiting[0]
        if ready():
            waiting.pop(0)
            continue
        now, broken = time.monotonic(), False
        for name, state in supervisor.states(place).items():
            if name.startswith(f"{release.group}:") and state in ("BACKOFF", "FATAL", "EXITED"):
                # Stopping once may be bad luck; not when it still does a while later.
                broken = now - stopped.setdefault(name, now) > STILL
                which = name.rpartition(":")[2] if broken else which
            if broken:
                break
        if broken or now > end:
            raise DeployError(
                f"Den nye udgave blev ikke klar: {which} svarer ikke rigtigt. Grunden står i {place.logs}/{which}.log. "
                "Den gamle udgave kører videre."
            )
        time.sleep(0.5)


def _questions(release: Release) -> dict[str, Callable[[], bool]]:
    kinds = (("actions", release.actions, acts), ("rasa", release.rasa, understands), ("web", release.web, receives))
    return {
        f"{kind}-{release.number}-{number}": partial(asked, port)
        for kind, ports, asked in kinds
        for number, port in enumerate(ports)
    }


def _nginx(place: Place, current: Release, releases: list[Release]) -> None:
    """Let nginx read its set-up anew, and wait until the last request under the old one is answered."""
    write_nginx(place, current, releases)
    if "nginx" not in supervisor.states(place):
        supervisor.control(place, "update", "nginx")
        return
    master = int(supervisor.control(place, "pid", "nginx"))
    before = _workers(master) if master else set()
    supervisor.control(place, "signal", "HUP", "nginx", quiet=True)
    end = time.monotonic() + DRAIN_SECONDS
    while not (now := _workers(master)) or before & now:
        if time.monotonic() > end:
            raise DeployError("nginx blev ikke færdig med de gamle forbindelser.")
        time.sleep(0.1)


def _workers(master: int) -> set[int]:
    done = subprocess.run(["ps", "-o", "pid=", "--ppid", str(master)], capture_output=True, text=True, check=False)
    return {int(pid) for pid in done.stdout.split()}
