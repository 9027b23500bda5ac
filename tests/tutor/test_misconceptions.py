"""What an answer shows that a student believes: kept with the answer, and met with the course's words."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.models import Condition, Course, Lesson, Misconception, Rule
from tutor.models import Answer, Sitting
from tutor.queries.observations import events_at_step, showings_of
from tutor.services.adaptations import consider
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


@pytest.fixture
def again(question, sitting):
    """A rule that acts when the student shows the misconception for the second time."""
    rule = Rule.objects.create(slug="again", name="Again", effects=["visual"], cooldown_s=0, priority=90)
    Condition.objects.create(
        rule=rule, signal="mastery.misconceptions_course", enter=2, leave=2, misconception=FLIPS
    )
    sitting.step = question.step
    sitting.save()
    return rule


def test_the_second_showing_brings_help_the_first_does_not(sitting, question, misconception, again):
    answer(sitting, question, "2")
    assert consider(sitting_id=sitting.pk) is None
    answer(sitting, question, "3")
    assert consider(sitting_id=sitting.pk) is None
    answer(sitting, question, "2")
    assert consider(sitting_id=sitting.pk).rule_key == str(again.pk)


def test_showings_count_over_the_course_and_of_this_student_alone(
    sitting, question, misconception, ben, noor
):
    other = Lesson.objects.create(course=sitting.lesson.course, slug="other", title="Other", position=2)
    elsewhere = Course.objects.create(slug="elsewhere", title="Elsewhere", owner=noor, is_published=True)
    far = Lesson.objects.create(course=elsewhere, slug="far", title="Far")
    sittings = [
        sitting,
        *(Sitting.objects.create(student=sitting.student, lesson=lesson) for lesson in (other, far)),
        Sitting.objects.create(student=ben, lesson=sitting.lesson),
    ]
    for one in sittings:
        Answer.objects.create(
            sitting=one,
            question=question,
            submission_id=uuid4(),
            response={},
            is_correct=False,
            misconceptions=[FLIPS],
        )
    found = showings_of(sitting, now=timezone.now())
    assert [(showing.misconception, showing.in_lesson) for showing in found] == [
        (FLIPS, True),
        (FLIPS, False),
    ]


def test_no_rule_that_asks_no_query(sitting, django_assert_num_queries):
    def gather(asked):
        return events_at_step(sitting, now=timezone.now(), span_s=60, asked=asked)

    sitting.lesson.course_id  # noqa: B018 (known before)
    with CaptureQueriesContext(connection) as without:
        assert gather({"said.lost"}).showings is None
    with CaptureQueriesContext(connection) as with_one:
        assert gather({"mastery.misconceptions_lesson"}).showings == []
    assert len(with_one) == len(without) + 1
