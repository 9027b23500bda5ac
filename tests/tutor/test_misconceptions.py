"""What an answer shows that a student believes: kept with the answer, and met with the course's words."""

from uuid import uuid4

import pytest

from content.models import Misconception
from tutor.models import Answer
from tutor.services.answers import record_answer, shared_feedback

FLIPS = "flips-it"


@pytest.fixture
def misconception(lesson, question):
    question.spec = {"answer": "4", "wrong": [{"value": "2", "misconception": FLIPS}]}
    question.save()
    return Misconception.objects.create(
        course=lesson.course, slug=FLIPS, title="Flips the fraction", feedback="Look which way up it is."
    )


def answer(sitting, question, number):
    return record_answer(
        sitting=sitting, question=question, submission_id=uuid4(), response={"number": [number]}
    )


def test_an_answer_keeps_what_it_shows_and_says_what_the_course_says(sitting, question, misconception):
    answer(sitting, question, "2")
    kept = Answer.objects.get()
    assert (kept.misconceptions, kept.feedback) == ([FLIPS], "Look which way up it is.")


def test_any_other_answer_shows_none(sitting, question, misconception):
    answer(sitting, question, "3")
    answer(sitting, question, "4")
    assert [kept.misconceptions for kept in Answer.objects.all()] == [[], []]


def test_a_question_that_names_none_costs_no_query(question, django_assert_num_queries):

    with django_assert_num_queries(0):
        assert shared_feedback(question) == {}
