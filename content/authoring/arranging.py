"""The order of lessons and steps."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from content.language import gettext
from content.models import Course, Lesson, Step
from content.texts.slugs import free_slug


class BadArrangement(ValueError):
    """An order that does not hold exactly the course's lessons and steps."""


@transaction.atomic
def arrange(course: Course, order: Sequence[tuple[int, Sequence[int]]]) -> None:
    """Put lessons and their steps in an order; a step may move to another lesson of the course.

    Raises:
        BadArrangement: a lesson or step is missing, twice, or not of this course.
    """
    lessons = {lesson.pk: lesson for lesson in course.lessons.select_for_update()}
    steps = {step.pk: step for step in Step.objects.select_for_update().filter(lesson__in=lessons)}
    named = [pk for _, inside in order for pk in inside]
    if sorted(pk for pk, _ in order) != sorted(lessons) or sorted(named) != sorted(steps):
        raise BadArrangement(gettext("the course was changed meanwhile"))
    for position, (lesson_pk, inside) in enumerate(order, start=1):
        Lesson.objects.filter(pk=lesson_pk).update(position=position)
        for number, step_pk in enumerate(inside, start=1):
            _place(steps[step_pk], lessons[lesson_pk], number)


def _place(step: Step, lesson: Lesson, position: int) -> None:
    if step.lesson_id != lesson.pk:
        # With the archived ones: they keep their slugs, so that they can come back.
        others = Step.all_objects.filter(lesson=lesson)
        if others.filter(slug=step.slug).exists():
            step.slug = free_slug(step.slug, among=others)
        step.lesson = lesson
    step.position = position
    step.save(update_fields=["lesson", "slug", "position"])


def moved(course: Course, *, kind: str, pk: int, by: int) -> list[tuple[int, list[int]]]:
    """Return the course's order with one lesson or step moved up (-1) or down (+1) among its neighbours."""
    order = current_order(course)
    if kind == "lesson":
        return _shift(order, next((at for at, (key, _) in enumerate(order) if key == pk), None), by)
    return [(key, _shift(inside, inside.index(pk) if pk in inside else None, by)) for key, inside in order]


def current_order(course: Course) -> list[tuple[int, list[int]]]:
    """Return the keys of a course's lessons and their steps, in order."""
    inside: Mapping[int, list[int]] = {pk: [] for pk in course.lessons.values_list("pk", flat=True)}
    for lesson_pk, pk in Step.objects.filter(lesson__in=inside).values_list("lesson", "pk"):
        inside[lesson_pk].append(pk)
    return list(inside.items())


def _shift(items: list[Any], index: int | None, by: int) -> list[Any]:
    if index is None or not 0 <= index + by < len(items):
        return items
    shifted = list(items)
    shifted.insert(index + by, shifted.pop(index))
    return shifted
