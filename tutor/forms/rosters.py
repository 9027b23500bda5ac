"""What an administrator's browser may send about lists of people."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from content.language import gettext
from tutor.domain.rosters.listing import is_safe_address
from tutor.domain.rosters.wanted import SCOPES
from tutor.models import RosterSource

MOST_BYTES = 5 * 1024 * 1024
# Of the first part of a list's words; each source has a slug of its own.
MOST_SLUG = 40


class FileForm(forms.Form):
    """A file, or its text, and whom it may take away."""

    file = forms.FileField(required=False, allow_empty_file=True)
    text = forms.CharField(required=False, strip=False)
    scope = forms.ChoiceField(choices=[(scope, scope) for scope in SCOPES])

    def clean(self) -> dict[str, Any]:
        """Refuse neither, and what is too large."""
        cleaned: dict[str, Any] = super().clean() or {}
        file = cleaned.get("file")
        if file is None and not cleaned.get("text", "").strip():
            raise forms.ValidationError(gettext("Please choose a file, or paste a list."))
        if file is not None and file.size > MOST_BYTES:
            raise forms.ValidationError(gettext("The file is larger than 5 MB. Please split it."))
        return cleaned

    def content(self) -> tuple[bytes, str]:
        """Return the bytes and what to call them."""
        file = self.cleaned_data["file"]
        if file is None:
            return self.cleaned_data["text"].encode(), gettext("Pasted list")
        return file.read(), str(file.name)


class DecisionForm(forms.Form):
    """The answer to a list that was shown."""

    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    take_others = forms.BooleanField(required=False)
    sure = forms.BooleanField(required=False)


class SourceForm(forms.ModelForm):
    """A OneRoster server; its secret is in the environment alone."""

    class Meta:
        """All but where the secret is, and how far it was read."""

        model = RosterSource
        fields = (
            *("name", "version", "address", "token_address", "client_id", "school"),
            *("is_on", "most_leaving", "full_every_days"),
        )
        # As text: a browser would refuse, in words of its own, what is explained here.
        field_classes = {"address": forms.CharField, "token_address": forms.CharField}
        labels = {
            "name": _("Name"),
            "version": _("Version"),
            "address": _("Address of the server"),
            "token_address": _("Address for tokens (OAuth 2)"),
            "client_id": _("Client id"),
            "school": _("Id of one school"),
            "is_on": _("Bring in every night"),
            "most_leaving": _("Ask first when more than so many percent would leave"),
            "full_every_days": _("Days between two readings of the whole list"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("address", "token_address"):
            self.fields[name].required = True
        self.fields["client_id"].required = True
        for name, low, high in (("most_leaving", 1, 100), ("full_every_days", 1, 30)):
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label, min_value=low, max_value=high
            )

    def clean_address(self) -> str:
        """Return the address, if a secret may go there."""
        return _safe(self.cleaned_data["address"])

    def clean_token_address(self) -> str:
        """Return the address, if a secret may go there."""
        return _safe(self.cleaned_data["token_address"])

    def clean(self) -> dict[str, Any]:
        """Give a new source a slug of its own, by which the environment names its secret."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.instance.slug and cleaned.get("name"):
            stem = slugify(cleaned["name"])[:MOST_SLUG] or "server"
            taken = set(RosterSource.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
            names = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
            self.instance.slug = next(name for name in names if name not in taken)
            self.instance.kind = RosterSource.Kind.ONEROSTER
        return cleaned


def _safe(address: str) -> str:
    address = address.strip()
    if not is_safe_address(address):
        raise forms.ValidationError(gettext("Please give a whole address that begins with https://"))
    return address
