"""What browsers may send about accounts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from content.keys import LARGEST_KEY


class NamesForm(forms.Form):
    """A pasted list of names, and what the page showed when it was read."""

    names = forms.CharField(max_length=10_000)
    seen = forms.IntegerField(min_value=0, max_value=1_000_000, required=False)
    with_same_names = forms.BooleanField(required=False)
    sure = forms.BooleanField(required=False)


class PrintForm(forms.Form):
    """Whose cards, and in what form; no student is the whole class."""

    student = forms.IntegerField(min_value=1, max_value=LARGEST_KEY, required=False)
    form = forms.ChoiceField(choices=[("page", _("Page")), ("pdf", _("PDF"))], required=False)
