"""What is there of a list's people and classes: a few queries, however long the list."""

from collections.abc import Iterable

from tutor.domain.rosters.wanted import Place, Present, PresentClass, PresentPerson, Wanted
from tutor.models import Classroom, Enrolment, RosterPerson, RosterSource, User
from tutor.services.people.accounts import people_named


def read_present(source: RosterSource, wanted: Wanted) -> Present:
    """Return whom and what a source knows, and who has a user name of its list."""
    people = {row.key: _person(row.person, row) for row in source.people.select_related("person")}
    met, taken = _named(wanted, people)
    people |= met
    classes = {
        row.key: PresentClass(
            pk=row.classroom_id,
            name=row.classroom.name,
            is_archived=row.classroom.archived_at is not None,
            is_retired=row.is_retired,
        )
        for row in source.classes.select_related("classroom")
    }
    person_of = {person.pk: key for key, person in people.items()}
    class_of = {one.pk: key for key, one in classes.items()}
    seats = Enrolment.objects.filter(classroom__in=class_of).values_list("classroom_id", "student_id")
    through = Classroom.teachers.through.objects.filter(classroom__in=class_of)
    teaching = list(through.values_list("classroom_id", "user_id"))
    return Present(
        people=people,
        classes=classes,
        seats=_places(seats, class_of, person_of),
        lessons=_places(teaching, class_of, person_of),
        co_taught=frozenset(class_of[row[0]] for row in teaching if row[1] not in person_of),
        taken=frozenset(taken),
    )


def _person(user: User, row: RosterPerson | None = None) -> PresentPerson:
    return PresentPerson(
        pk=user.pk,
        given_name=user.first_name,
        family_name=user.last_name,
        role=user.role,
        username=user.username,
        is_active=user.is_active,
        is_linked=row is not None,
        is_retired=row is not None and row.is_retired,
        # Whoever writes courses or runs the site is changed by hand alone.
        may_change=user.role != User.Role.AUTHOR and not user.is_staff and not user.is_superuser,
    )


def _named(wanted: Wanted, linked: dict[str, PresentPerson]) -> tuple[dict[str, PresentPerson], set[str]]:
    """Return who is met by a user name, and the keys whose user name another key has already."""
    asked = {
        person.username.lower(): person.key
        for person in wanted.people
        if person.username and person.key not in linked
    }
    owners = {person.pk for person in linked.values()}
    met, taken = dict[str, PresentPerson](), set[str]()
    for name, user in people_named(asked).items():
        if user.pk in owners:
            taken.add(asked[name])
        else:
            met[asked[name]] = _person(user)
    return met, taken


def _places(
    rows: Iterable[tuple[int, int]], class_of: dict[int, str], person_of: dict[int, str]
) -> frozenset[Place]:
    return frozenset((class_of[row[0]], person_of[row[1]]) for row in rows if row[1] in person_of)
