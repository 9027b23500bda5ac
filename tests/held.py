"""A session that was held, for whatever tests reports."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.conftest import make_user
from tests.tutor.test_class_page import estimate
from tutor.models import Enrolment
from tutor.services import sessions
from tutor.services.answers import record_answer
from tutor.services.readings import record_reading
from tutor.services.sittings import enter_step, open_sitting


@pytest.fixture
def hold_session(classroom, lesson):
    """Hold a session in which so many answer wrongly, with so many lost and the others fine, and end it."""

    def hold(*, students: int, lost: int, first: int = 0, before_end=lambda: None):
        ask = lesson.steps.get(slug="ask")
        session = sessions.start_session(classroom=classroom, lesson=lesson, pacing="self")
        for number in range(first, first + students):
            student = make_user(f"s{number}", first_name=f"Pupil{number}")
            Enrolment.objects.create(classroom=classroom, student=student)
            sitting = open_sitting(student=student, lesson=lesson)
            sessions.take_seat(sitting=sitting)
            enter_step(sitting=sitting, step=ask)
            response = {"number": ["7"]}
            record_answer(
                sitting=sitting, question=ask.questions.get(), submission_id=uuid4(), response=response
            )
            level = 0.9 if number - first < lost else 0.1
            for back in range(3):
                at = timezone.now() - timedelta(milliseconds=back)
                record_reading(sitting=sitting, estimate=estimate(confused=level), at=at)
        before_end()
        sessions.end_session(session=session)
        session.refresh_from_db()
        return session

    return hold
