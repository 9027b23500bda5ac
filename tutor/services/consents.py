"""Giving and withdrawing consent."""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tutor import events
from tutor.models import Consent, User

# Raise when the wording on the consent page changes: everybody is asked again.
CAMERA_TEXT_VERSION = 1


def has_camera_consent(student: User) -> bool:
    """Say whether this student's yes to the camera, in today's wording, stands."""
    if not settings.CAMERA_AFFECT:
        return False
    return Consent.objects.filter(
        student=student,
        purpose=Consent.Purpose.CAMERA,
        version=CAMERA_TEXT_VERSION,
        withdrawn_at__isnull=True,
    ).exists()


@transaction.atomic
def give_camera_consent(*, student: User) -> None:
    """Record a yes to the camera; a second yes changes nothing."""
    if has_camera_consent(student) or not settings.CAMERA_AFFECT:
        return
    _close_open(student)
    Consent.objects.create(student=student, purpose=Consent.Purpose.CAMERA, version=CAMERA_TEXT_VERSION)
    transaction.on_commit(partial(events.send_consent, student_id=student.pk, camera=True))


@transaction.atomic
def withdraw_camera_consent(*, student: User) -> None:
    """Close the student's consent; open sockets stop reading at once."""
    _close_open(student)
    transaction.on_commit(partial(events.send_consent, student_id=student.pk, camera=False))


def _close_open(student: User) -> None:
    open_consents = Consent.objects.filter(
        student=student, purpose=Consent.Purpose.CAMERA, withdrawn_at__isnull=True
    )
    open_consents.update(withdrawn_at=timezone.now())
