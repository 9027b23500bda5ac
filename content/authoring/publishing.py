"""From draft to students: publish a course with its draft, or drop the draft."""

from typing import Any

from django.db import transaction

from content.authoring.drafts import refresh, write_back
from content.authoring.versions import FileChange, compare, record_version
from content.exchange.exporting import course_files
from content.language import gettext
from content.models import Course


@transaction.atomic
def publish(course: Course, *, by: Any) -> Course:
    """Show students the course as its authors have written it; what they worked in keeps its rows."""
    original: Course = Course.objects.select_for_update().get(pk=course.original.pk)
    draft = Course.all_objects.filter(draft_of=original).first()
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
def discard(draft: Course, *, by: Any) -> None:
    """Make a draft what students see; what it was stays in the history."""
    record_version(draft, by=by, note=gettext("Before the draft was discarded"))
    refresh(draft)
    record_version(draft, by=by, note=gettext("Discarded the draft"))


def unpublished_changes(course: Course) -> list[FileChange]:
    """Return what publishing would change for students, file by file; nothing without a draft."""
    if course.draft_of is None:
        return []
    return compare(course_files(course.draft_of), course_files(course))
