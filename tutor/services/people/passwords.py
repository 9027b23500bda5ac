"""Passwords: changed by who knows the old one, and given anew by a teacher."""

import secrets

from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tutor.domain.readable import make_password
from tutor.models import AccountNotice, AccountState, Classroom, User
from tutor.services.audit.acts import Act, note_act
from tutor.services.locks import Gone, lock_person
from tutor.services.people.notices import note

# What ties an account to another way in: (app, model, field).
_OTHER_WAYS = (
    ("account", "EmailAddress", "user"),
    ("socialaccount", "SocialAccount", "user"),
    ("mfa", "Authenticator", "user"),
    # A field of django-lti's own, `LtiUser.auth_user`, stays empty here.
    ("tutor", "LtiAccount", "user"),
)


class NotYours(LookupError):
    """An account that this teacher may not let anybody into; the page says the same as of a stranger."""


def find_pupil(*, classroom: Classroom, student_id: int) -> User:
    """Return a student of a class whom its teacher may let in anew.

    Only students, only while they are in a class that is not archived, never whoever works here.

    Raises:
        NotYours: there is none, as far as the teacher can tell.
    """
    found = pupils_of(classroom).get(student_id)
    if found is None:
        raise NotYours(student_id)
    return found


def pupils_of(classroom: Classroom) -> dict[int, User]:
    """Return the students of a class whom its teacher may let in anew, by key."""
    if settings.TEACHER_RESETS == "off" or classroom.archived_at is not None:
        return {}
    people = User.objects.filter(
        enrolled_in=classroom, role=User.Role.STUDENT, is_staff=False, is_superuser=False, is_active=True
    )
    found = {person.pk: person for person in people.order_by("first_name", "last_name", "username")}
    if settings.TEACHER_RESETS == "all":
        return found
    others = _with_another_way(list(found))
    return {key: person for key, person in found.items() if not person.email and key not in others}


def _with_another_way(keys: list[int]) -> set[int]:
    """Return who signs in by other means as well; an account of those is not the school's alone to open."""
    held: set[int] = set()
    for app, model, field in _OTHER_WAYS:
        if app == "tutor" or apps.is_installed(f"allauth.{app}"):
            rows = apps.get_model(app, model)._default_manager.filter(**{f"{field}__in": keys})
            if model == "EmailAddress":
                # One that was typed and never confirmed lets nobody in.
                rows = rows.filter(verified=True)
            held.update(rows.values_list(f"{field}_id", flat=True))
    return held


@transaction.atomic
def give_password(*, classroom: Classroom, student_id: int, by: User) -> tuple[User, str]:
    """Give a student of a class a new password that lasts until it is changed at the first sign-in.

    All sessions of the student end, since their hash of the password fits no more. What was kept of a camera
    until now is shown in none that follows.

    Raises:
        NotYours: not a student whom this teacher may let in anew.
        Gone: the account was closed.
    """
    student = find_pupil(classroom=classroom, student_id=student_id)
    lock_person(student)
    password = make_password(secrets.choice)
    set_by_others(person=student, password=password, by=by)
    note_act(actor=by, action=Act.PASSWORD_RESET, whose=student)
    return student, password


def set_by_others(*, person: User, password: str, by: User) -> None:
    """Set a password that somebody else knows; to be called in a transaction."""
    person.set_password(password)
    person.save(update_fields=["password"])
    mark_given(person=person, by=by)


def mark_given(*, person: User, by: User) -> None:
    """Note that the password a person has now is known to somebody else; to be called in a transaction."""
    held = {"must_change_password": True, "affect_hidden_before": timezone.now()}
    AccountState.objects.update_or_create(person=person, defaults=held)
    note(people=[person.pk], kind=AccountNotice.Kind.PASSWORD_RESET, by=by)


@transaction.atomic
def change_password(*, person: User, password: str) -> None:
    """Set the password that a person chose; the person's other sessions end.

    Where somebody else had set the last one, nobody knows who chooses this one: what was kept of a camera
    until now stays hidden.

    Raises:
        Gone: the account was closed.
    """
    lock_person(person)
    person.set_password(password)
    person.save(update_fields=["password"])
    held = AccountState.objects.filter(person=person, must_change_password=True)
    held.update(must_change_password=False, affect_hidden_before=timezone.now())
    note(people=[person.pk], kind=AccountNotice.Kind.PASSWORD_CHANGED, by=None)


@transaction.atomic
def now_own(*, person: User) -> None:
    """Note that a person set the password by a letter.

    Where the address is not one that its owner confirmed, or somebody else could once sign in and give an
    address, nobody knows who reads the letter: what was kept of a camera until now stays hidden.
    """
    lock_person(person)
    own = EmailAddress.objects.filter(user=person, email__iexact=person.email, verified=True)
    states = AccountState.objects.filter(person=person)
    states.update(must_change_password=False)
    if not own.exists():
        AccountState.objects.get_or_create(person=person)
        states.update(affect_hidden_before=timezone.now())
    states.filter(affect_hidden_before__isnull=False).update(affect_hidden_before=timezone.now())
    note(people=[person.pk], kind=AccountNotice.Kind.PASSWORD_CHANGED, by=None)


__all__ = ["Gone", "NotYours", "change_password", "find_pupil", "give_password", "pupils_of", "set_by_others"]
