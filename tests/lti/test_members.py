"""The people of a class as its LMS names them: found, made, seated, archived, and back."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lti_tool.models import LtiMembership, LtiUser

from tests.lti.grading import make_account, make_class
from tests.lti.platform import MEMBERSHIP, Platform
from tests.people import make_user
from tutor.models import Classroom, Enrolment, LtiAccount, PastEnrolment, RosterPull, User
from tutor.services.lti import members
from tutor.services.lti.members import pull_roster, pull_roster_later, read_member
from tutor.services.people.memberships import seat_students

pytestmark = pytest.mark.django_db
MEMBERS = "/contexts/maths-6/members"


@pytest.fixture
def room(platform: Platform, tariq):
    """A class of the LMS with its teacher, and nobody in it."""
    room = Classroom.objects.create(name="Maths 6")
    room.teachers.add(tariq)
    room.lti_class = make_class(platform, room)
    return room


def member(subject: str, *roles: str, **more) -> dict:
    return {
        "user_id": subject,
        "roles": [f"{MEMBERSHIP}{role}" for role in roles or ("Learner",)],
        "status": "Active",
        "given_name": subject.title(),
        "family_name": "Khan",
        "email": f"{subject}@school.example",
        "picture": "https://lms.example/a.png",
        **more,
    }


def pull(room) -> RosterPull:
    RosterPull.objects.update_or_create(lti_class=room.lti_class, defaults={"is_waiting": True})
    pull_roster(room.lti_class.pk)
    return RosterPull.objects.get(lti_class=room.lti_class)


def names(room) -> list[str]:
    return sorted(student.display_name for student in room.students.all())


def test_who_is_in_the_course_is_in_the_class(platform, room):
    platform.members = [member("amira"), member("ben"), member("tessa", "Instructor")]
    done = pull(room)
    assert names(room) == ["Amira Khan", "Ben Khan"]
    assert sorted(room.teachers.values_list("username", flat=True)) == ["tariq", "tessa.khan"]
    assert (done.members, done.new, done.left, done.problem, done.is_waiting) == (3, 2, 0, "", False)


def test_no_more_is_kept_of_people_than_their_name(platform, room):
    platform.members = [member("amira")]
    pull(room)
    [student] = room.students.all()
    assert (student.email, student.has_usable_password()) == ("", False)
    kept = LtiUser.objects.values("given_name", "family_name", "name", "email", "picture_url").get()
    assert set(kept.values()) == {""}


def test_nobody_is_found_by_address_or_name(platform, room):
    owner = make_user("amira.khan", first_name="Amira", last_name="Khan", email="amira@school.example")
    platform.members = [member("amira")]
    pull(room)
    assert owner not in room.students.all()


def test_who_launched_before_is_the_same_person(platform, room, amira):
    make_account(platform, amira, lti_class=room.lti_class)
    platform.members = [member("amira")]
    pull(room)
    assert list(room.students.all()) == [amira]
    assert User.objects.filter(first_name="Amira").count() == 1


def test_twice_is_once(platform, room):
    platform.members = [member("amira"), member("ben")]
    pull(room)
    before = set(User.objects.values_list("pk", flat=True))
    done = pull(room)
    assert set(User.objects.values_list("pk", flat=True)) == before
    assert (done.new, done.left) == (0, 0)


def test_who_left_is_archived_and_who_comes_back_returns(platform, room):
    platform.members = [member("amira"), member("ben")]
    pull(room)
    platform.members = [member("amira")]
    assert pull(room).left == 1
    assert names(room) == ["Amira Khan"]
    assert PastEnrolment.objects.get().reason == "lms"
    assert User.objects.get(first_name="Ben").is_active
    platform.members = [member("amira"), member("ben")]
    done = pull(room)
    assert (done.returned, done.new, names(room)) == (1, 0, ["Amira Khan", "Ben Khan"])
    assert LtiAccount.objects.count() == 2


@pytest.mark.slow
@pytest.mark.parametrize("status", ["Inactive", "Deleted", "Suspended"])
def test_who_is_not_active_is_not_in_the_class(platform, room, status):
    platform.members = [member("amira"), member("ben")]
    pull(room)
    platform.members = [member("amira"), member("ben", status=status)]
    pull(room)
    assert names(room) == ["Amira Khan"]


def test_who_joined_by_the_code_stays(platform, room, ben):
    seat_students(classroom=room, student_ids=[ben.pk])
    platform.members = [member("amira")]
    pull(room)
    assert ben in room.students.all()


def test_mentors_guests_and_test_students_get_no_seat(platform, room):
    test_user = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
    platform.members = [
        member("amira"),
        member("parent", "Mentor"),
        member("preview", roles=[f"{MEMBERSHIP}Learner", test_user]),
        member("nobody", roles=[]),
    ]
    pull(room)
    assert names(room) == ["Amira Khan"]
    assert LtiAccount.objects.count() == 1


def test_a_students_account_does_not_become_a_teachers(platform, room, amira):
    make_account(platform, amira)
    platform.members = [member("amira", "Instructor")]
    pull(room)
    assert amira not in room.teachers.all()
    amira.refresh_from_db()
    assert amira.role == "student"


def test_closed_accounts_and_administrators_are_left_out(platform, room, amira, ben):
    User.objects.filter(pk=amira.pk).update(is_active=False)
    User.objects.filter(pk=ben.pk).update(is_superuser=True)
    for person in (amira, ben):
        make_account(platform, person)
    platform.members = [member("amira"), member("ben")]
    pull(room)
    assert not room.students.exists()


def test_whose_name_is_kept_back_is_a_number_until_it_is_told(platform, room):
    hidden = {"given_name": None, "family_name": None}
    platform.members = [member("amira", **hidden), member("ben", **hidden)]
    pull(room)
    assert names(room) == ["Student 1", "Student 2"]
    platform.members = [member("amira"), member("ben", **hidden)]
    pull(room)
    assert names(room) == ["Amira Khan", "Student 2"]


def test_a_name_in_one_piece_is_taken(platform, room):
    platform.members = [member("amira", given_name="", family_name="", name="Amira van der Berg")]
    pull(room)
    [student] = room.students.all()
    assert (student.first_name, student.last_name) == ("Amira", "van der Berg")


def test_a_page_that_does_not_come_retires_nobody(platform, room):
    platform.members = [member("amira"), member("ben")]
    pull(room)
    platform.page_size = 1
    platform.members = [member("amira"), member("cleo")]
    platform.failing = {MEMBERS: []}
    calls = platform.calls

    class FailsSecond(list):
        def __bool__(self):
            return sum(path.startswith(MEMBERS) for _, path, _ in calls) > 2

        def pop(self, at):
            return 503

    platform.failing[MEMBERS] = FailsSecond()
    done = pull(room)
    assert done.problem == "away"
    assert "Ben Khan" in names(room)


@pytest.mark.parametrize(
    ("failing", "problem"),
    [
        ({MEMBERS: [403]}, "forbidden"),
        ({MEMBERS: [401, 401]}, "forbidden"),
        ({MEMBERS: [429]}, "busy"),
        ({MEMBERS: [500]}, "away"),
        ({MEMBERS: [404]}, "garbled"),
        ({"/token": [400]}, "no_token"),
    ],
    ids=["forbidden", "unauthorised", "busy", "broken", "gone", "token"],
)
def test_a_refusal_changes_nothing_and_is_said(platform, room, failing, problem):
    platform.members = [member("amira")]
    pull(room)
    cache.clear()
    platform.failing = failing
    done = pull(room)
    assert (done.problem, done.is_waiting) == (problem, False)
    assert names(room) == ["Amira Khan"]


def test_an_empty_list_empties_no_class(platform, room):
    platform.members = [member("amira")]
    pull(room)
    platform.members = []
    assert pull(room).problem == "empty"
    assert names(room) == ["Amira Khan"]


def test_an_archived_class_is_left_alone(platform, room):
    Classroom.objects.update(archived_at=timezone.now())
    platform.members = [member("amira")]
    assert pull(room).problem == "closed"
    assert not room.students.exists()


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"user_id": None},
        {"user_id": ""},
        {"user_id": True},
        {"user_id": ["a"]},
        {"user_id": "x" * 256},
    ],
    ids=["nothing", "null", "empty", "bool", "list", "long"],
)
def test_an_entry_that_names_nobody_is_passed_over(entry):
    assert read_member(entry) is None


def test_an_entry_without_a_status_is_active_and_odd_fields_are_none():
    found = read_member({"user_id": 7, "roles": ["Learner", 3], "given_name": 4, "name": None})
    assert (found.subject, found.given_name, found.is_active, found.standing.is_seated) == (
        "7",
        "",
        True,
        True,
    )


@pytest.mark.slow
def test_five_hundred_people_are_a_few_queries_a_page(platform, room):
    platform.members = [member(f"s{number}") for number in range(500)]
    with CaptureQueriesContext(connection) as first:
        pull(room)
    assert Enrolment.objects.count() == 500
    with CaptureQueriesContext(connection) as again:
        pull(room)
    # Five pages of a hundred.
    assert len(first) / 5 < 40
    assert len(again) / 5 <= 20
    assert LtiMembership.objects.filter(is_active=True).count() == 500


def test_a_launch_asks_once_in_a_while_and_a_person_at_any_time(room, tariq, monkeypatch):
    queued = []
    monkeypatch.setattr(members, "_queue", queued.append)
    context = room.lti_class.context_id
    assert pull_roster_later(context)
    assert not pull_roster_later(context, asked_by=tariq)
    RosterPull.objects.update(is_waiting=False)
    assert not pull_roster_later(context)
    assert pull_roster_later(context, asked_by=tariq)
    RosterPull.objects.update(is_waiting=False, asked_at=timezone.now() - timedelta(minutes=6))
    assert pull_roster_later(context)


def test_a_pull_that_died_with_its_worker_is_asked_for_anew(room, tariq):
    pull_roster_later(room.lti_class.context_id)
    RosterPull.objects.update(asked_at=timezone.now() - timedelta(minutes=16))
    assert pull_roster_later(room.lti_class.context_id, asked_by=tariq)


def test_a_class_whose_lms_shows_nobody_is_not_asked_for(room):
    room.lti_class.members_url = ""
    room.lti_class.save()
    assert not pull_roster_later(room.lti_class.context_id)


def test_who_is_called_something_else_now_has_that_place_and_no_other(platform, room):
    platform.members = [member("amira"), member("tessa", "Instructor"), member("ina", "Instructor")]
    pull(room)
    platform.members = [member("amira", "Mentor"), member("tessa"), member("ina", "Instructor")]
    pull(room)
    assert names(room) == []
    assert sorted(room.teachers.values_list("username", flat=True)) == ["ina.khan", "tariq"]


def test_a_subject_that_no_database_keeps_is_left_out(platform, room):
    platform.members = [member("a\x00b"), member("amira", given_name="A\x00mira")]
    assert pull(room).members == 1
    assert names(room) == ["Amira Khan"]
