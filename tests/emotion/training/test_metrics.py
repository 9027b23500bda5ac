import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score, roc_auc_score

from emotion.training.fitting.calibration import fit_temperature
from emotion.training.metrics import (
    accuracy,
    bootstrap_interval,
    calibration_error,
    class_scores,
    confusion,
    macro_f1,
    roc_auc,
    unweighted_recall,
)

LABELS = np.array([0, 0, 0, 1, 1, 2])
GUESSES = np.array([0, 0, 1, 1, 1, -1])


def test_a_face_that_was_not_found_counts_as_wrong():
    assert accuracy(LABELS, GUESSES) == pytest.approx(4 / 6)
    assert class_scores(LABELS, GUESSES, classes=3).recall[2] == 0


def test_the_confusion_matrix_counts_by_hand():
    assert confusion(LABELS, GUESSES, classes=3).tolist() == [[2, 1, 0], [0, 2, 0], [0, 0, 0]]


def test_unweighted_recall_by_hand():
    assert unweighted_recall(LABELS, GUESSES, classes=3) == pytest.approx((2 / 3 + 1 + 0) / 3)


def test_a_class_that_does_not_occur_costs_nothing():
    assert macro_f1(LABELS[:5], GUESSES[:5], classes=3) == pytest.approx(0.8)


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_figures_agree_with_the_reference(seed):
    random = np.random.default_rng(seed)
    labels, predicted = random.integers(0, 4, 60), random.integers(0, 4, 60)
    scores = np.round(random.random(60), 1)
    assert macro_f1(labels, predicted, classes=4) == pytest.approx(
        f1_score(labels, predicted, average="macro", labels=np.unique(labels), zero_division=0)
    )
    assert roc_auc(scores, labels == labels[0]) == pytest.approx(roc_auc_score(labels == labels[0], scores))


def test_promises_that_are_kept_have_no_calibration_error():
    right = np.array([True] * 8 + [False] * 2)
    assert calibration_error(np.full(10, 0.8), right) == pytest.approx(0)
    assert calibration_error(np.full(10, 0.6), right) == pytest.approx(0.2)


def test_the_bootstrap_draws_people_and_not_pictures():
    values = np.array([1.0] * 50 + [0.0] * 50)
    people = ["amira"] * 50 + ["ben"] * 50
    low, high = bootstrap_interval(lambda rows: float(values[rows].mean()), people, seed=1, draws=200)
    assert (low, high) == (0, 1)


def test_overconfident_logits_get_a_temperature_above_one():
    labels = torch.randint(0, 3, (3000,), generator=torch.Generator().manual_seed(1))
    sure = torch.nn.functional.one_hot(labels, 3).float()
    wrong = torch.rand(3000, generator=torch.Generator().manual_seed(2)) < 0.3
    sure[wrong] = sure[wrong].roll(1, dims=1)
    assert fit_temperature(sure * 10, labels) > 2


def test_people_with_one_row_each_are_drawn_as_groups_are():
    values, people = np.arange(5.0) ** 2, np.array(["d", "b", "e", "a", "c"])
    measure = lambda rows: float(values[rows].mean())  # noqa: E731
    drawn = np.random.default_rng(4)
    means = [values[np.argsort(people)][drawn.integers(5, size=5)].mean() for _ in range(50)]
    expected = np.percentile(means, [2.5, 97.5])
    assert bootstrap_interval(measure, people, seed=4, draws=50) == pytest.approx(tuple(expected))
