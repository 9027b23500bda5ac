"""Asking a guardian by e-mail. On its own, because what takes a student's yes schedules it."""

from smtplib import SMTPException

from celery import shared_task
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from tutor.away import AWAY
from tutor.models import Consent

SIGNER = signing.Signer(salt="guardian")
LETTER_EVERY_S = 60 * 60


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
    text = render_to_string("tutor/guardian_letter.txt", {"consent": consent, "link": link})
    subject = f"{consent.student.display_name} asks for your yes"
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [consent.student.guardian_email])


def ask_soon(consent_id: int, site: str) -> None:
    """Have the letter sent by a worker; within the hour after it, nothing more is sent about the same yes."""
    if not cache.add(_letter_key(consent_id), 1, LETTER_EVERY_S):
        return
    try:
        ask_guardian.apply_async((consent_id, site), retry=False)
    except AWAY:
        cache.delete(_letter_key(consent_id))
        raise


def was_asked_lately(consent_id: int) -> bool:
    """Say whether a letter about this yes went out within the hour; unknown is no."""
    try:
        return cache.get(_letter_key(consent_id)) is not None
    except AWAY:
        return False


def _letter_key(consent_id: int) -> str:
    return f"guardian-letter:{consent_id}"


def token_of(consent: Consent) -> str:
    """Return the word that opens a guardian's page for one yes, and that nobody else can make."""
    return SIGNER.sign(str(consent.pk))


def consent_of(token: str) -> Consent | None:
    """Return the yes that a guardian's link is about; `None` for a forged link, or once it is erased."""
    try:
        consent_id = SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    return Consent.objects.select_related("student").filter(pk=consent_id).first()
