"""What may be told of variants that chance chose among: nothing of few, nothing by subtraction."""

from dataclasses import replace

import pytest

from content.policy.comparison import Arm, Outcome, Standing, Terms, Verdict, choose
from tutor.domain.reports.comparisons import Chosen, NamedArm, compared_cell, read_verdict, renewed
from tutor.domain.reports.variants_seen import merge_seen, seen_cells

ONE, TWO = Arm("1", "a"), Arm("2", "b")
ARMS = [NamedArm(ONE, "visual", "Dots"), NamedArm(TWO, "visual", "A line")]
AT = "2026-01-01T10:00+00:00"


def made(students, *, right=lambda number, arm: True, group=lambda number: 1, first=0, **more):
    """Return choices, every second one of each arm, and what came of them."""
    found, known = [], [Standing(ONE), Standing(TWO)]
    for number in range(first, first + students):
        choices = (choose(known, seed=f"{number}/{n}", terms=Terms()) for n in range(99))
        choice = next(one for one in choices if one.chosen == number % 2)
        is_right, old = right(number, choice.chosen), known[choice.chosen]
        known[choice.chosen] = replace(old, right=old.right + is_right, wrong=old.wrong + (not is_right))
        outcome = Outcome.RIGHT if is_right else Outcome.NOT_RIGHT
        found.append(Chosen(number, group(number), choice, outcome, **more))
    return found


def cell_of(entries, arms=ARMS):
    return compared_cell(entries, arms, terms=Terms(), min_group=5, at=AT)


def test_a_step_with_enough_students_tells_of_both_arms():
    cell = cell_of(made(40, right=lambda number, arm: arm == 1))
    assert [(one["title"], one["right"], one["students"]) for one in cell["arms"]] == [
        ("Dots", 0, 20),
        ("A line", 20, 20),
    ]
    assert cell["pairs"][0]["whenever"][0] > 0
    assert read_verdict(cell).better == TWO
    assert cell["at"] == AT


def test_an_arm_with_few_students_holds_all_back():
    assert cell_of(made(9)) is None
    assert cell_of(made(10)) is not None
    assert cell_of(made(40), ARMS[:1]) is None


def test_small_classes_count_only_together():
    entries = made(20) + made(4, group=lambda number: 2, first=20)
    assert cell_of(entries)["students"] == 20
    entries += made(4, group=lambda number: 3, first=24)
    assert cell_of(entries)["students"] == 28


def test_where_a_camera_had_a_part_nothing_is_told_apart_and_counts_are_rounded():
    entries = made(21) + made(22, first=21, from_camera=True)
    cell = cell_of(entries)
    assert cell["is_rounded"]
    assert {one["students"] % 5 for one in cell["arms"]} == {0}
    assert not cell_of(made(43))["is_rounded"]


def test_a_cell_changes_by_a_whole_group_at_a_time():
    kept = cell_of(made(40))
    assert renewed(kept, cell_of(made(44)), ARMS, min_group=5) is kept
    later = cell_of(made(46))
    assert renewed(kept, later, ARMS, min_group=5) is later
    assert renewed(None, kept, ARMS, min_group=5) is kept


def test_a_cell_stays_where_one_student_had_everything_erased():
    kept = cell_of(made(10))
    assert renewed(kept, cell_of(made(9)), ARMS, min_group=5) is kept


def test_of_a_changed_text_nothing_old_is_told():
    kept = cell_of(made(40))
    other = {**kept, "students": 12, "arms": [{**kept["arms"][0], "text": "new"}, kept["arms"][1]]}
    arms = [NamedArm(Arm("1", "new"), "visual", "Dots"), ARMS[1]]
    assert renewed(kept, other, arms, min_group=5) is other
    assert renewed(kept, None, arms, min_group=5) is None


@pytest.mark.parametrize("verdict", [Verdict("better", TWO, 6, 19), Verdict("too_few", more=40)])
def test_a_sentence_is_kept_in_values(verdict):
    cell = cell_of(made(40))
    better = None if verdict.better is None else 1
    cell["verdict"] = {**vars(verdict), "better": better}
    assert read_verdict(cell) == verdict


def test_seconds_and_what_students_said_are_told_of_enough():
    cell = cell_of(made(40, seconds=30.0, gained=0.2, helped=True))
    assert [(one["seconds"], one["gained"], one["helped"]) for one in cell["arms"]] == [
        (30, 0.2, [1.0, 1.0])
    ] * 2
    silent = cell_of(made(40))
    assert [(one["seconds"], one["gained"], one["helped"]) for one in silent["arms"]] == [
        (None, None, [0.0, 1.0])
    ] * 2


STEPS = [(7, "Your turn"), (8, "The end")]


def seen(dots, line, step=7):
    return [(step, "Dots", "1")] * dots + [(step, "A line", "2")] * line


def test_a_session_tells_at_least_how_many_saw_which_variant():
    (cell,) = seen_cells(STEPS, seen(7, 4), min_group=5)
    assert (cell["number"], cell["title"]) == (1, "Your turn")
    assert cell["seen"] == {"counts": {"A line": 4, "Dots": 6}, "untold": 1}


def test_a_session_with_few_tells_nothing_of_them():
    assert seen_cells(STEPS, seen(2, 2), min_group=5) == []


def test_several_sessions_add_their_bounds():
    one, other = (seen_cells(STEPS, seen(*counts), min_group=5) for counts in ((7, 4), (5, 1)))
    (merged,) = merge_seen([one, other])
    assert merged["seen"] == {"counts": {"A line": 4, "Dots": 11}, "untold": 2}
