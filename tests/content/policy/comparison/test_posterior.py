"""What is believed of shares of right answers, against sums in fractions."""

from fractions import Fraction
from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.policy.comparison.posterior import Difference, best_probabilities

counts = st.tuples(st.integers(0, 60), st.integers(0, 60))


def exact_other_is_better(first, other):
    """P(other > first) of Beta posteriors from a uniform prior, as a sum of fractions (Cook 2005)."""
    (r1, w1), (r2, w2) = first, other
    return float(
        sum(
            beta(r1 + 1 + i, w1 + w2 + 2) / ((w2 + 1 + i) * beta(1 + i, w2 + 1) * beta(r1 + 1, w1 + 1))
            for i in range(r2 + 1)
        )
    )


def beta(a, b):
    return Fraction(factorial(a - 1) * factorial(b - 1), factorial(a + b - 1))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "other"),
    [((0, 0), (1, 0)), ((20, 30), (30, 20)), ((27, 33), (84, 56)), ((400, 600), (500, 500))],
)
def test_the_probability_to_be_better_is_the_exact_one(first, other):
    assert best_probabilities([first, other])[1] == pytest.approx(
        exact_other_is_better(first, other), abs=1e-4
    )


@pytest.mark.slow
@given(counts, counts)
def test_it_is_within_a_thousandth_whatever_the_counts(first, other):
    assert best_probabilities([first, other])[1] == pytest.approx(
        exact_other_is_better(first, other), abs=1e-3
    )


@pytest.mark.slow
@given(st.lists(counts, min_size=2, max_size=5))
def test_probabilities_to_be_the_best_sum_to_one_and_follow_the_arms(many):
    best = best_probabilities(many)
    assert sum(best) == pytest.approx(1, abs=1e-12)
    assert best_probabilities(many[::-1])[::-1] == pytest.approx(best, abs=1e-9)


def test_arms_alike_are_as_likely_each():
    assert best_probabilities([(10, 10)] * 4) == pytest.approx([0.25] * 4, abs=1e-4)


def test_a_difference_of_two_uniform_shares_is_a_triangle():
    triangle = Difference((0, 0), (0, 0))
    assert triangle.at_most(0.5) == pytest.approx(0.875, abs=1e-4)
    assert triangle.quantile(0.02) == pytest.approx(-0.8, abs=1e-4)
    assert triangle.usual_size() == pytest.approx(1 - 0.5**0.5, abs=1e-4)


def test_of_many_students_the_difference_is_as_the_normal_law_has_it():
    known = Difference((4500, 5500), (6000, 4000))
    deviation = ((0.45 * 0.55 + 0.6 * 0.4) / 10_000) ** 0.5
    assert known.quantile(0.5) == pytest.approx(0.15, abs=1e-4)
    assert known.quantile(0.025) == pytest.approx(0.15 - 1.96 * deviation, abs=2e-4)


@pytest.mark.slow
@given(counts, counts)
def test_the_difference_and_the_probability_to_be_better_agree(first, other):
    assert 1 - Difference(first, other).at_most(0) == pytest.approx(
        best_probabilities([first, other])[1], abs=2e-3
    )
