"""What a teacher's browser may send about classes and their sessions."""

from typing import Any
from uuid import uuid4, uuid5

from django import forms
from django.utils.translation import gettext_lazy as _

from content.language import gettext
from content.models import Lesson, Step
from content.policy.kinds import KINDS
from tutor.domain.words import tidy_words
from tutor.models import ClassSession


class ClassroomForm(forms.Form):
    """A class's name, whether its rules act by themselves, and whether it is left out of comparisons."""

    name = forms.CharField(max_length=100, strip=True)
    runs_itself = forms.BooleanField(required=False)
    # The other way round than it is kept: a page from before an upgrade leaves nobody out unasked.
    is_left_out = forms.BooleanField(required=False)

    def clean_name(self) -> str:
        """Return the name in one line, without what cannot be seen.

        Raises:
            ValidationError: nothing is left.
        """
        name = " ".join(tidy_words(self.cleaned_data["name"]).split())
        if not name:
            raise forms.ValidationError(gettext("a name of letters"))
        return name


class NewClassForm(ClassroomForm):
    """A class's name, and an id that makes the form's second arrival harmless."""

    # A page from before an upgrade has none.
    submission_id = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        """Make the id one of page and name: whoever goes back and types another name wants another class."""
        cleaned: dict[str, Any] = super().clean() or {}
        made = cleaned.get("submission_id") or uuid4()
        return cleaned | {"submission_id": uuid5(made, cleaned.get("name", ""))}


class TeacherForm(forms.Form):
    """The user name of a co-teacher."""

    username = forms.CharField(max_length=150, strip=True)


class JoinForm(forms.Form):
    """A join code as people type it: lower case, with spaces or a dash."""

    code = forms.CharField(max_length=30)

    def clean_code(self) -> str:
        """Return the code as it is stored."""
        return "".join(char for char in self.cleaned_data["code"].upper() if char.isalnum())


class StartForm(forms.Form):
    """A lesson and who sets its pace."""

    lesson = forms.ModelChoiceField(Lesson.objects.none())
    pacing = forms.ChoiceField(choices=ClassSession.Pacing.choices)

    def __init__(self, *args: Any, lessons: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["lesson"]
        field.queryset = lessons


class LeadForm(forms.Form):
    """A step of the session's lesson, by its number from 1."""

    step = forms.ModelChoiceField(Step.objects.none())

    def __init__(self, *args: Any, lesson: Lesson, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["step"]
        field.queryset = lesson.steps.all()


class MessageForm(forms.Form):
    """A word to everybody; an empty one takes it away."""

    message = forms.CharField(max_length=300, required=False, strip=True)


class ActionForm(forms.Form):
    """What to do for everyone."""

    IN_SESSION = ("pause", "back", "message")
    ACTIONS = [
        ("group_prompt", _("Talk it over in groups")),
        ("visual", _("Visual aid for all")),
        ("easier", _("Easier example for all")),
        ("pause", _("Pause everyone")),
        ("back", _("Back to the step before")),
        ("message", _("A word to everyone")),
    ]
    action = forms.ChoiceField(choices=ACTIONS)
    message = forms.CharField(max_length=300, required=False, strip=True)
    suggestion = forms.IntegerField(required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a word to everyone without a word."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("action") == "message" and not cleaned.get("message"):
            raise forms.ValidationError(gettext("Please write what everyone is to read."))
        return cleaned


class TakeBackForm(forms.Form):
    """A kind of help that was shown to everyone."""

    kind = forms.ChoiceField(choices=[(kind.name, kind.label) for kind in KINDS.values()])


class DismissForm(forms.Form):
    """Why a suggestion did not fit."""

    reason = forms.CharField(max_length=200, strip=True)
