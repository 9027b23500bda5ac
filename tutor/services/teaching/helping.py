"""A teacher notes to have helped a student, and takes it back."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from content.models import Step
from tutor.messages import events
from tutor.models import Classroom, Enrolment, HelpGiven, RaisedHand, Sitting, User
from tutor.queries.selectors import seats_elsewhere
from tutor.services.audit.acts import Act, note_act
from tutor.services.locks import Gone, lock_classroom, lock_person
from tutor.services.teaching.sessions import set_hand

# "Within seconds", with some left for who reads slowly.
UNDO_FOR = timedelta(minutes=2)


@transaction.atomic
def note_help(
    *,
    classroom: Classroom,
    student: User,
    helper: User,
    step: Step | None,
    reasons: Sequence[str],
    submission_id: UUID,
) -> HelpGiven:
    """Keep that a teacher helped a student, once however often it is sent, and lower the student's hand.

    Raises:
        Gone: the account was closed, the student has left the class, or the id is another note's.
    """
    lock_person(student)
    lock_classroom(classroom)
    if not Enrolment.objects.filter(classroom=classroom, student=student).exists():
        raise Gone("enrolment")
    kept, is_new = HelpGiven.objects.get_or_create(
        submission_id=submission_id,
        defaults={
            **{"classroom": classroom, "student": student, "helper": helper},
            **{"step": step, "reasons": list(reasons)},
        },
    )
    if (kept.classroom_id, kept.student_id) != (classroom.pk, student.pk):
        raise Gone("help")
    if is_new:
        note_act(actor=helper, action=Act.HELP_GIVEN, whose=student, classroom=classroom)
        _lower_hands(classroom, student)
        transaction.on_commit(partial(events.send_class_changed, classroom_id=classroom.pk))
    return kept


def _lower_hands(classroom: Classroom, student: User) -> None:
    """Lower the hands that are up in the class's open session: the teacher has been there."""
    hands = RaisedHand.objects.filter(
        sitting__student=student, sitting__lesson__in=classroom.sessions.open().values("lesson")
    ).exclude(sitting__seats__in=seats_elsewhere(classroom))
    for sitting in Sitting.objects.filter(hand__in=hands).order_by("pk"):
        set_hand(sitting=sitting, raised=False)


@transaction.atomic
def undo_help(*, help_given: HelpGiven) -> bool:
    """Take a note back while it is fresh, and say whether it is taken back; twice is once.

    A hand that it lowered stays down: the student can raise it again.
    """
    classroom = help_given.classroom
    lock_classroom(classroom)
    help_given.refresh_from_db(fields=["undone_at"])
    now = timezone.now()
    if help_given.undone_at is None:
        if help_given.at < now - UNDO_FOR:
            return False
        help_given.undone_at = now
        help_given.save(update_fields=["undone_at"])
        transaction.on_commit(partial(events.send_class_changed, classroom_id=classroom.pk))
    return True
