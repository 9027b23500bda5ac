"""Home, sign-in, courses, consent and privacy."""

import pytest
from django.urls import reverse

from tutor.models import Consent
from tutor.services.consents import give_camera_consent, has_camera_consent


def test_a_stranger_sees_what_this_is_and_how_to_sign_in(client, db):
    page = client.get("/").content.decode()
    assert reverse("login") in page


@pytest.mark.parametrize(
    ("name", "target"), [("amira", "tutor:courses"), ("tariq", "tutor:classes"), ("noor", "admin:index")]
)
def test_home_leads_each_role_to_their_work(client, request, name, target):
    client.force_login(request.getfixturevalue(name))
    assert client.get("/")["Location"] == reverse(target)


def test_courses_list_the_lessons_and_how_far_the_student_is(client, amira, sitting):
    client.force_login(amira)
    client.post(reverse("tutor:advance", args=[sitting.pk]), {"number": 1})
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


def test_consent_is_given_and_withdrawn_in_one_click_each(client, amira):
    client.force_login(amira)
    client.post(reverse("tutor:consent"), {"decision": "give"})
    assert has_camera_consent(amira)
    client.post(reverse("tutor:consent"), {"decision": "withdraw"})
    assert not has_camera_consent(amira)
    assert Consent.objects.get().withdrawn_at is not None


def test_consent_given_twice_is_kept_once(amira):
    give_camera_consent(student=amira)
    give_camera_consent(student=amira)
    assert Consent.objects.count() == 1


def test_consent_to_an_older_wording_does_not_count(amira, monkeypatch):
    give_camera_consent(student=amira)
    monkeypatch.setattr("tutor.services.consents.CAMERA_TEXT_VERSION", 2)
    assert not has_camera_consent(amira)
    give_camera_consent(student=amira)
    assert has_camera_consent(amira)


def test_a_decision_that_is_none_is_refused(client, amira):
    client.force_login(amira)
    assert client.post(reverse("tutor:consent"), {"decision": "perhaps"}).status_code == 422
    assert not Consent.objects.exists()


def test_consent_leads_back_to_the_lesson_and_nowhere_else(client, amira):
    client.force_login(amira)
    url = reverse("tutor:consent")
    assert client.post(url, {"decision": "give", "next": "/learn/"})["Location"] == "/learn/"
    away = client.post(url, {"decision": "give", "next": "https://evil.example/"})
    assert away["Location"] == reverse("tutor:courses")


def test_with_the_camera_feature_off_there_is_no_camera_in_any_page(client, amira, sitting, settings):
    settings.CAMERA_AFFECT = False
    give_camera_consent(student=amira)
    client.force_login(amira)
    reply = client.get(reverse("tutor:lesson", args=["halves", "a-half"]))
    assert "camera.js" not in reply.content.decode()
    assert "camera=()" in reply["Permissions-Policy"]
    assert client.get(reverse("tutor:consent")).status_code == 404


def test_every_page_forbids_inline_scripts_and_other_origins(client, db):
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_privacy_says_how_long_readings_live(client, db, settings):
    settings.READING_DAYS = 11
    assert "11" in client.get(reverse("tutor:privacy")).content.decode()


def test_health_answers(client):
    assert client.get("/healthz").content == b"ok"
