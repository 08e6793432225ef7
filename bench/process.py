"""Workers and the environments they run in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Any

from scripts import setup

ROOT = Path(__file__).resolve().parent.parent
ROOM = ROOT / "var" / "bench"
OTHERS = ("openfisca", "zen")


class Worker:
    """A worker in its own process; `started` is the time from start until it had loaded what it needs."""

    def __init__(self, module: str, python: str = sys.executable, **load: Any) -> None:
        self.module = module
        begin = perf_counter()
        self.process = subprocess.Popen(
            [python, "-m", f"bench.workers.{module}"],
            cwd=ROOT,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.loaded = self.ask("load", **load)
        self.started = perf_counter() - begin
        self.memory_mb: float = self.ask("memory")

    def ask(self, do: str, **more: Any) -> Any:
        """One message and its answer."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"bench.workers.{self.module} stopped with {self.process.wait()}")
        return json.loads(line)

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def environment(name: str) -> str:
    """The Python of an engine's own environment, built from its pinned list when it is not there yet."""
    wanted = ROOT / "bench" / f"requirements-{name}.txt"
    folder = ROOM / name
    python, stamp = folder / "bin" / "python", folder / "stamp"
    if not (python.exists() and stamp.exists() and stamp.read_text() == setup.digest(wanted)):
        print(f"  Bygger miljøet til {name} ...", flush=True)
        uv = setup.find_uv()
        problem = f"Miljøet til {name} kunne ikke bygges. Er der forbindelse til internettet?"
        setup.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)], problem)
        setup.run([uv, "pip", "sync", "--quiet", "--python", str(python), "--require-hashes", str(wanted)], problem)
        stamp.write_text(setup.digest(wanted))
    return str(python)


def lock() -> None:
    """Write the pinned lists again from the names in bench/requirements-*.in."""
    uv = setup.find_uv()
    for name in OTHERS:
        target = f"bench/requirements-{name}.txt"
        options = ["--quiet", "--generate-hashes", "--upgrade"]
        options += ["--python-version", setup.PYTHON_VERSION, "--python-platform", "x86_64-unknown-linux-gnu"]
        options += ["--custom-compile-command", "python -m bench lock"]
        setup.run(
            [uv, "pip", "compile", *options, f"bench/requirements-{name}.in", "-o", target],
            f"{target} kunne ikke laves.",
        )
        print(f"  {target} er skrevet.")
