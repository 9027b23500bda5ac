"""Actions on a whole course: order, publish, copy, export, look back, invite."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.text import slugify
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_POST

from content import figures
from content.admin.pages import (
    author_page,
    editable_course,
    editable_step,
    for_authors,
    owned_course,
    read_json,
)
from content.authoring.access import owns
from content.authoring.arranging import BadArrangement, arrange, moved
from content.authoring.copying import duplicate_course, duplicate_step
from content.authoring.invitations import CannotInvite, answer, invite, open_invitations, remove_co_author
from content.authoring.publishing import (
    NotAsReviewed,
    digest_of_changes,
    discard,
    publish,
    show_again,
    unpublish,
    unpublished_changes,
    use_of_course,
)
from content.authoring.tree import View
from content.authoring.versions import changes_of, record_first_version, record_version, restore_version
from content.coursefiles import BadCourseFiles
from content.exchange.bounded_reading import ReadingStopped
from content.exchange.exporting import course_files, zip_files
from content.keys import read_key
from content.language import gettext, with_names
from content.models import Course, Lesson, Step, Version


@for_authors
@require_POST
def arrange_course(request: HttpRequest, pk: int) -> HttpResponse:
    """Put lessons and steps in the order that was dragged; JSON in and out."""
    course = editable_course(request, pk)
    record_first_version(course)
    try:
        order = [(int(item["lesson"]), [int(step) for step in item["steps"]]) for item in read_json(request)]
        arrange(course, order)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        reason = str(error) if isinstance(error, BadArrangement) else gettext("this order cannot be read")
        return JsonResponse(
            {
                "error": gettext("The order was not saved: %(reason)s. Load the page again.")
                % {"reason": reason}
            },
            status=422,
        )
    record_version(course, by=request.user, note=gettext("Changed the order"))
    return JsonResponse({"ok": True})


@for_authors
@require_POST
def move_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Move one lesson or step up or down, for keyboards and without JavaScript."""
    course = editable_course(request, pk)
    kind, _, key = request.POST.get("part", "").partition("-")
    by = -1 if request.POST.get("direction") == "up" else 1
    found = read_key(key)
    if kind in ("lesson", "step") and found is not None:
        record_first_version(course)
        arrange(course, moved(course, kind=kind, pk=found, by=by))
        record_version(course, by=request.user, note=gettext("Changed the order"))
    return _back(request, course)


