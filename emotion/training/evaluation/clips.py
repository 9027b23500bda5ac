"""Compares the ways to read a clip: on clips made from stills, and on CK+'s sequences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from emotion.estimate import EMOTIONS
from emotion.frames import CLIP_LENGTH, SHORT_CLIP_LENGTH
from emotion.training.data.clip_inputs import sequence_inputs
from emotion.training.data.datasets import DatasetError, load_ferplus
from emotion.training.data.faces import detect_faces
from emotion.training.data.pictures import BadFiles
from emotion.training.data.readers import CKPLUS_EMOTIONS
from emotion.training.evaluation.evaluate import Predictions, ServedNetworks, report_emotions, restricted
from emotion.training.evaluation.tasks import Task, skipped
from emotion.training.fitting.fusion import detected_clips
from emotion.training.fitting.material import serving_crops
from emotion.training.fitting.sequences import read_sequences
from emotion.training.fitting.train import to_crops
from emotion.training.reporting import Report, counter

Logits = NDArray[np.float64]


@dataclass(frozen=True)
class Truth:
    """What clips show: labels (N,), whether a face was found (N,), whose it is (N,); and the names known."""

    labels: NDArray[np.int64]
    has_face: NDArray[np.bool_]
    subjects: NDArray[np.str_]
    known: tuple[str, ...] = EMOTIONS


def evaluate_made_clips(task: Task, networks: ServedNetworks, report: Report) -> dict[str, Any]:
    """Measure on one clip made from each FERPlus still, cut as in serving."""
    stills = load_ferplus(task.path, task.split)
    detected = detect_faces(stills.images, counter(report, "finding faces"))
    crops = serving_crops(stills.images, detected)
    generator = torch.Generator().manual_seed(task.seed)
    readouts: dict[str, list[Logits]] = {}
    for clip in detected_clips(to_crops(crops), generator, counter(report, "reading clips")):
        feed = clip.feed()
        for name, logits in (read_each_readout(networks, feed) | read_short(networks, feed)).items():
            readouts.setdefault(name, []).append(logits)
    has_face = np.ones(len(crops), dtype=bool)
    found = readout_figures(
        readouts, networks, Truth(stills.labels, has_face, stills.subjects), seed=task.seed
    )
    return {"clips": len(crops), "ways": found, "seed": task.seed}


def evaluate_sequences(task: Task, networks: ServedNetworks, report: Report) -> dict[str, Any]:
    """Measure on filmed faces; a sequence in which no face was found counts as wrong."""
    bad = BadFiles(task.skip_bad)
    readouts: dict[str, list[Logits]] = {}
    labels, subjects, has_face = [], [], []
    for filmed in read_sequences(task.path, task.split, bad, counter(report, "reading clips")):
        clip = sequence_inputs(detect_faces(filmed.frames, lambda *_: None))
        for name, logits in read_each_readout(networks, clip.feed()).items():
            readouts.setdefault(name, []).append(logits)
        labels.append(EMOTIONS.index(filmed.emotion))
        subjects.append(filmed.subject)
        has_face.append(bool(clip.present.any()))
    if not labels:
        raise DatasetError(f"{task.path}: nothing of split {task.split!r}")
    known = tuple(name for name in EMOTIONS if name in CKPLUS_EMOTIONS or EMOTIONS.index(name) in labels)
    truth = Truth(np.array(labels), np.array(has_face), np.array(subjects), known)
    found = readout_figures(readouts, networks, truth, seed=task.seed)
    counts = {"clips": len(labels), "faces_found": sum(has_face)}
    return counts | {"ways": found, "seed": task.seed} | skipped(bad)


def read_each_readout(networks: ServedNetworks, feed: dict[str, NDArray[np.float32]]) -> dict[str, Logits]:
    """Return the logits (N, 8) of clips read by their last frame, by the mean over frames, and as served."""
    served, frames = networks.read_clips(feed)
    present = feed["present"]
    last = (present * np.arange(1, CLIP_LENGTH + 1)).argmax(1)
    many = np.maximum(present.sum(1), 1)
    return {
        "single_frame": frames[np.arange(len(last)), last],
        "mean_over_frames": (frames * present[:, :, None]).sum(1) / many[:, None],
        "served": served,
    }


def read_short(networks: ServedNetworks, feed: dict[str, NDArray[np.float32]]) -> dict[str, Logits]:
    """Return the logits of clips of which only the newest pictures came, as where a class is too large."""
    short = {name: values.copy() for name, values in feed.items()}
    for values in short.values():
        values[:, :-SHORT_CLIP_LENGTH] = 0
    return {"served_short": networks.read_clips(short)[0]}


def readout_figures(
    readouts: dict[str, list[Logits]], networks: ServedNetworks, truth: Truth, *, seed: int
) -> dict[str, dict[str, Any]]:
    """Return the figures of each way to read the same clips."""
    found = {}
    for name, parts in readouts.items():
        temperature = networks.clip_temperature if name.startswith("served") else networks.temperature
        logits = restricted(np.concatenate(parts) / temperature, EMOTIONS, truth.known)
        predictions = Predictions(EMOTIONS, truth.labels, logits, truth.has_face, truth.subjects)
        one = report_emotions(predictions, seed=seed)
        found[name] = {key: one[key] for key in ("accuracy", "macro_f1", "uar", "ece", "intervals")}
    return found
