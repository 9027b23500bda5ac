"""Reports of a class: one session, one lesson, a term, sessions side by side; and each as a file."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_GET

from content import figures
from content.language import gettext, ngettext, set_apart, with_names
from tutor.domain.reports.hardest_steps import headline
from tutor.domain.reports.merged_reports import merge_reports
from tutor.forms.reports import CompareForm, TermForm
from tutor.models import Classroom, ClassSession
from tutor.reports.lessons import lesson_document
from tutor.reports.replies import in_english_for_programs, reply_with
from tutor.reports.said import SaidReports
from tutor.reports.terms import Held, comparison_document, term_document
from tutor.services.class_affect import withhold_figures
from tutor.views.requests import UserRequest
from tutor.views.teaching.teach import get_classroom


def _ended(classroom: Classroom) -> QuerySet[ClassSession]:
    return classroom.sessions.filter(report__isnull=False).select_related("lesson__course")


@require_GET
@login_required
def list_reports(request: UserRequest, classroom_id: int) -> HttpResponse:
    """List a class's ended sessions, the latest first, each with its first sentence."""
    classroom = get_classroom(request, classroom_id)
    sessions = list(_ended(classroom))
    said = SaidReports()
    entries = [{"session": session, "sentence": headline(said.of(session))} for session in sessions]
    lessons: dict[int, list[ClassSession]] = {}
    for session in sessions:
        lessons.setdefault(session.lesson_id, []).append(session)
    context = {"classroom": classroom, "entries": entries, "lessons": lessons.values()}
    if sessions:
        context["first_day"], context["last_day"] = _day(sessions[-1]), _day(sessions[0])
    return render(request, "tutor/reports.html", context)


def _day(session: ClassSession) -> str:
    return timezone.localtime(session.started_at).date().isoformat()


@require_GET
@login_required
@in_english_for_programs
def show_session(request: UserRequest, classroom_id: int, session_id: int, form: str = "") -> HttpResponse:
    """Show what a session says, or give it as a file."""
    classroom = get_classroom(request, classroom_id)
    session = get_object_or_404(_ended(classroom), pk=session_id)
    heading = _heading(classroom.name, session.lesson.say("title"), _describe_day(session))
    asked = classroom.suggestions.filter(
        lesson=session.lesson, created_at__gte=session.started_at, created_at__lte=session.ended_at
    )
    suggested = [
        (figures.side_by_side(one.evidence), ": ".join(filter(None, (one.get_state_display(), one.reason))))
        for one in asked
    ]
    document = lesson_document(
        withhold_figures(SaidReports().of(session)), heading=heading, suggested=suggested
    )
    return reply_with(request, document, form, classroom=classroom)


@require_GET
@login_required
@in_english_for_programs
def show_lesson(request: UserRequest, classroom_id: int, lesson_id: int, form: str = "") -> HttpResponse:
    """Show a lesson over all its sessions with the class."""
    classroom = get_classroom(request, classroom_id)
    sessions = list(_ended(classroom).filter(lesson=lesson_id))
    if not sessions:
        raise Http404
    heading = _heading(classroom.name, sessions[0].lesson.say("title"), _count(sessions))
    said = SaidReports()
    document = lesson_document(
        merge_reports([withhold_figures(said.of(session)) for session in sessions]), heading=heading
    )
    return reply_with(request, document, form, classroom=classroom)


@require_GET
@login_required
@in_english_for_programs
def show_term(request: UserRequest, classroom_id: int, form: str = "") -> HttpResponse:
    """Show every session between two days, all lessons."""
    classroom = get_classroom(request, classroom_id)
    dates = TermForm(request.GET)
    if not dates.is_valid():
        return _reply_wrong(request, classroom, gettext("Please give two days, the earlier one first."))
    first, last = dates.cleaned_data["first"], dates.cleaned_data["last"]
    sessions = list(
        _ended(classroom)
        .filter(started_at__date__gte=first, started_at__date__lte=last)
        .order_by("started_at", "pk")
    )
    if not sessions:
        return _reply_wrong(request, classroom, gettext("No session ended between these days."))
    heading = with_names(
        gettext("%(classroom)s, %(first)s to %(last)s, %(count)s"),
        {
            "classroom": classroom.name,
            "first": figures.long_day(first),
            "last": figures.long_day(last),
            "count": _count(sessions),
        },
    )
    return reply_with(request, term_document(_held(sessions), heading=heading), form, classroom=classroom)


@require_GET
@login_required
@in_english_for_programs
def compare_sessions(request: UserRequest, classroom_id: int, form: str = "") -> HttpResponse:
    """Show sessions of one lesson side by side."""
    classroom = get_classroom(request, classroom_id)
    chosen = CompareForm(request.GET, sessions=_ended(classroom))
    if not chosen.is_valid():
        return _reply_wrong(request, classroom, gettext("Please choose two to six sessions of one lesson."))
    sessions = chosen.cleaned_data["session"]
    heading = with_names(
        gettext("%(classroom)s, %(lesson)s, %(count)s side by side"),
        {
            "classroom": classroom.name,
            "lesson": sessions[0].lesson.say("title"),
            "count": _count(sessions),
        },
    )
    document = comparison_document(_held(sessions), heading=heading)
    return reply_with(request, document, form, classroom=classroom)


def _heading(*parts: str) -> str:
    return figures.in_a_row(set_apart(part, leftwards=get_language_bidi()) for part in parts)


def _reply_wrong(request: UserRequest, classroom: Classroom, problem: str) -> HttpResponse:
    context = {"classroom": classroom, "problem": problem}
    return render(request, "tutor/report_problem.html", context, status=422)


def _held(sessions: Sequence[ClassSession]) -> list[Held]:
    said = SaidReports()
    return [
        Held(s.lesson_id, s.lesson.say("title"), _describe_day(s), withhold_figures(said.of(s)))
        for s in sessions
    ]


def _describe_day(session: ClassSession) -> str:
    return figures.long_moment(timezone.localtime(session.started_at))


def _count(sessions: Sequence[ClassSession]) -> str:
    return ngettext("%(n)s session", "%(n)s sessions", len(sessions)) % {"n": len(sessions)}
