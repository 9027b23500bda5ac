"""The switch of languages, for whoever is signed in and whoever is not."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.views.i18n import set_language

from tutor.services.people.languages import keep_language
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
