"""Write the parts of docs/ that follow from the catalogue: the coverage table and the schema of an assessment.

`--check` writes nothing and fails when they have not followed.
"""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from cli.main import Assessment
from rights.loader import load
from rights.model import Catalogue
from scripts.generated import ROOT, write_or_check


def coverage(catalogue: Catalogue) -> str:
    """Every rule of every founding document -> the provisions that hold it -> the entitlements -> the topics."""
    lines = [
        "# Dækningen af grunddokumenterne",
        "",
        "Skrevet af `scripts/docs.py` ud fra kataloget. Ret ikke her.",
        "",
        "Hver regel og hver udtalelse i de fem grunddokumenter, bestemmelsen, der bærer den, rettighederne, der bygger"
        " på den, og emnerne, man når dem gennem.",
    ]
    users: dict[str, list[str]] = {}
    for right in catalogue.rights.values():
        for id in dict.fromkeys(id for case in right.cases for id in (*case.data.citations, *case.data.context)):
            users.setdefault(id, []).append(right.id)
    for document in catalogue.documents:
        lines += ["", f"## {document.title}", "", "| regel | bestemmelse | rettighed | emne |", "|---|---|---|---|"]
        for row in document.rows:
            refs = "<br>".join(catalogue.laws[id].provision.ref for id in row.provisions)
            rights = list(dict.fromkeys(right for id in row.provisions for right in users.get(id, ())))
            topics = dict.fromkeys(catalogue.rights[right].data.topics[0] for right in rights)
            lines.append(f"| {row.says} | {refs} | {'<br>'.join(rights)} | {'<br>'.join(topics)} |")
    return "\n".join(lines) + "\n"


def files(root: Path) -> dict[Path, str]:
    """The generated files as they must be."""
    schema = json.dumps(msgspec.json.schema(Assessment), ensure_ascii=False, indent=2)
    return {
        root / "docs" / "daekning.md": coverage(load()),
        root / "docs" / "assessment.schema.json": schema + "\n",
    }


if __name__ == "__main__":
    raise SystemExit(write_or_check(files(ROOT)))
