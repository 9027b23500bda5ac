"""A session's report, and what no arithmetic on it may tell."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.class_report import (
    HelpAtStep,
    StudentAtStep,
    build_report,
)
from tutor.domain.merged_reports import merge_reports

STEPS = [(1, "First"), (2, "Second"), (3, "Third")]
LOST = {"engaged": 0.1, "bored": 0.1, "confused": 0.8, "frustrated": 0.2}
FINE = {"engaged": 0.9, "bored": 0.1, "confused": 0.2, "frustrated": 0.1}


def visits(step: int, count: int, **facts: object) -> list[StudentAtStep]:
    return [StudentAtStep(step=step, **facts) for _ in range(count)]


def report(seen, helps=()):
    return build_report(STEPS, seen, helps, min_group=5)


def test_what_four_students_did_is_told_and_how_they_looked_is_not():
    told = report(visits(1, 5, wrong=2, tries=3, seconds=30) + visits(2, 4, wrong=9, tries=9, levels=LOST))
    assert (told["steps"][0]["wrong"], told["steps"][0]["seconds"]) == (10, 30)
    assert (told["steps"][1]["students"], told["steps"][1]["wrong"]) == (4, 36)
    assert told["steps"][1]["states"] is None


def test_states_are_told_once_five_are_known():
    few = report(visits(1, 4, levels=LOST) + visits(1, 3))
    enough = report(visits(1, 4, levels=LOST) + visits(1, 1, levels=FINE))
    assert few["steps"][0]["states"] is None
    assert enough["steps"][0]["states"]["counts"]["confused"] == 4


def test_five_of_five_confused_are_told_as_fewer():
    told = report(visits(1, 5, levels=LOST) + visits(1, 2))["steps"][0]["states"]
    assert told["counts"]["confused"] == 4
    assert sum(told["counts"].values()) + told["untold"] == 7


def test_an_outcome_counts_once_for_each_student_the_last_one():
    helps = [
        HelpAtStep(student, "visual", right_after=right) for right in (False, True) for student in range(6)
    ]
    assert report([], helps)["helps"][0]["right_after"] == [6, 6]


def test_what_students_said_of_help_is_told_in_lower_bounds():
    helps = [HelpAtStep(student, "visual", helped=True, ended=student > 1) for student in range(6)]
    cell = report([], helps)["helps"][0]
    assert cell["helped"] == {"counts": {"yes": 5, "no": 0}, "untold": 1}
    assert cell["ended"] == {"counts": {"yes": 3, "no": 2}, "untold": 1}


def test_help_for_few_is_left_out_and_outcomes_of_few_too():
    helps = [HelpAtStep(student, "visual", right_after=student < 4 or None) for student in range(6)]
    told = report([], [*helps, *(HelpAtStep(student, "easier") for student in range(4))])
    assert [cell["kind"] for cell in told["helps"]] == ["visual"]
    assert told["helps"][0]["right_after"] is None


def test_one_student_helped_five_times_is_still_one_student():
    assert report([], [HelpAtStep(1, "visual")] * 9)["helps"] == []


levels = st.sampled_from([LOST, FINE, None])


@given(hidden=st.lists(levels, max_size=4), data=st.data())
def test_no_report_tells_apart_how_a_small_group_looked(hidden, data):
    other = data.draw(st.lists(levels, min_size=len(hidden), max_size=len(hidden)))
    shown = visits(1, 7, levels=LOST)
    small = [StudentAtStep(step=2, levels=own, wrong=1) for own in hidden]
    changed = [StudentAtStep(step=2, levels=own, wrong=1) for own in other]
    assert report(shown + small) == report(shown + changed)


@given(hidden=st.lists(levels, min_size=1, max_size=4), data=st.data())
def test_how_a_small_group_looked_cannot_be_subtracted_from_several_sessions(hidden, data):
    known = report(visits(1, 7, levels=LOST, wrong=1))
    other = data.draw(st.lists(levels, min_size=len(hidden), max_size=len(hidden)))
    one = merge_reports([known, report([StudentAtStep(step=1, levels=own) for own in hidden])])
    two = merge_reports([known, report([StudentAtStep(step=1, levels=own) for own in other])])
    assert one == two
    assert one["steps"][0]["students"] == 7 + len(hidden)
    assert one["steps"][0]["states"] == known["steps"][0]["states"]


@given(levels_of=st.lists(levels, min_size=5, max_size=9))
def test_few_known_among_many_cannot_be_told_from_others(levels_of):
    few = [own if number < 4 else None for number, own in enumerate(levels_of)]
    seen = [StudentAtStep(step=1, levels=own) for own in few]
    assert report(seen) == report([replace(one, levels=None) for one in seen])


def test_sessions_of_a_lesson_add_up():
    one = report(visits(1, 5, levels=LOST, tries=1, wrong=1, seconds=20))
    two = report(visits(1, 6, levels=FINE, seconds=40))
    cell = merge_reports([one, two])["steps"][0]
    assert (cell["students"], cell["wrong"], cell["seconds"]) == (11, 5, 30)
    assert (cell["states"]["counts"]["confused"], cell["states"]["counts"]["engaged"]) == (4, 5)
    assert cell["states"]["untold"] == 2


def test_an_older_report_that_held_a_small_group_back_goes_on_holding_it():
    held = dict.fromkeys(("students", "tries", "wrong", "hints", "seconds", "states"))
    older = {"min_group": 5, "steps": [{"step": 1, "number": 1, "title": "First", **held}], "helps": []}
    assert merge_reports([older])["steps"][0]["students"] is None
    assert merge_reports([report([])])["steps"][0]["students"] == 0
