"""Real servers for tests: each on a free port, with its files in a folder of its own, and gone afterwards.

    with postgres() as address: ...      # an SQLAlchemy address of an empty cluster; new_database(address) gives more
    with redis() as address: ...         # redis://127.0.0.1:port/0
    with running(["nginx", ...], answers_on(port)) as process: ...

PostgreSQL refuses to be root, so it runs as Debian's own user `postgres` then. A server whose starter dies, dies too.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg2

HOST = "127.0.0.1"
READY_SECONDS = 60.0
"""How long a server may take to answer; on a busy machine PostgreSQL has taken some seconds."""
STOP_SECONDS = 20.0
POLL = 0.05


class ServerError(Exception):
    """A server is not installed, or did not start; the message says what to do or what it printed."""


def free_port() -> int:
    """A port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def program(name: str, *folders: str, package: str = "") -> str:
    """The path of a program, on PATH or in one of the folders (patterns; the newest version first).

    Raises:
        ServerError: it is not installed; the message names Debian's package.
    """
    found = [shutil.which(name)] if shutil.which(name) else []
    found += sorted((str(path) for folder in folders for path in Path("/").glob(f"{folder}/{name}")), reverse=True)
    if not found or found[0] is None:
        raise ServerError(f"{name} mangler. På Debian: apt-get install {package or name}")
    return found[0]


def answers_on(port: int) -> Callable[[], bool]:
    """Whether somebody listens on the port."""

    def answers() -> bool:
        try:
            with socket.create_connection((HOST, port), timeout=1):
                return True
        except OSError:
            return False

    return answers


@contextmanager
def running(
    command: Sequence[str],
    ready: Callable[[], bool],
    *,
    user: str = "",
    stop: signal.Signals = signal.SIGTERM,
    seconds: float = READY_SECONDS,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """A program from the moment it is ready until the block ends.

    Args:
        command: the program and its arguments; it must stay in the foreground.
        ready: whether it answers; asked again until it does.
        user: who it runs as when we are root; otherwise it runs as ourselves.
        stop: the signal that stops it nicely.
        seconds: how long it may take to be ready.
        cwd: where it runs.
        env: what its environment has besides ours.

    Raises:
        ServerError: it ended, or was not ready in time; the message holds the last of what it printed.
    """
    as_user = ["--reuid", user, "--regid", user, "--clear-groups"] if user and os.geteuid() == 0 else []
    # Its own process group, so that Ctrl-C reaches us first; and it ends with us whatever happens to us.
    own = [program("setpriv", package="util-linux"), "--pdeathsig", stop.name.removeprefix("SIG"), *as_user, "--"]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [*own, *command], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            cwd=cwd, env={**os.environ, **(env or {})}, start_new_session=True,
        )  # fmt: skip
        try:
            end = time.monotonic() + seconds
            while not ready():
                if process.poll() is not None or time.monotonic() > end:
                    output.seek(0)
                    said = output.read().decode(errors="replace")[-2000:]
                    raise ServerError(f"{command[0]} did not start ({process.poll()}):\n{said}")
                time.sleep(POLL)
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(stop)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def postgres(port: int | None = None, **settings: str) -> Iterator[str]:
    """A new PostgreSQL cluster; gives the SQLAlchemy address of its empty database `guide`.

    Args:
        port: where it listens; a free port when left out.
        settings: lines of postgresql.conf, such as `max_connections="20"`.
    """
    bins = "usr/lib/postgresql/*/bin"
    initdb, server = program("initdb", bins, package="postgresql"), program("postgres", bins, package="postgresql")
    port = port or free_port()
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    # Not pytest's own folder: that is closed to everybody else.
    folder = Path(tempfile.mkdtemp(prefix="guide-pg-", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, user)
        data = folder / "data"
        make = [initdb, "-D", str(data), "-U", "guide", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        as_user = ["setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--"] if os.geteuid() == 0 else []
        made = subprocess.run([*as_user, *make], cwd=folder, capture_output=True, text=True, timeout=120, check=False)
        if made.returncode:
            raise ServerError(f"initdb: {made.stdout}{made.stderr}")
        # Nothing here has to survive a power cut.
        options = {"fsync": "off", "full_page_writes": "off", "listen_addresses": HOST, **settings}
        command = [server, "-D", str(data), "-p", str(port), "-k", str(folder)]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        admin = f"postgresql://guide@{HOST}:{port}/postgres"
        # SIGQUIT: end at once, and leave nothing in order for a next time.
        with running(command, lambda: _connects(admin), user=user, stop=signal.SIGQUIT, cwd=folder):
            yield new_database(admin, "guide")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(address: str, name: str = "") -> str:
    """The address of a new, empty database on the same server."""
    name = name or f"guide_{secrets.token_hex(8)}"
    connection = psycopg2.connect(address, connect_timeout=5)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()
    return f"{address.rpartition('/')[0]}/{name}"


def _connects(address: str) -> bool:
    try:
        psycopg2.connect(address, connect_timeout=2).close()
    except psycopg2.OperationalError:
        return False
    return True


@contextmanager
def redis(port: int | None = None, *options: str) -> Iterator[str]:
    """A new Redis that keeps nothing on disk; gives its address.

    Args:
        port: where it listens; a free port when left out.
        options: more of redis-server's own, such as `"--maxmemory", "10mb"`.
    """
    port = port or free_port()
    server = program("redis-server", package="redis-server")
    with tempfile.TemporaryDirectory(prefix="guide-redis-") as folder:
        command = [server, "--port", str(port), "--bind", HOST, "--save", "", "--appendonly", "no", "--dir", folder]
        with running([*command, *options], answers_on(port)):
            yield f"redis://{HOST}:{port}/0"
