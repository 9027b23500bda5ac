"""`manage.py analyse_video FILE [--json OUT]`: what a recorded face says, clip by clip."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from emotion.estimate import STATES, ClipEstimate
from emotion.runtime.engine import Engine, open_engine
from emotion.runtime.face import WeightsError
from emotion.runtime.video import NotAVideo, RecordedClip, Video

Reading = tuple[RecordedClip, ClipEstimate]


class Command(BaseCommand):
    """Reads a video with the engine that reads the live camera, and keeps none of its frames."""

    help = "Estimate emotions and states in a recorded video, one estimate for every two seconds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file and where the JSON goes."""
        parser.add_argument("file", type=Path, help="a video, or an animated GIF")
        parser.add_argument(
            "--json", type=Path, metavar="OUT", help="write the estimates to this file as well"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the video, print the table, write the JSON."""
        try:
            video = Video(options["file"])
            readings = read_video(video, open_engine(finder=settings.EMOTION_FINDER), Console(stderr=True))
        except (NotAVideo, WeightsError) as error:
            raise CommandError(str(error)) from error
        console = Console(width=100)
        with console.capture() as printed:
            console.print(table_of(readings))
        self.stdout.write(printed.get())
        for note in video.notes:
            self.stderr.write(f"{options['file']}: {note}")
        if options["json"]:
            write_json(readings, options["json"])


def read_video(video: Video, engine: Engine, console: Console) -> list[Reading]:
    """Return an estimate for each clip, with a progress bar on the console while it works."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    readings = []
    with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
        task = progress.add_task("Reading clips", total=video.duration_s or None)
        for clip in video.clips():
            readings.append((clip_without_images(clip), engine.estimate_images(clip.images)))
            progress.update(task, completed=clip.end_s)
    return readings


def clip_without_images(clip: RecordedClip) -> RecordedClip:
    """Return the clip's times alone, so that a long video does not fill the memory."""
    return RecordedClip(clip.start_s, clip.end_s, ())


def table_of(readings: list[Reading]) -> Table:
    """Return one row a clip: when, how much was seen, the likeliest emotion, the states."""
    table = Table("from s", "to s", "face", "emotion", *STATES)
    for clip, estimate in readings:
        states = [f"{estimate.states[name]:.2f}" if estimate.states else "-" for name in STATES]
        times = (f"{clip.start_s:.1f}", f"{clip.end_s:.1f}")
        table.add_row(*times, f"{estimate.faces_share:.0%}", emotion_of(estimate), *states)
    return table


def emotion_of(estimate: ClipEstimate) -> str:
    """Return the likeliest emotion and its probability, or why there is none."""
    if not estimate.known:
        return f"unknown: {estimate.reason}"
    name = max(estimate.emotions, key=lambda emotion: estimate.emotions[emotion])
    return f"{name} {estimate.emotions[name]:.2f}"


def write_json(readings: list[Reading], path: Path) -> None:
    """Write one object a clip.

    Raises:
        CommandError: the file cannot be written.
    """
    rows = [
        {"start_s": round(clip.start_s, 3), "end_s": round(clip.end_s, 3)} | estimate.to_message()
        for clip, estimate in readings
    ]
    try:
        path.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
