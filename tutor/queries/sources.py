"""Whose work a course is made of."""

from dataclasses import dataclass

from django.db.models import Count

from content.models import Course, Step
from content.texts.credits import Credit, read_credit


@dataclass(frozen=True)
class SourceView:
    """One source and licence, and how many steps come from it; none where it is said of the whole course."""

    source: Credit
    licence: Credit
    steps: int = 0


def sources_of(course: Course) -> list[SourceView]:
    """Return the sources of a course, that of the whole first, then those that most steps come from."""
    rows = (
        Step.objects.filter(lesson__course=course, lesson__archived_at=None)
        .exclude(source="", licence="")
        .values_list("source", "licence")
        .annotate(steps=Count("pk"))
        .order_by("-steps", "source", "licence")
    )
    whole = [(course.source, course.licence, 0)] if course.source or course.licence else []
    return [
        SourceView(read_credit(source), read_credit(licence), steps)
        for source, licence, steps in [*whole, *rows]
    ]
