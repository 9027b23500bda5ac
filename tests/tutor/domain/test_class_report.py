"""A session's report, and what no arithmetic on it may tell."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.class_report import (
    HelpAtStep,
    StudentAtStep,
    build_report,
    hardest_steps,
    merge_reports,
    say_tomorrow,
    wilson_interval,
)

STEPS = [(1, "First"), (2, "Second"), (3, "Third")]
LOST = {"engaged": 0.1, "bored": 0.1, "confused": 0.8, "frustrated": 0.2}
FINE = {"engaged": 0.9, "bored": 0.1, "confused": 0.2, "frustrated": 0.1}


def visits(step: int, count: int, **facts: object) -> list[StudentAtStep]:
    return [StudentAtStep(step=step, **facts) for _ in range(count)]


def report(seen, helps=()):
    return build_report(STEPS, seen, helps, min_group=5)


def test_a_step_with_five_students_is_told_and_one_with_four_is_not():
    told = report(visits(1, 5, wrong=2, tries=3, seconds=30) + visits(2, 4, wrong=9))
    assert (told["steps"][0]["wrong"], told["steps"][0]["seconds"]) == (10, 30)
    assert {told["steps"][1][name] for name in ("students", "wrong", "states", "seconds")} == {None}


def test_states_are_told_once_five_are_known():
    few = report(visits(1, 4, levels=LOST) + visits(1, 3))
    enough = report(visits(1, 4, levels=LOST) + visits(1, 1, levels=FINE))
    assert few["steps"][0]["states"] is None
    assert few["steps"][0]["known"] is None
    assert enough["steps"][0]["states"]["confused"] == 4


def test_help_for_few_is_left_out_and_outcomes_of_few_too():
    helps = [HelpAtStep(student, "visual", right_after=student < 4 or None) for student in range(6)]
    told = report([], [*helps, *(HelpAtStep(student, "easier") for student in range(4))])
    assert [cell["kind"] for cell in told["helps"]] == ["visual"]
    assert told["helps"][0]["right_after"] is None


def test_one_student_helped_five_times_is_still_one_student():
    assert report([], [HelpAtStep(1, "visual")] * 9)["helps"] == []


levels = st.sampled_from([LOST, FINE, None])


@given(hidden=st.lists(levels, max_size=4), other=st.lists(levels, max_size=4))
def test_no_report_tells_apart_what_a_small_group_did(hidden, other):
    shown = visits(1, 7, levels=LOST)
    small = [StudentAtStep(step=2, levels=own, wrong=1) for own in hidden]
    changed = [StudentAtStep(step=2, levels=own, wrong=5) for own in other]
    assert report(shown + small) == report(shown + changed)


@given(hidden=st.lists(levels, min_size=1, max_size=4), data=st.data())
def test_a_small_group_cannot_be_subtracted_from_several_sessions(hidden, data):
    known = report(visits(1, 7, levels=LOST, wrong=1))
    other = data.draw(st.lists(levels, max_size=4))
    one = merge_reports([known, report([StudentAtStep(step=1, levels=own) for own in hidden])])
    two = merge_reports([known, report([StudentAtStep(step=1, levels=own, wrong=3) for own in other])])
    assert one == two
    assert one["steps"][0]["students"] == 7


@given(levels_of=st.lists(levels, min_size=5, max_size=9))
def test_few_known_among_many_cannot_be_told_from_others(levels_of):
    few = [own if number < 4 else None for number, own in enumerate(levels_of)]
    seen = [StudentAtStep(step=1, levels=own) for own in few]
    assert report(seen) == report([replace(one, levels=None) for one in seen])


def test_sessions_of_a_lesson_add_up():
    one = report(visits(1, 5, levels=LOST, wrong=1, seconds=20))
    two = report(visits(1, 6, levels=FINE, seconds=40))
    cell = merge_reports([one, two])["steps"][0]
    assert (cell["students"], cell["wrong"], cell["known"], cell["seconds"]) == (11, 5, 11, 30)
    assert (cell["states"]["confused"], cell["states"]["engaged"]) == (5, 6)


def test_the_report_opens_with_the_hardest_step():
    told = report(visits(1, 5, wrong=1) + visits(2, 5, wrong=3, hints=1, levels=LOST) + visits(3, 5))
    assert [cell["number"] for cell in hardest_steps(told)] == [2, 1]
    assert say_tomorrow(told) == (
        "Tomorrow, look at step 2, Second: 15 wrong answers by 5 students, 5 hints taken, 5 of 5 looked lost."
    )


def test_a_small_class_gets_an_empty_report_that_says_why():
    assert "Fewer than 5" in say_tomorrow(report(visits(1, 4, wrong=3)))


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
