"""Measure how many students two cores carry: estimate age, drops, processor and memory by process.

    python tools/capacity.py --json results/capacity.json            the whole sweep, about 14 minutes
    python tools/capacity.py --json OUT --layouts one --fps 2 --loads 40,80 --seconds 10
    python tools/capacity.py --json results/capacity_bars.json --bars   the bars, about 13 minutes
    python tools/capacity.py --json OUT --add --reads device --layouts one --fps 4 --loads 1000 --seconds 40
                                                                    one crowd more, whose devices read

The generator is `manage.py simulate_class`, a process of its own; its share of the processor is told too.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.e2e.server import find_free_port
from tests.faces import write_fake_camera
from tests.production.site import run_site

# By name: how many emotion workers and web processes there are; without any worker it is one process on
# SQLite, with them a site as in production on Redis and PostgreSQL.
LAYOUTS = {"one": (0, 1), "redis-1": (1, 1), "redis-2": (2, 1), "redis-1-web-2": (1, 2)}
SWEPT = ("one", "redis-1", "redis-2")
# What is asked for, and the layouts in which it is tried.
BAR_S = 40.0
LATEST_MS = 1000.0
BARS = {
    "60 students at 2 frames a second": (["--students", "60", "--fps", "2"], SWEPT),
    "120 students at 2 frames a second": (["--students", "120", "--fps", "2"], SWEPT),
    "250 students whose devices read at 4 frames a second": (
        ["--students", "250", "--fps", "4", "--reads", "device"],
        ("one", "redis-1", "redis-1-web-2"),
    ),
    "300 students, cameras off": (["--students", "300", "--fps", "0"], ("one", "redis-1", "redis-1-web-2")),
    "2,000 quiet sockets": (["--students", "250", "--fps", "0", "--quiet-sockets", "8"], ("one",)),
}


@contextmanager
def site(layout: str, folder: Path, *, reads: str = "server") -> Iterator[tuple[str, dict[str, str]]]:
    """Serve a demo of its own in a layout; yield its addresses and the environment of its processes.

    Args:
        layout: of LAYOUTS.
        folder: for its data.
        reads: who reads faces, the server or students' devices.
    """
    readers, pages = LAYOUTS[layout]
    if readers:
        with run_site(
            emotion_workers=readers, webs=pages, schedule=False, LOG_LEVEL="WARNING", CAMERA_READS=reads
        ) as apart:
            yield ",".join(apart.urls), apart.env
        return
    env = {
        **os.environ,
        "DATA_DIR": str(folder),
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
        "CAMERA_READS": reads,
    }
    for elsewhere in ("REDIS_URL", "DATABASE_URL"):
        env.pop(elsewhere, None)
    prepare = [sys.executable, "manage.py", "run_demo", "--prepare-only"]
    subprocess.run(prepare, env=env, check=True, capture_output=True)  # noqa: S603
    port, log = str(find_free_port()), folder / "server.log"
    url = f"http://127.0.0.1:{port}"
    serve = [sys.executable, "manage.py", "serve", "--port", port]
    with log.open("wb") as output, subprocess.Popen(serve, env=env, stdout=output, stderr=output) as process:  # noqa: S603
        try:
            wait_for(f"{url}/readyz", log)
            yield url, env
        finally:
            process.terminate()


def wait_for(address: str, log: Path) -> None:
    """Wait until the site answers, and its workers with it."""
    for _ in range(120):
        with suppress(OSError), urllib.request.urlopen(address, timeout=2):  # noqa: S310  (our own)
            time.sleep(3)
            return
        time.sleep(0.5)
    sys.exit(log.read_text()[-4000:])


def run_class(url: str, env: dict[str, str], folder: Path, *options: str) -> dict[str, Any]:
    """Let a class learn; return the report of the generator."""
    out, camera = folder / "class.json", folder / "camera.mjpeg"
    if not camera.exists():
        write_fake_camera(camera, [("neutral", 0.5), ("frowning", 0.5)])
    command = [sys.executable, "manage.py", "simulate_class", "--signed-in", "--url", url, "--json", str(out)]
    command += ["--camera", str(camera), *options]
    subprocess.run(command, env=env, check=True, capture_output=True)  # noqa: S603
    report: dict[str, Any] = json.loads(out.read_text())
    return report


def sweep(
    layouts: list[str], speeds: list[float], loads: list[int], seconds: float, *, reads: str
) -> Iterator[dict[str, Any]]:
    """Yield the report of every layout, speed and load (frames a second of all students together)."""
    for layout in layouts:
        with tempfile.TemporaryDirectory() as name, site(layout, Path(name), reads=reads) as (url, env):
            warm = ["--students", "4", "--fps", "4", "--seconds", "4", "--reads", reads]
            run_class(url, env, Path(name), *warm)
            for fps in speeds:
                for load in loads:
                    students = round(load / fps)
                    plan = ["--students", str(students), "--fps", str(fps), "--seconds", str(seconds)]
                    plan += ["--reads", reads]
                    report = {"layout": layout, "load": load} | run_class(url, env, Path(name), *plan)
                    print_line(report)
                    yield report


def bars(seconds: float) -> Iterator[dict[str, Any]]:
    """Yield the report of each bar in each of its layouts, on a fresh site."""
    for bar, plan, layout in ((bar, plan, one) for bar, (plan, tried) in BARS.items() for one in tried):
        reads = "device" if "device" in plan else "server"
        with tempfile.TemporaryDirectory() as name, site(layout, Path(name), reads=reads) as (url, env):
            report = run_class(url, env, Path(name), *plan, "--seconds", str(seconds))
            used = sum(value for role, value in report["cpu_s"].items() if role != "generator")
            each = used * 1000 / report["students"] / (report["seconds"] / 60)
            told = {"bar": bar, "layout": layout, "holds": holds(report)}
            report = told | {"cpu_ms_a_student_minute": round(each)} | report
            print_line(report)
            yield report


def holds(report: dict[str, Any]) -> bool:
    """Say whether a run did what was asked of it.

    Nothing went wrong; and with cameras no clip was dropped, 19 in 20 estimates came within a second, and the
    site still asked half of the students at least for all their pictures at the end.
    """
    if report["errors"]:
        return False
    if not report["fps"]:
        return True
    age, pace = report["estimate_age_ms"]["p95"], report["fps_at_end"]["p50"]
    return age is not None and age < LATEST_MS and not report["dropped"] and pace >= report["fps"]


def print_line(report: dict[str, Any]) -> None:
    """Say how a run went."""
    age, pages = report["estimate_age_ms"], report["page_ms"]
    verdict = "" if "holds" not in report else ", holds" if report["holds"] else ", does not hold"
    sys.stdout.write(
        f"{report['layout']:8} {report['students']:4} students at {report['fps']:g}: age {age}, "
        f"dropped {report['dropped']} of {report['clips_sent']}, pages {pages}, "
        f"{report['memory_mb']} MB, processor {report['cpu_s']}{verdict}\n"
    )
    sys.stdout.flush()


def add_runs(kept: list[dict[str, Any]], runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the runs there are, each crowd's in its place, and new ones behind them."""

    def crowd(run: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(run.get(key) for key in ("bar", "layout", "reads", "students", "fps"))

    return list({crowd(run): run for run in [*kept, *runs]}.values())


def numbers(text: str) -> list[float]:
    """Return comma-separated numbers."""
    return [float(part) for part in text.split(",")]


def main() -> None:
    """Measure, and write the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--layouts", default=",".join(SWEPT))
    parser.add_argument("--fps", type=numbers, default=[4.0, 2.0, 1.0])
    parser.add_argument("--loads", type=numbers, default=[100.0, 200.0, 300.0])
    parser.add_argument("--seconds", type=float, default=16.0)
    parser.add_argument("--reads", choices=("server", "device"), default="server")
    parser.add_argument("--bars", action="store_true")
    parser.add_argument("--add", action="store_true", help="Keep the runs that the file has of other crowds.")
    options = parser.parse_args()
    layouts = options.layouts.split(",")
    what = "students through the front door of a demo, generator on the same machine"
    if options.bars:
        runs = list(bars(max(options.seconds, BAR_S)))
    else:
        loads = [int(load) for load in options.loads]
        runs = list(sweep(layouts, options.fps, loads, options.seconds, reads=options.reads))
    if options.add and options.json.exists():
        runs = add_runs(json.loads(options.json.read_text())["runs"], runs)
    options.json.write_text(json.dumps({"what": what, "runs": runs}, indent=1) + "\n")


if __name__ == "__main__":
    main()
