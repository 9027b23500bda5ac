"""Form fields that hold more than one input: the answers of a question, and its hints."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from content.admin.questions.course import CourseParts
from content.admin.questions.shown import Faults, Shower, place_in_words
from content.admin.texts import gap_problems
from content.coursefiles.lined import LONGEST_YAML
from content.language import gettext
from content.questions import InvalidSpec, parse_hints, spec_texts
from content.questions.editing import (
    FORMS,
    HINTS,
    VARIABLES,
    Part,
    Typed,
    Written,
    changed_kind,
    typed_from,
    typed_of,
    write,
)
from content.questions.editing.typed import empty, is_blank

LONGEST_ANSWERS = LONGEST_YAML // 2
"""The most letters of all answers of a question: with its hints it fits into a course file."""
_TEMPLATE = "content/questions/fields.html"


@dataclass(frozen=True)
class Filled:
    """What stands in the fields; `stored` is what they were opened with.

    Attributes:
        kind: the kind of question that the fields belong to; "" for fields of every kind.
    """

    kind: str
    parts: tuple[Part, ...]
    typed: Typed
    stored: Mapping[str, Any] = field(default_factory=dict)

    def is_empty(self) -> bool:
        """Return whether nothing is filled in."""
        return is_blank(self.parts, self.typed)


def stored_answers(kind: str, spec: Mapping[str, Any]) -> Filled:
    """Return the fields of a stored question."""
    parts = FORMS.get(kind, ())
    return Filled(kind, parts, typed_of(parts, spec), spec)


def empty_answers(kind: str) -> Filled:
    """Return the fields of a new question."""
    parts = FORMS.get(kind, ())
    return Filled(kind, parts, empty(parts))


def into_kind(filled: Filled, kind: str) -> tuple[Filled, list[str]]:
    """Return what was filled in as a question of another kind, and what has no place in it."""
    typed, lost = changed_kind(filled.typed, parts=filled.parts, into=FORMS[kind])
    return Filled(kind, FORMS[kind], typed), lost


class PartsWidget(forms.Widget):
    """Shows fields and rows, each with its own faults beside it."""

    parts: tuple[Part, ...] = HINTS
    use_fieldset = True
    fold: Any = ""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.faults: dict[str, list[str]] = {}
        self.instead: Filled | None = None
        self.course_parts: Callable[[], CourseParts] = CourseParts

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Filled:
        """Return what a browser sent."""
        return Filled("", self.parts, typed_from(self.parts, _all_of(data), name))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Return that nothing is known: a form without rows sends nothing."""
        return False

    def id_for_label(self, id_: str) -> str:
        """Return no id: a label of several fields belongs to none."""
        return ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:  # type: ignore[override]
        """Return the fields as HTML."""
        filled = self.instead or value or Filled("", self.parts, typed_of(self.parts, {}))
        return render_fields(filled, name, self.faults, self.course_parts(), fold=self.fold)


class VariablesWidget(PartsWidget):
    """Shows a question's variables, folded away where there are none."""

    parts = VARIABLES
    fold = _("Numbers that change")


class AnswersWidget(PartsWidget):
    """Shows the fields of the question's kind."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Filled:
        """Return what a browser sent, for the kind whose fields it showed."""
        kind = data.get(f"{name}-kind", "")
        parts = FORMS.get(kind, ())
        return Filled(kind, parts, typed_from(parts, _all_of(data), name))

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:  # type: ignore[override]
        """Return the fields as HTML."""
        filled = self.instead or value or Filled("", (), {})
        return render_fields(filled, name, self.faults, self.course_parts(), is_answers=True)


def render_fields(
    filled: Filled,
    name: str,
    faults: Faults,
    course: CourseParts,
    *,
    is_answers: bool = False,
    fold: Any = "",
) -> str:
    """Return fields as HTML, below a name; with `fold` they fold away below these words while empty."""
    whole = {f"{name}-{each}": messages for each, messages in faults.items()}
    context = {
        "name": name,
        "filled": filled,
        "is_answers": is_answers,
        "fold": fold,
        "is_open": bool(faults) or not filled.is_empty(),
        "parts": list(Shower(whole, course.misconceptions).show(filled.parts, filled.typed, name)),
        "errors": faults.get("", []),
    }
    return render_to_string(_TEMPLATE, context)


class PartsField(forms.Field):
    """A field of several inputs; the form checks them, which knows the kind and the course."""

    widget = PartsWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether storing it would change anything."""
        if not isinstance(initial, Filled):
            return not data.is_empty()
        is_other = initial.kind != data.kind
        return is_other or write(data.parts, data.typed, initial.stored).data != dict(initial.stored)


