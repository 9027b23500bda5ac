"""Rows are locked in one order: two requests of one student, or of a class, never wait for each other."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests.presses import HTMX, press
from tests.together import at_once
from tutor.models import Classroom, ClassSession, Consent, Sitting, StepVisit, User
from tutor.services import consents, personal_data
from tutor.services.sittings import enter_step, open_sitting
from tutor.services.teaching import classrooms
from tutor.services.teaching.group_prompts import start_prompt
from tutor.services.teaching.sessions import (
    AnotherSessionRuns,
    ClassIsArchived,
    end_session,
    start_session,
    take_seat,
)

together = pytest.mark.django_db(transaction=True)


def test_the_watch_sees_a_transaction_that_goes_against_the_order(sitting, locks_in_order):
    with transaction.atomic():
        StepVisit.objects.filter(sitting=sitting).update(finished_at=None)
        sitting.save()
    assert locks_in_order.inversions == ["tutor_sitting after tutor_stepvisit"]
    locks_in_order.inversions.clear()


def as_student(student: User, path: str, **data: object):
    """Return a request of a student's, to be sent in a thread."""
    client = Client()
    client.force_login(student)
    return lambda: client.post(path, data, headers=HTMX).status_code if data else client.get(path).status_code


def requests_at(sitting: Sitting, student: User) -> dict[str, object]:
    advance = reverse("tutor:advance", args=[sitting.pk])
    first, second = sitting.lesson.steps.all()[:2]
    question = second.questions.get()
    answer = reverse("tutor:answer", args=[sitting.pk, question.pk])
    report = reverse("tutor:report", args=[sitting.pk])
    return {
        "advance": as_student(student, advance, **press(step=first.pk)),
        "advance on": as_student(student, advance, **press(step=second.pk)),
        "step": as_student(student, reverse("tutor:step", args=[sitting.pk, 2])),
        "answer": as_student(student, answer, **press(tries=0, number="3")),
        "hint": as_student(student, reverse("tutor:hint", args=[sitting.pk, question.pk]), **press(rung=0)),
        "report": as_student(student, report, **press(step=first.pk, feeling="lost")),
    }


PAIRS = [
    ("advance", "advance"),
    ("advance", "step"),
    ("advance", "advance on"),
    ("advance on", "step"),
    ("advance", "answer"),
    ("hint", "hint"),
    ("report", "advance on"),
    ("report", "answer"),
]


@together
@pytest.mark.parametrize("pair", PAIRS, ids=" beside ".join)
def test_two_requests_of_one_student_both_come_through(sitting, amira, pair):
    for step in sitting.lesson.steps.all():
        enter_step(sitting=sitting, step=step)
    enter_step(sitting=sitting, step=sitting.lesson.steps.all()[0])
    requests = [requests_at(sitting, amira)[name] for name in pair]
    # Whichever comes second may find that the page it came from is out of date.
    assert sorted(at_once(*requests)) in ([200, 200], [200, 409])


@together
def test_groups_that_form_while_the_session_ends_leave_no_open_prompt(sitting, amira, tariq, classroom):
    session = start_session(classroom=classroom, lesson=sitting.lesson, pacing="teacher")
    asked = {"session": session, "teacher": tariq, "words": "Why?", "step": None, "minutes": 5}
    said = at_once(
        lambda: start_prompt(**asked, groups=[[sitting.pk]]),
        lambda: end_session(session=ClassSession.objects.get()),
        lambda: take_seat(sitting=Sitting.objects.get()),
    )
    assert not [error for error in said if isinstance(error, Exception) and "deadlock" in str(error)]
    assert not ClassSession.objects.get().prompts.filter(closed_at=None).exists()


@together
def test_a_class_that_is_archived_while_a_session_starts_has_no_open_session(classroom, lesson):
    def start():
        return start_session(classroom=stale, lesson=lesson, pacing="self")

    stale = Classroom.objects.get()
    for first_to_last in (True, False):
        classrooms.archive_classroom(classroom=classroom, archived=False)
        works = [start, lambda: classrooms.archive_classroom(classroom=classroom, archived=True)]
        stale.refresh_from_db()
        said = at_once(*(works if first_to_last else works[::-1]))
        assert all(
            isinstance(one, ClassSession | ClassIsArchived | AnotherSessionRuns | None) for one in said
        ), said
        assert not ClassSession.objects.exclude(state="ended").exists()


@pytest.mark.django_db
def test_a_page_that_did_not_hear_of_the_archiving_starts_no_session(classroom, lesson):
    stale = Classroom.objects.get()
    classrooms.archive_classroom(classroom=classroom, archived=True)
    with pytest.raises(ClassIsArchived):
        start_session(classroom=stale, lesson=lesson, pacing="self")


@together
def test_taking_a_yes_back_and_erasing_do_not_wait_for_each_other(amira, ben, classroom, sitting):
    other = Classroom.objects.create(name="Year 7")
    for student in (amira, ben):
        classrooms.join_classroom(classroom=other, student=student)
    said = at_once(
        lambda: personal_data.erase(person=amira, with_account=False),
        lambda: consents.withdraw(student=ben, purpose=Consent.Purpose.FIGURES),
        lambda: classrooms.remove_student(classroom=other, student_id=ben.pk),
    )
    assert said == [None, None, True]


@together
def test_two_lessons_that_a_new_student_opens_at_once_are_one_sitting(amira, lesson):
    said = at_once(*[lambda: open_sitting(student=User.objects.get(username="amira"), lesson=lesson)] * 2)
    assert len({sitting.pk for sitting in said}) == 1
    assert connection.vendor != "postgresql" or Sitting.objects.count() == 1
