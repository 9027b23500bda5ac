"""Brings what a source says into a course that is there, and leaves alone what its authors changed since.

A part is a lesson's heading or a step with all that belongs to it. The record of former imports tells for
each what the source said and what was stored of it, both as digests: what is still as it was stored is
brought up to date, what is not stays and is named. What the source no longer has stays, too. Pure.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from typing import Any, TypeVar

from content.coursefiles.documents import CourseDoc, LessonDoc, StepDoc
from content.exchange.moved_steps import Moved, find_moved, led_there, moved_digests
from content.exchange.translations import carry, languages_of

LATER_FIELDS = {"source", "licence", "variables", "slug", "chance_chooses", "translations"}
"""Fields that parts got after the first imports were recorded."""
T = TypeVar("T")
Record = Mapping[str, tuple[str, str]]
"""By place ("lesson" or "lesson/step"): the digest of what the source said, and of what was stored."""


@dataclass
class Merge:
    """What comes of it, and what happens to which part, by place.

    Attributes:
        added, updated: parts that come or change.
        left: parts that authors changed here since; what the source says now is not taken.
        removed: parts that authors took out; they stay out.
        gone: parts that a source brought and has no longer; they stay.
        leaving: parts that leave the course, as a source that is all of it has them no longer.
        moved: where steps stand by now, by the place that the source has them at.
    """

    course: CourseDoc
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    leaving: list[str] = field(default_factory=list)
    moved: Moved = field(default_factory=dict)

    def written(self, said: Mapping[str, str], stored: CourseDoc) -> dict[str, tuple[str, str]]:
        """Return the record of the parts that came or changed, by their places in the source.

        Args:
            said: the digests of what the source says.
            stored: the course once it is stored.
        """
        sources = {now: place for place, now in self.moved.items()}
        kept = digests_of_parts(stored) | moved_digests(stored, self.moved, _digest)
        changed = {sources.get(place, place): place for place in self.added + self.updated}
        return {place: (said[place], kept[now]) for place, now in changed.items()}


def digests_of_parts(course: CourseDoc, *, with_translations: bool = False) -> dict[str, str]:
    """Return the digest of each part of a course by its place.

    Translations are left out unless asked for: a part that was translated here is as it was brought.
    """
    return {place: _digest(part, with_translations) for place, part in _parts(course.lessons).items()}


def replace_all(present: CourseDoc | None, brought: CourseDoc) -> Merge:
    """Return what becomes of a course whose source is all of it: whatever the source lacks leaves it."""
    if present is not None:
        brought = carry(present, brought, keep=False)
    before = digests_of_parts(present, with_translations=True) if present else {}
    after = digests_of_parts(brought, with_translations=True)
    return Merge(
        brought,
        added=[place for place in after if place not in before],
        updated=[place for place, digest in after.items() if before.get(place, digest) != digest],
        leaving=[
            *(place for place in before if place not in after),
            *(_translations_leaving(present, brought) if present else ()),
        ],
    )


def _translations_leaving(present: CourseDoc, brought: CourseDoc) -> Iterator[str]:
    """Yield the lessons and steps that stay and lose all they say in a language: which-is-more/which (es)."""
    here, after = languages_of(present), languages_of(brought)
    for place in _parts(brought.lessons):
        yield from (f"{place} ({code})" for code in sorted(here.get(place, set()) - after.get(place, set())))


def merge(present: CourseDoc | None, brought: CourseDoc, record: Record, *, overwrite: bool = False) -> Merge:
    """Return a course with what a source brings; with `overwrite`, over its authors' changes, too."""
    if present is None:
        return Merge(brought, added=list(digests_of_parts(brought)))
    moved = find_moved(present, brought, {place: stored for place, (_, stored) in record.items()}, _digest)
    brought = led_there(brought, present, moved)
    work = _Work(present, carry(present, brought, keep=True), record, overwrite, moved)
    lessons = work.lessons()
    work.result.gone = sorted((record.keys() & work.present.keys()) - work.brought.keys())
    work.result.course = replace(
        present,
        lessons=tuple(lessons),
        skills=_joined(present.skills, brought.skills, "slug"),
        misconceptions=_joined(present.misconceptions, brought.misconceptions, "slug"),
        images=_joined(present.images, brought.images, "name"),
    )
    return work.result


