"""A class: made, set up, archived; joined by its code, and left."""

from django.db import transaction
from django.utils import timezone

from tutor.messages import events
from tutor.models import Classroom, Enrolment, PastEnrolment, User
from tutor.models.classes import make_join_code
from tutor.services.locks import Gone, lock_classroom, lock_person
from tutor.services.people.memberships import retire_students, tell_pages
from tutor.services.teaching.sessions import end_session


@transaction.atomic
def make_classroom(*, teacher: User, name: str) -> Classroom:
    """Make a class with its first teacher."""
    classroom = Classroom.objects.create(name=name)
    classroom.teachers.add(teacher)
    return classroom


@transaction.atomic
def set_up_classroom(*, classroom: Classroom, name: str, runs_itself: bool, is_left_out: bool) -> None:
    """Rename a class, choose whether its rules act by themselves and whether chance may choose its help."""
    lock_classroom(classroom)
    classroom.name, classroom.runs_itself, classroom.compares_help = name, runs_itself, not is_left_out
    classroom.save(update_fields=["name", "runs_itself", "compares_help"])


@transaction.atomic
def archive_classroom(*, classroom: Classroom, archived: bool) -> None:
    """Put a class away, which ends its session, or take it out again; away, nobody joins it."""
    lock_classroom(classroom)
    classroom.archived_at = timezone.now() if archived else None
    classroom.save(update_fields=["archived_at"])
    if archived:
        for session in classroom.sessions.open():
            end_session(session=session)


@transaction.atomic
def join_classroom(*, classroom: Classroom, student: User) -> bool:
    """Seat a student; say whether the student is new here.

    Raises:
        Gone: the class was archived, the code by which it was found renewed, or the account closed.
    """
    lock_person(student)
    # Before the lock, which reads it anew: a code that was renewed meanwhile shows in the difference.
    code = classroom.join_code
    lock_classroom(classroom)
    if classroom.archived_at is not None or classroom.join_code != code:
        raise Gone(classroom)
    _, created = Enrolment.objects.get_or_create(classroom=classroom, student=student)
    if created:
        transaction.on_commit(lambda: events.send_class_changed(classroom_id=classroom.pk))
        tell_pages([student.pk])
    return created


@transaction.atomic
def remove_student(*, classroom: Classroom, student_id: int) -> bool:
    """Take a student off the list, if on it, and say so; what the student learned stays the student's.

    The class has a new code from then on, or the student would be back with the old one. The live page
    begins anew, so that the counts before and after cannot be held against each other.
    """
    removed = retire_students(
        classroom=classroom, student_ids=[student_id], reason=PastEnrolment.Reason.TEACHER
    )
    if removed:
        renew_code(classroom=classroom)
    return removed > 0


@transaction.atomic
def renew_code(*, classroom: Classroom) -> None:
    """Give a class a new join code; the old one lets nobody in any more, and who is in the class stays."""
    lock_classroom(classroom)
    classroom.join_code = make_join_code()
    classroom.save(update_fields=["join_code"])
