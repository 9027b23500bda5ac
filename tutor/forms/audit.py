"""What an administrator may look for in the audit log."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.keys import MOST_DIGITS
from content.language import gettext
from tutor.services.audit.acts import Act
from tutor.services.audit.trail import Wanted


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class LogForm(forms.Form):
    """Whose, who, what, and two days of which the earlier is the first; none of it has to be given."""

    person = forms.CharField(label=_("Whose"), max_length=150, required=False)
    actor = forms.CharField(label=_("Who"), max_length=150, required=False)
    action = forms.ChoiceField(label=_("What"), required=False)
    first = _day(_("From"))
    last = _day(_("to"))
    before = forms.RegexField(rf"^[0-9]{{1,{MOST_DIGITS}}}$", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["action"]
        field.choices = [("", _("anything")), *Act.choices]

    def clean(self) -> dict[str, Any]:
        """Refuse days that end before they begin."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("first") and values.get("last") and values["first"] > values["last"]:
            raise forms.ValidationError(gettext("Please give the earlier day first."))
        return values

    def wanted(self) -> Wanted:
        """Return what is looked for."""
        values = {name: self.cleaned_data[name] for name in ("person", "actor", "action", "first", "last")}
        return Wanted(**values)

    def query(self) -> dict[str, str]:
        """Return the fields that were filled in, for the address of the same search."""
        return {name: value for name, value in self.data.items() if value and name in self.fields}
