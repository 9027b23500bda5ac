"""What a file would bring is shown before it is taken, and reported afterwards on the same page."""

import csv
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from content.admin.pages import author_page, editable_course, for_authors
from content.admin.reading_status import PageWatcher
from content.authoring.access import may_edit_course
from content.authoring.import_reports import by_reason, places_of, report_rows
from content.authoring.imports import WaitsNoLonger, import_reading, let_wait, overwrites, with_own_places
from content.authoring.prepared import find_course
from content.coursefiles import BadCourseFiles
from content.coursefiles.documents import CREDITS
from content.exchange.bounded_reading import ReadingStopped, read_upload
from content.exchange.readers import FORMATS, Reading
from content.language import gettext, with_names
from content.models import Course, Import

_SHOWN = 200
_LONGEST_PART = 200
_LISTS = ("added", "updated", "leaving", "notes")


def what_was_asked(request: HttpRequest) -> dict[str, str]:
    """Return what an author asks of a reading: the course it goes into, the licence, and which course."""
    sent = {name: request.POST.get(name, "").strip() for name in ("course", "licence", "part")}
    return {**sent, "licence": sent["licence"][: CREDITS["licence"]], "part": sent["part"][:_LONGEST_PART]}


def show_first(request: HttpRequest, reading: Reading, *, name: str, data: bytes) -> HttpResponse:
    """Keep a file and show what importing it would do."""
    asked = what_was_asked(request)
    slug = asked.pop("course")
    waiting = let_wait(reading, by=request.user, name=name, slug=slug, data=data, **asked)
    return redirect("admin:content_course_import_preview", waiting.pk)


@for_authors
@require_http_methods(["GET", "POST"])
def import_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what an import would do, take the answer, and tell what it did."""
    if not Import.objects.filter(pk=pk).exists():
        return _reply_gone(request)
    found = _own_import(request, pk)
    # The file is kept as long as the answer is waited for, the report for good.
    if request.method == "POST":
        return _reply_settled(request, pk) if found.data is None else _answer(request, found)
    report = found.report
    skipped = by_reason(report.get("skipped", []))
    lists = {name: report.get(name, [])[:_SHOWN] for name in _LISTS}
    more = {name: max(0, len(report.get(name, [])) - _SHOWN) for name in _LISTS}
    known = FORMATS.get(found.format)
    context: dict[str, Any] = {"found": found, "report": report, "lists": lists, "more": more}
    context["places"] = [] if found.data is None else places_of(report)
    context |= {"reading": uuid4(), "format": gettext(known.title) if known else "", "skipped": skipped}
    return author_page(
        request,
        "content/import_preview.html",
        with_names(gettext("Bring in %(name)s"), {"name": found.name}),
        **context,
    )


def _reply_settled(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer whoever says yes or no to what waits no longer; its own address tells what became of it."""
    if Import.objects.filter(pk=pk).exists():
        messages.info(request, gettext("This file is in already."))
    return redirect("admin:content_course_import_preview", pk)


def _reply_gone(request: HttpRequest) -> HttpResponse:
    messages.warning(
        request,
        gettext(
            "That file waits no longer: it was left, or a later one took its place. "
            "Choose it again to bring it in."
        ),
    )
    return redirect("admin:content_course_import")


@for_authors
@require_safe
def import_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Return all of a report as a table for spreadsheets: what became of which part, and why."""
    found = _own_import(request, pk)
    reply = HttpResponse(content_type="text/csv; charset=utf-8")
    reply["Content-Disposition"] = f'attachment; filename="import-{found.pk}.csv"'
    reply.write("\ufeff")  # by which spreadsheets know that it is UTF-8
    csv.writer(reply).writerows(report_rows(found.report))
    return reply


def _own_import(request: HttpRequest, pk: int) -> Import:
    """Return what waits for the asker, or came into a course that the asker may edit, or answer 404."""
    found = get_object_or_404(Import.objects.select_related("course"), pk=pk)
    if found.course_id is not None:
        editable_course(request, found.course_id)
    elif found.made_by_id != request.user.pk:
        raise Http404
    return found


def _answer(request: HttpRequest, waiting: Import) -> HttpResponse:
    if request.POST.get("answer") != "yes":
        waiting.delete()
        messages.success(request, gettext("Nothing was changed."))
        return redirect("admin:content_course_import")
    try:
        reading = _read_again(request, waiting)
    except (ReadingStopped, BadCourseFiles) as error:
        messages.error(request, gettext("Nothing was changed. %(reason)s") % {"reason": error})
        return redirect("admin:content_course_import_preview", waiting.pk)
    readings = [one for one in reading.each() if one.counts()["courses"]]
    known = [find_course(one.course.slug) for one in readings]
    if any(course is not None and not may_edit_course(request.user, course) for course in known):
        raise Http404
    if overwrites(reading) and not waiting.report.get("overwrites"):
        asked = {"slug": waiting.slug, "licence": waiting.licence, "part": waiting.part}
        again = let_wait(
            reading, by=request.user, name=waiting.name, data=bytes(waiting.data or b""), **asked
        )
        messages.warning(request, gettext("Somebody worked on the course meanwhile. Please look once more."))
        return redirect("admin:content_course_import_preview", again.pk)
    try:
        return _bring_in(request, waiting, readings, known)
    except WaitsNoLonger:
        return _reply_settled(request, waiting.pk)


def _bring_in(
    request: HttpRequest, waiting: Import, readings: Sequence[Reading], known: Sequence[Course | None]
) -> HttpResponse:
    """Store what was read, each reading over the course that is `known` at its address, and say so."""
    overwrite = request.POST.get("overwrite") == "yes"
    record, waits = None, set()
    for one, course in zip(readings, known, strict=True):
        owner = None if course else request.user
        done = import_reading(
            one,
            by=request.user,
            owner=owner,
            name=waiting.name,
            overwrite=overwrite,
            waiting=waiting if record is None else None,
        )
        record = record or done.record
        messages.success(request, with_names(gettext("“%(course)s” is in."), {"course": done.course}))
        waits.add(done.course.original.is_published)
    for is_published in sorted(waits):
        messages.info(request, _when_students_see_it(is_published=is_published))
    if record is None:
        waiting.delete()
        return redirect("admin:content_course_import")
    if readings[0].is_whole:
        return redirect("admin:content_course_change", done.course.pk)
    return redirect("admin:content_course_import_preview", record.pk)


def _when_students_see_it(*, is_published: bool) -> str:
    if is_published:
        return gettext("Kept in the draft: students see it once you publish the changes.")
    return gettext("Students see it once you publish it.")


def _read_again(request: HttpRequest, waiting: Import) -> Reading:
    # Read once more: what was parsed for the preview is nowhere that all web processes share (decision 0026).
    reading = read_upload(
        waiting.name,
        bytes(waiting.data or b""),
        format_name=waiting.format,
        course=waiting.slug,
        licence=waiting.licence,
        part=waiting.part,
        watcher=PageWatcher(request),
    )
    if waiting.slug or reading.is_whole:
        return reading
    return with_own_places(reading, by=request.user, name=waiting.name)


def import_urls() -> list[URLPattern]:
    """Return the addresses, below /admin/content/course/."""
    return [
        path("imports/<int:pk>/", import_preview, name="content_course_import_preview"),
        path("imports/<int:pk>/report.csv", import_report, name="content_course_import_report"),
    ]
