"""Start the guide on this machine: the pages, Rasa's action server and Rasa, and keep them running.

The pages start first, because they work without the language model; the two others follow. Everything
listens on 127.0.0.1 only. `GUIDE_PORT` chooses the port of the pages; the other two take free ports.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
DEFAULT_PORT = 8000
MOST_RESTARTS = 5  # in a row; a part that then ran for STEADY seconds starts from zero again
MOST_FIRST_RESTARTS = 1  # of a part that never answered: trying again seldom mends a fault in the code
STEADY = 60.0
GRACE = 15.0  # Rasa was seen to take 14 seconds to stop after heavy load
POLL = 0.2


class StartError(Exception):
    """A problem the person at the keyboard can solve; its text is shown as it is."""


@dataclass
class Part:
    """One of the programs the guide consists of."""

    name: str
    title: str
    command: list[str]
    environment: dict[str, str]
    url: str
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restarts: int = 0
    retry_at: float | None = None
    ready: bool = False
    has_answered: bool = False
    given_up: bool = False

    def start(self, logs: Path, mode: str = "ab") -> None:
        """Start the program with its own log, in its own process group so that Ctrl-C reaches only us."""
        with (logs / f"{self.name}.log").open(mode) as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.started, self.retry_at, self.ready = time.monotonic(), None, False


def say(text: str) -> None:
    """Tell the person at the keyboard something at once, also when the output goes to a file."""
    print(text, flush=True)


def web_port(environment: dict[str, str]) -> int:
    """Return the port of the pages, or explain in Danish why it cannot be used."""
    text = environment.get("GUIDE_PORT", str(DEFAULT_PORT))
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise StartError(f"GUIDE_PORT skal være et tal mellem 1 og 65535, men er '{text}'.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except PermissionError:
            raise StartError(f"Port {text} kræver særlige rettigheder. Vælg en over 1023 med GUIDE_PORT.") from None
        except OSError:
            raise StartError(
                f"Port {text} er optaget af et andet program (måske en guide, der allerede kører).\n"
                f"Stop det, eller vælg en anden port: GUIDE_PORT={int(text) % 65535 + 1} make start"
            ) from None
    return int(text)


def free_port() -> int:
    """Return a port nobody uses, so that the guide never collides with another Rasa on the machine."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def newest_model(models: Path) -> Path:
    """Return the model that was trained last."""
    found = sorted(models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise StartError("Der er ingen trænet sprogmodel i mappen models. Kør `make train` først.")
    return found[-1]


def secret(var: Path) -> str:
    """Return what cookies are signed with, made at the first start and kept, so that a restart ends no conversation."""
    file = var / "hemmelighed"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as opened:
            opened.write(secrets.token_urlsafe(32))
    return file.read_text(encoding="ascii")


def plan(environment: dict[str, str], root: Path, port: int, rasa_port: int, actions_port: int) -> list[Part]:
    """Describe the three programs, in the order they are started."""
    web, rasa, actions = (f"http://{HOST}:{number}" for number in (port, rasa_port, actions_port))
    model = newest_model(root / "models")
    shared = {
        "GUIDE_DATABASE": f"sqlite:///{root / 'var' / 'guide.db'}",
        "GUIDE_SECRET": secret(root / "var"),
        **environment,
        "GUIDE_RASA_URL": rasa,
        "GUIDE_ACTIONS_URL": f"{actions}/webhook",
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        # More threads make Rasa slower here: it answers one message at a time.
        "OMP_NUM_THREADS": "1",
        "TF_INTRA_OP_PARALLELISM_THREADS": "1",
        "TF_INTER_OP_PARALLELISM_THREADS": "1",
    }
    python = [sys.executable, "-m"]
    uvicorn = ["uvicorn", "web.app:create_app", "--factory", "--host", HOST, "--port", str(port)]
    # uvicorn's own line for each request holds the address and the path; web/observe.py tells it without.
    quiet = ["--log-config", "web/logging.json", "--log-level", "warning", "--no-access-log"]
    # uvicorn looks for a newer websockets than Rasa allows and dies on the old one; the pages use none.
    quiet += ["--ws", "none"]
    # Whom to believe about the sender's address is said in one place: GUIDE_TRUSTED_PROXIES.
    quiet += ["--no-proxy-headers", "--no-server-header"]
    server = ["run", "-i", HOST, "-p", str(rasa_port), "--endpoints", "endpoints.yml"]
    server += ["--credentials", "credentials.yml", "--model", str(model), "--quiet"]
    # Not `rasa run actions`: that loads all of Rasa and TensorFlow, 400 MB more, to do the same.
    action_server = ["rasa_sdk", "--actions", "actions", "--port", str(actions_port), "--quiet"]
    # The action server has no option for its address and would listen to the whole network.
    local = {**shared, "SANIC_HOST": HOST}
    return [
        Part("web", "Siderne", [*python, *uvicorn, *quiet], shared, f"{web}/"),
        Part("actions", "Handlingsserveren", [*python, *action_server], local, f"{actions}/health"),
        Part("rasa", "Sprogforståelsen", [*python, "rasa", *server], shared, f"{rasa}/"),
    ]


def answers(url: str) -> bool:
    """Tell whether something answers with HTTP there; which status it gives is not our business."""
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except (OSError, ValueError):
        return False


def look_after(part: Part, now: float, logs: Path) -> None:
    """Restart a part that has stopped, a little later each time, and give it up after some tries."""
    if part.given_up or part.process is None:
        return
    if part.retry_at is not None:
        if now >= part.retry_at:
            part.start(logs)
        return
    if part.process.poll() is None:
        if part.restarts and now - part.started > STEADY:
            part.restarts = 0
        return
    part.ready = False
    if part.restarts >= (MOST_RESTARTS if part.has_answered else MOST_FIRST_RESTARTS):
        part.given_up = True
        say(f"{part.title} bliver ved med at stoppe. Grunden står i var/log/{part.name}.log.")
        return
    wait = 2.0**part.restarts
    part.restarts += 1
    part.retry_at = now + wait
    say(f"{part.title} stoppede (kode {part.process.returncode}) og startes igen om {wait:.0f} s.")


def announce(part: Part, address: str) -> None:
    """Tell once that a part has begun to answer."""
    if part.ready or part.process is None or part.process.poll() is not None or not answers(part.url):
        return
    if part.has_answered:
        say(f"{part.title} kører igen.")
    elif part.name == "web":
        say(f"Rettighedsguiden kører på {address} — sprogforståelsen er klar om lidt. Stop med Ctrl-C.")
    elif part.name == "rasa":
        say(f"Sprogforståelsen er klar ({time.monotonic() - part.started:.0f} s). Rasa svarer på {part.url}")
    part.ready = part.has_answered = True


def stop(parts: list[Part]) -> None:
    """Ask every part to stop, wait, and end by force what is left."""
    running = [part.process for part in parts if part.process and part.process.poll() is None]
    for process in running:
        os.killpg(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for process in running:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def supervise(parts: list[Part], address: str, logs: Path, stopping: Callable[[], bool]) -> int:
    """Keep the parts running until told to stop; end with 1 if the pages cannot be kept up."""
    web, *others = parts
    web.start(logs, "wb")
    while not stopping():
        for part in parts:
            look_after(part, time.monotonic(), logs)
            announce(part, address)
        if web.given_up:
            return 1
        # The pages get the processor to themselves until they answer.
        if web.ready:
            for part in others:
                if part.process is None:
                    part.start(logs, "wb")
        time.sleep(POLL)
    return 0


def main() -> int:
    """Start everything and stay until Ctrl-C or SIGTERM."""
    stopped = False

    def on_signal(number: int, frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    logs = ROOT / "var" / "log"
    logs.mkdir(parents=True, exist_ok=True)
    try:
        port = web_port(dict(os.environ))
        parts = plan(dict(os.environ), ROOT, port, free_port(), free_port())
    except StartError as error:
        print(f"\n{error}\n", file=sys.stderr)
        return 1
    try:
        return supervise(parts, f"http://{HOST}:{port}", logs, lambda: stopped)
    finally:
        say("Stopper guiden ...")
        stop(parts)
        say("Guiden er stoppet.")


if __name__ == "__main__":
    sys.exit(main())