class _Work:
    """One merge under way."""

    def __init__(
        self, present: CourseDoc, brought: CourseDoc, record: Record, overwrite: bool, moved: Moved
    ) -> None:
        self.course, self.incoming = present, brought
        self.present, self.brought = (
            digests_of_parts(course) | moved_digests(course, moved, _digest) for course in (present, brought)
        )
        self.record = {**record, **{now: record[place] for place, now in moved.items()}}
        self.overwrite = overwrite
        self.result = Merge(present, moved=moved)

    def lessons(self) -> list[LessonDoc]:
        kept = {lesson.slug: lesson for lesson in self.course.lessons}
        for lesson in self.incoming.lessons:
            known = kept.get(lesson.slug)
            if known is None:
                empty = replace(lesson, steps=())
                known = empty if self._is_taken(lesson.slug) else None
            elif self._is_taken(lesson.slug):
                known = replace(
                    known, title=lesson.title, summary=lesson.summary, translations=lesson.translations
                )
            if known is not None:
                kept[lesson.slug] = replace(known, steps=tuple(self._steps(known, lesson)))
        return list(kept.values())

    def _steps(self, known: LessonDoc, lesson: LessonDoc) -> list[StepDoc]:
        """Return a lesson's steps with those that are brought; a new one follows the one it follows there."""
        after: dict[str | None, list[StepDoc]] = {}
        taken: dict[str, StepDoc] = {}
        here = {step.slug for step in known.steps}
        last: str | None = None
        for step in lesson.steps:
            if self._is_taken(f"{lesson.slug}/{step.slug}"):
                taken[step.slug] = step
                if step.slug not in here:
                    after.setdefault(last, []).append(step)
            last = step.slug if step.slug in here else last
        steps: list[StepDoc] = []
        for step in known.steps:
            steps += [taken.get(step.slug, step), *after.get(step.slug, [])]
        return [*steps, *after.get(None, [])]

    def _is_taken(self, place: str) -> bool:
        """Say whether what the source says of a part is taken, and note it."""
        said, stored = self.record.get(place, ("", ""))
        present, brought = self.present.get(place), self.brought[place]
        if present is None and said and not self.overwrite:
            self.result.removed.append(place)
            return False
        if present is None:
            self.result.added.append(place)
            return True
        if brought == present or (brought == said and not self.overwrite):
            return False
        is_untouched = present == stored
        (self.result.updated if is_untouched or self.overwrite else self.result.left).append(place)
        return is_untouched or self.overwrite


def _parts(lessons: Iterable[LessonDoc]) -> dict[str, LessonDoc | StepDoc]:
    parts: dict[str, LessonDoc | StepDoc] = {}
    for lesson in lessons:
        parts[lesson.slug] = replace(lesson, steps=())
        parts |= {f"{lesson.slug}/{step.slug}": step for step in lesson.steps}
    return parts


def _digest(part: LessonDoc | StepDoc, with_translations: bool = False) -> str:
    fields = _plain(asdict(part), set() if with_translations else {"translations"})
    return sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def _plain(value: Any, left_out: set[str]) -> Any:
    """Return a part without later fields that are empty: what earlier versions stored stays alike."""
    if isinstance(value, dict):
        kept = {name: one for name, one in value.items() if one or name not in LATER_FIELDS}
        return {name: _plain(one, left_out) for name, one in kept.items() if name not in left_out}
    return [_plain(one, left_out) for one in value] if isinstance(value, list | tuple) else value


def _joined(present: tuple[T, ...], brought: tuple[T, ...], name: str) -> tuple[T, ...]:
    """Return both; of two of one name the present one."""
    known = {getattr(part, name) for part in present}
    return (*present, *(part for part in brought if getattr(part, name) not in known))
