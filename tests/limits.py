"""How long a test may take, and what it may start: kinds by folder, so that a new test is of the right one.

A test is fast unless it drives a browser, trains, starts a process, or takes a tenth of a second or more.
The first two are known by their folders; the others say so with `@pytest.mark.process` and
`@pytest.mark.slow`, and a file whose tests take a tenth on average says it once for all. `--fast` skips a
test that does not say so as soon as it starts a process.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from functools import wraps
from inspect import iscoroutinefunction
from pathlib import Path

import pytest

FOLDERS = {"tests/e2e": "browser", "tests/reliability": "process", "tests/emotion/training": "training"}
# Seconds, where the limit of all tests is too short on a busy machine; benchmarks have none.
LONGER_S = {"tests/reliability": 400, "tests/emotion/training": 300}
SLOW_KINDS = ("browser", "training", "process", "bench", "slow")
# Before the limit of pytest-timeout, which ends a coroutine without a word of the line where it hung.
COROUTINE_S = 60
STARTS = ("subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.system")

_fast_test: str | None = None


def mark_by_folder(item: pytest.Item) -> None:
    """Give a test the kind of its folder, and the time."""
    for folder, kind in FOLDERS.items():
        if f"{folder}/" in item.path.as_posix():
            item.add_marker(kind)
            if folder in LONGER_S:
                item.add_marker(pytest.mark.timeout(LONGER_S[folder]))
    if item.get_closest_marker("bench"):
        item.add_marker(pytest.mark.timeout(0), append=False)


def is_fast(item: pytest.Item) -> bool:
    """Say whether a test needs no browser, no process, no training and little time."""
    return not any(item.get_closest_marker(kind) for kind in SLOW_KINDS)


def may_be_ignored(path: Path) -> bool:
    """Say whether a folder holds nothing that is fast."""
    return any(path.as_posix().endswith(folder) for folder in FOLDERS)


def watch(item: pytest.Item | None) -> None:
    """From now on `item` runs, which may start no process; with `None`, none does."""
    global _fast_test
    _fast_test = item and item.nodeid


def skip_at_a_process(event: str, arguments: tuple[object, ...]) -> None:
    """Skip a test that starts a process where only fast ones are wanted. An audit hook."""
    if _fast_test is not None and event in STARTS:
        pytest.skip(f"starts a process: {arguments[0]}")


def limit_coroutine(item: pytest.Item) -> None:
    """End a test that is a coroutine in time, by an error that names the line where it waits."""
    test = getattr(item, "obj", None)
    if isinstance(item, pytest.Function) and iscoroutinefunction(test):
        item.obj = _ended_in_time(test)


def _ended_in_time(test: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    @wraps(test)
    async def run(*args: object, **kwargs: object) -> None:
        async with asyncio.timeout(COROUTINE_S):
            await test(*args, **kwargs)

    return run


sys.addaudithook(skip_at_a_process)
