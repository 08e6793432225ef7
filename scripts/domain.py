"""Write domain.yml and data/rules.yml from the intents in data/nlu.

Every intent has one rule to one action, so a new topic touches one file in data/nlu and one entitlement; these two
follow. `--check` writes nothing and fails when they have not followed.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from scripts.generated import ROOT, write_or_check

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


if __name__ == "__main__":
    raise SystemExit(write_or_check(files(ROOT)))
