"""Which steps a student skips after a pre-test."""

from collections import Counter
from collections.abc import Collection

from django.db.models import QuerySet

from content.models import Course, Question, Step
from tutor.models import PreTest, Sitting, SkippedStep, StepVisit, User


def not_skipped(steps: QuerySet[Step], student_id: int) -> QuerySet[Step]:
    """Leave out of some steps those that a student skips; no query of its own."""
    return steps.exclude(skips__student=student_id)


def skipped_steps(student_id: int, course: Course) -> set[int]:
    """Return the steps of a course that a student skips; no query where the course has no pre-test."""
    if not course.pretest_questions:
        return set()
    found = SkippedStep.objects.filter(student=student_id, step__lesson__course=course)
    return set(found.values_list("step_id", flat=True))


def count_skipped(student: User) -> Counter[int]:
    """Return how many steps of each lesson a student skips and has not taken all the same; one query."""
    skipped = SkippedStep.objects.filter(student=student, step__archived_at=None)
    taken = StepVisit.objects.filter(sitting__student=student, finished_at__isnull=False)
    left = skipped.exclude(step__in=taken.values("step"))
    return Counter(left.values_list("step__lesson_id", flat=True))


def steps_from(sitting: Sitting, step: Step) -> QuerySet[Step]:
    """Return the steps of a lesson as "Next" goes through them: without those that are skipped.

    Who has come to a skipped step all the same goes on to the one after it.
    """
    steps = sitting.lesson.steps.all()
    skipped = skipped_steps(sitting.student_id, sitting.lesson.course)
    return steps.exclude(pk__in=skipped) if skipped and step.pk not in skipped else steps


def untried_of_skipped(student: User, questions: Collection[int]) -> list[int]:
    """Return those of some questions that stand at steps which a student skips, and were never tried."""
    found: QuerySet[Question] = Question.objects.filter(pk__in=questions, step__skips__student=student)
    never = found.exclude(answers__sitting__student=student)
    return list(never.order_by("step__position", "position", "pk").values_list("pk", flat=True))


def pretests_of(student: User, courses: Collection[Course]) -> dict[int, PreTest]:
    """Return a student's pre-tests by course; no query where no course has one."""
    offered = [course.pk for course in courses if course.pretest_questions]
    if not offered:
        return {}
    return {one.course_id: one for one in PreTest.objects.filter(student=student, course__in=offered)}


def steps_of(course: Course) -> QuerySet[Step]:
    """Return the current steps of a course, in its order."""
    steps = Step.objects.filter(lesson__course=course, lesson__archived_at=None)
    return steps.order_by("lesson__position", "lesson_id", "position", "pk")
