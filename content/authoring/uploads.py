"""Courses that come as files, and what they would overwrite of newer work."""

from typing import Any

from django.db import transaction

from content.authoring.drafts import working_copy
from content.authoring.prepared import Prepared, find_course, prepare
from content.authoring.publishing import publish
from content.authoring.versions import FileChange, compare, digests_of, record_version
from content.coursefiles import CourseDoc
from content.coursefiles.writing import write_course, write_rules
from content.exchange.exporting import course_files, export_rule
from content.exchange.importing import save_course
from content.language import gettext
from content.models import Course, Version

BROUGHT = Version.Kind.BROUGHT


def import_files(doc: CourseDoc, *, by: Any, owner: Any = None, to_publish: bool = False) -> Course:
    """Store a course that came as files, over what is there; its state before is kept in its history.

    Over a published course they become its draft; `to_publish` shows students what they hold.
    """
    prepared = prepare(doc)
    with transaction.atomic():
        return store_prepared(prepared, by=by, owner=owner, to_publish=to_publish)


def store_prepared(prepared: Prepared, *, by: Any, owner: Any = None, to_publish: bool = False) -> Course:
    """Store a course for which everything is worked out; within a transaction."""
    known = find_course(prepared.doc.slug)
    working = working_copy(known) if known else None
    if working is not None:
        files = prepared.before if prepared.holds_for(working) else None
        record_version(working, by=by, note=gettext("Before the files came in"), files=files)
    course = save_course(prepared.doc, owner=owner if working is None else None, into=working)
    record_version(
        course, by=by, note=gettext("Brought in as files"), kind=BROUGHT, files=_files_of(prepared, course)
    )
    if owner is not None:
        Course.objects.filter(pk=course.original.pk).update(owner=owner)
    return publish(course, by=by) if to_publish else course


def _files_of(prepared: Prepared, course: Course) -> dict[str, bytes]:
    """Return a course's files as they are stored; its rules are few, and stand in an order of their own."""
    rules = [export_rule(rule) for rule in course.rules.prefetch_related("conditions").order_by("pk")]
    return {**prepared.files, **({"rules.yaml": write_rules(rules).encode()} if rules else {})}


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
