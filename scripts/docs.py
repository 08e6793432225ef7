"""Write the parts of docs/ that follow from the catalogue: the coverage table and the schema of an assessment.

`--check` writes nothing and fails when they have not followed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec

from cli.main import Assessment
from rights.loader import load
from rights.model import Catalogue

ROOT = Path(__file__).resolve().parent.parent


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


def main() -> int:
    """Write the files, or with `--check` say which are out of step."""
    stale = [path for path, text in files(ROOT).items() if not path.is_file() or path.read_text("utf-8") != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} passer ikke til kataloget. Kør: make files", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.write_text(files(ROOT)[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
