"""Importing again over steps that authors moved or renamed since."""

from dataclasses import replace

import pytest

from content.coursefiles.documents import CourseDoc, LessonDoc, StepDoc
from content.exchange.merging import digests_of_parts, merge
from content.exchange.moved_steps import find_moved

TWO = StepDoc("two", "Two", "explanation", "1 + 1.")
NEWER = replace(TWO, body="2 + 2.")
OTHER = StepDoc("other", "Other", "explanation", "Else.")


def course(**lessons) -> CourseDoc:
    docs = (LessonDoc(slug, slug.title(), "", steps) for slug, steps in lessons.items())
    return CourseDoc("sums", "Sums", "", skills=(), lessons=tuple(docs))


BROUGHT = course(sums=(TWO,))
RECORD = {place: (digest, digest) for place, digest in digests_of_parts(BROUGHT).items()}


def again(here, came, **how):
    """Merge what comes the second time."""
    return merge(here, came, RECORD, **how)


def steps_of(merged):
    return {lesson.slug: lesson.steps for lesson in merged.course.lessons}


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("slug", ["two", "two-2"])
def test_a_moved_step_changes_where_it_stands_and_is_not_there_twice(slug, overwrite):
    here = course(sums=(OTHER,), more=(OTHER, replace(TWO, slug=slug), OTHER))
    merged = again(here, course(sums=(NEWER,)), overwrite=overwrite)
    assert steps_of(merged) == {"sums": (OTHER,), "more": (OTHER, replace(NEWER, slug=slug), OTHER)}
    assert (merged.updated, merged.added, merged.removed) == ([f"more/{slug}"], [], [])
    assert merged.moved == {"sums/two": f"more/{slug}"}


def test_what_is_stored_of_it_is_remembered_by_its_place_in_the_source():
    here, came = course(sums=(), more=(replace(TWO, slug="two-2"),)), course(sums=(NEWER,))
    merged = again(here, came)
    said = digests_of_parts(came)
    assert merged.written(said, merged.course) == {"sums/two": (said["sums/two"], said["sums/two"])}


def test_a_step_that_was_only_renamed_is_found_in_its_lesson():
    merged = again(course(sums=(replace(TWO, slug="mine"),)), course(sums=(NEWER,)), overwrite=True)
    assert steps_of(merged) == {"sums": (replace(NEWER, slug="mine"),)}


def test_nothing_new_is_no_change():
    merged = again(course(sums=(), more=(TWO,)), BROUGHT, overwrite=True)
    assert merged.updated == merged.added == merged.removed == merged.left == []


def test_one_that_was_changed_as_well_is_left_unless_told_to_overwrite():
    here = course(sums=(), more=(replace(TWO, body="My own words."),))
    merged = again(here, course(sums=(NEWER,)))
    assert (merged.left, merged.course) == (["more/two"], here)
    assert steps_of(again(here, course(sums=(NEWER,)), overwrite=True))["more"] == (NEWER,)


def test_it_keeps_its_translations():
    spanish = {"es": {"title": "Dos"}}
    here = course(sums=(), more=(replace(TWO, translations=spanish),))
    merged = again(here, course(sums=(NEWER,)))
    assert steps_of(merged)["more"] == (replace(NEWER, translations=spanish),)


def test_it_is_found_though_its_lesson_was_taken_out():
    merged = again(course(more=(TWO,)), course(sums=(NEWER,)))
    assert (steps_of(merged), merged.removed) == ({"more": (NEWER,)}, ["sums"])


@pytest.mark.parametrize(
    "here",
    [
        # Another step of its name, or two that are as it was.
        course(sums=(), more=(replace(OTHER, slug="two"),)),
        course(sums=(), more=(TWO,), third=(TWO,)),
    ],
)
def test_what_may_be_another_step_is_left_alone(here):
    merged = again(here, course(sums=(NEWER,)))
    assert (merged.removed, merged.course, merged.moved) == (["sums/two"], here, {})


def test_a_step_that_a_source_brought_where_it_stands_is_no_other():
    record = {**RECORD, "more/two": RECORD["sums/two"]}
    here = course(sums=(), more=(TWO,))
    assert merge(here, course(sums=(NEWER,)), record).course == here


def test_thousands_of_one_name_cost_no_digest_each():
    many = tuple(replace(TWO, slug=f"q{number}") for number in range(1000))
    came, here = course(sums=many), course(more=tuple(replace(one, slug=f"x{one.slug}") for one in many))
    asked = []
    stored = dict.fromkeys(digests_of_parts(came), "")
    assert find_moved(here, came, stored, lambda step: asked.append(step) or "") == {}
    assert asked == []
