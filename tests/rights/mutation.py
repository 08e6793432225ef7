"""`make mutate`: faults put into rights/ one at a time, to see whether the tests notice them.

mutmut itself leaves out every decorated class and function; most of the law's model stands in dataclasses, so the ones
whose decorators are known to be harmless are taken in here: dataclasses, properties and cached functions.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import libcst as cst
from mutmut import __main__ as mutmut
from mutmut.mutation import file_mutation

CLASSES = {"dataclass"}
FUNCTIONS = {"property", "cached_property", "cache", "lru_cache"}


def decorated_with(node: cst.CSTNode, names: set[str]) -> bool:
    """Whether the node has decorators, each of them one of the names."""
    if not isinstance(node, cst.FunctionDef | cst.ClassDef) or not node.decorators:
        return False
    calls = [d.decorator.func if isinstance(d.decorator, cst.Call) else d.decorator for d in node.decorators]
    return all(isinstance(call, cst.Name) and call.value in names for call in calls)


def take_in_decorated() -> None:
    """Teach mutmut to mutate inside dataclasses, properties and cached functions; a decorator itself is left alone."""
    skip = file_mutation.MutationVisitor._skip_node_and_children
    arrange = file_mutation.function_trampoline_arrangement

    def skip_fewer(self: file_mutation.MutationVisitor, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Decorator):
            return True
        if decorated_with(node, CLASSES if isinstance(node, cst.ClassDef) else FUNCTIONS):
            return skip(self, node.with_changes(decorators=()))
        return skip(self, node)

    def arrange_undecorated(
        function: cst.FunctionDef, mutants: Iterable[file_mutation.Mutation], class_name: str | None
    ) -> tuple:
        before, nodes, after, names = arrange(function, mutants, class_name)
        if decorated_with(function, FUNCTIONS):
            nodes = [nodes[0], *(node.with_changes(decorators=()) for node in nodes[1:])]
        return before, nodes, after, names

    file_mutation.MutationVisitor._skip_node_and_children = skip_fewer  # type: ignore[method-assign]
    file_mutation.function_trampoline_arrangement = arrange_undecorated


def summary() -> str:
    """How many mutants of each file were killed, and the score of all."""
    lines, whole = [], Counter[str]()
    for path in sorted(mutmut.walk_mutatable_files()):
        data = mutmut.SourceFileMutationData(path=path)
        data.load()
        found = Counter(mutmut.status_by_exit_code[code] for code in data.exit_code_by_key.values())
        whole += found
        if found:
            lines.append(told(str(path), found))
    return "\n".join([*lines, told("i alt", whole)])


def told(name: str, found: Counter[str]) -> str:
    killed = found["killed"] + found["timeout"]
    rest = ", ".join(f"{number} {status}" for status, number in sorted(found.items()) if status != "killed")
    return f"{name:<22} {killed:>4} af {found.total():>4} opdaget ({100 * killed / found.total():.1f} %)  {rest}"


if __name__ == "__main__":
    sys.path[0] = str(Path.cwd())
    take_in_decorated()
    mutmut._run(sys.argv[1:], max_children=2)
    print(summary())
