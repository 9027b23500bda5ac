"""How long work reports its progress, and what it found."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

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


def report_found(found: Mapping[str, object], path: Path | None) -> None:
    """Print figures as JSON, and write the same to a file if one is named."""
    text = json.dumps(found, indent=1) + "\n"
    sys.stdout.write(text)
    if path:
        path.write_text(text)
