"""What came of an adaptation is kept: at the next answer, and when its minute is over."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from content.models import Condition, Rule
from emotion.estimate import ClipEstimate
from tutor.models import Adaptation, Reading, Sitting
from tutor.services import outcomes
from tutor.services.adaptations import consider
from tutor.services.answers import record_answer, record_self_report
from tutor.services.readings import record_reading
from tutor.services.sittings import enter_step


@pytest.fixture
def helped(sitting, question):
    """Amira said she is lost at the question, and a picture was shown."""
    rule = Rule.objects.create(slug="lost", name="Asked for help", effects=["visual"], cooldown_s=0)
    Condition.objects.create(rule=rule, signal="said.lost", enter=1, leave=1)
    enter_step(sitting=sitting, step=question.step)
    record_self_report(sitting=sitting, feeling="lost", submission_id=uuid4())
    return consider(sitting_id=sitting.pk)


def answer(sitting, question, text):
    data = {"submission_id": uuid4(), "response": {"number": [text]}}
    return record_answer(sitting=sitting, question=question, **data)


def settle(adaptation):
    outcomes.settle_outcome(adaptation.pk)
    adaptation.refresh_from_db()
    return adaptation


def test_before_anything_happens_nothing_is_known(helped):
    settled = settle(helped)
    assert (settled.next_answer_right, settled.confusion_ended) == (None, None)


def test_the_next_answer_is_noted_at_once_and_only_the_next(helped, sitting, question):
    answer(sitting, question, "2")
    answer(sitting, question, "4")
    helped.refresh_from_db()
    assert helped.next_answer_right is False
    assert settle(helped).next_answer_right is False


def test_an_answer_before_the_help_says_nothing_about_it(helped, sitting, question):
    answer(sitting, question, "4")
    Adaptation.objects.update(next_answer_right=None, created_at=timezone.now() + timedelta(minutes=1))
    assert settle(helped).next_answer_right is None


def test_another_students_answer_says_nothing_about_it(helped, ben, lesson, question):
    answer(Sitting.objects.create(student=ben, lesson=lesson, step=question.step), question, "4")
    helped.refresh_from_db()
    assert helped.next_answer_right is None


def test_a_tap_within_the_minute_tells_that_confusion_ended(helped, sitting):
    record_self_report(sitting=sitting, feeling="got_it", submission_id=uuid4())
    assert settle(helped).confusion_ended is True


def test_looking_twice_and_after_readings_aged_out_changes_nothing(helped, sitting):
    start = helped.created_at
    for second in range(-10, 62, 2):
        states = {"engaged": 0.5, "bored": 0.1, "confused": 0.9, "frustrated": 0.1}
        estimate = ClipEstimate(True, None, 1.0, states=states, emotions={}, model="m")
        record_reading(sitting=sitting, estimate=estimate, at=start + timedelta(seconds=second))
    assert settle(helped).confusion_ended is False
    Reading.objects.all().delete()
    assert settle(helped).confusion_ended is False


def test_looking_back_is_scheduled_when_the_help_is_there_for_good(
    sitting, django_capture_on_commit_callbacks, monkeypatch, request
):
    sent = []
    monkeypatch.setattr(
        outcomes.settle_outcome, "apply_async", lambda args, **options: sent.append((args, options))
    )
    with django_capture_on_commit_callbacks(execute=True):
        helped = request.getfixturevalue("helped")
    assert sent == [((helped.pk,), {"countdown": 75.0 + helped.pk % 45, "retry": False})]


def test_without_a_broker_the_help_is_there_all_the_same(
    sitting, django_capture_on_commit_callbacks, monkeypatch, request
):
    def refuse(*args, **options):
        raise ConnectionError

    monkeypatch.setattr(outcomes.settle_outcome, "apply_async", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        helped = request.getfixturevalue("helped")
    assert Adaptation.objects.get() == helped


def test_an_adaptation_that_is_gone_is_no_error(db):
    outcomes.settle_outcome(987_654)
