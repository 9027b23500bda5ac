"""What a student says to an adaptation: undo, accept, helped or not."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.http import require_POST

from tutor.forms import JudgeForm
from tutor.services import adaptations
from tutor.views.lesson import get_own_adaptation, reply_with_adaptation


@require_POST
@login_required
def undo(request: HttpRequest, adaptation_id: int) -> HttpResponse:
    """Go back to how the step was."""
    adaptation = get_own_adaptation(request, adaptation_id)
    adaptations.undo(adaptation=adaptation)
    return reply_with_adaptation(request, adaptation)


@require_POST
@login_required
def accept(request: HttpRequest, adaptation_id: int) -> HttpResponse:
    """Show what was offered or folded away."""
    adaptation = get_own_adaptation(request, adaptation_id)
    adaptations.accept(adaptation=adaptation)
    return reply_with_adaptation(request, adaptation)


@require_POST
@login_required
def judge(request: HttpRequest, adaptation_id: int) -> HttpResponse:
    """Keep whether it helped."""
    adaptation = get_own_adaptation(request, adaptation_id)
    form = JudgeForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("helped must be yes or no")
    adaptations.judge(adaptation=adaptation, helped=form.cleaned_data["helped"] == "yes")
    return reply_with_adaptation(request, adaptation)
