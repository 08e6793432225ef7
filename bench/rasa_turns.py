"""`python -m bench.rasa_turns`: what a message costs Rasa, with its own stores and with ours (ADR 0010).

Processor time of one process without that of the guide's own action, one sender, the trained model. Each of the two in
a process of its own, since web/rasa_stores.py changes Rasa.
"""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from scripts.run import newest_model

ROOT = Path(__file__).resolve().parent.parent
PARTS = ((2, 21), (22, 41), (81, 100))
TEXT = "må jeg have en bisidder med"
SECONDS = 900


async def measure(ours: bool) -> None:
    """Print milliseconds a turn for each part of one long conversation."""
    from rasa.core.agent import load_agent
    from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.endpoints import EndpointConfig
    from rasa.utils.log_utils import configure_structlog
    from rasa_sdk.executor import ActionExecutor

    from actions.guide import ActionGuide

    class Here(EndpointConfig):
        """The action in this process, and the time it took."""

        spent = 0.0
        executor = ActionExecutor()

        async def request(self, *args: Any, **kwargs: Any) -> Any:
            began = time.process_time()
            answer = await self.executor.run(kwargs["json"])
            self.spent += time.process_time() - began
            return answer

    configure_structlog(logging.ERROR)
    Here.executor.register_action(ActionGuide)
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml")) if ours else AvailableEndpoints()
    endpoints.action = action = Here("http://here.invalid", **({"selective_domain": True} if ours else {}))
    agent = await load_agent(str(newest_model(ROOT / "models")), endpoints=endpoints)
    turn = 0
    for first, last in PARTS:
        while turn < last:
            turn += 1
            if turn == first:
                action.spent, began = 0.0, time.process_time()
            channel = CollectingOutputChannel()
            await agent.handle_message(UserMessage(TEXT, channel, "en"))
            assert channel.messages
        spent = (time.process_time() - began - action.spent) / (last - first + 1)
        print(f"{'vores' if ours else 'Rasas egne'}: besked {first}-{last}: {spent * 1000:.1f} ms", flush=True)


def main() -> None:
    """Both, one after the other."""
    if len(sys.argv) > 1:
        asyncio.run(measure(sys.argv[1] == "ours"))
        return
    for which in ("stock", "ours"):
        with tempfile.TemporaryDirectory() as folder:
            own = {"GUIDE_DATABASE": f"sqlite:///{folder}/g.db", "GUIDE_ACTIONS_URL": "http://x.invalid"}
            command = [sys.executable, "-m", "bench.rasa_turns", which]
            subprocess.run(
                command, cwd=ROOT, check=True, env={**os.environ, **own}, stderr=subprocess.DEVNULL, timeout=SECONDS
            )


if __name__ == "__main__":
    main()
