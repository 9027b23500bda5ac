"""Intervals that hold whenever one looks, however the arms were chosen."""

import math
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.policy.comparison import Choice, Outcome, Standing, Terms, choose
from content.policy.comparison.choosing import choice_probabilities
from content.policy.comparison.evidence import (
    Evidence,
    Trial,
    log_e_value,
    nearest_share,
    trial_of,
    trials_of,
    whenever_interval,
)
from tests.content.policy.comparison.histories import PICTURE, PLAIN, STORY, history_of

inner = st.floats(0.002, 0.998)
BOTH = (False, True)


@st.composite
def members(draw):
    """A null hypothesis and one of its members: a difference, and the first arm's share."""
    first, other = draw(inner), draw(inner)
    return other - first, first


def mean_e_value(expected, weight, difference, share):
    """The mean of one trial's e-value, over all four cases, where the first arm's share is this."""
    total = 0.0
    for is_other, is_right in product(BOTH, BOTH):
        right = share + difference if is_other else share
        chance = (weight if is_other else 1 - weight) * (right if is_right else 1 - right)
        trial = Trial(expected, (1 - weight, weight), is_other, is_right)
        total += chance * math.exp(log_e_value(trial, difference))
    return total


@given(st.tuples(inner, inner), st.floats(0.01, 0.99), members())
def test_a_bet_gains_nothing_under_any_member_of_what_it_bets_against(expected, weight, member):
    difference, share = member
    assert mean_e_value(expected, weight, difference, share) == pytest.approx(1, abs=1e-6)


@pytest.mark.slow
@given(st.tuples(inner, inner), st.floats(0.01, 0.99), st.floats(-0.99, 0.99), st.floats(0.001, 0.999))
def test_what_is_bet_against_is_the_nearest(expected, weight, difference, place):
    def distance(share):
        return sum(
            w * (q * math.log(q / p) + (1 - q) * math.log((1 - q) / (1 - p)))
            for w, q, p in zip((1 - weight, weight), expected, (share, share + difference), strict=True)
        )

    low, high = max(0.0, -difference), min(1.0, 1 - difference)
    nearest = nearest_share(expected, (1 - weight, weight), difference)
    assert low < nearest < high
    assert distance(nearest) <= distance(low + place * (high - low)) + 1e-9


def test_only_the_ratio_of_the_chances_counts():
    assert nearest_share((0.3, 0.6), (0.1, 0.3), 0.2) == pytest.approx(
        nearest_share((0.3, 0.6), (0.25, 0.75), 0.2), abs=1e-12
    )


@pytest.mark.slow
@pytest.mark.parametrize(("share", "difference"), [(0.5, 0.0), (0.2, 0.0), (0.3, 0.4), (0.9, -0.5)])
def test_no_course_of_events_gains_on_average_though_choices_follow_answers(share, difference):
    terms = Terms(warm_up=1, least_share=0.4)

    def mean_from(standings, log, left):
        if not left:
            return math.exp(log)
        probabilities = tuple(choice_probabilities(standings, terms))
        total = 0.0
        for place, is_right in product((0, 1), BOTH):
            right = share + difference * place
            chance = probabilities[place] * (right if is_right else 1 - right)
            choice = Choice("", terms, tuple(standings), probabilities, place)
            gain = log_e_value(trial_of(choice, (0, 1), is_right=is_right), difference)
            after = list(standings)
            after[place] = replace(
                after[place],
                right=after[place].right + is_right,
                wrong=after[place].wrong + (not is_right),
            )
            total += chance * mean_from(after, log + gain, left - 1)
        return total

    assert mean_from([Standing(PLAIN), Standing(PICTURE)], 0.0, 5) == pytest.approx(1, abs=1e-9)


@pytest.mark.slow
def test_the_interval_is_what_a_fine_search_finds():
    history = history_of({PLAIN: 0.4, PICTURE: 0.7}, 150)
    trials = trials_of(history, PLAIN, PICTURE)
    low, high = whenever_interval(trials, against=20)
    inside = [n / 200 for n in range(-199, 200) if highest(trials, n / 200) < math.log(20)]
    assert len(inside) > 20
    assert low == pytest.approx(inside[0], abs=0.006)
    assert high == pytest.approx(inside[-1], abs=0.006)


def highest(trials, difference):
    evidence = Evidence(difference)
    for trial in trials:
        evidence.add(trial)
    return evidence.highest


def test_before_any_answer_everything_is_possible():
    assert whenever_interval([], against=20) == (-1, 1)


def test_more_students_make_it_narrower_and_never_take_back_what_was_said():
    trials = trials_of(history_of({PLAIN: 0.3, PICTURE: 0.7}, 200), PLAIN, PICTURE)
    low, high = whenever_interval(trials[:100], against=20)
    later_low, later_high = whenever_interval(trials, against=20)
    assert low <= later_low < 0.4 < later_high <= high
    assert later_high - later_low < high - low


@pytest.mark.slow
def test_a_difference_that_turns_round_leaves_no_interval():
    early = history_of({PLAIN: 0.1, PICTURE: 0.9}, 120)
    late = history_of({PLAIN: 0.9, PICTURE: 0.1}, 300, seed="later")
    assert whenever_interval(trials_of(early + late, PLAIN, PICTURE), against=20) is None


def test_levels_that_rise_with_time_are_no_difference():
    early = history_of({PLAIN: 0.2, PICTURE: 0.2}, 150)
    late = history_of({PLAIN: 0.8, PICTURE: 0.8}, 150, seed="later")
    low, high = whenever_interval(trials_of(early + late, PLAIN, PICTURE), against=20)
    assert low < 0 < high


def test_trials_end_before_the_first_open_one_and_leave_void_ones_out():
    history = history_of({PLAIN: 0.5, PICTURE: 0.5}, 10)
    changed = list(history)
    changed[2] = (history[2][0], Outcome.VOID)
    changed[6] = (history[6][0], Outcome.OPEN)
    whole = trials_of(history, PLAIN, PICTURE)
    assert trials_of(changed, PLAIN, PICTURE) == [*whole[:2], *whole[3:6]]


def test_choices_after_an_arm_was_stopped_are_no_trials():
    terms = Terms()
    after = choose(
        [Standing(PLAIN, 5, 40, is_stopped=True), Standing(PICTURE, 60, 20)], seed="s", terms=terms
    )
    history = history_of({PLAIN: 0.5, PICTURE: 0.5}, 10)
    assert len(trials_of([*history, (after, Outcome.RIGHT)], PLAIN, PICTURE)) == 10


def test_a_trial_is_of_choices_that_could_have_been_either_and_were_one():
    history = history_of({PLAIN: 0.5, PICTURE: 0.5, STORY: 0.5}, 30)
    trials = trials_of(history, PLAIN, PICTURE)
    assert len(trials) == sum(choice.arm != STORY for choice, _ in history)
    assert 0 < len(trials) < 30
    assert trials_of(history, PLAIN, replace(PICTURE, text="2")) == []
