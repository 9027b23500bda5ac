"""The history of a course: kept as the files it would be exported to, shown as their differences."""

import difflib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from content import figures
from content.authoring.drafts import working_copy
from content.exchange.bounded_reading import read_files
from content.exchange.exporting import course_files
from content.exchange.importing import save_course
from content.exchange.moved_rows import rows_of_moved
from content.language import gettext
from content.models import Course, StoredFile, Version

KEPT = 200
"""Versions kept of one course; older ones go, and once a day the files that only they had."""


@dataclass(frozen=True)
class FileChange:
    """What happened to one file between two versions.

    Attributes:
        diff: empty for pictures.
        becomes: the SHA-256 of the file as it is after that; empty for one that was removed.
    """

    path: str
    what: str
    diff: tuple[tuple[str, str], ...] = ()
    becomes: str = ""


@transaction.atomic
def record_version(
    course: Course,
    *,
    by: Any,
    note: str,
    kind: Version.Kind = Version.Kind.EDITED,
    files: Mapping[str, bytes] | None = None,
) -> Version | None:
    """Keep the course as it stands now; None when nothing differs from the last version.

    `files` are those of the course, where they are known already.
    """
    files = course_files(course) if files is None else files
    last = course.original.versions.first()
    if last is not None and last.files == digests_of(files):
        # `overwritten_by` asks whether the latest version came as files.
        if kind == Version.Kind.BROUGHT:
            Version.objects.filter(pk=last.pk).update(kind=kind)
        return None
    return store_version(course, files, by=by, note=note, kind=kind)


def record_first_version(course: Course) -> None:
    """Keep the course before the first change to it, so that there is a way back to that."""
    if not course.original.versions.exists():
        record_version(Course.all_objects.get(pk=course.pk), by=None, note=gettext("Before the first change"))


@transaction.atomic
def store_version(
    course: Course, files: Mapping[str, bytes], *, by: Any, note: str, kind: Version.Kind
) -> Version:
    """Keep files as a version of a course, whatever the course is like now."""
    digests = digests_of(files)
    by_digest = {digest: files[path] for path, digest in digests.items()}
    # Held until the commit, so that nobody sweeps what no version had before (content/authoring/sweeping.py).
    there = StoredFile.objects.select_for_update().filter(pk__in=by_digest).order_by("pk")
    known = set(there.values_list("pk", flat=True))
    fresh = [
        StoredFile(sha256=digest, data=data) for digest, data in by_digest.items() if digest not in known
    ]
    # Somebody else may have stored the same bytes since they were looked for.
    StoredFile.objects.bulk_create(fresh, ignore_conflicts=True)
    original = course.original
    version = Version.objects.create(course=original, made_by=by, note=note[:200], files=digests, kind=kind)
    _forget_oldest(original)
    return version


def digests_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of every file by its path."""
    return {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}


def _forget_oldest(course: Course) -> None:
    keep = course.versions.values_list("pk", flat=True)[:KEPT]
    course.versions.exclude(pk__in=list(keep)).delete()


def files_of(version: Version) -> dict[str, bytes]:
    """Return the files of a version by their path."""
    stored = StoredFile.objects.in_bulk(set(version.files.values()))
    return {path: bytes(stored[digest].data) for path, digest in version.files.items()}


def restore_version(version: Version, *, by: Any) -> Course:
    """Make the course, or its draft if it is published, what it was, under the address it has now.

    What came since is archived, and what was moved or renamed since keeps its rows, so no student loses
    anything.

    Raises:
        BadCourseFiles: the version cannot be read any more.
        ReadingStopped: reading it did not end within the limits.
    """
    # Before the transaction: nobody else could write to SQLite as long as the child reads.
    doc = read_files(files_of(version), keep_unsound=True)
    with transaction.atomic():
        draft = working_copy(version.course)
        record_version(draft, by=by, note=gettext("Before going back"))
        course = save_course(replace(doc, slug=draft.slug), into=draft, rows=rows_of_moved(doc, draft))
        when = figures.moment(localtime(version.made_at))
        record_version(course, by=by, note=gettext("Back to %(when)s") % {"when": when})
    return course


def changes_of(version: Version) -> list[FileChange]:
    """Return what a version changed against the one before it."""
    before = version.course.versions.filter(pk__lt=version.pk).order_by("-pk").first()
    return compare(files_of(before) if before else {}, files_of(version))


def compare(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[FileChange]:
    """Return the differences between two sets of files, by path."""
    changes = []
    for path in sorted(old.keys() | new.keys()):
        if old.get(path) == new.get(path):
            continue
        what = "added" if path not in old else "removed" if path not in new else "changed"
        diff = _diff(path, old.get(path, b""), new.get(path, b""))
        becomes = hashlib.sha256(new[path]).hexdigest() if path in new else ""
        changes.append(FileChange(path, what, diff, becomes))
    return changes


def _diff(path: str, old: bytes, new: bytes) -> tuple[tuple[str, str], ...]:
    """Return the lines of a difference as (mark, text); mark is "+", "-" or " "."""
    if path.startswith("images/") and not path.endswith(".yaml"):
        return ()
    lines = difflib.unified_diff(old.decode().splitlines(), new.decode().splitlines(), lineterm="", n=1)
    return tuple((line[0], line[1:]) for line in list(lines)[2:] if not line.startswith("@@"))
