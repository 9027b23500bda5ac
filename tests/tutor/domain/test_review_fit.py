"""Fitting FSRS's weights: whom it learns from, whom it is judged by, and when it refuses."""

from datetime import date, timedelta
from math import log

import pytest
from fsrs import Rating

from tests.forgetting import forgetful
from tutor.domain.learning import review_fit
from tutor.domain.learning.review import DEFAULT_WEIGHTS
from tutor.domain.learning.review_fit import (
    LEAST_REVIEWS,
    LEAST_STUDENTS,
    TooFewReviews,
    count_reviews,
    fit_weights,
    log_loss,
    ordered_weights,
    split_students,
)

MONDAY = date(2026, 3, 2)


@pytest.fixture
def optimised(monkeypatch):
    """Let the package's optimiser find given weights; return what it was given."""
    given = []

    def find(weights):
        monkeypatch.setattr(review_fit, "_optimise", lambda students: given.append(students) or list(weights))
        return given

    return find


@pytest.mark.slow
@pytest.mark.training
def test_a_fit_predicts_students_it_has_not_seen_better_and_twice_the_same():
    students = forgetful(40, reviews=30)
    fits = [fit_weights(students, in_use=DEFAULT_WEIGHTS, seed=3) for _ in range(2)]
    assert fits[0] == fits[1]
    assert fits[0].is_better
    assert fits[0].log_loss_after < fits[0].log_loss_before - 0.05
    assert (fits[0].students, fits[0].held_out_students, fits[0].reviews) == (40, 10, 1200)


def test_nobody_is_both_learned_from_and_judged_by(optimised):
    given = optimised(DEFAULT_WEIGHTS)
    students = forgetful(40, reviews=30)
    fit = fit_weights(students, in_use=DEFAULT_WEIGHTS, seed=3)
    (learned,) = given
    assert len(learned) == 30
    assert fit.held_out_reviews == count_reviews([student for student in students if student not in learned])
    assert not fit.is_better


def test_students_are_split_by_the_seed():
    first, again, other = (split_students(list(range(40)), seed=seed) for seed in (1, 1, 2))
    assert first == again != other
    assert sorted([*first[0], *first[1]]) == list(range(40))


@pytest.mark.parametrize(
    ("students", "reviews"),
    [(LEAST_STUDENTS, LEAST_REVIEWS // LEAST_STUDENTS - 1), (LEAST_STUDENTS - 1, LEAST_REVIEWS)],
)
def test_too_few_are_refused_with_how_many_are_needed(optimised, students, reviews):
    given = optimised(DEFAULT_WEIGHTS)
    count = students * reviews
    told = f"too few reviews: {count} by {students} students, needed are {LEAST_REVIEWS} by {LEAST_STUDENTS}"
    with pytest.raises(TooFewReviews, match=told):
        fit_weights(forgetful(students, reviews=reviews), in_use=DEFAULT_WEIGHTS, seed=0)
    assert given == []


def test_just_enough_are_taken(optimised):
    optimised(DEFAULT_WEIGHTS)
    students = forgetful(LEAST_STUDENTS, reviews=LEAST_REVIEWS // LEAST_STUDENTS)
    assert fit_weights(students, in_use=DEFAULT_WEIGHTS, seed=0).reviews == LEAST_REVIEWS


def test_one_student_with_most_reviews_is_not_a_site(optimised):
    optimised(DEFAULT_WEIGHTS)
    students = [*forgetful(20, reviews=1), *forgetful(1, reviews=LEAST_REVIEWS)]
    seeds = range(20)
    unsplit = [seed for seed in seeds if students[-1] in split_students(students, seed=seed)[1]]
    assert unsplit
    with pytest.raises(TooFewReviews, match="cannot be split"):
        fit_weights(students, in_use=DEFAULT_WEIGHTS, seed=unsplit[0])


def test_reviews_of_the_same_day_tell_nothing_of_forgetting():
    day, next_day = MONDAY, MONDAY + timedelta(days=1)
    history = [(day, Rating.Good), (day, Rating.Again), (next_day, Rating.Good), (next_day, Rating.Good)]
    assert count_reviews([[history]]) == 1


def test_log_loss_by_hand():
    assert log_loss([(0.8, True), (0.4, False)]) == pytest.approx(-(log(0.8) + log(0.6)) / 2)
    assert log_loss([(1.0, False)]) == pytest.approx(-log(1e-6))


def test_a_better_first_answer_never_gets_less_stability():
    fitted = [2.0, 1.0, 1.5, 8.0, *DEFAULT_WEIGHTS[4:]]
    assert ordered_weights(fitted)[:4] == (2.0, 2.0, 2.0, 8.0)
    with pytest.raises(ValueError):
        ordered_weights([float("nan")] * 21)
