"""A press on a page of a pre-test that was erased in another tab begins none."""

import pytest
from django.urls import reverse

from content.models import Skill
from tests.presses import press
from tutor.models import PreTest
from tutor.services.personal_data import erase
from tutor.services.pretests import end_pretest, start_pretest

GONE = "Your pre-test is not here any more: it was erased. Nothing was changed."
PRESSES = {
    "pretest_end": {},
    "pretest_answer": press(number="4"),
    "pretest_skip": {"skipped": "yes"},
}


@pytest.fixture
def course(lesson):
    """The course of the lesson, with a pre-test about its one question."""
    course = lesson.course
    course.pretest_questions = 5
    course.save()
    skill = Skill.objects.create(course=course, slug="halving", title="Halving")
    lesson.steps.all()[1].questions.get().skills.add(skill)
    return course


@pytest.mark.parametrize("name", PRESSES)
def test_a_press_on_a_pretest_that_was_erased_says_so_and_begins_none(client, amira, course, lesson, name):
    pretest = start_pretest(student=amira, course=course)
    if name == "pretest_skip":
        end_pretest(pretest=pretest)
    client.force_login(amira)
    erase(person=amira, with_account=False)
    question = [lesson.steps.all()[1].questions.get().pk] if name == "pretest_answer" else []
    url = reverse(f"tutor:{name}", args=[course.slug, *question])
    page = client.post(url, PRESSES[name], follow=True)
    assert [str(one) for one in page.context["messages"]] == [GONE]
    assert "tutor/pretest_offer.html" in [one.name for one in page.templates]
    assert not PreTest.objects.exists()
    client.post(reverse("tutor:pretest_start", args=[course.slug]))
    assert PreTest.objects.get().finished_at is None
