"""Reads that more than one edge needs."""

from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from time import monotonic
from typing import Any, TypeGuard, TypeVar

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr
from django.utils import timezone

from content.authoring.publishing import Use
from content.models import Course, Lesson, Step, Variant
from content.policy.kinds import BUILT_IN
from content.texts.sketch import sketch_of
from tutor.models import Classroom, ClassSession, GroupPrompt, Seat, Sitting, StepVisit, User
from tutor.queries.open_questions import name_in_short, open_questions
from tutor.queries.skips import count_skipped, pretests_of

# An open page shows life every 10 s: a few signs may get lost before its student counts as gone.
PRESENT_S = 60.0
_CREDITED = ~Q(steps__source="", steps__licence="")
_COMPARED = Q(steps__chance_chooses="yes")
# A lesson is drawn from how it begins.
_OPENINGS = Step.objects.filter(lesson=OuterRef("pk")).order_by("position", "pk")
_OPENING_LETTERS = 2000
_TINTS = 4

Part = TypeVar("Part", Lesson, Step)


def lessons_open_to(person: User) -> QuerySet[Lesson]:
    """Return the lessons a person may take: those of published courses, and of those one writes."""
    return Lesson.objects.filter(course__in=Course.objects.visible_to(person))


def is_open_to(person: User, course: Course) -> bool:
    """Say whether a person may see a course: it is published, or the person writes it."""
    return course.is_published or Course.objects.visible_to(person).filter(pk=course.pk).exists()


def is_step_of(step: Step | None, lesson_id: int) -> TypeGuard[Step]:
    """Say whether a step is in the lesson now: its author may have taken it out, or into another lesson."""
    return step is not None and step.archived_at is None and step.lesson_id == lesson_id


def variants_with_words(steps: Collection[int]) -> QuerySet[Variant]:
    """Return the variants of some steps that have something to show."""
    return Variant.objects.filter(step__in=steps).exclude(body__regex=r"^\s*$")


def kinds_at(steps: Collection[int]) -> dict[int, set[str]]:
    """Return, by step, the kinds of help there are something to show of; one query."""
    kinds = {step: set(BUILT_IN) for step in steps}
    for step, kind in variants_with_words(steps).values_list("step_id", "kind"):
        kinds[step].add(kind)
    return kinds


# By step: when it was asked, and the kinds of help there.
_kinds_lately: dict[int, tuple[float, set[str]]] = {}


def kinds_lately(step: int) -> set[str]:
    """Return the kinds of help at a step as they were at most `RULES_KEPT_S` ago.

    Every look at the rules asks for them, and they change when an author publishes. What is brought is looked
    up anew.
    """
    read_at, kinds = _kinds_lately.get(step, (float("-inf"), set()))
    if monotonic() - read_at >= settings.RULES_KEPT_S:
        kinds = kinds_at([step])[step]
        _kinds_lately[step] = monotonic(), kinds
    return kinds


def variants_at(steps: Collection[int], *, kind: str) -> dict[int, Variant]:
    """Return, by step, the first variant of a kind that has something to show; one query."""
    # The first of a step comes last, and stays.
    found = variants_with_words(steps).filter(kind=kind).order_by("-position", "-pk")
    return {variant.step_id: variant for variant in found}


def parts_after(parts: QuerySet[Part], part: Part) -> QuerySet[Part]:
    """Return the lessons or steps that follow one in their order: by position, and among equals by key."""
    return parts.filter(Q(position__gt=part.position) | Q(position=part.position, pk__gt=part.pk))


def parts_before(parts: QuerySet[Part], part: Part) -> QuerySet[Part]:
    """Return the lessons or steps that come before one in their order."""
    return parts.filter(Q(position__lt=part.position) | Q(position=part.position, pk__lt=part.pk))


def next_lesson(lesson: Lesson) -> Lesson | None:
    """Return the lesson that follows in the course."""
    lessons = Lesson.objects.filter(course=lesson.course).select_related("course")
    return parts_after(lessons, lesson).first()


def sittings_of(student: User) -> QuerySet[Sitting]:
    """Return a student's own sittings, with what a page needs of them."""
    return Sitting.objects.filter(student=student).select_related("lesson__course", "step")


def classrooms_of(teacher: User) -> QuerySet[Classroom]:
    """Return the classes a teacher may see; all of them for a superuser."""
    return Classroom.objects.all() if teacher.is_superuser else Classroom.objects.filter(teachers=teacher)


def open_session_of(sitting: Sitting) -> ClassSession | None:
    """Return the session that one of the student's classes holds at the sitting's lesson.

    Where two classes of a student are at it, it is the one in which the student sits already: nobody takes
    part in two at a time, or the reports of two classes that share all students but one would tell of that
    one.
    """
    found = list(
        ClassSession.objects.open()
        .filter(classroom__enrolments__student=sitting.student_id, lesson=sitting.lesson_id)
        .select_related("step", "classroom")
        .order_by("started_at", "pk")
    )
    if len(found) > 1:
        seats = set(Seat.objects.filter(session__in=found, sitting=sitting).values_list("session", flat=True))
        # The sort keeps the order of equals: without a seat, the session that began first.
        found.sort(key=lambda session: session.pk not in seats)
    return found[0] if found else None


def seats_elsewhere(classroom: Classroom) -> QuerySet[Seat]:
    """Return the seats in open sessions of other classes, of who takes part there (`open_session_of`)."""
    # A seat stays when its student leaves the class; there it decides nothing any more.
    enrolled = Q(session__classroom__enrolments__student=F("sitting__student"))
    elsewhere = Seat.objects.filter(enrolled, session__in=ClassSession.objects.open())
    began_before = Q(session__started_at__lt=OuterRef("session__started_at")) | Q(
        session__started_at=OuterRef("session__started_at"), session__lt=OuterRef("session")
    )
    own = Seat.objects.filter(
        began_before, sitting=OuterRef("sitting"), session__in=classroom.sessions.open()
    )
    return elsewhere.exclude(session__classroom=classroom).exclude(Exists(own))


