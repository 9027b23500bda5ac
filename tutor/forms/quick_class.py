"""What a teacher sends to make a class in one go."""

from typing import Any

from django import forms

from content.language import gettext
from content.models import Lesson
from tutor.domain.name_lists import NameList, read_names
from tutor.forms.classes import ClassroomForm
from tutor.models import ClassSession

# Sixty lines of two long names.
MOST_TEXT = 20_000


class QuickClassForm(ClassroomForm):
    """A name, a list of names, a lesson: each may be left out but the first."""

    names = forms.CharField(max_length=MOST_TEXT, required=False, strip=False)
    lesson = forms.ModelChoiceField(Lesson.objects.none(), required=False)
    pacing = forms.ChoiceField(choices=ClassSession.Pacing.choices, required=False)
    submission_id = forms.UUIDField()

    def __init__(self, *args: Any, lessons: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["runs_itself"], self.fields["is_left_out"]
        self.fields["name"].error_messages["required"] = gettext("Please give the class a name.")
        field: Any = self.fields["lesson"]
        field.queryset = lessons

    def clean_names(self) -> NameList:
        """Return the list.

        Raises:
            ValidationError: a line cannot be taken; one message for each.
        """
        read = read_names(self.cleaned_data["names"])
        if read.faults:
            raise forms.ValidationError(list(read.faults))
        return read

    def clean_pacing(self) -> str:
        """Return the pace; everyone's own where none was chosen."""
        return self.cleaned_data["pacing"] or ClassSession.Pacing.SELF
