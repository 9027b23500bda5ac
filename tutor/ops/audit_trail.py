"""Notes what staff open about students, and lends changes the name of who makes them."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from tutor.services.audit.acting import acting_for
from tutor.services.audit.openings import OPENS, is_staff, note_opened


def audit_trail(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Note each page and file that came, once it has come; a refusal has opened nothing."""

    def note(request: HttpRequest) -> HttpResponse:
        with acting_for(request):
            response = get_response(request)
        match = request.resolver_match
        if match is None or response.status_code != HTTPStatus.OK:
            return response
        address = match.view_name if match.url_name else match.route
        opening = OPENS.get(address)
        if opening is None or not is_staff(request.user):
            return response
        if not opening.unless(request.GET):
            note_opened(actor=request.user, address=address, parts=match.kwargs)  # type: ignore[arg-type]
        return response

    return note
