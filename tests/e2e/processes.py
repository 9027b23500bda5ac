"""What a browser's processes spend and hold, as /proc tells it."""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Page


def thread_ms(thread: Path) -> float:
    """Return the processor time of a thread so far (ms)."""
    fields = (thread / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def rss_mb(process: Path) -> float:
    return int((process / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def descendants() -> list[Path]:
    """Return the processes that this one has started, and theirs."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            parents[stat.parent] = Path("/proc") / stat.read_text().rpartition(")")[2].split()[1]
    family = [Path("/proc") / str(os.getpid())]
    for one in family:
        family += [child for child, parent in parents.items() if parent == one]
    return family[1:]


def browser_mb() -> float:
    """Return what the browser's processes hold together, shared memory counted once (MB)."""
    held = [(one / "smaps_rollup").read_text() for one in descendants() if is_of_browser(one)]
    return sum(int(re.search(r"^Pss: +(\d+)", one, re.M)[1]) for one in held) * 1024 / 1e6


def is_of_browser(process: Path) -> bool:
    return b"chrom" in (process / "cmdline").read_bytes().partition(b"\0")[0]


def find_worker() -> Path:
    """Return the browser's thread that reads faces: of all its workers, the busiest."""
    threads = [thread for one in descendants() for thread in (one / "task").iterdir()]
    return max(
        (one for one in threads if (one / "comm").read_text().startswith("DedicatedWorker")), key=thread_ms
    )


def find_renderer(page: Page, *, doing: Callable[[], object] | None = None) -> Path:
    """Return the browser's process that shows a page: for some seconds, the busiest of its kind.

    Args:
        page: of the browser.
        doing: keeps the page busy; without it, for five seconds it is as busy as it is.
    """
    each = [one for one in descendants() if b"--type=renderer" in (one / "cmdline").read_bytes()]
    before = {one: thread_ms(one) for one in each}
    if doing is None:
        page.wait_for_timeout(5000)
    else:
        doing()
    return max(each, key=lambda one: thread_ms(one) - before[one])
