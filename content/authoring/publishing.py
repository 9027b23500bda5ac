"""From draft to students: publish a course with its draft, drop the draft, or tell how much is in use."""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from content.authoring.drafts import refresh, write_back
from content.authoring.versions import FileChange, compare, record_version
from content.coursefiles.documents import CourseDoc, LessonDoc, StepDoc
from content.coursefiles.writing import write_course
from content.exchange.exporting import export_course
from content.language import gettext
from content.models import Course, Lesson


class NotAsReviewed(Exception):
    """Somebody changed the draft after its changes were shown."""


@transaction.atomic
def publish(course: Course, *, by: Any, reviewed: str | None = None) -> Course:
    """Show students the course as its authors have written it; what they worked in keeps its rows.

    `reviewed` is the digest of the changes that were looked at; without it nobody did.

    Raises:
        NotAsReviewed: publishing would change something else by now.
    """
    original: Course = Course.objects.select_for_update().get(pk=course.original.pk)
    draft = Course.all_objects.filter(draft_of=original).first()
    if reviewed is not None and reviewed != digest_of_changes(unpublished_changes(draft or original)):
        raise NotAsReviewed
    if draft is not None:
        write_back(draft)
    # `write_back` saved the course through another instance, `draft.original`.
    original.refresh_from_db()
    original.is_published = True
    original.save(update_fields=["is_published", "changed_at"])
    record_version(original, by=by, note=gettext("Published"))
    return original


@transaction.atomic
def unpublish(course: Course) -> None:
    """Take a course from the students; its draft, if it has one, goes on."""
    original = course.original
    original.is_published = False
    original.save(update_fields=["is_published", "changed_at"])


@transaction.atomic
def show_again(course: Course) -> bool:
    """Show students a course that was taken back as they had it; its draft waits on.

    Return whether there was one: a course without a draft was never published.
    """
    original: Course = Course.objects.select_for_update().get(pk=course.original.pk)
    if not Course.all_objects.filter(draft_of=original).exists():
        return False
    original.is_published = True
    original.save(update_fields=["is_published", "changed_at"])
    return True


@transaction.atomic
def discard(draft: Course, *, by: Any) -> None:
    """Make a draft what students see; what it was stays in the history."""
    record_version(draft, by=by, note=gettext("Before the draft was discarded"))
    refresh(draft)
    record_version(draft, by=by, note=gettext("Discarded the draft"))


def unpublished_changes(course: Course) -> list[FileChange]:
    """Return what publishing would change for students, file by file; nothing without a draft."""
    if course.draft_of is None:
        return []
    published, draft = _without_what_is_alike(export_course(course.draft_of), export_course(course))
    return [] if published == draft else compare(write_course(published), write_course(draft))


def digest_of_changes(changes: Sequence[FileChange]) -> str:
    """Return what tells these changes from any others, pictures by their bytes."""
    return hashlib.sha256(repr(changes).encode()).hexdigest()[:16]


def _without_what_is_alike(one: CourseDoc, other: CourseDoc) -> tuple[CourseDoc, CourseDoc]:
    """Return two courses in which steps that are the same in the same place of both are empty.

    They are so in both, so their files are the same; and writing files is most of the work of a comparison.
    """
    pairs = list(zip(one.lessons, other.lessons, strict=False))
    return _emptied(one, pairs), _emptied(other, [(theirs, ours) for ours, theirs in pairs])


def _emptied(course: CourseDoc, pairs: Sequence[tuple[LessonDoc, LessonDoc]]) -> CourseDoc:
    lessons = []
    for own, its in pairs:
        twins = zip(own.steps, its.steps, strict=False)
        steps = [_bare(step) if step == twin else step for step, twin in twins]
        lessons.append(replace(own, steps=(*steps, *own.steps[len(steps) :])))
    return replace(course, lessons=(*lessons, *course.lessons[len(lessons) :]))


def _bare(step: StepDoc) -> StepDoc:
    return StepDoc(slug=step.slug, title="", kind=step.kind, body="")


@dataclass(frozen=True)
class Use:
    """How many students have begun any of some lessons, and whether a class is at one of them now."""

    students: int
    has_class: bool


# Whoever serves students registers who tells; the authors' pages know of no sitting.
Teller = Callable[[Collection[int]], Use]
_tellers: list[Teller] = []


def tell_use_with(teller: Teller) -> None:
    """Name what tells of the use of published lessons, given by their keys."""
    _tellers[:] = [teller]


def use_of_course(course: Course) -> Use:
    """Return how much a course is in use, lessons that were taken out of it included."""
    lessons = Lesson.all_objects.filter(course=course.original).values_list("pk", flat=True)
    return _tellers[0](list(lessons))


def use_of_lesson(lesson: Lesson) -> Use:
    """Return how much a lesson is in use; of a draft's, the published one that it stands for."""
    return _tellers[0]([lesson.origin_id or lesson.pk])
