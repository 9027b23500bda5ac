"""Practising again what is not mastered yet, after a rest: one question at a time."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET
from django_htmx.http import retarget

from content.language import gettext, with_names
from content.models import Course, Question, Skill
from content.questions import InvalidResponse
from tutor.domain.learning.mastery import describe_mastery, mastery_level
from tutor.forms.lessons import AnswerForm
from tutor.models import Sitting
from tutor.presenters.practice import AskedAgain, present_again, present_practised, present_under_way
from tutor.presenters.question_views import QuestionView, Refused
from tutor.queries import practice
from tutor.services import answers
from tutor.services.repeats import StaleAction
from tutor.services.sittings import sitting_of_skipped
from tutor.views.form_pages import page, takes_form_from
from tutor.views.lesson import read_response, version_sent
from tutor.views.own import check_open
from tutor.views.requests import UserRequest
from tutor.views.stale import INCOMPLETE, STALE, say, send_to


@require_GET
@login_required
def practise(request: UserRequest, skill_id: int) -> HttpResponse:
    """Ask the next question of one skill that is due again."""
    skill = _get_skill(request, skill_id)
    pair = practice.choose_question(request.user, skill, now=timezone.now())
    again = None
    if pair:
        question = _get_question(pair[0])
        again = present_again(question, _sitting_for(request, question, pair[1]))
    return render_page(request, skill, again)


def _sitting_for(request: UserRequest, question: Question, sitting_id: int | None) -> Sitting:
    if sitting_id is not None:
        return Sitting.objects.get(pk=sitting_id)
    return sitting_of_skipped(student=request.user, lesson=question.step.lesson)


def render_page(
    request: UserRequest, skill: Skill, again: AskedAgain | None, *, status: int = 200
) -> HttpResponse:
    """Return the whole page of practising a skill."""
    known = practice.belief_of(request.user, skill)
    context: dict[str, Any] = {
        "skill": skill,
        "course": skill.course,
        "words": describe_mastery(known),
        "level": mastery_level(known),
        "again": again,
        "next_on": None if again else practice.next_due(request.user, skill),
    }
    return render(request, "tutor/practise.html", context, status=status)


@takes_form_from(page("tutor:practise", "skill_id"))
@login_required
def answer_again(request: UserRequest, skill_id: int, question_id: int) -> HttpResponse:
    """Take an answer in practice; show what came of it, what it changed, and when it comes again."""
    skill, question, sitting = find_practised(request, skill_id, question_id)
    form, response = AnswerForm(request.POST), read_response(request, question)
    if not form.is_valid():
        return refuse(request, skill, sitting, question, Refused(str(INCOMPLETE), response))
    before = practice.belief_of(request.user, skill)
    try:
        answers.record_answer(sitting=sitting, question=question, response=response, **form.cleaned_data)
    except InvalidResponse as error:
        return refuse(request, skill, sitting, question, Refused(str(error), response))
    except StaleAction as error:
        return reply_stale(request, skill, sitting, question, str(error))
    return _reply(request, skill, sitting, question, before=before)


def find_practised(request: UserRequest, skill_id: int, question_id: int) -> tuple[Skill, Question, Sitting]:
    """Return what a student practises, and the sitting in which the question was met.

    Raises:
        Http404: there is no such skill or question, or the student never met it.
        CourseClosed: the question's course is not open to the student now.
    """
    skill, question = _get_skill(request, skill_id), _get_question(question_id)
    check_open(request, question.step.lesson)
    sitting = get_object_or_404(Sitting, student=request.user, lesson=question.step.lesson_id)
    return skill, question, sitting


def _get_skill(request: UserRequest, skill_id: int) -> Skill:
    skills = Skill.objects.filter(course__in=Course.objects.visible_to(request.user))
    return get_object_or_404(skills.select_related("course"), pk=skill_id)


def _get_question(question_id: int) -> Question:
    return get_object_or_404(Question.objects.select_related("step__lesson__course"), pk=question_id)


def practice_context(skill: Skill, sitting: Sitting, view: QuestionView) -> dict[str, Any]:
    """Return what the partial of a practised question needs."""
    return {"skill": skill, "sitting": sitting, "question_view": view, "outcome": None, "has_more": False}


def _reply(
    request: UserRequest, skill: Skill, sitting: Sitting, question: Question, *, before: float
) -> HttpResponse:
    outcome = practice.describe_outcome(request.user, skill, before=before)
    if not request.htmx:
        messages.info(
            request,
            with_names(
                gettext("%(title)s: %(change)s This skill comes again %(again)s."),
                {"title": skill.say("title"), "change": outcome.change, "again": outcome.again},
            ),
        )
        return redirect("tutor:practise", skill.pk)
    now = timezone.now()
    has_more = practice.choose_question(request.user, skill, now=now) is not None
    view = present_practised(question, sitting, key=version_sent(request))
    context = practice_context(skill, sitting, view) | {
        "outcome": outcome,
        "has_more": has_more,
        "next_skill": None if has_more else practice.next_skill(request.user, skill, now=now),
    }
    return render(request, "tutor/partials/practice_question.html", context)


def refuse(
    request: UserRequest, skill: Skill, sitting: Sitting, question: Question, refused: Refused
) -> HttpResponse:
    """Say what an answer lacks; what was typed stays."""
    if not request.htmx and not refused.hint:
        messages.error(request, refused.error)
        return redirect("tutor:practise", skill.pk)
    if not request.htmx:
        again = present_under_way(question, sitting, refused=refused, key=version_sent(request))
        return render_page(request, skill, again, status=422)
    view = present_practised(question, sitting, refused=refused, key=version_sent(request))
    context = practice_context(skill, sitting, view)
    reply = render(request, "tutor/partials/practice_question.html", context, status=422)
    return reply if refused.hint else retarget(reply, "#practice")


def reply_stale(
    request: UserRequest, skill: Skill, sitting: Sitting, question: Question, words: str
) -> HttpResponse:
    """Show how a practised question stands, in answer to a page that showed it otherwise."""
    if not request.htmx:
        return send_to(request, redirect("tutor:practise", skill.pk).url, words)
    context = practice_context(
        skill, sitting, present_practised(question, sitting, key=version_sent(request))
    )
    reply = render(request, "tutor/partials/practice_question.html", context, status=STALE)
    return say(request, reply, words)
