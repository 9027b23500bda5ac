"""What is still missing in a course before students take it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects

from content.authoring.translated import lacks_in
from content.language import gettext, ngettext, with_names
from content.models import Condition, Course, Lesson, Misconception, Question, Skill, Step, Variant
from content.policy.kinds import BUILT_IN
from content.policy.rules import InvalidRule
from content.policy.warnings import StepFacts, warn_about
from content.questions import misconceptions_in
from content.rules import rules_for
from content.shown_texts import Place, pictures_shown, places_in, texts_at
from content.skills_needed import skills_of
from content.texts.formulas import math_problem
from content.texts.rendering import formulas_in

EASIER_KINDS = ("easier", "worked_example")
TELLING = ('"feedback', '"misconception"')
"""What stands in a question's specification as JSON if any answer is told more than right or wrong."""
_IN_ORDER = [f"{path}{name}" for path in ("step__lesson__", "step__", "") for name in ("position", "pk")]


@dataclass(frozen=True)
class Gap:
    """One thing that is missing; `model` and `pk` lead to where it can be mended."""

    text: str
    model: str
    pk: int


def lessons_of(course: Course) -> list[Lesson]:
    """Return a course's lessons with all they hold, in a number of queries that does not grow."""
    # With querysets of their own: for a bare name Django would build one more for each question and step.
    questions = Question.objects.prefetch_related(Prefetch("skills", queryset=Skill.objects.all()))
    steps = Step.objects.prefetch_related(
        Prefetch("variants", queryset=Variant.objects.all()), Prefetch("questions", queryset=questions)
    )
    return list(course.lessons.prefetch_related(Prefetch("steps", queryset=steps)))


def gaps_in(course: Course, lessons: Iterable[Lesson]) -> list[Gap]:
    """Return what is missing, lesson by lesson, then the formulas, the pictures and the rules."""
    known = list(lessons)
    gaps = [] if known else [Gap(gettext("The course has no lesson yet."), "course", course.pk)]
    if not course.summary:
        gaps.append(Gap(gettext("The course has no summary: students choose by it."), "course", course.pk))
    for lesson in known:
        gaps += _gaps_in_lesson(lesson)
    places = places_in(course, known)
    return [
        *gaps,
        *_formula_gaps(places),
        *_picture_gaps(course, places),
        *_misconception_gaps(course, places),
        *_pretest_gaps(course, known),
        *_translation_gaps(course, known),
        *_rule_gaps(course, known),
    ]


def _gaps_in_lesson(lesson: Lesson) -> list[Gap]:
    steps = list(lesson.steps.all())
    if not steps:
        return [
            Gap(with_names(gettext("“%(lesson)s” has no step yet."), {"lesson": lesson}), "lesson", lesson.pk)
        ]
    gaps = []
    if not any(step.questions.all() for step in steps):
        gaps.append(
            Gap(
                with_names(gettext("“%(lesson)s” asks no question."), {"lesson": lesson}), "lesson", lesson.pk
            )
        )
    for number, step in enumerate(steps, start=1):
        found = [*_gaps_in_step(step), *_gaps_in_chance(step, steps[number - 1 :])]
        where = {"number": number, "lesson": lesson}
        gaps += [Gap(text % {**where, **values}, "step", step.pk) for text, values in found]
    return [*gaps, *_feedback_gaps(lesson, steps)]


# Texts with places for the step's number and its lesson, and values for their other places.
Missing = Iterable[tuple[str, dict[str, str]]]


def _gaps_in_step(step: Step) -> Missing:
    kinds = {variant.kind for variant in step.variants.all()}
    questions = list(step.questions.all())
    if step.can_confuse and "visual" not in kinds:
        yield gettext("Step %(number)s of “%(lesson)s” can confuse and has no visual."), {}
    if step.can_confuse and not kinds & set(EASIER_KINDS):
        text = gettext(
            "Step %(number)s of “%(lesson)s” can confuse and has neither an easier nor a worked example."
        )
        yield text, {}
    if not step.body and not questions:
        yield gettext("Step %(number)s of “%(lesson)s” has neither text nor question."), {}
    if step.kind != Step.Kind.EXPLANATION and not questions:
        text = gettext("Step %(number)s of “%(lesson)s” is of the kind “%(kind)s” and asks nothing.")
        yield text, {"kind": str(step.get_kind_display())}
    for question in questions:
        yield from _gaps_in_question(question)


def _gaps_in_question(question: Question) -> Missing:
    if not question.hints:
        text = gettext("Step %(number)s of “%(lesson)s” asks “%(question)s” without a hint.")
        yield text, {"question": question.slug}
    if not question.skills.all():
        text = gettext(
            "Step %(number)s of “%(lesson)s” asks “%(question)s” for no skill, so it teaches us nothing "
            "about the student."
        )
        yield text, {"question": question.slug}


def _feedback_gaps(lesson: Lesson, steps: Iterable[Step]) -> Iterable[Gap]:
    """Yield one for a whole lesson: many a question is asked without."""
    mute = [
        step
        for step in steps
        for question in step.questions.all()
        if not any(name in json.dumps(question.spec) for name in TELLING)
    ]
    if mute:
        text = ngettext(
            "“%(lesson)s” has %(total)s question without feedback to a wrong answer.",
            "“%(lesson)s” has %(total)s questions without feedback to a wrong answer.",
            len(mute),
        )
        yield Gap(with_names(text, {"lesson": lesson, "total": len(mute)}), "step", mute[0].pk)


