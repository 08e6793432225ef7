"""Build the environment: `setup.py check | packages [--dev] | browser | servers | lock [--upgrade]`.

Runs before .venv exists, with any Python from 3.8 on, so it uses the standard library only.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
STAMP = VENV / ".guide-stamp"
PYTHON_VERSION = "3.10"
OLDEST_UV = (0, 5, 0)  # the first that compiles a lock for every platform and installs it as we do
DISK_GB = {"new": 5, "built": 1}  # TensorFlow alone takes more than 1 GB
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
SERVERS = {"postgres": "postgresql", "redis-server": "redis-server", "nginx": "nginx-light"}  # program: Debian package
SERVER_PLACES = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
NO_SERVICES = Path("/usr/sbin/policy-rc.d")  # Debian asks this file whether an installed service may be started


class SetupError(Exception):
    """A problem the person at the keyboard can solve; its text is shown as it is."""


def run(command: list[str], problem: str, **extra: str) -> str:
    """Run a command and return what it printed; on failure show what it said, and then the problem."""
    env = {**os.environ, **extra}
    done = subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True, check=False)
    if done.returncode:
        raise SetupError(f"{(done.stdout + done.stderr).strip()[-3000:]}\n\n{problem}")
    return done.stdout.strip()


def check_machine() -> None:
    """Stop where the guide cannot be built here, and warn where that is untried."""
    system, machine = platform.system(), platform.machine().lower()
    if system not in ("Linux", "Darwin"):
        raise SetupError(f"Guiden kører på Linux og macOS, ikke på {system}. Brug WSL2 eller en container.")
    if machine not in ("x86_64", "amd64"):
        print(f"  Bemærk: guiden er prøvet på x86_64. Denne maskine er {machine}; pakkerne findes måske ikke.")
    needed = DISK_GB["built" if STAMP.exists() else "new"]
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < needed:
        raise SetupError(f"Der er {free:.1f} GB ledig diskplads her. Guiden skal bruge mindst {needed} GB.")
    print(f"  {system} {machine}, {free:.0f} GB ledig diskplads, Python {platform.python_version()} til start.")


def version_of(text: str) -> tuple[int, ...]:
    """Read the version out of a program's `--version` line, (0,) where there is none."""
    found = re.search(r"\d+(?:\.\d+)+", text)
    return tuple(int(part) for part in found.group().split(".")) if found else (0,)


