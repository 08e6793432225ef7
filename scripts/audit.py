"""Write docs/drift/afhaengigheder.md and docs/sbom.json: what the guide is made of, and what is known to be wrong.

`python -m scripts.audit` also asks for known vulnerabilities where that is possible (pip-audit), and says how many
packages could be looked up: none found is no good news when none was looked up.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import msgspec
import yaml
from msgspec import Struct
from packaging.specifiers import SpecifierSet
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
PAGE = ROOT / "docs" / "drift" / "afhaengigheder.md"
SBOM = ROOT / "docs" / "sbom.json"
UV = ROOT / ".tools" / "bin" / "uv"
SECONDS = 600
LONGEST = 60


class Advisory(Struct, frozen=True, forbid_unknown_fields=True):
    """A known vulnerability: the versions it is in (as `<1.2`; "" when the source does not say) and why we can live."""

    package: str
    id: str
    affected: str
    what: str
    reason: str

    def hits(self, version: str) -> bool:
        """Whether a version has it; one that nobody has told the limits of counts as hit."""
        return not self.affected or Version(version) in SpecifierSet(self.affected)


def locked(text: str) -> dict[str, str]:
    """Name and version of every package in a lock file."""
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", text, re.MULTILINE))


def licence(name: str) -> str:
    """What a package says about its own licence; "?" when it is not installed or says nothing."""
    try:
        told: Any = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return "?"
    trove = [one.split(" :: ")[-1] for one in told.get_all("Classifier", []) if one.startswith("License :: ")]
    free = (told.get("License") or "").strip().splitlines()
    return told.get("License-Expression") or "; ".join(trove) or (free[0][:LONGEST] if free else "?")


def advisories() -> list[Advisory]:
    """Those of scripts/audit.yml."""
    data = yaml.safe_load(Path(__file__).with_name("audit.yml").read_text(encoding="utf-8"))
    return msgspec.convert(data, list[Advisory])


def looked_up() -> tuple[int, list[tuple[str, str]]]:
    """How many packages pip-audit could look up, and what it found: (package, id).

    Raises:
        FileNotFoundError: pip-audit could not be run at all.
    """
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "audit.json"
        tool = [str(UV), "tool", "run", "--from", "pip-audit==2.9.0", "pip-audit"]
        options = ["-r", str(LOCK), "--no-deps", "--disable-pip", "-f", "json", "-o", str(told)]
        subprocess.run([*tool, *options], check=False, timeout=SECONDS, capture_output=True)
        found = json.loads(told.read_text(encoding="utf-8"))["dependencies"]
    seen = [one for one in found if "skip_reason" not in one]
    return len(seen), [(one["name"], bad["id"]) for one in seen for bad in one["vulns"]]


def bill() -> dict[str, Any]:
    """The bill of materials (CycloneDX) of what runs, in an order that does not change by itself."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sbom.json"
        tool = [str(UV), "tool", "run", "--from", "cyclonedx-bom==7.5.0", "cyclonedx-py", "environment"]
        options = [sys.executable, "--output-reproducible", "--of", "JSON", "-o", str(file)]
        subprocess.run([*tool, *options], check=True, timeout=SECONDS, capture_output=True)
        made = json.loads(file.read_text(encoding="utf-8"))
    names = {_plain(name) for name in locked(LOCK.read_text(encoding="utf-8"))}
    kept = [one for one in made["components"] if _plain(one["name"]) in names]
    references = {one["bom-ref"] for one in kept}
    for one in kept:
        one.pop("externalReferences", None)
        one.pop("properties", None)
    made["components"] = sorted(kept, key=lambda one: _plain(one["name"]))
    made["dependencies"] = [
        {**one, "dependsOn": [ref for ref in one.get("dependsOn", []) if ref in references]}
        for one in made.get("dependencies", [])
        if one["ref"] in references
    ]
    made["metadata"] = {"component": {"type": "application", "name": "rettighedsguiden", "bom-ref": "rettighedsguiden"}}
    made.pop("serialNumber", None)
    return made


def page(packages: dict[str, str], known: list[Advisory], seen: int, found: list[tuple[str, str]]) -> Iterator[str]:
    """The lines of the page."""
    yield "# Afhængigheder"
    yield ""
    yield "Skrevet af `python -m scripts.audit` ud fra `requirements.lock`. [sbom.json](../sbom.json) er det samme som"
    yield "CycloneDX."
    yield ""
    yield f"{len(packages)} pakker. Opslag i en sårbarhedsdatabase: {seen} af {len(packages)} kunne slås op."
    if seen < len(packages):
        yield "**Resten er ikke undersøgt den vej.** Kør kommandoen, hvor pakkeindekset svarer, før guiden går i drift."
    yield ""
    yield "Rasa 3.6.21 er den sidste åbne udgave og låser mange gamle versioner. Derfor: kun egne modeller, Rasa og"
    yield "handlingsserveren kun på 127.0.0.1, kun pakker med kontrolsum, og ingen trafik ud fra driftsmaskinen."
    yield ""
    yield "## Kendte sårbarheder"
    yield ""
    yield "| pakke | låst | sårbarhed | ramte versioner | ramt | hvad | hvorfor det går |"
    yield "|---|---|---|---|---|---|---|"
    for one in known:
        version = packages.get(one.package)
        if version is None:
            continue
        hit = "ja" if one.hits(version) else "nej"
        limits = f"`{one.affected}`" if one.affected else "ukendt"
        yield f"| {one.package} | {version} | {one.id} | {limits} | {hit} | {one.what} | {one.reason} |"
    told = {(one.package, id_) for one in known for id_ in one.id.split(", ")}
    for name, id_ in found:
        if (name, id_) not in told:
            yield f"| {name} | {packages[name]} | {id_} | | ja | | **ikke vurderet** |"
    yield ""
    yield "## Alle pakker"
    yield ""
    yield "| pakke | version | licens |"
    yield "|---|---|---|"
    for name, version in sorted(packages.items()):
        yield f"| {name} | {version} | {licence(name)} |"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    """Write both files; 1 when something was found that nobody has judged."""
    packages, known = locked(LOCK.read_text(encoding="utf-8")), advisories()
    seen, found = looked_up()
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(page(packages, known, seen, found)) + "\n"
    PAGE.write_text(text, encoding="utf-8")
    SBOM.write_text(json.dumps(bill(), ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(packages)} pakker, {seen} slået op, {len(found)} fundet")
    return int("ikke vurderet" in text)


if __name__ == "__main__":
    sys.exit(main())
