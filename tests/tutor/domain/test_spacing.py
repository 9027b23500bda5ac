"""When a question comes again, and which tries count."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.learning.spacing import Try, counting_tries, next_due, read_tries

MONDAY = datetime(2026, 3, 2, 16, tzinfo=UTC)


def tried(*entries: tuple[float, bool]) -> list[Try]:
    """Return tries from (days after Monday, right) pairs."""
    return [Try(MONDAY + timedelta(days=days), is_right) for days, is_right in entries]


def days_until_due(*entries: tuple[float, bool]) -> float:
    tries = tried(*entries)
    due = next_due(tries)
    assert due is not None
    return (due + timedelta(hours=4) - tries[-1].at) / timedelta(days=1)


def test_a_question_never_tried_is_not_due():
    assert next_due([]) is None


def test_it_comes_again_after_one_day_then_three_then_seven():
    assert days_until_due((0, False)) == 1
    assert days_until_due((0, False), (1, True)) == 3
    assert days_until_due((0, False), (1, True), (4, True)) == 7
    assert days_until_due((0, False), (1, True), (4, True), (11, True)) == 7


def test_a_review_that_goes_wrong_starts_over():
    assert days_until_due((0, True), (1, True), (4, False)) == 1


def test_right_the_first_time_is_not_yet_a_review():
    assert days_until_due((0, True)) == 1


def test_a_second_try_after_the_feedback_does_not_count():
    first, second, later = tried((0, False), (0.001, True), (1, True))
    assert counting_tries([first, second, later]) == [first, later]


def test_a_try_before_it_is_due_puts_the_rest_off_and_counts_for_nothing():
    tries = tried((0, False), (0.5, True), (1, True))
    assert counting_tries(tries) == tries[:1]


def test_the_same_hour_next_day_is_never_too_early():
    assert len(counting_tries(tried((0, False), (0.99, True)))) == 2


def test_right_after_a_hint_is_not_right():
    at = [MONDAY + timedelta(minutes=minutes) for minutes in range(4)]
    tries = read_tries([(at[1], True), (at[2], True)], [at[0]])
    assert [entry.is_right for entry in tries] == [False, True]


@given(st.lists(st.tuples(st.floats(0, 60), st.booleans()), min_size=1, max_size=12))
def test_the_first_try_counts_and_nothing_is_due_at_once(entries):
    tries = tried(*sorted(entries))
    assert counting_tries(tries)[0] == tries[0]
    assert next_due(tries) > tries[-1].at
