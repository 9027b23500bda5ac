"""A launch that holds: who comes in, into which class, and on which page."""

import pytest
from django.urls import reverse
from lti_tool.models import LtiUser

from tests.people import make_user
from tutor.models import Classroom, LtiAccount, LtiClass, LtiLink, User

pytestmark = pytest.mark.django_db
HALF = {"attune_course": "halves", "attune_lesson": "a-half"}
LESSON = "/learn/halves/a-half/"


def me(client) -> User:
    """Return who is signed in."""
    return User.objects.get(pk=client.session["_auth_user_id"])


def test_a_student_comes_straight_to_the_lesson(client, platform, lesson):
    reply = platform.launch(client, custom=HALF)
    assert (reply.status_code, reply["Location"]) == (302, LESSON)
    assert client.get(LESSON).status_code == 200
    student = me(client)
    assert (student.first_name, student.last_name, student.role) == ("Amira", "Khan", "student")
    assert not student.has_usable_password()
    assert student.email == ""


def test_the_same_subject_is_the_same_person(client, platform, lesson):
    platform.launch(client, custom=HALF)
    platform.launch(client, custom=HALF, given_name="Renamed", family_name="Since")
    assert LtiAccount.objects.count() == 1
    assert me(client).first_name == "Amira"


def test_nobody_is_found_by_an_address_or_a_name(client, platform, lesson):
    owner = make_user("amira", first_name="Amira", last_name="Khan", email="amira@school.example")
    platform.launch(client, custom=HALF)
    assert me(client) != owner


def test_the_same_subject_of_another_platform_is_somebody_else(client, platform, lesson):
    platform.launch(client, custom=HALF)
    first = me(client)
    platform.register(name="Another", client_id="elsewhere")
    platform.client_id = "elsewhere"
    try:
        platform.launch(client, custom=HALF)
    finally:
        del platform.client_id
    assert me(client) != first


@pytest.mark.slow
def test_a_teachers_first_launch_makes_the_class_and_later_ones_join_it(client, platform, lesson):
    reply = platform.launch(client, "tariq", roles=("Instructor",), custom=HALF)
    classroom = Classroom.objects.get()
    assert reply["Location"] == reverse("tutor:classroom", args=[classroom.pk])
    assert client.get(reply["Location"]).status_code == 200
    platform.launch(client, "tessa", roles=("Instructor",), custom=HALF)
    assert (classroom.name, classroom.teachers.count()) == ("Maths 6", 2)


@pytest.mark.slow
def test_students_are_seated_when_they_launch_and_when_the_class_is_made_after_them(client, platform, lesson):
    platform.launch(client, "amira", custom=HALF)
    platform.launch(client, "tariq", roles=("Instructor",), custom=HALF)
    platform.launch(client, "ben", custom=HALF)
    names = Classroom.objects.get().students.values_list("first_name", flat=True)
    assert sorted(names) == ["Amira", "Ben"]


def test_launches_without_a_context_share_no_class(client, platform, lesson):
    platform.launch(client, "tariq", roles=("Instructor",), context=None, custom=HALF)
    assert not LtiClass.objects.exists()
    assert platform.launch(client, context=None, custom=HALF)["Location"] == LESSON


def test_an_archived_class_seats_nobody_and_the_lesson_opens(client, platform, lesson, db):
    platform.launch(client, "tariq", roles=("Instructor",), custom=HALF)
    Classroom.objects.update(archived_at="2020-01-01T00:00Z")
    assert platform.launch(client, custom=HALF)["Location"] == LESSON
    assert not Classroom.objects.get().students.exists()


def test_where_the_platform_answers_is_kept(client, platform, lesson):
    platform.launch(client, "tariq", roles=("Instructor",), custom=HALF)
    platform.launch(client, "tariq", roles=("Instructor",), custom=HALF)
    kept = LtiClass.objects.get()
    assert kept.members_url == f"{platform.url}/contexts/maths-6/members"
    assert kept.line_items_url.endswith("/line_items")
    assert len(kept.scopes) == 3


def test_the_links_own_address_leads_to_its_lesson(client, platform, lesson):
    assert platform.launch(client, target=f"http://testserver{LESSON}")["Location"] == LESSON


def test_what_a_launch_says_goes_before_what_was_chosen_once(client, platform, lesson):
    platform.launch(client, link="one")
    LtiLink.objects.update(course=lesson.course, lesson=lesson)
    assert platform.launch(client, link="one")["Location"] == LESSON
    course = platform.launch(client, link="one", custom={"attune_course": "halves"})
    assert course["Location"] == f"/learn/#course-{lesson.course.pk}"


def test_a_student_before_the_teacher_has_chosen_gets_a_friendly_page(client, platform, lesson):
    reply = platform.launch(client)
    assert reply["Location"] == "/lti/wait/"
    assert "has not chosen a lesson" in client.get("/lti/wait/").content.decode()


def test_a_lesson_that_its_author_took_back_is_not_opened(client, platform, lesson):
    lesson.course.is_published = False
    lesson.course.save()
    assert platform.launch(client, custom=HALF)["Location"] == "/lti/wait/"


def test_neither_names_nor_addresses_are_kept_beside_the_account(client, platform, lesson):
    platform.launch(client, custom=HALF)
    kept = LtiUser.objects.get()
    assert (kept.sub, kept.given_name, kept.name, kept.email, kept.picture_url) == ("amira", "", "", "", "")


@pytest.mark.parametrize("address", ["/lti/login/", "/lti/launch/", "/lti/jwks/", "/lti/wait/"])
def test_where_lti_is_off_there_is_no_such_address(client, settings, address):
    settings.LTI = False
    assert client.get(address).status_code == 404
