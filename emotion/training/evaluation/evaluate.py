"""Measures the shipped networks, on crops and end to end, where a face that was not found counts as wrong.

What is measured are the ONNX files that serve, not a checkpoint. One picture is read as one frame; clips are
measured by the clip run's record.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from emotion.estimate import EMOTIONS, STATES
from emotion.frames import CLIP_LENGTH
from emotion.runtime.weights import WEIGHTS, load_weights
from emotion.training import metrics
from emotion.training.data.clip_inputs import still_inputs
from emotion.training.data.datasets import FER2013_CLASSES
from emotion.training.data.faces import DetectedFaces
from emotion.training.fitting.states import (
    crossed_probabilities,
    median_split_recall,
    probability_of,
    state_figures,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FLOOR = -1e9


class ServedNetworks:
    """The networks in `emotion/weights`, read picture by picture."""

    def __init__(self, folder: Path = WEIGHTS, *, threads: int = 1) -> None:
        weights = load_weights(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.model = weights.model
        self.clip_temperature = weights.calibration.emotion_temperature
        manifest = json.loads((folder / "manifest.json").read_text())
        calibration = manifest["files"]["clip"].get("calibration", {})
        self.temperature = float(calibration.get("frame_temperature", self.clip_temperature))
        self._clip = onnxruntime.InferenceSession(weights.clip, options)
        self._states = onnxruntime.InferenceSession(weights.states, options) if weights.states else None

    @property
    def reads_states(self) -> bool:
        """Whether the states network is there."""
        return self._states is not None

    def read(
        self,
        crops: NDArray[np.uint8],
        output: str,
        report: Callable[[int, int], None] = lambda *_: None,
        *,
        detected: DetectedFaces | None = None,
    ) -> Floats:
        """Return `frame_logits`, `fer2013_logits` or `features` for grey crops (N, S, S).

        With `detected`, what the face finder saw in the same pictures joins in; without, each crop is alone.
        """
        count, step = len(crops), 8 * CLIP_LENGTH
        parts = []
        for start in range(0, count, step):
            rows = slice(start, min(start + step, count))
            inputs = still_inputs(crops[rows], detected.take(rows) if detected else None)
            (values,) = self._clip.run([output], inputs.feed())
            parts.append(values.reshape(-1, values.shape[-1])[: rows.stop - start])
            report(rows.stop, count)
        return np.concatenate(parts).astype(np.float64)

    def read_clips(self, feed: dict[str, NDArray[np.float32]]) -> tuple[Floats, Floats]:
        """Return the clips' logits (N, 8) and their frames' (N, T, 8), from the network's named inputs."""
        served, frames = self._clip.run(["emotion_logits", "frame_logits"], feed)
        return served.astype(np.float64), frames.astype(np.float64)

    def read_states(self, detected: DetectedFaces) -> Floats:
        """Return the log odds of each of `STATES`, shape (N, 4), for faces that were found.

        Raises:
            ValueError: there is no states network.
        """
        if self._states is None:
            raise ValueError("these weights read no states: states.onnx is not there")
        features = self.read(detected.crops, "features").astype(np.float32)
        feed = {"features": features, "blendshapes": detected.blendshapes, "pose": detected.pose}
        (logits,) = self._states.run(["state_logits"], feed)
        return np.asarray(logits, dtype=np.float64)


@dataclass(frozen=True)
class Predictions:
    """What a network said about each row.

    Attributes:
        classes: names of the columns.
        labels: right column of each row, shape (N,).
        logits: shape (N, C), already over the temperature.
        has_face: False where no face was found, shape (N,).
        subjects: who is in each row, shape (N,).
    """

    classes: tuple[str, ...]
    labels: Ints
    logits: Floats
    has_face: NDArray[np.bool_]
    subjects: NDArray[np.str_]

    @property
    def predicted(self) -> Ints:
        """Most likely column of each row, -1 where nothing was answered."""
        return np.where(self.has_face, self.logits.argmax(1), -1)

    @property
    def probabilities(self) -> Floats:
        """Softmax of the logits, shape (N, C)."""
        powers = np.exp(self.logits - self.logits.max(1, keepdims=True))
        return np.asarray(powers / powers.sum(1, keepdims=True))


