"""Shows an answer in algebra as it is read, while it is typed."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from content.questions import preview_latex
from content.texts.formulas import mathml_of
from content.texts.tex import BadFormula
from tutor.forms.lessons import PreviewForm
from tutor.throttling.previews import allow_preview
from tutor.views.requests import UserRequest

TOO_MANY = 429


@require_GET
@login_required
def preview(request: UserRequest) -> HttpResponse:
    """Return what was typed as a formula, or in words what of it cannot be read."""
    if not allow_preview(request.user.pk):
        return HttpResponse(status=TOO_MANY)
    form = PreviewForm(request.GET)
    if not form.is_valid():
        return HttpResponse(status=422)
    latex, fault = preview_latex(form.cleaned_data["expression"], letters=form.cleaned_data["letters"])
    context = {"math_html": _mathml(latex), "fault": fault}
    return render(request, "tutor/partials/expression_preview.html", context)


def _mathml(latex: str) -> str:
    """Return a formula; of one that the converter refuses nothing, since it is read all the same."""
    if not latex:
        return ""
    try:
        return mark_safe(mathml_of(latex, display=True))  # noqa: S308 (the converter escapes what it is given)
    except BadFormula:
        return ""
