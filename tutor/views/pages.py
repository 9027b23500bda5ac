"""Home, the list of courses, the camera's consent page, privacy, health."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from tutor import demo, progress, selectors
from tutor.forms import ConsentForm, SignInForm
from tutor.models import User
from tutor.services import consents


class SignIn(LoginView):
    """The sign-in page; a demo names its accounts."""

    redirect_authenticated_user = True
    authentication_form = SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demo accounts where there are any."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["demo_accounts"] = demo.ACCOUNTS if settings.DEMO else ()
        context["demo_password"] = demo.PASSWORD if settings.DEMO else ""
        return context


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Welcome strangers; send everybody else to their work."""
    if not request.user.is_authenticated:
        accounts = demo.ACCOUNTS if settings.DEMO else ()
        return render(request, "tutor/home.html", {"demo_accounts": accounts, "demo_password": demo.PASSWORD})
    pages = {User.Role.TEACHER: "tutor:classes", User.Role.AUTHOR: "admin:index"}
    return redirect(pages.get(request.user.role, "tutor:courses"))


@require_safe
@login_required
def list_courses(request: HttpRequest) -> HttpResponse:
    """List the courses with how far the student is in each lesson, and what to practise again."""
    context = {
        "courses": progress.add_words(selectors.courses_for(request.user), request.user),
        "practice": progress.practice_sets(request.user, now=timezone.now()),
    }
    return render(request, "tutor/courses.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def camera_consent(request: HttpRequest) -> HttpResponse:
    """Explain the camera and take the student's decision."""
    if not settings.CAMERA_AFFECT:
        raise Http404
    target = _safe_next(request)
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["decision"] == "give":
            consents.give_camera_consent(student=request.user)
        else:
            consents.withdraw_camera_consent(student=request.user)
        return redirect(target or "tutor:courses")
    context = {
        "consented": consents.has_camera_consent(request.user),
        "next": target,
        "error": "Please choose yes or no." if request.method == "POST" else "",
    }
    return render(request, "tutor/consent.html", context, status=422 if context["error"] else 200)


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_ours else ""


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say in one page what is read, kept and never kept."""
    return render(request, "tutor/privacy.html", {"reading_days": settings.READING_DAYS})


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process is up."""
    return HttpResponse("ok", content_type="text/plain")
