"""When a skill comes again: what FSRS says, on a student's calendar days."""

import time
from datetime import UTC, date, datetime, timedelta

import fsrs
import pytest
from fsrs import Rating
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.learning.review import (
    DEFAULT_WEIGHTS,
    LONGEST_REST_DAYS,
    RETENTION,
    ReviewCard,
    checked_weights,
    predictions,
    recall_chance,
    replayed_card,
    reviewed_card,
)

MONDAY = date(2026, 3, 2)
RATINGS = (Rating.Again, Rating.Hard, Rating.Good)

ratings = st.sampled_from(RATINGS)
histories = st.lists(st.tuples(st.integers(0, 40), ratings), min_size=1, max_size=15)


@st.composite
def any_weights(draw):
    """Draw weights from all that serving may use."""
    bounds = zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    drawn = [draw(st.floats(low, high)) for low, high in bounds]
    return checked_weights([*sorted(drawn[:4]), *drawn[4:]])


def dated(history):
    """Return reviews from (days since the one before, rating) pairs."""
    day, reviews = MONDAY, []
    for wait, rating in history:
        day += timedelta(days=wait)
        reviews.append((day, rating))
    return reviews


def by_the_package(reviews):
    """Return the package's own card, reviewed at noon."""
    scheduler = fsrs.Scheduler(
        desired_retention=RETENTION,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST_REST_DAYS,
        enable_fuzzing=False,
    )
    card = fsrs.Card(card_id=7)
    for day, rating in reviews:
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        card, _ = scheduler.review_card(card, rating, at)
    return card


@given(histories)
def test_a_card_is_what_the_package_makes_of_the_same_reviews(history):
    reviews = dated(history)
    ours, theirs = replayed_card(reviews), by_the_package(reviews)
    assert (ours.stability, ours.difficulty) == (theirs.stability, theirs.difficulty)
    assert (ours.reviewed_on, ours.due_on) == (theirs.last_review.date(), theirs.due.date())


def test_first_answers_by_hand():
    """The stability after a first answer is a weight; at 90 % the rest is as long, in whole days."""
    for rating, rest in zip(RATINGS, (1, 1, 2), strict=True):
        card = reviewed_card(None, rating, on=MONDAY)
        assert card.stability == DEFAULT_PARAMETERS[rating - 1]
        assert card.due_on == MONDAY + timedelta(days=rest)


def test_rests_grow_while_it_goes_well_and_start_over_when_it_does_not():
    card, rests = None, []
    for rating in (Rating.Good, Rating.Good, Rating.Good, Rating.Again):
        card = reviewed_card(card, rating, on=card.due_on if card else MONDAY)
        rests.append((card.due_on - card.reviewed_on).days)
    assert rests[0] < rests[1] < rests[2] > rests[3]


@given(histories, st.integers(0, 400), any_weights())
def test_a_worse_rating_never_comes_later_and_all_come_later_than_today(history, wait, weights):
    reviews = dated(history)
    card = replayed_card(reviews, weights=weights)
    for before in (None, card):
        today = reviews[-1][0] + timedelta(days=wait)
        dues = [reviewed_card(before, rating, on=today, weights=weights).due_on for rating in RATINGS]
        assert today < dues[0] <= dues[1] <= dues[2] <= today + timedelta(days=LONGEST_REST_DAYS)


@given(histories)
def test_a_chance_of_recall_falls_from_one(history):
    card = replayed_card(dated(history))
    chances = [recall_chance(card, on=card.reviewed_on + timedelta(days=days)) for days in (0, 1, 5, 50)]
    assert chances[0] == 1
    assert chances == sorted(chances, reverse=True)
    assert chances[-1] > 0


def test_stability_is_the_days_to_ninety_per_cent():
    card = ReviewCard(10, 5, MONDAY, MONDAY + timedelta(days=10))
    assert recall_chance(card, on=card.due_on) == pytest.approx(0.9)


def test_a_review_by_a_clock_set_back_counts_as_on_the_day_of_the_last():
    card = reviewed_card(None, Rating.Good, on=MONDAY)
    late = reviewed_card(card, Rating.Again, on=MONDAY - timedelta(days=3))
    assert late == reviewed_card(card, Rating.Again, on=MONDAY)


def test_the_same_reviews_give_the_same_card_and_never_sleep(monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("it slept"))
    reviews = dated([(0, Rating.Good), (2, Rating.Good), (30, Rating.Good), (90, Rating.Hard)])
    assert len({replayed_card(reviews) for _ in range(20)}) == 1


def test_predictions_are_of_reviews_on_later_days_before_they_are_seen():
    reviews = dated([(0, Rating.Again), (0, Rating.Good), (3, Rating.Hard), (9, Rating.Again)])
    cards = [replayed_card(reviews[:count]) for count in (2, 3)]
    expected = [
        (recall_chance(card, on=reviews[n][0]), n == 2) for card, n in zip(cards, (2, 3), strict=True)
    ]
    assert list(predictions(reviews, weights=DEFAULT_WEIGHTS)) == expected


@pytest.mark.parametrize(
    "values",
    [
        DEFAULT_PARAMETERS[:19],
        (float("nan"), *DEFAULT_PARAMETERS[1:]),
        (-1.0, *DEFAULT_PARAMETERS[1:]),
        (5.0, *DEFAULT_PARAMETERS[1:]),
    ],
)
def test_weights_that_cannot_be_are_refused(values):
    with pytest.raises(ValueError):
        checked_weights(values)
