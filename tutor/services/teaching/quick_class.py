"""A class in one go: its name, accounts for a list of names, and a lesson begun."""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from content.models import Lesson
from tutor.domain.name_lists import ListedName
from tutor.models import Classroom, User
from tutor.services.audit.acts import Act, note_act
from tutor.services.people.accounts import NewPerson, make_people
from tutor.services.people.memberships import seat_students
from tutor.services.teaching.sessions import start_session


def open_class(
    *,
    teacher: User,
    name: str,
    names: Sequence[ListedName],
    lesson: Lesson | None,
    pacing: str,
    submission_id: UUID,
) -> Classroom:
    """Make a class with its students and begin a lesson, all of it or nothing.

    What was sent before, by the same page, is the class that was made then.
    """
    made = Classroom.objects.filter(submission_id=submission_id, teachers=teacher)
    if found := made.first():
        return found
    try:
        return _open(teacher, name, names, lesson, pacing, submission_id)
    except IntegrityError:
        # The same press, a moment ago.
        if found := made.first():
            return found
        raise


@transaction.atomic
def _open(
    teacher: User,
    name: str,
    names: Sequence[ListedName],
    lesson: Lesson | None,
    pacing: str,
    submission_id: UUID,
) -> Classroom:
    classroom = Classroom.objects.create(name=name, submission_id=submission_id)
    classroom.teachers.add(teacher)
    people = make_people([NewPerson(one.given, one.family) for one in names])
    seat_students(classroom=classroom, student_ids=[person.pk for person in people])
    for person in people:
        note_act(actor=teacher, action=Act.ADDED, whose=person, classroom=classroom)
    if lesson is not None:
        start_session(classroom=classroom, lesson=lesson, pacing=pacing)
    return classroom
