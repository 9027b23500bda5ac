"""What is shown to everyone is confirmed where it was pressed, and can be taken back."""

import json

import pytest
from django.urls import reverse

from content.models import Variant
from tests.presses import HTMX
from tutor.messages import events
from tutor.models import Adaptation, Classroom, ClassSession
from tutor.services.teaching import sessions
from tutor.services.teaching.suggestions import help_everyone


@pytest.fixture
def session(client, tariq, classroom, lesson, sitting):
    Variant.objects.get_or_create(
        step=lesson.steps.first(), kind="visual", defaults={"title": "A picture", "body": "Two halves."}
    )
    client.force_login(tariq)
    return sessions.start_session(classroom=classroom, lesson=lesson, pacing="teacher")


def post(client, name: str, classroom, **data):
    return client.post(reverse(f"tutor:{name}", args=[classroom.pk]), data, headers=HTMX)


def said(reply) -> str:
    return json.loads(reply["HX-Trigger"])["attune:said"]["words"]


def see(client, classroom) -> dict:
    return client.get(reverse("tutor:classroom", args=[classroom.pk])).context


def test_showing_for_all_is_confirmed_without_loading_the_page_anew(client, classroom, session):
    reply = post(client, "act", classroom, action="visual")
    assert (reply.status_code, "HX-Refresh" in reply) == (204, False)
    assert said(reply) == "Visual aid: shown to 1 student. You can take it back."
    (shown,) = see(client, classroom)["shown_for_all"]
    assert (shown.kind, shown.students) == ("visual", 1)


def test_showing_what_no_step_has_says_so(client, classroom, session):
    Variant.objects.all().delete()
    assert said(post(client, "act", classroom, action="easier")).startswith("Nothing was shown")
    assert see(client, classroom)["shown_for_all"] == []


def test_a_refusal_is_said_too_and_the_page_keeps_what_was_typed(client, classroom, session):
    reply = post(client, "act", classroom, action="message")
    assert reply.status_code == 422
    assert said(reply) == "Please write what everyone is to read."


def test_taking_back_takes_it_off_every_page_and_nothing_else(
    client, classroom, session, sitting, monkeypatch, django_capture_on_commit_callbacks
):
    (shown,) = help_everyone(classroom=classroom, sittings=[sitting], kind="visual")
    own = Adaptation.objects.create(
        sitting=sitting, step=sitting.step, kind="hint", rule_key="1", rule_name="A rule", state="shown"
    )
    gone = []
    monkeypatch.setattr(events, "send_adaptation", lambda **event: gone.append(event))
    with django_capture_on_commit_callbacks(execute=True):
        reply = post(client, "take_back", classroom, kind="visual")
    assert said(reply) == "Visual aid: taken back from 1 student."
    assert gone == [{"sitting_id": sitting.pk, "adaptation_id": shown.pk}]
    assert list(Adaptation.objects.all()) == [own]


def test_what_was_taken_back_can_be_shown_again(client, classroom, session):
    for name, data in (("act", {"action": "visual"}), ("take_back", {"kind": "visual"})) * 2:
        post(client, name, classroom, **data)
    assert said(post(client, "act", classroom, action="visual")).startswith("Visual aid: shown to 1")


def test_another_classes_help_is_not_taken_back(client, classroom, session, sitting, tessas_class):
    help_everyone(classroom=tessas_class, sittings=[sitting], kind="visual")
    post(client, "take_back", classroom, kind="visual")
    assert Adaptation.objects.count() == 1


@pytest.fixture
def tessas_class(db):
    return Classroom.objects.create(name="Year 7")


def test_a_word_to_everyone_is_taken_back(client, classroom, session):
    post(client, "tell_session", classroom, message="Look up")
    page = client.get(reverse("tutor:classroom", args=[classroom.pk])).content.decode()
    assert "Everyone reads: “Look up”" in page
    post(client, "tell_session", classroom, message="")
    assert ClassSession.objects.get().message == ""


def test_together_the_next_step_is_one_press_and_a_double_click_is_one_step(
    client, classroom, session, lesson
):
    following = see(client, classroom)["next_step"]
    assert following["number"] == 2
    for _ in range(2):
        post(client, "lead_session", classroom, step=following["pk"])
    assert see(client, classroom)["next_step"]["number"] == 3
    post(client, "lead_session", classroom, step=lesson.steps.last().pk)
    assert see(client, classroom)["next_step"] is None


def test_at_their_own_pace_there_is_no_next_step(client, classroom, session):
    post(client, "pace_session", classroom, pacing="self")
    assert see(client, classroom)["next_step"] is None


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_ending_a_session_leads_to_its_report(client, classroom, session, headers):
    reply = client.post(reverse("tutor:end_session", args=[classroom.pk]), headers=headers)
    report = reverse("tutor:session_report", args=[classroom.pk, session.pk])
    assert (reply.headers.get("HX-Redirect") or reply.headers.get("Location")) == report
    assert "The session has ended" in client.get(report).content.decode()
