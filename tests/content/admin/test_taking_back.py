"""A course is taken from students after a question, and comes back with its changes or without them."""

import pytest
from django.urls import reverse

from content.authoring.drafts import working_copy
from content.models import Course, Step
from tutor.services.sittings import open_sitting
from tutor.services.teaching.sessions import start_session

AS_IT_WAS = "Show it again as it was"
WITH_CHANGES = "Look at the changes and publish"


def page(name, *args):
    return reverse(f"admin:content_{name}", args=args)


def text_of(reply):
    return " ".join(reply.content.decode().split())


def answer(client, course, value):
    reply = client.post(page("course_publish", course.pk), {"publish": value}, follow=True)
    course.refresh_from_db()
    return text_of(reply)


@pytest.fixture
def course(lesson) -> Course:
    return lesson.course


@pytest.fixture
def changed(author, course) -> Course:
    """The course, taken back, with a draft that has another text."""
    draft = working_copy(course)
    Step.objects.filter(lesson__course=draft, slug="what").update(body="Half written.")
    answer(author, course, "no")
    return course


def body_of(course):
    return Step.objects.get(lesson__course=course, slug="what").body


def test_the_button_leads_to_a_page_that_says_how_many_have_begun_it(author, course, sitting, noor):
    open_sitting(student=noor, lesson=sitting.lesson)
    shown = text_of(author.get(page("course_change", course.pk)))
    address = page("course_take_back", working_copy(course).pk)
    assert f'href="{address}"' in shown
    assert 'name="publish" value="no"' not in shown
    asked = text_of(author.get(address))
    assert "Students who have begun it: 1." in asked
    assert "A class is at a lesson" not in asked
    assert 'name="publish" value="no"' in asked


def test_the_page_says_that_a_class_is_at_it(author, course, classroom, lesson):
    start_session(classroom=classroom, lesson=lesson, pacing="self")
    asked = text_of(author.get(page("course_take_back", course.pk)))
    assert "A class is at a lesson of this course now" in asked


def test_what_is_taken_back_already_is_not_asked_about(author, changed):
    reply = author.get(page("course_take_back", changed.pk))
    assert reply.url == page("course_change", changed.draft.pk)


def test_a_co_author_does_not_take_it_back(client, course, omar):
    course.co_authors.add(omar)
    client.force_login(omar)
    assert client.get(page("course_take_back", course.pk)).status_code == 403


def test_it_is_shown_again_as_it_was_and_the_changes_wait(author, changed):
    shown = text_of(author.get(page("course_change", changed.pk)))
    assert AS_IT_WAS in shown
    assert WITH_CHANGES in shown
    assert 'value="yes"' not in shown
    assert "Students see it again as it was." in answer(author, changed, "as-it-was")
    assert (changed.is_published, body_of(changed)) == (True, "One of two.")
    assert body_of(changed.draft) == "Half written."


def test_it_comes_back_with_its_changes_from_the_page_that_shows_them(author, changed):
    answer(author, changed, "yes")
    assert (changed.is_published, body_of(changed)) == (True, "Half written.")


def test_a_course_taken_back_without_changes_is_simply_published(author, course):
    answer(author, course, "no")
    shown = text_of(author.get(page("course_change", course.pk)))
    assert 'value="yes"' in shown
    assert AS_IT_WAS not in shown
    assert "Students do not see this course now" in shown


def test_what_students_never_saw_is_not_shown_again(author, halves):
    assert "Students have never seen this course" in answer(author, halves, "as-it-was")
    assert not halves.is_published


def test_the_changes_of_a_course_that_is_taken_back_are_told_as_what_students_saw_before(author, changed):
    shown = text_of(author.get(page("course_changes", changed.pk)))
    assert "Lines with − are what they saw before" in shown
    assert "what students see now" not in shown
    assert AS_IT_WAS in shown


def test_a_course_that_is_taken_back_without_changes_is_not_seen_by_students(author, course):
    answer(author, course, "no")
    shown = text_of(author.get(page("course_changes", course.pk)))
    assert "Students do not see this course now" in shown
    assert "Students see everything" not in shown
