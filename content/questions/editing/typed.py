"""What stands in the fields of a form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from content.questions.editing.kinds import asked_parts
from content.questions.editing.parts import Asked, Field, Part, Rows

MOST_ROWS = 200
"""The most rows of one list that a form takes."""


@dataclass(frozen=True)
class Entry:
    """One row; its key is the place of the stored one that it was, or a letter and a number for a new one."""

    key: str
    values: "Typed"

    @property
    def place(self) -> int | None:
        """Return the place of the stored row, None for a new one."""
        return int(self.key) if self.key.isdecimal() else None


@dataclass(frozen=True)
class Chosen:
    """A question inside another; `lost` names what was filled in for the kind before and has no place."""

    kind: str
    values: "Typed"
    lost: tuple[str, ...] = ()


Value = str | bool | list[Entry] | Chosen
Typed = dict[str, Value]


def typed_of(parts: Iterable[Part], data: object) -> Typed:
    """Return what a form shows of stored data; of what is stored amiss, nothing."""
    stored = data if isinstance(data, Mapping) else {}
    # A question inside another without a name stands in the midst of its row.
    return {part.name: _shown(part, stored.get(part.name) if part.name else stored) for part in parts}


def empty(parts: Iterable[Part]) -> Typed:
    """Return an empty form; lists that need rows have them."""
    typed = typed_of(parts, {})
    for part in parts:
        if isinstance(part, Rows):
            typed[part.name] = [Entry(f"n{number}", empty(part.columns)) for number in range(part.least)]
        elif isinstance(part, Asked):
            typed[part.name] = Chosen(part.usual, empty(asked_parts(part, part.usual)))
    return typed


def as_mapping(rows: Rows, item: object) -> Mapping[str, object]:
    """Return a stored row as names and values; a bare text is its plain column."""
    if isinstance(item, Mapping):
        return item
    return {rows.plain: item} if rows.plain else {}


def _shown(part: Part, value: object) -> Value:
    if isinstance(part, Rows):
        items = value if isinstance(value, list) else []
        return [
            Entry(str(place), typed_of(part.columns, as_mapping(part, item)))
            for place, item in enumerate(items)
        ]
    if isinstance(part, Asked):
        kind = kind_stored(part, value)
        return Chosen(kind, typed_of(asked_parts(part, kind), value))
    if part.type == "flag":
        return value if isinstance(value, bool) else bool(part.default)
    is_shown = isinstance(value, str | int | float) and not isinstance(value, bool)
    return str(value) if is_shown else str(part.default or "")


def kind_stored(part: Asked, value: object) -> str:
    """Return the kind of a stored question inside another, the usual one where none is named."""
    kind = value.get("kind", part.usual) if isinstance(value, Mapping) else part.usual
    return kind if isinstance(kind, str) and kind in part.kinds else part.usual


def is_blank(parts: Iterable[Part], typed: Typed) -> bool:
    """Return whether nothing is filled in."""
    for part in parts:
        value = typed[part.name]
        if isinstance(part, Rows):
            assert isinstance(value, list)
            if not all(is_blank(part.columns, row.values) for row in value):
                return False
        elif isinstance(part, Asked):
            assert isinstance(value, Chosen)
            if value.kind != part.usual or not is_blank(asked_parts(part, value.kind), value.values):
                return False
        elif normal(part, value) != normal(part, _shown(part, None)):
            return False
    return True


def normal(field: Field, value: Value) -> Value:
    """Return a value as it is compared: browsers change line ends, and fields of one line have none."""
    if not isinstance(value, str):
        return value
    lines = "\n".join(value.splitlines())
    return (lines if field.type == "text" else lines.replace("\n", "")).strip()
