"""What the supervisor is told: which programs there are, how they start, and how nginx shares out the visitors."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import jinja2

from deploy.place import DATABASE_USER, PASSED_ON, DeployError, Place, Release, program

HERE = Path(__file__).resolve().parent
ASK_PLAN = """
import json, pathlib, sys
from scripts.run import plan
environment, home, port, name = json.load(sys.stdin)
part = next(part for part in plan(environment, pathlib.Path(home), port, port, port) if part.name == name)
json.dump([part.command, part.environment], sys.stdout)
"""
PG_BINS = "usr/lib/postgresql/*/bin"


@dataclass(frozen=True)
class Program:
    """One program under the supervisor."""

    name: str
    command: list[str]
    directory: Path
    environment: dict[str, str] = field(default_factory=dict)
    priority: int = 100
    stop: str = "TERM"
    user: str = ""


def _line(command: list[str]) -> str:
    return shlex.join(command).replace("%", "%%")


def _environment(values: dict[str, str]) -> str:
    bad = [name for name, value in values.items() if '"' in value or "\n" in value]
    if bad:
        raise DeployError(f'{bad[0]} må ikke indeholde " eller linjeskift.')
    return ",".join(f'{name}="{value}"' for name, value in values.items()).replace("%", "%%")


_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE / "templates"),
    autoescape=False,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters |= {"line": _line, "environment": _environment}


def _write(file: Path, template: str, **values: object) -> None:
    text = _TEMPLATES.get_template(template).render(root=os.geteuid() == 0, **values)
    beside = file.with_name(f"{file.name}.ny")
    # The secret stands in some of them.
    with open(os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as opened:
        opened.write(text)
    beside.replace(file)


def write_supervisor(place: Place) -> None:
    """The supervisor's own set-up, and the database and Redis, which belong to no release."""
    _write(place.folder / "supervisord.conf", "supervisord.conf.j2", place=place)
    _write(place.folder / "redis.conf", "redis.conf.j2", place=place)
    _write(place.data / "postgresql.conf", "postgresql.conf.j2", place=place)
    user = DATABASE_USER if os.geteuid() == 0 else ""
    if user:
        shutil.chown(place.data / "postgresql.conf", user)
    postgres = [program("postgres", "postgresql", PG_BINS), "-D", str(place.data)]
    redis = [program("redis-server", "redis-server"), str(place.folder / "redis.conf")]
    _programs(place, "postgresql", Program("postgresql", postgres, place.data, priority=1, stop="INT", user=user))
    _programs(place, "redis", Program("redis", redis, place.run, priority=1))


def write_release(place: Place, release: Release) -> None:
    """A release's programs, started as `make start` starts them, only on other ports."""
    home = place.home(release.number)
    given = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    given |= {name: value for name, value in os.environ.items() if name.startswith("GUIDE_")}
    ours = {
        "GUIDE_DATABASE": place.database,
        "GUIDE_REDIS": place.redis,
        "GUIDE_TRUSTED_PROXIES": "127.0.0.1",
        **given,
        "GUIDE_SECRET": os.environ.get("GUIDE_SECRET") or place.secret(),
    }
    actions = f"http://127.0.0.1:{release.actions_balanced}/webhook"
    rasa = f"http://127.0.0.1:{release.rasa_balanced}"
    programs = []
    for name, ports in (("web", release.web), ("rasa", release.rasa), ("actions", release.actions)):
        for number, port in enumerate(ports):
            command, environment = _started(home, name, port, ours)
            environment |= {"GUIDE_RASA_URL": rasa, "GUIDE_ACTIONS_URL": actions}
            programs.append(Program(f"{name}-{release.number}-{number}", command, home, environment, priority=50))
    _programs(place, release.group, *programs, group=release.group)


def _started(home: Path, name: str, port: int, environment: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """How the release's own `make start` starts a program: an earlier one may do it in another way than ours."""
    asked = json.dumps([environment, str(home), port, name])
    done = subprocess.run(
        [sys.executable, "-c", ASK_PLAN], cwd=home, input=asked, capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode:
        raise DeployError(f"{done.stderr}\nUdgaven siger ikke, hvordan den startes (scripts/run.py).")
    command, given = json.loads(done.stdout)
    return command, given


def forget_release(place: Place, release: Release) -> None:
    """The supervisor is no longer to know the release."""
    (place.programs / f"{release.group}.conf").unlink(missing_ok=True)


def write_nginx(place: Place, current: Release, releases: list[Release], listen: str = "127.0.0.1") -> None:
    """The set-up of nginx, where `current` is what people meet, and all of `releases` are at work inside.

    Raises:
        DeployError: nginx cannot read it; the set-up in use is left as it is.
    """
    nginx = program("nginx", "nginx-light")
    new, used = place.nginx / "nginx.conf.proeve", place.nginx / "nginx.conf"
    listen = os.environ.get("GUIDE_LISTEN", listen)
    _write(new, "nginx.conf.j2", place=place, current=current, releases=releases, source=HERE / "nginx", listen=listen)
    done = subprocess.run(
        [nginx, "-t", "-q", "-c", str(new), "-p", str(place.nginx)],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    if done.returncode:
        raise DeployError(f"{done.stderr}\nnginx kan ikke læse sin opsætning.")
    new.replace(used)
    command = [nginx, "-c", str(used), "-p", str(place.nginx), "-g", "daemon off;"]
    _programs(place, "nginx", Program("nginx", command, place.nginx, priority=900, stop="QUIT"))


def _programs(place: Place, file: str, *programs: Program, group: str = "") -> None:
    _write(place.programs / f"{file}.conf", "program.conf.j2", place=place, programs=programs, group=group)
