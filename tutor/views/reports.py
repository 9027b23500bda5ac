"""Reports of a class: its sessions, one session, one lesson over its sessions; and as files."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from tutor.domain.class_report import STATES, hardest_steps, merge_reports, say_tomorrow
from tutor.models import Classroom
from tutor.report_files import write_csv, write_workbook
from tutor.report_pdf import write_pdf
from tutor.report_tables import coverage_of, tables_of
from tutor.views.teach import get_classroom

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


@require_GET
@login_required
def list_reports(request: HttpRequest, classroom_id: int) -> HttpResponse:
    """List a class's ended sessions, the latest first, each with its first sentence."""
    classroom = get_classroom(request, classroom_id)
    sessions = list(classroom.sessions.filter(report__isnull=False).select_related("lesson"))
    entries = [{"session": session, "sentence": say_tomorrow(session.report)} for session in sessions]
    lessons = {session.lesson_id: session.lesson for session in sessions}
    context = {"classroom": classroom, "entries": entries, "lessons": lessons.values()}
    return render(request, "tutor/reports.html", context)


@require_GET
@login_required
def show_session(request: HttpRequest, classroom_id: int, session_id: int, form: str = "") -> HttpResponse:
    """Show what a session says, or give it as a file."""
    classroom = get_classroom(request, classroom_id)
    ended = classroom.sessions.filter(report__isnull=False).select_related("lesson")
    session = get_object_or_404(ended, pk=session_id)
    day = timezone.localtime(session.started_at)
    heading = f"{classroom.name}, {session.lesson.title}, {day:%-d %B %Y, %H:%M}"
    asked = classroom.suggestions.filter(
        lesson=session.lesson, created_at__gte=session.started_at, created_at__lte=session.ended_at
    )
    return _reply(request, classroom, session.report, heading, form, suggestions=asked)


@require_GET
@login_required
def show_lesson(request: HttpRequest, classroom_id: int, lesson_id: int, form: str = "") -> HttpResponse:
    """Show a lesson over all its sessions with the class."""
    classroom = get_classroom(request, classroom_id)
    sessions = list(
        classroom.sessions.filter(report__isnull=False, lesson=lesson_id).select_related("lesson")
    )
    if not sessions:
        raise Http404
    heading = f"{classroom.name}, {sessions[0].lesson.title}, {len(sessions)} sessions"
    return _reply(request, classroom, merge_reports([s.report for s in sessions]), heading, form)


def _with_bars(cell: dict[str, Any]) -> dict[str, Any]:
    """Return a step with the bars of its states, each beginning where the one before ends."""
    bars, x = [], 0
    for state in STATES if cell["states"] else ():
        bars.append({"state": state, "x": x, "width": cell["states"][state]})
        x += cell["states"][state]
    return cell | {"bars": bars}


def _reply(
    request: HttpRequest, classroom: Classroom, report: dict[str, Any], heading: str, form: str, **more: Any
) -> HttpResponse:
    sentence, tables, coverage = say_tomorrow(report), tables_of(report), coverage_of(report)
    if not form:
        context = {
            "classroom": classroom,
            "heading": heading,
            "sentence": sentence,
            "coverage": coverage,
            "report": report | {"steps": [_with_bars(cell) for cell in report["steps"]]},
            "tables": tables,
            "hardest": hardest_steps(report),
            "files": [(name, f"{request.path}{name}/") for name in TYPES],
            **more,
        }
        return render(request, "tutor/report.html", context)
    if form == "csv":
        content = write_csv(tables)
    elif form == "xlsx":
        content = write_workbook(tables, heading=heading, sentence=sentence)
    else:
        content = write_pdf(report, tables, heading=heading, sentence=sentence, coverage=coverage)
    name = f"{slugify(heading) or 'report'}.{form}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=TYPES[form], headers=disposition)
