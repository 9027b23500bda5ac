"""The lab of comparisons: learners whose chances are known, and what a report would say of them."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from content.admin.pages import author_page, for_authors
from content.language import gettext

if TYPE_CHECKING:
    from content.lab.compared import Played


class KnownLearnersForm(forms.Form):
    """What is true of the learners."""

    first = forms.IntegerField(
        label=_("right with the first, %"), min_value=1, max_value=99, widget=UnfoldAdminIntegerFieldWidget
    )
    other = forms.IntegerField(
        label=_("right with the other, %"), min_value=1, max_value=99, widget=UnfoldAdminIntegerFieldWidget
    )
    students = forms.IntegerField(
        label=_("students"), min_value=10, max_value=600, widget=UnfoldAdminIntegerFieldWidget
    )
    seed = forms.IntegerField(
        label=_("which luck"), min_value=0, max_value=9999, widget=UnfoldAdminIntegerFieldWidget
    )


USUAL = {"first": 45, "other": 60, "students": 200, "seed": 1}


@for_authors
@require_GET
def lab_of_comparisons(request: HttpRequest) -> HttpResponse:
    """Play learners whose chances are known through the choice that serves, and show what would be said."""
    form = KnownLearnersForm({**USUAL, **{name: request.GET[name] for name in USUAL if name in request.GET}})
    played: Played | None = None
    if form.is_valid():
        # Few requests need what plays learners: it is imported when one comes.
        from content.lab.compared import play_comparison

        given: dict[str, Any] = form.cleaned_data
        chances = (given["first"] / 100, given["other"] / 100)
        played = play_comparison(chances, students=given["students"], seed=str(given["seed"]))
    page = author_page(
        request, "content/compared.html", gettext("Lab of comparisons"), form=form, played=played
    )
    page.status_code = 200 if played else 422
    return page
