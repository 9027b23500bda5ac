"""The server's clock is set back by an hour in the middle of a lesson, and the lesson goes on."""

import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from tests.people import make_user
from tutor.models import Enrolment, StepVisit
from tutor.presenters.class_overview import overview_of
from tutor.services.adaptations import consider
from tutor.services.answers import record_self_report
from tutor.services.sittings import enter_step, note_presence, open_sitting
from tutor.services.teaching import classes
from tutor.services.teaching.sessions import start_session, take_seat

RULES = Path(__file__).resolve().parents[2] / "content" / "courses" / "default_rules.yaml"
HOUR = timedelta(hours=1)


@pytest.fixture
def clock(monkeypatch):
    """Return a function that sets every clock of the server back by an hour."""
    real, real_s = timezone.now, time.time

    def set_back():
        monkeypatch.setattr(timezone, "now", lambda: real() - HOUR)
        monkeypatch.setattr("time.time", lambda: real_s() - HOUR.total_seconds())

    return set_back


@pytest.fixture
def taught(classroom, sitting):
    session = start_session(classroom=classroom, lesson=sitting.lesson, pacing="self")
    take_seat(sitting=sitting)
    enter_step(sitting=sitting, step=sitting.lesson.steps.first())
    record_self_report(sitting=sitting, feeling="fine", submission_id=uuid4())
    return session


def test_who_shows_life_is_there(clock, taught, sitting, classroom):
    clock()
    note_presence(sitting_id=sitting.pk)
    overview = overview_of(classroom, session=taught, min_group=5)
    assert "Nobody" not in overview.headline
    assert "1 " in overview.headline
    assert [step["count"] for step in overview.steps] == [1, 0, 0]


def test_the_picture_of_a_class_has_no_slot_that_is_yet_to_come(clock, classroom, lesson):
    students = [make_user(f"s{number}") for number in range(5)]
    Enrolment.objects.bulk_create(Enrolment(classroom=classroom, student=student) for student in students)
    sittings = [open_sitting(student=student, lesson=lesson) for student in students]
    clock()
    for sitting in sittings[:4]:
        note_presence(sitting_id=sitting.pk)
    series = overview_of(classroom, session=None, min_group=5).series
    assert max(series["labels"]) <= timezone.localtime().strftime("%H:%M:%S")


@pytest.mark.slow
def test_a_tap_brings_help_and_the_teacher_sees_it(clock, taught, sitting, classroom):
    call_command("load_rules", str(RULES), verbosity=0)
    record_self_report(sitting=sitting, feeling="lost", submission_id=uuid4())
    first = consider(sitting_id=sitting.pk)
    clock()
    record_self_report(sitting=sitting, feeling="lost", submission_id=uuid4())
    again = consider(sitting_id=sitting.pk)
    assert None not in (first, again)
    assert first.kind != again.kind
    calls = overview_of(classroom, session=taught, min_group=5).calls
    assert [reason.kind for call in calls for reason in call.reasons] == ["lost"]


def test_the_clock_of_the_step_begins_anew(clock, taught, sitting):
    clock()
    note_presence(sitting_id=sitting.pk)
    assert StepVisit.objects.get(sitting=sitting, step=sitting.step).entered_at <= timezone.now()


def test_a_class_is_asked_about_again_at_once(clock):
    cache.clear()
    asked = [classes._is_first_to_ask(1, 1) for _ in range(2)]
    clock()
    assert [*asked, classes._is_first_to_ask(1, 1)] == [True, False, True]
