"""What storing a course takes, worked out before the transaction: on SQLite nobody else writes during one."""

from collections.abc import Mapping
from dataclasses import dataclass

from content.coursefiles import CourseDoc
from content.coursefiles.writing import write_course
from content.exchange.exporting import export_course
from content.exchange.stored import as_stored
from content.models import Course

Mark = tuple[int, int | None] | None


@dataclass(frozen=True)
class Prepared:
    """A course that is to be stored.

    Attributes:
        stored: the course as it will be exported.
        files: its files then.
        before: the files of what it is stored over, while `mark` is that course's.
    """

    doc: CourseDoc
    stored: CourseDoc
    files: Mapping[str, bytes]
    before: Mapping[str, bytes] | None
    mark: Mark

    def holds_for(self, course: Course) -> bool:
        """Return whether a course is as it was when this was worked out."""
        return self.mark is not None and self.mark == mark_of(course)


def prepare(doc: CourseDoc) -> Prepared:
    """Return what storing a course takes."""
    known = find_course(doc.slug)
    mark = mark_of(known)
    before = write_course(export_course(present_of(known))) if known else None
    stored = as_stored(doc)
    return Prepared(doc, stored, write_course(stored), before, mark)


def find_course(slug: str) -> Course | None:
    """Return the course of this address, or the one whose draft is to have it."""
    draft = Course.all_objects.filter(slug=slug).order_by("draft_of_id").first()
    return Course.objects.filter(slug=slug).first() or (draft and draft.original)


def present_of(course: Course) -> Course:
    """Return what authors edit of a course: its draft, if it has one."""
    return Course.all_objects.filter(draft_of=course.original).first() or course.original


def mark_of(course: Course | None) -> Mark:
    """Return what changes whenever an author changes a course: each change is a version of its history."""
    if course is None:
        return None
    return course.original.pk, course.original.versions.values_list("pk", flat=True).first()
