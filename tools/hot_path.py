"""Measure what one clip costs on its way from the socket to the student's page, and compare two checkouts.

    python tools/hot_path.py --json OUT                    this checkout
    python tools/hot_path.py --json OUT --against FOLDER   this one and another, turn by turn in one run

Processor time of one thread, so that a busy machine disturbs little. Set REDIS_URL to measure with Redis.
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
from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
STUDENTS, ROUNDS, TURNS = 30, 8, 3
HISTORY_S, CLIP_S = 180, 2
# So many of a class of 30 with a clip in 2 s come between two looks (`tutor.live.looks.TOGETHER_EVERY_S`).
CLIPS_A_LOOK = 30
# As many estimates of 250 devices come between two batches (`tutor.live.device_batches.TOGETHER_EVERY_S`).
CLIPS_A_BATCH = 25


def prepare() -> tuple[list[Any], Any]:
    """Return the sittings of a class that has learned for three minutes with cameras, and its classroom."""
    from django.core.management import call_command

    from content.models import Lesson
    from emotion.estimate import STATES
    from tutor.models import Classroom, Reading, User
    from tutor.services import consents, sittings

    try:
        from tutor.simulation import demo
    except ImportError:
        # Where it lay in a checkout of earlier.
        from tutor import demo  # type: ignore[attr-defined, no-redef]

    call_command("run_demo", "--prepare-only", verbosity=0)
    names, lesson, opened = demo.create_simulated_students(STUDENTS), Lesson.objects.earliest("pk"), []
    for student in User.objects.filter(username__in=names):
        consents.give(student=student, purpose="camera", site="http://localhost")
        opened.append(sittings.open_sitting(student=student, lesson=lesson))
    estimate = make_estimate()
    states = {name: estimate.states[name] for name in STATES}
    Reading.objects.bulk_create(
        Reading(
            sitting=sitting,
            step=sitting.step,
            at=moment,
            known=True,
            faces_share=1.0,
            emotions=estimate.emotions,
            model=estimate.model,
            **states,
        )
        for sitting in opened
        for moment in _moments(sitting)
    )
    return opened, Classroom.objects.get(name=demo.CLASS_NAME)


def _moments(sitting: Any) -> list[Any]:
    """Put the start of the sitting and its visit into the past, and return when its clips were."""
    from datetime import timedelta

    from django.utils import timezone

    now = timezone.now()
    start = now - timedelta(seconds=HISTORY_S)
    type(sitting).objects.filter(pk=sitting.pk).update(started_at=start)
    sitting.visits.update(entered_at=start)
    return [start + timedelta(seconds=at) for at in range(0, HISTORY_S, CLIP_S)]


def make_estimate() -> Any:
    """Return what a calm face says: no rule acts on it."""
    from emotion.estimate import EMOTIONS, ClipEstimate

    shares = [(7 + place) / 84 for place in range(len(EMOTIONS))]
    states = {"engaged": 0.71234567, "bored": 0.1234567, "confused": 0.23456789, "frustrated": 0.09876543}
    return ClipEstimate(
        True, None, 1.0, states, dict(zip(EMOTIONS, shares, strict=True)), "f60ee138-f8484ab8"
    )


def cpu_ms(act: Callable[[], object], *, repeats: int) -> float:
    """Return the processor time (ms) of one call, all threads of this process together; the median."""
    act()
    times = []
    for _ in range(repeats):
        started = time.process_time()
        act()
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times)


def measure() -> dict[str, float]:
    """Return the costs of one clip's way."""
    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    opened, classroom = prepare()
    from tutor import tasks
    from tutor.services import adaptations, readings

    try:
        from tutor.messages import events
        from tutor.services.teaching import classes
    except ImportError:
        # Where they lay in a checkout of earlier.
        from tutor import events  # type: ignore[attr-defined, no-redef]
        from tutor.services import classes  # type: ignore[attr-defined, no-redef]

    estimate = make_estimate()
    message = estimate.to_message()
    # What a checkout of earlier sends was put into words before.
    takes_estimate = "captured_at" in signature(events.send_estimate).parameters
    told = {"estimate": estimate, "captured_at": time.time()} if takes_estimate else {"estimate": message}
    first, lesson_id = opened[0], opened[0].lesson_id

    def observe(together: list[Any]) -> None:
        """Take the way of as many clips as come between two looks at the rules, the look included."""
        for sitting in together:
            tasks.observe(message, sitting.pk, time.time())
        # A checkout of earlier looks at the rules within `observe`.
        if hasattr(adaptations, "consider_all"):
            tasks.consider([sitting.pk for sitting in together])

    def observe_all() -> None:
        for start in range(0, len(opened), CLIPS_A_LOOK):
            observe(opened[start : start + CLIPS_A_LOOK])

    def consider_class() -> None:
        # However slow the machine is: everybody is here.
        type(first).objects.update(seen_at=timezone.now())
        classes.consider_class(classroom_id=classroom.pk, lesson_id=lesson_id, now=timezone.now())

    figures = {
        **measure_devices(opened, message),
        "observe_ms": cpu_ms(observe_all, repeats=ROUNDS) / len(opened),
        "policy_ms": cpu_ms(lambda: adaptations.consider(sitting_id=first.pk), repeats=ROUNDS * 4),
        "class_ms": cpu_ms(consider_class, repeats=ROUNDS),
        "keep_reading_ms": cpu_ms(
            lambda: readings.record_reading(sitting=first, estimate=estimate, at=timezone.now()),
            repeats=ROUNDS * 4,
        ),
        "channel_message_ms": cpu_ms(
            lambda: events.send_estimate(sitting_id=first.pk, **told),
            repeats=ROUNDS * 4,
        ),
        **measure_clip(),
        **measure_sizes(message),
    }
    with connection.execute_wrapper(_Counting()) as counting:
        del counting
        _Counting.count = 0
        observe_all()
        figures["observe_queries"] = _Counting.count / len(opened)
    return figures


