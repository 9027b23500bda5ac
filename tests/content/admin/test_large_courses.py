"""The authors' pages of a course of any size: as many queries, and a page that a phone can hold."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.authoring.tree import PAGE_SIZE, WHOLE_STEPS, View
from content.exchange.importing import save_course
from content.models import Course, Question, Step
from tests.content.admin.formdata import filled_in
from tests.content.largecourse import large_course

pytestmark = pytest.mark.slow

HTMX = {"HX-Request": "true"}


def page(name, *args):
    return reverse(f"admin:content_{name}", args=args)


@pytest.fixture
def make(noor):
    def make_course(**shape):
        return save_course(large_course(**shape), owner=noor)

    return make_course


@pytest.fixture
def broad(make):
    """A course of more lessons than one page holds."""
    return make(lessons=PAGE_SIZE + 10, steps=4)


@pytest.fixture
def long(make):
    """A course of one lesson, which one page does not hold."""
    return make(lessons=1, steps=WHOLE_STEPS + 10, slug="long")


def rows_of(reply):
    """Return how many steps the tree shows, and the lines that lead to lessons."""
    text = reply.content.decode()
    return text.count('class="outline-step"'), text.count('class="outline-lesson"')


def link(reply, key):
    """Return where a link of the tree leads: for a browser without scripts, and for htmx."""
    found = re.search(
        rf'id="outline-{key}"[^>]*? href="([^"]*)"[^>]*hx-get="([^"]*)"', reply.content.decode()
    )
    return None if found is None else (unescape(found[1]), unescape(found[2]))


def test_a_course_of_ordinary_size_is_shown_whole_and_can_be_dragged(author, make):
    course = make(lessons=4, steps=WHOLE_STEPS // 4)
    reply = author.get(page("course_change", course.pk))
    assert rows_of(reply) == (WHOLE_STEPS, 4)
    assert reply.content.count(b'draggable="true"') == WHOLE_STEPS + 4
    assert b"outline-toggle" not in reply.content
    assert "“question-0” without a hint" in unescape(reply.content.decode())


def test_a_large_course_is_folded_and_opens_where_the_author_is(author, broad):
    address = page("course_change", broad.pk)
    assert rows_of(author.get(address)) == (0, PAGE_SIZE)
    step = Step.objects.get(lesson__course=broad, lesson__slug="lesson-55", slug="step-221")
    reply = author.get(page("step_change", step.pk))
    assert rows_of(reply) == (4, 10)
    assert b"draggable" not in reply.content.partition(b"outline-note")[0]
    assert re.search(r'aria-current="page">Step 221<', reply.content.decode())
    assert rows_of(author.get(page("lesson_change", step.lesson_id))) == (4, 10)


def test_a_lesson_opens_and_folds_with_and_without_scripts(author, broad):
    address = page("course_change", broad.pk)
    key = f"toggle-{broad.lessons.first().pk}"
    plain, fragment = link(author.get(address), key)
    opened = author.get(address + plain)
    assert rows_of(opened) == (4, PAGE_SIZE)
    assert opened.content.count(b'aria-expanded="true"') == 1
    part = author.get(fragment, headers=HTMX)
    assert rows_of(part) == (4, PAGE_SIZE)
    assert b"<html" not in part.content
    plain, fragment = link(part, key)
    assert rows_of(author.get(address + plain)) == rows_of(author.get(fragment)) == (0, PAGE_SIZE)


def test_lessons_and_steps_come_in_pages(author, broad, long):
    reply = author.get(page("course_change", broad.pk))
    later, _ = link(reply, "lessons-after")
    assert link(reply, "lessons-before") is None
    last = author.get(page("course_change", broad.pk) + later)
    assert rows_of(last) == (0, 10)
    assert link(last, "lessons-after") is None
    assert link(last, "lessons-before")
    step = Step.objects.get(lesson__course=long, slug="step-120")
    reply = author.get(page("step_change", step.pk))
    assert rows_of(reply) == (PAGE_SIZE, 1)
    assert f'start="{2 * PAGE_SIZE + 1}"' in reply.content.decode()
    _, before = link(reply, "steps-before")
    earlier = author.get(before).content.decode()
    assert f">Step {PAGE_SIZE}</a>" in earlier
    assert ">Step 120</a>" not in earlier


@pytest.mark.parametrize("text", ["", "1", "1.2", "-1.0.0", "a.b.c", "1.2.3.4", "9" * 30 + ".0.0", "²·1.0.0"])
def test_an_address_that_names_no_view_is_as_none(author, long, text):
    assert View.read(text) is None
    reply = author.get(page("course_change", long.pk), {"tree": text})
    assert rows_of(reply) == (0, 1)


def test_an_address_beyond_the_end_shows_the_last_page(author, long):
    lesson = long.lessons.get()
    reply = author.get(page("course_change", long.pk), {"tree": f"99.{lesson.pk}.{10**17}"})
    assert rows_of(reply) == (10, 1)


def test_the_parts_of_a_large_course_are_its_authors_alone(client, omar, broad, noor):
    for name in ("course_tree", "course_missing"):
        client.force_login(omar)
        assert client.get(page(name, broad.pk)).status_code == 404
        client.logout()
        assert client.get(page(name, broad.pk)).status_code == 302


def test_a_step_that_is_moved_stays_in_sight(author, long):
    step = Step.objects.get(lesson__course=long, slug="step-120")
    view = f"0.{step.lesson_id}.2"
    sent = {"part": f"step-{step.pk}", "from": f"course-{long.pk}", "direction": "up", "tree": view}
    reply = author.post(page("course_move", long.pk), sent)
    assert reply.url == page("course_change", long.pk) + f"?tree={view}"
    titles = list(Step.objects.filter(lesson=step.lesson).values_list("title", flat=True))
    assert titles[119:121] == ["Step 120", "Step 119"]
    assert author.post(page("course_move", long.pk), {**sent, "tree": "//evil"}).url == page(
        "course_change", long.pk
    )


def test_what_is_missing_in_a_large_course_comes_after_its_page(author, broad):
    whole = author.get(page("course_change", broad.pk)).content.decode()
    assert f'hx-get="{page("course_missing", broad.pk)}"' in whole
    assert f'href="{page("course_missing", broad.pk)}"' in whole
    assert "{#" not in whole
    assert "without a hint" not in whole
    part = author.get(page("course_missing", broad.pk), headers=HTMX)
    assert b"<html" not in part.content
    for reply in (part, author.get(page("course_missing", broad.pk))):
        assert "“question-0” without a hint" in unescape(reply.content.decode())


def test_the_checklist_counts_all_and_lists_the_first(author, make):
    course = make(lessons=10, steps=60)
    reply = author.get(page("course_missing", course.pk), headers=HTMX).content.decode()
    # 200 steps can confuse without a picture; ten lessons have no feedback; every fifth question has no hint.
    total = 200 + 10 + sum((2 * step + at) % 5 == 0 for step in range(600) for at in range(1 + step % 2))
    assert reply.count("<li>") == 200
    assert f"{total - 12} more" in reply
    assert f"{total - 200} more show once" in reply


def test_a_published_large_course_names_its_changes_after_its_page(author, make, noor):
    course = make(lessons=3, steps=70)
    author.post(page("course_publish", course.pk), {"publish": "yes"})
    draft = author.get(page("course_change", course.pk)).context["outline_course"]
    assert draft.draft_of == course
    Step.objects.filter(lesson__course=draft, slug="step-7").update(title="Another")
    reply = author.get(page("course_missing", course.pk), headers=HTMX).content.decode()
    assert "1 file of this course differs" in reply


def test_queries_and_bytes_do_not_grow_with_the_course(author, make):
    costs = []
    for slug, lessons in (("large", 4), ("larger", 12)):
        course = make(slug=slug, lessons=lessons, steps=80)
        # A pre-test of a course whose questions name no skill looks at those of each step.
        Question.skills.through.objects.filter(question__step__lesson__course=course).delete()
        Step.skills.through.objects.filter(step__lesson__course=course).delete()
        Course.objects.filter(pk=course.pk).update(pretest_questions=3)
        step = Step.objects.filter(lesson__course=course).first()
        costs.append([])
        for address in (
            page("course_change", course.pk),
            page("step_change", step.pk),
            page("course_missing", course.pk),
        ):
            author.get(address)
            with CaptureQueriesContext(connection) as queries:
                reply = author.get(address)
            costs[-1].append((len(queries), len(reply.content)))
    for (queries, size), (more_queries, larger) in zip(*costs, strict=True):
        assert queries == more_queries
        assert larger < size + 12_000


def test_storing_a_form_does_not_look_for_what_is_missing(author, halves, monkeypatch):
    address = page("course_change", halves.pk)
    data = filled_in(author.get(address), summary="Parts of a whole.")
    monkeypatch.setattr("content.admin.outline.gaps_in", lambda *_: pytest.fail("was asked for"))
    assert author.post(address, data).status_code == 302
    with pytest.raises(pytest.fail.Exception):
        author.get(address)
