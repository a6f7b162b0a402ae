"""Seconds, percentiles and memory of what is measured here (用时和内存)."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import quantiles
from typing import TypeVar

Made = TypeVar("Made")


def timed(work: Callable[[], Made]) -> tuple[Made, float]:
    """What `work` gives, and the seconds it took."""
    start = time.perf_counter()
    made = work()
    return made, time.perf_counter() - start


def worked(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and seconds of a processor in this thread: the second hardly depends on what else runs."""
    start, busy = time.perf_counter(), time.thread_time()
    work()
    return time.perf_counter() - start, time.thread_time() - busy


def percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds; zeros for nothing."""
    if len(seconds) < 2:
        only = seconds[0] * 1000 if seconds else 0.0
        return only, only
    cuts = quantiles(seconds, n=20, method="inclusive")
    return cuts[9] * 1000, cuts[18] * 1000


def peak_memory() -> float | None:
    """The most memory this process has held so far, in MB; None where the system does not tell (Windows)."""
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def memory_of(pid: int) -> float | None:
    """The most memory that a running process has held so far, in MB; None where /proc does not tell."""
    status = Path(f"/proc/{pid}/status")
    if not status.is_file():
        return None
    lines = dict(line.split(":", 1) for line in status.read_text("ascii", "replace").splitlines() if ":" in line)
    peak = lines.get("VmHWM", "").split()
    return int(peak[0]) / 2**10 if peak else None


def busy_of(pid: int) -> float | None:
    """Seconds of a processor that a running process has used so far; None where /proc does not tell."""
    stat = Path(f"/proc/{pid}/stat")
    if sys.platform == "win32" or not stat.is_file():
        return None
    import os

    fields = stat.read_text("ascii", "replace").rpartition(")")[2].split()  # its name may hold blanks
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
