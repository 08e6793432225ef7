"""The rooms import one way: web, actions and cli stand on guide, guide stands on rights, nothing the other way.

Proves: no module of a room imports a room it may not know, also inside a function; `rights` needs only the standard
library, msgspec and yaml.
Does not prove: that what they say to each other is right.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("rights", "guide", "language", "store", "actions", "web", "cli")
MAY_KNOW = {
    "rights": set(),
    "guide": {"rights"},
    "language": set(),
    "store": set(),
    "actions": {"guide", "rights", "language", "store"},
    "web": {"guide", "rights", "language", "store", "actions"},
    "cli": {"guide", "rights", "language", "store", "actions", "web"},
}


def imported(source: str) -> Iterator[str]:
    """The top-level names of everything a module imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0] if not node.level else "."
        elif (
            isinstance(node, ast.Call)
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and getattr(node.func, "attr", getattr(node.func, "id", "")) in ("import_module", "__import__")
        ):
            yield str(node.args[0].value).split(".")[0]


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


@pytest.mark.parametrize("room", [room for room in ROOMS if modules(room)])
def test_a_room_imports_only_rooms_below_it(room: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} -> {name}"
        for path in modules(room)
        for name in imported(path.read_text(encoding="utf-8"))
        if name in ROOMS and name != room and name not in MAY_KNOW[room]
    ]
    assert wrong == []


def test_rights_needs_only_the_standard_library_msgspec_and_yaml() -> None:
    names = {name for path in modules("rights") for name in imported(path.read_text(encoding="utf-8"))}
    assert names - set(sys.stdlib_module_names) <= {"rights", "msgspec", "yaml", "."}


def test_rights_has_no_clock_and_touches_no_network_or_database() -> None:
    """The date is always an argument."""
    names = {name for path in modules("rights") for name in imported(path.read_text(encoding="utf-8"))}
    assert not names & {"time", "socket", "http", "urllib", "sqlite3", "subprocess", "asyncio", "random"}
    clocks = [
        f"{path.name}:{node.lineno}"
        for path in modules("rights")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow")
    ]
    assert clocks == []


def test_the_test_sees_every_form_of_import() -> None:
    source = "import web.app\ndef f():\n    from store import x\n    import_module('actions.a')\n"
    assert list(imported(source)) == ["web", "store", "actions"]
