"""Run `rasa data validate` and fail on every warning that is not listed here.

Rasa 3.6 ends with exit code 0 in spite of many of its warnings, even with --fail-on-warnings, so its
words are read instead.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WARNING = re.compile(r"\b[A-Za-z0-9]*Warning: |\bWARNING\b|\[warning\s*\]|\bERROR\b|\[error\s*\]")
ANSI = re.compile(r"\x1b\[[0-9;]*m")
# What may be said without failing, each with the reason.
ALLOWED = (
    re.compile(r"MovedIn20Warning"),  # SQLAlchemy 1.4 speaks of 2.0, which Rasa cannot use
    re.compile(r"DeprecationWarning"),  # Rasa's own libraries; ours are watched by pytest
    re.compile(r"TF-TRT Warning"),  # TensorFlow looks for a graphics card
)


def problems(output: str) -> list[str]:
    """Return the lines of Rasa's output that warn of something not allowed."""
    lines = (ANSI.sub("", line).strip() for line in output.splitlines())
    return [line for line in lines if WARNING.search(line) and not any(ok.search(line) for ok in ALLOWED)]


def main() -> int:
    """Validate the training data and tell in Danish how it went."""
    command = [sys.executable, "-m", "rasa", "data", "validate", "--fail-on-warnings"]
    environment = {
        **os.environ,
        "GUIDE_ACTIONS_URL": "http://127.0.0.1:1/webhook",
        "RASA_TELEMETRY_ENABLED": "false",
        # Rasa warns through Python's warnings: they must not be silenced here, nor shown once only.
        "PYTHONWARNINGS": "always::UserWarning,ignore::DeprecationWarning",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    found = problems(done.stdout)
    if done.returncode and not found:
        print(done.stdout[-6000:], file=sys.stderr)
    for line in found:
        print(f"  {line}", file=sys.stderr)
    if found or done.returncode:
        print(f"Rasas træningsdata har {len(found) or 'mindst 1'} fejl eller advarsler.", file=sys.stderr)
        return 1
    print("  Rasas træningsdata er uden advarsler.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
