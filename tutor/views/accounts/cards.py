"""Signing in by a printed card: who is meant is asked first, and only a press signs in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from content.language import gettext
from tutor.domain.readable import CODE_LENGTH, tidy_code
from tutor.services.people import cards
from tutor.services.people.standing import CARD
from tutor.throttling.guesses import CARDS
from tutor.views.accounts.signing_in import sign_in


@never_cache
@require_http_methods(["GET", "POST"])
def type_card(request: HttpRequest) -> HttpResponse:
    """Take the code of a card that nothing can scan."""
    if request.method == "GET":
        return render(request, "tutor/accounts/card_code.html", {"error": ""})
    code = tidy_code(request.POST.get("code", ""))
    return show_card(request, code)


@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_variables("code")
def show_card(request: HttpRequest, code: str) -> HttpResponse:
    """Ask whether to sign in as the card's student; a press on the page that asks does it.

    Programs that look links up beforehand ask by GET, and so sign nobody in.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    # Before the card is looked up: whoever is blocked must not learn that a guess was right.
    if not CARDS.allow_attempt(address):
        error = gettext(
            "Too many cards that do not work were tried here. Please wait a moment and try again."
        )
        return render(request, "tutor/accounts/card_code.html", {"error": error}, status=429)
    card = cards.find_card(code) if len(code) <= 4 * CODE_LENGTH else None
    if card is None:
        CARDS.note_failure(address)
        error = gettext("This card does not work, or no longer. Ask your teacher for a new one.")
        return render(request, "tutor/accounts/card_code.html", {"error": error}, status=404)
    if request.method == "POST" and request.POST.get("sure") == "yes" and cards.use_card(card=card):
        sign_in(request, card.student, method="card")
        request.session[CARD] = card.pk
        request.session.set_expiry(cards.SESSION_LASTS_S)
        return redirect("tutor:home")
    return render(request, "tutor/accounts/card.html", {"student": card.student, "code": tidy_code(code)})
