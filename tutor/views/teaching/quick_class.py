"""A class in one minute: name it, paste a list or share the code, pick a lesson, begin."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tutor.forms.quick_class import QuickClassForm
from tutor.queries import selectors
from tutor.services.teaching.quick_class import open_class
from tutor.views.links import link_if_there
from tutor.views.requests import UserRequest
from tutor.views.teaching.classrooms import join_url
from tutor.views.teaching.teach import check_teacher, get_classroom


@require_http_methods(["GET", "POST"])
@login_required
def make_quickly(request: UserRequest) -> HttpResponse:
    """Show the form; make what it says, and lead to how students come in."""
    check_teacher(request.user)
    lessons = selectors.lessons_open_to(request.user).select_related("course")
    form = QuickClassForm(request.POST or None, lessons=lessons)
    if request.method == "POST" and form.is_valid():
        sent = dict(form.cleaned_data)
        classroom = open_class(teacher=request.user, names=sent.pop("names").names, **sent)
        return redirect("tutor:class_ready", classroom.pk)
    ordered = lessons.order_by("course__title", "course_id", "position", "pk")
    context = {"form": form, "lessons": ordered}
    return render(request, "tutor/quick_class.html", context, status=422 if form.is_bound else 200)


@require_GET
@login_required
def show_ready(request: UserRequest, classroom_id: int) -> HttpResponse:
    """Show how students come in, and the way to the lesson."""
    classroom = get_classroom(request, classroom_id)
    context = {
        "classroom": classroom,
        "session": classroom.sessions.open().select_related("lesson").first(),
        "students": classroom.students.order_by("first_name", "last_name", "username"),
        "join_url": join_url(request, classroom),
        "cards_url": link_if_there("tutor:print_cards", classroom.pk),
    }
    return render(request, "tutor/class_ready.html", context)
