"""Asks whether a state is told better against the same person's first minute than without it.

Two questions are asked of each clip: is the state present, and is it more than in the person's own first
minute, as watchers named both. How much of one's own rest counts is looked at on the people of the train
split, each read by heads that did not learn from them; what is reported beside it is of people never seen,
with the trust that is served.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from emotion.baseline import TYPICAL, rest_shifts, trust_in
from emotion.estimate import STATES
from emotion.runtime.benchmark import machine
from emotion.training import metrics
from emotion.training.data.daisee import PRESENT, StudentFrames, load_frames
from emotion.training.data.datasets import DatasetError, Split, fingerprint_of
from emotion.training.data.faces import DetectedFaces, detect_faces
from emotion.training.data.pictures import BadFiles
from emotion.training.evaluation.evaluate import ServedNetworks
from emotion.training.evaluation.tasks import Task, skipped
from emotion.training.fitting.states import Evidence, StatesConfig, choose_by_folds, platt, probability_of
from emotion.training.reporting import Report, counter

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MINUTE: Final = 6
"""Clips in a minute: DAiSEE's last ten seconds, those that are served two."""
SERVED_CLIPS: Final = 5
COUNTS: Final = (1, 2, 3, MINUTE, 12)
"""After how many of a sitting's clips its rest is taken as known."""
SHARES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
"""How much of the difference between one's own rest and the typical face counts."""
QUESTIONS: Final = ("present", "more")


@dataclass(frozen=True)
class Sittings:
    """Clips of people, sitting after sitting, each in time order.

    Attributes:
        logits: log odds of each of `STATES`, shape (N, 4).
        levels: what watchers named, 0 to 3, shape (N, 4).
        subjects: who is in each clip, shape (N,).
        rows: the clips of each sitting.
        typical: what the median clip says of each of `STATES`.
    """

    logits: Floats
    levels: Ints
    subjects: NDArray[np.str_]
    rows: tuple[Ints, ...]
    typical: Mapping[str, float]

    @property
    def asked(self) -> Ints:
        """The clips that are told: those after the longest rest, the same whatever rest is compared."""
        return np.concatenate([rows[max(COUNTS) :] for rows in self.rows])

    def truth(self, question: str) -> NDArray[np.bool_]:
        """Return what watchers answered about the clips asked for, shape (A, 4)."""
        levels = self.levels[self.asked]
        if question == "present":
            return np.asarray(levels >= PRESENT)
        usual = [np.median(self.levels[rows[:MINUTE]], axis=0) for rows in self.rows]
        lengths = [len(rows) - max(COUNTS) for rows in self.rows]
        return np.asarray(levels > np.repeat(usual, lengths, axis=0))

    def against_rest(self, count: int, share: float) -> Floats:
        """Return log odds of the clips asked for, against a rest of `count` clips, shape (A, 4)."""
        shifts = []
        for rows in self.rows:
            first = [dict(zip(STATES, one, strict=True)) for one in probability_of(self.logits[rows[:count]])]
            own = rest_shifts(first, share=share, typical=self.typical)
            shifts.append([own[state] for state in STATES])
        lengths = [len(rows) - max(COUNTS) for rows in self.rows]
        return np.asarray(self.logits[self.asked] - np.repeat(shifts, lengths, axis=0))


def evaluate_baseline(task: Task, networks: ServedNetworks, report: Report) -> dict[str, Any]:
    """Choose on the people of the train split, and measure on those of `task.split`.

    Raises:
        DatasetError: the archive cannot be read, or no sitting is long enough.
        ValueError: the split is the one to choose on, or the networks read no states.
    """
    if task.split not in ("valid", "test"):
        raise ValueError("a baseline is chosen on train, and measured on valid or test")
    bad = BadFiles(task.skip_bad)
    learned, seen = _see(task, "train", bad, report)
    watched, asked = _see(task, task.split, bad, report)
    logits = crossed_log_odds(networks, learned, seen, counter(report, "folds of people"))
    train = sittings_of(learned, logits, typical=typical_of(logits))
    held_out = sittings_of(watched, networks.read_states(asked), typical=TYPICAL)
    return {
        "data": {
            part: fingerprint_of(some.images, some.levels)
            for part, some in (("train", learned), (task.split, watched))
        },
        "people": {"train": _people(train), task.split: _people(held_out)},
        "sittings": {"train": len(train.rows), task.split: len(held_out.rows)},
        "clips_asked": {"train": len(train.asked), task.split: len(held_out.asked)},
        "typical": typical_of(networks.read_states(seen)),
        "train_auc": compare_shares(train),
        "by_count": {
            part: by_count(some, seed=task.seed) for part, some in (("train", train), (task.split, held_out))
        },
        "by_state": {
            part: by_state(some, seed=task.seed) for part, some in (("train", train), (task.split, held_out))
        },
        "seed": task.seed,
        "machine": machine(),
        **skipped(bad),
    }


def _see(task: Task, split: Split, bad: BadFiles, report: Report) -> tuple[StudentFrames, DetectedFaces]:
    """Return the frames in which a face was found, and what the finder saw."""
    frames = load_frames(task.path, split, bad=bad, report=counter(report, f"reading {split}"))
    detected = detect_faces(frames.images, counter(report, f"finding faces of {split}"))
    rows = np.flatnonzero(detected.found)
    kept = StudentFrames(**{name: values[rows] for name, values in vars(frames).items()})
    return kept, detected.take(rows)


