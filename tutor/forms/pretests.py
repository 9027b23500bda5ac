"""What the pages of a pre-test send."""

from django import forms
from django.utils.translation import gettext_lazy as _

from content.keys import LARGEST_KEY
from tutor.forms.lessons import SubmissionForm


class PreTestAnswerForm(SubmissionForm):
    """An answer, or that the student does not know."""

    unknown = forms.BooleanField(required=False)


class SkipForm(forms.Form):
    """What is skipped, or not skipped any more; without a lesson in the whole course."""

    skipped = forms.ChoiceField(choices=[("yes", _("Skip")), ("no", _("Take it"))])
    lesson = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY)

    def clean_skipped(self) -> bool:
        """Return whether it is skipped."""
        return bool(self.cleaned_data["skipped"] == "yes")
