"""The texts of a course in forms: Markdown, and answers written as YAML for kinds that have no form."""

from collections.abc import Container, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from unfold.widgets import UnfoldAdminTextareaWidget

from content.coursefiles.faults import Fault, FaultList, Unreadable
from content.coursefiles.lined import Lined, read_yaml
from content.coursefiles.texts import TextChecker
from content.questions import InvalidSpec, misconceptions_in, parse_spec, spec_texts
from content.texts.rendering import LONGEST_TEXT


class MarkdownWidget(UnfoldAdminTextareaWidget):
    """A text area that the page gives a live preview."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 8, "data-markdown": "", **(attrs or {})})


class AnyPicture:
    """Stands in for a course's pictures while there is no course yet."""

    def __contains__(self, name: object) -> bool:
        return True


def check_text(text: str, *, pictures: Any) -> None:
    """Refuse bad formulas, pictures the course does not have and pictures without alternative text.

    Raises:
        ValidationError: with one message per fault, each with its line.
    """
    faults = _faults_of(text, pictures)
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


def check_misconceptions(part: Lined, known: Container[str] | None) -> None:
    """Note every misconception that the course does not have; None takes any."""
    for path, slug in misconceptions_in(part.data):
        if known is not None and slug not in known:
            text = gettext("the course has no misconception called %(slug)s; add it on the course's page")
            part.fault(text % {"slug": slug}, *path)


def read_spec(
    kind: str, text: str, *, pictures: Any, misconceptions: Container[str] | None = None
) -> dict[str, Any]:
    """Return a question's specification from YAML, its texts and misconceptions checked like any other.

    Raises:
        ValidationError: it is no YAML or does not describe a question of this kind; with the line.
    """
    if len(text) > LONGEST_TEXT:
        raise ValidationError(
            gettext("A question's answers have at most %(longest_text)s characters.")
            % {"longest_text": f"{LONGEST_TEXT:,}"}
        )
    faults = FaultList()
    try:
        part = read_yaml(text, file="", faults=faults)
        faults_before = list(faults.faults)
        if not faults_before:
            parse_spec(kind, part.data)
            checker = TextChecker(pictures, faults)
            for path, shown in spec_texts(part.data):
                checker.check(shown, file="", line=part.line(*path))
            check_misconceptions(part, misconceptions)
            if kind == "cloze":
                checker.check_gaps(part.data["text"], file="", line=part.line("text"))
            faults_before = list(faults.faults)
    except Unreadable:
        faults_before = list(faults.faults)
    except InvalidSpec as error:
        raise ValidationError(
            gettext("Line %(line)s: %(error)s.") % {"line": part.line(*error.path), "error": error}
        ) from None
    if faults_before:
        raise ValidationError(_by_line(faults_before))
    return part.data
