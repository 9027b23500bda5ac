"""A question's form as its templates show it: cells, and rows of cells."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.forms.utils import flatatt

from content.language import gettext
from content.models import Question
from content.questions.editing import Asked, Chosen, Entry, Field, Part, Rows, Typed, asked_parts, typed_of

Faults = Mapping[str, list[str]]


@dataclass(frozen=True)
class Cell:
    """A field with what stands in it; `name` is that of its input."""

    part: Field
    name: str
    value: str | bool
    errors: list[str]
    misconceptions: Mapping[str, str]

    @property
    def id(self) -> str:
        """Return the input's id."""
        return f"id_{self.name}"

    @property
    def options(self) -> list[tuple[str, str]]:
        """Return what can be chosen; a misconception that is not the course's as long as it is named."""
        if self.part.type == "option":
            return [(value, gettext(label)) for value, label in self.part.options]
        known = {"": gettext("None"), **self.misconceptions}
        return list({**known, **({} if self.value in known else {str(self.value): str(self.value)})}.items())

    @property
    def attributes(self) -> str:
        """Return what screen readers are to know of the input, as attributes."""
        notes = {f"{self.id}-error": self.errors, f"{self.id}-help": self.part.help_text}
        described = " ".join(note for note, is_there in notes.items() if is_there)
        known = {"aria-required": self.part.required, "aria-invalid": bool(self.errors)}
        attributes = {name: "true" for name, is_true in known.items() if is_true}
        return flatatt({**attributes, "aria-describedby": described} if described else attributes)


@dataclass(frozen=True)
class ShownRow:
    """One row; its number counts from 1."""

    key: str
    number: int | str
    cells: "list[Shown]"
    errors: list[str]


@dataclass(frozen=True)
class ShownRows:
    """A list of rows, and an empty one for the page to copy."""

    part: Rows
    name: str
    rows: list[ShownRow]
    errors: list[str]
    blank: ShownRow
    is_rows: bool = field(default=True, init=False)


@dataclass(frozen=True)
class ShownQuestion:
    """A question inside another: which kind it is, and the fields of that kind."""

    part: Asked
    name: str
    chosen: Chosen
    cells: "list[Shown]"
    errors: list[str]
    is_question: bool = field(default=True, init=False)

    @property
    def options(self) -> list[tuple[str, str]]:
        """Return the kinds to choose from."""
        labels = {str(value): str(label) for value, label in Question.Kind.choices}
        none = [] if self.part.usual else [("", gettext("No question"))]
        return [*none, *((kind, labels[kind]) for kind in self.part.kinds if kind in labels)]


Shown = Cell | ShownRows | ShownQuestion


@dataclass(frozen=True)
class Shower:
    """Turns what stands in a form into what its templates show.

    Attributes:
        faults: messages by the whole names of fields.
        misconceptions: the course's, titles by slug.
    """

    faults: Faults
    misconceptions: Mapping[str, str]

    def show(self, parts: Iterable[Part], typed: Typed, prefix: str, *, depth: int = 1) -> Iterator[Shown]:
        """Yield every part, its names below a prefix; `depth` counts the lists around it."""
        for part in parts:
            value = typed[part.name]
            name = f"{prefix}-{part.name}"
            if isinstance(part, Asked):
                assert isinstance(value, Chosen)
                yield self._question(part, value, name if part.name else prefix, depth=depth)
            elif isinstance(part, Field):
                assert isinstance(value, str | bool)
                yield Cell(part, name, value, self.faults.get(name, []), self.misconceptions)
            else:
                assert isinstance(value, list)
                yield self._rows(part, value, name, depth=depth)

    def _question(self, part: Asked, chosen: Chosen, name: str, *, depth: int) -> ShownQuestion:
        cells = list(self.show(asked_parts(part, chosen.kind), chosen.values, name, depth=depth))
        return ShownQuestion(part, name, chosen, cells, self.faults.get(f"{name}-kind", []))

    def _rows(self, part: Rows, entries: list[Entry], name: str, *, depth: int) -> ShownRows:
        # By its depth: the page copies it with a fresh key, and leaves the empty rows of lists inside alone.
        blank = Entry(f"__row{depth}__", typed_of(part.columns, {}))
        rows = [self._row(part, entry, number, name, depth=depth) for number, entry in enumerate(entries, 1)]
        shown = self._row(part, blank, "", name, depth=depth)
        return ShownRows(part, name, rows, self.faults.get(name, []), shown)

    def _row(self, part: Rows, entry: Entry, number: int | str, name: str, *, depth: int) -> ShownRow:
        called = f"{name}-{entry.key}"
        cells = list(self.show(part.columns, entry.values, called, depth=depth + 1))
        return ShownRow(entry.key, number, cells, self.faults.get(called, []))


def place_in_words(parts: Iterable[Part], typed: Typed, name: str) -> str:
    """Return a field's place as people call it: `choices-1-text` is "Choice 2, Text"."""
    for part in parts:
        if name == part.name:
            return str(part.label)
        value = typed[part.name]
        place = ""
        if isinstance(part, Asked) and isinstance(value, Chosen):
            place = _place_in_question(part, value, name)
        elif isinstance(part, Rows) and isinstance(value, list):
            place = _place_in_rows(part, value, name)
        if place:
            return place
    return ""


def _place_in_question(part: Asked, value: Chosen, name: str) -> str:
    if part.name and not name.startswith(f"{part.name}-"):
        return ""
    inside = name.removeprefix(f"{part.name}-") if part.name else name
    if inside == "kind":
        return str(part.label)
    return place_in_words(asked_parts(part, value.kind), value.values, inside)


def _place_in_rows(part: Rows, value: list[Entry], name: str) -> str:
    for number, row in enumerate(value, 1):
        called = f"{part.name}-{row.key}"
        if name == called:
            return f"{part.row} {number}"
        if name.startswith(f"{called}-"):
            inside = place_in_words(part.columns, row.values, name.removeprefix(f"{called}-"))
            return f"{part.row} {number}, {inside}" if inside and _is_wide(part) else f"{part.row} {number}"
    return ""


def _is_wide(part: Rows) -> bool:
    """Return whether a row has more than one field, so that its name does not say which."""
    return len(part.columns) > 1 or isinstance(part.columns[0], Asked)
