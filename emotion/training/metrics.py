"""What a prediction is worth: accuracy, F1, recall, calibration, ranking, and how sure we are of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]


def confusion(labels: Ints, predicted: Ints, *, classes: int) -> NDArray[np.int64]:
    """Return counts, shape (classes, classes): row is the label, column the guess.

    A guess of -1 (no face was found) is counted in no column; its row still lacks it.
    """
    matrix = np.zeros((classes, classes), dtype=np.int64)
    has_face = predicted >= 0
    np.add.at(matrix, (labels[has_face], predicted[has_face]), 1)
    return matrix


@dataclass(frozen=True)
class ClassScores:
    """Per-class figures, each of shape (classes,); a class nobody guessed has precision 0."""

    precision: Floats
    recall: Floats
    f1: Floats
    support: Ints


def class_scores(labels: Ints, predicted: Ints, *, classes: int) -> ClassScores:
    """Return precision, recall, F1 and support; an unanswered row (-1) costs its class recall."""
    matrix = confusion(labels, predicted, classes=classes)
    right = matrix.diagonal().astype(float)
    support = np.bincount(labels, minlength=classes)
    precision = right / np.maximum(matrix.sum(0), 1)
    recall = right / np.maximum(support, 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return ClassScores(precision, recall, f1, support)


def accuracy(labels: Ints, predicted: Ints) -> float:
    """Share of rows that are right; -1 is wrong."""
    return float((labels == predicted).mean())


def macro_f1(labels: Ints, predicted: Ints, *, classes: int) -> float:
    """Mean F1 over the classes that occur."""
    scores = class_scores(labels, predicted, classes=classes)
    return float(scores.f1[scores.support > 0].mean())


def unweighted_recall(labels: Ints, predicted: Ints, *, classes: int) -> float:
    """Mean recall over the classes that occur (UAR)."""
    scores = class_scores(labels, predicted, classes=classes)
    return float(scores.recall[scores.support > 0].mean())


def calibration_error(confidence: Floats, is_right: NDArray[np.bool_], *, bins: int = 15) -> float:
    """Return the expected calibration error over equal-width bins.

    Source: Guo et al. (2017), "On calibration of modern neural networks", ICML.
    """
    return float(
        sum(b.share * abs(b.confidence - b.frequency) for b in reliability(confidence, is_right, bins=bins))
    )


@dataclass(frozen=True)
class ReliabilityBin:
    """One bar of a reliability diagram: what was promised, what happened, and how often."""

    confidence: float
    frequency: float
    share: float


def reliability(confidence: Floats, is_right: NDArray[np.bool_], *, bins: int = 15) -> list[ReliabilityBin]:
    """Return the bins that hold anything, by rising confidence."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    found = []
    for index in range(bins):
        inside = place == index
        if inside.any():
            promised, happened = float(confidence[inside].mean()), float(is_right[inside].mean())
            found.append(ReliabilityBin(promised, happened, float(inside.mean())))
    return found


def roc_auc(scores: Floats, is_positive: NDArray[np.bool_]) -> float:
    """Return the area under the ROC curve, ties counted half; nan when one class is missing."""
    positives, negatives = scores[is_positive], scores[~is_positive]
    if not len(positives) or not len(negatives):
        return float("nan")
    values, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    del values
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    # The U of Mann and Whitney (1947): pairs in which the positive one scores higher.
    wins = ranks[is_positive].sum() - len(positives) * (len(positives) + 1) / 2
    return float(wins / (len(positives) * len(negatives)))


def bootstrap_interval(
    measure: Callable[[Ints], float],
    subjects: Sequence[str] | NDArray[np.str_],
    *,
    seed: int,
    draws: int = 1000,
) -> tuple[float, float]:
    """Return the 95 % interval of a measure, drawing whole people with replacement.

    One person alone gives an interval of no width: it says nothing about another person.

    Args:
        measure: takes row numbers, returns the figure on those rows; nan draws are left out.
        subjects: who is in each row, shape (N,).
        seed: of the draws.
        draws: how many samples of people are measured.
    """
    _, person = np.unique(np.asarray(subjects), return_inverse=True)
    order = np.argsort(person, kind="stable")
    groups = np.split(order, np.cumsum(np.bincount(person))[:-1])
    random = np.random.default_rng(seed)
    # Where everybody has one row, joining thousands of groups of one takes longer than the measure.
    one_each = len(groups) == len(order)
    figures = []
    for _ in range(draws):
        chosen = random.integers(len(groups), size=len(groups))
        rows = order[chosen] if one_each else np.concatenate([groups[index] for index in chosen])
        figures.append(measure(rows))
    if np.isnan(figures).all():
        return float("nan"), float("nan")
    low, high = np.nanpercentile(figures, [2.5, 97.5])
    return float(low), float(high)


def mean_known(values: Iterable[float]) -> float:
    """Return the mean of the figures that exist; nan if none does."""
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else float("nan")
