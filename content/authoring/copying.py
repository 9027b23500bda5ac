"""A second course from a first, a second step from a first."""

from dataclasses import replace
from typing import Any

from django.db import transaction

from content.authoring.arranging import arrange, current_order
from content.exchange.exporting import export_course
from content.exchange.importing import save_course
from content.models import Course, Question, Step, Variant
from content.texts.slugs import free_slug


@transaction.atomic
def duplicate_course(course: Course, *, owner: Any) -> Course:
    """Return a draft of one's own that starts as a copy of a course, rules and pictures included."""
    doc = export_course(course)
    title = f"{doc.title} (copy)"[:160]
    slug = free_slug(title, among=Course.objects.all())
    return save_course(replace(doc, slug=slug, title=title), owner=owner, publish=False)


@transaction.atomic
def duplicate_step(step: Step) -> Step:
    """Return a copy of a step, variants and questions included, right after it."""
    others = Step.all_objects.filter(lesson=step.lesson)
    title = f"{step.title} (copy)"[:160]
    copy = Step.objects.create(
        lesson=step.lesson,
        slug=free_slug(title, among=others),
        title=title,
        kind=step.kind,
        body=step.body,
        can_confuse=step.can_confuse,
        source=step.source,
        licence=step.licence,
        chance_chooses=step.chance_chooses,
        translations=step.translations,
    )
    copy.skills.set(step.skills.all())
    for variant in step.variants.all():
        Variant.objects.create(
            step=copy,
            slug=variant.slug,
            kind=variant.kind,
            title=variant.title,
            body=variant.body,
            position=variant.position,
            translations=variant.translations,
        )
    for question in step.questions.all():
        _copy_question(question, copy)
    course = step.lesson.course
    order = [(lesson, _moved_after(inside, copy.pk, step.pk)) for lesson, inside in current_order(course)]
    arrange(course, order)
    return copy


def _copy_question(question: Question, step: Step) -> None:
    copy = Question.objects.create(
        step=step,
        slug=question.slug,
        position=question.position,
        kind=question.kind,
        prompt=question.prompt,
        spec=question.spec,
        hints=question.hints,
        variables=question.variables,
        translations=question.translations,
    )
    copy.skills.set(question.skills.all())


def _moved_after(keys: list[int], moved: int, anchor: int) -> list[int]:
    if moved not in keys:
        return keys
    rest = [key for key in keys if key != moved]
    rest.insert(rest.index(anchor) + 1, moved)
    return rest