def find_uv() -> str:
    """Return a uv that is new enough: the one on PATH, or our own, pinned with hashes, in .tools/."""
    on_path = shutil.which("uv")
    if on_path:
        done = subprocess.run([on_path, "--version"], text=True, capture_output=True, check=False)
        if version_of(done.stdout) >= OLDEST_UV:
            return on_path
    wanted = ROOT / "scripts" / "uv.txt"
    stamp, uv = TOOLS / "uv-stamp", TOOLS / "bin" / "uv"
    if not (uv.exists() and stamp.exists() and stamp.read_text() == digest(wanted)):
        print("  Henter hjælpeprogrammet uv til mappen .tools ...")
        run(
            [sys.executable, "-m", "venv", str(TOOLS)],
            "Kunne ikke oprette mappen .tools med python3 -m venv.",
        )
        pip = [str(TOOLS / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input", "-q"]
        install = [*pip, "install", "--require-hashes", "-r", str(wanted)]
        run(install, "Kunne ikke hente uv. Er der forbindelse til internettet?")
        stamp.write_text(digest(wanted))
    return str(uv)


def find_python(uv: str) -> str:
    """Return a Python 3.10: the machine's own where there is one, else one that uv fetches to .tools/."""
    environment = {"UV_PYTHON_INSTALL_DIR": str(TOOLS / "python")}
    find = [uv, "python", "find", "--system", "--no-python-downloads", PYTHON_VERSION]
    try:
        return run(find, "", **environment)
    except SetupError:
        pass
    # pyenv's versions are easy to miss: its shims show only the one that is switched on.
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    for candidate in sorted(pyenv.glob(f"versions/{PYTHON_VERSION}.*/bin/python{PYTHON_VERSION}"), reverse=True):
        return str(candidate)
    print(f"  Henter Python {PYTHON_VERSION} til mappen .tools ...")
    problem = (
        f"Der mangler Python {PYTHON_VERSION}, og den kunne ikke hentes. Installér den, for eksempel med "
        f"`pyenv install {PYTHON_VERSION}`, og prøv igen. (Rasa 3.6 kan ikke bruge en nyere Python.)"
    )
    run([uv, "python", "install", PYTHON_VERSION], problem, **environment, UV_PYTHON_INSTALL_BIN="0")
    return run(find, problem, **environment)


def digest(*files: Path) -> str:
    """Return one hash over the contents of the files."""
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def packages(dev: bool) -> None:
    """Make .venv hold exactly what the lock file says; do nothing when it already does."""
    built = STAMP.read_text() if STAMP.exists() else ""
    # A contributor's `make start` must not throw away the test tools that `make test` installed.
    kind = "dev" if dev or built.startswith("dev ") else "run"
    lock = ROOT / ("requirements-dev.lock" if kind == "dev" else "requirements.lock")
    wanted = f"{kind} {digest(lock, ROOT / 'pyproject.toml')} {ROOT}"
    if built == wanted:
        print("  Pakkerne er allerede på plads.")
        return
    uv = find_uv()
    environment = {"UV_HTTP_TIMEOUT": os.environ.get("UV_HTTP_TIMEOUT", "180"), "VIRTUAL_ENV": str(VENV)}
    if not (VENV / "bin" / "python").exists():
        base = find_python(uv)
        print(f"  Bruger {base}")
        run([uv, "venv", "--quiet", "--clear", "--python", base, str(VENV)], "Kunne ikke oprette .venv.")
    print("  Henter og installerer pakker (første gang op til nogle minutter) ...")
    STAMP.unlink() if STAMP.exists() else None
    python = ["--quiet", "--python", str(VENV / "bin" / "python")]
    problem = "Pakkerne kunne ikke installeres. Er der forbindelse til internettet og plads på disken?"
    run([uv, "pip", "sync", *python, "--require-hashes", str(lock)], problem, **environment)
    # "compat" puts the whole work tree on the path, so a room added later is found without a new install.
    editable = [
        "--no-deps",
        "--no-build-isolation",
        "--config-setting",
        "editable_mode=compat",
        "-e",
        str(ROOT),
    ]
    run([uv, "pip", "install", *python, *editable], "Guiden selv kunne ikke installeres.", **environment)
    STAMP.write_text(wanted)


def find_chromium() -> str | None:
    """Return the path of a Chromium on this machine, None where there is none."""
    return next((path for path in map(shutil.which, CHROMIUM_NAMES) if path), None)


def install(packages: list[str]) -> None:
    """Install Debian packages where we may; what then still is missing is for the caller to find out."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"  Installerer {', '.join(packages)} med apt-get ...")
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    for command in ([*apt, "update"], [*apt, "install", "-y", "--no-install-recommends", *packages]):
        try:
            run(command, f"{' '.join(command)} fejlede.", DEBIAN_FRONTEND="noninteractive")
        except SetupError as error:
            print(f"  {error}", file=sys.stderr)


def browser() -> None:
    """Install Debian's Chromium for the browser tests where we may, else say what is missing."""
    if not find_chromium():
        install(["chromium", "fonts-liberation"])
    path = find_chromium()
    if not path:
        raise SetupError("Chromium mangler, og prøverne bruger en rigtig browser. På Debian: apt-get install chromium")
    print(f"  Bruger {path}")


def missing_servers() -> list[str]:
    """Return the Debian packages of the servers that are not on this machine."""
    found = {name: shutil.which(name, path=SERVER_PLACES) for name in SERVERS}
    # Debian keeps each version of PostgreSQL apart, off PATH.
    found["postgres"] = found["postgres"] or next(map(str, Path("/usr/lib/postgresql").glob("*/bin/postgres")), None)
    return [SERVERS[name] for name, path in found.items() if not path]


def servers() -> None:
    """Install the servers that the tests start by themselves where we may, else say what is missing."""
    missing = missing_servers()
    if missing:
        # The tests start their own; nothing of Debian's may begin to run on this machine because of us.
        forbid = os.geteuid() == 0 and not NO_SERVICES.exists()
        if forbid:
            NO_SERVICES.write_text("#!/bin/sh\nexit 101\n")
            NO_SERVICES.chmod(0o755)
        try:
            install(missing)
        finally:
            if forbid:
                NO_SERVICES.unlink()
        missing = missing_servers()
    if missing:
        raise SetupError(f"Prøverne starter selv servere, som mangler. På Debian: apt-get install {' '.join(missing)}")
    print("  PostgreSQL, Redis og nginx er på plads (prøverne starter dem selv).")


def lock(upgrade: bool) -> None:
    """Write the lock files anew from pyproject.toml, and check that they name no host and no path."""
    uv = find_uv()
    options = ["--quiet", "--generate-hashes"]
    options += ["--custom-compile-command", "make lock", *(["--upgrade"] if upgrade else [])]
    # One platform, not --universal: that splits numpy and TensorFlow in versions nobody here has tried.
    # The hashes cover each version's files for every platform, so a Mac on x86_64 can use the same lock.
    options += ["--python-platform", "x86_64-unknown-linux-gnu"]
    rasa_python = ["--python-version", PYTHON_VERSION]
    jobs = {
        "requirements.lock": [*rasa_python, "pyproject.toml"],
        "requirements-dev.lock": [*rasa_python, "--extra", "dev", "-c", "requirements.lock", "pyproject.toml"],
        "scripts/uv.txt": ["--python-version", "3.8", "scripts/uv.in"],
    }
    for target, source in jobs.items():
        run([uv, "pip", "compile", *options, *source, "-o", target], f"{target} kunne ikke laves.")
        text = (ROOT / target).read_text()
        if re.search(r"://|^-|^/|@ ", text, re.MULTILINE):
            raise SetupError(f"{target} nævner en adresse eller en sti. Den skal kun nævne pakker og hashes.")
        print(f"  {target}: {len(re.findall(r'^[a-z0-9].*==', text, re.MULTILINE))} pakker")


def main() -> int:
    """Run the part of the set-up that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=["check", "packages", "browser", "servers", "lock"])
    parser.add_argument("--dev", action="store_true", help="tag værktøjerne til prøver med")
    parser.add_argument("--upgrade", action="store_true", help="lock: tag de nyeste versioner, som passer")
    arguments = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # progress must show at once in a log
    TOOLS.mkdir(exist_ok=True)
    try:
        # Two `make` at once must not build the same environment on top of each other.
        with open(TOOLS / "lock", "w") as guard:
            fcntl.flock(guard, fcntl.LOCK_EX)
            if arguments.part == "check":
                check_machine()
            elif arguments.part == "packages":
                packages(arguments.dev)
            elif arguments.part == "browser":
                browser()
            elif arguments.part == "servers":
                servers()
            else:
                lock(arguments.upgrade)
    except SetupError as error:
        print(f"\n{error}\n", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
