"""Try everything that docs/drift/sikkerhed.md tells about, and write the figures into its table.

`python -m scripts.audit_attacks [SECONDS]`: the tests of tests/web/operation, then SECONDS (60) of fuzzing a target.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "drift" / "sikkerhed.md"
BEGIN, END = "<!-- tabel: begynd -->", "<!-- tabel: slut -->"
SECONDS = 3600
WORDS = {
    "personal": "fjernelse af personoplysninger",
    "dates": "datoer",
    "facts": "oplysninger i fri tekst",
    "payload": "knappers indhold",
    "code": "delekoder",
    "heard": "en hel besked",
}


def tried() -> dict[str, int]:
    """How many of each kind the tests held off.

    Raises:
        subprocess.CalledProcessError: a test failed: then there is nothing to write.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tried.json"
        command = [sys.executable, "-m", "pytest", "-q", "tests/web/operation/test_abuse.py"]
        environment = {**os.environ, "GUIDE_TRIED": str(file)}
        subprocess.run(command, cwd=ROOT, check=True, env=environment, timeout=SECONDS)
        found: dict[str, int] = json.loads(file.read_text(encoding="utf-8"))
    return found


def fuzzed(seconds: int) -> dict[str, Any]:
    """What bench/fuzz.py tells of each target."""
    command = [sys.executable, "-m", "bench.fuzz", str(seconds)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=SECONDS)
    print(done.stderr, file=sys.stderr)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def rows(attacks: dict[str, int], fuzz: dict[str, Any]) -> Iterator[str]:
    """The table."""
    yield "| hvad der blev prøvet | antal | slap igennem |"
    yield "|---|---:|---|"
    for kind, times in attacks.items():
        yield f"| {kind} | {_number(times)} | 0 |"
    for name, one in fuzz.items():
        result = "**fejl**" if one["failed"] else "0"
        what = f"Fuzzing af {WORDS[name]} ({one['seconds']} s, styret af dækning)"
        yield f"| {what} | {_number(one['runs'])} | {result} |"


def _number(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def main() -> int:
    """Write the table; 1 when a fuzz target failed."""
    fuzz = fuzzed(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
    table = "\n".join(rows(tried(), fuzz))
    text = PAGE.read_text(encoding="utf-8")
    between = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    PAGE.write_text(between.sub(lambda _: f"{BEGIN}\n{table}\n{END}", text), encoding="utf-8")
    return int(any(one["failed"] for one in fuzz.values()))


if __name__ == "__main__":
    sys.exit(main())
