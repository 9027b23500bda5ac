"""Looks at the rules for many learners at once: what they cost, and that none is in another's way."""

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content import rules
from content.models import Condition, Rule
from tests.people import make_user
from tutor import tasks
from tutor.live.looks import TOGETHER_EVERY_S, Looks
from tutor.models import Adaptation, SelfReport, StepVisit
from tutor.queries import selectors
from tutor.services import adaptations
from tutor.services.adaptations import consider_all, look_at, looks_at
from tutor.services.sittings import open_sitting


@pytest.fixture
def lost_rule(db):
    rule = Rule.objects.create(slug="lost", name="Asked for help", effects=["visual"], cooldown_s=0)
    Condition.objects.create(rule=rule, signal="said.lost", enter=1, leave=1)
    return rule


@pytest.fixture
def three(lesson):
    """Three students who came to the first step 10, 20 and 30 seconds ago."""
    sittings = [open_sitting(student=make_user(f"s{number}"), lesson=lesson) for number in range(3)]
    for number, sitting in enumerate(sittings, start=1):
        came = timezone.now() - timedelta(seconds=10 * number)
        StepVisit.objects.filter(sitting=sitting).update(entered_at=came)
    return sittings


def say_lost(sitting, *, back_s=0.0):
    SelfReport.objects.create(
        sitting=sitting,
        step=sitting.step,
        feeling="lost",
        submission_id=uuid4(),
        created_at=timezone.now() - timedelta(seconds=back_s),
    )


def test_only_who_asked_for_help_gets_it(three, lost_rule):
    say_lost(three[1])
    made = consider_all(sitting_ids=[sitting.pk for sitting in three])
    assert [adaptation.sitting for adaptation in made] == [three[1]]
    assert Adaptation.objects.count() == 1


def test_a_look_at_many_sees_of_each_what_a_look_at_one_sees(three, lost_rule):
    say_lost(three[0], back_s=5)
    # Before that student came to the step, and after another did.
    say_lost(three[1], back_s=25)
    say_lost(three[2], back_s=25)
    now = timezone.now()
    together = looks_at(three, now=now)
    assert len(together) == 3
    assert together == {sitting.pk: look_at(sitting, now=now) for sitting in three}
    said = [together[sitting.pk].timeline[-1].values["said.lost"] for sitting in three]
    assert said == [1.0, 0.0, 1.0]


def test_a_look_at_many_takes_as_many_queries_as_a_look_at_one(three, lost_rule, settings, monkeypatch):
    settings.RULES_KEPT_S = 60.0
    monkeypatch.setattr(rules, "_lately", {})
    monkeypatch.setattr(selectors, "_kinds_lately", {})
    consider_all(sitting_ids=[three[0].pk])
    taken = []
    for some in (three[:1], three):
        with CaptureQueriesContext(connection) as captured:
            tasks.consider([sitting.pk for sitting in some])
        taken.append(len(captured))
    assert taken == [8, 8]


def test_what_is_wrong_with_one_keeps_nobody_else_from_help(three, lost_rule, monkeypatch, caplog):
    say_lost(three[2])
    is_open_to = adaptations.is_open_to

    def breaks_for_the_first(person, course):
        if person == three[0].student:
            raise ZeroDivisionError
        return is_open_to(person, course)

    monkeypatch.setattr(adaptations, "is_open_to", breaks_for_the_first)
    tasks.consider([sitting.pk for sitting in three])
    assert [adaptation.sitting for adaptation in Adaptation.objects.all()] == [three[2]]
    assert "A look at one learner failed." in caplog.text


def test_a_message_of_the_release_before_is_understood(three, lost_rule):
    say_lost(three[0])
    tasks.consider(three[0].pk)
    assert Adaptation.objects.get().sitting == three[0]


@pytest.mark.asyncio
async def test_the_first_look_is_at_once_and_the_others_go_together(monkeypatch):
    asked = []
    monkeypatch.setattr(
        tasks.consider, "apply_async", lambda **options: asked.append((time.monotonic(), *options["args"]))
    )
    looks, began = Looks(), time.monotonic()
    looks.ask(7)
    await looks.sent()
    for sitting_id in (9, 8, 9):
        looks.ask(sitting_id)
    await looks.sent()
    (first_at, first), (second_at, second) = asked
    assert (first, second) == ([7], [8, 9])
    assert first_at - began < TOGETHER_EVERY_S / 2
    assert second_at - first_at >= TOGETHER_EVERY_S * 0.9
