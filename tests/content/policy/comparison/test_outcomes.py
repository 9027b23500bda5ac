"""What counts as help that helped, and what is made of whatever is missing."""

import pytest

from content.policy.comparison import Outcome
from content.policy.comparison.outcomes import (
    WAIT_S,
    WEEK_S,
    Try,
    has_question,
    helped_bounds,
    mastery_after_a_week,
    next_answer,
    seconds_to_right,
)

AT = 1000.0
LATER = AT + 60
TOMORROW = AT + WAIT_S


@pytest.mark.parametrize(
    ("tries", "came"),
    [
        ([Try(LATER, is_right=True)], Outcome.RIGHT),
        ([Try(LATER, is_right=True, had_hint=True)], Outcome.NOT_RIGHT),
        ([Try(LATER, is_right=False), Try(LATER + 1, is_right=True)], Outcome.NOT_RIGHT),
        ([Try(AT - 5, is_right=False), Try(LATER, is_right=True)], Outcome.RIGHT),
    ],
)
def test_the_next_answer_counts_if_it_is_right_without_a_hint(tries, came):
    assert next_answer(AT, tries, now=TOMORROW) is came


def test_it_is_open_for_a_day_and_then_who_left_is_not_right():
    assert next_answer(AT, [], now=TOMORROW - 1) is Outcome.OPEN
    assert next_answer(AT, [], now=TOMORROW) is Outcome.NOT_RIGHT


def test_an_answer_after_the_day_changes_nothing_that_was_counted():
    late = [Try(TOMORROW + 1, is_right=True)]
    assert next_answer(AT, late, now=TOMORROW + 2) is next_answer(AT, [], now=TOMORROW)


def test_a_question_that_was_taken_away_is_void_unless_it_was_answered():
    assert next_answer(AT, [], now=TOMORROW, is_gone=True) is Outcome.VOID
    assert next_answer(AT, [Try(LATER, is_right=True)], now=TOMORROW, is_gone=True) is Outcome.RIGHT


def test_chance_chooses_only_before_a_question():
    assert has_question(2, is_answered=False)
    assert not has_question(0, is_answered=False)
    assert not has_question(2, is_answered=True)


def test_who_never_gets_it_right_counts_with_the_longest_time():
    tries = [Try(LATER, is_right=False), Try(LATER + 30, is_right=True)]
    assert seconds_to_right(AT, tries, now=LATER + 40) == 90
    assert seconds_to_right(AT, tries, now=LATER) is None
    assert seconds_to_right(AT, tries[:1], now=TOMORROW) == WAIT_S
    assert seconds_to_right(AT, [Try(TOMORROW + 9, is_right=True)], now=TOMORROW + 10) == WAIT_S


def test_mastery_is_that_of_the_weeks_end_and_of_before_where_nobody_answered():
    end = AT + WEEK_S
    beliefs = [(AT - 10, 0.3), (LATER, 0.6), (end + 1, 0.9)]
    assert mastery_after_a_week(AT, beliefs, now=end - 1) is None
    assert mastery_after_a_week(AT, beliefs, now=end + 5) == 0.6
    assert mastery_after_a_week(AT, beliefs[:1], now=end) == 0.3
    with pytest.raises(ValueError, match="no belief"):
        mastery_after_a_week(AT, beliefs[2:], now=end)


def test_of_those_who_say_nothing_the_worst_and_the_best_is_told():
    assert helped_bounds(6, 2, 2) == (0.6, 0.8)
    assert helped_bounds(3, 1, 0) == (0.75, 0.75)
    with pytest.raises(ValueError, match="nobody"):
        helped_bounds(0, 0, 0)
