"""Time the engine in a process of its own, on one core: `python -m emotion.runtime.benchmark < clip`.

Standard input holds a JSON list of base64 JPEG frames; standard output gets one JSON object. A process
of its own, because start-up time and memory mean nothing in one that has imported other things before.
"""

from time import perf_counter, process_time

STARTED = perf_counter()

# The clock above must start before the libraries load.
import base64  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import platform  # noqa: E402
import sys  # noqa: E402
from collections import Counter  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any, Final  # noqa: E402

import numpy as np  # noqa: E402

from emotion.runtime.engine import Engine, open_engine  # noqa: E402
from emotion.runtime.face import BUNDLE  # noqa: E402
from emotion.runtime.landmarker import LandmarkFinder  # noqa: E402
from emotion.runtime.weights import WEIGHTS  # noqa: E402

WARM_UP: Final = 3
THREADS: Final = 1
MEBI: Final = 1024 * 1024


def run(frames: Sequence[bytes], *, clips: int) -> dict[str, Any]:
    """Return start-up time (s), time a frame and a stage (ms), memory and sizes (MiB).

    `runs_per_frame` says how often each network of the face finder ran: less the less the face moves.
    """
    hold_to_one_core()
    engine = open_engine(threads=THREADS)
    start_s = perf_counter() - STARTED
    for _ in range(WARM_UP):
        estimate = engine.estimate(frames)
    engine.stage_s.clear()
    counts = engine.finder.runs if isinstance(engine.finder, LandmarkFinder) else Counter[str]()
    counts.clear()
    wall, cpu = timed_clips(engine, frames, clips=clips)
    median = float(np.median(wall))
    runs = {name: count / clips / len(frames) for name, count in sorted(counts.items())}
    return {
        "ms_per_frame": {"p50": median, "p95": float(np.quantile(wall, 0.95))},
        "cpu_ms_per_frame": {"p50": float(np.median(cpu))},
        "frames_per_second": 1000 / median,
        "stages": {name: 1000 * seconds / clips / len(frames) for name, seconds in engine.stage_s.items()},
        "runs_per_frame": runs,
        "start_s": start_s,
        "rss_mb": resident_mb(),
        "weights_mb": weights_mb(),
        "bundle_mb": BUNDLE.stat().st_size / MEBI,
        "threads": THREADS,
        "machine": machine(),
        "finder": engine.finder.name,
        "model": engine.model,
        "clips": clips,
        "known": estimate.known,
        # Last: what it needs is none of a worker's memory.
        "clips_at_once_ms_per_frame": clips_at_once(engine, frames),
    }


def timed_clips(engine: Engine, frames: Sequence[bytes], *, clips: int) -> tuple[list[float], list[float]]:
    """Return wall and processor time a frame for each clip, in milliseconds."""
    wall, cpu = [], []
    for _ in range(clips):
        at, used = perf_counter(), process_time()
        engine.estimate(frames)
        wall.append(1000 * (perf_counter() - at) / len(frames))
        cpu.append(1000 * (process_time() - used) / len(frames))
    return wall, cpu


def clips_at_once(engine: Engine, frames: Sequence[bytes], *, rounds: int = 20) -> dict[str, float]:
    """Return what the clip network alone takes a frame (ms) when it reads one clip at once, or several."""
    clip = engine.inputs_of(frames).feed()
    costs = {}
    for count in (1, 2, 4, 8):
        several = {name: np.repeat(part, count, axis=0) for name, part in clip.items()}
        times = []
        for _ in range(rounds):
            at = perf_counter()
            engine.read_clips(several)
            times.append(1000 * (perf_counter() - at) / count / len(frames))
        costs[str(count)] = float(np.median(times))
    return costs


def hold_to_one_core() -> None:
    """Keep every thread of this process on one core, where the system lets a process choose."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def resident_mb(process: str = "self") -> float:
    """Return the most memory this process has held, in MiB; on Linux also another one's, by its number.

    Linux tells it in /proc: `getrusage` would count what the parent held before it started this process.
    """
    status = Path(f"/proc/{process}/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) * 1024 / MEBI
    import resource  # not on Windows

    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / MEBI


def weights_mb() -> float:
    """Return the size of the project's own weights: all but the landmark bundle."""
    names = ("*.onnx", "*.npy")
    return sum(path.stat().st_size for name in names for path in WEIGHTS.glob(name)) / MEBI


def machine() -> str:
    """Return the processor's name and how many cores are there."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.processor() or platform.machine()}, {os.cpu_count()} cores"


if __name__ == "__main__":
    clip = [base64.b64decode(frame) for frame in json.load(sys.stdin)]
    json.dump(run(clip, clips=int(sys.argv[1])), sys.stdout)
