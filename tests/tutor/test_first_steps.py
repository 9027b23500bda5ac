"""A new site says what to do next, to each of those who come first."""

import os
import time

import pytest
from django.urls import reverse

from content.models import Course, Rule
from tests.people import make_user
from tutor.models import Enrolment, User
from tutor.services.teaching.demo_course import load_demo_course


@pytest.fixture
def root(db) -> User:
    return User.objects.create_superuser("root", password="pass-for-tests")


def marks(client) -> dict[str, bool]:
    return {item.key: item.is_done for item in client.get("/first-steps/").context["items"]}


def test_an_administrator_is_led_to_what_is_not_done(client, root, settings):
    settings.BACKUP_STAMP = None
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    client.force_login(root)
    assert client.get("/")["Location"] == "/first-steps/"
    assert marks(client) | {"camera": False} == dict.fromkeys(
        ["course", "people", "sign-on", "mail", "camera", "backup"], False
    )
    assert "Load the demo course" in client.get("/first-steps/").content.decode()


def test_marks_are_of_what_is_there(client, root, lesson, tariq, amira, settings, tmp_path):
    settings.BACKUP_STAMP = tmp_path / "stamp"
    settings.BACKUP_STAMP.touch()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.CAMERA_AFFECT = False
    client.force_login(root)
    assert [key for key, is_done in marks(client).items() if not is_done] == ["sign-on"]
    assert client.get("/")["Location"] == reverse("tutor:courses")


def test_an_old_backup_is_no_backup(client, root, settings, tmp_path):
    settings.BACKUP_STAMP = tmp_path / "stamp"
    settings.BACKUP_STAMP.touch()
    then = time.time() - 8 * 86400
    os.utime(settings.BACKUP_STAMP, (then, then))
    client.force_login(root)
    assert marks(client)["backup"] is False
    assert "8 days ago" in client.get("/first-steps/").content.decode()


@pytest.mark.slow
def test_an_author_gets_the_demo_course_and_twice_is_once(client, noor):
    client.force_login(noor)
    assert client.get("/")["Location"] == reverse("admin:content_course_changelist")
    page = client.get(reverse("admin:content_course_changelist")).content.decode()
    assert "Your courses will be here" in page
    for _ in "12":
        client.post(reverse("tutor:load_demo"), {"course": "fractions"})
    course = Course.objects.get(slug="fractions")
    assert (course.owner, course.is_published) == (noor, True)
    assert Rule.objects.filter(course=None).exists()
    assert load_demo_course(owner=noor) is False
    assert (
        "Your courses will be here"
        not in client.get(reverse("admin:content_course_changelist")).content.decode()
    )


def test_a_teacher_without_a_class_is_led_to_the_quick_way(client, tariq):
    client.force_login(tariq)
    assert reverse("tutor:quick_class") in client.get("/teach/").content.decode()


def test_a_student_without_a_class_enters_a_code_at_once(client, amira, lesson, classroom):
    clara = make_user("clara")
    client.force_login(clara)
    assert 'id="first-code"' in client.get("/learn/").content.decode()
    client.post(reverse("tutor:join"), {"code": classroom.join_code})
    Enrolment.objects.get_or_create(classroom=classroom, student=clara)
    assert 'id="first-code"' not in client.get("/learn/").content.decode()