class VariablesField(PartsField):
    """The variables of a question."""

    widget = VariablesWidget


class AnswersField(PartsField):
    """The answers of a question."""

    widget = AnswersWidget


Check = Callable[[dict[str, Any]], object]


@dataclass(frozen=True)
class Read:
    """What was filled in, in the stored form, and what is wrong with it by the names of the fields."""

    written: Written
    faults: dict[str, list[str]]

    @property
    def data(self) -> dict[str, Any]:
        """Return the stored form."""
        return self.written.data

    def blame(self, path: tuple[str | int, ...], *messages: str) -> None:
        """Note what is wrong with the part that a path leads to, each message once."""
        known = self.faults.setdefault(self.written.place(path), [])
        known.extend(message for message in messages if message not in known)


def read_filled(
    filled: Filled, stored: Mapping[str, Any], *, check: Check | None, course: CourseParts
) -> Read:
    """Return what was filled in, checked field by field and then by `check`.

    `check` reads the whole as a question does, and raises `InvalidSpec`; None where only versions
    of it can be, with values in the place of variables.
    """
    read = Read(write(filled.parts, filled.typed, stored), {})
    for problem in read.written.problems:
        read.faults.setdefault(problem.name, []).append(problem.message)
    if not read.faults and check is not None:
        _check_whole(read, check)
    if not read.faults:
        _check_names(read, course)
        _check_length(read, stored)
    if not read.faults and check is not None:
        check_texts(read, spec_texts(read.data), course)
    return read


def sentence_of(error: InvalidSpec) -> str:
    """Return a complaint as a sentence."""
    reason = str(error)
    return f"{reason[:1].upper()}{reason[1:]}."


def _check_whole(read: Read, check: Check) -> None:
    try:
        check(read.data)
    except InvalidSpec as error:
        read.blame(error.path, sentence_of(error))


def check_texts(read: Read, texts: Iterable[tuple[tuple[str | int, ...], str]], course: CourseParts) -> None:
    """Note what is wrong with texts, by their paths."""
    for path, text in texts:
        problems = course.problems(text)
        if problems:
            read.blame(path, *problems)


def _check_names(read: Read, course: CourseParts) -> None:
    """Note gaps that stand where none can be, and misconceptions that the course does not have."""
    misplaced = gap_problems(str(read.data.get("text", ""))) if "gaps" in read.data else []
    if misplaced:
        read.blame(("text",), *misplaced)
    for path, message in course.unknown_misconceptions(read.data):
        read.blame(path, message)


def _check_length(read: Read, stored: Mapping[str, Any]) -> None:
    if read.data == stored:
        return
    if sum(len(text) for _path, text in spec_texts(read.data)) > LONGEST_ANSWERS:
        message = gettext("Together the texts have at most %(most)s characters.")
        read.blame((), message % {"most": LONGEST_ANSWERS})


def check_hints(data: Mapping[str, Any]) -> None:
    """Check hints below their name.

    Raises:
        InvalidSpec: one makes no sense.
    """
    try:
        parse_hints(data.get("hints", []))
    except InvalidSpec as error:
        raise InvalidSpec(str(error), path=("hints", *error.path)) from None


def in_words(filled: Filled, faults: Faults) -> list[str]:
    """Return every fault with its place, for the summary below the fields."""
    lines: list[str] = []
    for name, messages in faults.items():
        place = place_in_words(filled.parts, filled.typed, name)
        lines.extend(f"{place}: {message}" if place else message for message in messages)
    return lines


def _all_of(data: Any) -> Callable[[str], list[str]]:
    if hasattr(data, "getlist"):
        found: Callable[[str], list[str]] = data.getlist
        return found
    return lambda name: [data[name]] if name in data else []
