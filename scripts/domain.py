"""Write domain.yml and data/rules.yml from the intents in data/nlu.

Every intent has one rule to one action, so a new topic touches one file in data/nlu and one entitlement; these two
follow. `--check` writes nothing and fails when they have not followed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Written by scripts/domain.py from the intents in data/nlu. Do not edit.\n"


def intents(root: Path) -> list[str]:
    """The names of all intents in data/nlu, sorted."""
    found = set()
    for path in (root / "data" / "nlu").glob("*.yml"):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        found |= {block["intent"] for block in data["nlu"] if "intent" in block}
    return sorted(found)


def files(root: Path) -> dict[Path, str]:
    """The two files as they must be."""
    names = intents(root)
    domain = [
        'version: "3.1"',
        "intents:",
        *(f"  - {name}" for name in names),
        "actions:",
        "  - action_guide",
        "session_config:",
        "  session_expiration_time: 30",
        "  carry_over_slots_to_new_session: false",
    ]
    rules = ['version: "3.1"', "rules:"]
    for name in names:
        rules += [f"  - rule: {name}", "    steps:", f"      - intent: {name}", "      - action: action_guide"]
    return {
        root / "domain.yml": HEADER + "\n".join(domain) + "\n",
        root / "data" / "rules.yml": HEADER + "\n".join(rules) + "\n",
    }


def main() -> int:
    """Write the files, or with `--check` say which are out of step."""
    stale = [path for path, text in files(ROOT).items() if not path.is_file() or path.read_text("utf-8") != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} passer ikke til data/nlu. Kør: make train", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.write_text(files(ROOT)[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
