"""`rasa shell` with the action server beside it, both gone when the shell ends."""

from __future__ import annotations

import os
import subprocess
import sys

from scripts.run import free_port, newest_model
from scripts.train import ROOT


def main() -> int:
    """Start the action server on a free port, then the shell in front."""
    port = free_port()
    environment = {
        **os.environ,
        "GUIDE_ACTIONS_URL": f"http://127.0.0.1:{port}/webhook",
        "GUIDE_DATABASE": f"sqlite:///{ROOT / 'var' / 'guide.db'}",
        "SANIC_HOST": "127.0.0.1",
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONWARNINGS": "ignore",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }
    python = [sys.executable, "-m"]
    sdk = [*python, "rasa_sdk", "--actions", "actions", "--port", str(port), "--quiet"]
    actions = subprocess.Popen(sdk, cwd=ROOT, env=environment)
    try:
        model = str(newest_model(ROOT / "models"))
        return subprocess.run(
            [*python, "rasa", "shell", "--model", model, "--quiet"], cwd=ROOT, env=environment, check=False
        ).returncode
    finally:
        actions.terminate()
        actions.wait(timeout=10)


if __name__ == "__main__":
    sys.exit(main())
