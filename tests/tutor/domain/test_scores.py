"""What a lesson counts in a gradebook."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.learning.scores import (
    Grading,
    LessonStanding,
    Progress,
    QuestionStanding,
    standing_in,
)

FIRST = QuestionStanding(right_at_first=True, right=True)
LATER = QuestionStanding(right=True)
OPEN = QuestionStanding()
KNOWN = QuestionStanding(known=True)

standings = st.builds(QuestionStanding, st.booleans(), st.booleans(), st.booleans())
lessons = st.lists(
    st.builds(LessonStanding, st.booleans(), st.booleans(), st.lists(standings, max_size=4).map(tuple)),
    max_size=4,
)


def lesson(*questions, ended=False, begun=True) -> LessonStanding:
    return LessonStanding(begun, ended, questions)


def test_a_score_worked_by_hand():
    assert lesson(FIRST, LATER, OPEN, KNOWN).score == pytest.approx((1 + 0.5 + 0 + 1) / 4)


def test_a_lesson_that_lasts_is_pending_and_one_that_ended_is_final():
    lasts, ended = standing_in([lesson(FIRST)]), standing_in([lesson(FIRST, ended=True)])
    assert (lasts.progress, lasts.grading) == (Progress.IN_PROGRESS, Grading.PENDING)
    assert (ended.progress, ended.grading) == (Progress.COMPLETED, Grading.FULLY_GRADED)


def test_nothing_is_told_of_what_was_not_begun():
    assert standing_in([lesson(OPEN, begun=False)]) is None
    assert standing_in([]) is None


def test_a_lesson_without_questions_counts_when_it_has_ended():
    assert standing_in([lesson()]).score is None
    assert standing_in([lesson(ended=True)]).score == 1


def test_a_course_is_the_mean_of_its_lessons_and_ends_with_the_last():
    course = standing_in([lesson(FIRST, ended=True), lesson(OPEN, begun=False)])
    assert (course.score, course.progress) == (0.5, Progress.IN_PROGRESS)


def test_the_best_so_far_counts():
    assert standing_in([lesson(LATER)], best=0.9).score == 0.9
    assert standing_in([lesson(FIRST)], best=0.9).score == 1


@given(lessons, st.none() | st.floats(0, 1))
def test_a_score_is_a_share_and_never_falls(course, best):
    found = standing_in(course, best=best)
    if found is not None and found.score is not None:
        assert 0 <= found.score <= 1
        assert best is None or found.score >= best
