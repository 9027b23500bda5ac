"""Accounts made for people by others: a file, a roster server, an LMS, a teacher.

Nobody is found by an e-mail address here: whoever can write one into a file or a server would be let into the
account of its owner.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Lower

from tutor.domain.people import clean_name, username_stem
from tutor.models import User

# A name that nobody has left in a few turns of asking is one that others are making just now.
_TURNS, _TURNS_FROM_ONE = 20, 3
_AT_ONCE = 400


class UsernameTaken(ValueError):
    """A user name that was asked for and that somebody has; `.args[0]` is the name."""


@dataclass(frozen=True)
class NewPerson:
    """A person to make an account for.

    Attributes:
        username: empty to have one made of the name.
    """

    given_name: str
    family_name: str
    role: str = User.Role.STUDENT
    email: str = ""
    username: str = ""


def make_person(
    *, given_name: str, family_name: str, role: str = User.Role.STUDENT, email: str = "", username: str = ""
) -> User:
    """Make an account without a password.

    Raises:
        UsernameTaken: the user name was given, and somebody has it.
    """
    return make_people([NewPerson(given_name, family_name, role, email, username)])[0]


@transaction.atomic
def make_people(people: Sequence[NewPerson]) -> list[User]:
    """Make accounts without passwords, in the order of `people`: a few queries, however many.

    Raises:
        UsernameTaken: a user name that was given is taken, or given twice.
    """
    for turn in range(_TURNS):
        # Thirty who come at once from an LMS that tells no names all try the lowest number that is free, and
        # one of them gets it: after a few turns each begins somewhere else.
        first = 1 if turn < _TURNS_FROM_ONE else 1000 + secrets.randbelow(1_000_000)
        names = _choose_usernames(people, first=first)
        users = [_build(person, name) for person, name in zip(people, names, strict=True)]
        try:
            with transaction.atomic():
                return User.objects.bulk_create(users)
        except IntegrityError:
            # Somebody else made one of these names between the question and the answer.
            continue
    raise UsernameTaken(names[0])


def _build(person: NewPerson, username: str) -> User:
    return User(
        username=username,
        first_name=clean_name(person.given_name),
        last_name=clean_name(person.family_name),
        role=person.role,
        email=User.objects.normalize_email(person.email),
        password=make_password(None),
    )


def _choose_usernames(people: Sequence[NewPerson], *, first: int) -> list[str]:
    given = [User.normalize_username(person.username) for person in people]
    asked_for = [name for name in given if name]
    held = taken_usernames(asked_for)
    used = set[str]()
    for name in asked_for:
        if name.lower() in held or name.lower() in used:
            raise UsernameTaken(name)
        used.add(name.lower())
    stems = [username_stem(person.given_name, person.family_name) or person.role for person in people]
    made = _make_usernames([stem for stem, name in zip(stems, given, strict=True) if not name], used, first)
    return [name or next(made) for name in given]


def _make_usernames(stems: Sequence[str], used: set[str], first: int) -> Iterator[str]:
    """Return a free name for each stem: with the first number from `first` on that is free, and without 1."""
    names: list[str] = [""] * len(stems)
    waiting, many = list(range(len(stems))), 1
    while waiting:
        # Twice as many numbers in each turn: forty of one name are five turns.
        numbers = range(first, first + many)
        candidates = {place: [_numbered(stems[place], number) for number in numbers] for place in waiting}
        held = taken_usernames({name for names_of in candidates.values() for name in names_of})
        for place, names_of in candidates.items():
            free = next((name for name in names_of if name not in held and name not in used), "")
            names[place] = free
            used.add(free)
        waiting = [place for place in waiting if not names[place]]
        first, many = first + many, many * 2
    return iter(names)


def _numbered(stem: str, number: int) -> str:
    return (stem if number == 1 else f"{stem}{number}").lower()


def taken_usernames(names: Iterable[str]) -> set[str]:
    """Return which of some names somebody has, whatever their capitals; in small letters."""
    return set(people_named(names))


def people_named(names: Iterable[str]) -> dict[str, User]:
    """Return who has one of some user names, whatever its capitals, by the name in small letters."""
    wanted, found = sorted(set(names)), dict[str, User]()
    people = User.objects.annotate(small=Lower("username")).order_by("pk")
    for start in range(0, len(wanted), _AT_ONCE):
        asked = wanted[start : start + _AT_ONCE]
        # As written too: SQLite makes small letters of ASCII alone.
        those = people.filter(Q(username__in=asked) | Q(small__in={name.lower() for name in asked}))
        found.update((person.username.lower(), person) for person in those)
    return found
