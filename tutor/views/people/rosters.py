"""People from files and servers: brought in, looked at, undone. For administrators."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from content.language import gettext
from tutor.domain.cells import write_table
from tutor.domain.rosters.lines import HEADINGS
from tutor.domain.rosters.reading import Unreadable
from tutor.domain.rosters.words import describe_unreadable
from tutor.forms.rosters import DecisionForm, FileForm, SourceForm
from tutor.models import RosterRun, RosterSource, User
from tutor.presenters import rosters as presenter
from tutor.services.audit.acts import Act, note_act
from tutor.services.rosters import pulling, runs, undoing
from tutor.views.form_pages import page, takes_form_from
from tutor.views.requests import UserRequest

MOST_FOUND, LAST_RUNS = 50, 15


def check_administrator(user: User) -> None:
    """Turn away who does not run the site."""
    if not user.is_superuser:
        raise PermissionDenied


@never_cache
@require_GET
@login_required
def show_home(request: UserRequest) -> HttpResponse:
    """Show how people come in, what came last, and find people by name."""
    check_administrator(request.user)
    asked = " ".join(request.GET.get("q", "").split())[:80]
    servers = RosterSource.objects.filter(kind=RosterSource.Kind.ONEROSTER)
    context = {
        "asked": asked,
        "found": _find(asked) if asked else [],
        "most": MOST_FOUND,
        "servers": [(source, source.runs.first()) for source in servers],
        "runs": RosterRun.objects.select_related("source", "made_by")[:LAST_RUNS],
    }
    return render(request, "tutor/people_home.html", context)


def _find(words: str) -> list[User]:
    people = User.objects.prefetch_related("enrolled_in", "classrooms").order_by(
        "last_name", "first_name", "pk"
    )
    for word in words.split()[:5]:
        names = Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(username__icontains=word)
        people = people.filter(names)
    return list(people[:MOST_FOUND])


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def bring_file(request: UserRequest) -> HttpResponse:
    """Take a file and show what it would do."""
    check_administrator(request.user)
    form = FileForm(request.POST or None, request.FILES or None)
    error = ""
    if request.method == "POST":
        if form.is_valid():
            content, name = form.content()
            try:
                run = runs.check_file(
                    content=content, name=name, scope=form.cleaned_data["scope"], by=request.user
                )
            except Unreadable as problem:
                error = describe_unreadable(problem.args[0])
            else:
                return redirect("tutor:roster_run", run.pk)
        else:
            error = " ".join(str(words) for words in form.non_field_errors()) or gettext(
                "Please say whom the list may take away."
            )
    context = {
        "error": error,
        "scope": request.POST.get("scope", "adding"),
        "text": request.POST.get("text", "")[:20_000],
        "headings": HEADINGS.values(),
    }
    return render(request, "tutor/people_import.html", context, status=422 if error else 200)


@require_GET
@login_required
def download_template(request: UserRequest) -> HttpResponse:
    """Hand out a file to fill in."""
    check_administrator(request.user)
    rows = [
        list(HEADINGS.values()),
        ["1001", "", "Amira", "Khan", "student", "6a", ""],
        ["1002", "", "Ben", "Bell", "student", "6a|Chess", ""],
        ["T7", "", "Tariq", "Teach", "teacher", "6a", ""],
    ]
    return _file(rows, "people.csv")


def _file(rows: list[list[str]], name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write_table(rows), content_type="text/csv; charset=utf-8", headers=headers)


@never_cache
@require_GET
@login_required
def show_run(request: UserRequest, run_id: int) -> HttpResponse:
    """Show what a list would do, does, or did; the part that changes while a server is read, by itself."""
    run = _get_run(request, run_id)
    part = "tutor/partials/people_run.html"
    return render(request, part if request.htmx else "tutor/people_run.html", _about(run))


def _get_run(request: UserRequest, run_id: int) -> RosterRun:
    check_administrator(request.user)
    return get_object_or_404(RosterRun.objects.select_related("source", "made_by"), pk=run_id)


def _about(run: RosterRun) -> dict[str, object]:
    context: dict[str, object] = {"run": run, "problem": presenter.PROBLEMS.get(run.problem, "")}
    if run.state == RosterRun.State.ASKED and run.wanted is not None:
        found = runs.preview(run)
        faults = presenter.faults_of(run)
        context |= {
            "sections": presenter.sections_of_preview(found),
            "leaving": found.leaving,
            "faults": faults[: presenter.SHOWN],
            "more_faults": len(faults[presenter.SHOWN :]),
        }
    elif run.state in (RosterRun.State.DONE, RosterRun.State.UNDONE):
        context |= {
            "sections": presenter.sections_of_run(run, kept=run.state == RosterRun.State.UNDONE),
            "may_undo": undoing.may_undo(run),
            "undo_days": undoing.UNDO_DAYS,
        }
    return context


@takes_form_from(page("tutor:roster_run", "run_id"))
@login_required
def decide(request: UserRequest, run_id: int) -> HttpResponse:
    """Follow a list that was shown, or leave it."""
    run = _get_run(request, run_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Nothing was changed: please say yes or no."))
    elif form.cleaned_data["answer"] == "no":
        runs.drop_run(run=run)
        messages.success(request, gettext("Left. Nothing was changed."))
        return redirect("tutor:people_home")
    else:
        _apply(request, run, form)
    return redirect("tutor:roster_run", run.pk)


def _apply(request: UserRequest, run: RosterRun, form: DecisionForm) -> None:
    chosen = {name: form.cleaned_data[name] for name in ("take_others", "sure")}
    try:
        runs.apply_run(run=run, by=request.user, **chosen)
        messages.success(request, gettext("Done. You can undo it below."))
    except runs.NotSure:
        messages.error(request, gettext("Nothing was changed: please tick the box beside the button first."))


@takes_form_from(page("tutor:roster_run", "run_id"))
@login_required
def undo_run(request: UserRequest, run_id: int) -> HttpResponse:
    """Take back what a run did."""
    run = _get_run(request, run_id)
    kept = undoing.undo(run=run, by=request.user)
    words = gettext("Undone. What was changed or used since stays; it is listed below.")
    messages.success(request, words if kept else gettext("Undone. All is as it was before."))
    return redirect("tutor:roster_run", run.pk)


@require_GET
@login_required
def download_people(request: UserRequest, run_id: int) -> HttpResponse:
    """Hand out the names and user names of the accounts that a run made."""
    run = _get_run(request, run_id)
    note_act(actor=request.user, action=Act.EXPORTED, what=f"accounts made by run {run.pk}")
    return _file(presenter.people_made(run), f"new-people-{run.pk}.csv")


@require_GET
@login_required
def download_faults(request: UserRequest, run_id: int) -> HttpResponse:
    """Hand out all faults of a file, to be worked off beside it."""
    run = _get_run(request, run_id)
    head = [gettext("line"), gettext("column"), gettext("what is wrong"), gettext("what to do")]
    rows = [[str(one.line), one.column, one.wrong, one.todo] for one in presenter.faults_of(run)]
    return _file([head, *rows], f"faults-{run.pk}.csv")


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def add_source(request: UserRequest) -> HttpResponse:
    """Add a roster server."""
    check_administrator(request.user)
    return _edit_source(request, RosterSource())


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def set_up_source(request: UserRequest, source_id: int) -> HttpResponse:
    """Change how a roster server is read."""
    return _edit_source(request, _get_source(request, source_id))


def _get_source(request: UserRequest, source_id: int) -> RosterSource:
    check_administrator(request.user)
    return get_object_or_404(RosterSource, pk=source_id, kind=RosterSource.Kind.ONEROSTER)


def _edit_source(request: UserRequest, source: RosterSource) -> HttpResponse:
    form = SourceForm(request.POST or None, instance=source)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        note_act(actor=request.user, action=Act.CHANGED, what=f"roster server {saved.slug}")
        messages.success(request, gettext("Saved."))
        return redirect("tutor:roster_source", saved.pk)
    context = {
        "form": form,
        "source": source,
        "has_secret": bool(source.slug and settings.ONEROSTER_SECRETS.get(source.slug)),
        "runs": source.runs.all()[:LAST_RUNS] if source.pk else [],
    }
    return render(
        request, "tutor/people_source.html", context, status=422 if request.method == "POST" else 200
    )


@takes_form_from(page("tutor:roster_source", "source_id"))
@login_required
def pull(request: UserRequest, source_id: int) -> HttpResponse:
    """Have a server read now: all of it, or what changed since the last time."""
    source = _get_source(request, source_id)
    try:
        run = pulling.start_pull(source=source, by=request.user, whole=request.POST.get("whole") == "yes")
    except pulling.PullRuns:
        messages.info(request, gettext("It is being read already."))
        running = source.runs.filter(state=RosterRun.State.READING).first()
        return redirect("tutor:roster_run", running.pk) if running else redirect("tutor:people_home")
    return redirect("tutor:roster_run", run.pk)
