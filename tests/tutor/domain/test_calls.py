"""Who could use the teacher is told by acts."""

import pytest

from tutor.domain.calls import LearningFacts, call_reasons

NOW = 10_000.0


def words(*right: bool, seconds: float = 60, **facts: float) -> list[str]:
    answers = [(NOW - 30 + at, is_right) for at, is_right in enumerate(right)]
    asked = LearningFacts(now=NOW, entered_at=NOW - seconds, answers=answers, **facts)
    return [reason.words for reason in call_reasons(asked)]


@pytest.mark.parametrize(
    ("answers", "reasons"),
    [
        ([False, False], []),
        ([False, False, False], ["wrong 3 times"]),
        ([False, False, False, True], []),
        ([True, False, False, False, False], ["wrong 4 times"]),
    ],
)
def test_three_wrong_answers_in_a_row_are_stuck(answers, reasons):
    assert words(*answers) == reasons


def test_a_long_stay_counts_unless_the_last_answer_was_right():
    assert words(seconds=361) == ["6 minutes on this step"]
    assert words(seconds=359) == []
    assert words(True, seconds=900) == []


def test_what_a_student_says_comes_before_what_the_student_did():
    assert words(False, False, False, lost_at=NOW - 5, hand_at=NOW) == [
        "hand up",
        "says “I’m lost”",
        "wrong 3 times",
    ]


def test_a_right_answer_ends_being_lost_and_leaves_the_hand_up():
    assert words(True, lost_at=NOW - 31, hand_at=NOW - 40) == ["hand up"]
    assert words(True, lost_at=NOW - 29) == ["says “I’m lost”"]


def test_a_reason_says_since_when():
    facts = LearningFacts(
        now=NOW, entered_at=NOW - 500, answers=[(NOW - 50 + at, False) for at in range(5)], lost_at=NOW - 90
    )
    assert [reason.since for reason in call_reasons(facts)] == [NOW - 90, NOW - 48, NOW - 140]
