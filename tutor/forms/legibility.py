"""What a browser may send about how text is to look."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tutor.domain.learning.legibility import LEXEND, NARROW, SAND, SKY, SPACED


class LegibilityForm(forms.Form):
    """Another type, wider gaps, shorter lines, a tint: nothing chosen is how the site looks by itself."""

    type = forms.ChoiceField(
        choices=[("", _("The site’s own")), (LEXEND, _("Lexend, with wide and simple letters"))],
        required=False,
    )
    spaced = forms.BooleanField(required=False)
    narrow = forms.BooleanField(required=False)
    tint = forms.ChoiceField(
        choices=[("", _("As it is")), (SAND, _("Sand")), (SKY, _("Sky"))], required=False
    )

    @property
    def line(self) -> str:
        """The choices as one line."""
        chosen = self.cleaned_data
        parts = (chosen["type"], SPACED * chosen["spaced"], NARROW * chosen["narrow"], chosen["tint"])
        return " ".join(filter(None, parts))

    @staticmethod
    def fields_of(line: str) -> dict[str, object]:
        """Return a line of choices as values of the fields."""
        words = line.split()
        return {
            "type": LEXEND if LEXEND in words else "",
            "spaced": SPACED in words,
            "narrow": NARROW in words,
            "tint": next((tint for tint in (SAND, SKY) if tint in words), ""),
        }
