"""What a student's minute costs the server where their device reads the face, against where the server does.

    python tools/reads_cost.py --turns 3 --students 12 --json results/reads_cost.json

This build's demo in one process on SQLite, from a fresh database each time; the ways take turns, and what
counts is the median of the ratios of turns side by side. Costs are processor time of the serving process,
with the worker in it that reads pictures.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from emotion.runtime.benchmark import machine
from tools.builds import describe, served
from tools.compare_builds import WARM_CLIP_S, learn, write_camera

ROOT = Path(__file__).resolve().parents[1]
FPS = "4"
WAYS = ("server", "device")
# A class's last clips are on their way when it ends, and a machine that others keep busy drops some.
LEAST_READ = 0.8


def minute_ms(way: str, students: int) -> float:
    """Return the processor time (ms) of a student's minute with a camera that is read in one of WAYS."""
    with served(ROOT, CAMERA_READS=way) as site:
        camera = write_camera(site.folder / "camera.avi")
        # The first clip opens the networks, once for all minutes to come.
        learn(site, 1, "--reads", way, fps=FPS, seconds=WARM_CLIP_S, camera=camera)
        cost = learn(site, students, "--reads", way, fps=FPS, camera=camera)
        report = json.loads((site.folder / "class.json").read_text())
    # What nobody read costs nothing: a minute counts only where estimates came back.
    if report["estimates"] < LEAST_READ * report["clips_sent"]:
        sys.exit(f"{way}: of {report['clips_sent']} clips only {report['estimates']} were read")
    return cost


def measure(turns: int, students: int) -> dict[str, Any]:
    """Return each turn's minutes and the ratio of the device's way to the server's."""
    found = []
    for number in range(turns):
        order = WAYS if number % 2 == 0 else WAYS[::-1]
        found.append({way: round(minute_ms(way, students), 1) for way in order})
        sys.stdout.write(f"turn {number + 1}: {found[-1]}\n")
        sys.stdout.flush()
    ratios = [round(turn["device"] / turn["server"], 3) for turn in found]
    return {
        "what": "processor ms a student a minute, camera at 4 frames a second; one process on SQLite",
        "build": describe(ROOT),
        "machine": machine(),
        "students": students,
        "turns": found,
        "ratios": ratios,
        "median": statistics.median(ratios),
    }


def main() -> None:
    """Read the command line, measure, and write the result."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--students", type=int, default=12)
    parser.add_argument("--json", type=Path, dest="out")
    asked = parser.parse_args()
    found = measure(asked.turns, asked.students)
    sys.stdout.write(f"the device's way costs the server {found['median']:.2f} of its own\n")
    if asked.out:
        asked.out.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
