"""What was filled in, brought back into the stored form.

What an author left alone stays as it is stored, to the letter: how a number is written, a name that no form
knows, a feedback that is there and empty. So opening a question and saving it changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from content import figures
from content.language import gettext, ngettext
from content.questions.editing.kinds import asked_parts
from content.questions.editing.parts import Asked, Field, Part, Rows
from content.questions.editing.typed import (
    MOST_ROWS,
    Chosen,
    Entry,
    Typed,
    Value,
    as_mapping,
    is_blank,
    kind_stored,
    normal,
    typed_of,
)
from content.questions.numbers import read_number

Path = tuple[str | int, ...]
_ABSENT: Final = object()


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field, by its name in the form (without the form's prefix)."""

    name: str
    message: str


@dataclass
class Written:
    """Data in the stored form, and where each part of it stands in the form.

    Attributes:
        places: from a path into `data` to a field's name.
        problems: what can be said field by field; whether the whole makes sense is not seen here.
    """

    data: dict[str, Any] = field(default_factory=dict)
    places: dict[Path, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Path) -> str:
        """Return the name of the field that a path leads to, or of the nearest around it; "" for none."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return ""


def write(parts: Iterable[Part], typed: Typed, before: object) -> Written:
    """Return what a form holds as stored data; `before` is what was stored when it was opened."""
    written = Written()
    stored = before if isinstance(before, Mapping) else {}
    written.data = _Writer(written).fill(parts, typed, stored, (), "")
    return written


class _Writer:
    def __init__(self, written: Written) -> None:
        self.written = written

    def fill(
        self, parts: Iterable[Part], typed: Typed, before: Mapping[str, object], path: Path, name: str
    ) -> dict[str, Any]:
        data = dict(before)
        for part in parts:
            if isinstance(part, Asked):
                data = self._asked(part, typed[part.name], data, path, name)
                continue
            here = (*path, part.name)
            called = f"{name}-{part.name}" if name else part.name
            self.written.places[here] = called
            value = typed[part.name]
            had = before.get(part.name, _ABSENT)
            if isinstance(part, Rows):
                assert isinstance(value, list)
                now = self._rows(part, value, had, here, called)
            else:
                now = self._scalar(part, value, had, called)
            if now is _ABSENT:
                data.pop(part.name, None)
            else:
                data[part.name] = now
        return data

    def _asked(
        self, part: Asked, value: Value, data: dict[str, Any], path: Path, name: str
    ) -> dict[str, Any]:
        """Return data with a question inside it, below its name or in its midst."""
        assert isinstance(value, Chosen)
        here, called = ((*path, part.name), f"{name}-{part.name}") if part.name else (path, name)
        self.written.places[here] = self.written.places[(*here, "kind")] = f"{called}-kind"
        if value.lost:
            message = gettext("For this kind there is no place for: %(lost)s. Save again to leave it out.")
            self.written.problems.append(
                Problem(f"{called}-kind", message % {"lost": figures.in_a_row(value.lost)})
            )
        had = data.get(part.name, _ABSENT) if part.name else data
        filled = self._question(part, value, had if isinstance(had, Mapping) else {}, here, called)
        if not part.name:
            return filled
        if had is not _ABSENT and (filled == had or (not value.kind and not isinstance(had, Mapping))):
            return data
        rest = {each: item for each, item in data.items() if each != part.name}
        return {**rest, part.name: filled} if value.kind else rest

    def _question(
        self, part: Asked, value: Chosen, before: Mapping[str, object], path: Path, name: str
    ) -> dict[str, Any]:
        was = kind_stored(part, before)
        kept = dict(before)
        if was != value.kind:
            gone = {"kind", *(each.name for each in asked_parts(part, was) if each not in part.leading)}
            kept = {each: item for each, item in before.items() if each not in gone}
            if value.kind != part.usual:
                kept = {"kind": value.kind, **kept}
        return self.fill(asked_parts(part, value.kind), value.values, kept, path, name)

    def _scalar(self, part: Field, value: Value, had: object, name: str) -> object:
        problem = _problem(part, value)
        if problem:
            self.written.problems.append(Problem(name, problem))
        shown = typed_of([part], {} if had is _ABSENT else {part.name: had})[part.name]
        if normal(part, value) == normal(part, shown):
            return had
        value = normal(part, value)
        return _ABSENT if value == (part.default or (False if part.type == "flag" else "")) else value

    def _rows(self, part: Rows, rows: list[Entry], had: object, path: Path, name: str) -> object:
        if len(rows) > MOST_ROWS:
            message = ngettext("At most %(most)s entry.", "At most %(most)s entries.", MOST_ROWS)
            self.written.problems.append(Problem(name, message % {"most": MOST_ROWS}))
        stored = had if isinstance(had, list) else []
        items: list[object] = []
        for row in rows:
            place = row.place
            before = stored[place] if place is not None and place < len(stored) else _ABSENT
            if _is_dropped(part, row, before):
                continue
            items.append(self._row(part, row, before, (*path, len(items)), f"{name}-{row.key}"))
        if items == stored and (items or isinstance(had, list) or not part.least):
            return had
        return items if items or part.least else _ABSENT

    def _row(self, part: Rows, row: Entry, before: object, path: Path, name: str) -> object:
        self.written.places[path] = f"{name}-{part.plain}" if part.plain else name
        stored = {} if before is _ABSENT else as_mapping(part, before)
        data = self.fill(part.columns, row.values, stored, path, name)
        if before is not _ABSENT and data == stored:
            return before
        if part.plain and set(data) <= {part.plain}:
            return data.get(part.plain, "")
        return data


def _problem(part: Field, value: Value) -> str:
    """Return what is wrong with what stands in one field, "" for nothing."""
    if part.type == "flag" or not isinstance(value, str):
        return ""
    if not value.strip():
        return gettext("Fill this in.") if part.required else ""
    # With a variable in it, it becomes a number only when values are put in.
    if part.type == "number" and "{{" not in value and read_number(value.strip()) is None:
        return gettext("Write a number such as 12, 0.5 or 3/4.")
    if part.type == "option" and value not in dict(part.options):
        return gettext("Choose one of those offered.")
    return ""


def _is_dropped(part: Rows, row: Entry, before: object) -> bool:
    """Return whether a row counts as removed: nothing stands in it, and it was not stored like that."""
    if not is_blank(part.columns, row.values):
        return False
    return before is _ABSENT or not is_blank(part.columns, typed_of(part.columns, as_mapping(part, before)))
