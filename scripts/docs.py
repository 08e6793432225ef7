"""Write the parts of docs/ that follow from the catalogue: coverage, pictures, readability and a schema.

`--check` writes nothing and fails when they have not followed.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import msgspec

from cli.main import Assessment
from guide.diagram import diagram
from guide.third_person import third_person
from guide.timeline import timeline
from rights.loader import danish_date, load
from rights.model import Catalogue
from scripts import lix
from scripts.generated import ROOT, write_or_check
from web.api.contract import openapi


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


def day_read(catalogue: Catalogue) -> date:
    """The last day on which any version was read: the day the pictures are drawn for."""
    return max(dated.version.read_on for law in catalogue.laws.values() for dated in law.versions)


def pictures(catalogue: Catalogue) -> str:
    """The page that leads to every picture."""
    lines = [
        "# Billeder af reglerne",
        "",
        "Skrevet af `scripts/docs.py` ud fra kataloget. Ret ikke her.",
        "",
        "Tidslinjen viser, hvilke udgaver af reglerne kataloget kender hvornår: [tidslinje](tidslinje.svg).",
        "",
        f"Hvert diagram viser spørgsmål, svar og udfald efter reglerne den {danish_date(day_read(catalogue))}."
        " Teksten i billedet står også som beskrivelse til skærmlæsere.",
        "",
        "| rettighed eller pligt | spørgsmål | billede |",
        "|---|---|---|",
    ]
    for id, right in catalogue.rights.items():
        lines.append(f"| {right.data.title} | {right.data.question} | [diagram](diagrammer/{id}.svg) |")
    return "\n".join(lines) + "\n"


def readability(root: Path, catalogue: Catalogue) -> str:
    """How easy every file of our own words is to read, and the catalogue told about somebody else."""
    read = lix.files(root, catalogue)
    own = [text for name, texts in lix.for_people(read).items() if name.startswith("rights/") for text in texts]
    return lix.page(read, [third_person(text) for text in own])


def files(root: Path) -> dict[Path, str]:
    """The generated files as they must be."""
    schema = json.dumps(msgspec.json.schema(Assessment), ensure_ascii=False, indent=2)
    catalogue, docs = load(), root / "docs"
    day = day_read(catalogue)
    return {
        docs / "daekning.md": coverage(catalogue),
        docs / "assessment.schema.json": schema + "\n",
        docs / "openapi.json": json.dumps(openapi(load()), ensure_ascii=False, indent=2) + "\n",
        docs / "diagrammer.md": pictures(catalogue),
        docs / "lix.md": readability(root, catalogue),
        docs / "tidslinje.svg": timeline(catalogue, paper=True),
        **{docs / "diagrammer" / f"{id}.svg": diagram(catalogue, id, on=day, paper=True) for id in catalogue.rights},
    }


if __name__ == "__main__":
    (ROOT / "docs" / "diagrammer").mkdir(exist_ok=True)
    raise SystemExit(write_or_check(files(ROOT)))
