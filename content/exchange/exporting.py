"""Courses out of the database, as documents, files and zips."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.db.models import Prefetch

from content.coursefiles.documents import (
    PARAMETERS,
    USUAL,
    CourseDoc,
    ImageDoc,
    LessonDoc,
    MisconceptionDoc,
    QuestionDoc,
    RuleDoc,
    SkillDoc,
    StepDoc,
    VariantDoc,
)
from content.coursefiles.writing import write_course
from content.exchange.stored import one_line_end
from content.exchange.translations import as_told
from content.models import Course, Lesson, Question, Rule, Skill, Step, Variant
from content.policy.kinds import variant_slug

# Every entry of a zip carries this time, so that the same course is the same zip.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def export_course(course: Course) -> CourseDoc:
    """Return a course as a document: a number of queries that does not grow with the course."""
    # With querysets of their own: for a bare name Django would build one more for each question and step.
    skills = Prefetch("skills", queryset=Skill.objects.all())
    steps = Step.objects.prefetch_related(
        skills,
        Prefetch("variants", queryset=Variant.objects.all()),
        Prefetch("questions", queryset=Question.objects.prefetch_related(skills)),
    )
    lessons = course.lessons.prefetch_related(Prefetch("steps", queryset=steps))
    doc = CourseDoc(
        slug=course.slug,
        title=course.title,
        summary=one_line_end(course.summary),
        skills=tuple(_skill(skill) for skill in course.skills.prefetch_related("needs").order_by("slug")),
        lessons=tuple(_lesson(lesson) for lesson in lessons),
        images=tuple(
            ImageDoc(image.name, image.alt, image.content_type, bytes(image.data))
            for image in course.images.order_by("name")
        ),
        source=course.source,
        licence=course.licence,
        pretest_questions=course.pretest_questions,
        chance_chooses=course.chance_chooses,
        rules=tuple(export_rule(rule) for rule in course.rules.prefetch_related("conditions").order_by("pk")),
        misconceptions=tuple(
            MisconceptionDoc(one.slug, one.title, one_line_end(one.feedback), translations=one.translations)
            for one in course.misconceptions.order_by("slug")
        ),
        language=course.language,
        translations=course.translations,
    )
    return as_told(doc)


def course_files(course: Course) -> dict[str, bytes]:
    """Return a course's files by their path."""
    return write_course(export_course(course))


def zip_files(files: Mapping[str, bytes], *, folder: str) -> bytes:
    """Return files as a zip, all below one folder; the same files give the same bytes."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for path, data in sorted(files.items()):
            archive.writestr(ZipInfo(f"{folder}/{path}", _EPOCH), data, ZIP_DEFLATED)
    return buffer.getvalue()


def export_rule(rule: Rule) -> RuleDoc:
    """Return a rule as a document, whether it makes sense or not."""
    return RuleDoc(
        slug=rule.slug,
        conditions=tuple(condition.as_written() for condition in rule.conditions.all()),
        is_enabled=rule.enabled,
        **rule.as_written(),
    )


def _skill(skill: Skill) -> SkillDoc:
    changed = {name: getattr(skill, name) for name in PARAMETERS if getattr(skill, name) != USUAL[name]}
    return SkillDoc(skill.slug, skill.title, changed, _slugs(skill.needs.all()), skill.translations)


def _lesson(lesson: Lesson) -> LessonDoc:
    return LessonDoc(
        lesson.slug,
        lesson.title,
        one_line_end(lesson.summary),
        tuple(_step(step) for step in lesson.steps.all()),
        lesson.translations,
    )


def _step(step: Step) -> StepDoc:
    return StepDoc(
        slug=step.slug,
        title=step.title,
        kind=step.kind,
        body=one_line_end(step.body),
        can_confuse=step.can_confuse,
        source=step.source,
        licence=step.licence,
        chance_chooses=step.chance_chooses,
        skills=_slugs(step.skills.all()),
        variants=tuple(_variant(variant) for variant in step.variants.all()),
        questions=tuple(_question(question) for question in step.questions.all()),
        translations=step.translations,
    )


def _variant(variant: Variant) -> VariantDoc:
    slug = "" if variant.slug == variant_slug(variant.kind) else variant.slug
    return VariantDoc(variant.kind, variant.title, one_line_end(variant.body), slug, variant.translations)


def _question(question: Question) -> QuestionDoc:
    return QuestionDoc(
        slug=question.slug,
        kind=question.kind,
        prompt=one_line_end(question.prompt),
        spec=question.spec,
        hints=tuple(question.hints),
        variables=question.variables,
        skills=_slugs(question.skills.all()),
        translations=question.translations,
    )


def _slugs(skills: object) -> tuple[str, ...]:
    return tuple(sorted(skill.slug for skill in skills))  # type: ignore[attr-defined]
