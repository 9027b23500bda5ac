"""Let a class learn for half an hour while parts of its site die: what is told, how late, and what stays.

    python tools/long_run.py --json results/long_run.json --reads device     a hundred students, 35 minutes
    python tools/long_run.py --json results/long_run.json --reads server     sixty students, the same
    python tools/long_run.py --json OUT --minutes 3 --rounds 1 --students 30 --reads device     for a look

A hundred students whose devices read, or sixty whose pictures the server reads, on a site as in production
(Redis and PostgreSQL, the generator on the same machine). In turns a part is killed as by a crash and started
again at once; told is how long from there until students' estimates come again. A run takes the place of an
earlier one of its way in the file, and leaves the other way's be.
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
from tests.production.parts import ROOT, Part
from tests.production.site import Site, run_site
from tutor.simulation.measures import percentiles

SAMPLE_S: Final = 30.0
LOOK_S: Final = 0.5
# From a part's return to the next kill at least, so that there is something to recover to.
RESTS_S: Final = 60.0
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


def run_class(
    site: Site, reads: str, *, students: int, fps: float, seconds: float, killed: Sequence[str]
) -> dict[str, Any]:
    """Return what became of one class on a running site."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lesson = start_class(site, folder, reads=reads, students=students, fps=fps, seconds=seconds)
        began = wait_until_learning(site, lesson, students)
        samples, kills = watch(site, lesson, killed, began=began, seconds=seconds)
        report = json.loads((folder / "class.json").read_text())
        # What a killed process had used is gone with it.
        del report["cpu_s"]
        told = [Told(*one) for one in json.loads((folder / "told.json").read_text())]
    return {
        **report,
        "machine": machine(),
        "load_average": [sample.pop("load") for sample in samples],
        "age_by_minute_ms": list(by_minute(told, began)),
        "kills": [
            one | {"read_again_after_s": recovery(told, began + one["at_s"], students)} for one in kills
        ],
        "memory_mb": by_thirds(samples),
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
    """Wait until 19 in 20 students have been read once; return when that was (Unix time)."""
    read = "SELECT count(DISTINCT sitting_id) FROM tutor_reading"
    while (count := site.ask(read)[0][0]) < round(0.95 * students):
        if lesson.poll() is not None:
            sys.exit(f"the class ended when {count} of {students} students had been read")
        time.sleep(1)
    print_line(f"{count} of {students} students are read")
    return time.time()


def watch(
    site: Site, lesson: subprocess.Popen[bytes], killed: Sequence[str], *, began: float, seconds: float
) -> tuple[list[dict[str, float]], list[dict[str, Any]]]:
    """Note the memory of each process, and kill parts in turns, until the lesson is over.

    Returns:
        Memory in MB by process with the machine's load beside it, again and again; and what was killed when.
    """
    every_s = next_at_s = seconds / (len(killed) + 1)
    kills: list[dict[str, Any]] = []
    samples: list[dict[str, float]] = []
    while lesson.poll() is None:
        at_s = time.time() - began
        if kills and kills[-1]["away_s"] is None:
            note_return(site.parts[kills[-1]["part"]], kills[-1], at_s)
            next_at_s = max(every_s * (len(kills) + 1), at_s + RESTS_S)
        elif len(kills) < len(killed) and at_s > next_at_s:
            kills.append(kill(site.parts[killed[len(kills)]], at_s))
        if at_s >= SAMPLE_S * len(samples):
            # A part's child may end while it is looked at.
            with suppress(OSError):
                samples.append({"load": round(os.getloadavg()[0], 1), **site.memory_mb(stores=True)})
        with suppress(subprocess.TimeoutExpired):
            lesson.wait(LOOK_S)
    if lesson.returncode:
        sys.exit("the class broke off")
    if kills and kills[-1]["away_s"] is None:
        site.parts[kills[-1]["part"]].wait_until_it_serves()
        note_return(site.parts[kills[-1]["part"]], kills[-1], time.time() - began)
    return samples, kills


def kill(part: Part, at_s: float) -> dict[str, Any]:
    """Kill a part, and start it again."""
    print_line(f"killing {part.name}")
    part.kill()
    part.start()
    return {"part": part.name, "at_s": round(at_s, 1), "away_s": None}


def note_return(part: Part, killed: dict[str, Any], at_s: float) -> None:
    """Note how long a part was away, once it serves; start it once more where it could not."""
    if part.process and part.process.poll() is not None:
        print_line(part.printed()[-2000:])
        part.start()
    elif part.serves(part):
        killed["away_s"] = round(at_s - killed["at_s"], 1)


def recovery(told: Sequence[Told], killed_at: float, students: int) -> dict[str, float | None]:
    """Return after how many seconds from a kill half, 19 in 20 and all students were read again."""
    first: dict[str, float] = {}
    for one in told:
        # Captured after the kill: what lay on its way before says nothing.
        if one.at - one.age_ms / 1000 > killed_at:
            first.setdefault(one.student, one.at - killed_at)
    times = sorted(first.values())
    shares = {"half": 0.5, "most": 0.95, "all": 1.0}
    places = {name: max(round(share * students) - 1, 0) for name, share in shares.items()}
    return {name: round(times[at], 1) if at < len(times) else None for name, at in places.items()}


def by_minute(told: Sequence[Told], began: float) -> Iterator[dict[str, Any]]:
    """Yield how many estimates each minute brought, and how old they were."""
    minutes = [int((one.at - began) // 60) for one in told]
    for minute in range(max(minutes, default=-1) + 1):
        ages = [one.age_ms for one, at in zip(told, minutes, strict=True) if at == minute]
        yield {"estimates": len(ages), **percentiles(ages, (50, 95))}


def by_thirds(samples: Sequence[dict[str, float]]) -> dict[str, dict[str, float]]:
    """Return what each process held in the first, the second and the last third of a lesson (medians)."""
    third = max(1, len(samples) // 3)
    parts = {"first": samples[:third], "second": samples[third:-third] or samples, "last": samples[-third:]}
    return {
        name: {part: round(median(one[name] for one in those), 1) for part, those in parts.items()}
        for name in samples[0]
    }


def put(runs: Sequence[dict[str, Any]], run: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the runs with another one, in the place of one of its way."""
    others = {one["reads"]: one for one in runs} | {run["reads"]: run}
    return [others[reads] for reads in CLASSES if reads in others]


def print_line(text: str) -> None:
    """Say how far it is."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stdout.flush()


def main() -> int:
    """Run the classes, and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--fps", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="How often each part is killed.")
    parser.add_argument("--students", type=int, help="In place of 100 whose devices read, and of 60.")
    parser.add_argument("--reads", choices=tuple(CLASSES), action="append")
    options = parser.parse_args()
    for reads in options.reads or CLASSES:
        with run_site(emotion_workers=2, LOG_LEVEL="WARNING", CAMERA_READS=reads) as site:
            print_line(f"the site of {reads} is up")
            run = run_class(
                site,
                reads,
                students=options.students or CLASSES[reads].students,
                fps=options.fps,
                seconds=options.minutes * 60,
                killed=CLASSES[reads].killed * options.rounds,
            )
        kept = json.loads(options.json.read_text())["runs"] if options.json.exists() else []
        options.json.write_text(json.dumps({"runs": put(kept, run)}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
