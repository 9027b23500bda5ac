"""What a teacher chooses for the links of an LMS."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.keys import MOST_DIGITS
from content.language import gettext
from tutor.models import User
from tutor.queries.lti.linkable import linkable_courses, linkable_lessons

PICK = re.compile(rf"(course|lesson)-([0-9]{{1,{MOST_DIGITS}}})")
MOST_PICKS = 100


class SearchForm(forms.Form):
    """Words of titles."""

    words = forms.CharField(max_length=100, required=False, strip=True)


class LinksForm(forms.Form):
    """Courses and lessons, as `course-3` and `lesson-7`, and whether the teacher leads the lessons."""

    led = forms.ChoiceField(choices=[("no", _("Alone")), ("yes", _("Together"))], required=False)

    def __init__(self, *args: Any, person: User, takes_several: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.takes_several = person, takes_several

    def clean(self) -> dict[str, Any]:
        """Return `courses` and `lessons`, the rows that were chosen, and `led`.

        Raises:
            ValidationError: nothing was chosen, too much, or what is not to be had any more.
        """
        cleaned: dict[str, Any] = super().clean() or {}
        picks = read_picks(self.data.getlist("pick"))  # type: ignore[attr-defined]
        number = len(picks["course"]) + len(picks["lesson"])
        if not number:
            raise forms.ValidationError(gettext("Choose at least one course or lesson, or cancel."))
        if number > MOST_PICKS:
            raise forms.ValidationError(gettext("That is a lot at once. Choose at most a hundred."))
        if number > 1 and not self.takes_several:
            raise forms.ValidationError(gettext("Your LMS takes one at a time. Choose one."))
        cleaned["courses"] = list(linkable_courses(self.person).filter(pk__in=picks["course"]))
        cleaned["lessons"] = list(
            linkable_lessons(self.person)
            .filter(pk__in=picks["lesson"])
            .order_by("course__title", "course_id", "position", "pk")
        )
        if len(cleaned["courses"]) + len(cleaned["lessons"]) != number:
            raise forms.ValidationError(
                gettext("Something that you chose is not open any more. Look at the list again.")
            )
        cleaned["led"] = cleaned.get("led") == "yes"
        return cleaned


def read_picks(sent: list[str]) -> dict[str, set[int]]:
    """Return the keys that were chosen, by `course` and `lesson`; what reads otherwise is none."""
    picks: dict[str, set[int]] = {"course": set(), "lesson": set()}
    for text in sent:
        if found := PICK.fullmatch(text):
            picks[found[1]].add(int(found[2]))
    return picks
