"""A course over all its classes: what may be counted, and when a number may change."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.reports.class_report import HelpAtStep
from tutor.domain.reports.course_report import Finished, Helped, affect_cell, renew_cells, step_cell, way_cell

COUNTS = dict.fromkeys(("engaged", "bored", "confused", "frustrated"), 0)


def finished(group: int | None, count: int, first: int = 0, **facts: object) -> list[Finished]:
    return [Finished(first + number, group, was_right_first=True, **facts) for number in range(count)]


def test_all_classes_count_as_one():
    cell = step_cell(finished(1, 6) + finished(2, 7, first=10, took_hint=True), min_group=5)
    assert (cell["students"], cell["hinted"], cell["wrong_first"]) == (13, 7, [0, 13])


def test_four_beside_a_large_class_are_not_counted_along():
    alone = step_cell(finished(1, 20), min_group=5)
    assert step_cell(finished(1, 20) + finished(2, 4, first=30, took_hint=True), min_group=5) == alone
    assert step_cell(finished(1, 20) + finished(None, 4, first=30), min_group=5) == alone


def test_small_classes_count_together_once_they_are_a_group():
    entries = finished(1, 20) + finished(2, 3, first=30) + finished(3, 3, first=40)
    assert step_cell(entries, min_group=5)["students"] == 26


@given(sizes=st.dictionaries(st.one_of(st.none(), st.integers(1, 6)), st.integers(0, 9), max_size=7))
def test_whoever_takes_a_class_away_has_nobody_left_or_a_whole_group(sizes):
    entries = [
        one for at, (group, n) in enumerate(sizes.items()) for one in finished(group, n, first=20 * at)
    ]
    cell = step_cell(entries, min_group=5)
    for group, size in sizes.items():
        left = cell["students"] - size if cell and group is not None and size >= 5 else 0
        assert left == 0 or left >= 5


def test_everybody_lost_is_told_as_fewer():
    told = step_cell(finished(1, 5, said_lost=True), min_group=5)["said_lost"]
    assert told["counts"]["yes"] < 5


def test_another_way_needs_enough_students_and_not_only_enough_times():
    twice = [Helped(1, HelpAtStep(student % 4, "visual", right_after=True)) for student in range(9)]
    assert way_cell(twice, min_group=5) is None
    enough = [Helped(1, HelpAtStep(student, "visual", right_after=student > 1)) for student in range(6)]
    assert way_cell(enough, min_group=5)["right_after"] == [4, 6]


def test_states_of_two_classes_are_not_told():
    cell = {"students": 9, "tries": 0, "wrong": 0, "hints": 0, "seconds": None}
    cell["words"] = []
    cell["states"] = {"counts": {**COUNTS, "confused": 5}, "untold": 4}
    assert affect_cell([(1, cell), (2, cell), (2, cell)], min_group=5) is None
    assert affect_cell([(1, cell), (2, cell), (3, cell)], min_group=5)["states"]["counts"]["confused"] == 15


@given(sizes=st.lists(st.integers(0, 40), min_size=2, max_size=12))
def test_a_number_moves_by_a_whole_group_or_not_at_all(sizes):
    kept, shown = {}, [0]
    for size in sizes:
        cell = {"students": size} if size >= 5 else None
        kept = renew_cells(kept, {"step:1": cell}, min_group=5)
        shown.append(kept["step:1"]["students"] if kept else 0)
    assert all(after == before or after >= before + 5 for before, after in pairwise(shown))
