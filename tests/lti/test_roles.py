"""What an LMS calls somebody, and what that is here; an account never changes by a launch."""

import pytest

from tutor.domain.lti.roles import TEST_USER, Part, standing_of
from tutor.models import Classroom, LtiAccount, User
from tutor.services.lti.people import grant_asked_role

pytestmark = pytest.mark.slow

HALF = {"attune_course": "halves", "attune_lesson": "a-half"}
V = "http://purl.imsglobal.org/vocab/lis/v2/"
SAID = {
    "instructor": ([f"{V}membership#Instructor"], Part.TEACHER, False),
    "in-short": (["Instructor"], Part.TEACHER, False),
    "assistant": ([f"{V}membership/Instructor#TeachingAssistant"], Part.TEACHER, False),
    "administrator-of-the-course": ([f"{V}membership#Administrator"], Part.TEACHER, False),
    "administrator-of-the-platform": ([f"{V}system/person#Administrator"], Part.TEACHER, False),
    "designer": ([f"{V}membership#ContentDeveloper"], Part.AUTHOR, False),
    "learner": ([f"{V}membership#Learner"], Part.STUDENT, True),
    "a-teacher-elsewhere-learns-here": (
        [f"{V}membership#Learner", f"{V}institution/person#Instructor", f"{V}system/person#Administrator"],
        Part.STUDENT,
        True,
    ),
    "instructor-of-the-institution-alone": ([f"{V}institution/person#Instructor"], Part.GUEST, False),
    "parent": ([f"{V}membership#Mentor"], Part.GUEST, False),
    "nobody-in-particular": ([], Part.GUEST, False),
    "unknown": (["urn:lti:role:ims/lis/Something"], Part.GUEST, False),
    "learner-and-teacher": (["Learner", "Instructor"], Part.TEACHER, False),
    "student-of-a-test": ([f"{V}membership#Learner", TEST_USER], Part.STUDENT, False),
}


@pytest.mark.parametrize(("roles", "part", "is_seated"), SAID.values(), ids=SAID)
def test_what_roles_mean(roles, part, is_seated):
    standing = standing_of(roles)
    assert (standing.part, standing.is_seated) == (part, is_seated)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "expected", "works_in_the_admin"),
    [("Instructor", "teacher", False), ("ContentDeveloper", "author", True), ("Mentor", "student", False)],
)
def test_the_first_launch_says_what_an_account_is(
    client, platform, lesson, role, expected, works_in_the_admin
):
    platform.launch(client, roles=(role,), custom=HALF)
    made = LtiAccount.objects.get().user
    assert (made.role, made.is_staff, made.is_superuser) == (expected, works_in_the_admin, False)


@pytest.mark.django_db
def test_an_administrator_of_the_lms_is_a_teacher_and_no_more(client, platform, lesson):
    platform.launch(client, roles=(f"{V}system/person#Administrator",), custom=HALF)
    made = LtiAccount.objects.get().user
    assert (made.role, made.is_staff, made.is_superuser) == ("teacher", False, False)


@pytest.mark.django_db
def test_a_student_who_is_called_a_teacher_stays_a_student_until_somebody_decides(client, platform, lesson):
    platform.launch(client, "amira", custom=HALF)
    reply = platform.launch(client, "amira", roles=("Instructor",), context="made-by-herself", custom=HALF)
    assert reply["Location"] == "/learn/halves/a-half/"
    account = LtiAccount.objects.select_related("user").get()
    assert (account.user.role, account.asked_role) == ("student", "teacher")
    assert not Classroom.objects.exists()
    assert "has been asked" in client.get("/you/").content.decode()
    assert grant_asked_role(account=account)
    assert User.objects.get(first_name="Amira").role == "teacher"
    assert not grant_asked_role(account=account)


@pytest.mark.django_db
def test_a_teacher_who_learns_in_another_course_stays_a_teacher_and_teaches_nobody_there(
    client, platform, lesson
):
    platform.launch(client, "tariq", roles=("Instructor",), custom=HALF)
    platform.launch(client, "tessa", roles=("Instructor",), context="evening", custom=HALF)
    reply = platform.launch(client, "tariq", context="evening", custom=HALF)
    assert reply["Location"] == "/learn/halves/a-half/"
    tariq = User.objects.get(first_name="Tariq")
    assert tariq.role == "teacher"
    assert [each.teachers.filter(pk=tariq.pk).exists() for each in Classroom.objects.order_by("pk")] == [
        True,
        False,
    ]


@pytest.mark.django_db
def test_a_parent_gets_no_seat(client, platform, lesson):
    platform.launch(client, "tariq", roles=("Instructor",), custom=HALF)
    platform.launch(client, "mother", roles=("Mentor",), custom=HALF)
    assert not Classroom.objects.get().students.exists()
