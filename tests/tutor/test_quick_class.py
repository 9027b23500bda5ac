"""A class in one minute: each part may be left out, an error loses nothing, sent twice it is one class."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tutor.models import AuditEntry, Classroom, ClassSession, User

URL = "/teach/quick/"
LIST = "Khan, Amira\nBen Okafor\n"


@pytest.fixture
def tariqs(client, tariq):
    client.force_login(tariq)
    return client


def send(client, **fields):
    return client.post(URL, {"name": "Year 6", "submission_id": uuid4(), **fields})


def test_a_name_is_enough(tariqs, tariq):
    reply = send(tariqs)
    classroom = Classroom.objects.get()
    assert reply["Location"] == reverse("tutor:class_ready", args=[classroom.pk])
    assert list(classroom.teachers.all()) == [tariq]
    assert classroom.join_code[:4] in tariqs.get(reply["Location"]).content.decode()


def test_a_list_makes_accounts_and_a_lesson_begins(tariqs, lesson):
    reply = send(tariqs, names=LIST, lesson=lesson.pk)
    classroom = Classroom.objects.get()
    made = classroom.students.order_by("username")
    assert [(one.username, one.display_name) for one in made] == [
        ("amira.khan", "Amira Khan"),
        ("ben.okafor", "Ben Okafor"),
    ]
    assert not any(one.has_usable_password() or one.email for one in made)
    session = ClassSession.objects.get()
    assert (session.lesson, session.pacing) == (lesson, "self")
    assert AuditEntry.objects.filter(action="added", whose_id__in=[one.pk for one in made]).count() == 2
    assert b"amira.khan" in tariqs.get(reply["Location"]).content


def test_the_same_page_sent_twice_makes_one_class(tariqs):
    sent = uuid4()
    places = {send(tariqs, submission_id=sent, names=LIST)["Location"] for _ in "12"}
    assert len(places) == 1
    assert (Classroom.objects.count(), User.objects.filter(role="student").count()) == (1, 2)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"names": "Amira Khan\n???\n"}, "Line 2 has no name"),
        ({"name": " "}, "Please give the class a name."),
        ({"lesson": "999"}, "That lesson is not open any more."),
    ],
    ids=["names", "name", "lesson"],
)
def test_an_error_makes_nothing_and_loses_nothing(tariqs, lesson, fields, said):
    typed = {"names": "Amira Khan\n", "name": "Year 6, Tuesdays", "lesson": lesson.pk} | fields
    reply = send(tariqs, **typed)
    page = reply.content.decode()
    assert (reply.status_code, Classroom.objects.count()) == (422, 0)
    assert said in page
    assert "Amira Khan" in page
    assert not User.objects.filter(role="student").exists()


def test_a_lesson_that_is_not_published_cannot_be_begun(tariqs, lesson):
    lesson.course.is_published = False
    lesson.course.save()
    assert send(tariqs, lesson=lesson.pk).status_code == 422
