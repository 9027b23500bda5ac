"""The order in which rows are locked, and what a service raises when a row is no longer there.

A transaction locks from the top of this list downwards, and rows of one table by key, so that no two wait for
each other (decision 0020):

    person, consents, classes, sessions, sittings, visits, suggestions, prompts, affect ledgers, the rest

Erasing follows it too: whoever holds a row of this list knows that what lies below stays until the commit.
"""

from collections.abc import Iterable

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model

from tutor.models import Classroom, ClassSession, Sitting, User

FRESH = ("step_id", "seen_at", "touched_at", "finished_at")


class Gone(LookupError):
    """What a request is about was erased or removed while it was on its way."""


def _lock(model: type[Model], key: int) -> None:
    # Not against what only points at the row: a plain lock would hold up every insert that does.
    rows = model._default_manager.select_for_update(no_key=True).filter(pk=key)
    if rows.values_list("pk", flat=True).first() is None:
        raise Gone(model._meta.label)


def lock_row(row: Model, *fields: str) -> None:
    """Lock a row that is far down the list, and read fields of it as they are now.

    Raises:
        Gone: the row was deleted.
    """
    try:
        rows = type(row)._base_manager.select_for_update(no_key=True)
        row.refresh_from_db(fields=fields, from_queryset=rows)
    except ObjectDoesNotExist as error:
        raise Gone(row._meta.label) from error


def lock_person(person: User) -> None:
    """Let what is done for one person follow one another. To be called in a transaction.

    Raises:
        Gone: the account was closed.
    """
    _lock(User, person.pk)


def lock_people(keys: Iterable[int]) -> set[int]:
    """Lock several people, and return the keys of those that are still there."""
    people = User.objects.select_for_update(no_key=True).filter(pk__in=list(keys)).order_by("pk")
    return set(people.values_list("pk", flat=True))


def lock_classroom(classroom: Classroom) -> None:
    """Lock a class, and read anew whether it is archived and how it is joined.

    Raises:
        Gone: the class was deleted.
    """
    _lock(Classroom, classroom.pk)
    classroom.refresh_from_db(fields=["archived_at", "join_code"])


def lock_classrooms(keys: Iterable[int]) -> dict[int, Classroom]:
    """Lock several classes, and return those that are still there, by key."""
    rows = Classroom.objects.select_for_update(no_key=True).filter(pk__in=list(keys)).order_by("pk")
    return {classroom.pk: classroom for classroom in rows}


def lock_session(session: ClassSession) -> None:
    """Lock a session, and read how it stands.

    Raises:
        Gone: its class was deleted.
    """
    _lock(ClassSession, session.pk)
    session.refresh_from_db(fields=["state", "ended_at"])


def lock_sitting(sitting: Sitting) -> None:
    """Lock a sitting, and read how it stands: what was loaded before may have changed since.

    Raises:
        Gone: the student erased it.
    """
    found = find_locked_sitting(sitting.pk)
    for name in FRESH:
        setattr(sitting, name, getattr(found, name))


def find_locked_sitting(sitting_id: int) -> Sitting:
    """Lock a sitting that was not loaded yet, and return it.

    Raises:
        Gone: the student erased it.
    """
    found = Sitting.objects.select_for_update(no_key=True).filter(pk=sitting_id).first()
    if found is None:
        raise Gone("sitting")
    return found


def lock_sittings(keys: Iterable[int]) -> list[Sitting]:
    """Lock several sittings, and return those that are still there, in the order of their keys."""
    return list(Sitting.objects.select_for_update(no_key=True).filter(pk__in=list(keys)).order_by("pk"))
