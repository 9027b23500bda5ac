"""The administrator sees what an LRS was told: how much, what waits and why; but not whose it is."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from content.language import gettext, ngettext
from tutor.services.statements import outbox
from tutor.services.statements.sending import send_soon
from tutor.views.form_pages import page, takes_form_from
from tutor.views.people.merging import check_administrator
from tutor.views.requests import UserRequest


@require_GET
@login_required
def show_statements(request: UserRequest) -> HttpResponse:
    """Show how the outbox stands."""
    check_administrator(request.user)
    context = {
        "outbox": outbox.look_at_outbox(),
        "is_on": outbox.is_on(),
        "endpoint": settings.XAPI_ENDPOINT,
        "names": settings.XAPI_NAMES,
    }
    return render(request, "tutor/people/statements.html", context)


@takes_form_from(page("tutor:statements"))
@login_required
def send_statements_again(request: UserRequest) -> HttpResponse:
    """Let what was refused, and what rests, be sent now."""
    check_administrator(request.user)
    if not outbox.is_on():
        messages.info(request, gettext("Nothing is sent: no LRS is named in the settings."))
        return redirect("tutor:statements")
    count = outbox.send_again()
    send_soon()
    words = ngettext(
        "%(count)s statement is being sent again.", "%(count)s statements are being sent again.", count
    )
    messages.success(request, words % {"count": count})
    return redirect("tutor:statements")
