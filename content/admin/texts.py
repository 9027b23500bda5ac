"""Form fields for the texts of a course: Markdown, and questions written as YAML."""

import json
from collections.abc import Container, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from unfold.widgets import UnfoldAdminTextareaWidget

from content.coursefiles.faults import FaultList, Unreadable
from content.coursefiles.lined import Lined, read_yaml
from content.coursefiles.texts import TextChecker
from content.coursefiles.writing import dump_yaml
from content.questions import InvalidSpec, misconceptions_in, parse_spec, spec_texts
from content.texts.rendering import LONGEST_TEXT

SPEC_EXAMPLES = {
    "single": """\
choices:
  - text: One of four equal parts
    correct: true
    feedback: Yes, equal parts.
  - text: One of four parts
    feedback: The parts must be equal.
""",
    "multiple": """\
choices:
  - text: One of two
    correct: true
  - text: Two of four
    correct: true
  - text: One of three
    feedback: Three parts make thirds.
""",
    "number": """\
answer: 3/4
tolerance: 0
unit: cm
wrong:
  - value: 4/3
    feedback: Top and bottom are swapped.
""",
    "text": """\
accepted: [a quarter, one quarter]
ignore_case: true
""",
    "ordering": """\
items: [the least, the middle, the greatest]
""",
    "matching": """\
pairs:
  - left: a half
    right: 0.5
  - left: a quarter
    right: 0.25
""",
    "cloze": """\
text: Half of [[1]] is 6, and a [[2]] of it is 3.
gaps:
  - kind: number
    answer: 12
  - kind: single
    choices:
      - text: quarter
        correct: true
      - text: third
        feedback: A third of 12 is 4.
""",
}


class MarkdownWidget(UnfoldAdminTextareaWidget):
    """A text area that the page gives a live preview."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 8, "data-markdown": "", **(attrs or {})})


class YamlWidget(UnfoldAdminTextareaWidget):
    """A text area for a question's answers; the page fills in an example when the kind changes."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 8, "data-spec": "", "spellcheck": "false", **(attrs or {})})


class AnyPicture:
    """Stands in for a course's pictures while there is no course yet."""

    def __contains__(self, name: object) -> bool:
        return True


def check_text(text: str, *, pictures: Any) -> None:
    """Refuse bad formulas, pictures the course does not have and pictures without alternative text.

    Raises:
        ValidationError: with one message per fault, each with its line.
    """
    faults = FaultList()
    TextChecker(pictures, faults).check(text, file="", line=1)
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(":::"):
            faults.add(
                "",
                number,
                gettext("a line must not begin with ':::', which parts the blocks of a course file"),
            )
    if "\0" in text:
        faults.add("", 1, gettext("there is a character that is no text"))
    if faults.faults:
        raise ValidationError(
            [
                gettext("Line %(line)s: %(reason)s.") % {"line": fault.line, "reason": fault.reason}
                for fault in sorted(faults.faults)
            ]
        )


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
        raise ValidationError(
            [
                gettext("Line %(line)s: %(reason)s.") % {"line": fault.line, "reason": fault.reason}
                for fault in faults_before
            ]
        )
    return part.data


def write_spec(spec: Mapping[str, Any]) -> str:
    """Return a specification as YAML, as an author edits it."""
    return dump_yaml(spec) if spec else ""


class LinesField(forms.CharField):
    """A list of texts, one a line; a line that begins with two spaces goes on with the text before it."""

    def prepare_value(self, value: Any) -> Any:
        """Show a stored list as lines."""
        if not isinstance(value, list):
            return value
        return "\n".join(_as_line(entry) for entry in value)

    def to_python(self, value: Any) -> list[Any]:  # type: ignore[override]
        """Return the texts that are not empty."""
        texts: list[str] = []
        for line in (value or "").splitlines():
            if line.startswith("  ") and texts:
                texts[-1] += f"\n{line[2:]}"
            elif line.strip():
                texts.append(line)
        return [_from_line(text.strip()) for text in texts]


def _as_line(entry: Any) -> str:
    """Return an entry as its author edits it: one that is no text, such as a hint that asks, as JSON."""
    return entry.replace("\n", "\n  ") if isinstance(entry, str) else json.dumps(entry, ensure_ascii=False)


def _from_line(line: str) -> Any:
    if line.startswith('{"'):
        try:
            return json.loads(line)
        except ValueError:
            return line
    return line
