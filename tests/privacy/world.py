"""A class whose camera readings are known, and everything that its teacher and the author can read of it."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from tests.people import make_user
from tutor.models import Classroom, ClassSession, Enrolment, Reading, Sitting
from tutor.services.sittings import open_sitting
from tutor.services.teaching.classes import consider_class

LEVELS = {
    state: {name: 0.9 if name == state else 0.1 for name in ("engaged", "bored", "confused", "frustrated")}
    for state in ("engaged", "bored", "confused", "frustrated")
}
# What differs from one reading to the next without anybody's state: tokens, ids of what a test makes anew.
VOLATILE = re.compile(r"csrfmiddlewaretoken\S*|[A-Za-z0-9]{64}|submission_id\S*|value=\"[0-9a-f-]{36}\"")


def seat(classroom: Classroom, lesson: Any, names: Sequence[str], *, since: datetime) -> dict[str, Sitting]:
    """Seat students of a class at a lesson, there since a moment; return their sittings by name."""
    sittings = {}
    for name in names:
        student = make_user(name)
        enrol(classroom, student, since=since)
        sittings[name] = open_sitting(student=student, lesson=lesson)
    Sitting.objects.filter(pk__in=[one.pk for one in sittings.values()]).update(started_at=since)
    for sitting in sittings.values():
        sitting.visits.update(entered_at=since)
    return sittings


def enrol(classroom: Classroom, student: Any, *, since: datetime) -> None:
    """Put a student on a class's list, as of a moment."""
    row, _ = Enrolment.objects.get_or_create(classroom=classroom, student=student)
    Enrolment.objects.filter(pk=row.pk).update(joined_at=since)


def show_faces(
    sittings: Mapping[str, Sitting], states: Mapping[str, str], *, first: datetime, last: datetime
) -> None:
    """Give every sitting named in `states` a clip every four seconds, and a sign of life at the end."""
    moments = [first + timedelta(seconds=4 * n) for n in range(int((last - first).total_seconds() // 4))]
    Reading.objects.bulk_create(
        Reading(
            sitting=sittings[name],
            step=sittings[name].step,
            at=at,
            known=True,
            faces_share=1,
            model="test",
            **LEVELS[state],
        )
        for name, state in states.items()
        for at in moments
    )
    Sitting.objects.filter(pk__in=[one.pk for one in sittings.values()]).update(seen_at=last)


def look(teacher: Client, classroom: Classroom) -> dict[str, Any]:
    """Return what the live page says of how the class looks, as the page itself holds it."""
    context = teacher.get(reverse("tutor:classroom", args=[classroom.pk])).context
    names = ("looks", "summary", "series", "help_given", "suggestion")
    told = {name: context[name] for name in names if name in context}
    told["suggestion"] = told["suggestion"] and told["suggestion"].evidence
    return json.loads(json.dumps(told, default=str))


def read_files(teacher: Client, classroom: Classroom) -> list[str]:
    """Return the report of every session that has ended, as page and as CSV."""
    told = []
    for session in ClassSession.objects.filter(classroom=classroom, report__isnull=False).order_by("pk"):
        url = reverse("tutor:session_report", args=[classroom.pk, session.pk])
        told += [clean(teacher.get(url).content.decode()), teacher.get(f"{url}csv/").content.decode()]
    return told


def clean(page: str) -> str:
    """Return a page's words."""
    return " ".join(strip_tags(VOLATILE.sub("", page)).split())


def let_rules_look(classroom: Classroom, lesson: Any, *, now: datetime) -> None:
    """Let the class's rules look at the class, as every clip does."""
    consider_class(classroom_id=classroom.pk, lesson_id=lesson.pk, now=now)
