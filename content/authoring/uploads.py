"""Courses that come as files, and what they would overwrite of newer work."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from content.authoring.drafts import working_copy
from content.authoring.publishing import publish
from content.authoring.versions import FileChange, compare, digests_of, record_version
from content.coursefiles import CourseDoc
from content.coursefiles.writing import write_course
from content.exchange.exporting import course_files
from content.exchange.importing import save_course
from content.models import Course, Version

BROUGHT = Version.Kind.BROUGHT


@transaction.atomic
def import_files(doc: CourseDoc, *, by: Any, owner: Any = None, to_publish: bool = False) -> Course:
    """Store a course that came as files, over what is there; its state before is kept in its history.

    Over a published course they become its draft; `to_publish` shows students what they hold.
    """
    known = find_course(doc.slug)
    working = working_copy(known) if known else None
    if working is not None:
        record_version(working, by=by, note=gettext("Before the files came in"))
    course = save_course(doc, owner=owner if working is None else None, into=working)
    record_version(course, by=by, note=gettext("Brought in as files"), kind=BROUGHT)
    if owner is not None:
        Course.objects.filter(pk=course.original.pk).update(owner=owner)
    return publish(course, by=by) if to_publish else course


def find_course(slug: str) -> Course | None:
    """Return the course of this address, or the one whose draft is to have it."""
    draft = Course.all_objects.filter(slug=slug).order_by("draft_of_id").first()
    return Course.objects.filter(slug=slug).first() or (draft and draft.original)


def overwritten_by(doc: CourseDoc) -> list[FileChange]:
    """Return what would change of a course that somebody worked on since it last came as files.

    Nothing, if the course is new, or if it still is what the last files made of it.
    """
    course = find_course(doc.slug)
    if course is None:
        return []
    present = course_files(working_copy(course))
    last = course.versions.first()
    if last is not None and last.kind == BROUGHT and last.files == digests_of(present):
        return []
    return compare(present, write_course(doc))
