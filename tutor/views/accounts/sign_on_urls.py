"""Addresses of signing in, below /accounts/, under the names that allauth looks for.

What allauth brings beyond these (signing up, sessions, signing in by mail) is nowhere. Its views are imported
when they are first asked for.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.urls import path
from django.utils.module_loading import import_string

from tutor.views.accounts import sign_in_page


def later(name: str) -> Callable[..., HttpResponseBase]:
    """Return a view that stands for another, by its dotted path."""

    def view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        reply: HttpResponseBase = import_string(name)(request, *args, **kwargs)
        return reply

    return view


sign_on_urls = [
    path("login/", sign_in_page.sign_in, name="login"),
    path("login/", sign_in_page.sign_in, name="account_login"),
    path("inactive/", sign_in_page.tell_inactive, name="account_inactive"),
    path("forgot/", sign_in_page.forgot_password, name="account_reset_password"),
    path("again/", later("allauth.account.views.reauthenticate"), name="account_reauthenticate"),
]
