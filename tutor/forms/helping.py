"""What a teacher's browser may send about having helped."""

from django import forms

from content.models import Step
from tutor.domain.learning.help_first import Code


class HelpForm(forms.Form):
    """Whom a teacher helped, and what the list said at that moment."""

    student = forms.IntegerField(min_value=1)
    step = forms.ModelChoiceField(Step._base_manager.all(), required=False)
    reasons = forms.MultipleChoiceField(choices=[(code.value, code.value) for code in Code], required=False)
    submission_id = forms.UUIDField()
