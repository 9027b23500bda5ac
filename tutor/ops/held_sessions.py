"""What nobody can do who signed in by what a teacher gives out (`services/people/standing`)."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from tutor.services.people import cards, pictures
from tutor.services.people.standing import CARD, DEVICE, MUST_CHANGE, is_held
from tutor.views.requests import UserRequest

# Heard whatever the session: the way out, what needs no session, and what a browser asks for beside a page.
_ALWAYS = {
    *("login", "logout", "healthz", "readyz", "metrics", "content:image"),
    *("tutor:guardian", "tutor:privacy", "tutor:change_password", "tutor:card", "tutor:type_card"),
}
# Whoever may do these makes an account one's own, or takes it from its owner.
_OWN_ONLY = {"tutor:erase_mine"}
_OWN_ONLY_PREFIXES = ("account_", "socialaccount_", "mfa_", "openid_connect_", "saml_", "tutor:lti_link")


def held_sessions(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead whoever has a given password to the page that changes it; keep others from the account.

    A session that began on a device which a teacher opened ends when the device is closed, and one that a
    card began when the card is void.
    """

    def pass_on(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: UserRequest, *args: object) -> HttpResponse | None:
        match = request.resolver_match
        name = match.view_name if match is not None else ""
        if name in _ALWAYS:
            return None
        device, card = request.session.get(DEVICE), request.session.get(CARD)
        if (device is not None and not pictures.is_open(device)) or (
            card is not None and not cards.is_valid(card)
        ):
            logout(request)
            to = reverse("tutor:pictures" if card is None else "tutor:type_card")
            return HttpResponseClientRedirect(to) if request.htmx else redirect(to)
        if request.session.get(MUST_CHANGE):
            to = reverse("tutor:change_password")
            return HttpResponseClientRedirect(to) if request.htmx else redirect(to)
        if (name in _OWN_ONLY or name.startswith(_OWN_ONLY_PREFIXES)) and is_held(request.session):
            return render(request, "tutor/accounts/held.html", status=HTTPStatus.FORBIDDEN)
        return None

    pass_on.process_view = process_view  # type: ignore[attr-defined]
    return pass_on
