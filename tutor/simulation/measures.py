"""Percentiles, and what the site's processes on this machine use."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path

SERVING = (b"serve", b"run_demo", b"celery")


def percentiles(values: Sequence[float], wanted: Sequence[int]) -> dict[str, float | None]:
    """Return the nearest-rank percentiles, as {"p50": ...}; `None` where nothing was measured."""
    ordered = sorted(values)
    if not ordered:
        return {f"p{share}": None for share in wanted}
    last = len(ordered) - 1
    return {f"p{share}": round(ordered[round(last * share / 100)], 1) for share in wanted}


def server_memory_mb() -> float | None:
    """Return the resident memory of the site's processes here, in MB; `None` where /proc does not tell."""
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
            if any(word in SERVING for word in words) and int(process.name) != os.getpid():
                total += int((process / "statm").read_text().split()[1])
        except (OSError, ValueError, IndexError):
            continue
    return round(total * os.sysconf("SC_PAGE_SIZE") / 1e6, 1) if total else None


def describe_machine() -> str:
    """Return what the figures were measured on."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
