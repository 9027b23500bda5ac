"""Rows that leave are alike in groups, and lose as little as that takes."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.disclosure.k_anonymity import anonymize, coarsen

ROWS = st.fixed_dictionaries(
    {"seconds": st.floats(0, 4000), "tries": st.integers(0, 9), "wrong": st.integers(0, 9)},
    optional={"confused": st.floats(0, 1), "clips_known": st.integers(0, 900), "help_hint": st.just(1)},
)


@pytest.mark.slow
@given(st.lists(ROWS, min_size=5, max_size=40))
def test_no_row_is_like_fewer_than_five(rows):
    alike = anonymize([coarsen(row) for row in rows], least=5)
    assert len(alike) == len(rows)
    assert min(Counter(str(sorted(row.items())) for row in alike).values()) >= 5


@pytest.mark.slow
@given(st.lists(ROWS, min_size=5, max_size=20))
def test_what_is_told_is_what_was_so(rows):
    coarse = [coarsen(row) for row in rows]
    for row in anonymize(coarse, least=5):
        assert any(row.items() <= one.items() for one in coarse)


def test_what_is_alike_already_stays_whole():
    row = {"seconds": 60, "tries": 1, "confused": 0.8}
    assert anonymize([row] * 5, least=5) == [row] * 5


def test_a_guess_goes_before_a_fact():
    rows = [{"wrong": 1, "confused": number / 5} for number in range(5)]
    assert anonymize(rows, least=5) == [{"wrong": 1}] * 5


@pytest.mark.parametrize(("seconds", "told"), [(41.3, 30), (47.9, 60), (417, 300), (9000, 3600)])
def test_a_time_is_one_of_a_few(seconds, told):
    assert coarsen({"seconds": seconds})["seconds"] == told
