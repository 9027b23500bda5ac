"""A document as the answer to a request: a page, or a file of the same."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from tutor.reports.document import Document
from tutor.reports.files import write_csv, write_workbook
from tutor.reports.pdf import write_pdf

WRITERS: dict[str, tuple[str, Callable[[Document], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", write_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_workbook),
    "pdf": ("application/pdf", write_pdf),
}


def reply_with(request: HttpRequest, document: Document, form: str, **context: Any) -> HttpResponse:
    """Return the page of a document, or with a `form` of `WRITERS` that file."""
    if form:
        content_type, write = WRITERS[form]
        name = f"{slugify(document.heading) or 'report'}.{form}"
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(write(document), content_type=content_type, headers=disposition)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    files = [(name, f"{request.path}{name}/{query}") for name in WRITERS]
    return render(request, "tutor/report.html", {"document": document, "files": files, **context})
