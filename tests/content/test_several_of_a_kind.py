"""A step may have several variants of one kind: each has a name, and keeps its row under it."""

import json
from dataclasses import asdict, replace
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction

from content.authoring.checklist import gaps_in, lessons_of
from content.authoring.copying import duplicate_step
from content.authoring.drafts import working_copy, write_back
from content.coursefiles import BadCourseFiles, read_course
from content.coursefiles.writing import write_course
from content.exchange.exporting import course_files, export_course
from content.exchange.importing import save_course
from content.exchange.merging import digests_of_parts
from content.models import Step, Variant

LINE = {"kind": "visual", "title": "A number line", "body": "Look: 0 to 1."}


@pytest.fixture
def step(lesson):
    """A step with two pictures; the fixture's own comes first."""
    step = lesson.steps.get(slug="what")
    Variant.objects.create(step=step, position=9, **LINE)
    return step


def named(step):
    return [(one.slug, one.title) for one in step.variants.filter(kind="visual")]


TWO = [("visual", "A visual"), ("visual-2", "A number line")]


def test_the_second_of_a_kind_has_a_name_of_its_own(step):
    assert named(step) == TWO
    with pytest.raises(IntegrityError), transaction.atomic():
        Variant.objects.create(step=step, slug="visual", **LINE)


def test_both_go_into_files_and_come_back_as_the_same_rows(step):
    course = step.lesson.course
    keys = set(Variant.objects.values_list("pk", flat=True))
    files = course_files(course)
    text = files["01-a-half/01-what.md"].decode()
    assert "\n::: visual A visual\n" in text
    assert "\n::: visual/visual-2 A number line\n" in text
    save_course(read_course(files), into=course)
    assert named(step) == TWO
    assert set(Variant.all_objects.values_list("pk", flat=True)) == keys


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("::: visual Again", "a second variant called 'visual'; give it a name of its own"),
        ("::: hint/visual Again", "a second variant called 'visual'"),
        ("::: visual/ Again", "begins as '::: visual/its-name Title'"),
        ("::: visual/Ä Again", "begins as '::: visual/its-name Title'"),
        ("::: visual/line", "the visual/line variant has no title"),
    ],
)
def test_a_name_that_is_taken_or_none_is_refused_with_its_line(step, head, reason):
    files = course_files(step.lesson.course)
    path = "01-a-half/01-what.md"
    files[path] += f"\n{head}\nWords.\n:::\n".encode()
    with pytest.raises(BadCourseFiles, match=r"01-what.md:\d+: .*") as refused:
        read_course(files)
    assert reason in str(refused.value)


def test_a_draft_keeps_the_rows_of_both(step):
    published = dict(step.variants.values_list("slug", "pk"))
    draft = working_copy(step.lesson.course)
    theirs = Step.objects.get(lesson__course=draft, slug="what")
    assert named(theirs) == TWO
    theirs.variants.filter(slug="visual-2").update(body="0 to 2.")
    theirs.variants.get(slug="visual").archive()
    write_back(draft)
    assert named(step) == [("visual-2", "A number line")]
    assert step.variants.get(slug="visual-2").body == "0 to 2."
    assert step.variants.get(slug="visual-2").pk == published["visual-2"]


def test_a_copy_of_a_step_has_both(step):
    assert named(duplicate_step(step)) == TWO


def test_whether_chance_chooses_goes_along(step):
    course = step.lesson.course
    course.chance_chooses, step.chance_chooses = True, "no"
    course.save()
    step.save()
    doc = export_course(course)
    assert read_course(write_course(doc)) == doc
    assert (doc.chance_chooses, doc.lessons[0].steps[0].chance_chooses) == (True, "no")
    assert duplicate_step(step).chance_chooses == "no"


@pytest.mark.parametrize(
    ("course_says", "step_says", "chooses"),
    [(False, "", False), (True, "", True), (True, "no", False), (False, "yes", True)],
)
def test_a_step_says_otherwise_than_its_course(step, course_says, step_says, chooses):
    step.lesson.course.chance_chooses, step.chance_chooses = course_says, step_says
    assert step.lets_chance_choose is chooses


def test_a_record_of_an_import_from_before_takes_no_part_for_changed(step):
    """Digests of steps with one variant of a kind and no switch are what they were."""
    doc = export_course(step.lesson.course)
    ask = doc.lessons[0].steps[1]
    told = asdict(ask)
    for name in ("chance_chooses", "source", "licence"):
        assert told.pop(name) == ""
    assert [one.pop("slug") for one in told["variants"]] == [""]
    assert [one.pop("variables") for one in told["questions"]] == [{}]
    assert [one.pop("translations") for one in (told, *told["variants"], *told["questions"])] == [{}, {}, {}]
    before = sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    assert digests_of_parts(doc)["a-half/ask"] == before
    switched = replace(doc.lessons[0], steps=(replace(ask, chance_chooses="no"),))
    assert digests_of_parts(replace(doc, lessons=(switched,)))["a-half/ask"] != before


@pytest.mark.parametrize(
    ("slug", "kinds", "told"),
    [
        ("ask", ["easier"], ""),
        ("ask", ["break"], "has fewer than two variants to choose from."),
        ("end", ["easier", "easier"], "and no question follows that would tell what helped."),
    ],
)
def test_an_author_is_told_where_chance_would_never_choose(lesson, slug, kinds, told):
    step = lesson.steps.get(slug=slug)
    for number, kind in enumerate(kinds):
        Variant.objects.create(step=step, kind=kind, title=f"Of {number}", body="Words.")

    def gaps() -> list[str]:
        found = gaps_in(lesson.course, lessons_of(lesson.course))
        return [gap.text for gap in found if "lets chance choose" in gap.text]

    assert gaps() == []
    Step.objects.filter(pk=step.pk).update(chance_chooses="yes")
    assert [text.endswith(told) for text in gaps()] == ([True] if told else [])
