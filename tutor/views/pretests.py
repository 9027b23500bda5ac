"""The pre-test of a course: its pages, its answers, and what is skipped because of it."""

from math import ceil
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from content.language import gettext
from content.models import Course, Question
from content.questions import InvalidResponse
from tutor.forms.pretests import PreTestAnswerForm, SkipForm
from tutor.models import PreTest
from tutor.presenters.pretests import present_pretest_question, present_result
from tutor.presenters.question_views import Refused
from tutor.queries.pretests import Bank, bank_of, progress_of
from tutor.services import pretests
from tutor.services.repeats import StaleAction
from tutor.views.form_pages import page, takes_form_from
from tutor.views.lesson import read_response, version_sent
from tutor.views.requests import UserRequest
from tutor.views.stale import INCOMPLETE, send_to

# What a question takes, with a little reading: enough to say how long the whole is at most.
MINUTES_EACH = 0.7
PAGE = page("tutor:pretest", "course")


@require_GET
@login_required
def show_pretest(request: UserRequest, course: str) -> HttpResponse:
    """Show what the pre-test is, its question, or what it showed."""
    found = _get_course(request, course)
    pretest = _pretest_of(request, found)
    # A pre-test that has ended asks nothing, so the queries for its questions are left out.
    bank = Bank.empty() if pretest and pretest.finished_at else bank_of(found)
    if pretest is None or not (bank.questions or pretest.finished_at):
        most = found.pretest_questions
        context = {"course": found, "most": most, "minutes": ceil(most * MINUTES_EACH), "bank": bank}
        return render(request, "tutor/pretest_offer.html", context)
    if pretest.finished_at is not None:
        return render(request, "tutor/pretest_result.html", present_result(pretest))
    return _render_question(request, pretest, bank)


def _render_question(
    request: UserRequest, pretest: PreTest, bank: Bank, *, refused: Refused | None = None
) -> HttpResponse:
    progress = progress_of(pretest, bank)
    if progress.next_question is None:
        # Its author took out questions, or made it shorter, since the last answer.
        pretests.end_pretest(pretest=pretest)
        return redirect("tutor:pretest", pretest.course.slug)
    question = _get_question(progress.next_question)
    context: dict[str, Any] = {
        "course": pretest.course,
        "number": progress.asked + 1,
        "most": pretest.course.pretest_questions,
        **present_pretest_question(pretest, question, refused=refused),
    }
    return render(request, "tutor/pretest.html", context, status=422 if refused else 200)


@takes_form_from(PAGE)
@login_required
def start(request: UserRequest, course: str) -> HttpResponse:
    """Begin the pre-test."""
    found = _get_course(request, course)
    if bank_of(found).questions:
        pretests.start_pretest(student=request.user, course=found)
    return redirect("tutor:pretest", found.slug)


@takes_form_from(PAGE)
@login_required
def answer(request: UserRequest, course: str, question_id: int) -> HttpResponse:
    """Take an answer, or "I don't know", and ask what comes next."""
    pretest = _pretest_of(request, _get_course(request, course))
    if pretest is None:
        return _tell_gone(request, course)
    question = _get_question(question_id)
    form, response = PreTestAnswerForm(request.POST), read_response(request, question)
    if not form.is_valid():
        return send_to(request, redirect("tutor:pretest", course).url, str(INCOMPLETE))
    try:
        pretests.record_pretest_answer(
            pretest=pretest,
            question=question,
            submission_id=form.cleaned_data["submission_id"],
            response=None if form.cleaned_data["unknown"] else response,
            version=version_sent(request),
        )
    except InvalidResponse as error:
        refused = Refused(str(error), response)
        return _render_question(request, pretest, bank_of(pretest.course), refused=refused)
    except StaleAction as error:
        return send_to(request, redirect("tutor:pretest", course).url, str(error))
    return redirect("tutor:pretest", course)


@takes_form_from(PAGE)
@login_required
def end(request: UserRequest, course: str) -> HttpResponse:
    """End the pre-test before its last question."""
    pretest = _pretest_of(request, _get_course(request, course))
    if pretest is None:
        return _tell_gone(request, course)
    pretests.end_pretest(pretest=pretest)
    return redirect("tutor:pretest", course)


@takes_form_from(PAGE)
@login_required
def skip(request: UserRequest, course: str) -> HttpResponse:
    """Take back what is skipped, or skip it again: one lesson, or the whole course."""
    pretest, form = _pretest_of(request, _get_course(request, course)), SkipForm(request.POST)
    if pretest is None:
        return _tell_gone(request, course)
    if form.is_valid() and pretest.finished_at is not None:
        pretests.set_skipped(pretest=pretest, **form.cleaned_data)
    to_list = form.is_valid() and request.POST.get("from") == "courses"
    return redirect("tutor:courses") if to_list else redirect("tutor:pretest", course)


def _get_course(request: UserRequest, slug: str) -> Course:
    courses = Course.objects.visible_to(request.user).filter(pretest_questions__gt=0)
    found: Course = get_object_or_404(courses, slug=slug)
    return found


def _get_question(key: int) -> Question:
    return get_object_or_404(Question.objects.select_related("step__lesson__course"), pk=key)


def _pretest_of(request: UserRequest, course: Course) -> PreTest | None:
    pretest = PreTest.objects.filter(student=request.user, course=course).first()
    if pretest is not None:
        pretest.course, pretest.student = course, request.user
    return pretest


def _tell_gone(request: UserRequest, slug: str) -> HttpResponse:
    """Answer a page whose pre-test was erased meanwhile: only `start` begins one anew."""
    words = gettext("Your pre-test is not here any more: it was erased. Nothing was changed.")
    return send_to(request, redirect("tutor:pretest", slug).url, words)
