"""The switch of languages and how text looks, for whoever is signed in and whoever is not."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods
from django.views.i18n import set_language

from tutor.forms.legibility import LegibilityForm
from tutor.services.people.languages import keep_language
from tutor.services.people.legibility import COOKIE, keep_legibility, legibility_of
from tutor.views.requests import UserRequest


def choose_language(request: UserRequest) -> HttpResponseBase:
    """Go back to the page in another language, and keep it in the browser and in the account.

    Takes `language`, and `next` where it is not the page that asks, which the browser names by itself. An
    unknown language changes nothing, and a foreign `next` leads to the start.
    """
    code = request.POST.get("language", "")
    if request.method == "POST" and code in dict(settings.LANGUAGES) and request.user.is_authenticated:
        keep_language(request.user, code, is_chosen=True)
    reply: HttpResponse = set_language(request)
    return reply


@require_http_methods(["GET", "POST"])
def choose_legibility(request: UserRequest) -> HttpResponse:
    """Show the choices, or keep them in account and browser and go back to where one came from."""
    back = _way_back(request)
    if request.method == "GET":
        now = LegibilityForm.fields_of(legibility_of(request.user, request.COOKIES))
        return render(request, "tutor/legibility.html", {"form": LegibilityForm(initial=now), "next": back})
    form = LegibilityForm(request.POST)
    if not form.is_valid():
        return render(request, "tutor/legibility.html", {"form": form, "next": back}, status=422)
    if request.user.is_authenticated:
        keep_legibility(request.user, form.line)
    # By itself, since `redirect` takes what has no slash for the name of a page.
    reply = HttpResponseRedirect(back or reverse("tutor:legibility"))
    reply.set_cookie(
        COOKIE,
        form.line,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return reply


def _way_back(request: UserRequest) -> str:
    """Return the page that led here, if it is one of this site's."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else ""