def restricted(logits: Floats, classes: tuple[str, ...], known: tuple[str, ...]) -> Floats:
    """Rule out the columns that the collection has no name for."""
    return np.where([name in known for name in classes], logits, FLOOR)


def report_emotions(predictions: Predictions, *, seed: int, draws: int = 1000) -> dict[str, Any]:
    """Return accuracy, macro-F1, UAR, calibration error and the like, with intervals by person."""
    labels, predicted, count = predictions.labels, predictions.predicted, len(predictions.classes)
    scores = metrics.class_scores(labels, predicted, classes=count)
    kept = predictions.has_face
    confidence, right = predictions.probabilities.max(1)[kept], (predicted == labels)[kept]
    measures: dict[str, Callable[[metrics.Ints], float]] = {
        "accuracy": lambda rows: metrics.accuracy(labels[rows], predicted[rows]),
        "macro_f1": lambda rows: metrics.macro_f1(labels[rows], predicted[rows], classes=count),
        "uar": lambda rows: metrics.unweighted_recall(labels[rows], predicted[rows], classes=count),
    }
    everything = np.arange(len(labels))
    present = [index for index in range(count) if scores.support[index]]
    return {
        "n": len(labels),
        "faces_found": int(kept.sum()),
        **{name: measure(everything) for name, measure in measures.items()},
        "ece": metrics.calibration_error(confidence, right) if kept.any() else float("nan"),
        "per_class": {
            predictions.classes[index]: {
                "precision": float(scores.precision[index]),
                "recall": float(scores.recall[index]),
                "f1": float(scores.f1[index]),
                "support": int(scores.support[index]),
            }
            for index in present
        },
        "auc_per_class": {
            predictions.classes[i]: metrics.roc_auc(predictions.probabilities[kept, i], labels[kept] == i)
            for i in present
        },
        "intervals": {
            name: metrics.bootstrap_interval(measure, predictions.subjects, seed=seed, draws=draws)
            for name, measure in measures.items()
        },
        "confusion": metrics.confusion(labels, predicted, classes=count).tolist(),
        "classes": list(predictions.classes),
        "reliability": [vars(one) for one in metrics.reliability(confidence, right)],
        "baseline": {
            "accuracy": float(scores.support.max() / max(len(labels), 1)),
            "says": "always the same",
        },
        "seed": seed,
    }


@dataclass(frozen=True)
class StatePredictions:
    """What the states network said about the rows in which a face was found.

    Attributes:
        logits: calibrated log odds of each of `STATES`, shape (F, 4).
        rows: the rows in which a face was found, shape (F,).
        present: what people said of every row, shape (N, 4).
        subjects: who is in every row, shape (N,).
    """

    logits: Floats
    rows: Ints
    present: NDArray[np.bool_]
    subjects: NDArray[np.str_]


