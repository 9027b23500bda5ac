"""Compares the served face finder with the library that its bundle was made for: `make parity DATA=FOLDER`.

Both see the same pictures, in a process each and without a network where the machine can do that: camera
frames of the recordings in `FOLDER/webcam`, and the faces of FERPlus valid as large as they are searched.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emotion.runtime.face import Face, FaceFinder, Image
from emotion.runtime.video import Video
from emotion.training.data.datasets import load_ferplus
from emotion.training.data.faces import enlarged
from emotion.training.reporting import on_stderr, report_found
from emotion.training.runs.finder_process import FinderProcess, without_network

# What camera frames may differ by, in 95 of 100 landmarks, as a share of the distance between the eyes.
CAMERA_BAR = 0.002


def main() -> int:
    """Compare, print and write; 1 where the two have drifted apart on camera frames."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="Holds ferplus.npz and webcam/*.gif.")
    parser.add_argument("--library", type=Path, required=True, help="Python that has the `mediapipe` extra.")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    offline = without_network()
    if not offline:
        sys.stderr.write("This machine cannot start a process without a network: MediaPipe will report.\n")
    with (
        FinderProcess("landmarks", Path(sys.executable), under=offline) as served,
        FinderProcess("mediapipe", options.library, under=offline) as library,
    ):
        found: dict[str, Any] = {
            "served": served.package,
            "library": library.package,
            "without_network": bool(offline),
            "compared_on": datetime.now(UTC).date().isoformat(),
            "camera frames": compare(camera_frames(options.data / "webcam"), served, library),
            "FERPlus valid": compare(stills(options.data / "ferplus.npz"), served, library),
        }
    report_found(found, options.json)
    return int(not is_near(found["camera frames"]))


def camera_frames(folder: Path) -> Iterator[Image]:
    """Yield the frames of each recording, as the live camera would send them."""
    for path in sorted(folder.glob("*.gif")):
        for clip in Video(path).clips():
            yield from clip.images


def stills(path: Path) -> Iterator[Image]:
    """Yield the faces of FERPlus valid, enlarged as for every search."""
    images = load_ferplus(path, "valid").images
    report = on_stderr("comparing stills")
    for row, image in enumerate(images, start=1):
        yield enlarged(image)
        report(row, len(images))


def compare(pictures: Iterable[Image], served: FaceFinder, library: FaceFinder) -> dict[str, Any]:
    """Return how far two finders are apart on pictures.

    Landmarks, blendshapes and pose are compared where both find exactly one face. `of_eye_distance` is the
    distance of a landmark from its fellow, in the picture's plane, over the distance between the eyes.
    """
    counts, pairs = [], []
    for picture in pictures:
        ours, theirs = served.find(picture), library.find(picture)
        counts.append((len(ours), len(theirs)))
        if counts[-1] == (1, 1):
            pairs.append((ours[0], theirs[0]))
    if not pairs:
        raise SystemExit("no picture in which both find one face")
    pixels = np.stack([landmark_distances(*pair) for pair in pairs])
    eyes = np.array([np.linalg.norm(ours.anchors[1] - ours.anchors[0]) for ours, _ in pairs])
    return {
        "pictures": len(counts),
        "same_count": float(np.mean([ours == theirs for ours, theirs in counts])),
        "compared": len(pairs),
        "pixels": spread(pixels),
        "of_eye_distance": spread(pixels / eyes[:, None]),
        "blendshapes": spread(np.stack([abs(a.blendshapes - b.blendshapes) for a, b in pairs])),
        "pose_degrees": spread(np.stack([abs(a.pose - b.pose) for a, b in pairs])),
    }


def landmark_distances(ours: Face, theirs: Face) -> NDArray[np.float32]:
    """Return the distance in the plane of each landmark from its fellow, shape (478,), pixels.

    Raises:
        ValueError: a finder lays no landmarks.
    """
    if ours.landmarks is None or theirs.landmarks is None:
        raise ValueError("only finders that lay landmarks can be compared")
    return np.asarray(np.linalg.norm(ours.landmarks[:, :2] - theirs.landmarks[:, :2], axis=1))


def spread(values: NDArray[np.floating[Any]]) -> dict[str, float]:
    """Return median, 95th percentile and largest of all values."""
    return {
        "median": float(np.median(values)),
        "p95": float(np.quantile(values, 0.95)),
        "max": float(values.max()),
    }


def is_near(found: dict[str, Any]) -> bool:
    """Say whether the two are one finder still: the same faces, and landmarks within the bar."""
    return bool(found["same_count"] >= 0.99 and found["of_eye_distance"]["p95"] <= CAMERA_BAR)


if __name__ == "__main__":
    sys.exit(main())
