"""A step on the students' page with nobody's sitting, as its authors preview it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.urls import reverse

from content.language import gettext
from content.models import Course, Question, Step, Variant
from content.policy.kinds import KINDS, Kind
from content.questions import InvalidSpec
from content.texts.rendering import render_markdown
from tutor.presenters.lessons import AdaptationView, StepLink, StepView
from tutor.presenters.question_views import QuestionView
from tutor.presenters.questions import image_urls, present_untouched
from tutor.queries.help_places import place_of_help


def present_preview(step: Step, kinds: Sequence[str] | None, seed: int = 0) -> dict[str, Any]:
    """Return what the lesson page needs, `kinds` of help unfolded; for None all of them and all hints.

    `seed` draws the numbers of questions with variables.
    """
    steps = [
        StepLink(
            number=number,
            title=title,
            url=reverse("admin:content_preview_step", args=[pk]),
            is_here=pk == step.pk,
            is_reached=True,
            is_done=False,
        )
        for number, pk, title in step.lesson.numbered_steps()
    ]
    here = next(link for link in steps if link.is_here)
    images = image_urls(step)
    view = StepView(
        step=step,
        body_html=render_markdown(step.say("body"), images=images),
        steps=steps,
        number=here.number,
        furthest=here,
        questions=[
            _question(question, images, with_hints=kinds is None, seed=seed)
            for question in step.questions.all()
        ],
        adaptations=_help(step, images, kinds),
    )
    return {
        "course": step.lesson.course,
        "lesson": step.lesson,
        "sitting": {"pk": 0},
        "step_view": view,
        "previous_url": steps[here.number - 2].url if here.number > 1 else "",
        "camera": {"feature_on": False},
    }


def _question(question: Question, images: Mapping[str, str], *, with_hints: bool, seed: int) -> QuestionView:
    """Return a question; of one that makes no sense its prompt alone, and why."""
    try:
        return present_untouched(question, images=images, with_hints=with_hints, seed=seed)
    except InvalidSpec as error:
        broken = Question(
            pk=question.pk, kind=Question.Kind.TEXT, prompt=question.prompt, spec={"accepted": ["?"]}
        )
        return replace(present_untouched(broken, images=images), error=str(error))


def _help(step: Step, images: Mapping[str, str], kinds: Sequence[str] | None) -> list[AdaptationView]:
    """Return the step's variants, all of a kind together, built-in ones where the step has none."""
    own = defaultdict[str, list[Variant]](list)
    for variant in step.variants.all():
        own[variant.kind].append(variant)
    wanted = [name for name in (own if kinds is None else dict.fromkeys(kinds)) if name in KINDS]
    shown: list[tuple[Kind, Variant | None]] = []
    for name in wanted:
        kind = KINDS[name]
        shown += [(kind, variant) for variant in own.get(name, ())]
        if name not in own and kind.is_built_in:
            shown.append((kind, None))
    return [
        _help_view(step, kind, variant, images, number=number)
        for number, (kind, variant) in enumerate(shown, start=1)
    ]


def _help_view(
    step: Step, kind: Kind, variant: Variant | None, images: Mapping[str, str], *, number: int
) -> AdaptationView:
    return AdaptationView(
        id=number,
        step_id=step.pk,
        place=place_of_help(None),
        is_open=True,
        kind=kind.name,
        kind_label=kind.label,
        title=variant.say("title") if variant else kind.label,
        body_html=render_markdown(variant.say("body") if variant else kind.fallback, images=images),
        sentence=gettext("Here the student reads why it is shown."),
        evidence=[],
        state="shown",
        helped=None,
    )


def present_question_preview(question: Question, course: Course, seed: int = 0) -> dict[str, Any]:
    """Return what the students' view of one question needs, all hints unfolded; it need not be stored.

    `seed` draws the numbers of a question with variables.
    """
    question.pk = question.pk or 0
    images = course.image_urls()
    return {"sitting": {"pk": 0}, "question_view": _question(question, images, with_hints=True, seed=seed)}
