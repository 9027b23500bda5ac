"""What a teacher looks at tomorrow: what needs it most, as far as that is sure."""

from tutor.domain.reports.class_report import StudentAtStep, build_report
from tutor.domain.reports.hardest_steps import hardest_steps, headline

TITLES = ["First", "Second", "Third", "Fourth", "Fifth"]


def report(*steps: tuple[int, int, dict[str, object]], min_group: int = 5) -> dict:
    """Return a report of (students, step, what each did)."""
    seen = [
        StudentAtStep(step=step, **facts)  # type: ignore[arg-type]
        for students, step, facts in steps
        for _ in range(students)
    ]
    return build_report(list(enumerate(TITLES, start=1)), seen, [], min_group=min_group)


def numbers(told: dict) -> list[int]:
    return [hard.cell["number"] for hard in hardest_steps(told)]


def test_all_of_twenty_wrong_come_before_most_of_more():
    told = report(
        (8, 2, {"tries": 4, "wrong": 3}), (1, 2, {"tries": 0, "wrong": 2}), (10, 4, {"tries": 2, "wrong": 2})
    )
    assert numbers(told) == [4, 2]
    assert headline(told) == "Tomorrow, look at step 4, Fourth."
    assert [hard.why for hard in hardest_steps(told)] == [
        "20 of 20 answers wrong (84 to 100%)",
        "26 of 32 answers wrong (65 to 91%)",
    ]


def test_one_wrong_answer_says_less_than_many():
    assert numbers(report((1, 1, {"tries": 1, "wrong": 1}), (8, 2, {"tries": 4, "wrong": 3}))) == [2, 1]


def test_hints_and_time_decide_between_equals():
    same = {"tries": 2, "wrong": 1}
    assert numbers(report((6, 1, same), (6, 2, {**same, "hints": 1}))) == [2, 1]
    times = report(
        (6, 1, {**same, "seconds": 30}), (6, 2, {**same, "seconds": 90}), (6, 3, {**same, "seconds": 30})
    )
    assert numbers(times)[0] == 2
    assert "90 s, where steps here usually take 30 s" in hardest_steps(times)[0].why


def test_a_long_step_without_a_question_stands_out_too():
    told = report(*((6, step, {"seconds": 200 if step == 3 else 40}) for step in range(1, 6)))
    assert numbers(told) == [3]


def test_a_small_class_is_told_what_to_look_at():
    assert headline(report((3, 2, {"tries": 2, "wrong": 2}))) == "Tomorrow, look at step 2, Second."


def test_few_wrong_answers_do_not_stand_out():
    assert headline(report((20, 2, {"tries": 1, "wrong": 0}), (1, 2, {"tries": 1, "wrong": 1}))).startswith(
        "Tomorrow, go on"
    )


def test_nobody_there_is_said():
    assert headline(report()) == "Nobody took part, so this report stays empty."


def test_a_report_from_before_small_groups_got_their_facts_says_why_it_is_empty():
    cell = dict.fromkeys(("students", "tries", "wrong", "hints", "seconds", "states"))
    older = {"min_group": 5, "steps": [{"step": 1, "number": 1, "title": "First", **cell}], "helps": []}
    assert "Fewer than 5" in headline(older)
