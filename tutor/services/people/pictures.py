"""Signing in by three pictures, on a device that a teacher opened for a class for a while."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta
from random import SystemRandom

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from tutor.domain.pictures import draw_pictures
from tutor.models import AccountNotice, Classroom, OpenDevice, PictureSecret, User
from tutor.services.audit.acts import Act, note_act
from tutor.services.locks import lock_classroom, lock_people
from tutor.services.people.notices import note
from tutor.services.people.passwords import pupils_of

MINUTES = (45, 90, 240)
COOKIE = "class_device"
_SALT = "tutor.pictures"


def draw_for(students: Sequence[User]) -> list[list[str]]:
    """Give students new pictures, and return them in the order of `students`; to be called in a transaction.

    They are kept as digests, so they are to be shown at once.
    """
    drawn = [draw_pictures(SystemRandom().sample) for _ in students]
    PictureSecret.objects.filter(student__in=students).delete()
    PictureSecret.objects.bulk_create(
        PictureSecret(student=person, digest=_digest(person.pk, picks))
        for person, picks in zip(students, drawn, strict=True)
    )
    return drawn


def remove_from(students: Iterable[int]) -> set[int]:
    """Let the pictures of students sign in no more, and return whose there were; in a transaction."""
    kept = PictureSecret.objects.filter(student__in=students)
    had = set(kept.values_list("student_id", flat=True))
    kept.delete()
    return had


@transaction.atomic
def give_pictures(*, classroom: Classroom, student_id: int, by: User) -> tuple[User, list[str]] | None:
    """Give one student of a class new pictures; `None` where this teacher may not."""
    student = pupils_of(classroom).get(student_id)
    if student is None or not lock_people([student_id]):
        return None
    (drawn,) = draw_for([student])
    note(people=[student.pk], kind=AccountNotice.Kind.PICTURES_SET, by=by)
    note_act(actor=by, action=Act.PICTURES_SET, whose=student)
    return student, drawn


@transaction.atomic
def open_device(*, classroom: Classroom, minutes: int, by: User) -> tuple[OpenDevice, str]:
    """Open a browser for the students of a class; return it and what its cookie holds.

    Raises:
        Gone: the class was deleted.
    """
    lock_classroom(classroom)
    secret = secrets.token_urlsafe(24)
    device = OpenDevice.objects.create(
        classroom=classroom,
        digest=_digest("device", [secret]),
        opened_by=by,
        ends_at=timezone.now() + timedelta(minutes=minutes),
    )
    note_act(actor=by, action=Act.PICTURES_OPENED, classroom=classroom)
    return device, signing.dumps({"device": device.pk, "secret": secret}, salt=_SALT)


@transaction.atomic
def close_device(*, classroom: Classroom, device_id: int, by: User) -> bool:
    """Close a device of a class before its time; say whether it was open."""
    lock_classroom(classroom)
    found = OpenDevice.objects.filter(classroom=classroom, pk=device_id, closed_at=None)
    if not found.update(closed_at=timezone.now()):
        return False
    note_act(actor=by, action=Act.PICTURES_CLOSED, classroom=classroom)
    return True


def open_devices(classroom: Classroom) -> list[OpenDevice]:
    """Return the devices on which a class can sign in now."""
    devices = OpenDevice.objects.filter(classroom=classroom, closed_at=None, ends_at__gt=timezone.now())
    return list(devices.select_related("opened_by"))


def is_open(device_id: int) -> bool:
    """Say whether a device is open still; sessions that began on it end with it."""
    now = timezone.now()
    return OpenDevice.objects.filter(pk=device_id, closed_at=None, ends_at__gt=now).exists()


def device_of(cookie: str) -> OpenDevice | None:
    """Return the open device whose cookie this is."""
    if not settings.PICTURE_SIGN_IN or not cookie:
        return None
    try:
        told = signing.loads(cookie, salt=_SALT, max_age=timedelta(minutes=max(MINUTES)))
        key, secret = int(told["device"]), str(told["secret"])
    except (signing.BadSignature, TypeError, KeyError, ValueError):
        return None
    now = timezone.now()
    found = OpenDevice.objects.filter(
        pk=key,
        closed_at=None,
        ends_at__gt=now,
        classroom__archived_at=None,
        digest=_digest("device", [secret]),
    )
    return found.select_related("classroom").first()


def faces_on(device: OpenDevice) -> list[User]:
    """Return the students who can sign in on a device: those of its class who have pictures.

    Whom the class's teachers may let in, and nobody else: an account with an e-mail address of its own is not
    opened by three pictures.
    """
    may = pupils_of(device.classroom)
    with_pictures = set(PictureSecret.objects.filter(student__in=may).values_list("student_id", flat=True))
    return [person for key, person in may.items() if key in with_pictures]


def find_secret(device: OpenDevice, student_id: int) -> PictureSecret | None:
    """Return the pictures of one of `faces_on(device)`."""
    student = pupils_of(device.classroom).get(student_id)
    secret = PictureSecret.objects.filter(student=student).first() if student is not None else None
    if secret is not None and student is not None:
        secret.student = student
    return secret


def are_right(*, secret: PictureSecret, picks: Sequence[str]) -> bool:
    """Say whether these are a student's pictures, in order."""
    return constant_time_compare(secret.digest, _digest(secret.student_id, picks))


def _digest(whose: object, secret: Sequence[str]) -> str:
    return salted_hmac(_SALT, "\0".join([str(whose), *secret]), algorithm="sha256").hexdigest()
