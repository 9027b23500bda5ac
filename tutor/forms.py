"""What a browser may send."""

from django import forms

from tutor.models import SelfReport


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
    """A decision about the camera."""

    decision = forms.ChoiceField(choices=[("give", "Yes"), ("refuse", "No"), ("withdraw", "Stop")])
