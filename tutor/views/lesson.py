"""The lesson page and all that happens on it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from django_htmx.http import push_url, retarget

from content.language import gettext
from content.models import Question, Step
from content.questions import InvalidResponse, InvalidSpec, known_fields
from tutor.forms.lessons import AnswerForm, LeaveForm, SelfReportForm, StepForm
from tutor.models import Adaptation, ClassSession, Sitting
from tutor.presenters import lessons
from tutor.presenters.boards import present_group
from tutor.presenters.question_views import Refused
from tutor.presenters.questions import present_question
from tutor.presenters.self_reports import reply_to_self_report
from tutor.queries import progress, selectors
from tutor.queries.open_questions import open_questions
from tutor.services import adaptations, answers, moves, sittings
from tutor.services.people.standing import hidden_before
from tutor.services.repeats import StaleAction
from tutor.services.teaching import classes, sessions
from tutor.views.form_pages import lesson_of_sitting, takes_form_from
from tutor.views.own import get_open_lesson, get_own_sitting
from tutor.views.requests import UserRequest
from tutor.views.stale import INCOMPLETE, STALE, say, send_to

# What "locked" is called in HTTP: the same will be taken once the lesson goes on.
PAUSED = 423
PAUSED_WORDS = _(
    "Your teacher has paused the lesson. What you wrote stays here: send it when the lesson goes on."
)
# Far beyond any lesson, and within what a database takes as an offset.
MAX_STEPS = 10_000


@require_GET
@login_required
def open_lesson(request: UserRequest, course: str, lesson: str) -> HttpResponse:
    """Open a lesson where the student left it."""
    found = get_open_lesson(request, course=course, lesson=lesson)
    sitting = sittings.open_sitting(student=request.user, lesson=found)
    # Before the sitting's step is shown: whoever joins a class that is led is put where it stands.
    session = sessions.take_seat(sitting=sitting)
    if sitting.step is None:
        return render(request, "tutor/lesson_empty.html", {"lesson": found, "course": found.course})
    return _render_lesson_in(request, sitting, sitting.step, session=session)


@require_GET
@login_required
def show_step(request: UserRequest, sitting_id: int, number: int) -> HttpResponse:
    """Go to a step by its number."""
    sitting = get_own_sitting(request, sitting_id)
    step = _get_step(sitting, number)
    sittings.enter_step(sitting=sitting, step=step)
    return _render_step(request, sitting, step)


@takes_form_from(lesson_of_sitting)
@login_required
def advance(request: UserRequest, sitting_id: int) -> HttpResponse:
    """Finish a step and go to the next."""
    sitting = get_own_sitting(request, sitting_id)
    form = StepForm(request.POST)
    if not form.is_valid():
        return _reopen(request, sitting, str(INCOMPLETE))
    session = selectors.open_session_of(sitting)
    if selectors.is_paused_in(session):
        return reply_paused(request, sitting)
    try:
        move = moves.go_on(sitting=sitting, session=session, **form.cleaned_data)
    except StaleAction as error:
        return _reopen(request, sitting, str(error))
    classes.note_change(student_id=sitting.student_id)
    if move.step is None:
        return _render_finished(request, sitting)
    if not request.htmx:
        return redirect(_step_url(sitting, move.step))
    return _reply_waiting(request) if move.waits else _render_step(request, sitting, move.step)


def _reopen(request: UserRequest, sitting: Sitting, words: str) -> HttpResponse:
    """Answer a page that shows another step than the one where the student is, and say why."""
    here = sittings.open_sitting(student=request.user, lesson=sitting.lesson)
    if here.step is None or not request.htmx:
        return send_to(request, _step_url(here, here.step), words)
    return say(request, _render_step(request, here, here.step, status=STALE), words)


def read_response(request: UserRequest, question: Question) -> dict[str, list[str]]:
    """Return what was sent of the fields that the question asks for; none of one that makes no sense."""
    try:
        return known_fields(question.parsed_spec(), dict(request.POST.lists()))
    except InvalidSpec:
        return {}


def version_sent(request: UserRequest) -> str:
    """Return the key of the version that a page showed of a question with variables."""
    return request.POST.get("version", "")


@takes_form_from(lesson_of_sitting)
@login_required
def answer_question(request: UserRequest, sitting_id: int, question_id: int) -> HttpResponse:
    """Take an answer and show what became of it."""
    sitting = get_own_sitting(request, sitting_id)
    question = get_question(sitting, question_id)
    form = AnswerForm(request.POST)
    response = read_response(request, question)
    if not form.is_valid():
        error = gettext("Please send your answer once more.")
        return render_question(request, sitting, question, refused=Refused(error, response), status=422)
    if selectors.is_paused(sitting):
        return reply_paused(request, sitting, question, response)
    try:
        answers.record_answer(sitting=sitting, question=question, response=response, **form.cleaned_data)
    except InvalidResponse as error:
        return render_question(request, sitting, question, refused=Refused(str(error), response), status=422)
    except StaleAction as error:
        return render_stale_question(request, sitting, question, str(error))
    # An answer to a question of another step says nothing about the step that the rules look at.
    is_here = question.step_id == sitting.step_id
    adaptation = adaptations.consider(sitting_id=sitting.pk, at=question.pk) if is_here else None
    return render_question(request, sitting, question, adaptation=adaptation)


@require_GET
@login_required
def show_end(request: UserRequest, sitting_id: int) -> HttpResponse:
    """Show how the lesson ended, or which of its questions are still open."""
    return _render_finished(request, get_own_sitting(request, sitting_id))


@takes_form_from(lesson_of_sitting)
@login_required
def leave_question(request: UserRequest, sitting_id: int, question_id: int) -> HttpResponse:
    """Leave a question open knowingly, or take it up again."""
    sitting = get_own_sitting(request, sitting_id)
    question = get_question(sitting, question_id)
    form = LeaveForm(request.POST)
    if form.is_valid():
        answers.leave_question(sitting=sitting, question=question, **form.cleaned_data)
    if not request.htmx:
        return redirect("tutor:end", sitting.pk)
    reply = _render_finished(request, sitting)
    return reply if form.is_valid() else say(request, reply, str(INCOMPLETE))


@takes_form_from(lesson_of_sitting)
@login_required
def report_feeling(request: UserRequest, sitting_id: int) -> HttpResponse:
    """Take a tap such as "I'm lost"; if a rule answers it, the reply carries the adaptation."""
    sitting = get_own_sitting(request, sitting_id)
    form = SelfReportForm(request.POST)
    context: dict[str, Any] = {"sitting": sitting, "at_step": sitting.step_id}
    if not form.is_valid():
        context["error"] = gettext("That tap did not arrive whole. Please tap again.")
        return retarget(
            render(request, "tutor/partials/self_report.html", context, status=422), "#self-report"
        )
    # Archived steps as well: a tap that waited for a connection belongs to the step that it names, whatever
    # became of it.
    tapped_at = Step.all_objects.filter(pk=form.cleaned_data.pop("step"), lesson=sitting.lesson_id).first()
    at = form.cleaned_data.pop("at")
    report = answers.record_self_report(sitting=sitting, step=tapped_at, **form.cleaned_data)
    is_here = report is not None and report.step_id == sitting.step_id
    adaptation = adaptations.consider(sitting_id=sitting.pk, at=at) if is_here else None
    classes.note_change(student_id=sitting.student_id)
    if not request.htmx:
        return redirect(_step_url(sitting, sitting.step))
    context["feeling"] = report.feeling if report else ""
    if adaptation:
        context["adaptation"] = _present_help(request, adaptation)
    elif report:
        context["told"] = reply_to_self_report(sitting, report.feeling, now=timezone.now())
    return render(request, "tutor/partials/self_report.html", context)


def _reply_waiting(request: UserRequest) -> HttpResponse:
    return retarget(render(request, "tutor/partials/wait_for_class.html"), "#notice")


def reply_paused(
    request: UserRequest,
    sitting: Sitting,
    question: Question | None = None,
    response: dict[str, list[str]] | None = None,
    hint: int = 0,
) -> HttpResponse:
    """Refuse what waits until the lesson goes on; the page keeps what was typed, as it is or drawn anew."""
    if request.htmx:
        return HttpResponse(status=PAUSED)
    if question is not None and selectors.is_step_of(question.step, sitting.lesson_id):
        refused = Refused(str(PAUSED_WORDS), response, hint)
        return render_question(request, sitting, question, refused=refused, status=PAUSED)
    if not selectors.is_step_of(sitting.step, sitting.lesson_id):
        return redirect(_step_url(sitting, None))
    return render_lesson(request, sitting, sitting.step, status=PAUSED)


def _get_step(sitting: Sitting, number: int) -> Step:
    step = sitting.lesson.steps.all()[number - 1 : number].first() if 1 <= number <= MAX_STEPS else None
    if step is None:
        raise Http404
    return step


def get_question(sitting: Sitting, question_id: int) -> Question:
    """Return a question of a sitting's lesson.

    Raises:
        Http404: the lesson has no such question.
    """
    questions = Question.objects.filter(step__lesson=sitting.lesson).select_related("step__lesson__course")
    return get_object_or_404(questions, pk=question_id)


def _step_url(sitting: Sitting, step: Step | None) -> str:
    """Return the address of a step; the lesson's without one, or where its author took it out meanwhile."""
    number = sitting.lesson.step_numbers().get(step.pk) if step is not None else None
    if number is None:
        return reverse("tutor:lesson", args=[sitting.lesson.course.slug, sitting.lesson.slug])
    return lessons.step_url(sitting, number)


