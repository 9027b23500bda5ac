"""Making a class, its list of people, and joining it."""

import io

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from content.language import gettext, with_names
from tutor.forms.classes import ClassroomForm, JoinForm, NewClassForm
from tutor.models import Classroom, User
from tutor.presenters.class_accounts import present_accounts
from tutor.presenters.lms import present_roster
from tutor.services.teaching import classrooms
from tutor.services.teaching.quick_class import open_class
from tutor.throttling.guesses import JOIN_CODES
from tutor.views.form_pages import page, takes_form_from
from tutor.views.requests import UserRequest
from tutor.views.teaching.teach import check_teacher, get_classroom


@takes_form_from(page("tutor:classes"))
@login_required
def make_class(request: UserRequest) -> HttpResponse:
    """Make a class and show how students join it; sent twice by the same page, it is one class."""
    check_teacher(request.user)
    form = NewClassForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("A class needs a name of at most 100 characters."))
        return redirect("tutor:classes")
    name, submission_id = form.cleaned_data["name"], form.cleaned_data["submission_id"]
    classroom = open_class(
        teacher=request.user, name=name, names=(), lesson=None, pacing="", submission_id=submission_id
    )
    return redirect("tutor:people", classroom.pk)


@require_GET
@login_required
def show_people(request: UserRequest, classroom_id: int) -> HttpResponse:
    """Show how to join a class, who is in it, who teaches it, and its settings."""
    classroom = get_classroom(request, classroom_id)
    enrolments = classroom.enrolments.select_related("student").order_by(
        "student__first_name", "student__last_name", "student__username"
    )
    context = {
        "classroom": classroom,
        "is_at_lesson": classroom.sessions.open().exists(),
        "enrolments": enrolments,
        "teachers": classroom.teachers.order_by("first_name", "username"),
        "invitations": classroom.invitations.filter(answered_at=None).select_related("invited"),
        "join_url": join_url(request, classroom),
        "accounts": present_accounts(classroom),
        "roster": present_roster(classroom) if settings.LTI else None,
    }
    return render(request, "tutor/people.html", context)


def join_url(request: UserRequest, classroom: Classroom) -> str:
    """Return the link by which students join a class."""
    return request.build_absolute_uri(reverse("tutor:join_class", args=[classroom.join_code]))


@require_GET
@login_required
def show_qr(request: UserRequest, classroom_id: int) -> HttpResponse:
    """Draw the join link: dark on white in every scheme, because readers need it so."""
    classroom = get_classroom(request, classroom_id)
    picture = io.BytesIO()
    code = segno.make(join_url(request, classroom), error="m", micro=False)
    code.save(picture, kind="svg", scale=8, border=3, dark="#14181a", light="#ffffff", omitsize=True)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@require_GET
@login_required
def show_code(request: UserRequest, classroom_id: int) -> HttpResponse:
    """Show how to join a class on a whole screen, for a wall."""
    classroom = get_classroom(request, classroom_id)
    context = {"classroom": classroom, "join_url": join_url(request, classroom)}
    return render(request, "tutor/join_code.html", context)


@takes_form_from(page("tutor:people", "classroom_id"))
@login_required
def set_up_class(request: UserRequest, classroom_id: int) -> HttpResponse:
    """Rename a class and choose whether its rules act by themselves."""
    classroom = get_classroom(request, classroom_id)
    form = ClassroomForm(request.POST)
    if form.is_valid():
        classrooms.set_up_classroom(classroom=classroom, **form.cleaned_data)
        messages.success(request, gettext("Saved."))
    else:
        messages.error(request, gettext("A class needs a name of at most 100 characters."))
    return redirect("tutor:people", classroom.pk)


@takes_form_from(page("tutor:classes"))
@login_required
def archive_class(request: UserRequest, classroom_id: int) -> HttpResponse:
    """Archive a class, or restore it."""
    classroom = get_classroom(request, classroom_id)
    archived = request.POST.get("archived") == "yes"
    classrooms.archive_classroom(classroom=classroom, archived=archived)
    if archived:
        messages.success(request, gettext("Nobody can join an archived class. Its reports stay."))
    return redirect("tutor:classes")


