"""Asks whether clips whose face is followed are read as well as those of which the networks see each frame.

`python -m emotion.training.runs.tracked_frames --data DIR --recordings DIR --json OUT` reads clips both ways:
clips made from the valid splits of FERPlus and DAiSEE, camera and head in motion, and recorded videos. Nobody
said what those show, so that there the two ways are only held against each other.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from emotion.estimate import EMOTIONS, STATES, ClipEstimate
from emotion.runtime.benchmark import machine
from emotion.runtime.engine import Engine, open_engine
from emotion.runtime.landmarker import LandmarkFinder
from emotion.runtime.video import NotAVideo, Video
from emotion.training import metrics
from emotion.training.data.camera_clips import MOTIONS, camera_clips
from emotion.training.data.daisee import load_frames
from emotion.training.data.datasets import load_ferplus
from emotion.training.reporting import on_stderr, report_found

Rows = metrics.Ints
WAYS: Final = ("every_frame", "followed")
MAX_LOST: Final = 0.005
_ENDINGS: Final = (".gif", ".mkv", ".mp4", ".webm")


@dataclass
class Reading:
    """What one way to read clips said, and what it took.

    Attributes:
        estimates: one a clip.
        frames: read so far.
        cpu_s: processor time for them, in seconds.
        runs: how often each network of the face finder ran.
    """

    estimates: list[ClipEstimate] = field(default_factory=list)
    frames: int = 0
    cpu_s: float = 0.0
    runs: dict[str, int] = field(default_factory=dict)


def read_both(clips: Iterable[Sequence[bytes]], report: Callable[[int], None]) -> dict[str, Reading]:
    """Read each clip of JPEG frames both ways, in turns."""
    engines = {name: open_engine(follows=name == "followed") for name in WAYS}
    finders = {name: engine.finder for name, engine in engines.items()}
    for finder in finders.values():
        if isinstance(finder, LandmarkFinder):
            finder.runs.clear()
    readings = {name: Reading() for name in WAYS}
    for done, clip in enumerate(clips, start=1):
        for name, engine in engines.items():
            _read(engine, clip, readings[name])
        report(done)
    for name, finder in finders.items():
        readings[name].runs = dict(finder.runs) if isinstance(finder, LandmarkFinder) else {}
    return readings


def _read(engine: Engine, clip: Sequence[bytes], reading: Reading) -> None:
    began = process_time()
    reading.estimates.append(engine.estimate(clip))
    reading.cpu_s += process_time() - began
    reading.frames += len(clip)


def agreement(readings: dict[str, Reading]) -> dict[str, Any]:
    """Return how far the two ways differ, and what each costs; no labels are needed."""
    pairs = list(zip(*(readings[name].estimates for name in WAYS), strict=True))
    both = [(one, other) for one, other in pairs if one.known and other.known]
    return {
        "clips": len(pairs),
        "known": {name: _mean(one.known for one in readings[name].estimates) for name in WAYS},
        "same_known": _mean(one.known == other.known for one, other in pairs),
        "same_reason": _mean(one.reason == other.reason for one, other in pairs),
        "same_emotion": _mean(top_emotion(one) == top_emotion(other) for one, other in both),
        "mean_absolute_difference": {
            "faces_share": _mean(abs(one.faces_share - other.faces_share) for one, other in pairs),
            "emotions": _mean(
                abs(one.emotions[name] - other.emotions[name]) for one, other in both for name in EMOTIONS
            ),
            "states": {
                name: _mean(abs(one.states[name] - other.states[name]) for one, other in both if one.states)
                for name in STATES
            },
        },
        "cpu_ms_per_frame": {name: 1000 * one.cpu_s / one.frames for name, one in readings.items()},
        "runs_per_frame": {
            name: {network: runs / one.frames for network, runs in sorted(one.runs.items())}
            for name, one in readings.items()
        },
    }


def emotion_figures(readings: dict[str, Reading], labels: NDArray[np.int64], *, seed: int) -> dict[str, Any]:
    """Return accuracy both ways and their difference; a clip that is unknown counts as wrong."""
    right = {
        name: np.array([top_emotion(one) for one in readings[name].estimates]) == labels for name in WAYS
    }
    measures: dict[str, Callable[[Rows], float]] = {name: partial(_share, right[name]) for name in WAYS}
    return {"accuracy": _told(measures, np.arange(len(labels)).astype(str), seed=seed)}


def state_figures(
    readings: dict[str, Reading], present: NDArray[np.bool_], subjects: NDArray[np.str_], *, seed: int
) -> dict[str, Any]:
    """Return each state's AUC both ways and their difference, over the clips that both know."""
    both = np.array(
        [
            all(one.known and bool(one.states) for one in pair)
            for pair in zip(*(readings[name].estimates for name in WAYS), strict=True)
        ],
        dtype=bool,
    )
    found = {}
    for column, state in enumerate(STATES):
        truth = present[both, column]
        scores = {
            name: np.array([one.states.get(state, np.nan) for one in readings[name].estimates])[both]
            for name in WAYS
        }
        measures: dict[str, Callable[[Rows], float]] = {
            name: partial(_auc, scores[name], truth) for name in WAYS
        }
        found[state] = _told(measures, subjects[both], seed=seed)
    return {"auc": found, "people": len(set(subjects[both].tolist()))}


