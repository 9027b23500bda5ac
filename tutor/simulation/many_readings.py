"""Millions of readings in an empty PostgreSQL: what a week of lessons leaves, made by the database itself."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from content.models import Lesson
from emotion.estimate import EMOTIONS
from tutor.models import Answer, Classroom, ClassSession, Consent, Enrolment, Seat, Sitting, StepVisit, User
from tutor.models.wordings import wording_of
from tutor.services import reading_days
from tutor.simulation import demo

CLASS_SIZE = 30
CLIP_S = 2
# Inserted by the database from its own sequence of numbers: a row a student every `CLIP_S` seconds, in the
# order in which they would come.
FILL = """
INSERT INTO tutor_reading
  (sitting_id, step_id, at, known, reason, faces_share, engaged, bored, confused, frustrated, emotions, model)
SELECT s.id, s.step_id, %s::timestamptz + k * interval '2 s' + s.id %% 2000 * interval '1 ms',
       (k + s.id) %% 9 > 0, CASE WHEN (k + s.id) %% 9 > 0 THEN '' ELSE 'no_face' END, 1,
       n.engaged, n.bored, n.confused, n.frustrated, %s::jsonb, 'measured'
FROM generate_series(0, %s - 1) AS k
CROSS JOIN (SELECT id, step_id FROM tutor_sitting WHERE id = ANY(%s)) AS s
CROSS JOIN LATERAL (SELECT CASE WHEN (k + s.id) %% 9 > 0 THEN 0.6 END AS engaged,
  CASE WHEN (k + s.id) %% 9 > 0 THEN 0.1 END AS bored, CASE WHEN (k + s.id) %% 9 > 0 THEN 0.3 END AS confused,
  CASE WHEN (k + s.id) %% 9 > 0 THEN 0.1 END AS frustrated) AS n
ORDER BY k, s.id
"""


@dataclass(frozen=True)
class Week:
    """How much there is to be: classes spread over days, every student with as many readings."""

    rows: int
    classes: int = 300
    days: int = 7

    @property
    def rows_a_student(self) -> int:
        """How many readings one lesson leaves of a student."""
        return self.rows // (self.classes * CLASS_SIZE)


def make_people(week: Week) -> None:
    """Make classes that each took one lesson; the last classes are at it now."""
    demo.create_accounts()
    call_command("load_rules", "content/courses/default_rules.yaml", verbosity=0)
    call_command("import_course", "content/courses/fractions", owner="noor", publish=True, verbosity=0)
    lesson = Lesson.objects.prefetch_related("steps").earliest("pk")
    for number in range(week.classes):
        started_at = _start_of(week, day=number % week.days)
        _make_class(lesson, number, started_at, seconds=week.rows_a_student * CLIP_S)


def _start_of(week: Week, *, day: int) -> datetime:
    """Return when that day's lessons began, day 0 being today: they end now, or at this time of their day."""
    lesson = timedelta(seconds=week.rows_a_student * CLIP_S)
    return timezone.now() - lesson - timedelta(days=day)


def _make_class(lesson: Lesson, number: int, started_at: datetime, *, seconds: int) -> None:
    classroom = Classroom.objects.create(name=f"Measured {number}")
    students = User.objects.bulk_create(User(username=f"m-{number}-{seat}") for seat in range(CLASS_SIZE))
    Enrolment.objects.bulk_create(Enrolment(classroom=classroom, student=student) for student in students)
    Enrolment.objects.filter(classroom=classroom).update(joined_at=started_at)
    for purpose in (Consent.Purpose.CAMERA, Consent.Purpose.FIGURES):
        said = wording_of(purpose)
        Consent.objects.bulk_create(
            Consent(
                student=student,
                purpose=purpose,
                version=said.version,
                words=said.words,
                given_at=started_at,
            )
            for student in students
        )
    session = ClassSession.objects.create(classroom=classroom, lesson=lesson, started_at=started_at)
    step, ended_at = lesson.steps.all()[0], started_at + timedelta(seconds=seconds)
    sittings = Sitting.objects.bulk_create(
        Sitting(student=student, lesson=lesson, step=step, started_at=started_at, seen_at=ended_at)
        for student in students
    )
    Seat.objects.bulk_create(
        Seat(session=session, sitting=sitting, taken_at=started_at) for sitting in sittings
    )
    StepVisit.objects.bulk_create(
        StepVisit(sitting=sitting, step=step, entered_at=started_at) for sitting in sittings
    )
    question = step.lesson.steps.filter(questions__isnull=False)[0].questions.all()[0]
    Answer.objects.bulk_create(
        Answer(
            sitting=sitting,
            question=question,
            submission_id=f"00000000-0000-4000-8000-{sitting.pk * 10 + n:012d}",
            response={},
            is_correct=n == 2,
            created_at=started_at + timedelta(seconds=60 * n),
        )
        for sitting in sittings
        for n in range(3)
    )


def fill_days(week: Week) -> Iterator[int]:
    """Make the readings of each day that has none yet; yield how many rows it got."""
    emotions = json.dumps(dict.fromkeys(EMOTIONS, 0.125))
    for day in range(week.days):
        classes = [f"Measured {number}" for number in range(day, week.classes, week.days)]
        sittings = Sitting.objects.filter(seats__session__classroom__name__in=classes).order_by("pk")
        if sittings[0].readings.exists():
            continue
        start = sittings[0].started_at
        reading_days.make_days(today=start.date())
        with connection.cursor() as cursor:
            # Without the check of every foreign key, which would take most of the time; for a superuser.
            cursor.execute("SET session_replication_role = replica")
            pks = list(sittings.values_list("pk", flat=True))
            cursor.execute(FILL, [start, emotions, week.rows_a_student, pks])
            yield cursor.rowcount
            cursor.execute("SET session_replication_role = DEFAULT")


def tidy() -> None:
    """Do what autovacuum does in time: without statistics the plans would be guesses."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
