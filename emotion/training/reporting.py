"""How long work reports its progress."""

from __future__ import annotations

import sys
from collections.abc import Callable

Report = Callable[[str, int, int, str], None]
"""Told what is being done, how much of it is done, how much there is, and a remark (loss and accuracy)."""


def counter(report: Report, what: str) -> Callable[[int, int], None]:
    """Return a teller of how much of one kind of work is done."""
    return lambda done, total: report(what, done, total, "")


def on_stderr(what: str) -> Callable[[int, int], None]:
    """Return a teller for work that no command reports on: a line beside the answer."""

    def show(done: int, total: int) -> None:
        if done % 100 == 0 or done == total:
            sys.stderr.write(f"\r{what} {done}/{total}" + "\n" * (done == total))

    return show
