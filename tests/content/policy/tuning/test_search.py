"""The search tries wide steps first, keeps within the ranges, and comes to an end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.policy.tuning import Opened, Search, next_trial, settle, take_back

HOLD = Opened("hold_s", 10, 90, "seconds")
HINTS = Opened("enter-0", 1, 4, "count")


def tried(opened, search, better=lambda at, trial: False):
    """Return all that is tried until the search rests, and where it ends."""
    found = []
    while True:
        search, trial = next_trial(opened, search)
        if trial is None:
            return found, search
        found.append(trial)
        search = settle(search, trial, is_better=better(search.at, trial))


def test_the_ends_come_first_then_half_then_a_quarter():
    found, search = tried([HOLD], Search((50.0,)))
    assert found == [(10.0,), (90.0,), (30.0,), (70.0,)]
    assert search.at == (50.0,)


def test_one_number_moves_at_a_time():
    found, _ = tried([HOLD, HINTS], Search((50.0, 2.0)))
    assert all((one[0] == 50.0) != (one[1] == 2.0) for one in found)


def test_what_did_better_holds_and_is_searched_around():
    search = settle(Search((50.0,)), (90.0,), is_better=True)
    assert search.at == (90.0,)
    assert next_trial([HOLD], search)[1] == (10.0,)


def test_the_search_finds_a_peak():
    _, search = tried([HOLD], Search((85.0,)), lambda at, trial: abs(trial[0] - 30) < abs(at[0] - 30))
    assert abs(search.at[0] - 30) <= 10


def test_what_was_taken_back_is_not_tried_again():
    moved = settle(Search((50.0,)), (90.0,), is_better=True)
    back = take_back(moved, (50.0,))
    assert back.at == (50.0,)
    found, _ = tried([HOLD], back)
    assert (90.0,) not in found
    assert (50.0,) not in found


@pytest.mark.slow
@given(
    at=st.tuples(st.integers(10, 90), st.integers(1, 4)),
    luck=st.lists(st.booleans(), min_size=1, max_size=50),
)
def test_the_search_ends_within_the_ranges_whatever_comes_of_it(at, luck):
    answers = iter(luck * 50)
    found, _ = tried([HOLD, HINTS], Search((float(at[0]), float(at[1]))), lambda *_: next(answers))
    assert len(found) == len(set(found)) <= 81 * 4
    assert all(10 <= hold <= 90 and 1 <= hints <= 4 for hold, hints in found)