def measure_devices(opened: list[Any], message: dict[str, Any]) -> dict[str, float]:
    """Return what follows a clip that a device read, as many at once as come of 250 students."""
    from tutor import tasks

    def observe() -> None:
        for start in range(0, len(opened), CLIPS_A_BATCH):
            clips = [(message, one.pk, time.time()) for one in opened[start : start + CLIPS_A_BATCH]]
            tasks.observe_devices(clips, reply_to="specific.nobody!listens", batch=start)
        tasks.consider([sitting.pk for sitting in opened])

    # A checkout of earlier has no batches.
    has_batches = hasattr(tasks, "observe_devices")
    return {"device_ms": cpu_ms(observe, repeats=ROUNDS) / len(opened)} if has_batches else {}


class _Counting:
    count = 0

    def __call__(self, execute: Any, *args: Any) -> Any:
        _Counting.count += 1
        return execute(*args)


def measure_clip() -> dict[str, float]:
    """Return what checking and buffering a frame costs, and what sending a clip to the broker does."""
    from emotion.frames import CLIP_LENGTH, check_frame
    from emotion.tasks import analyse_clip
    from tests.faces import clip
    from tutor.domain.frames import ClipBuffer

    frames = clip("neutral", length=CLIP_LENGTH)

    def take() -> None:
        buffer = ClipBuffer(length=CLIP_LENGTH)
        for place in range(200):
            frame = frames[place % len(frames)]
            check_frame(frame)
            buffer.add(frame, float(place))

    def publish() -> None:
        analyse_clip.apply_async(args=(frames,), expires=3, retry=False, argsrepr="<clip>", kwargsrepr="")

    publish_ms = cpu_ms(publish, repeats=ROUNDS * 4)
    analyse_clip.app.control.purge()
    return {
        "frame_us": cpu_ms(take, repeats=ROUNDS) / 200 * 1000,
        "publish_clip_ms": publish_ms,
        "clip_bytes": sum(len(frame) for frame in frames),
    }


def measure_sizes(message: dict[str, Any]) -> dict[str, float]:
    """Return how large an estimate is on the channel layer, and a reading's numbers in the database."""
    import msgpack

    return {
        "channel_message_bytes": len(msgpack.packb(message)),
        "emotions_bytes": len(json.dumps(message["emotions"])),
    }


def run_in(folder: Path) -> dict[str, float]:
    """Measure a checkout in a process and a database of its own."""
    with tempfile.TemporaryDirectory() as data:
        env = {**os.environ, "PYTHONPATH": str(folder), "DATA_DIR": data, "LOG_LEVEL": "ERROR"}
        env |= {"DJANGO_SETTINGS_MODULE": "tutor.settings.dev", "TURN": "1"}
        for elsewhere in ("DATABASE_URL", "PYTHONDONTWRITEBYTECODE"):
            env.pop(elsewhere, None)
        own = folder / ".venv" / "bin" / "python"
        done = subprocess.run(  # noqa: S603  (this file, with the checkout's own packages where it has them)
            [str(own) if own.exists() else sys.executable, __file__],
            cwd=folder,
            env=env,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def middle(turns: list[dict[str, float]]) -> dict[str, float]:
    """Return the median of each figure over the turns."""
    return {name: round(statistics.median(turn[name] for turn in turns), 3) for name in turns[0]}


def main() -> None:
    """Measure one checkout, or two in turn, and write the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--against", type=Path)
    options = parser.parse_args()
    folders = [ROOT, *([options.against.resolve()] if options.against else [])]
    turns: dict[Path, list[dict[str, float]]] = {folder: [] for folder in folders}
    for _ in range(TURNS):
        for folder in folders:
            turns[folder].append(run_in(folder))
    report: dict[str, Any] = {
        "what": f"processor time of one clip's way, and its bytes; a class of {STUDENTS} with cameras",
        "with": "Redis" if os.environ.get("REDIS_URL") else "one process",
        "now": middle(turns[ROOT]),
    }
    if options.against:
        report["before"] = middle(turns[folders[1]])
        report["share"] = {
            name: round(value / report["before"][name], 3) for name, value in report["now"].items()
        }
    options.json.write_text(json.dumps(report, indent=1) + "\n")
    sys.stdout.write(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    if os.environ.get("TURN"):
        sys.stdout.write(json.dumps(measure()) + "\n")
    else:
        main()