def is_paused(sitting: Sitting) -> bool:
    """Say whether the teacher has paused the lesson that the student takes with a class."""
    return is_paused_in(open_session_of(sitting))


def is_paused_in(session: ClassSession | None) -> bool:
    """Say whether a session, if there is one, is paused."""
    return session is not None and session.state == ClassSession.State.PAUSED


def open_sessions_for(student: User) -> QuerySet[ClassSession]:
    """Return what the student's classes are at now, as far as the student may take it."""
    return (
        ClassSession.objects.open()
        .filter(classroom__enrolments__student=student, lesson__in=lessons_open_to(student))
        .select_related("classroom", "lesson__course")
        .order_by("-started_at", "-pk")
    )


def open_prompt_of(session: ClassSession) -> GroupPrompt | None:
    """Return what the groups of a session talk over, until the teacher puts it away."""
    return session.prompts.filter(closed_at=None).select_related("step__lesson__course").first()


def present_sittings(classroom: Classroom, *, lesson_id: int, now: datetime) -> QuerySet[Sitting]:
    """Return the sittings of a class at a lesson that showed life within `PRESENT_S`."""
    return Sitting.objects.filter(
        lesson_id=lesson_id,
        student__enrolments__classroom=classroom,
        seen_at__gt=now - timedelta(seconds=PRESENT_S),
    )


def sittings_taking_part(session: ClassSession, *, now: datetime) -> QuerySet[Sitting]:
    """Return the present sittings of a session's class, without those that sit in another class's session."""
    present = present_sittings(session.classroom, lesson_id=session.lesson_id, now=now)
    return present.exclude(seats__in=seats_elsewhere(session.classroom))


def readings_expire_before() -> datetime:
    """Return the moment before which raw readings are to be gone.

    It is a midnight (UTC), since readings go by whole days; none lives longer than `READING_DAYS`.
    """
    first_kept = timezone.now().astimezone(UTC).date() - timedelta(days=settings.READING_DAYS - 1)
    return datetime.combine(first_kept, time.min, UTC)


def courses_for(student: User) -> list[dict[str, Any]]:
    """Return the courses open to a student, each lesson with how far the student is.

    Three queries, and up to five for the questions that are open where every step is done; two more where a
    course has a pre-test.
    """
    lessons = (
        lessons_open_to(student)
        .select_related("course")
        .annotate(
            total=Count("steps", filter=Q(steps__archived_at__isnull=True)),
            credited=Count("steps", filter=Q(steps__archived_at__isnull=True) & _CREDITED),
            compared=Count("steps", filter=Q(steps__archived_at__isnull=True) & _COMPARED),
            opening=Substr(Subquery(_OPENINGS.values("body")[:1]), 1, _OPENING_LETTERS),
        )
        .order_by("course__title", "course_id", "position", "pk")
    )
    sittings = {sitting.lesson_id: sitting for sitting in Sitting.objects.filter(student=student)}
    done = dict(
        StepVisit.objects.filter(
            sitting__student=student,
            finished_at__isnull=False,
            # Steps that are still there, or more would be done than there are.
            step__archived_at=None,
            step__lesson=F("sitting__lesson"),
        )
        .values_list("sitting__lesson_id")
        .annotate(count=Count("pk"))
    )
    pretests = pretests_of(student, [lesson.course for lesson in lessons])
    skipped = count_skipped(student) if pretests else Counter[int]()
    done = {lesson.pk: done.get(lesson.pk, 0) + skipped[lesson.pk] for lesson in lessons}
    ended = [
        lesson.pk
        for lesson in lessons
        if lesson.pk in sittings
        and (sittings[lesson.pk].finished_at or done.get(lesson.pk, 0) >= max(1, lesson.total))
    ]
    still_open = open_questions(student.pk, ended) if ended else {}
    courses: dict[int, dict[str, Any]] = {}
    for lesson in lessons:
        whole = bool(lesson.course.source or lesson.course.licence)
        new = {"course": lesson.course, "lessons": [], "has_sources": whole}
        course = courses.setdefault(lesson.course_id, new | {"pretest": pretests.get(lesson.course_id)})
        course["has_sources"] |= lesson.credited > 0
        compares = lesson.course.chance_chooses or lesson.compared > 0
        course["compares"] = course.get("compares", False) or compares
        course["is_begun"] = course.get("is_begun", False) or lesson.pk in sittings
        open_here = still_open.get(lesson.pk, [])
        is_skipped = 0 < lesson.total <= skipped[lesson.pk]
        begun = "seen" if open_here else "finished" if lesson.pk in ended else "started"
        course["lessons"].append(
            {
                "lesson": lesson,
                "sitting": sittings.get(lesson.pk),
                "status": "skipped" if is_skipped else begun if lesson.pk in sittings else "new",
                "open": open_here,
                "open_names": name_in_short(open_here),
                "done": done.get(lesson.pk, 0),
                "skipped": skipped[lesson.pk],
                "total": lesson.total,
                "sketch": sketch_of(lesson.opening or ""),
                "tint": str(len(course["lessons"]) % _TINTS + 1),
            }
        )
    return list(courses.values())


def use_of(lessons: Collection[int]) -> Use:
    """Return how many students have begun any of some lessons, and whether a class is at one now."""
    begun = Sitting.objects.filter(lesson__in=lessons, student__role=User.Role.STUDENT)
    return Use(
        students=begun.values("student").distinct().count(),
        has_class=ClassSession.objects.open().filter(lesson__in=lessons).exists(),
    )
