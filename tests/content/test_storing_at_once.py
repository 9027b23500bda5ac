"""A course of many steps is stored with few queries, and what it will be is known before it is stored."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.authoring import imports, prepared
from content.authoring.imports import import_reading
from content.coursefiles.documents import (
    CourseDoc,
    ImageDoc,
    LessonDoc,
    MisconceptionDoc,
    QuestionDoc,
    SkillDoc,
    StepDoc,
    VariantDoc,
)
from content.exchange.exporting import export_course
from content.exchange.importing import save_course
from content.exchange.readers.documents import Reading
from content.exchange.stored import as_stored
from content.models import Course, Lesson, Question, Skill, Step, Variant, Version

pytestmark = pytest.mark.django_db


def course_of(steps, *, word="one"):
    """Return a course whose steps have a variant, a question and two skills each."""
    question = QuestionDoc(
        "ask", "number", "How many?", {"answer": "4", "feedback_wrong": word}, (word,), ("b", "a")
    )
    step = StepDoc(
        "s", "Step", "question", word, skills=("b",), variants=(VariantDoc("hint", "H", word),), source=word
    )
    made = tuple(replace(step, slug=f"s-{number}", questions=(question,)) for number in range(steps))
    skills = (SkillDoc("b", "B", {"p_slip": 0.1}, ("a",)), SkillDoc("a", "A", {"p_init": 0.5}))
    halves = (made[: steps // 2], made[steps // 2 :])
    lessons = tuple(LessonDoc(f"l-{number}", "L", word, half) for number, half in enumerate(halves))
    images = tuple(ImageDoc(f"{name}.gif", word, "image/gif", b"GIF89a") for name in "ba")
    wrong = tuple(MisconceptionDoc(name, name, f"{word}\r\n") for name in "zy")
    return CourseDoc("many", "Many", "Two\r\nlines\n", skills, lessons, images, misconceptions=wrong)


def queries_of(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def brought(doc):
    return import_reading(Reading("gift", doc), by=None, name="many")


@pytest.mark.slow
def test_a_thousand_steps_take_few_queries_to_store():
    few = queries_of(lambda: brought(course_of(10)))
    Course.objects.all().delete()
    many = queries_of(lambda: brought(course_of(1000)))
    # One for so many rows as SQLite takes values for, and not one for each row.
    assert few < 70
    assert many < few + 120


@pytest.mark.slow
def test_a_thousand_steps_that_come_again_changed_take_few_queries():
    brought(course_of(200))
    unchanged = queries_of(lambda: brought(course_of(200)))
    assert unchanged < 90
    assert queries_of(lambda: brought(course_of(200, word="two"))) < unchanged + 60
    assert set(Step.objects.values_list("body", flat=True)) == {"two"}


def test_nothing_is_written_of_what_comes_again_as_it_was():
    brought(course_of(10))
    with CaptureQueriesContext(connection) as captured:
        brought(course_of(10))
    tables = [Step, Question, Variant, Lesson, Skill]
    written = [query["sql"] for query in captured if query["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    assert not [sql for sql in written for table in tables if f'"{table._meta.db_table}"' in sql]


def test_what_differs_once_it_is_stored_is_foreseen():
    doc = course_of(3)
    assert as_stored(doc) != doc
    assert export_course(save_course(doc)) == as_stored(doc)


def test_a_course_that_came_in_counts_as_not_worked_on_since():
    course = brought(course_of(3)).course
    version = course.versions.first()
    assert version.kind == Version.Kind.BROUGHT
    assert prepared.prepare(export_course(course)).files.keys() == version.files.keys()
    assert imports.plan(Reading("gift", course_of(3, word="two"))).merge.left == []


def test_what_an_author_changes_while_a_course_is_worked_out_is_left(monkeypatch):
    brought(course_of(3))
    real = imports.prepare

    def meanwhile(doc):
        found = real(doc)
        monkeypatch.setattr(imports, "prepare", real)
        Step.objects.filter(slug="s-0").update(body="My own words")
        imports.prepare(doc)
        Version.objects.create(course=Course.objects.get(), files={}, note="An author's change")
        return found

    monkeypatch.setattr(imports, "prepare", meanwhile)
    done = brought(course_of(3, word="two"))
    assert done.outcome.merge.left == ["l-0/s-0"]
    assert Step.objects.get(slug="s-0").body == "My own words"
    assert Step.objects.get(slug="s-1").body == "two"
