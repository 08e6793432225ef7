"""YAML read into typed structs, with the line number kept for every complaint."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import msgspec
import yaml

T = TypeVar("T")


class _Constructor(yaml.constructor.SafeConstructor):
    """Leaves dates as text: the struct they go into says whether they are dates."""

    yaml_constructors: ClassVar = {
        **yaml.constructor.SafeConstructor.yaml_constructors,
        "tag:yaml.org,2002:timestamp": yaml.constructor.SafeConstructor.construct_yaml_str,
    }


_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a catalogue file."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        """`file:line: reason`."""
        return f"{self.file}:{self.line}: {self.reason}"


class CatalogueError(Exception):
    """The catalogue can't be used; `problems` says where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep every problem, so that an editor can mend them in one go."""
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True)
class YamlFile:
    """A parsed file: its data and a way back to the line of any part of it."""

    name: str
    data: Any
    node: yaml.Node | None

    def line(self, path: str = "$") -> int:
        """The line of the part at `path` (msgspec's form, `$.cases[2].when`); the nearest known part if missing."""
        node = self.node
        if node is None:
            return 1
        for key, index in _STEP.findall(path):
            if isinstance(node, yaml.SequenceNode) and index and int(index) < len(node.value):
                node = node.value[int(index)]
            elif isinstance(node, yaml.MappingNode):
                child = next((pair for pair in node.value if pair[0].value == key), None)
                if child is None:
                    break
                node = child[1]
            else:
                break
        return int(node.start_mark.line) + 1

    def problem(self, path: str, reason: str) -> Problem:
        """A problem at `path`."""
        return Problem(self.name, self.line(path), reason)


def read(path: Path, name: str, text_filter: Callable[[str], str] = lambda text: text) -> YamlFile:
    """Parse one file; `text_filter` is applied to every string value.

    Raises:
        CatalogueError: the file is not YAML, or a key stands twice in one mapping.
    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.MarkedYAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error)
        raise CatalogueError([Problem(name, mark.line + 1 if mark else 1, f"kan ikke læses: {reason}")]) from error
    if node is None:
        return YamlFile(name, None, None)
    twice = [
        Problem(name, key.start_mark.line + 1, f"nøglen «{key.value}» står to gange")
        for mapping in _mappings(node)
        for number, (key, _) in enumerate(mapping.value)
        if key.value in {earlier.value for earlier, _ in mapping.value[:number]}
    ]
    if twice:
        raise CatalogueError(twice)
    data = _Constructor().construct_document(node)
    return YamlFile(name, _filtered(data, text_filter), node)


def convert(file: YamlFile, to: type[T]) -> T:
    """The file's data as `to`.

    Raises:
        CatalogueError: an unknown key, a missing key, a wrong type or a value outside its closed set.
    """
    try:
        return msgspec.convert(file.data, to)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `")
        raise CatalogueError([file.problem(path.rstrip("`") or "$", reason)]) from error


def _mappings(node: yaml.Node) -> list[yaml.MappingNode]:
    found: list[yaml.MappingNode] = []
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, yaml.MappingNode):
            found.append(current)
            stack.extend(value for _, value in current.value)
        elif isinstance(current, yaml.SequenceNode):
            stack.extend(current.value)
    return found


def _filtered(data: Any, text_filter: Callable[[str], str]) -> Any:
    if isinstance(data, str):
        return text_filter(data)
    if isinstance(data, list):
        return [_filtered(item, text_filter) for item in data]
    if isinstance(data, dict):
        return {key: _filtered(value, text_filter) for key, value in data.items()}
    return data
