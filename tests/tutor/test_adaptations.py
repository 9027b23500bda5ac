"""From a tap or a clip to a content switch, and what the student makes of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import Condition, Rule
from emotion.estimate import ClipEstimate
from tests.presses import HTMX, about, press
from tutor.models import Adaptation, Reading
from tutor.presenters.lessons import because_of
from tutor.services.adaptations import consider
from tutor.services.readings import record_reading


@pytest.fixture
def lost_rule(db):
    rule = Rule.objects.create(
        slug="lost", name="Asked for help", effects=["visual", "easier"], cooldown_s=0, priority=50
    )
    Condition.objects.create(rule=rule, signal="said.lost", enter=1, leave=1)
    return rule


@pytest.fixture
def confused_rule(db):
    rule = Rule.objects.create(slug="confused", name="Looks lost", effects=["visual"], hold_s=20)
    Condition.objects.create(rule=rule, signal="camera.confused", enter=0.65, leave=0.45)
    return rule


@pytest.fixture
def tap(client, amira, sitting):
    client.force_login(amira)

    def tap_once(feeling="lost", submission_id=None):
        data = {"feeling": feeling, "step": sitting.step_id, "submission_id": submission_id or uuid4()}
        return client.post(reverse("tutor:report", args=[sitting.pk]), data, headers=HTMX)

    return tap_once


def show_confusion(sitting, *, level, seconds, now, known=True):
    """Record a clip every two seconds up to `now`."""
    sitting.visits.update(entered_at=now - timedelta(seconds=seconds + 5))
    estimate = ClipEstimate(
        known=known,
        reason=None if known else "no_face",
        faces_share=1.0 if known else 0.0,
        states={"engaged": 0.1, "bored": 0.1, "confused": level, "frustrated": 0.1} if known else {},
        emotions={},
        model="test",
    )
    for back in range(0, seconds, 2):
        record_reading(sitting=sitting, estimate=estimate, at=now - timedelta(seconds=back))


def test_a_tap_is_enough_on_its_own(tap, lost_rule):
    reply = tap()
    assert "The visual text." in reply.content.decode()
    assert Adaptation.objects.get().kind == "visual"


def test_a_tap_sent_twice_is_answered_once(tap, lost_rule):
    submission_id = uuid4()
    tap(submission_id=submission_id)
    tap(submission_id=submission_id)
    assert Adaptation.objects.count() == 1


def test_a_second_tap_brings_the_next_help(tap, lost_rule):
    tap()
    tap()
    assert list(Adaptation.objects.values_list("kind", flat=True)) == ["visual", "easier"]


def test_one_tap_is_not_answered_again_at_the_next_look(tap, lost_rule, sitting):
    tap()
    assert consider(sitting_id=sitting.pk) is None


def test_a_happy_tap_changes_nothing(tap, lost_rule):
    tap(feeling="fine")
    assert not Adaptation.objects.exists()


def test_a_malformed_tap_is_refused(client, amira, sitting):
    client.force_login(amira)
    reply = client.post(reverse("tutor:report", args=[sitting.pk]), {"feeling": "sad"}, headers=HTMX)
    assert reply.status_code == 422


def test_lasting_confusion_switches_the_content(sitting, confused_rule):
    now = timezone.now()
    show_confusion(sitting, level=0.8, seconds=40, now=now)
    adaptation = consider(sitting_id=sitting.pk, now=now)
    assert adaptation.kind == "visual"
    assert because_of(adaptation).sentence
    assert adaptation.evidence


def test_brief_confusion_is_left_alone(sitting, confused_rule):
    now = timezone.now()
    show_confusion(sitting, level=0.8, seconds=10, now=now)
    assert consider(sitting_id=sitting.pk, now=now) is None


def test_an_unknown_face_switches_nothing(sitting, confused_rule):
    now = timezone.now()
    show_confusion(sitting, level=0.8, seconds=40, now=now, known=False)
    assert consider(sitting_id=sitting.pk, now=now) is None


def test_one_students_confusion_changes_nothing_for_another(sitting, ben, lesson, confused_rule):
    from tutor.services.sittings import open_sitting

    other = open_sitting(student=ben, lesson=lesson)
    now = timezone.now()
    show_confusion(sitting, level=0.8, seconds=40, now=now)
    assert consider(sitting_id=other.pk, now=now) is None
    assert Reading.objects.filter(sitting=other).count() == 0


@pytest.fixture
def shown(tap, lost_rule):
    tap()
    return Adaptation.objects.get()


def test_undo_folds_it_away_and_show_again_brings_it_back(client, shown):
    client.post(reverse("tutor:undo", args=[shown.pk]), about(shown), headers=HTMX)
    shown.refresh_from_db()
    assert shown.state == "undone"
    client.post(reverse("tutor:accept", args=[shown.pk]), about(shown), headers=HTMX)
    shown.refresh_from_db()
    assert shown.state == "shown"


@pytest.mark.parametrize(("word", "kept"), [("yes", True), ("no", False)])
def test_the_students_judgement_is_kept(client, shown, word, kept):
    client.post(reverse("tutor:judge", args=[shown.pk]), about(shown, helped=word), headers=HTMX)
    shown.refresh_from_db()
    assert shown.helped is kept


def test_a_judgement_that_is_none_is_refused(client, shown):
    url = reverse("tutor:judge", args=[shown.pk])
    assert client.post(url, about(shown, helped="maybe"), headers=HTMX).status_code == 409
    shown.refresh_from_db()
    assert shown.helped is None


@pytest.mark.parametrize("name", ["undo", "accept", "judge"])
def test_another_students_adaptation_is_not_found(client, ben, shown, name):
    client.force_login(ben)
    assert client.post(reverse(f"tutor:{name}", args=[shown.pk]), {"helped": "yes"}).status_code == 404


def test_without_javascript_a_tap_leads_back_to_the_page_with_the_help(client, amira, sitting, lost_rule):
    client.force_login(amira)
    data = press(feeling="lost", step=sitting.step_id)
    page = client.post(reverse("tutor:report", args=[sitting.pk]), data, follow=True).content.decode()
    assert "The visual text." in page
