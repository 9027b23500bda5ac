"""`manage.py benchmark_emotion [--json OUT]`: what a frame costs on one core."""

import base64
import json
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

import cv2
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from emotion.processes import last_words
from emotion.runtime.video import NotAVideo, Video
from emotion.training.data.heads import turn_head

BARS: Final = {"ms_per_frame": 12.0, "start_s": 2.0, "rss_mb": 400.0, "weights_mb": 8.0}


# How a recorded head moved from its first frame on, a row each quarter of a second: right and down in sides
# of its crop, tilt anticlockwise in degrees, zoom, yaw and pitch in degrees. Of 40 clips of people who sign
# before a webcam (Intel's sample videos, CC BY 4.0) it is the one that moves as much as their median.
MOTION: Final = (
    (0.0, 0.0, 0.0, 1.0, 0.0, 0.0),
    (-0.033, -0.002, 0.9, 0.968, -0.9, -2.7),
    (-0.094, 0.015, 7.5, 0.966, 1.3, -8.6),
    (-0.085, 0.018, 1.7, 0.93, 0.4, -14.0),
    (-0.065, 0.028, 1.4, 0.923, 1.9, -9.4),
    (-0.059, 0.046, 2.1, 0.989, 0.7, -6.6),
    (-0.013, 0.032, 2.3, 0.956, 0.7, -3.9),
    (0.022, 0.022, 0.0, 0.964, 3.0, -4.4),
)
# Where the portrait's face lies, in its pixels, and the side of the crop that serving cuts.
FACE_MIDDLE: Final = (225.0, 125.0)
FACE_RADII: Final = (45.0, 53.0)
CROP_SIDE: Final = 109.0


class Command(BaseCommand):
    """Times the whole path of a 320 x 240 JPEG: decode, face, crop, networks."""

    help = "Measure time per stage and frame, start-up, memory and sizes of the emotion engine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what to read, how often, and where the JSON goes."""
        parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures to this file as well")
        parser.add_argument("--video", type=Path, help="take the first clip of this video, not the portrait")
        parser.add_argument("--clips", type=int, default=60, help="how many clips to time (60)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the benchmark in a fresh process and print what it found."""
        if options["clips"] < 1:
            raise CommandError("--clips: at least one")
        if options["json"] and options["json"].is_dir():
            raise CommandError(f"--json {options['json']}: this is a folder")
        try:
            frames = video_frames(options["video"]) if options["video"] else portrait_frames()
        except NotAVideo as error:
            raise CommandError(str(error)) from error
        figures = measure(frames, clips=options["clips"])
        console = Console(width=100)
        with console.capture() as printed:
            console.print(table_of(figures))
        self.stdout.write(printed.get())
        if options["json"]:
            options["json"].write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def measure(frames: list[bytes], *, clips: int) -> dict[str, Any]:
    """Return the figures of `emotion.runtime.benchmark`, run in a process of its own.

    Raises:
        CommandError: that process failed; its last line says why, or its exit status if there is none.
    """
    clip = json.dumps([base64.b64encode(frame).decode("ascii") for frame in frames])
    command = [sys.executable, "-m", "emotion.runtime.benchmark", str(clips)]
    run = subprocess.run(command, input=clip, capture_output=True, text=True)  # noqa: S603
    if run.returncode:
        raise CommandError(last_words(run))
    figures: dict[str, Any] = json.loads(run.stdout)
    return figures


def portrait_frames() -> list[bytes]:
    """Return one clip of scikit-image's public-domain portrait, moved and turned as `MOTION` says.

    Raises:
        CommandError: scikit-image is not installed.
    """
    try:
        from skimage import data
    except ImportError as error:
        raise CommandError("scikit-image is not installed: give a --video") from error
    picture = data.astronaut()  # type: ignore[no-untyped-call]
    return [jpeg(moved_portrait(picture, *step)) for step in MOTION]


def moved_portrait(
    picture: Any, right: float, down: float, tilt_deg: float, zoom: float, yaw_deg: float, pitch_deg: float
) -> Any:
    """Return a 480 x 360 camera picture of the portrait after one step of `MOTION`."""
    turned = turn_head(picture, middle=FACE_MIDDLE, radii=FACE_RADII, yaw_deg=yaw_deg, pitch_deg=pitch_deg)
    matrix: Any = cv2.getRotationMatrix2D(FACE_MIDDLE, tilt_deg, zoom)
    matrix[:, 2] += (right * CROP_SIDE, down * CROP_SIDE)
    return cv2.warpAffine(turned, matrix, (480, 360), borderMode=cv2.BORDER_REPLICATE)


def video_frames(path: Path) -> list[bytes]:
    """Return the first clip of a video."""
    return [jpeg(image) for image in next(Video(path).clips()).images]


def jpeg(image: Any) -> bytes:
    """Return an RGB picture as the 320 x 240 JPEG that a browser sends."""
    small = cv2.resize(image, (320, 240), interpolation=cv2.INTER_AREA)
    _, content = cv2.imencode(".jpg", small[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 80])
    return bytes(content)


def table_of(figures: dict[str, Any]) -> Table:
    """Return the figures, those with a bar beside it."""
    table = Table("figure", "measured", "at most", title=figures["machine"])
    rows = {
        "ms_per_frame": figures["ms_per_frame"]["p50"],
        "ms_per_frame p95": figures["ms_per_frame"]["p95"],
    }
    rows["processor time alone, p50"] = figures["cpu_ms_per_frame"]["p50"]
    rows |= {f"  {name} ms": value for name, value in figures["stages"].items()}
    rows |= {f"  {name} networks a frame": value for name, value in figures["runs_per_frame"].items()}
    rows |= {name: figures[name] for name in ("frames_per_second", "start_s", "rss_mb", "weights_mb")}
    for name, value in rows.items():
        table.add_row(name, f"{value:.2f}", str(BARS.get(name, "")))
    return table
