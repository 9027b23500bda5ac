"""The form of one question inside its step."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from content import figures
from content.admin.questions.course import CourseParts, parts_for
from content.admin.questions.fields import (
    AnswersField,
    Filled,
    PartsField,
    Read,
    VariablesField,
    check_hints,
    empty_answers,
    in_words,
    into_kind,
    read_filled,
    stored_answers,
)
from content.admin.questions.whole import check_versions, read_variables, stored_variables
from content.admin.texts import MarkdownWidget, check_text
from content.language import gettext
from content.models import Question, Step
from content.questions import parse_spec
from content.questions.editing import HINTS, typed_of
from content.questions.variables import Written


class QuestionForm(forms.ModelForm):
    """A question; which answers there are to fill in goes by its kind."""

    parent: Step

    answers = AnswersField(label=_("Answers"))
    variables = VariablesField(label="")
    hints = PartsField(label="")

    class Meta:  # noqa: D106
        model = Question
        fields = ("kind", "slug", "prompt", "answers", "variables", "hints", "skills", "position")
        widgets = {"prompt": MarkdownWidget({"rows": 3, "data-row-text": ""})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].widget.attrs["data-question-kind"] = ""
        self.stored_kind = self.instance.kind if self.instance.pk else ""
        stored = {"hints": list(self.instance.hints)}
        self.initial["hints"] = Filled("", HINTS, typed_of(HINTS, stored), stored)
        self.initial["variables"] = stored_variables(self.instance.variables)
        self.reads: dict[str, Read] = {}
        for name in ("answers", "hints"):
            self._widget(name).course_parts = self._course_parts
        if self.instance.pk:
            self.initial["answers"] = stored_answers(self.instance.kind, self.instance.spec)

    def clean_prompt(self) -> str:
        """Check formulas and pictures."""
        prompt = str(self.cleaned_data["prompt"])
        check_text(prompt, pictures=self._course_parts().pictures, varies=self._varies())
        return prompt

    def clean_variables(self) -> dict[str, Any]:
        """Check variables by themselves."""
        filled: Filled = self.cleaned_data["variables"]
        found, self.reads["variables"] = read_variables(filled, self.instance.variables, self._course_parts())
        self._refuse("variables", filled)
        return found

    def clean_answers(self) -> Filled:
        """Check the answers against the kind, and put them into the question."""
        kind = str(self.cleaned_data.get("kind", ""))
        filled: Filled = self.cleaned_data["answers"]
        if kind and kind != filled.kind:
            filled = self._of_other_kind(filled, kind)
        if kind:
            stored = self.instance.spec if kind == self.stored_kind else {}
            self.instance.spec = self._read("answers", filled, stored, lambda data: parse_spec(kind, data))
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
            raise ValidationError(message % {"lost": figures.in_a_row(lost)})
        return changed

    def clean_hints(self) -> list[Any]:
        """Check the hints' texts."""
        stored = {"hints": list(self.instance.hints)}
        found = self._read("hints", self.cleaned_data["hints"], stored, check_hints)
        return list(found.get("hints", []))

    def clean(self) -> dict[str, Any]:
        """Check versions of a question with variables, once its parts are sound by themselves."""
        values = super().clean() or {}
        if self.errors or not values.get("variables"):
            return values
        question = Written(
            values["kind"], values["prompt"], self.instance.spec, values["hints"], values["variables"]
        )
        problems = check_versions(question, self.reads, self._course_parts())
        if problems:
            self.add_error("prompt", problems)
        for name, read in self.reads.items():
            if read.faults:
                self._widget(name).faults = read.faults
                filled = values[name] if name == "answers" else self[name].data
                self.add_error(name, in_words(filled, read.faults))
        return values

    def _read(self, name: str, filled: Filled, stored: Any, check: Any) -> dict[str, Any]:
        own = None if self._varies() else check
        self.reads[name] = read_filled(filled, stored, check=own, course=self._course_parts())
        self._refuse(name, filled)
        return self.reads[name].data

    def _refuse(self, name: str, filled: Filled) -> None:
        faults = self.reads[name].faults
        if faults:
            self._widget(name).faults = faults
            raise ValidationError(in_words(filled, faults))

    def _varies(self) -> bool:
        """Return whether there are variables, so that only versions of the question can be checked."""
        # As sent: the prompt and the answers are cleaned before the variables.
        return not self["variables"].data.is_empty()

    def _widget(self, name: str) -> Any:
        return self.fields[name].widget

    def _course_parts(self) -> CourseParts:
        return parts_for(getattr(self, "parent", None))
