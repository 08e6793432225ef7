"""The three systems, started as their users start them, and stopped again; what memory they hold."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

from bench.load import stock
from bench.process import ROOM, ROOT
from scripts.run import GRACE, HOST, Part, answers, free_port, plan

LOGS = ROOM / "load"
START_SECONDS = 300.0


@dataclass
class System:
    """A running system.

    Attributes:
        name: "guide", "stock" or "noop".
        doors: the ports that people talk to; several when there are replicas.
        parts: what it consists of.
        ready_after: how many seconds each part took to answer.
    """

    name: str
    doors: list[int]
    parts: list[Part] = field(default_factory=list)
    ready_after: dict[str, float] = field(default_factory=dict)

    def processes(self) -> dict[str, int]:
        """The process of each part."""
        return {part.name: part.process.pid for part in self.parts if part.process}

    def cpu(self) -> dict[str, float]:
        """CPU seconds each part has used since it began."""
        return {name: cpu_seconds(pid) for name, pid in self.processes().items()}

    def memory(self) -> dict[str, dict[str, float]]:
        """What each part holds now, in MB."""
        return {name: memory_mb(pid) for name, pid in self.processes().items()}


@contextmanager
def started(system: System) -> Iterator[System]:
    """The system with each part started when the one before it answers, and stopped afterwards."""
    LOGS.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        for part in system.parts:
            begin = monotonic()
            part.start(LOGS, "wb")
            stack.callback(_stop, part)
            while not answers(part.url):
                if part.process and part.process.poll() is not None:
                    raise RuntimeError(f"{system.name}/{part.name} stopped; see {LOGS / part.name}.log")
                if monotonic() - begin > START_SECONDS:
                    raise RuntimeError(f"{system.name}/{part.name} never answered")
                sleep(0.05)
            system.ready_after[part.name] = monotonic() - begin
        yield system


def _stop(part: Part) -> None:
    process = part.process
    if process is None:
        return
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def guide(folder: Path, replicas: int = 1, database: str = "", settings: Mapping[str, str] | None = None) -> System:
    """The guide as `make start` starts it, so many times over, with a database of its own.

    Each copy is the pages, an action server and Rasa; all share the database, as they would on several machines.
    """
    shared = {
        **os.environ,
        "GUIDE_DATABASE": database or f"sqlite:///{folder / 'guide.db'}",
        "GUIDE_SECRET": secrets.token_urlsafe(32),
        **(settings or {}),
    }
    system = System("guide", [])
    for number in range(1, replicas + 1):
        port = free_port()
        parts = plan(shared, ROOT, port, free_port(), free_port())
        for part in parts:
            part.name += f"-{number}" if replicas > 1 else ""
        system.doors.append(port)
        system.parts += parts
    return system


def stock_rasa(folder: Path) -> System:
    """The same intents and the same action on Rasa as `rasa init` sets it up; its tracker in SQLite."""
    rasa, actions = free_port(), free_port()
    environment = {
        **os.environ,
        **stock.QUIET,
        "GUIDE_DATABASE": f"sqlite:///{folder / 'stock.db'}",
        "GUIDE_ACTIONS_URL": f"http://{HOST}:{actions}/webhook",
        "STOCK_TRACKER": str(folder / "tracker.db"),
        "SANIC_HOST": HOST,
    }
    home = stock.HOME
    run = [sys.executable, "-m", "rasa", "run", "-i", HOST, "-p", str(rasa), "--quiet"]
    run += ["--model", str(home / stock.TRAINED), "--endpoints", str(home / "endpoints.yml")]
    run += ["--credentials", str(home / "credentials.yml")]
    act = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(actions), "--quiet"]
    return System(
        "stock",
        [rasa],
        [
            Part("stock-actions", "", act, environment, f"http://{HOST}:{actions}/health"),
            Part("stock-rasa", "", run, environment, f"http://{HOST}:{rasa}/"),
        ],
    )


def noop(turn_bytes: int, page_bytes: int) -> System:
    """The handlers that do nothing, on the server that the pages run on and with the same options."""
    port = free_port()
    pages = next(part for part in plan({**os.environ, "GUIDE_SECRET": "-"}, ROOT, port, 1, 1) if part.name == "web")
    command = ["bench.load.noop:create_app" if word == "web.app:create_app" else word for word in pages.command]
    environment = {**os.environ, "BENCH_SIZES": f"{turn_bytes} {page_bytes}"}
    return System("noop", [port], [Part("noop", "", command, environment, f"http://{HOST}:{port}/")])


def cpu_seconds(pid: int) -> float:
    """What a process has used."""
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> dict[str, float]:
    """A process's memory: `rss`, and `pss`, where pages that several share are shared out between them."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    found = {key: int(value.split()[0]) / 1024 for key, _, value in (line.partition(":") for line in lines)}
    return {"rss": found["Rss"], "pss": found["Pss"]}
