"""Seats in classes, given and taken for many at once; who leaves is archived."""

import pytest
from django.utils import timezone

from tests.people import make_user
from tutor.models import Classroom, Enrolment, PastEnrolment
from tutor.services.locks import Gone
from tutor.services.people import memberships
from tutor.services.teaching.classrooms import archive_classroom, remove_student


@pytest.fixture
def clara(db):
    return make_user("clara")


def students_of(classroom: Classroom) -> set[str]:
    return set(classroom.students.values_list("username", flat=True))


def retire(classroom: Classroom, *people, reason: str = "roster") -> int:
    keys = [person.pk for person in people]
    return memberships.retire_students(classroom=classroom, student_ids=keys, reason=reason)


def test_students_are_seated_once_and_nobody_else_is(classroom, amira, clara, tariq):
    keys = [amira.pk, clara.pk, tariq.pk, 987654]
    assert memberships.seat_students(classroom=classroom, student_ids=keys) == 1
    assert memberships.seat_students(classroom=classroom, student_ids=keys) == 0
    assert students_of(classroom) == {"amira", "ben", "clara"}


def test_an_archived_class_seats_nobody(classroom, clara):
    archive_classroom(classroom=classroom, archived=True)
    with pytest.raises(Gone):
        memberships.seat_students(classroom=classroom, student_ids=[clara.pk])


def test_who_leaves_is_archived_and_the_figures_begin_anew(classroom, amira, clara):
    joined, code = Enrolment.objects.get(student=amira).joined_at, classroom.join_code
    assert retire(classroom, amira, clara) == 1
    past = PastEnrolment.objects.get()
    assert (past.student, past.classroom, past.joined_at, past.reason) == (amira, classroom, joined, "roster")
    classroom.refresh_from_db()
    assert students_of(classroom) == {"ben"}
    assert timezone.now() >= classroom.roster_cut_at >= joined
    assert classroom.join_code == code


def test_retiring_nobody_leaves_the_figures(classroom, clara):
    assert retire(classroom, clara) == 0
    classroom.refresh_from_db()
    assert classroom.roster_cut_at is None


def test_who_left_can_be_returned(classroom, amira):
    retire(classroom, amira)
    assert memberships.return_student(classroom=classroom, student_id=amira.pk)
    assert not memberships.return_student(classroom=classroom, student_id=amira.pk)
    assert students_of(classroom) == {"amira", "ben"}
    assert PastEnrolment.objects.filter(student=amira).count() == 1


def test_a_student_whom_a_teacher_removes_is_archived_too(classroom, amira):
    code = classroom.join_code
    remove_student(classroom=classroom, student_id=amira.pk)
    assert PastEnrolment.objects.get().reason == "teacher"
    assert Classroom.objects.get(pk=classroom.pk).join_code != code


def test_teachers_come_and_go_and_one_stays(classroom, tariq, amira):
    tessa = make_user("tessa", role="teacher")
    keys = [tariq.pk, tessa.pk, amira.pk]
    assert memberships.add_teachers(classroom=classroom, teacher_ids=keys) == 1
    assert memberships.retire_teachers(classroom=classroom, teacher_ids=keys) == 1
    assert list(classroom.teachers.all()) == [tariq]
    assert memberships.retire_teachers(classroom=classroom, teacher_ids=keys) == 0


def test_seating_a_whole_class_takes_few_queries(classroom, django_assert_max_num_queries):
    keys = [make_user(f"s{n}", counts=False).pk for n in range(30)]
    with django_assert_max_num_queries(8):
        assert memberships.seat_students(classroom=classroom, student_ids=keys) == 30
    with django_assert_max_num_queries(14):
        assert memberships.retire_students(classroom=classroom, student_ids=keys, reason="year_end") == 30
