"""Drafts of published courses: authors change a copy that students do not see (decision 0017)."""

from typing import Any

from django.db import transaction

from content.authoring.checklist import lessons_of
from content.exchange.exporting import export_course
from content.exchange.importing import Rows, save_course
from content.models import Course, Lesson, Misconception, Question, Rule, Skill, Step
from content.models.base import Draftable

Parts = dict[tuple[Any, ...], Any]


@transaction.atomic
def working_copy(course: Course) -> Course:
    """Return the course that authors edit: its draft, begun here if it is published and has none."""
    # Locked, so that of two authors who open the course at once one begins the draft and the other finds it.
    original = Course.objects.select_for_update().get(pk=course.original.pk)
    draft = Course.all_objects.filter(draft_of=original).first()
    if draft is not None or not original.is_published:
        return draft or original
    draft = Course.all_objects.create(slug=original.slug, title=original.title, draft_of=original)
    refresh(draft)
    return draft


def part_in_working_copy(part: Any, course: Course) -> Any:
    """Return the row of a part of a course in its working copy; None if it has none."""
    working = working_copy(course)
    if isinstance(part, Course):
        return working
    if course == working:
        return part
    if isinstance(part, Draftable):
        model: Any = type(part)
        return model.objects.filter(origin=part).first()
    return working.images.filter(name=part.name).first()


def parts_of(course: Course) -> Parts:
    """Return a course's parts by their model and the slugs that lead to them."""
    parts: Parts = {(Skill, skill.slug): skill for skill in course.skills.all()}
    parts |= {(Misconception, one.slug): one for one in course.misconceptions.all()}
    parts |= {(Rule, rule.slug): rule for rule in course.rules.all()}
    for lesson in lessons_of(course):
        parts[Lesson, lesson.slug] = lesson
        for step in lesson.steps.all():
            parts[Step, lesson.slug, step.slug] = step
            for question in step.questions.all():
                parts[Question, lesson.slug, step.slug, question.slug] = question
    return parts


def write_back(draft: Course) -> None:
    """Make the published course what its draft is; what students worked in keeps its rows."""
    original = draft.original
    becoming = {
        place: part.origin_id for place, part in parts_of(draft).items() if part.origin_id is not None
    }
    save_course(export_course(draft), into=original, rows=becoming)
    _link(draft, original)


def refresh(draft: Course) -> None:
    """Make a draft what its course is."""
    original = draft.original
    becoming = _drafted(parts_of(original), draft)
    save_course(export_course(original), into=draft, rows=becoming)
    draft.refresh_from_db()
    _link(draft, original)


def _drafted(published: Parts, draft: Course) -> Rows:
    """Return, by place, the draft's row for each published part; those that were archived, too."""
    within: dict[Any, dict[str, Any]] = {
        Skill: {"course": draft},
        Misconception: {"course": draft},
        Rule: {"course": draft},
        Lesson: {"course": draft},
        Step: {"lesson__course": draft},
        Question: {"step__lesson__course": draft},
    }
    keys = {
        (model, origin): pk
        for model, inside in within.items()
        for pk, origin in model.all_objects.filter(**inside, origin__isnull=False).values_list("pk", "origin")
    }
    return {
        place: keys[place[0], part.pk] for place, part in published.items() if (place[0], part.pk) in keys
    }


def _link(draft: Course, original: Course) -> None:
    """Note for each part of a draft which published row it stands for: both are alike now."""
    published = parts_of(original)
    changed: dict[Any, list[Any]] = {}
    for place, part in parts_of(draft).items():
        row = published[place]
        if part.origin_id != row.pk:
            part.origin = row
            changed.setdefault(place[0], []).append(part)
    for model, parts in changed.items():
        model.all_objects.bulk_update(parts, ["origin"])
