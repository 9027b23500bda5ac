"""Two builds side by side in one run: what starting, a page and a clip cost, as ratios.

    python tools/compare_builds.py OLD NEW --turns 5 --json results/builds.json
    python tools/compare_builds.py OLD NEW --turns 3 --students 12 --json results/against_last.json

OLD and NEW are checkouts of this repository with a `.venv` each. A turn serves one build's demo from a fresh
database, signs a student in, reads a lesson's page again and again, and then reads clips as the worker does.
The builds take turns, so that whatever else the machine does meets both; what counts is the median of the
ratios of turns side by side. With `--students` a class of so many also learns there, without cameras and
with cameras that show the clip of `benchmark_emotion`, and the way of a clip through the default worker is
taken by itself. Costs are processor time (of the serving process, or of the reading thread), which other
work on the machine disturbs least.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from emotion.management.commands.benchmark_emotion import portrait_frames
from emotion.runtime.video import STEP_S
from tools.builds import Served, describe, served, sign_in
from tools.hot_path import run_in

WARM_PAGES = 20
CLASS_S = 40
WARM_CLIP_S = 12
TICK_S = 1 / os.sysconf("SC_CLK_TCK")
LESSON = "/learn/fractions/what-a-fraction-is/"


def take_turn(build: Path, *, pages: int, students: int) -> dict[str, float]:
    """Serve one build and measure it; return each figure by its name."""
    with served(build) as site:
        found = {"start_cpu_s": cpu_s(site.pid), "start_rss_mb": rss_mb(site.pid)}
        found |= _read_pages(site.url, site.pid, pages)
        found["rss_mb"] = rss_mb(site.pid)
        if students:
            found["minute_cpu_ms"] = learn(site, students, fps="0")
            camera = write_camera(site.folder / "camera.avi")
            # The first clip opens the networks, once for all minutes to come; it takes 4 s to fill.
            learn(site, 1, fps="2", seconds=WARM_CLIP_S, camera=camera)
            found["minute_with_camera_cpu_ms"] = learn(site, students, fps="2", camera=camera)
    if students:
        way = run_in(build)
        found |= {"clips_way_cpu_ms": way["observe_ms"], "clips_way_queries": way["observe_queries"]}
    # The clips after the server: what reads them needs no site, and has the machine to itself.
    return found | _read_clips(site.manage, site.at)


def cpu_s(pid: int) -> float:
    """Return the processor time of a process with its threads, user and system (s)."""
    # The name of the program, the second field, may hold spaces; what follows its bracket does not.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_S


def rss_mb(pid: int) -> float:
    """Return the memory that a process holds (MB)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _read_pages(url: str, pid: int, pages: int) -> dict[str, float]:
    with closing(sign_in(url, "amira")) as browser:
        for _ in range(WARM_PAGES):
            page = browser.get(LESSON)
            assert 'id="step"' in page.text, f"no lesson at {page.url}"
        before, took = cpu_s(pid), []
        for _ in range(pages):
            began = time.perf_counter()
            browser.get(LESSON)
            took.append(time.perf_counter() - began)
        return {
            "page_cpu_ms": (cpu_s(pid) - before) / pages * 1000,
            "page_p50_ms": statistics.median(took) * 1000,
        }


def write_camera(path: Path) -> Path:
    """Write what the students' cameras show: a face that moves as people do, to its end and back.

    Without a file they show a wall, which costs neither landmarks nor the clip network.
    """
    frames = portrait_frames()
    video = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 1 / STEP_S, (320, 240))
    for frame in (*frames, *reversed(frames)):
        video.write(cv2.imdecode(np.frombuffer(frame, np.uint8), cv2.IMREAD_COLOR))
    video.release()
    return path


def learn(
    site: Served, students: int, *more: str, fps: str, seconds: float = CLASS_S, camera: Path | None = None
) -> float:
    """Let a class learn, and return what a student's minute costs, workers included (ms)."""
    before = cpu_s(site.pid)
    loads = ["--students", str(students), "--seconds", str(seconds), "--fps", fps, "--signed-in"]
    loads += [*more, *(["--camera", str(camera)] if camera else [])]
    site.run("simulate_class", *loads, "--url", site.url, "--json", str(site.folder / "class.json"))
    return (cpu_s(site.pid) - before) * 1000 / students / (seconds / 60)


def _read_clips(manage: list[str], at: dict[str, Any]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "clips.json"
        subprocess.run(  # noqa: S603
            [*manage, "benchmark_emotion", "--json", str(out)], check=True, capture_output=True, **at
        )
        measured = json.loads(out.read_text())
    return {"frame_cpu_ms": measured["cpu_ms_per_frame"]["p50"], "clips_rss_mb": measured["rss_mb"]}


def compare(old: Path, new: Path, *, turns: int, pages: int, students: int) -> dict[str, Any]:
    """Let the builds take turns, the first one changing; return every turn and the ratios."""
    pairs = []
    for number in range(turns):
        order = (old, new) if number % 2 == 0 else (new, old)
        turn = {build: take_turn(build, pages=pages, students=students) for build in order}
        pairs.append((turn[old], turn[new]))
        sys.stdout.write(f"turn {number + 1}: {pairs[-1]}\n")
        sys.stdout.flush()
    ratios = {name: [after[name] / before[name] for before, after in pairs] for name in pairs[0][0]}
    return {
        "what": "one process on SQLite; builds in turns; processor time, and memory, new to old",
        "old": describe(old),
        "new": describe(new),
        "machine": f"{os.cpu_count()} cores",
        "pages": pages,
        "students": students,
        "turns": [
            {"old": {k: round(v, 3) for k, v in a.items()}, "new": {k: round(v, 3) for k, v in b.items()}}
            for a, b in pairs
        ],
        "ratios": {name: [round(ratio, 3) for ratio in found] for name, found in ratios.items()},
        "median": {name: round(statistics.median(found), 3) for name, found in ratios.items()},
    }


def main() -> None:
    """Read the command line, measure, and write the result."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--pages", type=int, default=150)
    parser.add_argument("--students", type=int, default=0, help="How large a class learns; none without.")
    parser.add_argument("--json", type=Path, dest="out")
    asked = parser.parse_args()
    found = compare(
        asked.old.resolve(),
        asked.new.resolve(),
        turns=asked.turns,
        pages=asked.pages,
        students=asked.students,
    )
    for name, ratio in found["median"].items():
        sys.stdout.write(f"{name:14} {ratio:.3f}\n")
    if asked.out:
        asked.out.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
