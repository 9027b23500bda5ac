"""What a document will be once it is stored: `export_course(save_course(doc))`, without a database.

Whoever imports needs that course's files and digests, and works them out before the transaction.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from content.coursefiles.documents import (
    USUAL,
    CourseDoc,
    LessonDoc,
    QuestionDoc,
    RuleDoc,
    SkillDoc,
    StepDoc,
    VariantDoc,
)
from content.exchange.translations import as_rows, as_told

# As long as the column, Image.alt.
LONGEST_ALT = 500


def as_stored(doc: CourseDoc, *, rules: Iterable[RuleDoc] | None = None) -> CourseDoc:
    """Return a course as it will be exported; `rules` if they are in an order of their own by then."""
    doc = as_rows(doc)
    known = {skill.slug for skill in doc.skills}
    stored = replace(
        doc,
        summary=one_line_end(doc.summary),
        skills=tuple(sorted((_skill(skill, known) for skill in doc.skills), key=lambda skill: skill.slug)),
        lessons=tuple(_lesson(lesson, known) for lesson in doc.lessons),
        images=tuple(
            sorted((replace(one, alt=one.alt[:LONGEST_ALT]) for one in doc.images), key=lambda one: one.name)
        ),
        rules=doc.rules if rules is None else tuple(rules),
        misconceptions=tuple(
            sorted(
                (replace(one, feedback=one_line_end(one.feedback)) for one in doc.misconceptions),
                key=lambda one: one.slug,
            )
        ),
    )
    return as_told(stored)


def one_line_end(text: str) -> str:
    """Return a text with the line ends of files, whatever the browser sent that it came from."""
    return "\n".join(text.splitlines())


def _skill(skill: SkillDoc, known: set[str]) -> SkillDoc:
    changed = {name: value for name, value in skill.parameters.items() if value != USUAL[name]}
    needs = _named(skill.needs, known)
    return replace(skill, parameters={name: changed[name] for name in USUAL if name in changed}, needs=needs)


def _lesson(lesson: LessonDoc, known: set[str]) -> LessonDoc:
    steps = tuple(_step(step, known) for step in lesson.steps)
    return replace(lesson, summary=one_line_end(lesson.summary), steps=steps)


def _step(step: StepDoc, known: set[str]) -> StepDoc:
    return replace(
        step,
        body=one_line_end(step.body),
        skills=_named(step.skills, known),
        variants=tuple(_variant(variant) for variant in step.variants),
        questions=tuple(_question(question, known) for question in step.questions),
    )


def _variant(variant: VariantDoc) -> VariantDoc:
    return replace(variant, body=one_line_end(variant.body))


def _question(question: QuestionDoc, known: set[str]) -> QuestionDoc:
    return replace(
        question,
        prompt=one_line_end(question.prompt),
        spec=_through_json(dict(question.spec)),
        hints=tuple(_through_json(list(question.hints))),
        variables=_through_json(dict(question.variables)),
        skills=_named(question.skills, known),
    )


def _named(skills: Iterable[str], known: set[str]) -> tuple[str, ...]:
    return tuple(sorted(known & set(skills)))


def _through_json(value: Mapping[str, Any] | list[Any]) -> Any:
    return json.loads(json.dumps(value))