def _gaps_in_chance(step: Step, from_here: Sequence[Step]) -> Missing:
    """Yield why chance never chooses at a step that says it should."""
    if step.chance_chooses != "yes":
        return
    if sum(variant.kind not in BUILT_IN for variant in step.variants.all()) < 2:
        text = gettext(
            "Step %(number)s of “%(lesson)s” lets chance choose and has fewer than two variants to choose "
            "from."
        )
        yield text, {}
    if not any(one.questions.all() for one in from_here):
        text = gettext(
            "Step %(number)s of “%(lesson)s” lets chance choose, and no question follows that would tell "
            "what helped."
        )
        yield text, {}


def _gap_at(place: Place, text: str) -> Gap:
    """Return a gap that leads to a step; to the course for a misconception, which has no page of its own."""
    if isinstance(place, Step):
        return Gap(text, "step", place.pk)
    return Gap(text, "course", place.course_id)


def _formula_gaps(places: Iterable[Place]) -> Iterable[Gap]:
    """Yield the formulas that students would see as their author typed them."""
    for place in places:
        for latex in {latex: None for text in texts_at(place) for _, latex in formulas_in(text)}:
            problem = math_problem(latex)
            if problem:
                values = {"step": place, "problem": problem}
                text = gettext("“%(step)s” has a formula that cannot be shown: %(problem)s.") % values
                yield _gap_at(place, text)


def _picture_gaps(course: Course, places: Iterable[Place]) -> list[Gap]:
    shown = pictures_shown(places)
    images = {image.reference: image for image in course.images.defer("data")}
    missing = gettext("“%(step)s” shows %(name)s, and there is no such picture.")
    return [
        *(
            _gap_at(place, with_names(missing, {"step": place, "name": name}))
            for name, place in shown.items()
            if name not in images
        ),
        *(
            Gap(gettext("No text shows the picture %(image)s.") % {"image": image}, "image", image.pk)
            for name, image in images.items()
            if name not in shown
        ),
    ]


def misconceptions_named(course: Course) -> dict[str, str]:
    """Return the misconceptions that questions and rules of a course name, by slug, each with one of them."""
    asked = Question.objects.filter(step__in=Step.objects.filter(lesson__in=course.lessons.all())).order_by(
        *_IN_ORDER
    )
    steps = {
        slug: title
        for title, *texts in asked.values_list("step__title", "spec", "hints")
        for _, slug in misconceptions_in(texts)
    }
    conditions = Condition.objects.filter(rule__in=course.rules.all()).exclude(misconception="")
    return {**dict(conditions.values_list("misconception", "rule__name")), **steps}


def _misconception_gaps(course: Course, places: Iterable[Place]) -> list[Gap]:
    known = {place.slug for place in places if isinstance(place, Misconception)}
    return [
        Gap(
            gettext("“%(where)s” names the misconception %(slug)s, and the course has none of that name.")
            % {"where": where, "slug": slug},
            "course",
            course.pk,
        )
        for slug, where in misconceptions_named(course).items()
        if slug not in known
    ]


def _pretest_gaps(course: Course, lessons: Iterable[Lesson]) -> list[Gap]:
    """Return that a pre-test is offered which has nothing to ask."""
    if not course.pretest_questions:
        return []
    steps = [step for lesson in lessons for step in lesson.steps.all()]
    prefetch_related_objects(steps, Prefetch("skills", queryset=Skill.objects.all()))
    if any(skills_of(question) for step in steps for question in step.questions.all()):
        return []
    text = gettext("The course offers a pre-test, and no question of it names a skill.")
    return [Gap(text, "course", course.pk)]


def _translation_gaps(course: Course, lessons: Sequence[Lesson]) -> list[Gap]:
    return [Gap(text, lack.model, lack.pk) for lack in lacks_in(course, lessons) for text in lack.sentences()]


def _rule_gaps(course: Course, lessons: Iterable[Lesson]) -> list[Gap]:
    rules = rules_for(course)
    names = {rule.key: rule.name for rule in rules}
    own = {str(pk) for pk in course.rules.values_list("pk", flat=True)}
    warnings = warn_about(rules, facts_of(course, lessons))
    doubtful = [
        Gap(f"Rule “{names[warning.rule]}”: {warning.text}", "rule", int(warning.rule))
        for warning in warnings
        if warning.rule in own
    ]
    return [*_unsound_rules(course), *doubtful]


def _unsound_rules(course: Course) -> Iterable[Gap]:
    """Yield the rules that lessons go without."""
    for rule in course.rules.prefetch_related("conditions"):
        try:
            rule.to_policy()
        except InvalidRule as error:
            yield Gap(
                gettext("Rule “%(rule)s” makes no sense: %(error)s. Lessons go on without it.")
                % {"rule": rule, "error": error},
                "rule",
                rule.pk,
            )


def facts_of(course: Course, lessons: Iterable[Lesson]) -> list[StepFacts]:
    """Return what rules need to know of a course's steps."""
    return [
        StepFacts(
            course=course.slug,
            lesson=lesson.slug,
            kind=step.kind,
            variants=frozenset(variant.kind for variant in step.variants.all()),
        )
        for lesson in lessons
        for step in lesson.steps.all()
    ]
