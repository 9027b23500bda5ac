"""A class is counted in groups; small groups are withheld at the source, and no two counts differ by one."""

from itertools import product

import pytest

from tutor.domain.class_states import SERIES, STATES, LearnerSlot, say_looks, tell_slot

LOST = LearnerSlot({"engaged": 0.1, "bored": 0.1, "confused": 0.8, "frustrated": 0.2}, had_camera=True)
FINE = LearnerSlot({"engaged": 0.9, "bored": 0.1, "confused": 0.2, "frustrated": 0.1}, had_camera=True)
UNREAD = LearnerSlot(None, had_camera=True)
CAMERALESS = LearnerSlot(None, had_camera=False)


def present(*slots: LearnerSlot) -> dict[int, LearnerSlot]:
    return dict(enumerate(slots))


def told(*slots: LearnerSlot, counted: dict[int, str] | None = None) -> dict[str, int | None]:
    return tell_slot(counted or {}, present(*slots), least=5)[1]


def test_states_are_told_in_lower_bounds_and_the_sum_is_whole():
    column = told(*[LOST] * 4, *[FINE] * 3, UNREAD, CAMERALESS)
    assert (column["confused"], column["engaged"]) == (3, 3)
    assert (column["unknown"], column["no_camera"], column["known"]) == (2, 1, 7)
    assert sum(column[name] for name in SERIES) == 9


def test_a_class_that_is_all_lost_looks_like_one_that_nearly_is():
    assert told(*[LOST] * 5) == told(*[LOST] * 4, FINE)


def test_four_learners_show_nothing():
    assert set(told(*[LOST] * 4).values()) == {None}


def test_few_known_among_many_show_no_state():
    column = told(*[LOST] * 4, UNREAD, *[CAMERALESS] * 3)
    assert (column["confused"], column["unknown"], column["no_camera"], column["known"]) == (0, 5, 3, None)


@pytest.mark.parametrize("state", [LOST, FINE])
@pytest.mark.parametrize("after", [None, UNREAD, CAMERALESS])
def test_one_who_leaves_or_turns_the_camera_off_changes_no_state(state, after):
    others = {number: LOST if number < 4 else FINE for number in range(8)}
    counted, before = tell_slot({}, {**others, 99: state}, least=5)
    there = {**others, 99: after} if after else others
    _, column = tell_slot(counted, there, least=5)
    assert column == before


@pytest.mark.parametrize("state", [LOST, FINE])
def test_one_who_comes_counts_as_unknown(state):
    others = {number: LOST if number < 4 else FINE for number in range(8)}
    counted, before = tell_slot({}, others, least=5)
    _, column = tell_slot(counted, {**others, 99: state}, least=5)
    assert column == {**before, "unknown": before["unknown"] + 1}


def test_five_who_come_are_counted_together():
    counted, _ = tell_slot({}, present(*[FINE] * 5), least=5)
    _, column = tell_slot(counted, present(*[FINE] * 5, *[LOST] * 5), least=5)
    assert (column["engaged"], column["confused"], column["known"]) == (4, 5, 10)


def test_who_counts_is_counted_as_they_are_now():
    counted, _ = tell_slot({}, present(*[FINE] * 6), least=5)
    _, column = tell_slot(counted, present(*[LOST] * 6), least=5)
    assert (column["engaged"], column["confused"]) == (0, 5)


def states_of(column: dict[str, int | None]) -> list[int]:
    return [column[name] or 0 for name in STATES]


@pytest.mark.parametrize("state", [LOST, FINE])
def test_whatever_one_student_does_no_two_slots_differ_by_that_student(state):
    steps = 0
    for lost, fine, unread in product(range(7), range(7), range(2)):
        others = present(*[LOST] * lost, *[FINE] * fine, *[UNREAD] * unread)
        for course in product([{}, {99: state}, {99: UNREAD}], repeat=4):
            counted, before = tell_slot({}, others, least=5)
            for alone in course:
                now, column = tell_slot(counted, {**others, **alone}, least=5)
                assert states_of(column) == states_of(before) or len(now.keys() ^ counted.keys()) >= 5
                counted, before, steps = now, column, steps + 1
    assert steps > 10_000


def test_the_sentence_tells_how_many_look_lost_at_least():
    column = told(*[LOST] * 4, *[FINE] * 3, UNREAD)
    assert say_looks(column) == "Cameras guess that at least 3 of 7 look lost."
    assert say_looks(told(*[LOST] * 5)) == "Cameras guess that at least 4 of 5 look lost."


@pytest.mark.parametrize("column", [told(*[FINE] * 6), told(*[LOST] * 4, *[UNREAD] * 9), told(*[LOST] * 4)])
def test_the_sentence_is_left_out_where_nobody_looks_lost_or_too_few_are_known(column):
    assert say_looks(column) == ""
