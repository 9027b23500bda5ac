"""Forms that were opened before their course had a draft: what they send is taken for the draft's rows."""

import re
from typing import Any

from django.http import QueryDict

from content.authoring.drafts import part_in_working_copy
from content.keys import read_key
from content.models import Condition, Course, Lesson, Misconception, Question, Rule, Skill, Step, Variant

# Of the form itself or of a row; inside a question, names are the question's own.
_PREFIX = re.compile(r"(?:[a-z]+-\d+)?")
_FIELDS: dict[str, Any] = {
    "course": Course,
    "lesson": Lesson,
    "step": Step,
    "rule": Rule,
    "skills": Skill,
    "needs": Skill,
}
_ROWS: dict[str, Any] = {
    "variants": Variant,
    "questions": Question,
    "skills": Skill,
    "misconceptions": Misconception,
    "conditions": Condition,
}


def for_draft(sent: QueryDict, course: Course) -> QueryDict:
    """Return what a form of a published course sent, its keys those of the draft's rows."""
    taken = sent.copy()
    for name, values in sent.lists():
        prefix, _, field = name.rpartition("-")
        if not _PREFIX.fullmatch(prefix):
            continue
        model = _ROWS.get(prefix.partition("-")[0]) if field == "id" else _FIELDS.get(field)
        if model is not None:
            taken.setlist(name, [_key(model, value, course) for value in values])
    return taken


def _key(model: Any, value: str, course: Course) -> str:
    part = model._default_manager.filter(pk=read_key(value)).first()
    row = None if part is None else _row(part, course)
    return value if row is None else str(row.pk)


def _row(part: Any, course: Course) -> Any:
    # These two keep no `origin`: a variant is found by its slug, a condition by its place.
    if isinstance(part, Variant):
        step = part_in_working_copy(part.step, course)
        return step and step.variants.filter(slug=part.slug).first()
    if isinstance(part, Condition):
        rule = part_in_working_copy(part.rule, course)
        place = [condition.pk for condition in part.rule.conditions.all()].index(part.pk)
        return rule and rule.conditions.all()[place : place + 1].first()
    return part_in_working_copy(part, course)
