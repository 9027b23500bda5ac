"""The form of one question inside its step."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.admin.questions.course import CourseParts, parts_for
from content.admin.questions.fields import (
    AnswersField,
    Filled,
    PartsField,
    check_hints,
    empty_answers,
    in_words,
    into_kind,
    read_filled,
    stored_answers,
)
from content.admin.texts import MarkdownWidget, check_text
from content.models import Question, Step
from content.questions import parse_spec
from content.questions.editing import HINTS, typed_of


class QuestionForm(forms.ModelForm):
    """A question; which answers there are to fill in goes by its kind."""

    parent: Step

    answers = AnswersField(label=_("Answers"))
    hints = PartsField(label="")

    class Meta:  # noqa: D106
        model = Question
        fields = ("kind", "slug", "prompt", "answers", "hints", "skills", "position")
        widgets = {"prompt": MarkdownWidget({"rows": 3, "data-row-text": ""})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].widget.attrs["data-question-kind"] = ""
        self.stored_kind = self.instance.kind if self.instance.pk else ""
        stored = {"hints": list(self.instance.hints)}
        self.initial["hints"] = Filled("", HINTS, typed_of(HINTS, stored), stored)
        for name in ("answers", "hints"):
            self._widget(name).course_parts = self._course_parts
        if self.instance.pk:
            self.initial["answers"] = stored_answers(self.instance.kind, self.instance.spec)

    def clean_prompt(self) -> str:
        """Check formulas and pictures."""
        prompt = str(self.cleaned_data["prompt"])
        check_text(prompt, pictures=self._course_parts().pictures)
        return prompt

    def clean_answers(self) -> Filled:
        """Check the answers against the kind, and put them into the question."""
        kind = str(self.cleaned_data.get("kind", ""))
        filled: Filled = self.cleaned_data["answers"]
        if kind and kind != filled.kind:
            filled = self._of_other_kind(filled, kind)
        if kind:
            stored = self.instance.spec if kind == self.stored_kind else {}
            self.instance.spec = self._read(
                "answers", filled, stored, check=lambda data: parse_spec(kind, data)
            )
        return filled

    def _of_other_kind(self, filled: Filled, kind: str) -> Filled:
        """Return the answers as those of another kind; what has no place there goes once that was seen."""
        if not filled.kind:
            self._widget("answers").instead = empty_answers(kind)
            raise ValidationError(gettext("Fill in the answers."))
        changed, lost = into_kind(filled, kind)
        self._widget("answers").instead = changed
        if lost:
            message = gettext("For this kind there is no place for: %(lost)s. Save again to leave it out.")
            raise ValidationError(message % {"lost": ", ".join(lost)})
        return changed

    def clean_hints(self) -> list[Any]:
        """Check the hints' texts."""
        stored = {"hints": list(self.instance.hints)}
        found = self._read("hints", self.cleaned_data["hints"], stored, check=check_hints)
        return list(found.get("hints", []))

    def _read(self, name: str, filled: Filled, stored: Any, *, check: Any) -> dict[str, Any]:
        data, faults = read_filled(filled, stored, check=check, course=self._course_parts())
        if faults:
            self._widget(name).faults = faults
            raise ValidationError(in_words(filled, faults))
        return data

    def _widget(self, name: str) -> Any:
        return self.fields[name].widget

    def _course_parts(self) -> CourseParts:
        return parts_for(getattr(self, "parent", None))
