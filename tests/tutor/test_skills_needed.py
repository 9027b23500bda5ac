"""A question whose own skills were all taken out of the course needs its step's: every part agrees."""

import pytest

from content.models import Skill
from content.skills_needed import skills_of
from tutor.queries.pretests import bank_of
from tutor.queries.progress import questions_of


@pytest.fixture
def skills(lesson, question):
    """The step's skill, and the question's own."""
    of_step, own = (
        Skill.objects.create(course=lesson.course, slug=slug, title=slug.title())
        for slug in ("halving", "sharing")
    )
    question.step.skills.add(of_step)
    question.skills.add(own)
    return of_step, own


def needed(question, lesson):
    """Return what each part takes for the skills of the question."""
    everything = list(Skill.all_objects.values_list("pk", flat=True))
    return [
        {skill.pk for skill in skills_of(question)},
        {questions_of(everything)[question.pk]},
        set(bank_of(lesson.course).skills_of[question.pk]),
    ]


def test_a_skill_of_its_own_stands_for_its_steps(question, lesson, skills):
    assert needed(question, lesson) == [{skills[1].pk}] * 3


def test_without_any_left_of_its_own_it_needs_its_steps(question, lesson, skills):
    skills[1].archive()
    assert needed(question, lesson) == [{skills[0].pk}] * 3


def test_one_that_is_left_is_enough(question, lesson, skills):
    another = Skill.objects.create(course=lesson.course, slug="adding", title="Adding")
    question.skills.add(another)
    skills[1].archive()
    assert needed(question, lesson) == [{another.pk}] * 3


def test_what_was_taken_out_of_the_course_is_practised_for_nothing(question, skills):
    for skill in skills:
        skill.archive()
    assert questions_of([skill.pk for skill in skills]) == {}
