"""The teacher's pages: classes in aggregate, never one student's states."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tutor import presenters, selectors
from tutor.models import User


def _check_teacher(user: User) -> None:
    if user.role != User.Role.TEACHER and not user.is_superuser:
        raise PermissionDenied


@require_GET
@login_required
def list_classes(request: HttpRequest) -> HttpResponse:
    """List a teacher's classes."""
    _check_teacher(request.user)
    return render(request, "tutor/classes.html", {"classrooms": selectors.classrooms_of(request.user)})


@require_GET
@login_required
def show_class(request: HttpRequest, classroom_id: int) -> HttpResponse:
    """Show a class's states over its last lesson, in aggregate."""
    _check_teacher(request.user)
    classroom = get_object_or_404(selectors.classrooms_of(request.user), pk=classroom_id)
    return render(request, "tutor/classroom.html", presenters.present_class(classroom))
