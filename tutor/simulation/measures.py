"""Percentiles, and what the site's processes on this machine use."""

import os
import platform
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

SERVING = (b"serve", b"run_demo", b"celery", b"tutor.reader")
QUEUES = (b"emotion", b"default")


def percentiles(values: Sequence[float], wanted: Sequence[int]) -> dict[str, float | None]:
    """Return percentiles, as {"p50": ...}: none interpolated; `None` where nothing was measured.

    Args:
        values: what was measured, in any order.
        wanted: which percentiles, 0 to 100.
    """
    ordered = sorted(values)
    if not ordered:
        return {f"p{share}": None for share in wanted}
    last = len(ordered) - 1
    return {f"p{share}": round(ordered[round(last * share / 100)], 1) for share in wanted}


def longest_gap(times: Sequence[float], since: float, until: float, *, settle_s: float = 0.0) -> float:
    """Return the longest time (s) in which nothing happened; gaps that end within `settle_s` do not count.

    Args:
        times: when something happened, earliest first; seconds of any one clock, as all moments here.
        since: the moment from which it is looked at.
        until: the moment at which it ends.
        settle_s: how long after `since` gaps may still end without counting.
    """
    marks = [since, *(at for at in times if since < at < until), until]
    late = [later - earlier for earlier, later in pairwise(marks) if later > since + settle_s]
    return max(late, default=0.0)


def server_memory_mb() -> float | None:
    """Return the resident memory of the site's processes here, in MB; `None` where /proc does not tell."""
    pages = [int((process / "statm").read_text().split()[1]) for process, _ in _server_processes()]
    return round(sum(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6, 1) if pages else None


def server_cpu_s() -> dict[str, float]:
    """Return the processor seconds that the site's processes here have used, by what they do."""
    used: dict[str, float] = {}
    for process, words in _server_processes():
        role = _role_of(words)
        # A process's name, in brackets, may hold spaces and brackets; after it these are utime and stime
        # (proc(5)).
        ticks = (process / "stat").read_text().rsplit(")", 1)[1].split()[11:13]
        used[role] = used.get(role, 0.0) + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    return used


def _role_of(words: list[bytes]) -> str:
    """Return what a process does, by its command line."""
    if b"tutor.reader" in words:
        return "emotion"
    if b"celery" not in words:
        return "web"
    taken = {queue for word in words for queue in word.split(b",")}
    return next((queue.decode() for queue in QUEUES if queue in taken), "beat")


def _server_processes() -> list[tuple[Path, list[bytes]]]:
    """Return the folders in /proc and the command lines of the processes that run from this checkout."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (process / "cmdline").read_bytes().split(b"\0")
            is_ours = Path.cwd() == (process / "cwd").readlink() and int(process.name) != os.getpid()
            if is_ours and any(word in SERVING for word in words):
                found.append((process, words))
    return found


def describe_machine() -> str:
    """Return what the figures were measured on."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
