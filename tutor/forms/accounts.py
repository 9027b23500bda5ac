"""What browsers may send about accounts."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from content.keys import LARGEST_KEY
from content.language import gettext
from tutor.models import User


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


class SignUpForm(forms.Form):
    """What somebody types who makes an account: nothing that would make it a teacher's, or of age."""

    code = forms.CharField(max_length=30, required=False)
    given_name = forms.CharField(max_length=60, required=False)
    email = forms.EmailField(max_length=254, required=False)
    username = forms.CharField(max_length=60, required=False, validators=[UnicodeUsernameValidator()])
    password1 = forms.CharField(max_length=200, strip=False)
    password2 = forms.CharField(max_length=200, strip=False)

    def clean_code(self) -> str:
        """Return the code as it is stored."""
        return "".join(char for char in self.cleaned_data["code"].upper() if char.isalnum())

    def clean(self) -> dict[str, Any]:
        """Hold the password to the rules of the site.

        Raises:
            ValidationError: the two differ, or the password is too easy.
        """
        cleaned: dict[str, Any] = super().clean() or {}
        password = cleaned.get("password1", "")
        if password != cleaned.get("password2"):
            raise forms.ValidationError(gettext("The two passwords are not the same."))
        person = User(username=cleaned.get("username", ""), first_name=cleaned.get("given_name", ""))
        validate_password(password, person)
        return cleaned


class MergeForm(forms.Form):
    """Two accounts by their user names, and whether what was shown is to be done."""

    kept = forms.CharField(max_length=150)
    closed = forms.CharField(max_length=150)
    sure = forms.BooleanField(required=False)
