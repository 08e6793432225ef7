"""The worker's end of the line: one JSON message in, one JSON answer out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from bench.measure import memory_mb


def serve(commands: Mapping[str, Callable[..., Any]]) -> None:
    """Answer until the other end closes. Only answers reach standard output, whatever a library prints."""
    out, sys.stdout = sys.stdout, sys.stderr
    known = {"memory": memory_mb, **commands}
    for line in sys.stdin:
        message = json.loads(line)
        print(json.dumps(known[message.pop("do")](**message)), file=out, flush=True)
