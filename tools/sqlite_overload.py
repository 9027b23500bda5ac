"""Two builds in turns, each with a class too large for one process on SQLite: how long a page takes.

    python tools/sqlite_overload.py OLD NEW --json results/sqlite_overload.json
    python tools/sqlite_overload.py OLD NEW --busy 1 --json results/sqlite_overload_busy.json

OLD and NEW are checkouts of this repository with a `.venv` each. A turn serves one build's demo from a fresh
database, lets its own `simulate_class` learn there without cameras, and stops it. The builds take turns
(OLD NEW OLD NEW ...), so that whatever else the machine does meets both; what counts is the ratio of the
turns side by side, not their milliseconds. With `--busy` other programs take the processor meanwhile.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.builds import describe, served


def take_turn(build: Path, *, students: int, seconds: float) -> dict[str, Any]:
    """Serve a build's demo, let a class learn there, and return what `simulate_class` measured."""
    with served(build) as site:
        # What starts beside the server has time to come to rest.
        time.sleep(3)
        out = site.folder / "class.json"
        loads = ["--students", str(students), "--seconds", str(seconds), "--fps", "0", "--signed-in"]
        site.run("simulate_class", *loads, "--url", site.url, "--json", str(out))
        measured: dict[str, Any] = json.loads(out.read_text())
        return measured


@contextmanager
def busy(programs: int) -> Iterator[None]:
    """Let so many programs compute all the time."""
    running = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(programs)]
    try:
        yield
    finally:
        for program in running:
            program.kill()
            program.wait()


def compare(old: Path, new: Path, *, students: int, seconds: float, turns: int) -> dict[str, Any]:
    """Let the builds take turns; return every turn and the ratios of those side by side."""
    pairs = []
    for number in range(turns):
        pair = [take_turn(build, students=students, seconds=seconds) for build in (old, new)]
        pairs.append([_short(turn) for turn in pair])
        sys.stdout.write(f"turn {number + 1}: {pairs[-1]}\n")
        sys.stdout.flush()
    ratios = [after["page_ms"]["p95"] / before["page_ms"]["p95"] for before, after in pairs]
    return {
        "what": "one process on SQLite, cameras off, generator on the same machine; builds in turns",
        "old": describe(old),
        "new": describe(new),
        "students": students,
        "seconds": seconds,
        "turns": [{"old": before, "new": after} for before, after in pairs],
        "p95_new_to_old": [round(ratio, 3) for ratio in ratios],
        "median_p95_new_to_old": round(statistics.median(ratios), 3),
    }


def _short(turn: dict[str, Any]) -> dict[str, Any]:
    kept = ("pages", "page_ms", "errors", "complaints", "adaptations", "cpu_s", "machine")
    return {name: turn[name] for name in kept}


def main() -> None:
    """Read the command line, measure, and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--turns", type=int, default=4)
    parser.add_argument("--busy", type=int, default=0, help="How many other programs compute meanwhile.")
    parser.add_argument("--json", type=Path, required=True, dest="out")
    asked = parser.parse_args()
    with busy(asked.busy):
        found = compare(
            asked.old.resolve(),
            asked.new.resolve(),
            students=asked.students,
            seconds=asked.seconds,
            turns=asked.turns,
        )
    found["other_programs"] = asked.busy
    asked.out.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
