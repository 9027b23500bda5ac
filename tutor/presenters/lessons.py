"""What templates show: models turned into plain values, maths rendered, nothing decided."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from content.language import gettext
from content.models import Step
from content.policy.kinds import KINDS
from content.texts.rendering import render_markdown
from tutor.domain.learning.because import Because, told
from tutor.forms.classes import ActionForm
from tutor.models import Adaptation, Classroom, ClassSession, RaisedHand, Sitting, Suggestion
from tutor.ops.device_files import addresses_as_json
from tutor.presenters.class_overview import ClassOverview, overview_of
from tutor.presenters.helping import present_short_list
from tutor.presenters.question_views import QuestionView
from tutor.presenters.questions import image_urls, image_urls_at, present_questions
from tutor.queries.help_places import place_of_help
from tutor.queries.selectors import open_prompt_of
from tutor.queries.skips import skipped_steps
from tutor.services import consents
from tutor.services.teaching.class_help import ShownForAll, list_shown

OVERVIEW = tuple(item.name for item in fields(ClassOverview))


@dataclass(frozen=True)
class AdaptationView:
    """An adaptation as the page shows it; one that comes late for a step already left is dropped there.

    Attributes:
        place: the id of the element that holds it, beneath a question or the step's text.
        is_open: whether it is unfolded; older help on a step is one line.
        state: of the adaptation, or "gone" where its author has taken out what it showed.
    """

    id: int
    step_id: int
    place: str
    is_open: bool
    kind: str
    kind_label: str
    title: str
    body_html: SafeString
    sentence: str
    evidence: list[str]
    state: str
    helped: bool | None


@dataclass(frozen=True)
class StepLink:
    """A step in the list of a lesson's steps.

    Attributes:
        is_reached: the student has come so far.
        is_skipped: a pre-test showed that it need not be taken, and it was not.
    """

    number: int
    title: str
    url: str
    is_here: bool
    is_reached: bool
    is_done: bool
    is_skipped: bool = False


@dataclass(frozen=True)
class StepView:
    """A step as the page shows it, with the list of the lesson's steps.

    Attributes:
        furthest: the last step that the student has come to.
    """

    step: Step
    body_html: SafeString
    steps: list[StepLink]
    number: int
    furthest: StepLink
    questions: list[QuestionView]
    adaptations: list[AdaptationView]

    @property
    def total(self) -> int:
        """Return how many steps the lesson has."""
        return len(self.steps)

    @property
    def help_with_text(self) -> list[AdaptationView]:
        """Return what stands beneath the step's text: also what was about a question that is gone."""
        places = {place_of_help(view.question.pk) for view in self.questions}
        return [adaptation for adaptation in self.adaptations if adaptation.place not in places]

    @property
    def questions_with_help(self) -> list[tuple[QuestionView, str, list[AdaptationView]]]:
        """Return each question with the id of the place beneath it, and the help that stands there."""
        return [
            (view, place, [adaptation for adaptation in self.adaptations if adaptation.place == place])
            for view in self.questions
            for place in [place_of_help(view.question.pk)]
        ]

    def with_question(self, view: QuestionView) -> "StepView":
        """Return the step with one question as it stands after a response that could not be read."""
        questions = [view if other.question.pk == view.question.pk else other for other in self.questions]
        return replace(self, questions=questions)

    @property
    def is_last(self) -> bool:
        """Say whether no step follows that "Next" leads to."""
        here, *following = self.steps[self.number - 1 :]
        return all(link.is_skipped and not here.is_skipped for link in following)


def present_adaptation(
    adaptation: Adaptation,
    *,
    images: Mapping[str, str] | None = None,
    is_open: bool = True,
    hidden_before: datetime | None = None,
) -> AdaptationView:
    """Return an adaptation for its partial; a kind without a variant of its own has words to fall back on.

    Of help that came before `hidden_before` it is not told why: a camera may have had a part in it.
    """
    is_hidden = hidden_before is not None and adaptation.created_at < hidden_before
    untold = Because(gettext("Here is another way to see it."), [])
    because = untold if is_hidden else because_of(adaptation)
    kind = KINDS[adaptation.kind]
    variant = adaptation.variant
    if variant and "step" in adaptation._state.fields_cache:
        # By way of it the variant knows the language of its course, without a query.
        variant.step = adaptation.step
    body = variant.say("body") if variant else kind.fallback
    if images is None:
        images = image_urls_at(lambda: adaptation.step)
    return AdaptationView(
        id=adaptation.pk,
        step_id=adaptation.step_id,
        place=place_of_help(adaptation.question_id),
        is_open=is_open,
        kind=kind.name,
        kind_label=kind.label,
        title=variant.say("title") if variant else kind.label,
        body_html=render_markdown(body, images=images),
        sentence=because.sentence,
        evidence=because.evidence,
        state=adaptation.state if body.strip() else "gone",
        helped=adaptation.helped,
    )


def because_of(adaptation: Adaptation) -> Because:
    """Return why help came, in the reader's language."""
    return told(
        rule=adaptation.rule_key,
        kind=adaptation.kind,
        sentence=adaptation.sentence,
        evidence=adaptation.evidence,
    )


