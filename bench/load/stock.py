"""The yardstick: the same intents and the same action on Rasa as `rasa init` sets it up, with its REST channel.

Its pipeline and policies are read from the installed Rasa, so they follow it. Only the number of epochs is ours: a
hundred take an hour or more on a small machine, and how many there were does not change how long an answer takes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml

from bench.process import ROOM, ROOT

EPOCHS = 2
FULL = 100
"""So many `rasa init` asks for."""
HOME = ROOM / "stock"
TRAINED = "models/stock.tar.gz"
ENDPOINTS = """\
action_endpoint:
  url: ${GUIDE_ACTIONS_URL}
tracker_store:
  type: SQL
  dialect: sqlite
  db: ${STOCK_TRACKER}
"""


def config(epochs: int) -> dict[str, Any]:
    """What `rasa init` and then `rasa train` use, in Danish and with fewer epochs."""
    from rasa.engine import recipes

    file = Path(recipes.__file__).parent / "config_files" / "default_config.yml"
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    for part in (*found["pipeline"], *found["policies"]):
        if "epochs" in part:
            part["epochs"] = epochs
    return {**found, "language": "da", "assistant_id": "stock"}


def stories(domain: dict[str, Any]) -> dict[str, Any]:
    """One story for each intent: without any, the learned policies would have nothing to learn and do nothing."""
    intents = domain["intents"]
    return {
        "version": "3.1",
        "stories": [
            {
                "story": f"{first} og {second}",
                "steps": [
                    {"intent": first},
                    {"action": "action_guide"},
                    {"intent": second},
                    {"action": "action_guide"},
                ],
            }
            for first, second in zip(intents, (*intents[1:], intents[0]), strict=True)
        ],
    }


def write(home: Path, epochs: int) -> str:
    """Write the project and return what it is made from, as a hash."""
    shutil.rmtree(home / "data", ignore_errors=True)
    shutil.copytree(ROOT / "data" / "nlu", home / "data" / "nlu")
    shutil.copy(ROOT / "data" / "rules.yml", home / "data")
    shutil.copy(ROOT / "domain.yml", home)
    domain = yaml.safe_load((home / "domain.yml").read_text(encoding="utf-8"))
    (home / "data" / "stories.yml").write_text(_yaml(stories(domain)), encoding="utf-8")
    (home / "config.yml").write_text(_yaml(config(epochs)), encoding="utf-8")
    (home / "endpoints.yml").write_text(ENDPOINTS, encoding="utf-8")
    (home / "credentials.yml").write_text("rest:\n", encoding="utf-8")
    files = [*sorted(home.glob("data/**/*.yml")), home / "domain.yml", home / "config.yml"]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def trained(epochs: int = EPOCHS, again: bool = True) -> dict[str, Any]:
    """Train the yardstick if what it is made from has changed; how long it took, then or now.

    Args:
        epochs: so many.
        again: False takes the one there is, though something has changed.

    Returns:
        `epochs`, `wall` and `cpu` seconds of the whole training, `examples`, and `epoch_cpu`: of one epoch of every
        part that learns in epochs.
    """
    made_from = write(HOME, epochs)
    kept = HOME / "training.json"
    if kept.exists() and (HOME / TRAINED).exists():
        known: dict[str, Any] = json.loads(kept.read_text())
        if known["made_from"] == made_from or not again:
            return known
    print(f"  Træner sammenligningen ({epochs} epoker; {FULL} ville tage mange gange så længe) ...", flush=True)
    used, begin = children(), perf_counter()
    with (HOME / "train.log").open("wb") as log:
        subprocess.run(
            [sys.executable, "-m", "rasa", "train", "--force", "--fixed-model-name", "stock"],
            cwd=HOME, env={**os.environ, **QUIET, "RASA_MAX_CACHE_SIZE": "0"}, stdout=log, stderr=log, check=True,
        )  # fmt: skip
    wall, cpu = perf_counter() - begin, children() - used
    learning = seconds_learning((HOME / "train.log").read_text(encoding="utf-8", errors="replace"))
    found = {
        "made_from": made_from,
        "epochs": epochs,
        "wall": wall,
        "cpu": cpu,
        "examples": sum(path.read_text().count("\n    - ") for path in HOME.glob("data/nlu/*.yml")),
        # One thread, so the share of a core it got is the same all through.
        "epoch_cpu": learning / epochs * cpu / wall,
    }
    kept.write_text(json.dumps(found))
    return found


def seconds_learning(log: str) -> float:
    """How long the parts that learn in epochs took, by the training's own log.

    Raises:
        ValueError: a part is missing in it.
    """
    total = 0.0
    for part in ("DIETClassifier", "TEDPolicy", "UnexpecTEDIntentPolicy"):
        times = [
            datetime.fromisoformat(found[1])
            for word in ("Starting to train", "Finished training")
            if (found := re.search(rf"([\d-]+ [\d:]+) INFO .*{word} component '{part}'", log))
        ]
        if len(times) != 2:
            raise ValueError(f"the training's log does not tell of {part}")
        total += (times[1] - times[0]).total_seconds()
    return total


QUIET = {
    "GUIDE_ACTIONS_URL": "http://127.0.0.1:1/webhook",
    "STOCK_TRACKER": "tracker.db",
    "RASA_TELEMETRY_ENABLED": "false",
    "PYTHONUNBUFFERED": "1",
    "PYTHONWARNINGS": "ignore",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    # As our own Rasa has it; more threads make it slower on a small machine.
    "OMP_NUM_THREADS": "1",
    "TF_INTRA_OP_PARALLELISM_THREADS": "1",
    "TF_INTER_OP_PARALLELISM_THREADS": "1",
}


def children() -> float:
    """CPU seconds of the programs that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _yaml(data: Any) -> str:
    return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))


if __name__ == "__main__":
    print(trained())