@for_authors
@require_POST
def publish_course(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a course to students as it is written now or as they had it, or take it from them."""
    course = owned_course(request, pk)
    answer = request.POST.get("publish")
    if answer == "as-it-was":
        _show_again(request, course)
    elif answer != "yes":
        unpublish(course)
        messages.success(request, gettext("Back to a draft: students do not see it."))
    elif not Step.objects.filter(lesson__course=course, lesson__archived_at=None).exists():
        messages.error(request, gettext("There is nothing to publish yet: write a first step."))
    else:
        try:
            # The page of changes sends what it showed; the button beside the tree shows none.
            publish(course, by=request.user, reviewed=request.POST.get("reviewed"))
        except NotAsReviewed:
            messages.warning(
                request, gettext("Somebody worked on the course meanwhile. Please look once more.")
            )
            return redirect("admin:content_course_changes", course.pk)
        messages.success(request, gettext("Published: students see it now."))
    return _back(request, course)


def _show_again(request: HttpRequest, course: Course) -> None:
    if show_again(course):
        messages.success(request, gettext("Students see it again as it was. Your changes wait in the draft."))
    else:
        messages.error(request, gettext("Students have never seen this course: publish it."))


@for_authors
@require_GET
def ask_to_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what taking a course from students means, and for how many, before it is done."""
    course = owned_course(request, pk)
    if not course.original.is_published:
        return redirect("admin:content_course_change", course.pk)
    return author_page(
        request,
        "content/take_back.html",
        with_names(gettext("Take %(course)s from students"), {"course": course}),
        course=course,
        use=use_of_course(course),
    )


@for_authors
@require_GET
def show_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """List what publishing would change for students."""
    course = editable_course(request, pk)
    changes = unpublished_changes(course)
    context = {"course": course, "changes": changes, "is_owner": owns(request.user, course)}
    context["reviewed"] = digest_of_changes(changes)
    return author_page(
        request,
        "content/changes.html",
        with_names(gettext("Changes of %(course)s"), {"course": course}),
        **context,
    )


@for_authors
@require_POST
def discard_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the draft what students see."""
    course = editable_course(request, pk)
    if course.draft_of is not None:
        discard(course, by=request.user)
        messages.success(request, gettext("Discarded. The history still has what the draft was."))
    return redirect("admin:content_course_change", course.pk)


@for_authors
@require_POST
def copy_course(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a copy that is the asker's own draft."""
    copy = duplicate_course(editable_course(request, pk), owner=request.user)
    record_version(copy, by=request.user, note=gettext("Copied"))
    messages.success(request, gettext("This is “%(copy)s”, a draft of your own.") % {"copy": copy})
    return redirect("admin:content_course_change", copy.pk)


@for_authors
@require_POST
def copy_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a copy of a step, right after it."""
    step = editable_step(request, pk)
    course = step.lesson.course
    record_first_version(course)
    copy = duplicate_step(step)
    note = with_names(gettext("Duplicated the step “%(step)s”"), {"step": step})
    record_version(course, by=request.user, note=note)
    messages.success(request, gettext("This is “%(copy)s”.") % {"copy": copy})
    return redirect("admin:content_step_change", copy.pk)


@for_authors
@require_GET
def export_course(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the course as a zip of Markdown and YAML."""
    course = editable_course(request, pk)
    data = zip_files(course_files(course), folder=course.slug)
    disposition = f'attachment; filename="{slugify(course.slug)}.zip"'
    return HttpResponse(data, content_type="application/zip", headers={"Content-Disposition": disposition})


@for_authors
@require_GET
def course_history(request: HttpRequest, pk: int) -> HttpResponse:
    """List who changed what, and the way back."""
    course = editable_course(request, pk)
    kept = course.original.versions
    # All that are kept: their number has a bound. Their lists of files are long, and not shown.
    versions = kept.select_related("made_by").defer("files")
    version = kept.filter(pk=read_key(request.GET.get("version", "")) or 0).first()
    context: dict[str, Any] = {"course": course, "versions": versions, "version": version}
    if version is not None:
        context["changes"] = changes_of(version)
    return author_page(
        request,
        "content/history.html",
        with_names(gettext("History of %(course)s"), {"course": course}),
        **context,
    )


@for_authors
@require_POST
def restore_course(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the course what it was."""
    version = get_object_or_404(Version, pk=pk)
    course = editable_course(request, version.course_id)
    try:
        restore_version(version, by=request.user)
    except BadCourseFiles as error:
        messages.error(
            request,
            gettext("This version cannot be read any more, nothing was changed. %(error)s")
            % {"error": error},
        )
    except ReadingStopped as stopped:
        messages.error(request, gettext("Nothing was changed. %(stopped)s") % {"stopped": stopped})
    else:
        messages.success(
            request,
            gettext("The course is what it was on %(made_at)s.")
            % {"made_at": figures.moment(localtime(version.made_at))},
        )
    return redirect("admin:content_course_versions", course.pk)


@for_authors
@require_POST
def invite_author(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask another author to write along."""
    course = owned_course(request, pk)
    try:
        invitation = invite(course, username=request.POST.get("username", "").strip(), by=request.user)
    except CannotInvite as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            gettext("%(invited)s is asked to write this course with you.") % {"invited": invitation.invited},
        )
    return _back(request, course)


@for_authors
@require_POST
def remove_author(request: HttpRequest, pk: int) -> HttpResponse:
    """End a co-author's writing; co-authors may also leave by themselves."""
    course = editable_course(request, pk)
    user_id = read_key(request.POST.get("user", ""))
    if user_id != request.user.pk:
        course = owned_course(request, pk)
    if user_id is not None:
        remove_co_author(course, user_id=user_id)
        messages.success(request, gettext("Done. What was written stays."))
    return redirect("admin:content_course_changelist")


@for_authors
@require_POST
def answer_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or decline to write along."""
    invitation = get_object_or_404(open_invitations(request.user), pk=pk)
    accept = request.POST.get("accept") == "yes"
    answer(invitation, accept=accept)
    if not accept:
        messages.success(request, gettext("Declined."))
        return redirect("admin:content_course_changelist")
    messages.success(
        request, with_names(gettext("You write “%(course)s” now, too."), {"course": invitation.course})
    )
    return redirect("admin:content_course_change", invitation.course_id)


def action_urls() -> list[URLPattern]:
    """Return the addresses of all this, below /admin/content/course/."""
    return [
        path("<int:pk>/arrange/", arrange_course, name="content_course_arrange"),
        path("<int:pk>/move/", move_part, name="content_course_move"),
        path("<int:pk>/publish/", publish_course, name="content_course_publish"),
        path("<int:pk>/take-back/", ask_to_take_back, name="content_course_take_back"),
        path("<int:pk>/changes/", show_changes, name="content_course_changes"),
        path("<int:pk>/discard/", discard_changes, name="content_course_discard"),
        path("<int:pk>/copy/", copy_course, name="content_course_copy"),
        path("steps/<int:pk>/copy/", copy_step, name="content_step_copy"),
        path("<int:pk>/export/", export_course, name="content_course_export"),
        path("<int:pk>/versions/", course_history, name="content_course_versions"),
        path("versions/<int:pk>/restore/", restore_course, name="content_course_restore"),
        path("<int:pk>/invite/", invite_author, name="content_course_invite"),
        path("<int:pk>/leave/", remove_author, name="content_course_leave"),
        path("invitations/<int:pk>/", answer_invitation, name="content_course_answer"),
    ]


def _back(request: HttpRequest, course: Course) -> HttpResponse:
    """Return to the course, or to the step or lesson whose page the form stood on."""
    kind, _, key = request.POST.get("from", "").partition("-")
    models: dict[str, Any] = {"lesson": Lesson, "step": Step}
    if kind in models and models[kind].objects.filter(pk=read_key(key)).exists():
        address = reverse(f"admin:content_{kind}_change", args=[key])
    else:
        address = reverse("admin:content_course_change", args=[course.pk])
    view = View.read(request.POST.get("tree", ""))
    return redirect(f"{address}?tree={view}" if view else address)