def top_emotion(estimate: ClipEstimate) -> int:
    """Return the place of the likeliest emotion in `EMOTIONS`, -1 where nothing is known."""
    return EMOTIONS.index(max(estimate.emotions, key=estimate.emotions.__getitem__)) if estimate.known else -1


def recorded_clips(folder: Path) -> Iterable[list[bytes]]:
    """Yield the clips of every video in a folder, as a browser would send them."""
    for path in sorted(path for path in folder.iterdir() if path.suffix in _ENDINGS):
        try:
            for clip in Video(path).clips():
                yield [_as_jpeg(image) for image in clip.images]
        except NotAVideo:
            continue


def measure(
    data: Path, recordings: Sequence[Path], *, seed: int = 1, limit: int | None = None
) -> dict[str, Any]:
    """Compare the two ways on all that is there; `limit` is the most stills of each collection."""
    found: dict[str, Any] = {"model": "", "seed": seed, "machine": machine(), "max_lost": MAX_LOST}
    stills = load_ferplus(data / "ferplus.npz", "valid")
    frames = load_frames(data / "daisee_frames.zip", "valid")
    some = np.random.default_rng(seed).permutation(len(stills))[:limit]
    others = np.random.default_rng(seed).permutation(len(frames))[:limit]
    for motion, config in MOTIONS.items():
        clips = camera_clips(stills.images[some], config, seed=seed)
        readings = read_both(clips, _counter(f"ferplus {motion}", len(some)))
        found[f"ferplus-valid {motion}"] = agreement(readings) | emotion_figures(
            readings, stills.labels[some], seed=seed
        )
        clips = camera_clips(frames.images[others], config, seed=seed)
        readings = read_both(clips, _counter(f"daisee {motion}", len(others)))
        found[f"daisee-frames-valid {motion}"] = agreement(readings) | state_figures(
            readings, frames.present[others], frames.subjects[others], seed=seed
        )
        found["model"] = readings["followed"].estimates[0].model
    for folder in recordings:
        readings = read_both(recorded_clips(folder), lambda _: None)
        found[f"recordings {folder.name}"] = agreement(readings)
    return found


def _told(
    measures: dict[str, Callable[[Rows], float]], subjects: NDArray[np.str_], *, seed: int
) -> dict[str, Any]:
    """Return a figure both ways, with intervals, and by how much following changes it."""
    before, after = (measures[name] for name in WAYS)

    def change(rows: Rows) -> float:
        return after(rows) - before(rows)

    everything = np.arange(len(subjects))
    return {
        **{name: one(everything) for name, one in measures.items()},
        "difference": change(everything),
        "intervals": {
            name: metrics.bootstrap_interval(one, subjects, seed=seed)
            for name, one in {**measures, "difference": change}.items()
        },
    }


def _share(hits: NDArray[np.bool_], rows: Rows) -> float:
    return float(hits[rows].mean())


def _auc(scores: NDArray[np.float64], truth: NDArray[np.bool_], rows: Rows) -> float:
    return metrics.roc_auc(scores[rows], truth[rows])


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return float(np.mean(listed)) if listed else float("nan")


def _as_jpeg(image: NDArray[np.uint8]) -> bytes:
    _, content = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 75])
    return content.tobytes()


def _counter(what: str, total: int) -> Callable[[int], None]:
    tell = on_stderr(what)
    return lambda done: tell(done, total)


def main() -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="Folder with the collections.")
    parser.add_argument("--recordings", type=Path, action="append", default=[], help="Folder with videos.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, help="At most so many stills of each collection.")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = measure(options.data, options.recordings, seed=options.seed, limit=options.limit)
    report_found(found, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
