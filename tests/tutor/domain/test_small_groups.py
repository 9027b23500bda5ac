"""What is told of a group gives nobody of it away."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.disclosure.small_groups import (
    at_least,
    renew_counted,
    renew_reported,
    suppress_small_counts,
)

STATES = ("engaged", "bored", "confused", "frustrated")


def told(*counts: int, least: int = 5) -> tuple[tuple[int, ...], int] | None:
    result = suppress_small_counts(dict(zip(STATES, counts, strict=True)), least=least)
    return result and (tuple(result.counts.values()), result.withheld)


def test_four_of_a_class_are_not_told_of():
    assert told(2, 2, 0, 0) is None


def test_nobody_is_not_told_of_even_where_any_group_is():
    assert told(0, 0, 0, 0, least=0) is None


def test_a_larger_group_is_told_of_with_one_left_out():
    assert told(12, 6, 4, 0) == ((11, 6, 4, 0), 1)


def test_all_in_one_state_look_like_all_but_one():
    assert told(0, 0, 5, 0) == told(1, 0, 4, 0) == told(0, 0, 4, 1) == ((0, 0, 4, 0), 1)


def test_one_in_a_state_looks_like_nobody_in_it():
    assert told(9, 3, 1, 0) == told(9, 3, 0, 1)


def test_the_group_keeps_its_size():
    assert suppress_small_counts({"yes": 3, "no": 2}, least=5).size == 5


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative"):
        suppress_small_counts({"engaged": -1, "bored": 9}, least=5)


def test_no_group_that_is_told_of_rules_out_a_state_for_anybody():
    """Turn every group of five to twelve round: what could be behind what is told?"""
    behind = defaultdict(list)
    for counts in product(range(13), repeat=4):
        if 5 <= sum(counts) <= 12:
            behind[told(*counts)].append(counts)
    assert len(behind) > 200
    for groups in behind.values():
        for state in range(4):
            assert any(group[state] > 0 for group in groups), groups
            assert any(group[state] < sum(group) for group in groups), groups


@given(st.lists(st.integers(0, 60), min_size=2, max_size=6))
def test_what_is_told_is_true(numbers):
    counts = {str(index): number for index, number in enumerate(numbers)}
    result = suppress_small_counts(counts, least=5)
    if result is not None:
        assert all(result.counts[state] <= count for state, count in counts.items())
        assert 1 <= result.withheld <= len(counts)
        assert result.size == sum(numbers)


def test_a_share_is_never_told_of_as_all():
    assert (at_least(5, 5), at_least(4, 5), at_least(3, 5)) == (4, 4, 3)


def test_one_who_leaves_goes_on_counting():
    assert renew_counted({1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5}, least=5) == {1, 2, 3, 4, 5, 6}


def test_five_who_come_are_counted_together():
    assert renew_counted({1, 2, 3, 4, 5}, set(range(1, 11)), least=5) == set(range(1, 11))


people = st.frozensets(st.integers(0, 12))


@given(people, people)
def test_who_is_counted_changes_by_a_group_or_not_at_all(counted, present):
    change = renew_counted(counted, present, least=5) ^ counted
    assert not change or len(change) >= 5


def test_one_new_word_waits_for_four_more():
    said = {1: "fine", 2: "lost", 3: "fine", 4: "fine", 5: "fine"}
    assert renew_reported(said, {**said, 1: "lost", 6: "bored"}, least=5) == said
    later = {**dict.fromkeys(said, "bored"), 6: "bored"}
    assert renew_reported(said, later, least=5) == later


def test_the_first_words_count_once_five_have_spoken():
    four = dict.fromkeys(range(4), "lost")
    assert renew_reported({}, four, least=5) == {}
    assert renew_reported({}, {**four, 9: "fine"}, least=5) == {**four, 9: "fine"}
