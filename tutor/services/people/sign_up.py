"""Accounts that people make for themselves: students alone, by a class's join code or openly."""

import secrets

from django.conf import settings
from django.db import IntegrityError, transaction

from tutor.domain.people import clean_name
from tutor.domain.readable import WORDS
from tutor.models import Classroom, User
from tutor.services.locks import Gone
from tutor.services.people.accounts import taken_usernames
from tutor.services.teaching.classrooms import join_classroom

_TURNS = 20


class NameTaken(ValueError):
    """A user name that somebody has."""


def suggest_username() -> str:
    """Return a free user name that says nothing about anybody: two words and three digits."""
    for _ in range(_TURNS):
        number = secrets.randbelow(900) + 100
        name = f"{secrets.choice(WORDS)}-{secrets.choice(WORDS)}-{number}"
        if not taken_usernames([name]):
            return name
    raise NameTaken


def find_class(code: str) -> Classroom | None:
    """Return the class that a join code opens."""
    return Classroom.objects.filter(join_code=code, archived_at=None).first() if code else None


@transaction.atomic
def sign_up(*, given_name: str, username: str, password: str, classroom: Classroom | None) -> User:
    """Make a student's account, and seat the student where a code was given.

    It is always a student, whatever the class; whether a guardian is asked and whose address is asked is for
    staff to say, so neither can be given here.

    Args:
        given_name: as others in the class see it; may be empty.
        username: empty to have one made that is nobody's real name.
        password: as it was typed, and found good.
        classroom: whose code was given; `None` where anybody may sign up.

    Raises:
        NameTaken: somebody has that user name.
        Gone: the class was archived, or its code renewed, meanwhile.
    """
    if classroom is None and settings.SIGN_UP != "open":
        raise Gone("sign-up")
    name = User.normalize_username(username) or suggest_username()
    if taken_usernames([name]):
        raise NameTaken(name)
    person = User(username=name, first_name=clean_name(given_name), role=User.Role.STUDENT)
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise NameTaken(name) from None
    if classroom is not None:
        join_classroom(classroom=classroom, student=person)
    return person
