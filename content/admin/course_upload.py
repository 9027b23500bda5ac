"""Takes a course in as a file, of any known format; what it would do is shown first (`import_preview`)."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from content.admin.import_preview import import_urls, show_first, what_was_asked
from content.admin.pages import author_page, for_authors
from content.admin.reading_status import PageWatcher
from content.authoring.access import may_edit_course
from content.authoring.imports import with_own_places
from content.authoring.prepared import find_course
from content.coursefiles import BadCourseFiles, Fault
from content.coursefiles.lined import is_slug
from content.exchange.bounded_reading import ReadingStopped, read_upload
from content.exchange.readers import FORMATS, Reading
from content.language import gettext
from content.models import Course

MAX_UPLOAD = 20_000_000
_FAULTS = 100


@for_authors
@require_http_methods(["GET", "POST"])
def import_course(request: HttpRequest) -> HttpResponse:
    """Take a file in: all of what can be taken, or nothing and the reasons."""
    if request.method != "POST":
        return _import_page(request)
    try:
        file, data = _sent_file(request)
        reading = _read_upload(request, str(file.name), data)
    except BadCourseFiles as error:
        return _import_page(request, faults=[str(fault) for fault in error.faults], status=422)
    except ReadingStopped as stopped:
        return _import_page(request, problem=str(stopped), status=422)
    return show_first(request, reading, name=str(file.name), data=data)


def _import_page(
    request: HttpRequest, *, faults: Sequence[str] = (), problem: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"faults": faults[:_FAULTS], "more": max(0, len(faults) - _FAULTS)}
    context |= {"problem": problem, "formats": FORMATS, "chosen": request.POST}
    context["courses"] = Course.objects.editable_by(request.user).order_by("title")
    page = author_page(
        request, "content/import.html", gettext("Bring in a course"), reading=uuid4(), **context
    )
    page.status_code = status
    return page


def _sent_file(request: HttpRequest) -> tuple[UploadedFile, bytes]:
    """Return the file that was sent, and its bytes.

    Raises:
        BadCourseFiles: there is none, or it is too large.
    """
    file = request.FILES.get("file")
    if file is None or not file.size or file.size > MAX_UPLOAD:
        raise BadCourseFiles(
            [
                Fault(
                    "course.zip",
                    1,
                    gettext("choose a file of at most %(most)s MB") % {"most": MAX_UPLOAD // 1_000_000},
                )
            ]
        )
    return file, file.read()


def _read_upload(request: HttpRequest, name: str, data: bytes) -> Reading:
    """Return what a file says.

    Raises:
        BadCourseFiles: it has faults, has nothing that can be taken, or is somebody else's.
        ReadingStopped: reading it did not end within the limits.
    """
    asked = what_was_asked(request)
    slug = asked["course"]
    if slug and not is_slug(slug):
        raise BadCourseFiles([Fault(name, 1, gettext("no course can be called %(slug)r") % {"slug": slug})])
    format_name = request.POST.get("format", "").strip()
    reading = read_upload(name, data, format_name=format_name, watcher=PageWatcher(request), **asked)
    if not slug and not reading.is_whole:
        reading = with_own_places(reading, by=request.user, name=name)
    where = "course.yaml" if reading.is_whole else name
    taken = [one.course.slug for one in reading.each() if not _may_write(request, one.course.slug)]
    if taken:
        reason = gettext("another author has a course called %(slug)r")
        if reading.is_whole and not slug:
            reason = gettext(
                "another author has a course called %(slug)r: write another name after “slug:”, "
                "and bring it in again"
            )
        raise BadCourseFiles([Fault(where, 1, reason % {"slug": slug}) for slug in taken])
    return reading


def _may_write(request: HttpRequest, slug: str) -> bool:
    known = find_course(slug)
    return known is None or may_edit_course(request.user, known)


def arrival_urls() -> list[URLPattern]:
    """Return the addresses of all this, below /admin/content/course/."""
    return [
        path("import/", import_course, name="content_course_import"),
        *import_urls(),
    ]
