"""What a browser may ask of reports."""

from typing import Any

from django import forms

from content.keys import MOST_DIGITS
from content.language import gettext

MOST_COMPARED = 6


class TermForm(forms.Form):
    """Two days, the earlier one first; both belong to the term."""

    first = forms.DateField()
    last = forms.DateField()

    def clean(self) -> dict[str, Any]:
        """Refuse a term that ends before it begins."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("first") and values.get("last") and values["first"] > values["last"]:
            raise forms.ValidationError(gettext("ends before it begins"))
        return values


class SessionsField(forms.ModelMultipleChoiceField):
    """Sessions by their keys."""

    def clean(self, value: Any) -> Any:
        """Refuse a key that no session can have."""
        if any(len(key) > MOST_DIGITS for key in value):
            raise forms.ValidationError(self.error_messages["invalid_list"], code="invalid_list")
        return super().clean(value)


class CompareForm(forms.Form):
    """Two sessions of one lesson or more; `cleaned_data` has them in time order."""

    session = SessionsField(None)

    def __init__(self, *args: Any, sessions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["session"]
        field.queryset = sessions

    def clean_session(self) -> list[Any]:
        """Refuse one session, too many, and sessions of several lessons."""
        chosen = sorted(self.cleaned_data["session"], key=lambda session: (session.started_at, session.pk))
        if not 2 <= len(chosen) <= MOST_COMPARED or len({session.lesson_id for session in chosen}) != 1:
            raise forms.ValidationError(gettext("two or more sessions of one lesson"))
        return chosen
