"""What a browser may send."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from tutor.models import Consent, SelfReport
from tutor.throttling import is_sign_in_shut


class SignInForm(AuthenticationForm):
    """Name and password; whoever guessed too often is told to wait."""

    def clean(self) -> dict[str, Any]:
        """Check the password, unless there were too many wrong ones."""
        if is_sign_in_shut(self.request, self.cleaned_data.get("username", "")):
            raise ValidationError("Too many wrong tries. Please wait a quarter of an hour.", code="shut")
        return super().clean()


class SubmissionForm(forms.Form):
    """The id that makes a repeated submission harmless."""

    submission_id = forms.UUIDField()


class SelfReportForm(SubmissionForm):
    """A tap."""

    feeling = forms.ChoiceField(choices=SelfReport.Feeling.choices)


class JudgeForm(forms.Form):
    """Whether an adaptation helped."""

    helped = forms.ChoiceField(choices=[("yes", "Helped"), ("no", "Didn't help")])


class ConsentForm(forms.Form):
    """A decision about one purpose."""

    purpose = forms.ChoiceField(choices=Consent.Purpose.choices)
    decision = forms.ChoiceField(choices=[("give", "Yes"), ("refuse", "No"), ("withdraw", "Stop")])


class GuardianForm(forms.Form):
    """A guardian's word."""

    decision = forms.ChoiceField(choices=[("confirm", "Yes"), ("refuse", "No")])


class EraseForm(forms.Form):
    """A decision to erase, made twice: by a choice and by a tick."""

    account = forms.ChoiceField(choices=[("keep", "Keep my account"), ("close", "Close it")])
    sure = forms.BooleanField()
