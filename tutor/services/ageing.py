"""What is no longer used goes: accounts, classes, the audit log; and what would go, told beforehand."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from smtplib import SMTPException
from typing import Any

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content.language import gettext
from tutor.messages.outage import OUTAGE_ERRORS
from tutor.models import AuditEntry, Classroom, Enrolment, User
from tutor.services import personal_data, readings
from tutor.services.audit.acts import note_act
from tutor.services.locks import Gone, lock_classroom, lock_person
from tutor.services.people.languages import speaking_to

logger = logging.getLogger(__name__)
# So many entries of the log go at once: other writers wait for no longer than that takes.
ENTRIES_AT_ONCE = 5000


@dataclass(frozen=True)
class Due:
    """How many of a kind go, and after how many days; 0 days is never."""

    kind: str | Promise
    setting: str
    days: int
    count: int


def _unused(now: datetime) -> QuerySet[User]:
    """Students' accounts that nobody used for `ACCOUNT_DAYS`, and that no class at work counts on.

    Staff, and whoever has rights in the admin, are never among them.
    """
    if not settings.ACCOUNT_DAYS:
        return User.objects.none()
    counted_on = Enrolment.objects.filter(classroom__archived_at=None).values("student")
    return _idle(now).filter(is_active=True).exclude(pk__in=counted_on).order_by("pk")


def _idle(now: datetime) -> QuerySet[User]:
    """Students' accounts, open or closed, that nobody used for `ACCOUNT_DAYS`."""
    since = now - timedelta(days=settings.ACCOUNT_DAYS)
    students = User.objects.filter(
        role=User.Role.STUDENT, is_staff=False, is_superuser=False, date_joined__lt=since
    )
    return students.filter(Q(last_login=None) | Q(last_login__lt=since))


def _forfeited(now: datetime) -> QuerySet[User]:
    """Accounts that nobody used for `ACCOUNT_DAYS`, and that were closed more than `CLOSED_DAYS` ago.

    It does not matter what closed them. Leavers' accounts may have been in use the day before a year ended:
    they are kept as long as any other.
    """
    until = now - timedelta(days=settings.CLOSED_DAYS)
    if not settings.ACCOUNT_DAYS or not settings.CLOSED_DAYS:
        return User.objects.none()
    return _idle(now).filter(is_active=False, closed_at__lt=until).order_by("pk")


def _archived_long_ago(now: datetime) -> QuerySet[Classroom]:
    if not settings.CLASS_DAYS:
        return Classroom.objects.none()
    return Classroom.objects.filter(archived_at__lt=now - timedelta(days=settings.CLASS_DAYS)).order_by("pk")


def _old_entries(now: datetime) -> QuerySet[AuditEntry]:
    if not settings.AUDIT_DAYS:
        return AuditEntry.objects.none()
    return AuditEntry.objects.filter(at__lt=now - timedelta(days=settings.AUDIT_DAYS))


def count_due(*, now: datetime) -> list[Due]:
    """Return what would go."""
    return [
        Due(
            _("readings of the camera"),
            "READING_DAYS",
            settings.READING_DAYS,
            readings.count_expired_readings(),
        ),
        Due(_("unused accounts, to be closed"), "ACCOUNT_DAYS", settings.ACCOUNT_DAYS, _unused(now).count()),
        Due(
            _("closed accounts, to be erased"),
            "CLOSED_DAYS",
            settings.CLOSED_DAYS if settings.ACCOUNT_DAYS else 0,
            _forfeited(now).count(),
        ),
        Due(_("archived classes"), "CLASS_DAYS", settings.CLASS_DAYS, _archived_long_ago(now).count()),
        Due(
            _("entries of the audit log"),
            "AUDIT_DAYS",
            settings.AUDIT_DAYS,
            _old_entries(now).count(),
        ),
    ]


def age_out(*, now: datetime) -> None:
    """Let all of it go, each account and class in a transaction of its own. Safe to run twice."""
    readings.drop_expired_readings()
    User.objects.filter(is_active=True, closed_at__isnull=False).update(closed_at=None)
    for person in _forfeited(now).iterator():
        _if_still_there(_erase, person, now)
    for person in _unused(now).iterator():
        _if_still_there(_close, person, now)
    for classroom in _archived_long_ago(now).iterator():
        _if_still_there(_delete_class, classroom, now)
    _drop_entries(now)


def _if_still_there(work: Callable[[Any, datetime], None], row: Model, now: datetime) -> None:
    try:
        with transaction.atomic():
            work(row, now)
    except Gone:
        logger.info("what was to go had gone")


def _close(person: User, now: datetime) -> None:
    lock_person(person)
    # Whoever has signed in meanwhile is counted again.
    if not _unused(now).filter(pk=person.pk).update(is_active=False, closed_at=now):
        return
    note_act(actor=None, action="aged_out", whose=person, what=f"closed after {settings.ACCOUNT_DAYS} days")
    if person.email:
        transaction.on_commit(partial(_tell_later, person.pk), robust=True)


def _erase(person: User, now: datetime) -> None:
    lock_person(person)
    if not _forfeited(now).filter(pk=person.pk).exists():
        return
    note_act(actor=None, action="aged_out", whose=person, what="erased")
    personal_data.erase(person=person, with_account=True)


def _delete_class(classroom: Classroom, now: datetime) -> None:
    lock_classroom(classroom)
    if not _archived_long_ago(now).filter(pk=classroom.pk).exists():
        return
    note_act(actor=None, action="aged_out", classroom=classroom, what="class deleted")
    classroom.delete()


def _drop_entries(now: datetime) -> None:
    while keys := list(_old_entries(now).order_by("pk").values_list("pk", flat=True)[:ENTRIES_AT_ONCE]):
        # Not by the manager, which deletes nothing.
        QuerySet(AuditEntry).filter(pk__in=keys).delete()


def _tell_later(person_id: int) -> None:
    try:
        tell_closed.apply_async((person_id,), retry=False)
    except OUTAGE_ERRORS:
        logger.warning("nobody could be told of a closed account")


@shared_task(
    name="tutor.tell_closed",
    ignore_result=True,
    autoretry_for=(OSError, SMTPException),
    retry_backoff=True,
    max_retries=5,
)
def tell_closed(person_id: int) -> None:
    """Tell the owner of a closed account how long it waits. At least once: a second letter says the same."""
    person = User.objects.filter(pk=person_id, is_active=False, closed_at__isnull=False).first()
    if person is None or not person.email or person.closed_at is None:
        return
    erased_on = person.closed_at + timedelta(days=settings.CLOSED_DAYS)
    with speaking_to(person):
        text = render_to_string("tutor/closed_letter.txt", {"person": person, "erased_on": erased_on})
        send_mail(gettext("Your account was closed"), text, settings.DEFAULT_FROM_EMAIL, [person.email])
