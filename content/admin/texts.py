"""The texts of a course in forms: Markdown with a preview, and what is wrong with it."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextareaWidget

from content.coursefiles.faults import Fault, FaultList
from content.coursefiles.texts import TextChecker
from content.language import gettext


class MarkdownWidget(UnfoldAdminTextareaWidget):
    """A text area that the page gives a live preview."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 8, "data-markdown": "", **(attrs or {})})


class TextWidget(MarkdownWidget):
    """The text area of a step's own text, with how to write below it."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the field and the help."""
        field: SafeString = super().render(name, value, attrs, renderer)
        return field + render_to_string("content/partials/how_to_write.html")


class AnyPicture:
    """Stands in for a course's pictures while there is no course yet."""

    def __contains__(self, name: object) -> bool:
        return True


def check_text(text: str, *, pictures: Any, varies: bool = False) -> None:
    """Refuse bad formulas, pictures the course does not have and pictures without alternative text.

    Args:
        text: Markdown.
        pictures: the names of those that it may show.
        varies: it has variables in it, and only its versions can be read.

    Raises:
        ValidationError: with one message per fault, each with its line.
    """
    faults = FaultList() if varies else _faults_of(text, pictures)
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(":::"):
            faults.add(
                "",
                number,
                gettext("a line must not begin with ':::', which parts the blocks of a course file"),
            )
    if faults.faults:
        raise ValidationError(_by_line(sorted(faults.faults)))


def text_problems(text: str, *, pictures: Any) -> list[str]:
    """Return what is wrong with a text inside a question; of one with several lines, with the line."""
    faults = sorted(_faults_of(text, pictures).faults)
    if "\n" in text:
        return _by_line(faults)
    return [f"{fault.reason[:1].upper()}{fault.reason[1:]}." for fault in faults]


def gap_problems(text: str) -> list[str]:
    """Return which gaps of a text stand where a page can put no field."""
    faults = FaultList()
    TextChecker((), faults).check_gaps(text, file="", line=1)
    return _by_line(faults.faults)


def _faults_of(text: str, pictures: Any) -> FaultList:
    faults = FaultList()
    TextChecker(pictures, faults).check(text, file="", line=1)
    if "\0" in text:
        faults.add("", 1, gettext("there is a character that is no text"))
    return faults


def _by_line(faults: Iterable[Fault]) -> list[str]:
    return [
        gettext("Line %(line)s: %(reason)s.") % {"line": fault.line, "reason": fault.reason}
        for fault in faults
    ]
