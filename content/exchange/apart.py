"""Keeps questions of several banks apart that come into one course under one name. Pure.

Banks of different files often number their questions: both have a "Q1". Only a file that brought a part
before may change it by its name alone; of other files, what asks the same is the same.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from hashlib import sha256

from content.coursefiles.documents import CourseDoc, LessonDoc, StepDoc
from content.exchange.readers.documents import Reading
from content.language import gettext

BANKS = ("gift", "moodle", "qti")
_LASTING = "id-"
_LONGEST_SLUG = 60
# Moodle names its exports by day and time.
_DAY = re.compile(r"[-_ ]?\d{8}(?:[-_ ]?\d{4,6})?")


def source_of(format_name: str, name: str) -> str:
    """Return by what a file is known: its format and its name without the day on which it was exported."""
    return f"{format_name} {_DAY.sub('', name.strip().lower())}"


def kept_apart(
    reading: Reading, present: CourseDoc | None, brought_by: Mapping[str, Collection[str]], source: str
) -> Reading:
    """Return a reading whose steps have names of their own where a course has others of these names.

    Args:
        reading: a bank of questions; other formats give lasting names to all their parts.
        present: the course that it goes into.
        brought_by: by place, the sources that have brought it (`source_of`).
        source: where the reading comes from.
    """
    if present is None or reading.format not in BANKS:
        return reading
    here = {lesson.slug: {step.slug: step for step in lesson.steps} for lesson in present.lessons}
    lessons, notes = [], []
    for lesson in reading.course.lessons:
        steps = [
            _apart(step, here.get(lesson.slug, {}).get(step.slug))
            if source not in brought_by.get(f"{lesson.slug}/{step.slug}", ())
            else step
            for step in lesson.steps
        ]
        notes += [_note(lesson, old, new) for old, new in zip(lesson.steps, steps, strict=True) if old != new]
        lessons.append(replace(lesson, steps=tuple(steps)))
    course = replace(reading.course, lessons=tuple(lessons))
    return replace(reading, course=course, notes=(*reading.notes, *notes))


def _apart(step: StepDoc, known: StepDoc | None) -> StepDoc:
    asked = _asked(step)
    if known is None or step.slug.startswith(_LASTING) or asked == _asked(known):
        return step
    ending = sha256(asked.encode()).hexdigest()[:6]
    return replace(step, slug=f"{step.slug[:_LONGEST_SLUG].rstrip('-')}-{ending}")


def _asked(step: StepDoc) -> str:
    texts = [step.body, *(question.prompt for question in step.questions)]
    texts += [str(question.spec["text"]) for question in step.questions if question.kind == "cloze"]
    return " ".join(" ".join(texts).split())


def _note(lesson: LessonDoc, old: StepDoc, new: StepDoc) -> str:
    return gettext("another step is called %(place)s here, so this one is %(slug)s") % {
        "place": f"{lesson.slug}/{old.slug}",
        "slug": new.slug,
    }
