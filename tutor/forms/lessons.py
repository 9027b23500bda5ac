"""What a browser may send."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from content.keys import LARGEST_KEY
from content.language import gettext, gettext_noop
from tutor.models import Adaptation, Consent, SelfReport
from tutor.queries.help_places import Place, read_place
from tutor.throttling.guesses import is_sign_in_blocked

# What is typed by whoever is sure.
ERASE_WORD = gettext_noop("erase")


class SignInForm(AuthenticationForm):
    """Name and password; whoever guessed too often is told to wait."""

    def clean(self) -> dict[str, Any]:
        """Check the password, unless there were too many wrong ones."""
        if is_sign_in_blocked(self.request, self.cleaned_data.get("username", "")):
            raise ValidationError(
                gettext("Too many wrong tries from here. Please wait a minute, then try again."), code="shut"
            )
        return super().clean()


class SubmissionForm(forms.Form):
    """The id that makes a repeated submission harmless."""

    submission_id = forms.UUIDField()


class PreviewForm(forms.Form):
    """An answer in algebra that is still being typed, and names that its question uses."""

    expression = forms.CharField(max_length=200)
    letters = forms.CharField(max_length=400, required=False)

    def clean_letters(self) -> list[str]:
        """Return the names; a space parts them."""
        return str(self.cleaned_data["letters"]).split()


class StepForm(SubmissionForm):
    """Something done at a step: by its key, since its number may be another step's by now."""

    step = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)


class SelfReportForm(StepForm):
    """A tap, and beneath what of the page its help belongs."""

    feeling = forms.ChoiceField(choices=SelfReport.Feeling.choices)
    at = forms.CharField(max_length=40, required=False)

    def clean_at(self) -> Place:
        """Return the place, as services take it."""
        return read_place(self.cleaned_data["at"])


class AnswerForm(SubmissionForm):
    """An answer, with what the page showed: how many there were to the question, and which version of it."""

    tries = forms.IntegerField(min_value=0, max_value=LARGEST_KEY)
    # A seed of ten digits at most, a dot and twelve letters of a digest (`tutor.queries.versions`), with
    # room.
    version = forms.CharField(max_length=40, required=False)


class HintForm(SubmissionForm):
    """A wish for the next hint, with how many were open."""

    rung = forms.IntegerField(min_value=0, max_value=LARGEST_KEY)


class HintAnswerForm(SubmissionForm):
    """An answer to what a hint asks, with what the page showed: how many there were, and which version."""

    tries = forms.IntegerField(min_value=0, max_value=LARGEST_KEY)
    version = forms.CharField(max_length=40, required=False)


class LeaveForm(SubmissionForm):
    """A question that is left open, or taken up again."""

    left = forms.ChoiceField(choices=[("yes", _("Leave it")), ("no", _("Take it up again"))])

    def clean_left(self) -> bool:
        """Return whether it is left."""
        return bool(self.cleaned_data["left"] == "yes")


class HandForm(SubmissionForm):
    """A hand that goes up or down, in the session that the page showed."""

    session = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)
    raised = forms.ChoiceField(choices=[("yes", _("Up")), ("no", _("Down"))])

    def clean_raised(self) -> bool:
        """Return whether it goes up."""
        return bool(self.cleaned_data["raised"] == "yes")


class AdaptationForm(SubmissionForm):
    """A word about an adaptation, with the state in which the page showed it."""

    seen = forms.ChoiceField(choices=Adaptation.State.choices)


class JudgeForm(AdaptationForm):
    """Whether an adaptation helped."""

    helped = forms.ChoiceField(choices=[("yes", _("Helped")), ("no", _("Didn't help"))])

    def clean_helped(self) -> bool:
        """Return whether it did."""
        return bool(self.cleaned_data["helped"] == "yes")


class ConsentForm(forms.Form):
    """A decision about one purpose."""

    purpose = forms.ChoiceField(choices=Consent.Purpose.choices)
    decision = forms.ChoiceField(choices=[("give", _("Yes")), ("refuse", _("No")), ("withdraw", _("Stop"))])


class GuardianForm(forms.Form):
    """A guardian's word."""

    decision = forms.ChoiceField(choices=[("confirm", _("Yes")), ("refuse", _("No"))])


class EraseForm(forms.Form):
    """A decision to erase, made twice: by a choice and by a word typed out."""

    account = forms.ChoiceField(choices=[("keep", _("Keep my account")), ("close", _("Close it"))])
    sure = forms.CharField(max_length=40)

    def clean_sure(self) -> str:
        """Take the word in any case; it is what the page asks for, in the page's language."""
        typed: str = self.cleaned_data["sure"]
        if typed.casefold() != gettext(ERASE_WORD).casefold():
            raise ValidationError(gettext("That is another word."))
        return typed
