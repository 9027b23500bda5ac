"""`manage.py simulate_class`: a class of programs that learns through the front door."""

import asyncio
import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.progress import Progress

from content.models import Lesson
from emotion.frames import CLIP_LENGTH
from emotion.runtime.playback import read_camera_frames
from emotion.runtime.video import NotAVideo
from tutor.simulation import demo
from tutor.simulation.measures import describe_machine, percentiles, server_cpu_s, server_memory_mb
from tutor.simulation.student import Plan, Student, Tally

SIGN_INS_AT_ONCE = 4


class Command(BaseCommand):
    """Let N students learn."""

    # The most memory that the site's processes held, and their processor time while the class learned.
    memory_mb = 0.0
    cpu_s: dict[str, float]

    help = "Lets simulated students sign in, learn, answer and show their cameras on a running site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare how many, how long, and what their cameras show."""
        parser.add_argument("--students", type=int, default=30)
        parser.add_argument(
            "--fps", type=float, default=2.0, help="Frames a second; 0 leaves the cameras off."
        )
        parser.add_argument("--seconds", type=float, default=60.0)
        parser.add_argument("--camera", type=Path, help="A video whose frames every camera shows.")
        parser.add_argument(
            "--reads",
            choices=("server", "device"),
            default="server",
            help="Who reads the faces; a device only where the site lets it (CAMERA_READS).",
        )
        where = "Of several, with commas between, each takes its share of the students."
        parser.add_argument("--url", default="http://localhost:8000", help=where)
        parser.add_argument("--signed-in", action="store_true", help="Begin with sessions, not passwords.")
        parser.add_argument("--quiet-sockets", type=int, default=0, help="Only hold so many sockets each.")
        parser.add_argument(
            "--estimates", type=Path, help="Write when each estimate came, and how old, here."
        )
        parser.add_argument("--json", type=Path, dest="out", help="Write the figures here.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the class and report."""
        if options["students"] < 1 or options["seconds"] <= 0 or not 0 <= options["fps"] <= 10:
            raise CommandError("--students must be at least 1, --seconds above 0, --fps within 0 and 10")
        try:
            frames = read_camera_frames(options["camera"])
        except NotAVideo as error:
            raise CommandError(str(error)) from None
        lesson = Lesson.objects.filter(course__is_published=True).select_related("course").first()
        if lesson is None:
            raise CommandError("there is no published lesson: load a course first")
        names = demo.create_simulated_students(options["students"])
        plans = [
            Plan(
                url=url,
                lesson_path=f"/learn/{lesson.course.slug}/{lesson.slug}/",
                fps=options["fps"],
                frames=frames,
                on_device=options["reads"] == "device",
                quiet_sockets=options["quiet_sockets"],
            )
            for url in options["url"].split(",")
        ]
        self.signed_in = demo.sign_in(names) if options["signed_in"] else {}
        tally = asyncio.run(self._run(names, plans, seconds=options["seconds"]))
        report = _report(tally, options) | {"cpu_s": self.cpu_s, "memory_mb": self.memory_mb}
        self.stdout.write(json.dumps(report, indent=1))
        if options["estimates"]:
            options["estimates"].write_text(json.dumps(tally.told))
        if options["out"]:
            options["out"].write_text(json.dumps(report, indent=1) + "\n")

    async def _run(self, names: list[str], plans: list[Plan], *, seconds: float) -> Tally:
        tally = Tally()
        students = [
            Student(
                name,
                demo.PASSWORD,
                plans[number % len(plans)],
                tally,
                seed=number,
                signed_in=self.signed_in.get(name),
            )
            for number, name in enumerate(names)
        ]
        with Progress(transient=True) as progress:
            arriving = progress.add_task("arriving", total=len(students))
            door = asyncio.Semaphore(SIGN_INS_AT_ONCE)

            async def arrive(student: Student) -> None:
                async with door:
                    await student.arrive()
                    await student.connect()
                progress.advance(arriving)

            await asyncio.gather(*(arrive(student) for student in students))
            learning = progress.add_task("learning", total=seconds)
            tally.begin()
            before, own_before = server_cpu_s(), time.process_time()
            lesson = asyncio.gather(*(student.learn(seconds=seconds) for student in students))
            while not lesson.done():
                await asyncio.wait([lesson], timeout=1)
                progress.advance(learning, 1)
                self.memory_mb = max(server_memory_mb() or 0.0, self.memory_mb)
            await lesson
        self.cpu_s = {role: round(used - before.get(role, 0.0), 2) for role, used in server_cpu_s().items()}
        self.cpu_s["generator"] = round(time.process_time() - own_before, 2)
        return tally


def _report(tally: Tally, options: dict[str, Any]) -> dict[str, Any]:
    clips = tally.clips_sent or tally.frames_sent // CLIP_LENGTH
    return {
        "students": options["students"],
        "seconds": options["seconds"],
        "fps": options["fps"],
        "reads": options["reads"],
        "clips_sent": clips,
        "frames_sent": tally.frames_sent,
        "estimates": tally.estimates,
        "estimate_age_ms": percentiles(tally.estimate_age_ms, (50, 95, 99)),
        "longest_gap_s": round(max(tally.longest_gaps_s, default=0.0), 1),
        "fps_at_end": percentiles(tally.paces, (5, 50)),
        "dropped": max(0, clips - options["students"] - tally.estimates),
        "errors": tally.errors,
        "complaints": tally.complaints,
        "adaptations": tally.adaptations,
        "pages": len(tally.page_ms),
        "page_ms": percentiles(tally.page_ms, (50, 95)),
        "machine": describe_machine(),
    }
