"""The way to another service and back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tutor.settings.providers import Provider
from tutor.views.accounts.providers import provider_of, refuse


@never_cache
@require_POST
def go_to_oidc(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Send a person to an OpenID issuer."""
    provider = _provider_or_404(provider_id, "oidc")
    from tutor.views.accounts.oidc import login_view

    return _show_the_way(request, provider, login_view(_with_known_process(request), provider.key))


@never_cache
@require_POST
def go_to_saml(request: HttpRequest, organization_slug: str) -> HttpResponseBase:
    """Send a person to a SAML identity provider."""
    provider = _provider_or_404(organization_slug, "saml")
    from allauth.socialaccount.providers.saml import views

    reply = views.login(_with_known_process(request), organization_slug=organization_slug)
    return _show_the_way(request, provider, reply)


@never_cache
@require_safe
def come_back_from_oidc(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Take a person who comes back from an OpenID issuer."""
    provider = _provider_or_404(provider_id, "oidc")
    from tutor.views.accounts.oidc import callback_view

    reply: HttpResponseBase = callback_view(request, provider.key)
    return reply


@never_cache
@require_POST
def take_saml(request: HttpRequest, organization_slug: str) -> HttpResponseBase:
    """Take what a SAML identity provider posts, and go on in a request that brings the session's cookie."""
    _provider_or_404(organization_slug, "saml")
    from allauth.socialaccount.providers.saml import views

    reply: HttpResponseBase = views.acs(request, organization_slug=organization_slug)
    return reply


@never_cache
@require_safe
def come_back_from_saml(request: HttpRequest, organization_slug: str) -> HttpResponseBase:
    """Take a person who comes back from a SAML identity provider."""
    provider = _provider_or_404(organization_slug, "saml")
    from allauth.socialaccount.providers.saml import views

    try:
        reply: HttpResponseBase = views.finish_acs(request, organization_slug=organization_slug)
    except PermissionDenied:
        # It answers a request of another browser, or one that is long gone.
        reply = refuse(request, provider, "failed")
    return reply


@require_safe
def show_saml_metadata(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Show what the administrator of an identity provider enters there."""
    provider = _provider_or_404(organization_slug, "saml")
    from allauth.socialaccount.adapter import get_adapter
    from allauth.socialaccount.providers.saml.utils import build_saml_config
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    app = get_adapter().get_app(request, provider="saml", client_id=provider.key)
    config = build_saml_config(request, app.settings, provider.key)
    del config["sp"]["singleLogoutService"]
    metadata = OneLogin_Saml2_Settings(settings=config, sp_validation_only=True).get_sp_metadata()
    return HttpResponse(metadata, content_type="application/samlmetadata+xml")


def sign_out_by_saml(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Be nowhere: allauth asks for the address, and signing out there signs nobody out here."""
    raise Http404


def _provider_or_404(key: str, kind: str) -> Provider:
    try:
        provider = provider_of(key)
    except LookupError:
        raise Http404 from None
    if provider.kind != kind:
        raise Http404
    return provider


def _with_known_process(request: HttpRequest) -> Any:
    """Leave of what may be asked for signing in, and connecting an account of somebody signed in."""
    sent = request.POST.copy()
    is_connecting = sent.get("process") == "connect" and request.user.is_authenticated
    sent["process"] = "connect" if is_connecting else "login"
    request.POST = sent  # type: ignore[assignment]
    request.GET = request.GET.__class__("")
    return request


def _show_the_way(request: HttpRequest, provider: Provider, reply: Any) -> HttpResponseBase:
    """Answer with a page that leads to the service by itself.

    A reply to a form may not lead to another site: browsers hold it, and all redirects after it, to the
    policy's `form-action`, and where a school's service sends people on to is not known here.
    """
    if not isinstance(reply, HttpResponseRedirect):
        answer: HttpResponseBase = reply
        return answer
    if reply.url.startswith("/"):
        return redirect(reply.url)
    context = {"provider": provider, "address": reply.url}
    return render(request, "account/on_the_way.html", context)
