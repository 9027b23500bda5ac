"""The authors' first page: what each course holds, what it lacks, and where its author goes on writing."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.authoring.course_cards import cards_of
from content.exchange.importing import save_course
from content.models import Course, Lesson, Question, Step, Variant
from tests.content.admin.formdata import filled_in
from tests.content.largecourse import large_course


def page(name, *args):
    return reverse(f"admin:content_{name}", args=args)


def card(course, noor):
    return cards_of([course], by=noor)[0]


def test_a_card_counts_a_course_and_says_what_it_lacks(halves, noor):
    found = card(halves, noor)
    assert (found.lessons, found.steps, found.questions) == (1, 2, 2)
    assert found.lacks == [
        "1 step without an easier example",
        "1 question without a hint",
        "1 question without feedback",
        "1 question for no skill",
    ]


def test_what_was_taken_out_of_a_course_is_not_counted(halves, noor):
    Question.objects.get(slug="which").archive()
    Step.objects.get(slug="what").archive()
    found = card(halves, noor)
    assert (found.lessons, found.steps, found.questions, found.lacks) == (1, 1, 1, [])
    halves.lessons.get().archive()
    found = card(halves, noor)
    assert (found.lessons, found.steps, found.questions) == (0, 0, 0)
    assert (found.lacks, found.step) == (["a first lesson"], None)


def test_a_card_without_a_word_for_it_has_nothing_missing(author, halves):
    what = Step.objects.get(slug="what")
    Variant.objects.create(step=what, kind="easier", title="Cake", body="Cut it.")
    Question.objects.get(slug="which").archive()
    assert "Nothing is missing." in author.get(page("course_changelist")).content.decode()


@pytest.mark.parametrize(
    ("spec", "lacks"),
    [
        ({"answer": "4"}, True),
        ({"answer": "4", "feedback_wrong": "Look again."}, False),
        ({"answer": "4", "wrong": [{"value": "2", "misconception": "halves-twice"}]}, False),
    ],
)
def test_cards_and_checklist_agree_on_what_feedback_is(author, halves, noor, spec, lacks):
    Question.objects.filter(slug="half-of-eight").update(spec=spec)
    Question.objects.get(slug="which").archive()
    assert ("1 question without feedback" in card(halves, noor).lacks) is lacks
    shown = author.get(page("course_change", halves.pk)).content.decode()
    assert ("“A half” has 1 question without feedback to a wrong answer." in shown) is lacks


def test_writing_goes_on_with_the_first_step_that_lacks_something_then_with_the_one_stored_last(
    author, halves
):
    def goes_on():
        text = author.get(page("course_changelist")).content.decode()
        return re.search(r'href="([^"]+)">Continue writing: ([^<]+)<', text).groups()

    what, turn = halves.lessons.get().steps.all()
    assert goes_on() == (page("step_change", what.pk), "What a half is")
    address = page("step_change", turn.pk)
    assert author.post(address, filled_in(author.get(address))).status_code == 302
    assert goes_on() == (address, "Your turn")


def test_what_another_author_stored_moves_nobody_elses_place(client, author, halves, omar):
    halves.co_authors.add(omar)
    turn = Step.objects.get(slug="turn")
    address = page("step_change", turn.pk)
    author.post(address, filled_in(author.get(address)))
    assert card(halves, omar).step.slug == "what"
    assert card(halves, halves.owner).step.slug == "turn"


def test_a_course_without_a_step_leads_to_its_first(author, noor):
    course = Course.objects.create(slug="empty", title="Empty", owner=noor)
    address = page("course_changelist")
    assert f'href="{page("lesson_add")}?course={course.pk}"' in author.get(address).content.decode()
    lesson = Lesson.objects.create(course=course, slug="one", title="One")
    shown = author.get(address).content.decode()
    assert f'href="{page("step_add")}?lesson={lesson.pk}"' in shown
    assert "1 lesson without a step" in shown


def test_each_author_sees_the_cards_of_their_own_courses(client, halves, thirds, omar):
    client.force_login(omar)
    shown = client.get(page("course_changelist")).content.decode()
    assert "Thirds" in shown
    assert "Halves" not in shown


def test_a_search_that_finds_nothing_leads_back(author, halves):
    shown = author.get(page("course_changelist"), {"q": "algebra"}).content.decode()
    assert "No course of yours is like that." in shown


def test_queries_grow_neither_with_courses_nor_with_what_they_hold(author, noor, halves):
    address = page("course_changelist")
    author.get(address)
    with CaptureQueriesContext(connection) as few:
        author.get(address)
    for number in range(5):
        save_course(large_course(lessons=3, steps=8, slug=f"course-{number}"), owner=noor)
    with CaptureQueriesContext(connection) as many:
        shown = author.get(address)
    assert shown.content.count(b"Continue writing: ") == 6
    assert len(many) == len(few)
