"""A course with many skills stays a page that opens, and saving it keeps what each skill needs."""

import pytest
from django.urls import reverse

from content.admin.course_parts import MOST_NEEDS_OFFERED
from content.models import Course, Skill
from tests.content.admin.formdata import filled_in


@pytest.fixture
def skilled(noor):
    """A course of noor's with as many skills as are offered, the second of which needs the first."""
    course = Course.objects.create(slug="skilled", title="Skilled", owner=noor)
    skills = [
        Skill.objects.create(course=course, slug=f"skill-{number}", title=f"Skill {number:02}")
        for number in range(MOST_NEEDS_OFFERED)
    ]
    skills[1].needs.add(skills[0])
    return course


def page_of(author, course):
    return author.get(reverse("admin:content_course_change", args=[course.pk]))


@pytest.mark.slow
def test_a_course_of_some_skills_offers_each_as_a_need(author, skilled):
    assert 'name="skills-0-needs"' in page_of(author, skilled).content.decode()


@pytest.mark.slow
def test_a_course_of_many_skills_offers_none_and_keeps_what_they_need(author, skilled):
    Skill.objects.create(course=skilled, slug="one-more", title="One more")
    page = page_of(author, skilled)
    assert "needs" not in filled_in(page)
    assert 'name="skills-0-needs"' not in page.content.decode()
    address = reverse("admin:content_course_change", args=[skilled.pk])
    reply = author.post(address, filled_in(page, summary="Changed"))
    assert reply.status_code == 302
    assert Course.objects.get(slug="skilled").summary == "Changed"
    needs = Skill.objects.get(course=skilled, slug="skill-1").needs
    assert [one.slug for one in needs.all()] == ["skill-0"]
