"""The page of one's second factors."""

from typing import Any

from allauth.mfa.base.views import IndexView

from tutor.services.people.second_factor import is_owed


class SecondFactors(IndexView):
    """What is set up, and whether something has to be."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether this session may go nowhere else until then."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"owed": is_owed(self.request.user, self.request.session)}


show = SecondFactors.as_view()
