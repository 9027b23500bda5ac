"""Brings course files into the database: all of a course or nothing, as often as one likes.

What keeps its slug keeps its primary key, so that answers, visits and mastery stay with it. What is
no longer in the files is archived: out of the course, with all that students did still there.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from content.coursefiles import CourseDoc, LessonDoc, QuestionDoc, RuleDoc, StepDoc
from content.coursefiles.documents import USUAL
from content.models import (
    Condition,
    Course,
    Image,
    Lesson,
    Misconception,
    Question,
    Rule,
    Skill,
    Step,
    Variant,
)
from content.models.base import archive_all
from content.models.rules import rule_to_row

Rows = Mapping[tuple[Any, ...], int]
"""The keys of rows by their model and the slugs that lead to them: (Step, lesson, step)."""
_PATHS: Mapping[Any, tuple[str, ...]] = {
    Skill: ("slug",),
    Misconception: ("slug",),
    Rule: ("slug",),
    Lesson: ("slug",),
    Step: ("lesson__slug", "slug"),
    Question: ("step__lesson__slug", "step__slug", "slug"),
}
# A name that no author can give.
_UNNAMED = Concat(Value("~"), Cast("pk", CharField()))


@transaction.atomic
def save_course(
    doc: CourseDoc,
    *,
    owner: Any = None,
    publish: bool | None = None,
    into: Course | None = None,
    rows: Rows | None = None,
) -> Course:
    """Store a course, over what the database has under its slug, or over the course `into`.

    A given `owner` becomes the owner; without one the present owner stays. `publish` None leaves
    the course as published as it is. A part that `rows` knows becomes that row, whatever it was called and
    wherever it stood before.
    """
    values: dict[str, Any] = {
        "title": doc.title,
        "summary": doc.summary,
        "source": doc.source,
        "licence": doc.licence,
        "pretest_questions": doc.pretest_questions,
    }
    if owner is not None:
        values["owner"] = owner
    if publish is not None:
        values["is_published"] = publish
    course: Course
    if into is None:
        course, _ = Course.objects.update_or_create(slug=doc.slug, defaults=values)
    else:
        course, _ = Course.all_objects.update_or_create(pk=into.pk, defaults={**values, "slug": doc.slug})
    known = rows or {}
    _make_room(known)
    skills = _save_skills(course, doc, known)
    misconceptions = _save_misconceptions(course, doc, known)
    _save_images(course, doc)
    lessons = [
        _save_lesson(course, lesson, position=position, skills=skills, rows=known)
        for position, lesson in enumerate(doc.lessons, start=1)
    ]
    _archive_others(course.lessons, lessons)
    _archive_others(course.skills, skills.values())
    _archive_others(course.misconceptions, misconceptions)
    save_rules(doc.rules, course=course, rows=known)
    return course


@transaction.atomic
def save_rules(
    docs: Iterable[RuleDoc], *, course: Course | None, keep_known: bool = False, rows: Rows | None = None
) -> list[Rule]:
    """Store rules of a course, or of the site, over those of the same slug.

    With `keep_known`, a rule that is there already stays as its authors left it. Other rules of a
    course are archived, as the files are the whole course; other rules of the site stay.
    """
    saved = []
    for doc in docs:
        known = Rule.objects.filter(course=course, slug=doc.slug).first()
        saved.append(known if known and keep_known else _save_rule(doc, course=course, rows=rows or {}))
    if course is not None:
        _archive_others(course.rules, saved)
    return saved


def _save_rule(doc: RuleDoc, *, course: Course | None, rows: Rows) -> Any:
    rule = _put(
        Rule,
        {"course": course, "slug": doc.slug},
        row=rows.get((Rule, doc.slug)),
        enabled=doc.is_enabled,
        **rule_to_row(doc),
    )
    rule.conditions.all().delete()
    Condition.objects.bulk_create(
        Condition(
            rule=rule,
            signal=condition.signal,
            comparison=condition.comparison,
            enter=condition.enter,
            leave=condition.leave,
            misconception=condition.misconception,
            position=position,
        )
        for position, condition in enumerate(doc.conditions)
    )
    return rule


def _save_skills(course: Course, doc: CourseDoc, rows: Rows) -> dict[str, Skill]:
    saved = {
        skill.slug: _put(
            Skill,
            {"course": course, "slug": skill.slug},
            row=rows.get((Skill, skill.slug)),
            title=skill.title,
            **{**USUAL, **skill.parameters},
        )
        for skill in doc.skills
    }
    for skill in doc.skills:
        saved[skill.slug].needs.set(saved[slug] for slug in skill.needs if slug in saved)
    return saved


def _save_misconceptions(course: Course, doc: CourseDoc, rows: Rows) -> list[Misconception]:
    return [
        _put(
            Misconception,
            {"course": course, "slug": one.slug},
            row=rows.get((Misconception, one.slug)),
            title=one.title,
            feedback=one.feedback,
        )
        for one in doc.misconceptions
    ]


def _save_images(course: Course, doc: CourseDoc) -> None:
    for image in doc.images:
        Image.objects.update_or_create(
            course=course,
            name=image.name,
            defaults={"alt": image.alt[:500], "content_type": image.content_type, "data": image.data},
        )
    course.images.exclude(name__in=[image.name for image in doc.images]).delete()


def _save_lesson(
    course: Course, doc: LessonDoc, *, position: int, skills: Mapping[str, Skill], rows: Rows
) -> Any:
    lesson = _put(
        Lesson,
        {"course": course, "slug": doc.slug},
        row=rows.get((Lesson, doc.slug)),
        title=doc.title,
        summary=doc.summary,
        position=position,
    )
    steps = [
        _save_step(lesson, step, position=number, skills=skills, rows=rows)
        for number, step in enumerate(doc.steps, start=1)
    ]
    _archive_others(lesson.steps, steps)
    return lesson


def _save_step(
    lesson: Lesson, doc: StepDoc, *, position: int, skills: Mapping[str, Skill], rows: Rows
) -> Any:
    step = _put(
        Step,
        {"lesson": lesson, "slug": doc.slug},
        row=rows.get((Step, lesson.slug, doc.slug)),
        position=position,
        kind=doc.kind,
        title=doc.title,
        body=doc.body,
        can_confuse=doc.can_confuse,
        source=doc.source,
        licence=doc.licence,
    )
    step.skills.set(skills[slug] for slug in doc.skills if slug in skills)
    variants = [
        _put(
            Variant,
            {"step": step, "kind": variant.kind},
            title=variant.title,
            body=variant.body,
            position=number,
        )
        for number, variant in enumerate(doc.variants, start=1)
    ]
    _archive_others(step.variants, variants)
    questions = [
        _save_question(step, question, position=number, skills=skills, rows=rows)
        for number, question in enumerate(doc.questions, start=1)
    ]
    _archive_others(step.questions, questions)
    return step


def _save_question(
    step: Step, doc: QuestionDoc, *, position: int, skills: Mapping[str, Skill], rows: Rows
) -> Any:
    question = _put(
        Question,
        {"step": step, "slug": doc.slug},
        row=rows.get((Question, step.lesson.slug, step.slug, doc.slug)),
        position=position,
        kind=doc.kind,
        prompt=doc.prompt,
        spec=dict(doc.spec),
        hints=list(doc.hints),
    )
    question.skills.set(skills[slug] for slug in doc.skills if slug in skills)
    return question


def _put(model: Any, key: dict[str, Any], *, row: int | None = None, **values: Any) -> Any:
    """Create or overwrite a part by its slug, or as a given row, bringing it back if it was archived.

    What is as it was is not written: a row that is locked keeps students' answers to it waiting.
    """
    if row is not None:
        # Whoever still has this name is no part of the course any more.
        model.all_objects.filter(**key).exclude(pk=row).update(slug=_UNNAMED)
        part = model.all_objects.get(pk=row)
    else:
        part = model.all_objects.filter(**key).first() or model(**key)
    wanted = {**key, **values, "archived_at": None}
    changed = [name for name, value in wanted.items() if _differs(part, name, value)]
    for name in changed:
        setattr(part, name, wanted[name])
    if part.pk is None:
        part.save()
    elif changed:
        part.save(update_fields=changed)
    return part


def _differs(part: Any, name: str, value: Any) -> bool:
    if isinstance(value, models.Model):
        return bool(getattr(part, f"{name}_id") != value.pk)
    return bool(getattr(part, name) != value)


def _make_room(rows: Rows) -> None:
    """Take their names from the rows that get another: two of them may change places."""
    wanted: dict[Any, dict[int, tuple[Any, ...]]] = {}
    for (model, *path), pk in rows.items():
        wanted.setdefault(model, {})[pk] = tuple(path)
    for model, paths in wanted.items():
        present = model.all_objects.filter(pk__in=paths).values_list("pk", *_PATHS[model])
        moving = [pk for pk, *path in present if tuple(path) != paths[pk]]
        model.all_objects.filter(pk__in=moving).update(slug=_UNNAMED)


def _archive_others(manager: Any, kept: Iterable[models.Model]) -> None:
    archive_all(manager.exclude(pk__in=[part.pk for part in kept]))
