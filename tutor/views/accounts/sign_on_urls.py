"""Addresses of signing in, below /accounts/, under the names that allauth looks for.

What allauth brings beyond these (signing up, sessions, signing in by mail) is nowhere. Its views are imported
when they are first asked for.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt

from tutor.views.accounts import sign_in_page

OURS = "tutor.views.accounts"
MFA = "allauth.mfa"


def later(name: str, *, needs: str = "") -> Callable[..., HttpResponseBase]:
    """Return a view that stands for another, by its dotted path; nothing is there while a setting is off."""

    def view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if needs and getattr(settings, needs) in (False, "off"):
            raise Http404
        reply: HttpResponseBase = import_string(name)(request, *args, **kwargs)
        return reply

    return view


account_urls: list[URLPattern | URLResolver] = [
    path("login/", sign_in_page.sign_in, name="login"),
    path("login/", sign_in_page.sign_in, name="account_login"),
    path("inactive/", sign_in_page.tell_inactive, name="account_inactive"),
    path("again/", later("allauth.account.views.reauthenticate"), name="account_reauthenticate"),
    path("again/elsewhere/", sign_in_page.sign_in_anew, name="account_sign_in_anew"),
    path("forgot/", later(f"{OURS}.addresses.forgot_password"), name="account_reset_password"),
    path("forgot/sent/", later(f"{OURS}.addresses.tell_sent"), name="account_reset_password_done"),
    re_path(
        r"^forgot/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        later("allauth.account.views.password_reset_from_key", needs="PASSWORD_RESET"),
        name="account_reset_password_from_key",
    ),
    path(
        "forgot/done/",
        later("allauth.account.views.password_reset_from_key_done"),
        name="account_reset_password_from_key_done",
    ),
    path("address/", later(f"{OURS}.addresses.change_address"), name="account_email"),
    path(
        "address/<str:key>/",
        later("allauth.account.views.confirm_email", needs="EMAIL_CONFIRMATION"),
        name="account_confirm_email",
    ),
]

mfa_urls: list[URLPattern | URLResolver] = [
    path("", later(f"{OURS}.second_factor_pages.show", needs="SECOND_FACTOR"), name="mfa_index"),
    *(
        path(route, later(f"{MFA}.{view}", needs="SECOND_FACTOR"), name=f"mfa_{name}")
        for route, view, name in (
            ("code/", "base.views.authenticate", "authenticate"),
            ("again/", "base.views.reauthenticate", "reauthenticate"),
            ("app/", "totp.views.activate_totp", "activate_totp"),
            ("app/remove/", "totp.views.deactivate_totp", "deactivate_totp"),
            ("recovery-codes/", "recovery_codes.views.view_recovery_codes", "view_recovery_codes"),
            (
                "recovery-codes/new/",
                "recovery_codes.views.generate_recovery_codes",
                "generate_recovery_codes",
            ),
            (
                "recovery-codes/file/",
                "recovery_codes.views.download_recovery_codes",
                "download_recovery_codes",
            ),
            ("passkeys/", "webauthn.views.list_webauthn", "list_webauthn"),
            ("passkeys/add/", "webauthn.views.add_webauthn", "add_webauthn"),
            ("passkeys/again/", "webauthn.views.reauthenticate_webauthn", "reauthenticate_webauthn"),
            ("passkeys/<key:pk>/rename/", "webauthn.views.edit_webauthn", "edit_webauthn"),
            ("passkeys/<key:pk>/remove/", "webauthn.views.remove_webauthn", "remove_webauthn"),
        )
    ),
]

# Posted to from elsewhere, by a browser that a provider sends: what is in it is signed, and `state` or
# `InResponseTo` ties it to the browser that asked.
provider_urls: list[URLPattern | URLResolver] = [
    path("connections/", later(f"{OURS}.connections.show"), name="socialaccount_connections"),
    path("oidc/<slug:provider_id>/", later(f"{OURS}.provider_pages.go_to_oidc"), name="openid_connect_login"),
    path(
        "oidc/<slug:provider_id>/back/",
        later(f"{OURS}.provider_pages.come_back_from_oidc"),
        name="openid_connect_callback",
    ),
    path("saml/<slug:organization_slug>/", later(f"{OURS}.provider_pages.go_to_saml"), name="saml_login"),
    path(
        "saml/<slug:organization_slug>/back/",
        csrf_exempt(later(f"{OURS}.provider_pages.take_saml")),
        name="saml_acs",
    ),
    path(
        "saml/<slug:organization_slug>/back/finish/",
        later(f"{OURS}.provider_pages.come_back_from_saml"),
        name="saml_finish_acs",
    ),
    path(
        "saml/<slug:organization_slug>/out/",
        later(f"{OURS}.provider_pages.sign_out_by_saml"),
        name="saml_sls",
    ),
    path(
        "saml/<slug:organization_slug>/metadata/",
        later(f"{OURS}.provider_pages.show_saml_metadata"),
        name="saml_metadata",
    ),
]

sign_on_urls: list[URLPattern | URLResolver] = [
    *account_urls,
    path("second-step/", include(mfa_urls)),
    *provider_urls,
]
