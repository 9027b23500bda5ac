"""The choice of questions in a pre-test, and what answers say about skills and about what they need."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.learning.mastery import BktParams, updated_mastery
from tutor.domain.learning.pretest import (
    KNOWN,
    UNKNOWN,
    SkillMap,
    best_question,
    entropy,
    expected_gain,
    is_sure,
    updated_beliefs,
)

HALF = BktParams(known=0.5, learn=0.15, slip=0.1, guess=0.2)


def a_map(count, **needs):
    params = dict.fromkeys(range(count), HALF)
    return SkillMap(params, {int(skill[1:]): frozenset(below) for skill, below in needs.items()})


# 0 <- 1 <- 2 <- 3 <- 4
CHAIN = a_map(5, s1=[0], s2=[1], s3=[2], s4=[3])


def one(skill):
    return frozenset({skill})


def test_an_answer_moves_a_belief_by_bayes_rule_and_teaches_nothing():
    alone = a_map(1)
    # .5 * .9 / (.5 * .9 + .5 * .2) and .5 * .1 / (.5 * .1 + .5 * .8)
    assert updated_beliefs({0: 0.5}, one(0), correct=True, of=alone)[0] == pytest.approx(9 / 11)
    assert updated_beliefs({0: 0.5}, one(0), correct=False, of=alone)[0] == pytest.approx(1 / 9)
    assert updated_mastery(0.5, correct=False, params=HALF) > 1 / 9


def test_a_right_answer_lifts_what_the_skill_needs_and_nothing_above_it():
    after = updated_beliefs(CHAIN.start(), one(2), correct=True, of=CHAIN)
    assert after[0] == after[1] == after[2] > 0.5
    assert after[3] == after[4] == 0.5


def test_a_wrong_answer_holds_down_what_needs_the_skill_and_nothing_below_it():
    after = updated_beliefs(CHAIN.start(), one(2), correct=False, of=CHAIN)
    assert after[4] == after[3] == after[2] < 0.5
    assert after[0] == after[1] == 0.5


def test_what_was_surer_already_stays():
    start = CHAIN.start({0: 0.99})
    assert updated_beliefs(start, one(1), correct=True, of=CHAIN)[0] == 0.99


def test_at_first_a_skill_is_believed_no_more_than_what_it_needs():
    assert CHAIN.start({1: 0.2})[4] == 0.2
    assert CHAIN.start({1: 0.2})[0] == 0.5


def test_a_question_that_says_something_of_other_skills_says_more():
    apart = a_map(6, s1=[0])
    gains = [expected_gain(apart.start(), one(skill), of=apart) for skill in range(6)]
    # Of two in a chain, and of four by themselves.
    assert min(gains[:2]) > max(gains[2:])
    assert best_question(apart.start(), [one(3), one(0)], of=apart) == one(0)


def test_what_is_sure_is_not_asked_again_and_at_the_end_nothing_is():
    alone = a_map(2)
    kinds = [one(0), one(1)]
    assert best_question({0: KNOWN, 1: 0.5}, kinds, of=alone) == one(1)
    assert best_question({0: KNOWN, 1: UNKNOWN}, kinds, of=alone) is None
    assert best_question({0: 0.5, 1: 0.5}, [], of=alone) is None


def test_a_skill_by_itself_that_looks_known_is_asked_until_it_is_sure():
    alone = a_map(3)
    beliefs = updated_beliefs(alone.start(), one(1), correct=True, of=alone)
    assert best_question(beliefs, [one(0), one(1), one(2)], of=alone) == one(1)
    beliefs = updated_beliefs(alone.start(), one(1), correct=False, of=alone)
    assert best_question(beliefs, [one(0), one(1), one(2)], of=alone) == one(0)


def test_a_circle_of_needs_is_refused():
    with pytest.raises(ValueError, match="needs itself"):
        a_map(3, s0=[2], s1=[0], s2=[1])


def test_a_need_that_is_not_of_the_course_is_left_out():
    assert a_map(1, s0=[7]).below(0) == frozenset()


def test_three_right_answers_make_a_usual_skill_known_and_one_slip_alone_ends_nothing():
    usual = SkillMap({0: BktParams()})
    beliefs = usual.start()
    for _ in range(3):
        assert not is_sure(beliefs[0])
        beliefs = updated_beliefs(beliefs, one(0), correct=True, of=usual)
    assert beliefs[0] >= KNOWN
    after = updated_beliefs(usual.start(), one(0), correct=False, of=usual)
    assert not is_sure(after[0])
    assert updated_beliefs(after, one(0), correct=False, of=usual)[0] <= UNKNOWN


@st.composite
def maps(draw):
    count = draw(st.integers(1, 6))
    params = {
        skill: BktParams(
            known=draw(st.floats(0.05, 0.95)),
            slip=draw(st.floats(0.01, 0.4)),
            guess=draw(st.floats(0.01, 0.4)),
        )
        for skill in range(count)
    }
    needs = {skill: frozenset(draw(st.sets(st.integers(0, skill - 1)))) for skill in range(1, count)}
    return SkillMap(params, needs)


@pytest.mark.slow
@given(of=maps(), data=st.data())
def test_whatever_is_answered_a_skill_is_believed_no_more_than_what_it_needs(of, data):
    beliefs = of.start()
    for _ in range(data.draw(st.integers(1, 8))):
        skills = frozenset(data.draw(st.sets(st.sampled_from(sorted(of.params)), min_size=1, max_size=3)))
        assert expected_gain(beliefs, skills, of=of) > -2
        beliefs = updated_beliefs(beliefs, skills, correct=data.draw(st.booleans()), of=of)
        assert all(0 < belief < 1 for belief in beliefs.values())
        for skill in of.params:
            assert all(beliefs[skill] <= beliefs[below] + 1e-9 for below in of.below(skill))


@given(belief=st.floats(0.0, 1.0))
def test_entropy_is_greatest_at_one_half(belief):
    assert 0 <= entropy(belief) <= entropy(0.5) == 1
