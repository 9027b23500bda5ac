"""Who teaches and who sits in a class."""

from django.db import transaction
from django.utils import timezone

from tutor import events
from tutor.models import Classroom, Enrolment, User
from tutor.services.group_prompts import leave_groups
from tutor.services.locks import Gone, lock_classroom, lock_person
from tutor.services.sessions import end_session


class NotATeacher(ValueError):
    """Nobody who teaches has this user name."""


@transaction.atomic
def make_classroom(*, teacher: User, name: str) -> Classroom:
    """Make a class with its first teacher."""
    classroom = Classroom.objects.create(name=name)
    classroom.teachers.add(teacher)
    return classroom


@transaction.atomic
def set_up_classroom(*, classroom: Classroom, name: str, runs_itself: bool) -> None:
    """Rename a class and choose whether its rules act by themselves."""
    lock_classroom(classroom)
    classroom.name, classroom.runs_itself = name, runs_itself
    classroom.save(update_fields=["name", "runs_itself"])


@transaction.atomic
def archive_classroom(*, classroom: Classroom, archived: bool) -> None:
    """Put a class away, which ends its session, or take it out again; away, nobody joins it."""
    lock_classroom(classroom)
    classroom.archived_at = timezone.now() if archived else None
    classroom.save(update_fields=["archived_at"])
    if archived:
        for session in classroom.sessions.filter(ended_at=None):
            end_session(session=session)


@transaction.atomic
def add_teacher(*, classroom: Classroom, username: str) -> User:
    """Let another teacher teach the class too; twice is once.

    Raises:
        NotATeacher: there is no such teacher. A student of that name is no different from nobody.
    """
    teacher = User.objects.filter(username=username, role=User.Role.TEACHER, is_active=True).first()
    if teacher is None:
        raise NotATeacher(username)
    classroom.teachers.add(teacher)
    return teacher


@transaction.atomic
def remove_teacher(*, classroom: Classroom, teacher_id: int) -> bool:
    """Let a teacher teach the class no more; say whether that was done. The last one stays."""
    # Two who remove each other at once must not leave a class without a teacher.
    lock_classroom(classroom)
    teachers = set(classroom.teachers.values_list("pk", flat=True))
    if teacher_id not in teachers or len(teachers) == 1:
        return False
    classroom.teachers.remove(teacher_id)
    transaction.on_commit(lambda: events.send_teacher_left(classroom_id=classroom.pk, teacher_id=teacher_id))
    return True


@transaction.atomic
def join_classroom(*, classroom: Classroom, student: User) -> bool:
    """Seat a student; say whether the student is new here.

    Raises:
        Gone: the class was archived, or the account closed.
    """
    lock_person(student)
    lock_classroom(classroom)
    if classroom.archived_at is not None:
        raise Gone(classroom)
    _, created = Enrolment.objects.get_or_create(classroom=classroom, student=student)
    if created:
        transaction.on_commit(lambda: events.send_class_changed(classroom_id=classroom.pk))
    return created


@transaction.atomic
def remove_student(*, classroom: Classroom, student_id: int) -> None:
    """Take a student off the list; what the student learned stays the student's.

    The live page begins anew, so that the counts before and after cannot be held against each other.
    """
    lock_classroom(classroom)
    removed, _ = Enrolment.objects.filter(classroom=classroom, student_id=student_id).delete()
    if removed:
        classroom.roster_cut_at = timezone.now()
        classroom.save(update_fields=["roster_cut_at"])
        leave_groups(classroom_id=classroom.pk, student_id=student_id)