def report_states(predictions: StatePredictions, *, seed: int, draws: int = 1000) -> dict[str, Any]:
    """Return ROC AUC, UAR, calibration and the like of the four states, with intervals by person.

    They are of the rows in which a face was found; `end_to_end` is of every row, where one without a face
    gets the base rate. `ece` is the mean over the states of the error with each person calibrated on the
    others, because the shipped calibration may have been fitted to these very people; `ece_as_shipped` is
    the error of that one.
    """
    logits, present, subjects = (
        predictions.logits,
        predictions.present[predictions.rows],
        predictions.subjects[predictions.rows],
    )
    crossed = crossed_probabilities(logits, present, subjects)
    shipped = state_figures(probability_of(logits), present)
    honest = state_figures(crossed, present)
    names = {"engaged": "disengaged"}
    interval = partial(metrics.bootstrap_interval, subjects=subjects, seed=seed, draws=draws)
    measures: dict[str, Callable[[metrics.Ints], float]] = {
        "accuracy": lambda rows: _mean_score("accuracy", crossed[rows], present[rows]),
        "macro_f1": lambda rows: _mean_score("f1", crossed[rows], present[rows]),
        "uar": lambda rows: metrics.mean_known(
            median_split_recall(crossed[rows, i], present[rows, i]) for i in range(len(STATES))
        ),
    }
    everything = np.arange(len(logits))
    return {
        "n": len(predictions.present),
        "faces_found": len(predictions.rows),
        **{name: measure(everything) for name, measure in measures.items()},
        "ece": metrics.mean_known(honest[state]["ece"] for state in STATES),
        "ece_per_state": {state: honest[state]["ece"] for state in STATES},
        "ece_as_shipped": {state: shipped[state]["ece"] for state in STATES},
        "auc": {names.get(state, state): shipped[state]["auc"] for state in STATES},
        "uar_per_state": {state: shipped[state]["uar"] for state in STATES},
        "prevalence": {state: shipped[state]["prevalence"] for state in STATES},
        "per_class": {state: _binary_scores(crossed[:, i], present[:, i]) for i, state in enumerate(STATES)},
        "intervals": {
            "auc": {
                names.get(state, state): interval(partial(_auc_of, logits[:, i], present[:, i]))
                for i, state in enumerate(STATES)
            },
            **{name: interval(measure) for name, measure in measures.items()},
        },
        "confusion_per_state": {
            state: metrics.confusion(
                present[:, i].astype(int), _called(crossed[:, i], present[:, i]).astype(int), classes=2
            ).tolist()
            for i, state in enumerate(STATES)
        },
        "end_to_end": _states_end_to_end(predictions, names),
        "people": len(set(predictions.subjects.tolist())),
        "baseline": {"auc": 0.5, "says": "the same for everybody"},
        "reliability": {
            state: [vars(one) for one in metrics.reliability(crossed[:, i], present[:, i])]
            for i, state in enumerate(STATES)
        },
        "seed": seed,
    }


def _states_end_to_end(predictions: StatePredictions, names: dict[str, str]) -> dict[str, Any]:
    """Return AUC and UAR over every row; nothing was seen in some, and they get the mean chance."""
    probabilities = np.tile(probability_of(predictions.logits).mean(0), (len(predictions.present), 1))
    probabilities[predictions.rows] = probability_of(predictions.logits)
    figures = state_figures(probabilities, predictions.present)
    return {
        "auc": {names.get(state, state): figures[state]["auc"] for state in STATES},
        "uar": metrics.mean_known(figures[state]["uar"] for state in STATES),
    }


def _auc_of(scores: Floats, truth: NDArray[np.bool_], rows: metrics.Ints) -> float:
    return metrics.roc_auc(scores[rows], truth[rows])


def _mean_score(name: str, probabilities: Floats, present: NDArray[np.bool_]) -> float:
    """Return the mean over the states of one score."""
    return metrics.mean_known(
        _binary_scores(probabilities[:, i], present[:, i])[name] for i in range(len(STATES))
    )


def _called(probabilities: Floats, truth: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the rows called present: those that are likelier than the base rate."""
    return np.asarray(probabilities > truth.mean())


def _binary_scores(probabilities: Floats, truth: NDArray[np.bool_]) -> dict[str, float]:
    """Return precision, recall, F1 and accuracy of one state."""
    called = _called(probabilities, truth)
    scores = metrics.class_scores(truth.astype(int), called.astype(int), classes=2)
    return {
        "precision": float(scores.precision[1]),
        "recall": float(scores.recall[1]),
        "f1": float(scores.f1[1]),
        "support": int(scores.support[1]),
        "accuracy": float((called == truth).mean()),
    }


def predictions_on(
    networks: ServedNetworks,
    crops: NDArray[np.uint8],
    *,
    labels: Ints,
    subjects: NDArray[np.str_],
    has_face: NDArray[np.bool_] | None = None,
    detected: DetectedFaces | None = None,
    fer2013: bool = False,
    known: tuple[str, ...] | None = None,
    report: Callable[[int, int], None] = lambda *_: None,
) -> Predictions:
    """Let the shipped networks answer; `known` are the classes that the collection has names for."""
    classes = FER2013_CLASSES if fer2013 else EMOTIONS
    logits = networks.read(crops, "fer2013_logits" if fer2013 else "frame_logits", report, detected=detected)
    logits = restricted(logits / networks.temperature, classes, known or classes)
    return Predictions(
        classes, labels, logits, np.ones(len(crops), bool) if has_face is None else has_face, subjects
    )
