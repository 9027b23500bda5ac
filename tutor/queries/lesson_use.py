"""How much lessons are in use, as authors are told before they take them from students."""

from collections.abc import Collection

from content.authoring.use import Use
from tutor.models import ClassSession, Sitting, User


def use_of(lessons: Collection[int]) -> Use:
    """Return how many students have begun any of some lessons, and whether a class is at one now."""
    begun = Sitting.objects.filter(lesson__in=lessons, student__role=User.Role.STUDENT)
    return Use(
        students=begun.values("student").distinct().count(),
        has_class=ClassSession.objects.open().filter(lesson__in=lessons).exists(),
    )
