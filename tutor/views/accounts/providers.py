"""Whom another service's word lets in, and as whom.

People are found by the provider and what it calls them, and never by an address alone.
"""

import logging
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers import registry
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render

from tutor.services.people import newcomers
from tutor.settings.providers import Provider

logger = logging.getLogger(__name__)


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Other services' accounts."""

    def list_apps(self, request: Any, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """Return the providers of the settings, as allauth keeps them; the database has none."""
        _register()
        asked = [
            found
            for found in settings.SIGN_ON_PROVIDERS
            if provider in (None, found.key, _id_of(found)) and client_id in (None, _client_of(found))
        ]
        return [_as_app(found) for found in asked]

    def get_provider(self, request: Any, provider: str, client_id: str | None = None) -> Any:
        """Return a provider by its name."""
        _register()
        return super().get_provider(request, provider, client_id)

    def authenticate_by_email(self, sociallogin: Any) -> None:
        """Find nobody by an address here: `pre_social_login` does, where the operator allows it."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find whose account a verified address is, at a provider that is trusted with it."""
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        provider = provider_of(sociallogin.account.provider)
        address = _verified_address(sociallogin)
        person = newcomers.find_by_address(address) if provider.trusts_email and address else None
        if person is not None:
            sociallogin.user = person
            sociallogin.save(request, connect=True)
            return
        if not newcomers.is_welcome(provider, address):
            raise ImmediateHttpResponse(refuse(request, provider, "closed"))
        if address and newcomers.is_taken(address):
            raise ImmediateHttpResponse(refuse(request, provider, "taken"))
        # The account gets the address from `save_user`; allauth would ask for another where one is taken.
        sociallogin.verified_address, sociallogin.email_addresses = address, []

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Say yes: whoever is not welcome was turned away before."""
        return True

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        """Make an account of a new person: a student, unless their groups say otherwise."""
        provider, given = provider_of(sociallogin.account.provider), sociallogin.user
        sociallogin.user = newcomers.welcome(
            given_name=given.first_name,
            family_name=given.last_name,
            email=sociallogin.verified_address,
            role=newcomers.role_for(provider, sociallogin.claims),
            uid=sociallogin.account.uid,
            provider_key=provider.key,
        )
        sociallogin.account = sociallogin.user.socialaccount_set.get(provider=provider.key)
        return sociallogin.user

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Log which rule was broken, and nothing that the service said; show a page of ours."""
        why = (
            type(exception).__name__ if exception else ", ".join((extra_context or {}).get("saml_errors", []))
        )
        logger.warning("a sign-in by %s was refused: %s", provider.app.provider_id, why or error)
        cause = "cancelled" if str(error) == "cancelled" else "failed"
        raise ImmediateHttpResponse(refuse(request, provider_of(provider.app.provider_id), cause))


def provider_of(key: str) -> Provider:
    """Return a provider of the settings by its key.

    Raises:
        LookupError: there is none.
    """
    for provider in settings.SIGN_ON_PROVIDERS:
        if provider.key == key:
            found: Provider = provider
            return found
    raise LookupError(key)


def refuse(request: HttpRequest, provider: Provider, cause: str) -> Any:
    """Return a page that says why nobody is signed in: `failed`, `cancelled`, `taken` or `closed`."""
    context = {"provider": provider, "cause": cause}
    return render(request, "socialaccount/authentication_error.html", context, status=403)


def _verified_address(sociallogin: Any) -> str:
    return next((given.email for given in sociallogin.email_addresses if given.verified), "")


def _id_of(provider: Provider) -> str:
    return "openid_connect" if provider.kind == "oidc" else "saml"


def _client_of(provider: Provider) -> str:
    # allauth finds a SAML provider of an address by what it calls the client.
    return provider.client_id if provider.kind == "oidc" else provider.key


def _as_app(provider: Provider) -> Any:
    from allauth.socialaccount.models import SocialApp

    app = SocialApp(
        provider=_id_of(provider),
        provider_id=provider.key,
        name=provider.name,
        client_id=_client_of(provider),
        secret=provider.secret,
    )
    if provider.kind == "oidc":
        app.settings = {"server_url": provider.address, "oauth_pkce_enabled": True}
    else:
        from tutor.views.accounts.saml import settings_of

        app.settings = settings_of(provider)
    return app


def _register() -> None:
    """Name the two kinds of providers to allauth when somebody first comes by one: they import much."""
    if registry.get_class("openid_connect") is None:
        from tutor.views.accounts.oidc import OidcProvider
        from tutor.views.accounts.saml import SamlProvider

        registry.register(OidcProvider)
        registry.register(SamlProvider)
