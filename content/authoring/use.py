"""How much lessons are in use, for whoever is about to take them from students.

Whoever serves students registers who tells; the authors' pages know of no sitting.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from content.models import Course, Lesson


@dataclass(frozen=True)
class Use:
    """How many students have begun any of some lessons, and whether a class is at one of them now."""

    students: int
    has_class: bool


Teller = Callable[[Collection[int]], Use]
_tellers: list[Teller] = []


def tell_use_with(teller: Teller) -> None:
    """Name what tells of the use of published lessons, given by their keys."""
    _tellers[:] = [teller]


def use_of_course(course: Course) -> Use:
    """Return how much a course is in use, lessons that were taken out of it included."""
    lessons = Lesson.all_objects.filter(course=course.original).values_list("pk", flat=True)
    return _tellers[0](list(lessons))


def use_of_lesson(lesson: Lesson) -> Use:
    """Return how much a lesson is in use; of a draft's, the published one that it stands for."""
    return _tellers[0]([lesson.origin_id or lesson.pk])
