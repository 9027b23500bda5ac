"""Who is stuck is told by acts."""

import pytest

from tutor.domain.stuck import LearningFacts, stuck_reasons


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
    assert stuck_reasons(LearningFacts(answers=answers)) == reasons


def test_a_long_stay_counts_unless_the_last_answer_was_right():
    assert stuck_reasons(LearningFacts(seconds_on_step=361)) == ["6 minutes on this step"]
    assert stuck_reasons(LearningFacts(seconds_on_step=359)) == []
    assert stuck_reasons(LearningFacts(answers=[True], seconds_on_step=900)) == []


def test_a_tap_for_help_comes_first():
    facts = LearningFacts(answers=[False] * 3, says_lost=True)
    assert stuck_reasons(facts) == ["asked for help", "wrong 3 times"]
