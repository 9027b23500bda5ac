"""The generated learners by whom rules of review are compared."""

from statistics import mean

import pytest
from fsrs import Rating

from tools.review_spacing import MODELS, ByFsrs, FixedDays, Memory, live_through, summarise

by_name = pytest.mark.parametrize("forgetting", MODELS, ids=lambda model: model.name)


@by_name
def test_a_memory_fades_and_lasts_longer_when_it_was_recalled_late(forgetting):
    early, late = Memory(forgetting, 5, 0), Memory(forgetting, 5, 0)
    assert early.recall(0) == 1
    assert early.recall(1) > early.recall(10)
    early.practise(1, recalled=True)
    late.practise(10, recalled=True)
    assert 5 < early.strength < late.strength


@by_name
def test_what_was_forgotten_is_weaker_than_what_was_recalled(forgetting):
    lost, kept = Memory(forgetting, 5, 0), Memory(forgetting, 5, 0)
    lost.practise(5, recalled=False)
    kept.practise(5, recalled=True)
    assert lost.strength < 5 < kept.strength


def test_fixed_days_are_those_of_before():
    plan, rests = FixedDays(), []
    for day, rating in ((0, Rating.Good), (1, Rating.Good), (4, Rating.Good), (11, Rating.Hard)):
        plan.note(day, rating)
        rests.append(plan.due - day)
    assert rests == [1, 3, 7, 1]


def test_fixed_days_end_with_mastery_where_they_did():
    plan, day = FixedDays(ends=True), 0
    while plan.due is not None and day < 100:
        plan.note(day, Rating.Good)
        day = plan.due or day
    assert plan.due is None


def test_the_same_seed_is_the_same_learner_whatever_the_rule():
    once, again = (live_through(MODELS[0], ByFsrs, seed=7) for _ in range(2))
    assert once == again
    other = live_through(MODELS[0], FixedDays, seed=7)
    assert [history[0] for history in once.histories] == [history[0] for history in other.histories]
    assert live_through(MODELS[0], ByFsrs, seed=8) != once


def test_a_summary_counts_reviews_after_the_first():
    lived = [live_through(MODELS[1], ByFsrs, seed=seed) for seed in range(3)]
    summary = summarise(lived)
    reviews = [len(history) - 1 for one in lived for history in one.histories]
    assert summary["reviews_a_learner"] == pytest.approx(sum(reviews) / 3)
    assert summary["due_reviews_recalled"] == mean(
        rating is not Rating.Again for one in lived for history in one.histories for _, rating in history[1:]
    )
