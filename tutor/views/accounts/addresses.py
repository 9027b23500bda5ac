"""A forgotten password, and one's own e-mail address."""

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tutor.forms.people import AddressForm
from tutor.services.people.letters import ask_to_confirm, send_reset_links
from tutor.throttling.guesses import RESETS_BY_ADDRESS, RESETS_BY_ASKER
from tutor.views.requests import UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
def forgot_password(request: HttpRequest) -> HttpResponse:
    """Say what to do where a password is forgotten, and take an address where letters are sent.

    The reply is the same whether an account has it, and whether a letter was sent for it lately.
    """
    form = AddressForm(request.POST or None)
    context = {"form": form, "by_mail": settings.PASSWORD_RESET}
    if request.method != "POST" or not settings.PASSWORD_RESET:
        return render(request, "account/password_reset.html", context)
    if not form.is_valid():
        return render(request, "account/password_reset.html", context, status=422)
    address, asker = form.cleaned_data["email"], str(request.META.get("REMOTE_ADDR", ""))
    waits = [(RESETS_BY_ADDRESS, address), (RESETS_BY_ASKER, asker)]
    if not any(throttle.is_blocked(whose) for throttle, whose in waits):
        for throttle, whose in waits:
            throttle.note_failure(whose)
        send_reset_links.delay(address, _site(request))
    return redirect("account_reset_password_done")


@require_safe
def tell_sent(request: HttpRequest) -> HttpResponse:
    """Say that a letter is on its way, if there is an account."""
    return render(
        request, "account/password_reset_done.html", {"minutes": settings.PASSWORD_RESET_TIMEOUT // 60}
    )


@login_required
@reauthentication_required(app="allauth.account")
@require_http_methods(["GET", "HEAD", "POST"])
def change_address(request: UserRequest) -> HttpResponse:
    """Show one's own address, and take another, which counts once it is confirmed."""
    if not settings.EMAIL_CONFIRMATION:
        raise Http404
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        # To one's own account at most so many letters, to whatever addresses.
        if not RESETS_BY_ASKER.is_blocked(request.user.pk):
            RESETS_BY_ASKER.note_failure(request.user.pk)
            ask_to_confirm(user=request.user, address=address, site=_site(request))
        return redirect("account_email")
    waiting = EmailAddress.objects.filter(user=request.user, verified=False).order_by("-pk").first()
    context = {"form": form, "waiting": waiting.email if waiting and not form.errors else ""}
    return render(request, "account/email_change.html", context, status=422 if form.errors else 200)


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
