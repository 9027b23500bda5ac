"""Let a class learn for half an hour while parts of its site die: what is told, how late, and what stays.

    python tools/long_run.py --json results/long_run.json                  both classes, about 70 minutes
    python tools/long_run.py --json OUT --minutes 2 --reads device         one class, for a look

A hundred students whose devices read, and then sixty whose pictures the server reads, each on a site as in
production (Redis and PostgreSQL, the generator on the same machine). In turns a part is killed as by a crash
and started again at once; the time from there until students' estimates come again is the recovery.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from emotion.runtime.benchmark import machine
from tests.faces import write_fake_camera
from tests.production.parts import ROOT
from tests.production.site import Site, run_site
from tutor.simulation.measures import percentiles

SAMPLE_S: Final = 10.0
ROUNDS: Final = 2


class Class(NamedTuple):
    """Who learns, and which parts of their site are killed in turns."""

    students: int
    killed: tuple[str, ...]


CLASSES: Final = {
    "device": Class(100, ("default", "web", "redis")),
    "server": Class(60, ("emotion-1", "default", "web", "redis")),
}


class Told(NamedTuple):
    """An estimate that a student's page was told: when (Unix time, s), how old (ms), whose."""

    at: float
    age_ms: float
    student: str


def run_class(reads: str, *, students: int, fps: float, seconds: float, rounds: int) -> dict[str, Any]:
    """Return what became of one class."""
    with (
        tempfile.TemporaryDirectory() as name,
        run_site(emotion_workers=2, LOG_LEVEL="WARNING", CAMERA_READS=reads) as site,
    ):
        folder = Path(name)
        lesson = start_class(site, folder, reads=reads, students=students, fps=fps, seconds=seconds)
        killed = list(CLASSES[reads].killed) * rounds
        began = wait_until_learning(site, lesson, students)
        memory, kills = watch(site, lesson, killed, began=began, seconds=seconds)
        report = json.loads((folder / "class.json").read_text())
        told = [Told(*one) for one in json.loads((folder / "told.json").read_text())]
    return {
        **report,
        "age_by_minute_ms": list(by_minute(told, began)),
        "kills": [kill | recovery(told, kill["back_at"], began, students) for kill in kills],
        "memory_mb": memory,
        "memory_growth": {part: growth(held) for part, held in memory.items() if part != "at_s"},
        "load_average": os.getloadavg(),
    }


def start_class(
    site: Site, folder: Path, *, reads: str, students: int, fps: float, seconds: float
) -> subprocess.Popen[bytes]:
    """Send a class to a site; its figures will lie in a folder."""
    camera = write_fake_camera(folder / "camera.mjpeg", [("neutral", 0.5), ("frowning", 0.5)])
    options = {
        "students": students,
        "fps": fps,
        "seconds": seconds,
        "reads": reads,
        "camera": camera,
        "url": site.url,
        "json": folder / "class.json",
        "estimates": folder / "told.json",
    }
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    command = [sys.executable, "manage.py", "simulate_class", "--signed-in", *words]
    return subprocess.Popen(  # noqa: S603  (our own)
        command, cwd=ROOT, env=site.env, stdout=subprocess.DEVNULL
    )


def wait_until_learning(site: Site, lesson: subprocess.Popen[bytes], students: int) -> float:
    """Wait until every student has been read once; return when that was (Unix time)."""
    read = "SELECT count(DISTINCT sitting_id) FROM tutor_reading"
    while (count := site.ask(read)[0][0]) < students:
        if lesson.poll() is not None:
            sys.exit(f"the class ended when {count} of {students} students had been read")
        time.sleep(1)
    return time.time()


def watch(
    site: Site, lesson: subprocess.Popen[bytes], killed: list[str], *, began: float, seconds: float
) -> tuple[dict[str, list[float]], list[dict[str, Any]]]:
    """Note the memory of each process, and kill parts in turns, until the lesson is over.

    Returns:
        Memory in MB, by process, with `at_s` beside it, and what was killed when.
    """
    every_s, kills, samples = seconds / (len(killed) + 1), [], []
    while lesson.poll() is None:
        at_s = time.time() - began
        if killed and at_s > every_s * (len(kills) + 1) and len(kills) < len(killed):
            kills.append(kill(site, killed[len(kills)], began))
        # A part's child may end while it is looked at.
        with suppress(OSError):
            samples.append({"at_s": round(at_s, 1), **site.memory_mb(stores=True)})
        with suppress(subprocess.TimeoutExpired):
            lesson.wait(SAMPLE_S)
    assert lesson.returncode == 0, "the class broke off"
    return {name: [sample[name] for sample in samples] for name in samples[0]}, kills


def kill(site: Site, part: str, began: float) -> dict[str, Any]:
    """Kill a part, start it again, and say how long it was away."""
    sys.stdout.write(f"killing {part}\n")
    at = time.time()
    site.parts[part].kill()
    site.restart(part)
    back = time.time()
    return {"part": part, "at_s": round(at - began, 1), "away_s": round(back - at, 1), "back_at": back}


def recovery(told: Sequence[Told], back: float, began: float, students: int) -> dict[str, Any]:
    """Return after how many seconds from a part's return half, 19 in 20 and all students were read again."""
    first: dict[str, float] = {}
    for one in told:
        # Captured after the return: what lay on its way before says nothing.
        if one.at - one.age_ms / 1000 > back:
            first.setdefault(one.student, one.at - back)
    times = sorted(first.values())
    shares = {"half": 0.5, "most": 0.95, "all": 1.0}
    places = {name: max(round(share * students) - 1, 0) for name, share in shares.items()}
    after = {name: round(times[at], 1) if at < len(times) else None for name, at in places.items()}
    return {"back_at": round(back - began, 1), "read_again_after_s": after}


def by_minute(told: Sequence[Told], began: float) -> Iterator[dict[str, Any]]:
    """Yield how many estimates each minute brought, and how old they were."""
    minutes = [int((one.at - began) // 60) for one in told]
    for minute in range(max(minutes, default=-1) + 1):
        ages = [one.age_ms for one, at in zip(told, minutes, strict=True) if at == minute]
        yield {"estimates": len(ages), **percentiles(ages, (50, 95))}


def growth(held: Sequence[float]) -> float:
    """Return by which share the last third of a run holds more memory than the middle one."""
    third = max(1, len(held) // 3)
    return round(median(held[-third:]) / median(held[third : 2 * third] or held) - 1, 3)


def main() -> int:
    """Run the classes, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--fps", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="How often each part is killed.")
    parser.add_argument("--students", type=int, help="In place of 100 whose devices read, and of 60.")
    parser.add_argument("--reads", choices=tuple(CLASSES), action="append")
    options = parser.parse_args()
    runs = []
    for reads in options.reads or CLASSES:
        runs.append(
            run_class(
                reads,
                students=options.students or CLASSES[reads].students,
                fps=options.fps,
                seconds=options.minutes * 60,
                rounds=options.rounds,
            )
        )
        text = json.dumps({"machine": machine(), "runs": runs}, indent=1)
        options.json.write_text(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
