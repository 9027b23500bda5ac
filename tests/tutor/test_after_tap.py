"""What a tap on "I'm lost" says when it brings nothing new is true, and names only what there is."""

from uuid import uuid4

import pytest
from django.urls import reverse

from content.models import Condition, Question, Rule
from tests.presses import HTMX
from tutor.models import Adaptation, Enrolment
from tutor.services.answers import record_answer
from tutor.services.sittings import enter_step


@pytest.fixture
def tap(client, amira, sitting):
    client.force_login(amira)

    def tap_lost(**data):
        data = {"feeling": "lost", "submission_id": uuid4(), "step": sitting.step_id, **data}
        return client.post(reverse("tutor:report", args=[sitting.pk]), data, headers=HTMX).content.decode()

    return tap_lost


def write_rule(**fields):
    fields = {"effects": ["visual", "easier", "worked_example", "hint"], "cooldown_s": 10, **fields}
    rule = Rule.objects.create(slug="lost", name="Asked for help", **fields)
    Condition.objects.create(rule=rule, signal="said.lost", enter=1, leave=1)


def test_a_second_tap_within_the_cooldown_is_not_told_that_there_is_nothing(tap):
    write_rule()
    tap()
    said = tap()
    assert "nothing new" not in said
    assert "Look at what came a moment ago first; if it does not help, tap again." in said


def test_where_no_rule_answers_nothing_is_said_about_what_the_step_has(tap):
    said = tap()
    assert "nothing new" not in said
    assert "hint" not in said
    assert "step before" not in said
    assert "You could ask somebody you know." in said


def test_what_a_step_offers_is_named(tap, sitting, classroom, lesson):
    enter_step(sitting=sitting, step=lesson.steps.get(slug="ask"))
    assert "You could take a hint, look at the step before or ask your teacher." in tap()


def test_a_solved_question_has_no_hint_left(tap, sitting, lesson):
    question = Question.objects.get(step__lesson=lesson)
    enter_step(sitting=sitting, step=question.step)
    record_answer(sitting=sitting, question=question, submission_id=uuid4(), response={"number": ["4"]})
    assert "take a hint" not in tap()


def test_once_all_was_shown_it_says_so(tap, sitting, lesson, amira, classroom):
    kinds = ["visual", "easier", "worked_example", "hint", "challenge", "ask_teacher", "group_prompt"]
    for kind in kinds:
        Adaptation.objects.create(sitting=sitting, step=sitting.step, kind=kind, rule_key="1", state="shown")
    write_rule()
    assert "There is nothing new to show just now: ask your teacher." in tap()
    Enrolment.objects.all().delete()
    assert "ask somebody you know." in tap()
