"""A question that becomes one of another kind: what both have stays, and the rest is named."""

from collections.abc import Iterable, Iterator, Mapping

from content.language import gettext
from content.questions.editing.parts import Asked, Field, Part, Rows
from content.questions.editing.typed import Entry, Typed, Value, empty, is_blank


def changed_kind(typed: Typed, *, parts: Iterable[Part], into: Iterable[Part]) -> tuple[Typed, list[str]]:
    """Return what was filled in below the fields of another kind, and the labels of what has no place there.

    Rows that are taken over count as new ones: what is stored of the other kind does not go with them.
    """
    target = {part.name: part for part in into}
    result = empty(target.values())
    lost: list[str] = []
    for part in parts:
        value = typed[part.name]
        if not is_blank([part], {part.name: value}):
            taken, missing = _taken(part, value, target)
            lost.extend(missing)
            if taken is not None:
                result[part.name] = taken
    return result, list(dict.fromkeys(lost))


def _taken(part: Part, value: Value, target: Mapping[str, Part]) -> tuple[Value | None, list[str]]:
    other = target.get(part.name)
    if isinstance(part, Field) and isinstance(other, Field) and _are_alike(part, other):
        return value, []
    if isinstance(part, Asked) and part == other:
        return value, []
    if isinstance(part, Rows) and isinstance(other, Rows) and isinstance(value, list):
        rows, lost = _taken_rows(part, value, other)
        if rows:
            return rows, lost
    return None, [str(part.label)]


def _taken_rows(part: Rows, value: list[Entry], other: Rows) -> tuple[list[Entry], list[str]]:
    rows: list[Entry] = []
    lost: list[str] = []
    for number, row in enumerate(value):
        values, missing = changed_kind(row.values, parts=part.columns, into=other.columns)
        lost.extend(_of_rows(part, missing))
        if not is_blank(other.columns, values):
            rows.append(Entry(f"c{number}", values))
    return rows, lost


def _of_rows(part: Rows, labels: Iterable[str]) -> Iterator[str]:
    for label in labels:
        yield gettext("%(rows)s: %(column)s") % {"rows": part.label, "column": label}


def _are_alike(one: Field, other: Field) -> bool:
    """Return whether what one field holds can stand in the other."""
    return (one.type == "flag") == (other.type == "flag") and (one.type == "option") == (
        other.type == "option"
    )