def crossed_log_odds(
    networks: ServedNetworks,
    frames: StudentFrames,
    detected: DetectedFaces,
    report: Callable[[int, int], None],
) -> Floats:
    """Return calibrated log odds (N, 4), each person's from states heads that did not learn from them."""
    features = networks.read(detected.crops, "features").astype(np.float32)
    evidence = Evidence(features, detected.blendshapes, detected.pose)
    config = StatesConfig(name="baseline", encoder_run="served")
    _, scores = choose_by_folds(config, evidence, frames.levels, frames.subjects, report)
    columns = []
    for scored, present in zip(scores.T, frames.present.T, strict=True):
        slope, shift = platt(scored, present)
        columns.append(scored * slope + shift)
    return np.stack(columns, axis=1)


def typical_of(logits: Floats) -> dict[str, float]:
    """Return the probability of each of `STATES` in the median clip."""
    return dict(zip(STATES, np.median(probability_of(logits), axis=0).tolist(), strict=True))


def served_share(count: int) -> float:
    """Return how much of a rest of so many clips of ten seconds counts in a lesson."""
    return trust_in(SERVED_CLIPS * count)


def sittings_of(frames: StudentFrames, logits: Floats, *, typical: Mapping[str, float]) -> Sittings:
    """Return the sittings that go on at least as long again as the longest rest.

    A clip's name is its person's, one digit for the recording, and its place in it.
    """
    recording, place = [], []
    for subject, clip in zip(frames.subjects.tolist(), frames.clips.tolist(), strict=True):
        recording.append(clip[: len(subject) + 1])
        place.append(int(clip[len(subject) + 1 :]))
    names, order = np.array(recording), np.argsort(place, kind="stable")
    every = [order[names[order] == name] for name in np.unique(names)]
    rows = tuple(one for one in every if len(one) >= 2 * max(COUNTS))
    if not rows:
        raise DatasetError(f"no sitting of {2 * max(COUNTS)} clips or more")
    return Sittings(logits, frames.levels, frames.subjects, rows, typical)


def compare_shares(sittings: Sittings) -> dict[str, dict[str, dict[str, list[float]]]]:
    """Return the AUC of each of `STATES` by question, clips of rest, and share; a share of 0 is no rest."""
    found: dict[str, dict[str, dict[str, list[float]]]] = {}
    for question, count, share in product(QUESTIONS, COUNTS, SHARES):
        scores, truth = sittings.against_rest(count, share), sittings.truth(question)
        by_share = found.setdefault(question, {}).setdefault(str(count), {})
        by_share[str(share)] = [metrics.roc_auc(scores[:, i], truth[:, i]) for i in range(len(STATES))]
    return found


def by_count(sittings: Sittings, *, seed: int) -> dict[str, list[dict[str, Any]]]:
    """Return by how much the mean AUC of the states rises with so many clips of rest, trusted as served."""
    without, subjects = sittings.logits[sittings.asked], sittings.subjects[sittings.asked]
    found: dict[str, list[dict[str, Any]]] = {question: [] for question in QUESTIONS}
    for question, count in product(QUESTIONS, COUNTS):
        against = sittings.against_rest(count, served_share(count))
        gain = partial(_gain, without, against, sittings.truth(question))
        interval = metrics.bootstrap_interval(gain, subjects, seed=seed)
        everything = np.arange(len(subjects))
        row = {"clips": count, "share": served_share(count), "gain": gain(everything), "interval": interval}
        found[question].append(row)
    return found


def by_state(sittings: Sittings, *, seed: int) -> dict[str, dict[str, dict[str, Any]]]:
    """Return each state's AUC with a minute's rest and without, and the gain, with intervals by person."""
    without, subjects = sittings.logits[sittings.asked], sittings.subjects[sittings.asked]
    against, everything = sittings.against_rest(MINUTE, served_share(MINUTE)), np.arange(len(subjects))
    interval = partial(metrics.bootstrap_interval, subjects=subjects, seed=seed)
    found: dict[str, dict[str, dict[str, Any]]] = {question: {} for question in QUESTIONS}
    for question, (index, state) in product(QUESTIONS, enumerate(STATES)):
        column = slice(index, index + 1)
        truth = sittings.truth(question)[:, column]
        measures = {
            "without": partial(_mean_auc, without[:, column], truth),
            "with": partial(_mean_auc, against[:, column], truth),
            "gain": partial(_gain, without[:, column], against[:, column], truth),
        }
        found[question][state] = {
            "share_true": float(truth.mean()),
            **{name: {"value": of(everything), "interval": interval(of)} for name, of in measures.items()},
        }
    return found


def _mean_auc(scores: Floats, truth: NDArray[np.bool_], rows: Ints) -> float:
    """Return the mean AUC over the states that are there, of some rows."""
    return metrics.mean_known(
        metrics.roc_auc(scores[rows, index], truth[rows, index]) for index in range(truth.shape[1])
    )


def _gain(without: Floats, against: Floats, truth: NDArray[np.bool_], rows: Ints) -> float:
    return _mean_auc(against, truth, rows) - _mean_auc(without, truth, rows)


def _people(sittings: Sittings) -> int:
    return len(set(sittings.subjects[sittings.asked].tolist()))