def render_adaptation(adaptation: Adaptation, *, hidden_before: datetime | None = None) -> str:
    """Return the adaptation's partial, as the socket and the views send it."""
    view = present_adaptation(adaptation, hidden_before=hidden_before)
    return render_to_string("tutor/partials/adaptation.html", {"adaptation": view})


def step_url(sitting: Sitting, number: int) -> str:
    """Return the address of a sitting's step, counted from 1."""
    return reverse("tutor:step", args=[sitting.pk, number])


def present_camera(sitting: Sitting) -> dict[str, Any]:
    """Return what the camera's partial needs."""
    agreed = consents.camera_consent(sitting.student)
    return {
        "feature_on": settings.CAMERA_AFFECT,
        "consented": agreed.camera,
        "reads": settings.CAMERA_READS,
        "may_send": agreed.frames,
        "device": addresses_as_json(),
        # Written out, because `reverse` does not know the addresses of sockets.
        "socket_url": f"/ws/sittings/{sitting.pk}/",
    }


def present_step(sitting: Sitting, step: Step, *, hidden_before: datetime | None = None) -> StepView:
    """Return a step with its questions and adaptations, in a number of queries that does not grow."""
    steps = _list_steps(sitting, step)
    images = image_urls(step)
    adaptations = list(sitting.adaptations.filter(step=step).select_related("variant"))
    # At hand for all that is asked of them: in which language the course is, where its pictures are.
    step.lesson = sitting.lesson
    for adaptation in adaptations:
        adaptation.step = step
    newest = max((one.pk for one in adaptations if one.state != Adaptation.State.UNDONE), default=None)
    return StepView(
        step=step,
        body_html=render_markdown(step.say("body"), images=images),
        steps=steps,
        number=next(link.number for link in steps if link.is_here),
        furthest=[link for link in steps if link.is_reached][-1],
        questions=present_questions(sitting, step, images=images),
        adaptations=[
            present_adaptation(
                adaptation,
                images=images,
                is_open=adaptation.pk == newest,
                hidden_before=hidden_before,
            )
            for adaptation in adaptations
        ],
    )


def _list_steps(sitting: Sitting, here: Step) -> list[StepLink]:
    numbered = sitting.lesson.numbered_steps()
    skipped = skipped_steps(sitting.student_id, sitting.lesson.course)
    visits = dict(sitting.visits.values_list("step_id", "finished_at"))
    reached = max(number for number, pk, _ in numbered if pk in visits or pk == here.pk)
    return [
        StepLink(
            number=number,
            title=title,
            url=step_url(sitting, number),
            is_here=pk == here.pk,
            is_reached=number <= reached,
            is_done=visits.get(pk) is not None,
            is_skipped=pk in skipped and visits.get(pk) is None,
        )
        for number, pk, title in numbered
    ]


def present_class_bar(sitting: Sitting, session: ClassSession | None) -> dict[str, Any]:
    """Return what a student's page says about the class session that is open, if one is."""
    context: dict[str, Any] = {"sitting": sitting, "session": session, "lead_number": None}
    if session is None:
        return context
    if session.leads:
        number = session.lesson.step_numbers().get(session.step_id or 0)
        if number is not None:
            context["lead_number"] = number
            context["lead_url"] = step_url(sitting, number)
    context["hand_is_up"] = RaisedHand.objects.filter(sitting=sitting).exists()
    return context


def render_class_bar(sitting: Sitting, session: ClassSession | None) -> tuple[str, int | None]:
    """Return the class bar of a sitting, and the number of the step to which the teacher has led."""
    context = present_class_bar(sitting, session)
    return render_to_string("tutor/partials/class_bar.html", context), context["lead_number"]


def present_class(classroom: Classroom) -> dict[str, Any]:
    """Return what the class page and its live part need."""
    session = classroom.sessions.open().select_related("lesson", "step").first()
    overview = overview_of(classroom, session=session, min_group=settings.MIN_GROUP)
    prompt = open_prompt_of(session) if session else None
    return {
        "classroom": classroom,
        "session": session,
        "prompt": prompt,
        "prompt_is_over": prompt is not None and prompt.ends_at <= timezone.now(),
        "suggestion": classroom.suggestions.filter(state=Suggestion.State.OPEN).first(),
        "actions": ActionForm.ACTIONS,
        "next_step": _next_step(overview.steps),
        "shown_for_all": _shown_for_all(classroom, overview),
        **{name: getattr(overview, name) for name in OVERVIEW},
        "feelings_max": max((count for _, count in overview.feelings or ()), default=1),
        **present_short_list(classroom, session=session, overview=overview),
        "min_group": settings.MIN_GROUP,
        "has_camera": settings.CAMERA_AFFECT,
    }


def _next_step(steps: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the step that follows the one to which the class was led."""
    following = [after for before, after in pairwise(steps) if before["is_led"]]
    return following[0] if following else None


def _shown_for_all(classroom: Classroom, overview: ClassOverview) -> list[ShownForAll]:
    if overview.lesson is None:
        return []
    return list_shown(classroom=classroom, lesson_id=overview.lesson.pk, now=timezone.now())


def render_class(classroom_id: int) -> str:
    """Return the live part of a class page."""
    classroom = Classroom.objects.get(pk=classroom_id)
    return render_to_string("tutor/partials/class_live.html", present_class(classroom))
