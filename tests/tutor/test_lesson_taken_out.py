"""A lesson that its author takes out of a course goes on for those who have begun it, and for nobody else."""

import pytest
from django.urls import reverse

from content.authoring.drafts import working_copy
from content.authoring.publishing import publish
from content.models import Lesson
from tutor.services.teaching.sessions import start_session


def address_of(lesson):
    return reverse("tutor:lesson", args=[lesson.course.slug, lesson.slug])


@pytest.fixture
def taken_out(sitting, noor):
    """Amira's lesson, taken out of its course, which goes on with another one."""
    course = sitting.lesson.course
    course.lessons.create(slug="more", title="More", position=2)
    draft = working_copy(course)
    draft.lessons.get(slug="a-half").archive()
    publish(draft, by=noor)
    return Lesson.all_objects.get(pk=sitting.lesson.pk)


def test_whoever_has_begun_it_goes_on_where_they_were(client, amira, taken_out):
    assert taken_out.archived_at is not None
    client.force_login(amira)
    page = client.get(address_of(taken_out))
    assert (page.status_code, b"What a half is" in page.content) == (200, True)
    assert client.get(reverse("tutor:step", args=[amira.sittings.get().pk, 2])).status_code == 200


def test_a_class_at_it_goes_on_after_a_reload(client, amira, sitting, classroom, noor):
    start_session(classroom=classroom, lesson=sitting.lesson, pacing="self")
    sitting.lesson.archive()
    client.force_login(amira)
    page = client.get(address_of(sitting.lesson))
    assert (page.status_code, b"What a half is" in page.content) == (200, True)


def test_nobody_else_finds_it(client, ben, taken_out):
    client.force_login(ben)
    assert client.get(address_of(taken_out)).status_code == 404


def test_of_a_course_that_is_taken_back_it_is_closed(client, amira, taken_out):
    taken_out.course.is_published = False
    taken_out.course.save()
    client.force_login(amira)
    page = client.get(address_of(taken_out))
    assert (page.status_code, b"closed for now" in page.content) == (404, True)


def test_who_takes_it_out_reads_first_how_many_have_begun_it(client, sitting, noor, classroom):
    client.force_login(noor)
    address = reverse("admin:content_lesson_delete", args=[sitting.lesson.pk])
    page = client.get(address).content.decode()
    assert "Students who have begun it: 1." in page
    assert "until you publish the changes" in page
    assert "A class is at this lesson now" not in page
    start_session(classroom=classroom, lesson=sitting.lesson, pacing="self")
    assert "A class is at this lesson now" in client.get(address).content.decode()
