"""What a new site says to do next: the administrator's checklist, and the demo course."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from content.language import gettext
from tutor.models import User
from tutor.presenters.first_steps import is_all_done, list_first_steps
from tutor.services.teaching.demo_course import SLUG, load_demo_course
from tutor.views.form_pages import page, takes_form_from
from tutor.views.requests import UserRequest


@require_safe
@login_required
def show_first_steps(request: UserRequest) -> HttpResponse:
    """Show an administrator what is set up and what is not."""
    if not request.user.is_superuser:
        raise PermissionDenied
    items = list_first_steps()
    context = {"items": items, "left": [item for item in items if not item.is_done and not item.is_optional]}
    return render(request, "tutor/first_steps.html", context | {"is_all_done": is_all_done(items)})


@takes_form_from(page("tutor:home"))
@login_required
def load_demo(request: UserRequest) -> HttpResponse:
    """Bring in the course that comes with the product, for an author or an administrator."""
    person = request.user
    if not (person.is_superuser or person.role == User.Role.AUTHOR):
        raise PermissionDenied
    if request.POST.get("course") == SLUG:
        is_new = load_demo_course(owner=person)
        done = gettext("The demo course is here, and published.")
        messages.success(request, done if is_new else gettext("The demo course was here already."))
    to = "tutor:first_steps" if person.is_superuser else "admin:content_course_changelist"
    return redirect(reverse(to))
