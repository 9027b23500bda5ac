"""By which other services' accounts one may sign in."""

from typing import Any

from allauth.socialaccount.views import ConnectionsView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase


class Connections(ConnectionsView):
    """What is connected, what else could be, and a way to take one away."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Be nowhere while no provider is configured."""
        if not settings.SIGN_ON_PROVIDERS:
            raise Http404
        reply: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return reply

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the names of what is connected, and what is left to connect."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        accounts = list(context["form"].accounts)
        known = {provider.key: provider for provider in settings.SIGN_ON_PROVIDERS}
        connected = [(account, known[account.provider]) for account in accounts if account.provider in known]
        taken = {account.provider for account in accounts}
        left = [provider for key, provider in known.items() if key not in taken]
        return context | {"connected": connected, "providers": left}


show = Connections.as_view()
