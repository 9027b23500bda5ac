"""A session's report, and what no arithmetic on it may tell."""

from tutor.domain.reports.class_report import (
    DisclosedSlot,
    HelpAtStep,
    StudentAtStep,
    build_report,
    describe_words,
)
from tutor.domain.reports.merged_reports import merge_reports

STEPS = [(1, "First"), (2, "Second"), (3, "Third")]
LOST = {"engaged": 0, "bored": 0, "confused": 4, "frustrated": 0, "untold": 1}
FINE = {"engaged": 5, "bored": 0, "confused": 0, "frustrated": 0, "untold": 1}


COUNTS = dict.fromkeys(("engaged", "bored", "confused", "frustrated"), 0)


def visits(step: int, count: int, **facts: object) -> list[StudentAtStep]:
    return [StudentAtStep(step=step, **facts) for _ in range(count)]


def report(seen, helps=(), told=()):
    return build_report(STEPS, seen, helps, told, min_group=5)


def test_what_four_students_did_is_told_and_nothing_of_how_they_looked_unless_the_ledger_does():
    told = report(visits(1, 5, wrong=2, tries=3, seconds=30) + visits(2, 4, wrong=9, tries=9))
    assert (told["steps"][0]["wrong"], told["steps"][0]["seconds"]) == (10, 30)
    assert (told["steps"][1]["students"], told["steps"][1]["wrong"]) == (4, 36)
    assert told["steps"][1]["states"] is None


def test_of_the_slots_at_a_step_the_usual_one_is_told():
    worse = {**LOST, "confused": 6}
    told = [DisclosedSlot(1, column) for column in (FINE, LOST, worse)]
    cell = report(visits(1, 7), told=told)["steps"][0]
    assert cell["states"] == {"counts": {**COUNTS, "confused": 4}, "untold": 1}


def test_slots_that_tell_nothing_are_no_state():
    nothing = {**COUNTS, "untold": 6}
    assert (
        report(visits(1, 6), told=[DisclosedSlot(1, nothing), DisclosedSlot(1)])["steps"][0]["states"] is None
    )


def test_a_word_stands_at_the_step_of_which_it_was_told():
    told = report(visits(1, 6) + visits(2, 6), told=[DisclosedSlot(1, word="about half")])
    assert [cell["words"] for cell in told["steps"]] == [["about half"], [], []]
    assert describe_words(told["steps"][0]["words"]) == "about half may have been lost"


def test_an_outcome_counts_once_for_each_student_the_last_one():
    helps = [
        HelpAtStep(student, "visual", right_after=right) for right in (False, True) for student in range(6)
    ]
    assert report([], helps)["helps"][0]["right_after"] == [6, 6]


def test_what_students_said_of_help_is_told_in_lower_bounds():
    helps = [HelpAtStep(student, "visual", helped=True) for student in range(6)]
    cell = report([], helps)["helps"][0]
    assert cell["helped"] == {"counts": {"yes": 5, "no": 0}, "untold": 1}


def test_help_for_few_is_left_out_and_outcomes_of_few_too():
    helps = [HelpAtStep(student, "visual", right_after=student < 4 or None) for student in range(6)]
    told = report([], [*helps, *(HelpAtStep(student, "easier") for student in range(4))])
    assert [cell["kind"] for cell in told["helps"]] == ["visual"]
    assert told["helps"][0]["right_after"] is None


def test_one_student_helped_five_times_is_still_one_student():
    assert report([], [HelpAtStep(1, "visual")] * 9)["helps"] == []


def test_sessions_of_a_lesson_add_up():
    one = report(visits(1, 5, tries=1, wrong=1, seconds=20), told=[DisclosedSlot(1, LOST)])
    two = report(visits(1, 6, seconds=40), told=[DisclosedSlot(1, FINE, word="most")])
    cell = merge_reports([one, two])["steps"][0]
    assert (cell["students"], cell["wrong"], cell["seconds"]) == (11, 5, 30)
    assert (cell["states"]["counts"]["confused"], cell["states"]["counts"]["engaged"]) == (4, 5)
    assert (cell["states"]["untold"], cell["words"]) == (2, ["most"])


def test_an_older_report_that_held_a_small_group_back_goes_on_holding_it():
    held = dict.fromkeys(("students", "tries", "wrong", "hints", "seconds", "states"))
    older = {"min_group": 5, "steps": [{"step": 1, "number": 1, "title": "First", **held}], "helps": []}
    assert merge_reports([older])["steps"][0]["students"] is None
    assert merge_reports([report([])])["steps"][0]["students"] == 0
