"""Train the Rasa model when, and only when, something it is made from has changed.

The model's name holds a hash of its sources, so the name alone tells whether it is still right: there
is no time stamp that a fresh clone or a copied folder could get wrong.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODELS = "models"
SOURCES = (
    "config.yml",
    "domain.yml",
    "domain/**/*.yml",
    "data/**/*",
    "language/**/*.py",
    "language/**/*.yml",
    # Another version of Rasa or scikit-learn cannot be trusted to read an older model.
    "requirements.lock",
)


def source_files(root: Path) -> list[Path]:
    """Return the files that decide what the model becomes, in a fixed order."""
    found = {path for pattern in SOURCES for path in root.glob(pattern) if path.is_file()}
    return sorted(path for path in found if "__pycache__" not in path.parts and not path.name.startswith("."))


def model_path(root: Path) -> Path:
    """Return where the model for the present sources is, or will be."""
    total = hashlib.sha256()
    for path in source_files(root):
        total.update(f"{path.relative_to(root).as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return root / MODELS / f"guide-{total.hexdigest()[:16]}.tar.gz"


def train(root: Path, target: Path) -> int:
    """Train into a folder of its own and move the finished model into place, so none is ever half there."""
    workshop = root / "var" / "train"
    workshop.mkdir(parents=True, exist_ok=True)
    log = workshop / "train.log"
    name = target.name.replace(".tar.gz", "")
    command = [
        sys.executable,
        "-m",
        "rasa",
        "train",
        "--force",
        "--out",
        str(workshop),
        "--fixed-model-name",
        name,
    ]
    environment = {
        # endpoints.yml names this variable, and Rasa refuses to read the file while it is unset.
        "GUIDE_ACTIONS_URL": "http://127.0.0.1:1/webhook",
        # Rasa's own cache does not notice a change in a component's helpers.
        "RASA_MAX_CACHE_SIZE": "0",
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONWARNINGS": "ignore",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "OMP_NUM_THREADS": "1",
    }
    with log.open("wb") as output:
        done = subprocess.run(
            command, cwd=root, env={**os.environ, **environment}, stdout=output, stderr=output, check=False
        )
    made = workshop / target.name
    if done.returncode or not made.exists():
        print(log.read_text(encoding="utf-8", errors="replace")[-6000:], file=sys.stderr)
        print("Sprogforståelsen kunne ikke trænes. Rasas egne ord står ovenfor.", file=sys.stderr)
        return done.returncode or 1
    target.parent.mkdir(exist_ok=True)
    made.replace(target)
    return 0


def main() -> int:
    """Train if needed, then throw older models away."""
    if not (ROOT / "config.yml").exists() or not (ROOT / "domain.yml").exists():
        print("config.yml og domain.yml mangler, så der er intet at træne.", file=sys.stderr)
        return 1
    target = model_path(ROOT)
    if target.exists():
        print(f"  {MODELS}/{target.name} passer stadig til kilderne.")
    else:
        print(f"  Træner {MODELS}/{target.name} (omkring et minut) ...", flush=True)
        status = train(ROOT, target)
        if status:
            return status
    for old in target.parent.glob("*.tar.gz"):
        if old != target:
            old.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
