"""The one page on which a password is typed, and what to do where it is forgotten."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from content.authoring.access import is_author
from tutor.forms.lessons import SignInForm
from tutor.simulation import demo


class SignIn(LoginView):
    """Name and password, or another service's account; a demo names its accounts.

    Whoever's password is right goes on through the stages of a sign-in (`AccountAdapter.get_login_stages`):
    a session begins after the last of them, and not before.
    """

    redirect_authenticated_user = True
    authentication_form = SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the other ways in, and the demo accounts where there are any."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["demo_accounts"] = demo.ACCOUNTS if settings.DEMO else ()
        context["demo_password"] = demo.PASSWORD if settings.DEMO else ""
        context["providers"] = settings.SIGN_ON_PROVIDERS
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        """Hand a person whose password was right over to the stages."""
        from allauth.account.internal.flows.login import record_authentication
        from allauth.account.utils import perform_login

        # It was typed a moment ago: what protects the account may be changed for five minutes.
        record_authentication(self.request, form.get_user(), method="password", reauthenticated=True)
        reply: HttpResponse = perform_login(
            self.request, form.get_user(), redirect_url=self.get_success_url()
        )
        return reply

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say why nobody is signed in; that an account is closed, to whoever knows its password alone."""
        from allauth.account.adapter import get_adapter

        closed = getattr(self.request, "closed_account", None)
        reply: HttpResponse = (
            super().form_invalid(form)
            if closed is None
            else get_adapter().respond_user_inactive(self.request, closed)
        )
        return reply


sign_in = SignIn.as_view()


@never_cache
def sign_in_for_admin(request: HttpRequest) -> HttpResponseBase:
    """Show the same page where the admin asks who somebody is; tell others who are signed in where to go."""
    if request.user.is_authenticated and request.method in ("GET", "HEAD"):
        return admin.site.login(request)
    return sign_in(request)


@never_cache
def open_admin(request: HttpRequest) -> HttpResponseBase:
    """Lead authors to their courses; whoever administrates sees everything there is."""
    if is_author(request.user) and not request.user.is_superuser:
        return redirect("admin:content_course_changelist")
    return admin.site.admin_view(admin.site.index)(request)


@require_safe
def tell_inactive(request: HttpRequest) -> HttpResponse:
    """Say that an account was closed, to whoever came by another service or knows its password."""
    return render(request, "account/account_inactive.html", status=403)


@require_safe
@login_required
def sign_in_anew(request: HttpRequest) -> HttpResponse:
    """Tell whoever has no password here that their account is protected where they come from."""
    return render(request, "account/sign_in_anew.html")
