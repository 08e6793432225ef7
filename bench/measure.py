"""Timing and statistics. Imported by every worker, so it must not import anything outside the standard library."""

from __future__ import annotations

import gc
import resource
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from math import ceil
from pathlib import Path
from statistics import median
from time import perf_counter_ns, process_time_ns, thread_time_ns
from typing import Any


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed (nearest rank)."""
    return sorted(values)[max(0, ceil(len(values) * share / 100) - 1)]


def run(calls: Iterable[Callable[[], Any]]) -> dict[str, float]:
    """Time each call. The garbage is collected first; the collector then runs as it does in use.

    `wall` and `cpu` are nanoseconds a call, over all calls; the CPU time counts every thread of the process.
    """
    listed = list(calls)
    latencies = [0] * len(listed)
    gc.collect()
    cpu, wall = process_time_ns(), perf_counter_ns()
    for number, call in enumerate(listed):
        begin = perf_counter_ns()
        call()
        latencies[number] = perf_counter_ns() - begin
    wall, cpu = perf_counter_ns() - wall, process_time_ns() - cpu
    return {"n": len(listed), "wall": wall / len(listed), "cpu": cpu / len(listed), **spread(latencies)}


def run_long(calls: Iterable[Callable[[], Any]]) -> dict[str, float]:
    """As `run`, for calls so long that each one's own CPU time can be read too (`cpu_p50`, `cpu_p99`, ...).

    On a machine shared with others the wall time of a slow call is often the wait for a core; this shows the work.
    """
    used: list[float] = []

    def measured(call: Callable[[], Any]) -> None:
        begin = thread_time_ns()
        call()
        used.append(thread_time_ns() - begin)

    result = run(partial(measured, call) for call in calls)
    return {**result, **{f"cpu_{key}": value for key, value in spread(used).items()}}


def run_whole(call: Callable[[], Any], n: int) -> dict[str, float]:
    """Time one call that answers `n` questions at once: there is no latency of a single one."""
    gc.collect()
    cpu, wall = process_time_ns(), perf_counter_ns()
    call()
    wall, cpu = perf_counter_ns() - wall, process_time_ns() - cpu
    return {"n": n, "wall": wall / n, "cpu": cpu / n}


def spread(latencies: Sequence[float]) -> dict[str, float]:
    """Median, 95 and 99 per cent and the slowest."""
    return {
        **{f"p{share}": percentile(latencies, share) for share in (50, 95, 99)},
        "max": max(latencies),
    }


def middle(rounds: Sequence[dict[str, float]]) -> dict[str, float]:
    """The median of every figure over the rounds."""
    return {key: median(one[key] for one in rounds) for key in rounds[0]}


def memory_mb() -> float:
    """The memory this process holds now (where the system does not say: the most it has held)."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
