"""Asks under which conditions a frame can be read: how often it is, how often rightly, and how honestly.

Every picture takes the way of a camera's frame: JPEG, decoding, `assess_frame` with the serving face finder,
the shipped networks. What `assess_frame` calls unknown is read all the same, beside what it lets through, so
that its rules can be judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from emotion.runtime.benchmark import machine
from emotion.runtime.face import BLENDSHAPES, CROP_SIZE, Face, FaceFinder
from emotion.runtime.finder import open_finder
from emotion.runtime.frame_quality import FrameQuality, assess_frame, decode_frame
from emotion.runtime.mesh import MESH_SIZE, normalised_mesh
from emotion.training import metrics
from emotion.training.data.datasets import DatasetError, Stills, fingerprint, load_ferplus
from emotion.training.data.faces import DetectedFaces
from emotion.training.evaluation.damage import AS_IT_IS, CONDITIONS, Condition, encoded, framed
from emotion.training.evaluation.evaluate import Predictions, ServedNetworks, predictions_on
from emotion.training.evaluation.tasks import Task
from emotion.training.reporting import Report, counter

Bools = NDArray[np.bool_]
Ints = metrics.Ints

STILLS: Final = 400
DRAWS: Final = 500
NATURAL: Final[Mapping[str, tuple[int, ...]]] = {
    "turned aside": (0, 10, 20, 35, 55),
    "looks up or down": (0, 10, 20, 45),
    "brightness of the crop": (0, 70, 110, 150, 256),
}
"""What differs among the pictures as they come: degrees, and mean of 255."""


@dataclass(frozen=True)
class Seen:
    """What became of each picture under one condition.

    Attributes:
        reasons: why it is unknown, "" where it is known, shape (N,).
        faces: what was found; rows without exactly one face are zero.
        predictions: what the networks say of every row in which a face was found.
    """

    reasons: NDArray[np.str_]
    faces: DetectedFaces
    predictions: Predictions

    @property
    def known(self) -> Bools:
        """What a lesson would be told, shape (N,)."""
        return np.asarray(self.reasons == "")

    @property
    def refused(self) -> Bools:
        """What was found and is not told, shape (N,)."""
        return np.asarray(self.faces.found & ~self.known)


def evaluate_conditions(task: Task, networks: ServedNetworks, report: Report) -> dict[str, Any]:
    """Measure a split of FERPlus as its pictures come, and `STILLS` of its faces under each condition.

    Raises:
        DatasetError: the collection cannot be read, or no face was found.
    """
    finder = open_finder()
    stills = load_ferplus(task.path, task.split)
    sent = (encoded(framed(still)) for still in stills.images)
    everything = see(stills, sent, finder, networks, counter(report, "as they come"))
    order = np.random.default_rng(task.seed).permutation(len(stills))
    rows = np.sort(order[everything.faces.found[order]][:STILLS])
    if not len(rows):
        raise DatasetError(f"{task.path}: no face in any picture of split {task.split!r}")
    some = stills.take(rows)
    faces = _faces_of(some, finder)
    seen_under = {}
    for place, condition in enumerate(CONDITIONS):
        pictures = _pictures(some, faces, condition, seed=task.seed + place)
        count = counter(report, f"{condition.kind} {condition.level}")
        seen_under[condition] = see(some, pictures, finder, networks, count)
    plain = seen_under[AS_IT_IS]
    return {
        "data": {task.split: fingerprint(stills)},
        "pictures": {"natural": len(stills), "made": len(some)},
        "face_found": float(everything.faces.found.mean()),
        "made": [
            {"kind": condition.kind, "level": condition.level} | figures(seen, plain, seed=task.seed)
            for condition, seen in seen_under.items()
        ],
        "natural": [
            {"kind": kind, "level": level} | figures(everything, everything, rows=group, seed=task.seed)
            for kind, level, group in natural_groups(everything)
        ],
        "always_the_same": float(np.bincount(some.labels).max() / len(some)),
        "seed": task.seed,
        "machine": machine(),
    }


def _faces_of(stills: Stills, finder: FaceFinder) -> list[Face]:
    """Return the one face of each picture as it is, on which things are drawn."""
    seen = (_look(encoded(framed(still)), finder).face for still in stills.images)
    return [face for face in seen if face is not None]


def _pictures(stills: Stills, faces: list[Face], condition: Condition, *, seed: int) -> Iterator[bytes]:
    for row, (still, face) in enumerate(zip(stills.images, faces, strict=True)):
        yield condition.sent(still, face, np.random.default_rng((seed, row)))


def _look(jpeg: bytes, finder: FaceFinder) -> FrameQuality:
    return assess_frame(decode_frame(jpeg), finder, lambda _: nullcontext())


def see(
    stills: Stills,
    pictures: Iterator[bytes],
    finder: FaceFinder,
    networks: ServedNetworks,
    report: Callable[[int, int], None],
) -> Seen:
    """Return what serving makes of one JPEG for each still."""
    count = len(stills)
    reasons = []
    faces = DetectedFaces(
        np.zeros((count, CROP_SIZE, CROP_SIZE), np.uint8),
        np.zeros((count, BLENDSHAPES), np.float32),
        np.zeros((count, 3), np.float32),
        np.zeros((count, MESH_SIZE), np.float32),
        np.zeros(count, dtype=bool),
    )
    for row, jpeg in enumerate(pictures):
        quality = _look(jpeg, finder)
        reasons.append(quality.reason or "")
        if quality.face is not None and quality.crop is not None:
            faces.crops[row], faces.found[row] = quality.crop, True
            faces.blendshapes[row], faces.pose[row] = quality.face.blendshapes, quality.face.pose
            if quality.face.landmarks is not None:
                faces.mesh[row] = normalised_mesh(quality.face.landmarks)
        report(row + 1, count)
    predictions = predictions_on(
        networks,
        faces.crops,
        labels=stills.labels,
        subjects=stills.subjects,
        has_face=faces.found,
        detected=faces,
    )
    return Seen(np.array(reasons), faces, predictions)


def natural_groups(plain: Seen) -> Iterator[tuple[str, str, Bools]]:
    """Yield the pictures with a face as they come, by what differs among them, which `NATURAL` bounds."""
    values = {
        "turned aside": np.abs(plain.faces.pose[:, 0]),
        "looks up or down": np.abs(plain.faces.pose[:, 1]),
        "brightness of the crop": plain.faces.crops.mean(axis=(1, 2)),
    }
    for kind, bounds in NATURAL.items():
        for low, high in pairwise(bounds):
            inside = (values[kind] >= low) & (values[kind] < high)
            yield kind, f"{low} to {high}", inside & plain.faces.found


def figures(seen: Seen, plain: Seen, *, seed: int, rows: Bools | None = None) -> dict[str, Any]:
    """Return shares found and known, and how rightly and honestly they are read, with intervals.

    Args:
        seen: what became of each picture under the condition.
        plain: of the same pictures as they are.
        seed: of the bootstrap over pictures.
        rows: which of the pictures are meant; without it all.
    """
    meant = np.ones(len(seen.reasons), dtype=bool) if rows is None else rows
    known = seen.known[meant]
    reasons, counts = np.unique(seen.reasons[meant & ~seen.known], return_counts=True)
    return {
        "n": int(meant.sum()),
        "found": float(seen.faces.found[meant].mean()) if meant.any() else float("nan"),
        "share_known": _measured(lambda chosen: float(known[chosen].mean()), len(known), seed=seed),
        "reasons": dict(zip(reasons.tolist(), counts.tolist(), strict=True)),
        "known": _readings(seen, plain, np.flatnonzero(meant & seen.known), seed=seed),
        "refused": _readings(seen, plain, np.flatnonzero(meant & seen.refused), seed=seed),
    }


def _readings(seen: Seen, plain: Seen, rows: Ints, *, seed: int) -> dict[str, Any]:
    """Return how rightly and honestly some pictures are read, and how rightly the same ones as they are."""
    right = seen.predictions.predicted[rows] == seen.predictions.labels[rows]
    before = plain.predictions.predicted[rows] == plain.predictions.labels[rows]
    confidence = seen.predictions.probabilities[rows].max(axis=1)
    measured = partial(_measured, count=len(rows), seed=seed)
    return {
        "n": len(rows),
        "accuracy": measured(lambda chosen: float(right[chosen].mean())),
        "ece": measured(lambda chosen: metrics.calibration_error(confidence[chosen], right[chosen])),
        "overconfidence": measured(lambda chosen: float((confidence[chosen] - right[chosen]).mean())),
        "accuracy_as_it_is": float(before.mean()) if len(rows) else float("nan"),
    }


def _measured(measure: Callable[[Ints], float], count: int, *, seed: int) -> dict[str, Any]:
    """Return a figure over so many pictures with its interval; nothing of no picture."""
    if not count:
        return {"value": float("nan"), "interval": [float("nan")] * 2}
    everything = np.arange(count)
    people = np.array([str(one) for one in everything])
    interval = metrics.bootstrap_interval(measure, people, seed=seed, draws=DRAWS)
    return {"value": measure(everything), "interval": interval}
