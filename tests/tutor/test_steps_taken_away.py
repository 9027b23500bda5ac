"""An author takes steps out of a lesson, or into another, while students stand on them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from content.authoring.arranging import arrange
from content.models import Lesson, Question, Step
from tests.presses import HTMX, press
from tutor.models import GivenUp, Suggestion
from tutor.services.sittings import enter_step, finish_step
from tutor.services.teaching import sessions
from tutor.services.teaching.classes import consider_class

LESSON = reverse("tutor:lesson", args=["halves", "a-half"])


@pytest.fixture
def amiras(client, amira):
    client.force_login(amira)
    return client


def take_out(lesson: Lesson, *slugs: str) -> None:
    for step in lesson.steps.filter(slug__in=slugs):
        step.archive()


def take_into_another_lesson(lesson: Lesson, slug: str) -> None:
    other = Lesson.objects.create(course=lesson.course, slug="b", title="B", position=2)
    moved = lesson.steps.get(slug=slug).pk
    stay = [pk for pk in lesson.steps.values_list("pk", flat=True) if pk != moved]
    arrange(lesson.course, [(lesson.pk, stay), (other.pk, [moved])])


def slug_shown(client) -> str:
    return client.get(LESSON).context["step_view"].step.slug


@pytest.mark.parametrize(("stands", "shown"), [("what", "ask"), ("ask", "end"), ("end", "ask")])
def test_who_stood_on_a_step_that_was_taken_out_goes_on_at_its_place(amiras, lesson, sitting, stands, shown):
    enter_step(sitting=sitting, step=lesson.steps.get(slug=stands))
    take_out(lesson, stands)
    assert slug_shown(amiras) == shown
    sitting.refresh_from_db()
    assert sitting.step.slug == shown


@pytest.mark.parametrize(("stands", "shown"), [("ask", "end"), ("end", "ask")])
def test_next_on_a_page_whose_step_was_taken_out_skips_nothing(amiras, lesson, sitting, stands, shown):
    step = lesson.steps.get(slug=stands)
    enter_step(sitting=sitting, step=step)
    take_out(lesson, stands)
    reply = amiras.post(reverse("tutor:advance", args=[sitting.pk]), press(step=step.pk), headers=HTMX)
    assert reply.context["step_view"].step.slug == shown
    sitting.refresh_from_db()
    assert sitting.finished_at is None


@pytest.mark.parametrize(("seen", "shown"), [(["what"], "ask"), (["what", "ask", "end"], "ask")])
def test_who_stood_on_a_step_that_went_into_another_lesson_goes_on_in_this_one(
    amiras, lesson, sitting, seen, shown
):
    for slug in seen:
        enter_step(sitting=sitting, step=lesson.steps.get(slug=slug))
    take_into_another_lesson(lesson, seen[-1])
    assert slug_shown(amiras) == shown


def test_who_has_finished_stays_so_when_the_last_step_is_taken_out(amiras, lesson, sitting):
    GivenUp.objects.create(sitting=sitting, question=Question.objects.get())
    for step in lesson.steps.all():
        finish_step(sitting=sitting, step=step)
    take_out(lesson, "end")
    assert slug_shown(amiras) == "ask"
    page = amiras.get(reverse("tutor:courses"))
    assert (page.context["courses"][0]["lessons"][0]["status"]) == "finished"


def test_a_lesson_that_lost_every_step_says_so_and_finds_the_student_again(amiras, lesson, sitting):
    enter_step(sitting=sitting, step=lesson.steps.get(slug="ask"))
    take_out(lesson, "what", "ask", "end")
    assert "still being written" in amiras.get(LESSON).content.decode()
    Step.all_objects.update(archived_at=None)
    assert slug_shown(amiras) == "ask"


@pytest.mark.parametrize("take_away", [take_out, take_into_another_lesson])
def test_no_more_steps_are_done_than_there_are(amiras, lesson, sitting, take_away):
    for slug in ("what", "ask"):
        finish_step(sitting=sitting, step=lesson.steps.get(slug=slug))
    take_away(lesson, "what")
    entry = amiras.get(reverse("tutor:courses")).context["courses"][0]["lessons"][0]
    assert (entry["done"], entry["total"]) == (1, 2)


def test_a_tap_without_javascript_leads_back_to_the_lesson(amiras, lesson, sitting):
    take_out(lesson, "what")
    data = press(feeling="lost", step=sitting.step_id)
    assert amiras.post(reverse("tutor:report", args=[sitting.pk]), data).url == LESSON


@pytest.mark.parametrize("typed", ["4", ""])
def test_an_answer_to_a_step_that_was_taken_out_leads_back_to_the_lesson(amiras, lesson, sitting, typed):
    question = Question.objects.get()
    take_out(lesson, "ask")
    url = reverse("tutor:answer", args=[sitting.pk, question.pk])
    reply = amiras.post(url, press(tries=0, number=typed))
    assert reply.url.startswith(LESSON)


def test_a_note_that_cannot_be_posted_is_refused_in_words(amiras, lesson, sitting):
    take_out(lesson, "what")
    assert amiras.post(reverse("tutor:add_post", args=[sitting.pk]), {"words": ""}).status_code == 422


def test_nobody_is_led_to_a_step_that_was_taken_out(amiras, classroom, lesson):
    sessions.start_session(classroom=classroom, lesson=lesson, pacing="teacher")
    take_out(lesson, "what")
    assert slug_shown(amiras) == "ask"


def test_a_class_rule_speaks_of_steps_that_are_there(classroom, lesson, fill_class, class_rule):
    now = timezone.now()
    sittings = fill_class(lost=6, fine=0, now=now)
    enter_step(sitting=sittings[0], step=lesson.steps.get(slug="ask"))
    take_out(lesson, "what")
    consider_class(classroom_id=classroom.pk, lesson_id=lesson.pk, now=now)
    assert Suggestion.objects.get().step.slug == "ask"
