"""Giving consent, having it confirmed by a guardian, and withdrawing it."""

from dataclasses import dataclass
from functools import partial
from smtplib import SMTPException

from celery import shared_task
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from content.language import gettext, with_names
from tutor.messages import events
from tutor.messages.outage import OUTAGE_ERRORS
from tutor.models import Consent, User
from tutor.models.wordings import is_asked, version_of, wording_of
from tutor.services.audit.acts import note_act
from tutor.services.comparing.forgetting import forget_choices
from tutor.services.locks import Gone, lock_person
from tutor.services.people.languages import speaking_to
from tutor.services.teaching.rosters import cut_rosters

# Without an expiry: a guardian takes a yes back by the same link, however late.
SIGNER = signing.Signer(salt="guardian")
LETTER_EVERY_S = 60 * 60

Purpose = Consent.Purpose


def has_agreed(student: User, purpose: str) -> bool:
    """Say whether this student's consent to a purpose, in its present wording, applies."""
    return bool(Consent.objects.standing(purpose).filter(student=student).exists())


@dataclass(frozen=True)
class CameraConsent:
    """What a student's consent lets a camera do now.

    Attributes:
        camera: a face may be read, and what was read be kept.
        frames: pictures may be sent to the server.
    """

    camera: bool
    frames: bool


def camera_consent(student: User) -> CameraConsent:
    """Return what a student agreed to, where this deployment reads faces."""
    camera = has_agreed(student, Purpose.CAMERA)
    reads = settings.CAMERA_READS
    frames = reads == "server" or (reads == "auto" and camera and has_agreed(student, Purpose.FRAMES))
    return CameraConsent(camera=camera, frames=camera and frames)


def needs_guardian(student: User) -> bool:
    """Say whether this student's consent applies only once a guardian has confirmed it."""
    return bool(settings.GUARDIAN_CONSENT) and not student.is_of_age


@transaction.atomic
def give(*, student: User, purpose: str, site: str) -> None:
    """Record a consent; a second one changes nothing, but asks a silent guardian again after an hour.

    Args:
        student: who gives it.
        purpose: what it is to.
        site: the address of this site, for the link that a guardian gets.
    """
    if not is_asked(purpose):
        return
    lock_person(student)
    consent = _open(student, purpose).filter(version=version_of(purpose)).first()
    if consent is None:
        # A yes to an earlier wording may still be open, and only one may be (`one_open_consent_per_purpose`).
        _close(student, purpose)
        wording = wording_of(purpose)
        consent = Consent.objects.create(
            student=student, purpose=purpose, version=wording.version, words=wording.words
        )
    if needs_guardian(student) and consent.confirmed_at is None:
        ask = partial(send_letter_later, consent.pk, site)
        # Robust: without a broker the consent stands and waits; giving it again asks again.
        transaction.on_commit(ask, robust=True)
    else:
        _notify_sockets(student, purpose)


@transaction.atomic
def withdraw(*, student: User, purpose: str) -> None:
    """Withdraw a consent; open sockets stop reading at once, and figures count the student no more.

    What chance chose for the student is deleted.
    """
    lock_person(student)
    if _close(student, purpose) and purpose == Purpose.FIGURES:
        # The figures begin anew, so that those before and after cannot be held against each other.
        classroom_ids = cut_rosters(student)
        for classroom_id in classroom_ids:
            transaction.on_commit(partial(events.send_class_changed, classroom_id=classroom_id))
    if purpose == Purpose.COMPARISON:
        forget_choices(student_id=student.pk)
    _notify_sockets(student, purpose)


@transaction.atomic
def decide_for(*, consent_id: int, is_agreed: bool) -> None:
    """Record a guardian's answer to this consent, if it is open. The same answer twice changes nothing.

    A later consent to the same purpose is another one, and who is of age decides alone.

    Raises:
        Gone: the consent was erased, or the account closed.
    """
    consent = Consent.objects.select_related("student").filter(pk=consent_id).first()
    if consent is None:
        raise Gone("consent")
    lock_person(consent.student)
    is_open = _open(consent.student, consent.purpose).filter(pk=consent_id).exists()
    if not is_open or consent.student.is_of_age:
        return
    if not is_agreed:
        withdraw(student=consent.student, purpose=consent.purpose)
        _note_guardian(consent, "taken back")
        return
    # A second click must not move the moment from which the student counts.
    if Consent.objects.filter(pk=consent_id, confirmed_at=None).update(confirmed_at=timezone.now()):
        _note_guardian(consent, "confirmed")
    _notify_sockets(consent.student, consent.purpose)


def _note_guardian(consent: Consent, answer: str) -> None:
    note_act(
        actor=None,
        action="guardian.answered",
        whose=consent.student,
        what=f"{consent.purpose}: {answer}",
    )


@shared_task(
    name="tutor.ask_guardian",
    ignore_result=True,
    autoretry_for=(OSError, SMTPException),
    retry_backoff=True,
    max_retries=5,
)
def ask_guardian(consent_id: int, site: str) -> None:
    """Send the guardian a link. At least once: a second letter holds the same link."""
    consent = Consent.objects.select_related("student").filter(pk=consent_id, withdrawn_at=None).first()
    if consent is None or not consent.student.guardian_email:
        return
    link = f"{site}{reverse('tutor:guardian', args=[token_of(consent)])}"
    # Nothing else is known of what is read at home.
    with speaking_to(consent.student):
        text = render_to_string("tutor/guardian_letter.txt", {"consent": consent, "link": link})
        subject = with_names(
            gettext("%(student)s asks for your consent"), {"student": consent.student.display_name}
        )
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [consent.student.guardian_email])


def send_letter_later(consent_id: int, site: str) -> None:
    """Have a worker send the letter; within an hour nothing more is sent about the same consent."""
    if not cache.add(_letter_key(consent_id), 1, LETTER_EVERY_S):
        return
    try:
        # Without retries: the person who said yes waits for this, and asking again is how it is tried again.
        ask_guardian.apply_async((consent_id, site), retry=False)
    except OUTAGE_ERRORS:
        cache.delete(_letter_key(consent_id))
        raise


def was_asked_recently(consent_id: int) -> bool:
    """Say whether a letter about this consent was sent within the hour; unknown is no."""
    try:
        return cache.get(_letter_key(consent_id)) is not None
    except OUTAGE_ERRORS:
        return False


def _letter_key(consent_id: int) -> str:
    return f"guardian-letter:{consent_id}"


def token_of(consent: Consent) -> str:
    """Return the signed token that opens a guardian's page for one consent."""
    return SIGNER.sign(str(consent.pk))


def consent_of(token: str) -> Consent | None:
    """Return the consent that a guardian's link is about; `None` for a forged link, or once it is erased."""
    try:
        consent_id = SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    return Consent.objects.select_related("student").filter(pk=consent_id).first()


def _open(student: User, purpose: str) -> QuerySet[Consent]:
    return Consent.objects.filter(student=student, purpose=purpose, withdrawn_at=None)


def _close(student: User, purpose: str) -> int:
    return _open(student, purpose).update(withdrawn_at=timezone.now())


def _notify_sockets(student: User, purpose: str) -> None:
    if purpose in (Purpose.CAMERA, Purpose.FRAMES):
        agreed = camera_consent(student)
        tell = partial(events.send_consent, student_id=student.pk, camera=agreed.camera, frames=agreed.frames)
        transaction.on_commit(tell)