@takes_form_from(page("tutor:people", "classroom_id"))
@login_required
def remove_student(request: UserRequest, classroom_id: int, student_id: int) -> HttpResponse:
    """Take a student off the list."""
    classroom = get_classroom(request, classroom_id)
    if not classrooms.remove_student(classroom=classroom, student_id=student_id):
        messages.info(request, gettext("This student was removed already."))
        return redirect("tutor:people", classroom.pk)
    messages.success(
        request,
        with_names(
            gettext("Removed. %(name)s has a new code; the old one lets nobody in."), {"name": classroom.name}
        ),
    )
    return redirect("tutor:people", classroom.pk)


@takes_form_from(page("tutor:people", "classroom_id"))
@login_required
def renew_code(request: UserRequest, classroom_id: int) -> HttpResponse:
    """Make a new join code."""
    classroom = get_classroom(request, classroom_id)
    classrooms.renew_code(classroom=classroom)
    messages.success(
        request, gettext("This is the new code. The old one lets nobody in; who is in the class stays.")
    )
    return redirect("tutor:people", classroom.pk)


@require_http_methods(["GET", "POST"])
@login_required
def enter_code(request: UserRequest) -> HttpResponse:
    """Take a join code from a student: to type it is to ask for the place, so nothing is asked after it."""
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        # Before the code is looked up: whoever is blocked must not learn that a guess was right.
        if JOIN_CODES.is_blocked(request.user.pk):
            return _wait(request)
        classroom = Classroom.objects.filter(join_code=code, archived_at=None).first()
        if classroom is not None:
            return _answer_staff(request, classroom) or _join(request, classroom)
        JOIN_CODES.note_failure(request.user.pk)
    if request.method == "POST":
        return _say_unknown(request, request.POST.get("code", ""), status=422)
    return render(request, "tutor/join.html", {"error": "", "typed": ""})


@require_http_methods(["GET", "POST"])
@login_required
def join_class(request: UserRequest, code: str) -> HttpResponse:
    """Ask whoever came by a link, once, then seat the student."""
    if JOIN_CODES.is_blocked(request.user.pk):
        return _wait(request)
    classroom = Classroom.objects.filter(join_code=code.upper(), archived_at=None).first()
    if classroom is None:
        JOIN_CODES.note_failure(request.user.pk)
        return _say_unknown(request, code, status=404)
    if answer := _answer_staff(request, classroom):
        return answer
    is_in_it = classroom.enrolments.filter(student=request.user).exists()
    if request.method == "POST" or is_in_it:
        return _join(request, classroom)
    context = {"classroom": classroom, "teachers": classroom.teachers.all()}
    return render(request, "tutor/join_class.html", context)


def _join(request: UserRequest, classroom: Classroom) -> HttpResponse:
    is_new = classrooms.join_classroom(classroom=classroom, student=request.user)
    words = (
        with_names(gettext("You joined %(name)s."), {"name": classroom.name})
        if is_new
        else with_names(gettext("You are in %(name)s already."), {"name": classroom.name})
    )
    messages.success(request, words)
    return redirect("tutor:courses")


def _answer_staff(request: UserRequest, classroom: Classroom) -> HttpResponse | None:
    """Lead a teacher who tries the code of an own class to its people, and tell others how they get there."""
    if classroom.teachers.filter(pk=request.user.pk).exists():
        return redirect("tutor:people", classroom.pk)
    if request.user.role == User.Role.STUDENT:
        return None
    error = gettext("Only students join with a code. To teach this class too, ask its teacher to invite you.")
    return render(request, "tutor/join.html", {"error": error, "typed": ""}, status=403)


def _say_unknown(request: UserRequest, code: str, *, status: int) -> HttpResponse:
    """Answer a code that no class has, and take another: by a link it may be one that was good last week."""
    error = gettext("No class has that code. Please check it with your teacher.")
    return render(request, "tutor/join.html", {"error": error, "typed": code[:30]}, status=status)


def _wait(request: UserRequest) -> HttpResponse:
    """Answer somebody who tried too many codes."""
    error = gettext("Too many incorrect codes. Try again in 15 minutes.")
    return render(request, "tutor/join.html", {"error": error, "typed": ""}, status=429)
