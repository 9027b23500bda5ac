"""Accounts that a teacher makes for a class, from a list of names."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from tutor.domain.name_lists import read_line
from tutor.messages import events
from tutor.models import AccountNotice, Classroom, Enrolment, User
from tutor.services.audit.acts import Act, note_act
from tutor.services.locks import Gone, lock_classroom
from tutor.services.people.accounts import NewPerson, make_people
from tutor.services.people.notices import note

MOST_LINES = 100


class ListChanged(ValueError):
    """The class has other people by now than the page showed."""


@dataclass(frozen=True)
class Line:
    """One line of a pasted list.

    Attributes:
        is_there: somebody of this name is in the class already, or stands above in the list.
    """

    given_name: str
    family_name: str
    is_there: bool

    @property
    def name(self) -> str:
        """Return the whole name."""
        return f"{self.given_name} {self.family_name}".strip()


def read_names(text: str, *, classroom: Classroom) -> list[Line]:
    """Return the people of a pasted list, one a line as `read_line` takes it; lines without a name go."""
    there = {_fold(person.get_full_name()) for person in classroom.students.all()}
    lines: list[Line] = []
    for raw in text.splitlines():
        name = read_line(raw)
        if name.is_blank:
            continue
        folded = _fold(f"{name.given} {name.family}")
        lines.append(Line(name.given, name.family, folded in there))
        there.add(folded)
    return lines[:MOST_LINES]


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())


@transaction.atomic
def make_accounts(
    *, classroom: Classroom, lines: Sequence[Line], seen: int, with_same_names: bool, by: User
) -> list[User]:
    """Make accounts without e-mail and password for the people of a list, and seat them in the class.

    Nobody who exists is ever matched by name: whoever can write a name would be let into that account.

    Args:
        classroom: a class of `by`.
        lines: from `read_names`.
        seen: how many students the page showed; a second press finds more, and makes nobody twice.
        with_same_names: also whose name somebody in the class has.
        by: who makes them.

    Raises:
        ListChanged: others are in the class by now.
        Gone: the class was deleted, or is archived.
    """
    lock_classroom(classroom)
    if classroom.archived_at is not None:
        raise Gone("class")
    if classroom.enrolments.count() != seen:
        raise ListChanged
    wanted = [line for line in lines if with_same_names or not line.is_there]
    people = make_people([NewPerson(line.given_name, line.family_name) for line in wanted])
    keys = [person.pk for person in people]
    # Their rows are new, so nobody else waits for them: seated under the lock of the class alone.
    Enrolment.objects.bulk_create(Enrolment(classroom=classroom, student_id=key) for key in keys)
    transaction.on_commit(partial(events.send_class_changed, classroom_id=classroom.pk))
    note(people=keys, kind=AccountNotice.Kind.MADE, by=by)
    if people:
        note_act(actor=by, action=Act.ACCOUNTS_MADE, what=str(len(people)), classroom=classroom)
    return people
