"""What stands in the fields of a form: of what is stored, or as a browser sent it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from content.questions.editing.parts import Field, Part, Rows

MOST_ROWS = 200
"""The most rows of one list that a form takes."""
_KEY = re.compile(r"[a-z]?\d{1,9}")
Value = str | bool | list["Entry"]
Typed = dict[str, Value]
Sent = Callable[[str], list[str]]


@dataclass(frozen=True)
class Entry:
    """One row; its key is the place of the stored one that it was, or a letter and a number for a new one."""

    key: str
    values: Typed

    @property
    def place(self) -> int | None:
        """Return the place of the stored row, None for a new one."""
        return int(self.key) if self.key.isdigit() else None


def typed_of(parts: Iterable[Part], data: object) -> Typed:
    """Return what a form shows of stored data; of what is stored amiss, nothing."""
    stored = data if isinstance(data, Mapping) else {}
    return {part.name: _shown(part, stored.get(part.name)) for part in parts}


def empty(parts: Iterable[Part]) -> Typed:
    """Return an empty form; lists that need rows have them."""
    typed = typed_of(parts, {})
    for part in parts:
        if isinstance(part, Rows):
            typed[part.name] = [Entry(f"n{number}", empty(part.columns)) for number in range(part.least)]
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
    if part.type == "flag":
        return value if isinstance(value, bool) else bool(part.default)
    is_shown = isinstance(value, str | int | float) and not isinstance(value, bool)
    return str(value) if is_shown else str(part.default or "")


def typed_from(parts: Iterable[Part], sent: Sent, prefix: str) -> Typed:
    """Return what a browser sent: `sent` gives all values of a name, those of lists being keys of rows."""
    typed: Typed = {}
    for part in parts:
        name = f"{prefix}-{part.name}"
        if isinstance(part, Rows):
            keys = [key for key in dict.fromkeys(sent(name)) if _KEY.fullmatch(key)]
            typed[part.name] = [Entry(key, typed_from(part.columns, sent, f"{name}-{key}")) for key in keys]
        elif part.type == "flag":
            typed[part.name] = bool(sent(name))
        else:
            typed[part.name] = (sent(name) or [""])[-1]
    return typed


def is_blank(parts: Iterable[Part], typed: Typed) -> bool:
    """Return whether nothing is filled in."""
    for part in parts:
        value = typed[part.name]
        if isinstance(part, Rows):
            assert isinstance(value, list)
            if not all(is_blank(part.columns, row.values) for row in value):
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
