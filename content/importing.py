"""Brings course files into the database: all of a course or nothing, as often as one likes.

What keeps its slug keeps its primary key, so that answers, visits and mastery stay with it. What is
no longer in the files is archived: out of the course, with all that students did still there.
"""

import zlib
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.db import models, transaction

from content.coursefiles import (
    BadCourseFiles,
    CourseDoc,
    Fault,
    LessonDoc,
    QuestionDoc,
    RuleDoc,
    StepDoc,
)
from content.models import Condition, Course, Image, Lesson, Question, Rule, Skill, Step, Variant
from content.models.base import archive_all

MAX_FILES = 2000
MAX_BYTES = 50_000_000


def files_in_folder(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder by their path in it; hidden ones are left out.

    Raises:
        BadCourseFiles: there is no such folder.
    """
    if not folder.is_dir():
        raise BadCourseFiles([Fault(str(folder), 1, "there is no such folder")])
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in paths
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def files_in_zip(data: bytes, *, name: str = "course.zip") -> dict[str, bytes]:
    """Return the files of a zip, without the folder around them all if there is one.

    Raises:
        BadCourseFiles: no zip, too many files or bytes, or a path that leaves the folder.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_BYTES:
                raise BadCourseFiles([Fault(name, 1, "this is too large for a course")])
            files = {entry.filename: _read_entry(archive, entry) for entry in entries}
    except (BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise BadCourseFiles([Fault(name, 1, f"this is no readable zip: {error}")]) from None
    for path in files:
        if path.startswith("/") or ".." in path.split("/") or "\\" in path:
            raise BadCourseFiles([Fault(path, 1, "this path leaves the course's folder")])
    return _without_wrapper(files)


def _read_entry(archive: ZipFile, entry: ZipInfo) -> bytes:
    """Return an entry's bytes, unpacking no more than it says it holds.

    `ZipFile.read` unpacks all there is before it looks at the size, and bzip2 and LZMA cannot be stopped
    half-way: a few hundred bytes would fill the memory.
    """
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile("an unusual compression")
    with archive.open(entry) as file:
        return file.read(entry.file_size)


def _without_wrapper(files: Mapping[str, bytes]) -> dict[str, bytes]:
    kept = {path: data for path, data in files.items() if not path.startswith("__MACOSX/")}
    wrappers = {path.partition("/")[0] for path in kept}
    if "course.yaml" in kept or len(wrappers) != 1:
        return dict(kept)
    return {path.partition("/")[2]: data for path, data in kept.items()}


@transaction.atomic
def save_course(doc: CourseDoc, *, owner: Any = None, publish: bool | None = None) -> Course:
    """Store a course, over what the database has under its slug.

    A given `owner` becomes the owner; without one the present owner stays. `publish` None leaves
    the course as published as it is.
    """
    values: dict[str, Any] = {"title": doc.title, "summary": doc.summary}
    if owner is not None:
        values["owner"] = owner
    if publish is not None:
        values["is_published"] = publish
    course, _ = Course.objects.update_or_create(slug=doc.slug, defaults=values)
    skills = _save_skills(course, doc)
    _save_images(course, doc)
    lessons = [
        _save_lesson(course, lesson, position=position, skills=skills)
        for position, lesson in enumerate(doc.lessons, start=1)
    ]
    _archive_others(course.lessons, lessons)
    _archive_others(course.skills, skills.values())
    save_rules(doc.rules, course=course)
    return course


@transaction.atomic
def save_rules(docs: Iterable[RuleDoc], *, course: Course | None, keep_known: bool = False) -> list[Rule]:
    """Store rules of a course, or of the site, over those of the same slug.

    With `keep_known`, a rule that is there already stays as its authors left it. Other rules of a
    course are deleted, as the files are the whole course; other rules of the site stay.
    """
    saved = []
    for doc in docs:
        known = Rule.objects.filter(course=course, slug=doc.slug).first()
        saved.append(known if known and keep_known else _save_rule(doc, course=course))
    if course is not None:
        course.rules.exclude(pk__in=[rule.pk for rule in saved]).delete()
    return saved


def _save_rule(doc: RuleDoc, *, course: Course | None) -> Rule:
    policy = doc.policy
    values = {
        "name": policy.name,
        "enabled": doc.is_enabled,
        "scope": policy.scope,
        "join": policy.join,
        "hold_s": policy.hold_s,
        "escalate_s": policy.escalate_s,
        "cooldown_s": policy.cooldown_s,
        "priority": policy.priority,
        "mode": policy.mode,
        "effects": list(policy.effects),
        "sentence": policy.sentence,
        "limit_courses": sorted(policy.limits.courses),
        "limit_lessons": sorted(policy.limits.lessons),
        "limit_step_kinds": sorted(policy.limits.step_kinds),
    }
    rule, _ = Rule.objects.update_or_create(course=course, slug=doc.slug, defaults=values)
    rule.conditions.all().delete()
    Condition.objects.bulk_create(
        Condition(
            rule=rule,
            signal=condition.signal,
            comparison=condition.comparison,
            enter=condition.enter,
            leave=condition.leave,
            position=position,
        )
        for position, condition in enumerate(policy.conditions)
    )
    return rule


def _save_skills(course: Course, doc: CourseDoc) -> dict[str, Skill]:
    return {
        skill.slug: _put(Skill, {"course": course, "slug": skill.slug}, title=skill.title, **skill.parameters)
        for skill in doc.skills
    }


def _save_images(course: Course, doc: CourseDoc) -> None:
    for image in doc.images:
        Image.objects.update_or_create(
            course=course,
            name=image.name,
            defaults={"alt": image.alt[:500], "content_type": image.content_type, "data": image.data},
        )
    course.images.exclude(name__in=[image.name for image in doc.images]).delete()


def _save_lesson(course: Course, doc: LessonDoc, *, position: int, skills: Mapping[str, Skill]) -> Lesson:
    lesson = _put(
        Lesson,
        {"course": course, "slug": doc.slug},
        title=doc.title,
        summary=doc.summary,
        position=position,
    )
    steps = [
        _save_step(lesson, step, position=number, skills=skills)
        for number, step in enumerate(doc.steps, start=1)
    ]
    _archive_others(lesson.steps, steps)
    return lesson


def _save_step(lesson: Lesson, doc: StepDoc, *, position: int, skills: Mapping[str, Skill]) -> Step:
    step = _put(
        Step,
        {"lesson": lesson, "slug": doc.slug},
        position=position,
        kind=doc.kind,
        title=doc.title,
        body=doc.body,
        can_confuse=doc.can_confuse,
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
        _save_question(step, question, position=number, skills=skills)
        for number, question in enumerate(doc.questions, start=1)
    ]
    _archive_others(step.questions, questions)
    return step


def _save_question(step: Step, doc: QuestionDoc, *, position: int, skills: Mapping[str, Skill]) -> Question:
    question = _put(
        Question,
        {"step": step, "slug": doc.slug},
        position=position,
        kind=doc.kind,
        prompt=doc.prompt,
        spec=dict(doc.spec),
        hints=list(doc.hints),
    )
    question.skills.set(skills[slug] for slug in doc.skills if slug in skills)
    return question


def _put(model: Any, key: dict[str, Any], **values: Any) -> Any:
    """Create or overwrite a part by its slug, bringing it back if it was archived."""
    part, _ = model.all_objects.update_or_create(**key, defaults={**values, "archived_at": None})
    return part


def _archive_others(manager: Any, kept: Iterable[models.Model]) -> None:
    archive_all(manager.exclude(pk__in=[part.pk for part in kept]))
