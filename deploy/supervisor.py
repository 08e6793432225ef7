"""The supervisor that keeps the programs running: supervisord in an environment of its own, pinned with hashes.

It restarts what dies, rotates logs, and can be told by `supervisorctl` to take a program in or out while the others
run. It must never share the guide's own environment, whose packages are locked by Rasa.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from deploy.place import PASSED_ON, ROOT, DeployError, Place
from scripts.setup import digest, find_uv
from scripts.setup import run as run_or_explain

WANTED = ROOT / "deploy" / "supervisor.txt"
HOME = ROOT / ".tools" / "supervisor"
STOP_SECONDS = 90.0
"""All programs together; Rasa alone was seen to take 14 s after heavy load."""


def installed() -> Path:
    """The folder with supervisord and supervisorctl, made when it is not there yet."""
    stamp = HOME / "stamp"
    if not (stamp.exists() and stamp.read_text() == digest(WANTED)):
        uv = find_uv()
        problem = "supervisor kunne ikke installeres. Er der forbindelse til internettet?"
        run_or_explain([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(HOME)], problem)
        sync = [uv, "pip", "sync", "--quiet", "--python", str(HOME / "bin" / "python"), "--require-hashes", str(WANTED)]
        run_or_explain(sync, problem)
        stamp.write_text(digest(WANTED))
    return HOME / "bin"


def start(place: Place) -> None:
    """Start it in the background, with everything that has been written for it; nothing when it runs already."""
    if running(place):
        return
    command = [str(installed() / "supervisord"), "-c", str(place.folder / "supervisord.conf")]
    # What is in our environment is nobody's business below; each program is told what it needs.
    clean = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    done = subprocess.run(command, cwd=place.folder, env=clean, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode:
        raise DeployError(f"{done.stdout}{done.stderr}\nsupervisord kunne ikke starte.")
    _until(lambda: running(place), 20, "supervisord svarer ikke.")


def running(place: Place) -> bool:
    """Whether it answers."""
    return (place.run / "supervisor.sock").exists() and bool(control(place, "pid", quiet=True).strip().isdigit())


def control(place: Place, *words: str, quiet: bool = False) -> str:
    """What `supervisorctl` says to a command.

    Args:
        place: the stack.
        words: the command.
        quiet: return what it says also when it fails.

    Raises:
        DeployError: it failed.
    """
    command = [str(installed() / "supervisorctl"), "-c", str(place.folder / "supervisord.conf"), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=STOP_SECONDS, check=False)
    if done.returncode and not quiet:
        raise DeployError(f"{done.stdout}{done.stderr}\nsupervisorctl {' '.join(words)} gik galt.")
    return done.stdout


def states(place: Place) -> dict[str, str]:
    """Every program and how it is: RUNNING, STARTING, BACKOFF (has stopped and is tried again) and so on."""
    lines = (line.split() for line in control(place, "status", quiet=True).splitlines())
    return {words[0]: words[1] for words in lines if len(words) > 1 and words[1].isupper()}


def stop(place: Place) -> None:
    """Stop everything, nicely, and wait for it."""
    if not running(place):
        return
    # The visitors' door first, the database last.
    order = ["nginx", *(f"{release.group}:*" for release in place.releases.values()), "redis", "postgresql"]
    for name in order:
        control(place, "stop", name, quiet=True)
    control(place, "shutdown", quiet=True)
    _until(lambda: not (place.run / "supervisor.pid").exists(), STOP_SECONDS, "supervisord stopper ikke.")


def _until(done: object, seconds: float, problem: str) -> None:
    assert callable(done)
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise DeployError(problem)
        time.sleep(0.1)
