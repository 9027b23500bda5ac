"""Opening a lesson and moving through its steps."""

from django.db import transaction
from django.utils import timezone

from content.models import Lesson, Step
from tutor.models import Sitting, StepVisit, User


@transaction.atomic
def open_sitting(*, student: User, lesson: Lesson) -> Sitting:
    """Return the student's sitting of a lesson, begun at its first step if there was none."""
    sitting, _ = Sitting.objects.select_for_update().get_or_create(student=student, lesson=lesson)
    if sitting.step_id is None:
        first = lesson.steps.order_by("position").first()
        if first is not None:
            enter_step(sitting=sitting, step=first)
    return sitting


@transaction.atomic
def enter_step(*, sitting: Sitting, step: Step) -> None:
    """Put the student at a step. Coming anew restarts the step's clock; a reload does not."""
    now = timezone.now()
    moved = sitting.step_id != step.pk
    sitting.step = step
    sitting.seen_at = now
    sitting.save(update_fields=["step", "seen_at"])
    visit, created = StepVisit.objects.get_or_create(sitting=sitting, step=step)
    if moved and not created:
        visit.entered_at = now
        visit.save(update_fields=["entered_at"])


@transaction.atomic
def finish_step(*, sitting: Sitting, step: Step) -> Step | None:
    """Mark a step done and return the next, having entered it; `None` after the last."""
    now = timezone.now()
    StepVisit.objects.update_or_create(sitting=sitting, step=step, defaults={"finished_at": now})
    following = sitting.lesson.steps.filter(position__gt=step.position).order_by("position").first()
    if following is not None:
        enter_step(sitting=sitting, step=following)
    elif sitting.finished_at is None:
        sitting.finished_at = now
        sitting.save(update_fields=["finished_at"])
    return following


def touch_sitting(*, sitting_id: int) -> None:
    """Note a sign of life."""
    Sitting.objects.filter(pk=sitting_id).update(seen_at=timezone.now())
