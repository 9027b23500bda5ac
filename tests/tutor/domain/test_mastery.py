"""Knowledge tracing: sums worked by hand, and properties that hold for any student."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.learning.mastery import (
    CEILING,
    FLOOR,
    BktParams,
    describe_mastery,
    predicted_correct,
    updated_masteries,
    updated_mastery,
)

CHANCES = st.floats(0, 1)
PARAMS = st.builds(
    BktParams,
    known=CHANCES,
    learn=CHANCES,
    slip=st.floats(0, 0.49),
    guess=st.floats(0, 0.49),
)


def test_a_right_answer_by_hand():
    # 0.4*0.9 / (0.4*0.9 + 0.6*0.2) = 0.75, then 0.75 + 0.25*0.1
    params = BktParams(slip=0.1, guess=0.2, learn=0.1)
    assert updated_mastery(0.4, correct=True, params=params) == pytest.approx(0.775)


def test_a_wrong_answer_by_hand():
    # 0.4*0.1 / (0.4*0.1 + 0.6*0.8) = 1/13, then 1/13 + 12/13*0.1
    params = BktParams(slip=0.1, guess=0.2, learn=0.1)
    assert updated_mastery(0.4, correct=False, params=params) == pytest.approx(1 / 13 + 12 / 130)


def test_two_skills_share_the_blame_by_hand():
    # Skill 1 at 0.9, skill 2 at 0.2, wrong, no learning, s = 1 - 0.9^2 = 0.19, g = 0.2.
    # P(wrong | 1 known) = 0.19*0.2 + 0.8*0.8 = 0.678; P(wrong | 1 unknown) = 0.8
    params = [BktParams(slip=0.1, guess=0.2, learn=0)] * 2
    first, second = updated_masteries([0.9, 0.2], correct=False, params=params)
    assert first == pytest.approx(0.9 * 0.678 / (0.9 * 0.678 + 0.1 * 0.8))
    assert second < 0.2 * 0.6


@given(belief=CHANCES, params=PARAMS)
def test_right_never_lowers_below_what_wrong_gives(belief, params):
    right = updated_mastery(belief, correct=True, params=params)
    wrong = updated_mastery(belief, correct=False, params=params)
    assert right >= wrong - 1e-9


ANY_PARAMS = st.tuples(CHANCES, CHANCES, CHANCES, CHANCES).filter(lambda sizes: sizes[2] + sizes[3] < 1)
SKILLS = st.lists(
    st.tuples(st.floats(FLOOR, CEILING), ANY_PARAMS.map(lambda sizes: BktParams(*sizes))),
    min_size=1,
    max_size=6,
)


@given(skills=SKILLS)
def test_evidence_of_one_answer_to_several_skills_never_turns_around(skills):
    beliefs = [belief for belief, _ in skills]
    without_learning = [replace(params, learn=0) for _, params in skills]
    right = updated_masteries(beliefs, correct=True, params=without_learning)
    wrong = updated_masteries(beliefs, correct=False, params=without_learning)
    for before, after_right, after_wrong in zip(beliefs, right, wrong, strict=True):
        assert after_wrong - 1e-9 <= before <= after_right + 1e-9


@given(skills=SKILLS)
def test_a_right_answer_leaves_every_skill_at_least_where_a_wrong_one_would(skills):
    beliefs, params = [belief for belief, _ in skills], [params for _, params in skills]
    right = updated_masteries(beliefs, correct=True, params=params)
    wrong = updated_masteries(beliefs, correct=False, params=params)
    assert all(high >= low - 1e-9 for high, low in zip(right, wrong, strict=True))


def test_two_skills_that_slip_often_by_hand():
    # s = 1 - 0.6^2 = 0.64 and g = 0.5 reach 1.14: both shrink to s = 0.561, g = 0.439, and nothing is learned
    # from the answer but by the one chance to learn.
    params = [BktParams(slip=0.4, guess=0.5, learn=0.01)] * 2
    right = updated_masteries([0.5, 0.5], correct=True, params=params)
    assert right == pytest.approx([0.505, 0.505], abs=1e-6)
    assert predicted_correct([1, 1], params) == pytest.approx(0.5 / 1.14)


@given(
    beliefs=st.lists(CHANCES, min_size=1, max_size=4),
    params=PARAMS,
    answers=st.lists(st.booleans(), max_size=30),
)
def test_beliefs_stay_inside_their_bounds_and_can_always_move(beliefs, params, answers):
    several = [params] * len(beliefs)
    for correct in answers:
        beliefs = updated_masteries(beliefs, correct=correct, params=several)
        assert all(0 < belief < 1 for belief in beliefs)


@pytest.mark.parametrize("belief", [-0.1, 1.1, float("nan")])
def test_an_impossible_belief_is_refused(belief):
    with pytest.raises(ValueError, match="p_known"):
        updated_mastery(belief, correct=True, params=BktParams())


def test_parameters_that_turn_evidence_around_are_refused():
    with pytest.raises(ValueError, match="below 1"):
        BktParams(slip=0.5, guess=0.5)


def test_prediction_lies_between_guessing_and_not_slipping():
    params = [BktParams(slip=0.1, guess=0.2)]
    assert predicted_correct([0.5], params) == pytest.approx(0.55)


def test_words_follow_the_belief():
    assert [describe_mastery(p) for p in (0.1, 0.5, 0.8, 0.97)] == [
        "Just starting",
        "Getting it",
        "Nearly there",
        "You have this",
    ]
