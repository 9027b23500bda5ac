"""The list of lessons as tiles: a drawing from the lesson's text, and skills as bars in course order."""

import re

import pytest
from django.urls import reverse

from content.models import Lesson, Question, Skill, Step
from tests.presses import HTMX, press
from tutor.models import ClassSession, Mastery, StepVisit


@pytest.fixture
def later(lesson) -> Lesson:
    """Add a lesson after the first one, about a skill whose title comes first by the alphabet."""
    later = Lesson.objects.create(course=lesson.course, slug="more", title="More", position=2)
    step = Step.objects.create(lesson=later, slug="s", position=1, title="More", body=r"$\frac{3}{4}$")
    step.skills.add(Skill.objects.create(course=lesson.course, slug="adding", title="Adding"))
    return later


def test_a_tile_shows_ribbons_or_the_first_letter_of_the_title(page, later):
    shown = page("courses")
    tiles = re.findall(r'<li class="tile lesson-tile">(.*?)</li>', shown, re.DOTALL)
    assert ["<svg" in tile for tile in tiles] == [False, True]
    assert 'aria-hidden="true">A</span>' in tiles[0]
    assert '<rect y="22" width="75.0"' in tiles[1]


def test_skills_are_bars_in_the_order_of_the_course(page, amira, know, sitting, later):
    know(0.3)
    Mastery.objects.create(student=amira, skill=Skill.objects.get(slug="adding"), p_known=0.97)
    shown = page("courses")
    assert re.findall(r'<li><span>(\w+)</span>.*?data-level="(\d)"', shown) == [
        ("Halving", "1"),
        ("Adding", "4"),
    ]


def test_the_class_comes_before_the_lesson_to_go_on_with(page, sitting, classroom, lesson):
    ClassSession.objects.create(classroom=classroom, lesson=lesson, step=lesson.steps.first())
    shown = page("courses")
    assert 0 < shown.index("class-now card") < shown.index("go-on card") < shown.index("lesson-tile")


def test_the_end_names_each_open_question_as_a_link_and_says_when_a_skill_comes_again(
    page, know, tried, sitting, question
):
    know(0.5)
    tried(days_ago=0)
    StepVisit.objects.filter(sitting=sitting).delete()
    shown = page("end", sitting.pk)
    assert f'/steps/2/#question-{question.pk}"><bdi>Your turn</bdi></a>' in shown
    assert "again tomorrow" in shown


def test_after_the_last_question_of_a_skill_the_next_one_is_offered(
    client, amira, know, tried, skill, question, sitting, later
):
    know(0.5)
    tried(days_ago=2)
    other = Skill.objects.get(slug="adding")
    asked = Question.objects.create(
        step=later.steps.get(), slug="q", kind="number", prompt="Add.", spec={"answer": "3"}
    )
    asked.skills.add(other)
    Mastery.objects.create(student=amira, skill=other, p_known=0.4)
    tried(days_ago=2, question=asked)
    client.force_login(amira)
    url = reverse("tutor:practise_answer", args=[skill.pk, question.pk])
    reply = client.post(url, press(tries=1, number="4"), headers=HTMX).content.decode()
    assert f'href="{reverse("tutor:practise", args=[other.pk])}">Next: Adding</a>' in reply
