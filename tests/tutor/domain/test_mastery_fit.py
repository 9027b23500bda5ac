"""The fit finds the parameters that made the answers, and says so when it cannot."""

from itertools import product
from math import exp, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tutor.domain.simulated import simulate
from tutor.domain.learning.mastery import BktParams
from tutor.domain.learning.mastery_fit import BOUNDS, NAMES, fit_skill, log_likelihood


def values(params: BktParams) -> list[float]:
    return [getattr(params, name) for name in NAMES]


def test_the_likelihood_of_one_answer_by_hand():
    # 0.4*0.9 + 0.6*0.2 = 0.48
    params = BktParams(known=0.4, learn=0.3, slip=0.1, guess=0.2)
    assert log_likelihood([[True]], params) == pytest.approx(log(0.48))


def test_the_likelihood_of_two_answers_by_hand():
    # Right: 0.48 as above, then known 0.36/0.48 = 0.75, learned 0.75 + 0.25*0.3 = 0.825.
    # Wrong: 0.825*0.1 + 0.175*0.8 = 0.2225
    params = BktParams(known=0.4, learn=0.3, slip=0.1, guess=0.2)
    assert log_likelihood([[True, False]], params) == pytest.approx(log(0.48) + log(0.2225))


def test_all_answers_together_are_certain():
    params = BktParams(known=0.4, learn=0.3, slip=0.1, guess=0.2)
    every = [list(answers) for answers in product([True, False], repeat=4)]
    assert sum(exp(log_likelihood([answers], params)) for answers in every) == pytest.approx(1)


@pytest.mark.parametrize(
    "params",
    [
        BktParams(known=0.5, learn=0.2, slip=0.1, guess=0.2),
        BktParams(known=0.2, learn=0.1, slip=0.05, guess=0.25),
        BktParams(known=0.3, learn=0.4, slip=0.2, guess=0.1),
    ],
)
def test_the_parameters_that_made_the_answers_are_found_again(params):
    answers = simulate(params, students=1500, length=12, seed=1)
    fit = fit_skill(answers, start=BktParams(), restarts=3)
    assert values(fit.params) == pytest.approx(values(params), abs=0.04)
    assert fit.log_likelihood > log_likelihood(answers, params)


def test_it_finds_what_pybkt_finds():
    # pyBKT 1.4.3, Model(seed=42, num_fits=20), on the same 400 students with 10 answers each.
    made_with = BktParams(known=0.4, learn=0.2, slip=0.1, guess=0.2)
    fit = fit_skill(simulate(made_with, students=400, length=10, seed=20), start=BktParams())
    pybkt = BktParams(known=0.36783, learn=0.20029, slip=0.10027, guess=0.23263)
    assert values(fit.params) == pytest.approx(values(pybkt), abs=0.001)


def test_where_the_search_starts_does_not_decide():
    answers = simulate(BktParams(), students=400, length=8, seed=3)
    fits = [fit_skill(answers, start=BktParams(), seed=seed) for seed in (1, 2)]
    assert values(fits[0].params) == pytest.approx(values(fits[1].params), abs=1e-4)


def test_sequences_of_different_lengths_count_each_answer_once():
    answers = simulate(BktParams(), students=90, length=6, seed=4)
    ragged = [row[: 2 + index % 5] for index, row in enumerate(answers)]
    apart = sum(log_likelihood([row], BktParams()) for row in ragged)
    assert log_likelihood(ragged, BktParams()) == pytest.approx(apart)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ([], "too few"),
        ([[True, False]] * 19 + [[True] * 100], ""),
        ([[True, False]] * 19 + [[True]] * 100, "too few"),
        ([[True] * 10] * 30, "alike"),
    ],
)
def test_too_little_to_learn_from_keeps_the_defaults_and_says_so(answers, reason):
    fit = fit_skill(answers, start=BktParams(learn=0.17), restarts=0)
    assert reason in fit.reason
    assert fit.is_fitted is (reason == "")
    assert (fit.params == BktParams(learn=0.17)) is (reason != "")


@pytest.mark.slow
@settings(max_examples=25)
@given(
    st.lists(st.lists(st.booleans(), min_size=5, max_size=8), min_size=20, max_size=30),
    st.floats(0, 1),
    st.floats(0, 0.9),
)
def test_any_answers_give_parameters_within_bounds(answers, known, learn):
    fit = fit_skill(answers, start=BktParams(known=known, learn=learn), restarts=1)
    if fit.is_fitted:
        assert all(BOUNDS[name][0] <= getattr(fit.params, name) <= BOUNDS[name][1] for name in NAMES)
    assert np.isfinite(fit.log_likelihood)
