"""The administrator ends a school year, and takes it back."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from content.language import gettext
from tutor.domain.people import clean_name
from tutor.models import YearEnd
from tutor.services.locks import Gone
from tutor.services.people import year_end
from tutor.services.people.year_end import ARCHIVE, FATES, Plan
from tutor.views.form_pages import page, takes_form_from
from tutor.views.people.merging import check_administrator
from tutor.views.requests import UserRequest


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def end_year(request: UserRequest) -> HttpResponse:
    """Take what becomes of each class, show how many that is about, and do it once that was seen."""
    check_administrator(request.user)
    if request.method == "GET":
        return _show(request, year_end.suggest())
    plans = _read(request)
    if not plans and _was_done(request):
        return _reply_done(request)
    if not plans:
        return _show(request, year_end.suggest(), error=gettext("No class was chosen. Nothing was done."))
    if request.POST.get("sure") != "yes":
        return _show(request, year_end.preview(plans), is_preview=True)
    try:
        year_end.end_year(plans=plans, by=request.user)
    except Gone:
        if _was_done(request):
            return _reply_done(request)
        words = gettext("A class has changed since you looked. Nothing was done; please look again.")
        return _show(request, year_end.suggest(), error=words)
    return _reply_done(request)


def _reply_done(request: UserRequest) -> HttpResponse:
    messages.success(request, gettext("Done. It can be taken back below until something else changes."))
    return redirect("tutor:year_end")


def _was_done(request: UserRequest) -> bool:
    """Say whether the same was sent before, and done: the classes are those that went last."""
    last = YearEnd.objects.filter(undone_at=None).order_by("-pk").first()
    if last is None or request.POST.get("sure") != "yes":
        return False
    return set(request.POST.getlist("class")) == {str(key) for key in last.done["archived"]}


@takes_form_from(page("tutor:year_end"))
@login_required
def undo_year(request: UserRequest, ended_id: int) -> HttpResponse:
    """Take the end of a year back."""
    check_administrator(request.user)
    ended = get_object_or_404(YearEnd, pk=ended_id)
    try:
        year_end.undo(ended=ended, by=request.user)
    except year_end.CannotUndo as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, gettext("Taken back: all is as it was before."))
    return redirect("tutor:year_end")


def _read(request: UserRequest) -> list[Plan]:
    """Return what the form says of the classes that were chosen."""
    chosen, fates = set(request.POST.getlist("class")), {fate for fate, _ in FATES}
    plans = []
    for plan in year_end.suggest():
        key = str(plan.classroom.pk)
        if key in chosen:
            fate = request.POST.get(f"fate-{key}", "")
            name = clean_name(request.POST.get(f"name-{key}", ""), most=100)
            plans.append(replace(plan, fate=fate if fate in fates else ARCHIVE, name=name or plan.name))
    return plans


def _show(
    request: UserRequest, plans: list[Plan], *, is_preview: bool = False, error: str = ""
) -> HttpResponse:
    context = {
        "plans": plans,
        "is_preview": is_preview,
        "error": error,
        "fates": FATES,
        "leaving": sum(plan.leaving for plan in plans),
        "ended": YearEnd.objects.filter(undone_at=None).select_related("made_by")[:5],
    }
    return render(request, "tutor/people/year_end.html", context, status=422 if error else 200)
