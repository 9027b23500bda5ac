"""Who looked at whom: the page, and the file of it."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from channels.db import database_sync_to_async
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tutor.forms.audit import LogForm
from tutor.presenters.audit import present_entry, write_entries
from tutor.services.audit import trail
from tutor.services.audit.acts import note_act
from tutor.views.requests import UserRequest


def _check_administrator(request: UserRequest) -> None:
    if not request.user.is_superuser:
        raise PermissionDenied


@require_GET
@login_required
def show_log(request: UserRequest) -> HttpResponse:
    """List what is looked for, the latest first."""
    _check_administrator(request)
    form = LogForm(request.GET)
    if not form.is_valid():
        return render(request, "tutor/audit.html", {"form": form, "entries": []}, status=422)
    before = form.cleaned_data["before"]
    found = trail.find_entries(form.wanted())
    entries = trail.page_of(found, before=int(before) if before else None, size=trail.PAGE + 1)
    search = {name: value for name, value in form.query().items() if name != "before"}
    context: dict[str, Any] = {
        "form": form,
        "entries": [present_entry(entry) for entry in entries[: trail.PAGE]],
        "is_searched": bool(search),
        "newest": urlencode(search) if before else None,
        "export": urlencode(search),
    }
    if len(entries) > trail.PAGE:
        context["older"] = urlencode({**search, "before": str(entries[trail.PAGE - 1].pk)})
    return render(request, "tutor/audit.html", context)


@require_GET
@login_required
def export_log(request: UserRequest) -> HttpResponseBase:
    """Hand out what is looked for as a file, and note that it was."""
    _check_administrator(request)
    form = LogForm(request.GET)
    if not form.is_valid():
        return render(request, "tutor/audit.html", {"form": form, "entries": []}, status=422)
    note_act(actor=request.user, action="exported", what="audit log")
    parts: Any = write_entries(form.wanted())
    # Asked for one by one from a thread: a server of ASGI would read all parts of a plain iterator at once.
    name = f"audit-log-{timezone.localdate().isoformat()}.csv"
    return StreamingHttpResponse(
        _one_by_one(parts) if isinstance(request, ASGIRequest) else parts,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _one_by_one(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    ask = database_sync_to_async(next)
    while (part := await ask(parts, None)) is not None:
        yield part
