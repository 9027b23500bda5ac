"""Hints, and the small questions that some of them ask: in a lesson, and in practice."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from content.models import Question, Skill
from content.questions import InvalidResponse, InvalidSpec, known_fields
from content.questions.variables import draw_values
from tutor.forms.lessons import HintAnswerForm, HintForm
from tutor.models import Sitting
from tutor.presenters.practice import present_practised, present_under_way
from tutor.presenters.question_views import Refused
from tutor.queries import selectors
from tutor.services.answers import take_next_hint
from tutor.services.hint_answers import asked_in_hint, record_hint_answer
from tutor.services.repeats import StaleAction
from tutor.views.form_pages import lesson_of_sitting, page, takes_form_from
from tutor.views.lesson import (
    get_question,
    render_question,
    render_stale_question,
    reply_paused,
    version_sent,
)
from tutor.views.own import get_own_sitting
from tutor.views.practice import find_practised, practice_context, refuse, render_page, reply_stale
from tutor.views.requests import UserRequest
from tutor.views.stale import INCOMPLETE


@takes_form_from(lesson_of_sitting)
@login_required
def take_hint(request: UserRequest, sitting_id: int, question_id: int) -> HttpResponse:
    """Open the next rung of the hint ladder."""
    sitting = get_own_sitting(request, sitting_id)
    question = get_question(sitting, question_id)
    form = HintForm(request.POST)
    if not form.is_valid():
        return render_stale_question(request, sitting, question, str(INCOMPLETE))
    if selectors.is_paused(sitting):
        return reply_paused(request, sitting)
    try:
        take_next_hint(sitting=sitting, question=question, **form.cleaned_data)
    except StaleAction as error:
        return render_stale_question(request, sitting, question, str(error))
    return render_question(request, sitting, question)


@takes_form_from(lesson_of_sitting)
@login_required
def answer_hint(request: UserRequest, sitting_id: int, question_id: int, number: int) -> HttpResponse:
    """Take an answer to what a hint asks, and show what came of it."""
    sitting = get_own_sitting(request, sitting_id)
    question = get_question(sitting, question_id)
    form, response = HintAnswerForm(request.POST), _read_response(request, question, number)
    if not form.is_valid():
        return render_stale_question(request, sitting, question, str(INCOMPLETE))
    if selectors.is_paused(sitting):
        return reply_paused(request, sitting, question, response, number)
    try:
        record_hint_answer(
            sitting=sitting, question=question, number=number, response=response, **form.cleaned_data
        )
    except InvalidResponse as error:
        refused = Refused(str(error), response, number)
        return render_question(request, sitting, question, refused=refused, status=422)
    except StaleAction as error:
        return render_stale_question(request, sitting, question, str(error))
    return render_question(request, sitting, question)


@takes_form_from(page("tutor:practise", "skill_id"))
@login_required
def take_hint_again(request: UserRequest, skill_id: int, question_id: int) -> HttpResponse:
    """Open the next hint of a question that is practised."""
    skill, question, sitting = find_practised(request, skill_id, question_id)
    form = HintForm(request.POST)
    if not form.is_valid():
        return reply_stale(request, skill, sitting, question, str(INCOMPLETE))
    try:
        take_next_hint(sitting=sitting, question=question, **form.cleaned_data)
    except StaleAction as error:
        return reply_stale(request, skill, sitting, question, str(error))
    return _reply(request, skill, sitting, question)


@takes_form_from(page("tutor:practise", "skill_id"))
@login_required
def answer_hint_again(request: UserRequest, skill_id: int, question_id: int, number: int) -> HttpResponse:
    """Take an answer to what a hint asks, in practice."""
    skill, question, sitting = find_practised(request, skill_id, question_id)
    form, response = HintAnswerForm(request.POST), _read_response(request, question, number)
    if not form.is_valid():
        return reply_stale(request, skill, sitting, question, str(INCOMPLETE))
    try:
        record_hint_answer(
            sitting=sitting, question=question, number=number, response=response, **form.cleaned_data
        )
    except InvalidResponse as error:
        return refuse(request, skill, sitting, question, Refused(str(error), response, number))
    except StaleAction as error:
        return reply_stale(request, skill, sitting, question, str(error))
    return _reply(request, skill, sitting, question)


def _reply(request: UserRequest, skill: Skill, sitting: Sitting, question: Question) -> HttpResponse:
    """Show a practised question as it stands; without htmx at once, as its page begins with hints closed."""
    if not request.htmx:
        return render_page(request, skill, present_under_way(question, sitting, key=version_sent(request)))
    context = practice_context(
        skill, sitting, present_practised(question, sitting, key=version_sent(request))
    )
    return render(request, "tutor/partials/practice_question.html", context)


def _read_response(request: UserRequest, question: Question, number: int) -> dict[str, list[str]]:
    """Return what was sent of the fields that a hint asks for; none of one that asks nothing now."""
    try:
        # Any version will do: which fields there are does not depend on the values.
        asked = asked_in_hint(question, number, draw_values(question.variables, 0))
        return known_fields(asked.spec, dict(request.POST.lists()))
    except (InvalidSpec, StaleAction):
        return {}
