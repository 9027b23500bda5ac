"""What comes from other systems: what importing it would do, and doing it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from content.authoring.access import may_edit_course
from content.authoring.drafts import working_copy
from content.authoring.prepared import Prepared, find_course, mark_of, prepare, present_of
from content.authoring.uploads import overwritten_by, store_prepared
from content.coursefiles import CourseDoc
from content.exchange.apart import BANKS, kept_apart, source_of
from content.exchange.exporting import export_course
from content.exchange.merging import Merge, digests_of_parts, merge, replace_all
from content.exchange.readers.documents import Reading
from content.language import gettext
from content.models import Course, Import

_FATES = ("added", "updated", "left", "removed", "gone", "leaving")
_MOST_CHANGES = 100
_MOST_LINES = 60
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Outcome:
    """What an import does, or would do: to which parts, and what was not taken."""

    reading: Reading
    merge: Merge

    def report(self) -> dict[str, Any]:
        """Return the report that other programs read."""
        return {
            "format": self.reading.format,
            **self.reading.counts(),
            "skipped": [{"where": item.where, "reason": item.reason} for item in self.reading.skipped],
            "notes": [*self._ignored(), *self.reading.notes, *self.notes()],
        }

    def page(self) -> dict[str, Any]:
        """Return the report with the places of all parts that come, change, or stay as they are."""
        return {**self.report(), **{fate: getattr(self.merge, fate) for fate in _FATES}}

    def _ignored(self) -> list[str]:
        text = gettext("left out, as it belongs to no course: %(name)s")
        return [text % {"name": name} for name in self.reading.ignored]

    def notes(self) -> list[str]:
        """Return what became of parts that were there, one sentence each."""
        told = (
            (
                self.merge.left,
                gettext("%(place)s was changed here since it was brought in, and is left as it is"),
            ),
            (
                self.merge.removed,
                gettext("%(place)s was taken out here since it was brought in, and stays out"),
            ),
            (self.merge.gone, gettext("%(place)s is in the source no longer, and stays")),
        )
        moved = gettext("%(place)s stands at %(now)s here, and is brought up to date there")
        return [
            *(text % {"place": place} for places, text in told for place in places),
            *(
                moved % {"place": place, "now": now}
                for place, now in self.merge.moved.items()
                if now in self.merge.updated
            ),
        ]


def report_of(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return one report for all courses of a source."""
    return joined([outcome.report() for outcome in outcomes])


