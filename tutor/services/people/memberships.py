"""Who is in a class and who teaches it, changed for many at once; who leaves is archived, never deleted.

For files, roster servers, LMSs and the year's end. What a student or teacher does alone is in
`services/teaching`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from tutor.messages import events
from tutor.models import Classroom, Enrolment, PastEnrolment, Sitting, User
from tutor.services.locks import Gone, lock_classroom, lock_people
from tutor.services.teaching.group_prompts import leave_groups

# A class and a student, by their keys.
Place = tuple[int, int]
# For so long after its last sign of life a lesson page counts as open, behind other windows say.
PAGE_STAYS = timedelta(days=1)


@transaction.atomic
def seat_students(*, classroom: Classroom, student_ids: Iterable[int]) -> int:
    """Seat students, and return how many are new in the class. Whoever is no student is left out.

    Raises:
        Gone: the class was deleted, or is archived.
    """
    there = lock_people(set(student_ids))
    _lock_open(classroom)
    return seat_many((classroom.pk, student_id) for student_id in there)


def seat_many(places: Iterable[Place]) -> int:
    """Seat students in several classes, in few queries, and return how many places are new.

    To be called in a transaction that has locked the people and then the classes, which are not archived.
    """
    asked = set(places)
    students = User.objects.filter(pk__in={person for _, person in asked}, role=User.Role.STUDENT)
    may = dict(students.annotate(has_page=may_have_page("pk")).values_list("pk", "has_page"))
    rows = Enrolment.objects.filter(classroom_id__in={classroom for classroom, _ in asked})
    held = set(rows.values_list("classroom_id", "student_id"))
    new = sorted(place for place in asked - held if place[1] in may)
    Enrolment.objects.bulk_create(
        Enrolment(classroom_id=classroom, student_id=student) for classroom, student in new
    )
    for classroom_id in {classroom for classroom, _ in new}:
        transaction.on_commit(partial(events.send_class_changed, classroom_id=classroom_id))
    tell_pages({student for _, student in new if may[student]})
    return len(new)


def may_have_page(student: str) -> Exists:
    """Return the expression that says whether a student, named by a field, may have a lesson page open.

    A list may bring a whole school in, of whom few are at a lesson.
    """
    since = timezone.now() - PAGE_STAYS
    return Exists(Sitting.objects.filter(student=OuterRef(student), seen_at__gt=since))


def tell_pages(student_ids: Iterable[int]) -> None:
    """Have the open lesson pages of students go by the classes they are in now, once that is kept."""
    for student_id in student_ids:
        transaction.on_commit(partial(events.send_classes_changed, student_id=student_id))


@transaction.atomic
def retire_students(*, classroom: Classroom, student_ids: Iterable[int], reason: str) -> int:
    """Take students off the list of a class, and return how many were on it.

    A `PastEnrolment` stays of each. What they learned stays theirs, and the class's figures begin anew, so
    that the counts before and after cannot be held against each other. The join code stays as it is.

    Args:
        classroom: also one that is archived.
        student_ids: who is not in the class is left out.
        reason: a `PastEnrolment.Reason`.

    Raises:
        Gone: the class was deleted.
    """
    lock_classroom(classroom)
    retired = retire_many(((classroom.pk, student_id) for student_id in student_ids), reason=reason)
    classroom.refresh_from_db(fields=["roster_cut_at"])
    return retired


def retire_many(places: Iterable[Place], *, reason: str) -> int:
    """Take students off the lists of several classes, and return how many were on them.

    To be called in a transaction that has locked the classes.
    """
    asked = set(places)
    rows = Enrolment.objects.filter(classroom_id__in={classroom for classroom, _ in asked}).order_by("pk")
    rows = rows.annotate(has_page=may_have_page("student"))
    leaving = [row for row in rows if (row.classroom_id, row.student_id) in asked]
    now = timezone.now()
    PastEnrolment.objects.bulk_create(
        PastEnrolment(
            classroom_id=row.classroom_id,
            student_id=row.student_id,
            joined_at=row.joined_at,
            left_at=now,
            reason=reason,
        )
        for row in leaving
    )
    Classroom.objects.filter(pk__in={row.classroom_id for row in leaving}).update(roster_cut_at=now)
    Enrolment.objects.filter(pk__in=[row.pk for row in leaving]).delete()
    by_class = defaultdict[int, list[int]](list)
    for row in leaving:
        by_class[row.classroom_id].append(row.student_id)
    for classroom_id, student_ids in by_class.items():
        leave_groups(classroom_id=classroom_id, student_ids=student_ids)
        transaction.on_commit(partial(events.send_class_changed, classroom_id=classroom_id))
    tell_pages({row.student_id for row in leaving if row.has_page})
    return len(leaving)


def return_student(*, classroom: Classroom, student_id: int) -> bool:
    """Seat a student who was retired from a class; say whether that changed anything.

    The place begins anew, and the one before stays in the record.

    Raises:
        Gone: the class was deleted, or is archived.
    """
    return seat_students(classroom=classroom, student_ids=[student_id]) == 1


@transaction.atomic
def add_teachers(*, classroom: Classroom, teacher_ids: Iterable[int]) -> int:
    """Let teachers teach a class, and return how many are new. Whoever may not teach is left out.

    Raises:
        Gone: the class was deleted.
    """
    lock_classroom(classroom)
    may = User.objects.filter(Q(role=User.Role.TEACHER) | Q(is_superuser=True), pk__in=set(teacher_ids))
    new = set(may.values_list("pk", flat=True)) - _teachers_of(classroom)
    classroom.teachers.add(*sorted(new))
    return len(new)


@transaction.atomic
def retire_teachers(*, classroom: Classroom, teacher_ids: Iterable[int]) -> int:
    """Let teachers teach a class no more, and return how many taught it; a class keeps one teacher at least.

    Raises:
        Gone: the class was deleted.
    """
    lock_classroom(classroom)
    teachers = _teachers_of(classroom)
    leaving = sorted(teachers & set(teacher_ids))
    if leaving and len(leaving) == len(teachers):
        leaving = _without_first(classroom, leaving)
    classroom.teachers.remove(*leaving)
    for teacher_id in leaving:
        left = {"classroom_id": classroom.pk, "teacher_id": teacher_id}
        transaction.on_commit(partial(events.send_teacher_left, **left))
    return len(leaving)


def _teachers_of(classroom: Classroom) -> set[int]:
    return set(classroom.teachers.values_list("pk", flat=True))


def _without_first(classroom: Classroom, leaving: Collection[int]) -> list[int]:
    """Return those who leave without the one who has taught the class for longest."""
    rows = Classroom.teachers.through.objects.filter(classroom=classroom).order_by("pk")
    stays = rows.values_list("user_id", flat=True).first()
    return [key for key in leaving if key != stays]


def _lock_open(classroom: Classroom) -> None:
    lock_classroom(classroom)
    if classroom.archived_at is not None:
        raise Gone(classroom)
