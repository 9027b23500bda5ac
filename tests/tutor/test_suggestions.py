"""What class rules suggest: the teacher starts it, changes it, or lets it go and says why."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import Condition, Rule
from tests.people import make_user
from tutor.models import Adaptation, GroupPrompt, Suggestion
from tutor.services.answers import record_self_report
from tutor.services.teaching import sessions
from tutor.services.teaching.classes import consider_class

pytestmark = pytest.mark.slow


def test_a_suggestion_says_what_the_rule_saw_and_does_nothing_yet(client, tariq, classroom, suggestion):
    assert suggestion.evidence == [
        "half or more look confused, or say so",
        "for 1 min or longer",
        "step 1, What a half is",
    ]
    assert not Adaptation.objects.exists()
    client.force_login(tariq)
    page = client.get(reverse("tutor:classroom", args=[classroom.pk])).content.decode()
    assert "half or more look confused, or say so" in page


def test_a_suggestion_never_repeats_what_a_student_reads(classroom, lesson, fill_class):
    rule = Rule.objects.create(
        slug="lost", name="Many say so", scope="class", effects=["group_prompt"], hold_s=0, cooldown_s=300
    )
    Condition.objects.create(rule=rule, signal="class.lost_taps", enter=5, leave=3)
    for sitting in fill_class(lost=0, fine=6):
        record_self_report(sitting=sitting, feeling="lost", submission_id=uuid4())
    consider_class(classroom_id=classroom.pk, lesson_id=lesson.pk, now=timezone.now())
    evidence = Suggestion.objects.get().evidence
    assert evidence == ["6 learners who say “I'm lost”", "step 1, What a half is"]


def test_the_same_majority_is_not_suggested_twice(classroom, lesson, suggestion, client, tariq):
    client.force_login(tariq)
    url = reverse("tutor:dismiss", args=[classroom.pk, suggestion.pk])
    client.post(url, {"reason": "They have only begun."})
    soon = suggestion.created_at + timedelta(seconds=20)
    consider_class(classroom_id=classroom.pk, lesson_id=lesson.pk, now=soon)
    assert Suggestion.objects.count() == 1


def test_the_teacher_starts_what_was_suggested(client, tariq, classroom, suggestion):
    client.force_login(tariq)
    data = {"action": "group_prompt", "suggestion": suggestion.pk}
    client.post(reverse("tutor:act", args=[classroom.pk]), data)
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.action, suggestion.decided_by) == ("started", "group_prompt", tariq)
    assert Adaptation.objects.filter(kind="group_prompt", classroom=classroom).count() == 6


def test_the_teacher_changes_what_was_suggested(client, tariq, classroom, suggestion):
    client.force_login(tariq)
    data = {"action": "visual", "suggestion": suggestion.pk}
    client.post(reverse("tutor:act", args=[classroom.pk]), data)
    suggestion.refresh_from_db()
    assert (suggestion.kind, suggestion.action) == ("group_prompt", "visual")
    assert set(Adaptation.objects.values_list("kind", flat=True)) == {"visual"}


def test_two_presses_start_it_once(client, tariq, classroom, suggestion):
    client.force_login(tariq)
    url, data = reverse("tutor:act", args=[classroom.pk]), {"suggestion": suggestion.pk}
    client.post(url, {**data, "action": "visual"})
    page = client.post(url, {**data, "action": "easier"}, follow=True).content.decode()
    assert "Somebody has decided already" in page
    assert set(Adaptation.objects.values_list("kind", flat=True)) == {"visual"}


def test_letting_it_go_keeps_the_reason_and_asks_for_one(client, tariq, classroom, suggestion):
    client.force_login(tariq)
    url = reverse("tutor:dismiss", args=[classroom.pk, suggestion.pk])
    client.post(url, {"reason": " "})
    suggestion.refresh_from_db()
    assert suggestion.state == "open"
    client.post(url, {"reason": "We talk about it after the break."})
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.reason) == ("dismissed", "We talk about it after the break.")


@pytest.mark.parametrize(("action", "state", "position"), [("pause", "paused", 2), ("back", "running", 1)])
def test_a_session_is_paused_or_taken_back(client, tariq, classroom, lesson, action, state, position):
    session = sessions.start_session(classroom=classroom, lesson=lesson, pacing="teacher")
    sessions.lead_to(session=session, step=lesson.steps.get(position=2))
    client.force_login(tariq)
    client.post(reverse("tutor:act", args=[classroom.pk]), {"action": action})
    session.refresh_from_db()
    assert (session.state, session.step.position) == (state, position)


def test_the_step_before_may_stand_at_the_same_position(client, tariq, classroom, lesson):
    lesson.steps.update(position=1)
    session = sessions.start_session(classroom=classroom, lesson=lesson, pacing="teacher")
    sessions.lead_to(session=session, step=lesson.steps.get(slug="end"))
    client.force_login(tariq)
    client.post(reverse("tutor:act", args=[classroom.pk]), {"action": "back"})
    session.refresh_from_db()
    assert session.step.slug == "ask"


def test_a_word_to_everyone_reaches_the_students_page(client, tariq, amira, classroom, lesson, sitting):
    sessions.start_session(classroom=classroom, lesson=lesson, pacing="self")
    client.force_login(tariq)
    client.post(
        reverse("tutor:act", args=[classroom.pk]), {"action": "message", "message": "Try <b>pens</b>"}
    )
    client.force_login(amira)
    page = client.get(reverse("tutor:lesson", args=["halves", "a-half"])).content.decode()
    assert "Try &lt;b&gt;pens&lt;/b&gt;" in page


def test_what_needs_a_session_is_refused_without_one(client, tariq, classroom):
    client.force_login(tariq)
    page = client.post(reverse("tutor:act", args=[classroom.pk]), {"action": "pause"}, follow=True)
    assert "Begin a session first" in page.content.decode()


def test_another_teacher_decides_nothing_here(client, classroom, suggestion):
    client.force_login(make_user("olga", role="teacher"))
    assert client.post(reverse("tutor:act", args=[classroom.pk]), {"action": "visual"}).status_code == 404
    url = reverse("tutor:dismiss", args=[classroom.pk, suggestion.pk])
    assert client.post(url, {"reason": "x"}).status_code == 404


def test_anothers_suggestion_cannot_be_started_from_ones_own_class(client, classroom, suggestion):
    olga = make_user("olga", role="teacher")
    own = classroom.__class__.objects.create(name="Own")
    own.teachers.add(olga)
    client.force_login(olga)
    data = {"action": "visual", "suggestion": suggestion.pk}
    assert client.post(reverse("tutor:act", args=[own.pk]), data).status_code == 404


def test_a_word_to_everyone_needs_words_and_takes_none_away(client, tariq, classroom, lesson, suggestion):
    session = sessions.start_session(classroom=classroom, lesson=lesson, pacing="self")
    sessions.send_announcement(session=session, message="Page 12")
    client.force_login(tariq)
    url, data = reverse("tutor:act", args=[classroom.pk]), {"action": "message", "suggestion": suggestion.pk}
    assert "Please write" in client.post(url, data, follow=True).content.decode()
    session.refresh_from_db()
    suggestion.refresh_from_db()
    assert (session.message, suggestion.state) == ("Page 12", "open")
    client.post(url, {**data, "message": "Fold it"})
    session.refresh_from_db()
    assert session.message == "Fold it"


def test_where_rules_run_by_themselves_a_lost_majority_in_a_session_talks_in_groups(
    classroom,
    lesson,
    fill_class,
    class_rule,
):
    now = timezone.now()
    classroom.runs_itself = True
    classroom.save()
    fill_class(lost=6, fine=2, now=now)
    sessions.start_session(classroom=classroom, lesson=lesson, pacing="self")
    for later in (0, 10):
        moment = now + timedelta(seconds=later)
        assert consider_class(classroom_id=classroom.pk, lesson_id=lesson.pk, now=moment) == []
    prompt = GroupPrompt.objects.get()
    assert [group.places.count() for group in prompt.groups.all()] == [4, 4]
    assert list(Suggestion.objects.values_list("state", "action")) == [("started", "group_prompt")]
