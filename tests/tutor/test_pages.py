"""Home, sign-in, courses, consent and privacy."""

import pytest
from django.urls import reverse

from tests.presses import at_number


def test_a_stranger_sees_what_this_is_and_how_to_sign_in(client, db):
    page = client.get("/").content.decode()
    assert reverse("login") in page


@pytest.mark.parametrize(
    ("name", "target"),
    [("amira", "tutor:courses"), ("tariq", "tutor:classes"), ("noor", "admin:content_course_changelist")],
)
def test_home_leads_each_role_to_their_work(client, request, lesson, name, target):
    client.force_login(request.getfixturevalue(name))
    assert client.get("/")["Location"] == reverse(target)


def test_the_admin_opens_with_the_courses_of_an_author_and_with_everything_for_an_administrator(
    client, noor, admin_user
):
    client.force_login(noor)
    assert client.get(reverse("admin:index"))["Location"] == reverse("admin:content_course_changelist")
    client.force_login(admin_user)
    assert client.get(reverse("admin:index")).status_code == 200


def test_courses_list_the_lessons_and_how_far_the_student_is(client, amira, sitting):
    client.force_login(amira)
    client.post(reverse("tutor:advance", args=[sitting.pk]), at_number(sitting, 1))
    reply = client.get(reverse("tutor:courses"))
    entry = reply.context["courses"][0]["lessons"][0]
    assert (entry["status"], entry["done"], entry["total"]) == ("started", 1, 3)
    assert "A half" in reply.content.decode()


def test_without_courses_the_page_says_what_will_be_here(client, amira):
    client.force_login(amira)
    assert client.get(reverse("tutor:courses")).context["courses"] == []


@pytest.mark.parametrize("name", ["courses", "consent", "classes"])
def test_a_stranger_is_sent_to_sign_in(client, db, name):
    assert client.get(reverse(f"tutor:{name}"))["Location"].startswith(reverse("login"))


def test_every_page_forbids_inline_scripts_and_other_origins(client, db):
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_privacy_says_how_long_readings_live(client, db, settings):
    settings.READING_DAYS = 11
    assert "11" in client.get(reverse("tutor:privacy")).content.decode()


def test_health_answers(client):
    assert client.get("/healthz").content == b"ok"
