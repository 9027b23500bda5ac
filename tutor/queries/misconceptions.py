"""Which questions can show which misconceptions, and which students have shown them: reads for reports."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet

from content.models import Misconception, Question
from content.questions import answers_showing, misconceptions_in
from tutor.domain.reports.misconceptions import Asked, Naming
from tutor.models import Answer


def namings_in(*, with_lesson: bool = False, **where: Any) -> dict[tuple[int, str], Naming]:
    """Return the current questions that name a misconception, by key and slug; one query.

    Args:
        with_lesson: name the lesson as well as the step.
        where: which questions, as a filter has it.
    """
    found = {}
    questions = Question.objects.filter(step__archived_at=None, **where).select_related("step__lesson")
    for question in questions.order_by("step__lesson__position", "step__position", "position"):
        for slug in sorted({slug for _, slug in misconceptions_in(question.spec)}):
            step = question.step
            place = f"{step.lesson.title}: {step.title}" if with_lesson else step.title
            found[question.pk, slug] = Naming(place, answers_showing(question.spec, slug))
    return found


def titles_in(course_id: int) -> dict[str, str]:
    """Return the titles of a course's misconceptions by slug, of those taken out as well; one query."""
    known = Misconception.all_objects.filter(course=course_id)
    return dict(known.values_list("slug", "title"))


def titles_by_course(courses: Collection[int]) -> dict[int, dict[str, str]]:
    """Return the titles of the misconceptions of several courses, by course and slug; one query."""
    found: dict[int, dict[str, str]] = {course: {} for course in courses}
    known = Misconception.all_objects.filter(course__in=found)
    for course, slug, title in known.values_list("course", "slug", "title"):
        found[course][slug] = title
    return found


def asked_among(
    answers: QuerySet[Answer],
    namings: Mapping[tuple[int, str], Naming],
    *,
    group_of: Mapping[int, int] | None = None,
) -> list[Asked]:
    """Return who answered questions that name a misconception, and how often each was shown; one query."""
    slugs_of: dict[int, list[str]] = {}
    for question, slug in namings:
        slugs_of.setdefault(question, []).append(slug)
    rows = answers.filter(question__in=slugs_of).order_by()
    times: Counter[tuple[int, int, str]] = Counter()
    for student, question, shown in rows.values_list("sitting__student_id", "question_id", "misconceptions"):
        for slug in slugs_of[question]:
            times[student, question, slug] += slug in shown
    groups = group_of or {}
    return [Asked(*key, count, groups.get(key[0])) for key, count in times.items()]
