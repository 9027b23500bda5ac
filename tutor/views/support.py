"""What a student says to an adaptation: undo, accept, helped or not."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from tutor.forms.lessons import AdaptationForm, JudgeForm
from tutor.services import adaptations
from tutor.services.repeats import StaleAction
from tutor.views.form_pages import lesson_of_adaptation, takes_form_from
from tutor.views.lesson import reply_with_adaptation
from tutor.views.own import get_own_adaptation
from tutor.views.requests import UserRequest
from tutor.views.stale import INCOMPLETE


@takes_form_from(lesson_of_adaptation)
@login_required
def undo(request: UserRequest, adaptation_id: int) -> HttpResponse:
    """Go back to how the step was."""
    return _change(request, adaptation_id, AdaptationForm(request.POST), adaptations.undo)


@takes_form_from(lesson_of_adaptation)
@login_required
def accept(request: UserRequest, adaptation_id: int) -> HttpResponse:
    """Show what was offered or folded away."""
    return _change(request, adaptation_id, AdaptationForm(request.POST), adaptations.accept)


@takes_form_from(lesson_of_adaptation)
@login_required
def judge(request: UserRequest, adaptation_id: int) -> HttpResponse:
    """Keep whether it helped."""
    return _change(request, adaptation_id, JudgeForm(request.POST), adaptations.judge)


def _change(
    request: UserRequest, adaptation_id: int, form: AdaptationForm, change: Callable[..., None]
) -> HttpResponse:
    """Do what the form says, unless the page that sent it showed the adaptation otherwise than it is."""
    adaptation = get_own_adaptation(request, adaptation_id)
    if not form.is_valid():
        return reply_with_adaptation(request, adaptation, stale=str(INCOMPLETE))
    try:
        change(adaptation=adaptation, **form.cleaned_data)
    except StaleAction as error:
        return reply_with_adaptation(request, adaptation, stale=str(error))
    return reply_with_adaptation(request, adaptation)
