"""Whose work a course is made of."""

from collections import Counter
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
    named = [(read_credit(source), read_credit(licence), steps) for source, licence, steps in [*whole, *rows]]
    known = Counter(source.name for source, _, _ in dict.fromkeys(named))
    return [
        SourceView(_told_apart(source) if known[source.name] > 1 else source, licence, steps)
        for source, licence, steps in named
    ]


def _told_apart(source: Credit) -> Credit:
    """Return a source with the end of its address: several links of one name lead to different pages."""
    end = source.url.rstrip("/").rpartition("/")[2]
    return source._replace(name=f"{source.name}, {end}") if end and end not in source.name else source
