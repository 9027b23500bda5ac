"""Reads that more than one edge needs."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from content.models import Course, Lesson
from tutor.domain.signals import ClipReading, StepEvents, Tried
from tutor.models import Answer, Classroom, HintUse, Reading, SelfReport, Sitting, StepVisit, User

PRESENT_S = 60.0
STATES = ("engaged", "bored", "confused", "frustrated")


def lessons_open_to(person: User) -> QuerySet[Lesson]:
    """Return the lessons a person may take: those of published courses, and of those one writes."""
    return Lesson.objects.filter(course__in=Course.objects.visible_to(person))


def next_lesson(lesson: Lesson) -> Lesson | None:
    """Return the lesson that follows in the course."""
    return (
        Lesson.objects.filter(course=lesson.course, position__gt=lesson.position)
        .select_related("course")
        .first()
    )


def sittings_of(student: User) -> QuerySet[Sitting]:
    """Return a student's own sittings, with what a page needs of them."""
    return Sitting.objects.filter(student=student).select_related("lesson__course", "step")


def classrooms_of(teacher: User) -> QuerySet[Classroom]:
    """Return the classes a teacher may see; all of them for a superuser."""
    return Classroom.objects.all() if teacher.is_superuser else Classroom.objects.filter(teachers=teacher)


def present_sittings(classroom: Classroom, *, lesson_id: int, now: datetime) -> QuerySet[Sitting]:
    """Return the sittings of a class at a lesson that showed life within `PRESENT_S`."""
    return Sitting.objects.filter(
        lesson_id=lesson_id,
        student__enrolments__classroom=classroom,
        seen_at__gt=now - timedelta(seconds=PRESENT_S),
    )


def events_at_step(sitting: Sitting, *, now: datetime, span_s: float) -> StepEvents:
    """Gather what happened since the student came to the present step: six queries, none per row."""
    visit = StepVisit.objects.filter(sitting=sitting, step_id=sitting.step_id).first()
    entered = visit.entered_at if visit else now
    since = max(entered, now - timedelta(seconds=span_s + 60))
    readings = Reading.objects.filter(sitting=sitting, at__gte=since, at__lte=now).order_by("at")
    answers = Answer.objects.filter(
        sitting=sitting, question__step_id=sitting.step_id, created_at__gte=entered
    ).order_by("created_at")
    hints = HintUse.objects.filter(
        sitting=sitting, question__step_id=sitting.step_id, created_at__gte=entered
    ).order_by("created_at")
    reports = SelfReport.objects.filter(
        sitting=sitting, step_id=sitting.step_id, created_at__gte=entered
    ).order_by("created_at")
    helps = sitting.adaptations.filter(step_id=sitting.step_id).order_by("created_at")
    return StepEvents(
        entered_at=entered.timestamp(),
        readings=[to_clip_reading(reading) for reading in readings],
        answers=_with_durations(list(answers.values_list("created_at", "is_correct")), entered),
        hints=[at.timestamp() for at in hints.values_list("created_at", flat=True)],
        reports=[(at.timestamp(), feeling) for at, feeling in reports.values_list("created_at", "feeling")],
        helps=[at.timestamp() for at in helps.values_list("created_at", flat=True)],
    )


def _with_durations(answers: list[tuple[datetime, bool]], entered: datetime) -> list[Tried]:
    tried, before = [], entered
    for at, is_correct in answers:
        tried.append(Tried(at=at.timestamp(), is_correct=is_correct, took_s=(at - before).total_seconds()))
        before = at
    return tried


def to_clip_reading(reading: Reading) -> ClipReading:
    """Return a reading as the pure code sees it."""
    levels = {state: getattr(reading, state) for state in STATES if getattr(reading, state) is not None}
    return ClipReading(at=reading.at.timestamp(), known=reading.known, levels={**levels, **reading.emotions})


def latest_levels(sittings: list[int], *, now: datetime, window_s: float) -> list[dict[str, float] | None]:
    """Return each sitting's mean known state levels over the window, `None` where unknown; one query."""
    rows = Reading.objects.filter(
        sitting__in=sittings, at__gt=now - timedelta(seconds=window_s), at__lte=now
    ).values("sitting_id", "known", *STATES)
    by_sitting: dict[int, list[dict[str, float]]] = {pk: [] for pk in sittings}
    seen: dict[int, int] = dict.fromkeys(sittings, 0)
    for row in rows:
        seen[row["sitting_id"]] += 1
        if row["known"] and row["engaged"] is not None:
            by_sitting[row["sitting_id"]].append({state: row[state] for state in STATES})
    return [_mean_levels(by_sitting[pk], seen[pk]) for pk in sittings]


def _mean_levels(levels: list[dict[str, float]], seen: int) -> dict[str, float] | None:
    if not levels or len(levels) < 0.6 * seen:
        return None
    return {state: sum(level[state] for level in levels) / len(levels) for state in STATES}


def readings_expire_before() -> datetime:
    """Return the moment before which raw readings are to be gone."""
    return timezone.now() - timedelta(days=settings.READING_DAYS)


def courses_for(student: User) -> list[dict[str, Any]]:
    """Return the courses open to a student, each lesson with how far the student is; three queries."""
    lessons = (
        lessons_open_to(student)
        .select_related("course")
        .annotate(total=Count("steps", filter=Q(steps__archived_at__isnull=True)))
        .order_by("course__title", "course_id", "position")
    )
    sittings = {sitting.lesson_id: sitting for sitting in Sitting.objects.filter(student=student)}
    done = dict(
        StepVisit.objects.filter(sitting__student=student, finished_at__isnull=False)
        .values_list("sitting__lesson_id")
        .annotate(count=Count("pk"))
    )
    courses: dict[int, dict[str, Any]] = {}
    for lesson in lessons:
        course = courses.setdefault(lesson.course_id, {"course": lesson.course, "lessons": []})
        sitting = sittings.get(lesson.pk)
        course["lessons"].append(
            {
                "lesson": lesson,
                "status": _status_of(sitting),
                "done": done.get(lesson.pk, 0),
                "total": lesson.total,
            }
        )
    return list(courses.values())


def _status_of(sitting: Sitting | None) -> str:
    if sitting is None:
        return "new"
    return "finished" if sitting.finished_at else "started"
