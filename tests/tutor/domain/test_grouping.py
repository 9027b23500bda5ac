"""Groups of three or four: by chance, by progress, and for who comes late."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.grouping import choose_group, mix_by_progress, shuffle_into_groups


def sizes(groups):
    return sorted(len(group) for group in groups)


@pytest.mark.parametrize(
    ("students", "expected"),
    [(0, []), (1, [1]), (2, [2]), (5, [2, 3]), (6, [3, 3]), (9, [3, 3, 3]), (10, [3, 3, 4]), (11, [3, 4, 4])],
)
def test_groups_have_three_or_four_wherever_that_is_possible(students, expected):
    assert sizes(shuffle_into_groups(range(students), rng=Random(1))) == expected
    assert sizes(mix_by_progress(dict.fromkeys(range(students), 0.0), rng=Random(1))) == expected


@given(st.integers(6, 200), st.integers())
def test_everybody_is_in_one_group_of_three_or_four(students, seed):
    mixed = mix_by_progress({number: number % 7 for number in range(students)}, rng=Random(seed))
    for groups in (mixed, shuffle_into_groups(range(students), rng=Random(seed))):
        assert sorted(student for group in groups for student in group) == list(range(students))
        assert set(sizes(groups)) <= {3, 4}


def test_chance_makes_other_groups_with_another_draw():
    drawn = {str(shuffle_into_groups(range(12), rng=Random(seed))) for seed in range(5)}
    assert len(drawn) > 1


def test_mixed_groups_have_the_furthest_apart_and_near_together():
    progress = {number: float(number) for number in range(8)}
    assert mix_by_progress(progress, rng=Random(1)) == [[7, 4, 3, 0], [6, 5, 2, 1]]


def test_chance_decides_between_equals():
    equal = dict.fromkeys(range(8), 0.5)
    assert len({str(mix_by_progress(equal, rng=Random(seed))) for seed in range(5)}) > 1


def test_who_comes_late_joins_where_fewest_are_there():
    assert choose_group({1: (3, 3), 2: (1, 3), 3: (2, 2)}) == 2


def test_a_full_group_stays_closed_even_while_some_are_away():
    assert choose_group({1: (1, 4), 2: (3, 3)}) == 2


def test_where_all_are_full_a_new_group_is_needed():
    assert choose_group({1: (4, 4), 2: (2, 4)}) is None
    assert choose_group({}) is None
