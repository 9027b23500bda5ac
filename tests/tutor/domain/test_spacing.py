"""Which tries count, and how they are rated."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from fsrs import Rating
from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.learning.spacing import Try, counting_tries, has_rested, read_tries, this_time

MONDAY = datetime(2026, 3, 2, 16, tzinfo=UTC)
HOUR = 1 / 24


def tried(*entries: tuple[float, bool]) -> list[Try]:
    """Return tries from (days after Monday at four, right) pairs."""
    return [Try(MONDAY + timedelta(days=days), is_right) for days, is_right in entries]


def counting(*entries: tuple[float, bool], zone=UTC) -> list[int]:
    """Return the places of the tries that count."""
    tries = tried(*entries)
    return [tries.index(entry) for entry in counting_tries(tries, zone=zone)]


def test_a_second_try_after_the_feedback_does_not_count():
    assert counting((0, False), (0.001, True), (1, True)) == [0, 2]


def test_the_first_try_of_a_day_counts_and_the_next_ones_do_not():
    assert counting((0, False), (7 * HOUR, True), (1, True), (1 + 7 * HOUR, True)) == [0, 2]


def test_midnight_alone_is_no_rest():
    assert counting((7.9 * HOUR, False), (8.1 * HOUR, True)) == [0]
    assert counting((7.9 * HOUR, False), (8.1 * HOUR, True), (1, True)) == [0, 2]


def test_the_same_hour_next_day_is_never_too_early():
    assert counting((0, False), (0.99, True)) == [0, 1]


def test_days_begin_where_the_student_is():
    evening, morning = (0, False), (9 * HOUR, True)
    assert counting(evening, morning) == [0, 1]
    assert counting(evening, morning, zone=ZoneInfo("America/Los_Angeles")) == [0]


def test_a_question_has_rested_when_a_try_would_count():
    tries = tried((0, False), (1, True))
    assert not has_rested(tries, now=MONDAY + timedelta(days=1.2), zone=UTC)
    assert has_rested(tries, now=MONDAY + timedelta(days=2), zone=UTC)
    assert has_rested([], now=MONDAY, zone=UTC)


def test_this_time_begins_with_the_last_try_that_counted():
    assert this_time(tried((0, False), (0.01, True), (1, False), (1.01, True)), zone=UTC) == 2
    assert this_time([], zone=UTC) == 0


def test_right_after_a_hint_is_not_right():
    at = [MONDAY + timedelta(minutes=minutes) for minutes in range(4)]
    tries = read_tries([(at[1], True), (at[2], True)], [at[0]])
    assert [entry.is_right for entry in tries] == [False, True]


@pytest.mark.parametrize(
    ("is_correct", "has_help", "rating"),
    [
        (True, False, Rating.Good),
        (True, True, Rating.Hard),
        (False, False, Rating.Again),
        (False, True, Rating.Again),
    ],
)
def test_right_is_good_with_a_hint_hard_and_wrong_again(is_correct, has_help, rating):
    assert Try(MONDAY, is_correct, has_help).rating is rating


@given(st.lists(st.tuples(st.floats(0, 60), st.booleans()), min_size=1, max_size=12))
def test_the_first_try_counts_and_no_day_counts_twice(entries):
    tries = tried(*sorted(entries))
    counting = counting_tries(tries, zone=UTC)
    assert counting[0] == tries[0]
    days = [entry.at.date() for entry in counting]
    assert days == sorted(set(days))
