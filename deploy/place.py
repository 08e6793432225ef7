"""Where everything of one stack lives, which ports it uses, and which release is the one that people meet."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
from dataclasses import asdict, dataclass, field
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
DEFAULT_PORT = 8080
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH")
"""What programs get of our own environment, besides the guide's settings."""
DATABASE_USER = "postgres"
"""Who PostgreSQL runs as when we are root, which it refuses."""
SOCKET_ROOM = 107
"""The longest path of a socket in Linux."""


class DeployError(Exception):
    """Something the person at the keyboard can solve; its text is shown as it is."""


def free_ports(count: int) -> list[int]:
    """So many different ports that nobody uses at the moment."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


@dataclass(frozen=True)
class Release:
    """One version of the guide, copied when it was taken into use, and the ports its programs listen on.

    Attributes:
        number: 1 for the first.
        web: the pages, one port for each process.
        rasa: the language understanding.
        actions: Rasa's action servers.
        rasa_balanced: nginx's own port in front of `rasa`; the pages of this release ask there.
        actions_balanced: nginx's own port in front of `actions`.
    """

    number: int
    web: tuple[int, ...]
    rasa: tuple[int, ...]
    actions: tuple[int, ...]
    rasa_balanced: int
    actions_balanced: int

    @property
    def group(self) -> str:
        """Its name in the supervisor."""
        return f"udgave{self.number}"


@dataclass
class Place:
    """The folder of a stack.

    Attributes:
        folder: everything that is written lies here.
        port: where people come in.
        web: processes with pages.
        rasa: processes with language understanding, each with an action server.
        trusted: addresses of proxies in front of nginx, whose word for the visitor's address is taken.
        current: the release that people meet; 0 before the first.
        releases: those that are running or can be gone back to.
    """

    folder: Path
    port: int = DEFAULT_PORT
    web: int = 2
    rasa: int = 2
    trusted: tuple[str, ...] = ()
    current: int = 0
    releases: dict[int, Release] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Place | None:
        """The stack in a folder, or None when there is none."""
        file = folder / "stack.json"
        if not file.exists():
            return None
        kept = json.loads(file.read_text(encoding="utf-8"))
        releases = {one["number"]: msgspec.convert(one, Release) for one in kept.pop("releases")}
        return cls(folder, releases=releases, trusted=tuple(kept.pop("trusted")), **kept)

    def write(self) -> None:
        """Keep it, in one step: a machine that stops here leaves the old file or the new one."""
        kept = {name: value for name, value in asdict(self).items() if name != "folder"}
        kept["releases"] = [asdict(release) for release in self.releases.values()]
        beside = self.folder / "stack.json.ny"
        beside.write_text(json.dumps(kept, indent=2), encoding="utf-8")
        beside.replace(self.folder / "stack.json")

    def make(self) -> None:
        """Make the folders.

        Raises:
            DeployError: the path is too long for a socket.
        """
        longest = str(self.sockets / ".s.PGSQL.5432.lock")
        if len(longest) > SOCKET_ROOM:
            raise DeployError(f"Stien {self.folder} er for lang til PostgreSQLs sokkel. Vælg en kortere med --mappe.")
        for folder in (self.sockets, self.logs, self.programs, self.nginx, self.data):
            folder.mkdir(parents=True, exist_ok=True)
        self.sockets.chmod(0o700)
        self.data.chmod(0o700)
        # Some are another user than we when we are root: they may walk through, not look around.
        for folder in (self.folder, self.run, self.nginx):
            folder.chmod(0o711)
        if os.geteuid() == 0:
            for folder in (self.sockets, self.data):
                shutil.chown(folder, DATABASE_USER)

    @property
    def run(self) -> Path:
        """Sockets and process ids."""
        return self.folder / "run"

    @property
    def sockets(self) -> Path:
        """Where PostgreSQL is met."""
        return self.run / "db"

    @property
    def logs(self) -> Path:
        """Logs, which the supervisor keeps short."""
        return self.folder / "log"

    @property
    def programs(self) -> Path:
        """What the supervisor looks after."""
        return self.folder / "programmer"

    @property
    def nginx(self) -> Path:
        """The set-up of nginx and what it lays aside."""
        return self.folder / "nginx"

    @property
    def data(self) -> Path:
        """PostgreSQL's files."""
        return self.folder / "postgresql"

    def home(self, number: int) -> Path:
        """A release's own copy of the guide."""
        return self.folder / "udgaver" / str(number)

    @property
    def database(self) -> str:
        """The database's SQLAlchemy address: a socket in our own folder, so nobody else's network reaches it."""
        return f"postgresql://guide@/guide?host={self.sockets}"

    @property
    def redis(self) -> str:
        """Redis' address."""
        return f"unix://{self.run / 'redis.sock'}?db=0"

    def secret(self) -> str:
        """What cookies are signed with: made once and kept, so that a restart ends no conversation."""
        file = self.folder / "hemmelighed"
        if not file.exists():
            with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as opened:
                opened.write(secrets.token_urlsafe(32))
        return file.read_text(encoding="ascii")


def program(name: str, package: str, *folders: str) -> str:
    """The path of an installed program, on PATH or in one of the folders (patterns; the newest version first).

    Raises:
        DeployError: it is missing; the text names Debian's package.
    """
    found = sorted((str(path) for folder in folders for path in Path("/").glob(f"{folder}/{name}")), reverse=True)
    path = found[0] if found else shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if path is None:
        raise DeployError(f"{name} mangler. På Debian: apt-get install {package}")
    return path
