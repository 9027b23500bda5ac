"""A document as the answer to a request: a page, or a file of the same."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.text import slugify

from tutor.reports.document import Document

# What they write with takes a fifth of a start to import, so it is left to the first file that is asked for.
WRITERS: dict[str, tuple[str, str]] = {
    "csv": ("text/csv; charset=utf-8", "tutor.reports.files.write_csv"),
    "json": ("application/json", "tutor.reports.files.write_json"),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "tutor.reports.files.write_workbook",
    ),
    "pdf": ("application/pdf", "tutor.reports.pdf.write_pdf"),
}

P = ParamSpec("P")


def in_english_for_programs(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Let a view speak English where a program reads its file: names of columns are then always the same."""

    @wraps(view)
    def speaking(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if kwargs.get("form") != "json":
            return view(*args, **kwargs)
        with translation.override("en"):
            return view(*args, **kwargs)

    return speaking


def reply_with(request: HttpRequest, document: Document, form: str, **context: Any) -> HttpResponse:
    """Return the page of a document, or with a `form` of `WRITERS` that file."""
    if form:
        content_type, writer = WRITERS[form]
        write = import_string(writer)
        # A heading in letters beyond Latin may leave nothing.
        name = f"{slugify(document.heading) or 'report'}.{form}"
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(write(document), content_type=content_type, headers=disposition)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    files = [(name, f"{request.path}{name}/{query}") for name in WRITERS]
    return render(request, "tutor/report.html", {"document": document, "files": files, **context})
