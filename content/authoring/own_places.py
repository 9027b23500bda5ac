"""Courses from files whose address another author's course has come under one of their own."""

from collections.abc import Collection
from dataclasses import replace
from itertools import count
from typing import Any

from content.authoring.access import may_edit_course
from content.authoring.prepared import find_course
from content.exchange.apart import source_of
from content.exchange.readers.documents import Reading
from content.language import gettext
from content.models import Course


def with_own_places(reading: Reading, *, by: Any, name: str) -> Reading:
    """Return a reading whose courses all have an address that its author may write to.

    Only where the reader made the address of the file's name or title: where the source itself, or the
    author, states it, nothing else may be taken. `name` is the file's.
    """
    used = {one.course.slug for one in reading.each()}
    placed = []
    for one in reading.each():
        placed.append(_placed(one, by=by, name=name, used=used))
        used.add(placed[-1].course.slug)
    return replace(placed[0], further=tuple(placed[1:]))


def _placed(reading: Reading, *, by: Any, name: str, used: Collection[str]) -> Reading:
    slug = reading.course.slug
    known = find_course(slug)
    if known is None or may_edit_course(by, known):
        return reading
    source = source_of(reading.format, name)
    numbered = (f"{slug}-{number}" for number in count(2))
    own = next(one for one in numbered if one not in used and _is_free(one, by=by, source=source))
    note = gettext("another author has a course called %(slug)r, so this one is called %(own)r")
    notes = (*reading.notes, note % {"slug": slug, "own": own})
    return replace(reading, course=replace(reading.course, slug=own), notes=notes)


def _is_free(slug: str, *, by: Any, source: str) -> bool:
    """Say whether nothing has an address, or what the same file of the same author became has it."""
    known = find_course(slug)
    return known is None or (may_edit_course(by, known) and source in _sources_of(known))


def _sources_of(course: Course) -> set[str]:
    return {source_of(form, name) for form, name in course.imports.values_list("format", "name")}