def joined(reports: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return reports as one: counts are added up, lists follow one another."""
    first, *others = (dict(report) for report in reports)
    for other in others:
        first |= {name: first[name] + value for name, value in other.items() if name != "format"}
    return first


class WaitsNoLonger(LookupError):
    """A file that was to come in has come in meanwhile, was left, or a later one took its place."""


@dataclass(frozen=True)
class Done:
    """What was done: the course or its draft, and the record of it.

    There is none of what came as a whole without having waited for an answer.
    """

    course: Course
    outcome: Outcome
    record: Import | None


def plan(reading: Reading, *, name: str = "", overwrite: bool = False) -> Outcome:
    """Return what importing would do; nothing is written. `name` is the file's."""
    if reading.is_whole:
        return Outcome(reading, replace_all(_present(reading), reading.course))
    course = find_course(reading.course.slug)
    present = _present(reading)
    source = source_of(reading.format, name[:_LONGEST_NAME])
    brought_by = _brought_by(course)
    reading = kept_apart(reading, present, brought_by, source)
    merged = merge(present, reading.course, _record(course), overwrite=overwrite)
    if reading.format in BANKS:
        # A bank says nothing of what others brought.
        merged.gone = [place for place in merged.gone if source in brought_by.get(place, ())]
    return Outcome(reading, merged)


def _brought_by(course: Course | None) -> Mapping[str, set[str]]:
    """Return by place which sources have brought it."""
    brought: dict[str, set[str]] = {}
    if course is not None:
        for form, name, parts in course.imports.order_by("made_at", "pk").values_list(
            "format", "name", "parts"
        ):
            for place in parts:
                brought.setdefault(place, set()).add(source_of(form, name))
    return brought


def _present(reading: Reading) -> CourseDoc | None:
    """Return the course that a reading goes into as its authors see it, None if there is none."""
    course = find_course(reading.course.slug)
    if course is None:
        return None
    return export_course(present_of(course))


def overwrites(reading: Reading) -> list[dict[str, Any]]:
    """Return what a whole course would overwrite of newer work, file by file, with the first of its lines."""
    changes = overwritten_by(reading.course) if reading.is_whole else []
    return [
        {"path": change.path, "what": change.what, "diff": list(change.diff[:_MOST_LINES])}
        for change in changes[:_MOST_CHANGES]
    ]


@transaction.atomic
def let_wait(reading: Reading, *, by: Any, name: str, data: bytes, **asked: str) -> Import:
    """Keep a file until its author has seen what importing it would do; one file an author.

    `asked` are the `slug`, `licence` and `part` that the author asked for.
    """
    Import.objects.filter(made_by=by, data__isnull=False).delete()
    pages = [plan(one, name=name).page() for one in reading.each()]
    titles = [one.course.title for one in reading.each()]
    named = [(one.course.slug, one.course.title) for one in reading.each() if one.counts()["courses"]]
    if len(pages) > 1:
        pages = [_named(page, title) for page, title in zip(pages, titles, strict=True)]
    report = {**joined(pages), "titles": titles, "overwrites": overwrites(reading)}
    report["courses_named"] = named
    return Import.objects.create(
        made_by=by, format=reading.format, name=name[:200], data=data, report=report, **asked
    )


def _named(page: Mapping[str, Any], title: str) -> dict[str, Any]:
    """Return a report in which each place names its course: two courses may have lessons of one name."""
    return {**page, **{fate: [f"{title}: {place}" for place in page[fate]] for fate in _FATES}}


def import_reading(
    reading: Reading,
    *,
    by: Any,
    name: str,
    owner: Any = None,
    overwrite: bool = False,
    to_publish: bool = False,
    waiting: Import | None = None,
) -> Done:
    """Store what was read, all of it or nothing; parts that authors changed since are left, unless told to.

    A course that is there keeps its owner, unless one is given. What can be worked out is worked out before
    the transaction, and once more in it only where somebody changed the course meanwhile. What was `waiting`
    becomes the record, so that its address tells what came of it.

    Raises:
        WaitsNoLonger: it did not wait any more.
    """
    outcome, prepared = _worked_out(reading, name, overwrite)
    with transaction.atomic():
        course = find_course(reading.course.slug)
        if course is not None:
            working_copy(course)  # locks it: what is compared is what will be written over
        if waiting is not None:
            _claim(waiting)
        if mark_of(course) != prepared.mark:
            outcome, prepared = _worked_out(reading, name, overwrite)
        brought = store_prepared(prepared, by=by, owner=owner, to_publish=to_publish)
        record = None
        if waiting is not None or not reading.is_whole:
            record = waiting or Import(made_by=by, format=reading.format, name=name[:_LONGEST_NAME])
            _remember(record, brought, outcome, prepared)
    return Done(brought, outcome, record)


def _claim(waiting: Import) -> None:
    """Let a file wait no longer: of two answers that come at once one brings it in."""
    if not Import.objects.filter(pk=waiting.pk, data__isnull=False).update(data=None):
        raise WaitsNoLonger(waiting.pk)


def _worked_out(reading: Reading, name: str, overwrite: bool) -> tuple[Outcome, Prepared]:
    outcome = plan(reading, name=name, overwrite=overwrite)
    return outcome, prepare(outcome.merge.course)


def _record(course: Course | None) -> Mapping[str, tuple[str, str]]:
    """Return what former imports said of each part and what was stored of it; the latest counts.

    Which one that is does not go by their keys: a file has one since it began to wait.
    """
    record: dict[str, tuple[str, str]] = {}
    if course is not None:
        for parts in course.imports.order_by("made_at", "pk").values_list("parts", flat=True):
            record |= {place: (said, stored) for place, (said, stored) in parts.items()}
    return record


def _remember(record: Import, course: Course, outcome: Outcome, prepared: Prepared) -> None:
    """Record what was said and stored of the parts that were written; of others the older record holds.

    Of what came as a whole only the report is kept: it says what the course is, whatever came before.
    """
    parts = {}
    if not outcome.reading.is_whole:
        parts = outcome.merge.written(digests_of_parts(outcome.reading.course), prepared.stored)
    record.course, record.data, record.made_at = course.original, None, timezone.now()
    record.report, record.parts = outcome.page(), parts
    record.save()


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
