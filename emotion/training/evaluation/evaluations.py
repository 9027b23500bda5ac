"""Carries out one evaluation by name: reads the collection, lets the shipped networks answer, reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from emotion.runtime.face import CROP_SIZE, FaceFinder
from emotion.runtime.finder import open_finder
from emotion.training.data.daisee import PRESENT, load_frames
from emotion.training.data.daisee_videos import count_recordings, read_recordings
from emotion.training.data.datasets import DatasetError
from emotion.training.data.faces import DetectedFaces, detect_faces
from emotion.training.data.pictures import BadFiles, Pictures
from emotion.training.data.readers import READERS
from emotion.training.evaluation.baselines import evaluate_baseline
from emotion.training.evaluation.clips import evaluate_made_clips, evaluate_sequences
from emotion.training.evaluation.conditions import evaluate_conditions
from emotion.training.evaluation.evaluate import (
    Predictions,
    ServedNetworks,
    StatePredictions,
    predictions_on,
    report_emotions,
    report_states,
)
from emotion.training.evaluation.tasks import Study, Task, skipped
from emotion.training.fitting.material import serving_crops
from emotion.training.reporting import Report, counter

STUDIES: dict[tuple[Study, str], Callable[[Task, ServedNetworks, Report], dict[str, Any]]] = {
    ("clips", "ferplus"): evaluate_made_clips,
    ("clips", "ckplus"): evaluate_sequences,
    ("baseline", "daisee-frames"): evaluate_baseline,
    ("conditions", "ferplus"): evaluate_conditions,
}
REFUSALS: dict[Study, str] = {
    "clips": "clips are made from FERPlus's stills, or are CK+'s sequences",
    "baseline": "a person's own baseline is measured on DAiSEE's frames",
    "conditions": "conditions are made from FERPlus's stills",
}


def evaluate(task: Task, networks: ServedNetworks, report: Report) -> dict[str, Any]:
    """Return the report of one evaluation."""
    if task.study in REFUSALS and (task.study, task.dataset) not in STUDIES:
        raise ValueError(REFUSALS[task.study])
    head = {"dataset": task.dataset, "split": task.split, "model": networks.model}
    finder = open_finder(task.finder)
    head["finder"] = finder.name
    if task.study != "pictures":
        return head | STUDIES[task.study, task.dataset](task, networks, report)
    if task.dataset == "daisee":
        return head | _evaluate_recordings(task, networks, finder, report)
    if task.dataset == "daisee-frames":
        return head | _evaluate_student_frames(task, networks, finder, report)
    return head | _evaluate_pictures(task, networks, finder, report)


def _evaluate_pictures(
    task: Task, networks: ServedNetworks, finder: FaceFinder, report: Report
) -> dict[str, Any]:
    """Measure on crops where the collection holds crops, and end to end; crops come first.

    `on_crops` reads each crop as serving does where the face is found, else the crop as it comes; `raw_crops`
    reads all of them as they come, without the face finder; `end_to_end` counts a face that was not found as
    wrong.
    """
    bad = BadFiles(task.skip_bad)
    pictures = READERS[task.dataset](task.path, task.split, bad, counter(report, "reading"))
    if not len(pictures):
        raise DatasetError(f"{task.path}: nothing of split {task.split!r}")
    found: dict[str, dict[str, Any]] = {}
    raw = as_crops(pictures) if pictures.are_crops else None
    detected = None
    if task.end_to_end or raw is None:
        detected = detect_faces(pictures.images, counter(report, "finding faces"), finder=finder)
    if raw is not None and detected is not None:
        crops = serving_crops(raw, detected)
        found["on_crops"] = _answer(task, networks, pictures, crops, report, detected=detected)
    if raw is not None:
        found["raw_crops"] = _answer(task, networks, pictures, raw, report)
    if detected is not None:
        found["end_to_end"] = _answer(
            task, networks, pictures, detected.crops, report, detected=detected, has_face=detected.found
        )
    headline, *others = found
    shares = {f"{name}_{key}": one[key] for name, one in found.items() for key in ("accuracy", "faces_found")}
    nested = {name: found[name] for name in others}
    return found[headline] | {
        "headline": headline,
        **shares,
        **nested,
        **skipped(bad),
        "auc": {},
    }


def _answer(
    task: Task,
    networks: ServedNetworks,
    pictures: Pictures,
    crops: NDArray[np.uint8],
    report: Report,
    *,
    detected: DetectedFaces | None = None,
    has_face: NDArray[np.bool_] | None = None,
) -> dict[str, Any]:
    is_fer2013 = task.dataset == "fer2013"
    predictions: Predictions = predictions_on(
        networks,
        crops,
        labels=pictures.fer2013 if is_fer2013 else pictures.labels,
        subjects=pictures.subjects,
        has_face=has_face,
        detected=detected,
        fer2013=is_fer2013,
        known=pictures.known,
        report=counter(report, "reading faces"),
    )
    found = report_emotions(predictions, seed=task.seed)
    return found if detected is None else found | {"faces_found": int(detected.found.sum())}


def as_crops(pictures: Pictures) -> NDArray[np.uint8]:
    """Return crops of any size as grey crops of the networks' size."""
    grey = [one if one.ndim == 2 else cv2.cvtColor(one, cv2.COLOR_RGB2GRAY) for one in pictures.images]
    sized = [cv2.resize(one, (CROP_SIZE, CROP_SIZE), interpolation=cv2.INTER_AREA) for one in grey]
    return np.stack(sized).astype(np.uint8)


def _evaluate_student_frames(
    task: Task, networks: ServedNetworks, finder: FaceFinder, report: Report
) -> dict[str, Any]:
    bad = BadFiles(task.skip_bad)
    frames = load_frames(task.path, task.split, bad=bad, report=counter(report, "reading"))
    detected = detect_faces(frames.images, counter(report, "finding faces"), finder=finder)
    rows = np.flatnonzero(detected.found)
    if not len(rows):
        raise DatasetError(f"{task.path}: no face in any frame of split {task.split!r}")
    logits = networks.read_states(detected.take(rows))
    predictions = StatePredictions(logits, rows, frames.present, frames.subjects)
    return report_states(predictions, seed=task.seed) | skipped(bad)


def _evaluate_recordings(
    task: Task, networks: ServedNetworks, finder: FaceFinder, report: Report
) -> dict[str, Any]:
    """Read each clip by the mean of what its frames show, as serving does."""
    bad, logits, rows, present, subjects = BadFiles(task.skip_bad), [], [], [], []
    total = count_recordings(task.path, task.split)
    for row, recording in enumerate(read_recordings(task.path, task.split, bad)):
        report("reading clips", row + 1, total, "")
        present.append(recording.levels >= PRESENT)
        subjects.append(recording.subject)
        detected = detect_faces(recording.frames, lambda *_: None, finder=finder)
        if detected.found.any():
            logits.append(networks.read_states(detected.take(np.flatnonzero(detected.found))).mean(0))
            rows.append(row)
    if not logits:
        raise DatasetError(f"{task.path}: no face in any clip of split {task.split!r}")
    predictions = StatePredictions(np.stack(logits), np.array(rows), np.stack(present), np.array(subjects))
    return report_states(predictions, seed=task.seed) | skipped(bad)