def _present_help(request: UserRequest, adaptation: Adaptation) -> lessons.AdaptationView:
    return lessons.present_adaptation(adaptation, hidden_before=hidden_before(request.session))


def _step_context(request: UserRequest, sitting: Sitting, step: Step) -> dict[str, Any]:
    view = lessons.present_step(sitting, step, hidden_before=hidden_before(request.session))
    return {
        "course": sitting.lesson.course,
        "lesson": sitting.lesson,
        "sitting": sitting,
        "step_view": view,
        "previous_url": lessons.step_url(sitting, view.number - 1) if view.number > 1 else "",
    }


def render_lesson(
    request: UserRequest,
    sitting: Sitting,
    step: Step,
    *,
    extra: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the whole lesson page, with `extra` over what it shows otherwise."""
    session = selectors.open_session_of(sitting)
    return _render_lesson_in(request, sitting, step, session=session, extra=extra, status=status)


def _render_lesson_in(
    request: UserRequest,
    sitting: Sitting,
    step: Step,
    *,
    session: ClassSession | None,
    extra: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _step_context(request, sitting, step) | {"camera": lessons.present_camera(sitting)}
    context |= lessons.present_class_bar(sitting, session) | present_group(sitting, session) | (extra or {})
    return render(request, "tutor/lesson.html", context, status=status)


def _render_step(request: UserRequest, sitting: Sitting, step: Step, *, status: int = 200) -> HttpResponse:
    if not request.htmx:
        return render_lesson(request, sitting, step)
    context = _step_context(request, sitting, step)
    reply = render(request, "tutor/partials/step.html", context, status=status)
    return push_url(reply, lessons.step_url(sitting, context["step_view"].number))


def _render_finished(request: UserRequest, sitting: Sitting) -> HttpResponse:
    lesson = sitting.lesson
    words = progress.skills_in_words(progress.masteries_of(request.user), [lesson.pk])
    context = {
        "course": lesson.course,
        "lesson": lesson,
        "sitting": sitting,
        "open_questions": open_questions(sitting.student_id, [lesson.pk]).get(lesson.pk, []),
        "given_up": sitting.given_up.filter(question__step__lesson=lesson).count(),
        "next_lesson": selectors.next_lesson(lesson),
        "skills": words.get(lesson.pk, []),
    }
    template = "tutor/partials/finished.html" if request.htmx else "tutor/finished.html"
    return render(request, template, context)


def render_question(
    request: UserRequest,
    sitting: Sitting,
    question: Question,
    *,
    refused: Refused | None = None,
    adaptation: Adaptation | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return a question as it stands; without htmx its step's page, or the way there."""
    if not request.htmx and not (refused and selectors.is_step_of(question.step, sitting.lesson_id)):
        return redirect(f"{_step_url(sitting, question.step)}#question-{question.pk}")
    view = present_question(sitting, question, refused=refused, key=version_sent(request))
    if request.htmx:
        context: dict[str, Any] = {"sitting": sitting, "question_view": view}
        if adaptation:
            context["adaptation"] = _present_help(request, adaptation)
        reply = render(request, "tutor/partials/question_reply.html", context, status=status)
        return retarget(reply, f"#question-{question.pk}") if refused and not refused.hint else reply
    shown = lessons.present_step(sitting, question.step, hidden_before=hidden_before(request.session))
    step_view = shown.with_question(view)
    return render_lesson(request, sitting, question.step, extra={"step_view": step_view}, status=status)


def render_stale_question(
    request: UserRequest, sitting: Sitting, question: Question, words: str
) -> HttpResponse:
    """Show how a question stands, in answer to a page that showed it otherwise; what was typed is kept."""
    if not request.htmx:
        return send_to(request, f"{_step_url(sitting, question.step)}#question-{question.pk}", words)
    key = version_sent(request)
    view = present_question(sitting, question, key=key)
    response = read_response(request, question)
    if response and not (view.verdict and view.verdict["is_correct"]):
        view = present_question(sitting, question, refused=Refused("", response), key=key)
    context = {"sitting": sitting, "question_view": view}
    return say(request, render(request, "tutor/partials/question.html", context, status=STALE), words)


def reply_with_adaptation(request: UserRequest, adaptation: Adaptation, *, stale: str = "") -> HttpResponse:
    """Return the adaptation's partial, or the step's page without htmx; `stale` says why nothing was done."""
    if request.htmx:
        context = {"adaptation": _present_help(request, adaptation)}
        status = STALE if stale else 200
        reply = render(request, "tutor/partials/adaptation.html", context, status=status)
    else:
        reply = redirect(f"{_step_url(adaptation.sitting, adaptation.step)}#adaptation-{adaptation.pk}")
    return say(request, reply, stale) if stale else reply
