"""One choice among variants by chance."""

import json
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.policy.comparison import Arm, Choice, Standing, Terms, choose, work_out_again
from content.policy.comparison.choosing import choice_probabilities
from tests.content.policy.comparison.histories import PICTURE, PLAIN, STORY

TERMS = Terms(warm_up=10, least_share=0.4)
counts = st.integers(0, 200)


@st.composite
def many_standings(draw):
    stops = [False, *draw(st.lists(st.booleans(), min_size=1, max_size=4))]
    return [
        Standing(Arm(f"v{n}", "1"), draw(counts), draw(counts), is_stopped=s) for n, s in enumerate(stops)
    ]


def standings(plain=(0, 0), picture=(0, 0)):
    return [Standing(PLAIN, *plain), Standing(PICTURE, *picture)]


def test_at_first_all_are_as_likely():
    assert choice_probabilities(standings((9, 0), (0, 50)), TERMS) == [0.5, 0.5]


def test_after_the_warm_up_the_better_is_likelier():
    plain, picture = choice_probabilities(standings((4, 6), (6, 4)), TERMS)
    assert plain == pytest.approx(1 - picture)
    # P(better) of Beta(5, 7) against Beta(7, 5), by the sum of fractions.
    assert picture == pytest.approx(0.8, abs=0.02)


@pytest.mark.slow
@given(many_standings(), st.floats(0.05, 1))
def test_probabilities_sum_to_one_and_none_is_below_the_least(those, least):
    terms = Terms(warm_up=10, least_share=least)
    probabilities = choice_probabilities(those, terms)
    running = [one for one, arm in zip(probabilities, those, strict=True) if not arm.is_stopped]
    assert sum(probabilities) == pytest.approx(1, abs=1e-11)
    assert min(running) >= least / len(running) - 1e-11
    assert all(one == 0 for one, arm in zip(probabilities, those, strict=True) if arm.is_stopped)


def test_the_worse_of_two_keeps_one_student_in_five():
    assert choice_probabilities(standings((5, 95), (95, 5)), TERMS) == pytest.approx([0.2, 0.8])


def test_a_least_share_of_all_is_an_even_split():
    terms = Terms(warm_up=10, least_share=1)
    those = [*standings((0, 90), (90, 0)), Standing(STORY, 0, 80)]
    assert choice_probabilities(those, terms) == pytest.approx([1 / 3] * 3, abs=1e-11)


def test_a_stopped_arm_is_never_chosen_and_never_first():
    those = [replace(one, is_stopped=one.arm == PLAIN) for one in standings((0, 30), (30, 0))]
    assert {choose(those, seed=str(n), terms=TERMS).arm for n in range(200)} == {PICTURE}


def test_without_an_arm_there_is_no_choice():
    with pytest.raises(ValueError, match="no arm to choose"):
        choose([Standing(PLAIN, is_stopped=True)], seed="s", terms=TERMS)
    with pytest.raises(ValueError, match="twice"):
        choose([Standing(PLAIN), Standing(PLAIN)], seed="s", terms=TERMS)


@pytest.mark.slow
def test_seeds_choose_each_arm_as_often_as_its_probability_says():
    those = standings((12, 18), (16, 14))
    likely = choose(those, seed="", terms=TERMS).probabilities[1]
    chosen = sum(choose(those, seed=str(n), terms=TERMS).chosen for n in range(2000))
    assert 0.6 < likely < 0.9
    assert chosen / 2000 == pytest.approx(likely, abs=0.03)


@pytest.mark.slow
@given(many_standings(), st.text(max_size=20))
def test_a_record_is_enough_to_make_the_choice_again(those, seed):
    choice = choose(those, seed=seed, terms=TERMS)
    record = json.loads(json.dumps(choice.as_record()))
    assert Choice.from_record(record) == choice
    assert work_out_again(record) == choice


def test_a_record_that_was_changed_does_not_come_out_the_same():
    record = choose(standings((12, 18), (16, 14)), seed="s", terms=TERMS).as_record()
    for change in ({"chosen": 1 - record["chosen"]}, {"terms": {"warm_up": 90, "least_share": 0.4}}):
        altered = {**record, **change}
        assert work_out_again(altered) != Choice.from_record(altered)


def test_a_changed_text_is_another_arm():
    changed = Standing(replace(PICTURE, text="2"))
    assert choice_probabilities([Standing(PLAIN, 30, 90), changed], TERMS) == [0.5, 0.5]
    choice = choose([Standing(PLAIN, 30, 90), changed], seed="s", terms=TERMS)
    assert choice.place_of(PICTURE) is None
    assert choice.place_of(changed.arm) == 1


def test_a_choice_costs_less_than_a_millisecond():
    those = [Standing(PLAIN, 90, 110), Standing(PICTURE, 104, 96), Standing(STORY, 95, 105)]
    times = []
    for number in range(100):
        began = time.process_time()
        choose(those, seed=str(number), terms=TERMS)
        times.append(time.process_time() - began)
    # The median of processor time: others on the machine count for nothing.
    assert sorted(times)[50] < 0.001


def test_terms_and_counts_must_make_sense():
    for wrong in ({"warm_up": -1}, {"least_share": 0}, {"least_share": 1.1}):
        with pytest.raises(ValueError):
            Terms(**wrong)
    with pytest.raises(ValueError, match="negative"):
        Standing(PLAIN, -1, 0)
