"""Run `rasa test core` over tests/stories and fail unless every step was predicted right.

Rasa 3.6 ends with exit code 0 when it found no story at all, so the number of steps is read in its words.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys

from scripts.train import ROOT, model_path

CORRECT = re.compile(r"ACTION level:.*?Correct:\s+(\d+) / (\d+)", re.DOTALL)


def steps(output: str) -> tuple[int, int]:
    """How many steps were right, and how many there were."""
    found = CORRECT.search(output)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def main() -> int:
    """Test the trained model on the stories and tell in Danish how it went."""
    model = model_path(ROOT)
    if not model.exists():
        print("Sprogmodellen mangler. Kør: make train", file=sys.stderr)
        return 1
    command = [sys.executable, "-m", "rasa", "test", "core", "--e2e", "--fail-on-prediction-errors"]
    command += ["--model", str(model), "--stories", "tests/stories", "--out", "var/rasa-test", "--no-plot"]
    environment = {
        **os.environ,
        "GUIDE_ACTIONS_URL": "http://127.0.0.1:1/webhook",
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONWARNINGS": "ignore",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }
    done = subprocess.run(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    right, total = steps(done.stdout)
    if done.returncode or total == 0 or right != total:
        print(done.stdout[-6000:], file=sys.stderr)
        print(f"Rasas prøver: {right} af {total} trin var rigtige.", file=sys.stderr)
        return done.returncode or 1
    print(f"  {right} af {total} trin var rigtige.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
