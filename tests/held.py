"""A session that was held, for whatever tests reports."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.db.models import F
from django.utils import timezone

from content.models import Lesson
from tests.people import make_user
from tests.tutor.estimates import keep_readings
from tutor.models import (
    AffectAudience,
    AffectLesson,
    AffectSlot,
    Classroom,
    ClassSession,
    Enrolment,
    Sitting,
    StepVisit,
)
from tutor.services.affect import update_ledger
from tutor.services.answers import record_answer
from tutor.services.sittings import enter_step, open_sitting
from tutor.services.teaching import sessions

# As long as it takes until figures are told; and hours, in slots.
LASTED_S, HOURS = 100, 1000


def _let_hours_pass():
    """Move what was told so far to hours ago, so that a session held now is another lesson."""
    AffectSlot.objects.update(slot=F("slot") - HOURS)
    AffectAudience.objects.update(since=F("since") - HOURS)
    moved = {name: F(name) - HOURS for name in ("began", "next_slot", "last_here")}
    AffectLesson.objects.update(**moved)


def _begin_earlier(session):
    since = timezone.now() - timedelta(seconds=LASTED_S)
    ClassSession.objects.filter(pk=session.pk).update(started_at=since)
    session.started_at = since
    session.seats.update(taken_at=since)
    sittings = Sitting.objects.filter(seats__session=session)
    sittings.update(started_at=since)
    StepVisit.objects.filter(sitting__in=sittings).update(entered_at=since)
    Enrolment.objects.filter(classroom=session.classroom).update(joined_at=since)


def hold_a_session(
    classroom: Classroom,
    lesson: Lesson,
    *,
    students: int,
    lost: int,
    first: int = 0,
    before_end: Callable[[], None] = lambda: None,
) -> ClassSession:
    """Hold a session in which so many answer wrongly, with so many lost and the others fine, and end it."""
    ask = lesson.steps.get(slug="ask")
    _let_hours_pass()
    session = sessions.start_session(classroom=classroom, lesson=lesson, pacing="self")
    sittings = []
    for number in range(first, first + students):
        student = make_user(f"s{number}", first_name=f"Pupil{number}")
        Enrolment.objects.create(classroom=classroom, student=student)
        sitting = open_sitting(student=student, lesson=lesson)
        sessions.take_seat(sitting=sitting)
        enter_step(sitting=sitting, step=ask)
        response = {"number": ["7"]}
        record_answer(sitting=sitting, question=ask.questions.get(), submission_id=uuid4(), response=response)
        sittings.append(sitting)
    # However slow the machine: all are read at the same moments, and so known in the same slots.
    now = timezone.now()
    moments = [now - timedelta(seconds=back) for back in range(0, LASTED_S, 4)]
    for place, sitting in enumerate(sittings):
        keep_readings(sitting, confused=0.9 if place < lost else 0.1, at=moments)
    _begin_earlier(session)
    before_end()
    update_ledger(classroom, now=timezone.now())
    sessions.end_session(session=session)
    session.refresh_from_db()
    return session
