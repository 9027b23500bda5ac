"""Brings course files into the database: all of a course or nothing, as often as one likes.

What keeps its slug keeps its primary key, so that answers, visits and mastery stay with it. What is
no longer in the files is archived: out of the course, with all that students did still there.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from content.coursefiles import CourseDoc, QuestionDoc, RuleDoc, StepDoc
from content.coursefiles.documents import USUAL
from content.exchange.bulk import UNNAMED, Entry, Level, set_related
from content.exchange.translations import as_rows
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
    doc = as_rows(doc)
    values: dict[str, Any] = {
        "title": doc.title,
        "summary": doc.summary,
        "source": doc.source,
        "licence": doc.licence,
        "pretest_questions": doc.pretest_questions,
        "chance_chooses": doc.chance_chooses,
        "language": doc.language,
        "translations": doc.translations,
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
    _save_misconceptions(course, doc, known)
    _save_images(course, doc)
    _save_lessons(course, doc, skills=skills, rows=known)
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
    written = list(docs)
    if keep_known:
        known = set(Rule.objects.filter(course=course).values_list("slug", flat=True))
        written = [doc for doc in written if doc.slug not in known]
    entries = [
        Entry(
            course,
            doc.slug,
            {"enabled": doc.is_enabled, **rule_to_row(doc)},
            (rows or {}).get((Rule, doc.slug)),
        )
        for doc in written
    ]
    others_go = course is not None and not keep_known
    saved = Level(Rule, parent="course", within={"course": course}).put(
        entries, parents=[course] if others_go else []
    )
    _save_conditions(zip(saved, written, strict=True))
    return saved


def _save_conditions(rules: Iterable[tuple[Rule, RuleDoc]]) -> None:
    pairs = list(rules)
    # Written anew: nothing refers to a condition.
    Condition.objects.filter(rule__in=[rule for rule, _ in pairs]).delete()
    Condition.objects.bulk_create(
        Condition(
            rule=rule,
            signal=condition.signal,
            comparison=condition.comparison,
            enter=condition.enter,
            leave=condition.leave,
            misconception=condition.misconception,
            least=condition.least,
            most=condition.most,
            position=position,
        )
        for rule, doc in pairs
        for position, condition in enumerate(doc.conditions)
    )


def _save_skills(course: Course, doc: CourseDoc, rows: Rows) -> dict[str, Skill]:
    entries = [
        Entry(
            course,
            skill.slug,
            {"title": skill.title, "translations": skill.translations, **USUAL, **skill.parameters},
            rows.get((Skill, skill.slug)),
        )
        for skill in doc.skills
    ]
    found = Level(Skill, parent="course", within={"course": course}).put(entries, parents=[course])
    saved = {skill.slug: skill for skill in found}
    needs = {saved[one.slug].pk: [saved[slug] for slug in one.needs if slug in saved] for one in doc.skills}
    set_related(Skill, "needs", needs, within={"course": course})
    return saved


def _save_misconceptions(course: Course, doc: CourseDoc, rows: Rows) -> None:
    entries = [
        Entry(
            course,
            one.slug,
            {"title": one.title, "feedback": one.feedback, "translations": one.translations},
            rows.get((Misconception, one.slug)),
        )
        for one in doc.misconceptions
    ]
    Level(Misconception, parent="course", within={"course": course}).put(entries, parents=[course])


def _save_images(course: Course, doc: CourseDoc) -> None:
    """Store the pictures; what is as it was is not written."""
    wanted = {image.name: image for image in doc.images}
    changed, there, gone = [], set(), []
    for row in course.images.iterator(chunk_size=20):  # their bytes are not held all at once
        image = wanted.get(row.name)
        if image is None:
            gone.append(row.pk)
            continue
        there.add(row.name)
        # Cut as in `as_stored`, from which the history has been worked out by now.
        values = {"alt": image.alt[:500], "content_type": image.content_type}
        if bytes(row.data) != image.data or any(getattr(row, name) != one for name, one in values.items()):
            changed.append((row.pk, image, values))
    # Only now that all are read: SQLite promises nothing of rows that change while they are gone through.
    for pk, image, values in changed:
        course.images.filter(pk=pk).update(data=image.data, **values)
    if gone:
        course.images.filter(pk__in=gone).delete()
    Image.objects.bulk_create(
        (
            Image(course=course, name=name, alt=one.alt[:500], content_type=one.content_type, data=one.data)
            for name, one in wanted.items()
            if name not in there
        ),
        batch_size=20,
    )


def _save_lessons(course: Course, doc: CourseDoc, *, skills: Mapping[str, Skill], rows: Rows) -> None:
    entries = [
        Entry(
            course,
            lesson.slug,
            {
                "title": lesson.title,
                "summary": lesson.summary,
                "position": position,
                "translations": lesson.translations,
            },
            rows.get((Lesson, lesson.slug)),
        )
        for position, lesson in enumerate(doc.lessons, start=1)
    ]
    level = Level(Lesson, parent="course", within={"course": course})
    lessons = level.put(entries, parents=[course])
    docs = list(zip(lessons, doc.lessons, strict=True))
    placed = [
        (lesson, step, number) for lesson, one in docs for number, step in enumerate(one.steps, start=1)
    ]
    steps = Level(Step, parent="lesson", within={"lesson__course": course}).put(
        [_step_entry(lesson, step, number, rows) for lesson, step, number in placed], parents=lessons
    )
    of_steps = [(row, step) for row, (_, step, _) in zip(steps, placed, strict=True)]
    set_related(Step, "skills", _practised(of_steps, skills), within={"lesson__course": course})
    _save_variants(course, of_steps)
    _save_questions(course, of_steps, skills=skills, rows=rows)


def _step_entry(lesson: Lesson, doc: StepDoc, position: int, rows: Rows) -> Entry:
    values = {
        "position": position,
        "kind": doc.kind,
        "title": doc.title,
        "body": doc.body,
        "can_confuse": doc.can_confuse,
        "source": doc.source,
        "licence": doc.licence,
        "chance_chooses": doc.chance_chooses,
        "translations": doc.translations,
    }
    return Entry(lesson, doc.slug, values, rows.get((Step, lesson.slug, doc.slug)))


def _practised(
    placed: Iterable[tuple[Any, StepDoc | QuestionDoc]], skills: Mapping[str, Skill]
) -> dict[int, list[Skill]]:
    return {row.pk: [skills[slug] for slug in doc.skills if slug in skills] for row, doc in placed}


def _save_variants(course: Course, steps: Sequence[tuple[Step, StepDoc]]) -> None:
    entries = [
        Entry(
            row,
            variant.name,
            {
                "kind": variant.kind,
                "title": variant.title,
                "body": variant.body,
                "position": number,
                "translations": variant.translations,
            },
        )
        for row, step in steps
        for number, variant in enumerate(step.variants, start=1)
    ]
    level = Level(Variant, parent="step", within={"step__lesson__course": course})
    level.put(entries, parents=[row for row, _ in steps])


def _save_questions(
    course: Course, steps: Sequence[tuple[Step, StepDoc]], *, skills: Mapping[str, Skill], rows: Rows
) -> None:
    placed = [(row, one, number) for row, step in steps for number, one in enumerate(step.questions, start=1)]
    level = Level(Question, parent="step", within={"step__lesson__course": course})
    questions = level.put(
        [_question_entry(row, question, number, rows) for row, question, number in placed],
        parents=[row for row, _ in steps],
    )
    of_questions = [(row, doc) for row, (_, doc, _) in zip(questions, placed, strict=True)]
    set_related(Question, "skills", _practised(of_questions, skills), within={"step__lesson__course": course})


def _question_entry(step: Step, doc: QuestionDoc, position: int, rows: Rows) -> Entry:
    values = {
        "position": position,
        "kind": doc.kind,
        "prompt": doc.prompt,
        "spec": dict(doc.spec),
        "hints": list(doc.hints),
        "variables": dict(doc.variables),
        "translations": doc.translations,
    }
    return Entry(step, doc.slug, values, rows.get((Question, step.lesson.slug, step.slug, doc.slug)))


def _make_room(rows: Rows) -> None:
    """Take their names from the rows that get another: two of them may change places."""
    wanted: dict[Any, dict[int, tuple[Any, ...]]] = {}
    for (model, *path), pk in rows.items():
        wanted.setdefault(model, {})[pk] = tuple(path)
    for model, paths in wanted.items():
        present = model.all_objects.filter(pk__in=paths).values_list("pk", *_PATHS[model])
        moving = [pk for pk, *path in present if tuple(path) != paths[pk]]
        model.all_objects.filter(pk__in=moving).update(slug=UNNAMED)
