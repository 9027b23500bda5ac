"""Help for a whole class: where it is new and there is something to show, and noted once it came."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.models import Condition, Rule, Variant
from tests.people import make_user
from tutor.models import Adaptation, Enrolment, GroupPrompt, Sitting, Suggestion
from tutor.services.answers import record_answer
from tutor.services.sittings import enter_step, open_sitting
from tutor.services.teaching import classes, sessions
from tutor.services.teaching.classes import consider_class

pytestmark = pytest.mark.slow


def test_with_nobody_present_a_suggestion_stays_startable_and_says_why(client, tariq, classroom, suggestion):
    Sitting.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    client.force_login(tariq)
    url, data = reverse("tutor:act", args=[classroom.pk]), {"action": "visual", "suggestion": suggestion.pk}
    page = client.post(url, data, follow=True).content.decode()
    assert "Nobody is in the lesson right now" in page
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.decided_by) == ("open", None)
    Sitting.objects.update(seen_at=timezone.now())
    client.post(url, data)
    suggestion.refresh_from_db()
    assert suggestion.state == "started"


def test_where_everyone_has_it_already_a_suggestion_stays_open(client, tariq, classroom, suggestion):
    client.force_login(tariq)
    url = reverse("tutor:act", args=[classroom.pk])
    client.post(url, {"action": "visual"})
    page = client.post(url, {"action": "visual", "suggestion": suggestion.pk}, follow=True).content.decode()
    assert "everyone has it already" in page
    suggestion.refresh_from_db()
    assert suggestion.state == "open"


def test_groups_of_nobody_start_no_suggestion(client, tariq, classroom, lesson, suggestion):
    Sitting.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    sessions.start_session(classroom=classroom, lesson=lesson, pacing="self")
    client.force_login(tariq)
    data = {"words": "Talk", "minutes": 5, "way": "random", "suggestion": suggestion.pk}
    page = client.post(reverse("tutor:start_prompt", args=[classroom.pk]), data, follow=True)
    assert "no groups were made" in page.content.decode()
    suggestion.refresh_from_db()
    assert suggestion.state == "open"
    assert not GroupPrompt.objects.exists()


def test_helping_more_students_takes_no_more_queries(client, tariq, classroom, lesson):
    client.force_login(tariq)
    url, counts = reverse("tutor:act", args=[classroom.pk]), []
    for action in ("visual", "easier"):
        for number in range(12):
            student = make_user(f"{action}{number}")
            Enrolment.objects.create(classroom=classroom, student=student)
            open_sitting(student=student, lesson=lesson)
        with CaptureQueriesContext(connection) as queries:
            client.post(url, {"action": action})
        counts.append((Adaptation.objects.filter(kind=action).count(), len(queries)))
    assert [made for made, _ in counts] == [12, 24]
    assert counts[0][1] == counts[1][1] <= 20


def act_by_themselves(classroom, effects_of):
    """Write class rules that act by themselves once enough are lost, the first with the most weight."""
    classroom.runs_itself = True
    classroom.save()
    for place, (slug, effects) in enumerate(effects_of.items()):
        rule = Rule.objects.create(
            slug=slug, name=slug, scope="class", effects=effects, cooldown_s=300, priority=-place
        )
        Condition.objects.create(rule=rule, signal="class.confused_share", enter=0.5, leave=0.4)


def give(kind, sittings):
    """Let a learner's rule have shown one kind of help."""
    for sitting in sittings:
        Adaptation.objects.create(
            sitting=sitting, step=sitting.step, kind=kind, rule_key="own", state="shown"
        )


def test_a_class_rule_that_acts_by_itself_shows_no_card_without_content(
    classroom,
    lesson,
    fill_class,
):
    now = timezone.now()
    sittings = fill_class(lost=6, fine=0, now=now)
    for sitting in sittings[4:]:
        enter_step(sitting=sitting, step=lesson.steps.get(slug="ask"))
    act_by_themselves(classroom, {"help": ["easier"]})
    made = consider_class(classroom_id=classroom.pk, lesson_id=lesson.pk, now=now)
    assert {adaptation.sitting_id for adaptation in made} == {sitting.pk for sitting in sittings[:4]}
    assert all(adaptation.variant for adaptation in Adaptation.objects.all())


def test_what_learner_rules_gave_counts_as_given_and_the_next_rung_or_rule_follows(
    classroom,
    lesson,
    fill_class,
):
    now = timezone.now()
    give("visual", fill_class(lost=6, fine=0, now=now))
    act_by_themselves(classroom, {"first": ["visual"], "second": ["visual", "easier"]})
    made = consider_class(classroom_id=classroom.pk, lesson_id=lesson.pk, now=now)
    assert {adaptation.kind for adaptation in made} == {"easier"}
    assert len(made) == 6


def test_a_rule_that_changes_nothing_is_kept_rests_and_lets_the_next_be_asked(
    classroom,
    lesson,
    fill_class,
    monkeypatch,
):
    """A learner's rule was quicker, between the look at the class and the act."""
    now = timezone.now()
    sittings = fill_class(lost=6, fine=0, now=now)
    act_by_themselves(classroom, {"first": ["visual"], "second": ["easier"]})
    seen = classes._new_to_some(sittings)
    give("visual", sittings)
    monkeypatch.setattr(classes, "_new_to_some", lambda sittings: seen)
    made = consider_class(classroom_id=classroom.pk, lesson_id=lesson.pk, now=now)
    assert {adaptation.kind for adaptation in made} == {"easier"}
    kept = Suggestion.objects.get()
    assert (kept.rule_name, kept.state, kept.reason) == ("first", "dismissed", "Everyone had it already.")
    soon = now + timedelta(seconds=10)
    assert consider_class(classroom_id=classroom.pk, lesson_id=lesson.pk, now=soon) == []
    assert Suggestion.objects.count() == 1


def test_who_just_answered_wrongly_gets_nothing_harder_from_a_class_rule(classroom, lesson, fill_class):
    now = timezone.now()
    question = lesson.steps.get(slug="ask").questions.get()
    Variant.objects.create(step=question.step, kind="challenge", title="More", body="Half of a half of 8?")
    sittings = fill_class(lost=6, fine=0, now=now)
    for sitting, text in zip(sittings, ["7", "4", "7", "4", "7", "4"], strict=True):
        enter_step(sitting=sitting, step=question.step)
        response = {"number": [text]}
        record_answer(sitting=sitting, question=question, submission_id=uuid4(), response=response)
    act_by_themselves(classroom, {"more": ["challenge"]})
    made = consider_class(classroom_id=classroom.pk, lesson_id=lesson.pk, now=now)
    assert {adaptation.sitting_id for adaptation in made} == {sitting.pk for sitting in sittings[1::2]}
