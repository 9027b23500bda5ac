"""A share with its interval."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.reports.shares import Share, differ, percent, wilson_interval


def test_wilsons_interval_by_hand():
    low, high = wilson_interval(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)


@pytest.mark.parametrize(("successes", "n"), [(0, 0), (3, 2), (-1, 4)])
def test_an_impossible_share_is_refused(successes, n):
    with pytest.raises(ValueError, match="successes"):
        wilson_interval(successes, n)


@given(n=st.integers(1, 500), data=st.data())
def test_the_interval_holds_the_share_and_stays_in_bounds(n, data):
    successes = data.draw(st.integers(0, n))
    low, high = wilson_interval(successes, n)
    assert 0 <= low <= successes / n + 1e-9
    assert successes / n - 1e-9 <= high <= 1


def test_what_is_untold_widens_the_interval_to_one_side():
    told, rest = Share(4, 7), Share(4, 7, withheld=2)
    assert rest.interval[0] == told.interval[0]
    assert rest.interval[1] == Share(6, 7).interval[1]
    assert str(rest).startswith("at least 4 of 7 (")


def test_shares_differ_where_their_intervals_do_not_meet():
    assert differ(Share(2, 30), Share(20, 30))
    assert not differ(Share(2, 6), Share(4, 6))


def test_there_is_one_rounding_a_half_upwards():
    assert [percent(share) for share in (0.625, 0.635, 0.285, 0.005, 0.0, 1.0)] == [63, 64, 29, 1, 0, 100]
    assert Share(5, 8).per_cent[0] == 63
    assert str(Share(26, 32)) == "26 of 32 (65 to 91%)"
