"""What a browser may send about group prompts and boards."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.keys import LARGEST_KEY
from content.language import gettext
from content.models import Lesson, Step
from tutor.domain.grouping import MOST
from tutor.domain.words import tidy_words
from tutor.forms.lessons import SubmissionForm
from tutor.models import GroupPlace, GroupPrompt, Sitting, TalkGroup

MOST_MINUTES = 60
WAYS = [
    ("random", _("By chance")),
    ("mixed", _("Mixed: some are far, some are not")),
    ("hand", _("By hand")),
]


class PromptForm(forms.Form):
    """What a class is to talk over, for how long, and who with whom."""

    words = forms.CharField(max_length=2000)
    step = forms.ModelChoiceField(Step.objects.none(), required=False)
    minutes = forms.IntegerField(min_value=1, max_value=MOST_MINUTES)
    way = forms.ChoiceField(choices=WAYS)
    suggestion = forms.IntegerField(required=False)

    def __init__(self, *args: Any, lesson: Lesson, present: Sequence[Sitting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["step"]
        field.queryset = lesson.steps.all()
        self.present = present
        for sitting in present:
            self.fields[self.name_of(sitting)] = forms.IntegerField(
                required=False, min_value=1, max_value=max(1, len(present))
            )

    @staticmethod
    def name_of(sitting: Sitting) -> str:
        """Return the name of the field that says in which group a student is."""
        return f"group-{sitting.pk}"

    def clean_words(self) -> str:
        """Return the words without what cannot be seen.

        Raises:
            ValidationError: nothing is left.
        """
        return _tidy(self.cleaned_data["words"])

    def groups_by_hand(self) -> list[list[int]]:
        """Return the sittings by the number they were given; who was given none is left to chance later."""
        groups: dict[int, list[int]] = {}
        for sitting in self.present:
            if number := self.cleaned_data.get(self.name_of(sitting)):
                groups.setdefault(number, []).append(sitting.pk)
        return [groups[number] for number in sorted(groups)]

    def clean(self) -> dict[str, Any]:
        """Refuse groups of more than a board has chairs for."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("way") == "hand" and any(len(group) > MOST for group in self.groups_by_hand()):
            raise forms.ValidationError(gettext("A group has at most %(most)s students.") % {"most": MOST})
        return cleaned


class TimeForm(forms.Form):
    """How many minutes more; none ends it."""

    minutes = forms.IntegerField(min_value=0, max_value=MOST_MINUTES)


class MoveForm(forms.Form):
    """Which student goes to which group; to none, a new one is made."""

    place = forms.ModelChoiceField(GroupPlace.objects.none())
    group = forms.ModelChoiceField(TalkGroup.objects.none(), required=False)

    def __init__(self, *args: Any, prompt: GroupPrompt, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["place"].queryset = prompt.places.select_related("group", "sitting")
        fields["group"].queryset = prompt.groups.all()


class PostForm(SubmissionForm):
    """What a student writes on a board, under the prompt that the page showed."""

    prompt = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)
    words = forms.CharField(max_length=400)

    def clean_words(self) -> str:
        """Return the words without what cannot be seen.

        Raises:
            ValidationError: nothing is left.
        """
        return _tidy(self.cleaned_data["words"])


def _tidy(text: str) -> str:
    words = tidy_words(text)
    if not words:
        raise forms.ValidationError(gettext("Write a few words first."))
    return words
