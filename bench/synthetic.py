"""A catalogue many times as large as ours, made of copies."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

MARK = "@@"
WORDS = ("all", "any", "not")


def write(source: Path, folder: Path, copies: int, facts_too: bool) -> None:
    """Write `folder`: the entitlements of `source` `copies` times, in topics of their own; the law as it is.

    With `facts_too` each copy also has questions (and contradictions) of its own. A question that a worked-out fact
    rests on stays shared, since the function that works it out knows it by name.
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("entitlements"))
    (folder / "entitlements").mkdir()
    facts = yaml.load((source / "facts.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    shared = {"dato"} | {fact for one in facts["derived"] for fact in (one["id"], *one["from"])}
    if not facts_too:
        shared |= {fact["id"] for fact in facts["facts"]}
    names = [""] + [f"_k{number}" for number in range(1, copies)]
    for path in sorted((source / "entitlements").glob("*.yml")):
        text = _text(_entitlement(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader), shared))
        for name in names:
            target = folder / "entitlements" / f"{path.stem}{name}.yml"
            target.write_text(text.replace(MARK, name), encoding="utf-8")
    if facts_too:
        own = [
            {
                **fact,
                "id": fact["id"] + MARK,
                **({"ask_when": _condition(fact["ask_when"], shared)} if "ask_when" in fact else {}),
            }
            for fact in facts["facts"]
            if fact["id"] not in shared
        ]
        conflicts = [{**one, "when": _condition(one["when"], shared)} for one in facts["contradictions"]]
        text = _text({"facts": own, "contradictions": conflicts})
        every = [yaml.load(text.replace(MARK, name), Loader=yaml.CSafeLoader) for name in names]
        common = [fact for fact in facts["facts"] if fact["id"] in shared]
        whole = {
            "facts": [fact for one in every for fact in one["facts"]] + common,
            "derived": facts["derived"],
            "contradictions": [conflict for one in every for conflict in one["contradictions"]],
        }
        (folder / "facts.yml").write_text(_text(whole), encoding="utf-8")


def _entitlement(data: dict[str, Any], shared: set[str]) -> dict[str, Any]:
    cases = [{**case, "when": _condition(case.get("when", {}), shared)} for case in data["cases"]]
    topics = [topic + MARK for topic in data["topics"]]
    relevant = _condition(data.get("relevant_if", {}), shared)
    return {**data, "id": data["id"] + MARK, "topics": topics, "cases": cases, "relevant_if": relevant}


def _condition(data: dict[str, Any], shared: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in data.items():
        if key in WORDS:
            inner = _condition(value, shared) if key == "not" else [_condition(item, shared) for item in value]
            found[key] = inner
        else:
            found[key if key in shared else key + MARK] = value
    return found


def _text(data: Any) -> str:
    return str(yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=120))
