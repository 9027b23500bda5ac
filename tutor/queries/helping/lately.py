"""Whom teachers noted to have helped lately."""

from collections.abc import Iterable
from datetime import datetime

from tutor.models import Classroom, HelpGiven


def helps_since(classroom: Classroom, *, since: datetime) -> list[HelpGiven]:
    """Return the help noted in a class, the latest first, with who helped whom; one query."""
    noted = HelpGiven.objects.standing().filter(
        classroom=classroom, at__gt=since, student__enrolments__classroom=classroom
    )
    return list(noted.select_related("helper", "student").order_by("-at", "-pk"))


def last_helped(helps: Iterable[HelpGiven]) -> dict[int, float]:
    """Return when each student was last helped, in epoch seconds."""
    found: dict[int, float] = {}
    for help_given in helps:
        at = help_given.at.timestamp()
        found[help_given.student_id] = max(at, found.get(help_given.student_id, at))
    return found
