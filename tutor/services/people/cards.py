"""Cards that sign a student in: printed, used, revoked."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from tutor.domain.readable import make_code, tidy_code
from tutor.models import AccountNotice, Classroom, SignInCard, User
from tutor.services.audit.acts import Act, note_act
from tutor.services.locks import lock_people
from tutor.services.people import pictures
from tutor.services.people.notices import note
from tutor.services.people.passwords import pupils_of

# A school day. A card is quick to scan again, and a shared device soon in other hands.
SESSION_LASTS_S = 8 * 3600
_SALT = "tutor.sign_in_cards"


@dataclass(frozen=True)
class PrintedCard:
    """What stands on one card, and nowhere else from then on.

    Attributes:
        code: as `tidy_code` returns it.
        pictures: three names in order; empty where nobody signs in by pictures here.
    """

    student: User
    code: str
    pictures: tuple[str, ...]
    expires_at: datetime


@transaction.atomic
def print_cards(*, classroom: Classroom, student_ids: list[int] | None, by: User) -> list[PrintedCard]:
    """Make new cards for students of a class, which void the cards and pictures they had.

    Args:
        classroom: a class of `by`.
        student_ids: of whom; `None` for all. Whom this teacher may not let in is left out.
        by: who prints.
    """
    may = pupils_of(classroom)
    wanted = may.keys() if student_ids is None else may.keys() & set(student_ids)
    there = lock_people(wanted)
    students = [person for key, person in may.items() if key in there]
    now, expires_at = timezone.now(), end_of_school_year()
    SignInCard.objects.filter(student__in=students, revoked_at=None).update(revoked_at=now)
    codes = [make_code(secrets.choice) for _ in students]
    SignInCard.objects.bulk_create(
        SignInCard(student=person, digest=_digest(code), printed_by=by, printed_at=now, expires_at=expires_at)
        for person, code in zip(students, codes, strict=True)
    )
    drawn = pictures.draw_for(students) if settings.PICTURE_SIGN_IN else [()] * len(students)
    note(people=[person.pk for person in students], kind=AccountNotice.Kind.CARD_PRINTED, by=by)
    for person in students:
        note_act(actor=by, action=Act.CARDS_PRINTED, whose=person)
    return [
        PrintedCard(person, code, tuple(shown), expires_at)
        for person, code, shown in zip(students, codes, drawn, strict=True)
    ]


@transaction.atomic
def revoke_cards(*, classroom: Classroom, student_ids: list[int] | None, by: User) -> int:
    """Void the cards of students of a class, and return how many were valid.

    Their pictures go as well, also those given since: whoever saw a card may have seen these on it.
    """
    may = pupils_of(classroom)
    wanted = may.keys() if student_ids is None else may.keys() & set(student_ids)
    lock_people(wanted)
    valid = SignInCard.objects.filter(student__in=wanted, revoked_at=None)
    holders = set(valid.values_list("student_id", flat=True)) | pictures.remove_from(wanted)
    count = valid.update(revoked_at=timezone.now())
    for key in sorted(holders):
        note_act(actor=by, action=Act.CARDS_REVOKED, whose=may[key])
    return count


def count_in_use(students: Collection[int]) -> int:
    """Return how many cards of students may have a session open, so that voiding them would end it."""
    since = timezone.now() - timedelta(seconds=SESSION_LASTS_S)
    return SignInCard.objects.filter(_valid(), student__in=students, used_at__gt=since).count()


def find_card(typed: str) -> SignInCard | None:
    """Return the card with a code that signs somebody in now."""
    code = tidy_code(typed)
    if not code:
        return None
    cards = SignInCard.objects.filter(_valid(), digest=_digest(code)).select_related("student")
    return cards.first()


def use_card(*, card: SignInCard) -> bool:
    """Note that a card signs somebody in; say whether it still does."""
    return SignInCard.objects.filter(_valid(), pk=card.pk).update(used_at=timezone.now()) == 1


def is_valid(card_id: int) -> bool:
    """Say whether a card works still; sessions that it began end with it."""
    return SignInCard.objects.filter(_valid(), pk=card_id).exists()


def _valid() -> Q:
    now = timezone.now()
    # Whoever works here signs in by no card, also not by one of when they were a student.
    return Q(
        revoked_at=None,
        expires_at__gt=now,
        student__is_active=True,
        student__role=User.Role.STUDENT,
        student__is_staff=False,
        student__is_superuser=False,
    )


def end_of_school_year() -> datetime:
    """Return the moment after the last day of the school year that goes on now, where this site is."""
    month, day = settings.SCHOOL_YEAR_ENDS
    today = timezone.localdate()
    last = today.replace(month=month, day=day)
    # A card printed in the last days of a year would be of no use.
    if last < today + timedelta(days=14):
        last = last.replace(year=last.year + 1)
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time()))


def _digest(code: str) -> str:
    return salted_hmac(_SALT, code, algorithm="sha256").hexdigest()
