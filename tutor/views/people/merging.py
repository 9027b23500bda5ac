"""The administrator makes one account of two."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from content.language import gettext, with_names
from tutor.forms.accounts import MergeForm
from tutor.models import Sitting, User
from tutor.services import personal_data
from tutor.services.people import merging
from tutor.views.requests import UserRequest


def check_administrator(user: User) -> None:
    """Turn away who does not run this site."""
    if not user.is_superuser:
        raise PermissionDenied


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def merge(request: UserRequest) -> HttpResponse:
    """Take two user names, show what each has side by side, and make one account of both once seen."""
    check_administrator(request.user)
    form = MergeForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return _show(request, form, status=422 if form.errors else 200)
    names = [form.cleaned_data["kept"], form.cleaned_data["closed"]]
    found = {person.username: person for person in User.objects.filter(username__in=names)}
    kept, closed = (found.get(name) for name in names)
    try:
        if kept is None or closed is None:
            raise merging.CannotMerge(
                gettext("There is nobody of that user name. Please check the spelling.")
            )
        merging.check_mergeable(kept, closed)
        if form.cleaned_data["sure"]:
            merging.merge_accounts(kept=kept, closed=closed, by=request.user)
            messages.success(
                request, with_names(gettext("%(name)s has it all now."), {"name": kept.display_name})
            )
            return redirect("tutor:merge")
    except merging.CannotMerge as error:
        return _show(request, form, error=str(error), status=422)
    return _show(request, form, pair=(kept, closed))


def _show(
    request: UserRequest,
    form: MergeForm,
    *,
    pair: tuple[User, User] | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "error": error, "pair": pair, "rows": [], "both": 0}
    if pair is not None:
        kept, closed = pair
        counts = zip(personal_data.count_holdings(kept), personal_data.count_holdings(closed), strict=True)
        # How much a camera said of somebody is no business of the administrator either.
        context["rows"] = [
            (holding.title, ours, theirs)
            for (holding, ours), (_, theirs) in counts
            if (ours or theirs) and not holding.affect_at
        ]
        lessons = Sitting.objects.filter(student=kept).values("lesson")
        context["both"] = Sitting.objects.filter(student=closed, lesson__in=lessons).count()
    return render(request, "tutor/people/merge.html", context, status=status)
