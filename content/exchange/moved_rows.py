"""Which rows of a course are parts of an earlier version that stand elsewhere, or are called otherwise, now.

A version knows parts by the slugs that lead to them, and students' work hangs on rows. Where a slug leads to
no row, archived ones included, the one row that is alike and that the version lacks is the part.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

from content.coursefiles import CourseDoc, StepDoc
from content.exchange.importing import Rows
from content.models import Course, Lesson, Question, Rule, Skill, Step

K = TypeVar("K", bound=Hashable)
Likeness = Callable[[Any], Hashable]
"""What a row and a document have in common where they are the same part."""
Found = dict[tuple[Any, ...], int]


def rows_of_moved(doc: CourseDoc, course: Course) -> Rows:
    """Return by place the rows that parts of `doc` become, of those that their slugs do not lead to."""
    skills, rules, lessons = (
        _pairs(
            {one.slug: one for one in docs},
            {row.slug: row for row in rows.all()},
            taken=set(model.all_objects.filter(course=course).values_list("slug", flat=True)),
            alike=alike,
        )
        for model, docs, rows, alike in (
            (Skill, doc.skills, course.skills, [lambda one: one.title]),
            (Rule, doc.rules, course.rules, [lambda one: one.name]),
            (Lesson, doc.lessons, course.lessons, [lambda one: one.title, _steps_of]),
        )
    )
    found: Found = {(Skill, slug): pk for slug, pk in skills.items()}
    found |= {(Rule, slug): pk for slug, pk in rules.items()}
    found |= {(Lesson, slug): pk for slug, pk in lessons.items()}
    return found | _steps(doc, course, {pk: slug for slug, pk in lessons.items()})


def _steps(doc: CourseDoc, course: Course, renamed: Mapping[int, str]) -> Found:
    """Return the rows of steps and questions; lessons are called what the version calls them (`renamed`)."""
    every = Step.all_objects.filter(lesson__course=course)
    places = {
        (renamed.get(lesson, name), slug): pk
        for pk, lesson, name, slug in every.values_list("pk", "lesson", "lesson__slug", "slug")
    }
    docs = {(lesson.slug, step.slug): step for lesson in doc.lessons for step in lesson.steps}
    rows = {
        (renamed.get(lesson.pk, lesson.slug), step.slug): step
        for lesson in course.lessons.prefetch_related("steps__questions")
        for step in lesson.steps.all()
    }
    # The slug last: where it moved to, a step may have found its name taken.
    moved = _pairs(docs, rows, taken=set(places), alike=[_asked, lambda one: one.slug])
    found: Found = {(Step, *place): pk for place, pk in moved.items()}
    by_key = {row.pk: row for row in rows.values()}
    named: dict[int, set[str]] = {}
    for step, slug in Question.all_objects.filter(step__in=by_key).values_list("step", "slug"):
        named.setdefault(step, set()).add(slug)
    for place, one in docs.items():
        row = by_key.get(moved.get(place) or places.get(place, 0))
        if row is not None:
            questions = _questions(one, row, named.get(row.pk, set()))
            found |= {(Question, *place, slug): pk for slug, pk in questions.items()}
    return found


def _questions(doc: StepDoc, row: Step, taken: set[str]) -> dict[str, int]:
    docs = {question.slug: question for question in doc.questions}
    rows = {question.slug: question for question in row.questions.all()}
    return _pairs(docs, rows, taken=taken, alike=[lambda one: (one.kind, one.prompt.strip())])


def _pairs(
    docs: Mapping[K, Any], rows: Mapping[K, Any], *, taken: set[K], alike: Iterable[Likeness]
) -> dict[K, int]:
    """Return the keys of rows by the place of the document that each becomes.

    Args:
        docs: parts of the document by their places.
        rows: the course's parts by theirs.
        taken: the places of all rows, of archived ones, too.
        alike: one after another, what tells that a row is what a document says, if only one of each is so.
    """
    found: dict[K, int] = {}
    wanted = {place: one for place, one in docs.items() if place not in taken}
    spare = {place: row for place, row in rows.items() if place not in docs}
    for likeness in alike if wanted and spare else ():
        asked, there = Counter(map(likeness, wanted.values())), Counter(map(likeness, spare.values()))
        by_likeness = {likeness(row): place for place, row in spare.items()}
        for place, one in list(wanted.items()):
            key = likeness(one)
            if asked[key] == there[key] == 1:
                found[place] = spare.pop(by_likeness[key]).pk
                del wanted[place]
    return found


def _steps_of(lesson: Any) -> Hashable:
    """Return what the steps of a lesson are called; of one without any, nothing that another one has."""
    steps = lesson.steps.all() if isinstance(lesson, Lesson) else lesson.steps
    return frozenset(step.slug for step in steps) or id(lesson)


def _asked(step: Any) -> Hashable:
    """Return what a step tells and asks."""
    questions = step.questions.all() if isinstance(step, Step) else step.questions
    return step.title, step.body.strip(), tuple(question.prompt.strip() for question in questions)
