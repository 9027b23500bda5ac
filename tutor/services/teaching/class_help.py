"""What a teacher has shown to a whole class, and can take back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from content.policy.kinds import KINDS
from tutor.domain.learning.because import FROM_TEACHER
from tutor.messages import events
from tutor.models import Adaptation, Classroom

# Afterwards it belongs to what happened in the lesson.
TAKEN_BACK_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True)
class ShownForAll:
    """A kind of help that a teacher showed to everyone, and how many students have it."""

    kind: str
    label: str
    students: int


def list_shown(*, classroom: Classroom, lesson_id: int, now: datetime) -> list[ShownForAll]:
    """Return what the teacher showed to a class at a lesson and can take back; one query."""
    shown = _shown(classroom, now=now).filter(sitting__lesson=lesson_id).order_by("kind")
    counts = shown.values_list("kind").annotate(students=Count("sitting", distinct=True))
    return [ShownForAll(kind, KINDS[kind].label, students) for kind, students in counts if kind in KINDS]


@transaction.atomic
def take_back(*, classroom: Classroom, kind: str) -> int:
    """Take a kind of help off the pages of all to whom the teacher showed it, as if it had never come."""
    rows = _shown(classroom, now=timezone.now()).filter(kind=kind).select_for_update().order_by("pk")
    shown = list(rows.values_list("pk", "sitting_id"))
    Adaptation.objects.filter(pk__in=[pk for pk, _ in shown]).delete()
    for pk, sitting_id in shown:
        transaction.on_commit(partial(events.send_adaptation, sitting_id=sitting_id, adaptation_id=pk))
    transaction.on_commit(partial(events.send_class_changed, classroom_id=classroom.pk))
    return len(shown)


def _shown(classroom: Classroom, *, now: datetime) -> QuerySet[Adaptation]:
    return Adaptation.objects.filter(
        classroom=classroom, rule_key=FROM_TEACHER, created_at__gt=now - TAKEN_BACK_WITHIN
    )
