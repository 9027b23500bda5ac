"""Writes many parts of a course at once: a number of queries that grows with models, not with parts.

On SQLite nobody else writes as long as a transaction lasts, so a course of a thousand steps must not take a
query for each.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

# A name that no author can give.
UNNAMED = Concat(Value("~"), Cast("pk", CharField()))
_AT_ONCE = 200


@dataclass(frozen=True)
class Entry:
    """A part as it is to be: its parent, its name there, and its other values.

    Attributes:
        row: the key of the row that it becomes, whatever that was called and wherever it stood before.
    """

    parent: Any
    name: str
    values: Mapping[str, Any]
    row: int | None = None


class Level:
    """The parts of one model within a course: those that are there, archived ones included."""

    def __init__(self, model: Any, *, parent: str, within: Mapping[str, Any], name: str = "slug") -> None:
        self._model, self._parent, self._name = model, parent, name
        self._rows: dict[int, Any] = {row.pk: row for row in model.all_objects.filter(**within)}
        self._by_name = {self._key(row): row for row in self._rows.values()}

    def _key(self, row: Any) -> tuple[int | None, str]:
        return getattr(row, f"{self._parent}_id"), getattr(row, self._name)

    def put(self, entries: Sequence[Entry], *, parents: Iterable[Any]) -> list[Any]:
        """Create or overwrite parts, bring archived ones back, and archive the other parts of `parents`.

        What is as it was is not written: a row that is locked keeps students' answers to it waiting.
        """
        self._take_names(entries)
        parts = [self._part(entry) for entry in entries]
        fresh = [part for part in parts if part.pk is None]
        changed: dict[tuple[str, ...], list[Any]] = {}
        for part, entry in zip(parts, entries, strict=True):
            names = tuple(self._set(part, entry))
            if part.pk is not None and names:
                changed.setdefault(names, []).append(part)
        self._archive_others(parts, parents)
        for fields, alike in changed.items():
            self._model.all_objects.bulk_update(alike, fields, batch_size=_AT_ONCE)
        self._model.all_objects.bulk_create(fresh, batch_size=_AT_ONCE)
        return parts

    def _part(self, entry: Entry) -> Any:
        if entry.row is not None:
            return self._rows[entry.row]
        return self._by_name.get(_place(entry)) or self._model()

    def _take_names(self, entries: Iterable[Entry]) -> None:
        """Take their names from rows whose name another row gets: they are no part of the course any more."""
        losing = []
        for entry in entries:
            holder = self._by_name.get(_place(entry))
            if entry.row is not None and holder is not None and holder.pk != entry.row:
                losing.append(holder.pk)
        if losing:
            self._model.all_objects.filter(pk__in=losing).update(slug=UNNAMED)

    def _set(self, part: Any, entry: Entry) -> list[str]:
        """Give a part its values, and return the names of those that are new."""
        wanted = {self._parent: entry.parent, self._name: entry.name, **entry.values, "archived_at": None}
        changed = [name for name, value in wanted.items() if _differs(part, name, value)]
        for name in changed:
            setattr(part, name, wanted[name])
        # Also where it is the same: whoever asks a part for its parent later takes no query.
        setattr(part, self._parent, entry.parent)
        return changed

    def _archive_others(self, kept: Iterable[Any], parents: Iterable[Any]) -> None:
        keys = {part.pk for part in kept}
        inside = {parent.pk for parent in parents}
        others = [
            row.pk
            for row in self._rows.values()
            if row.archived_at is None and row.pk not in keys and getattr(row, f"{self._parent}_id") in inside
        ]
        if others:
            self._model.all_objects.filter(pk__in=others).update(archived_at=timezone.now())


def _place(entry: Entry) -> tuple[int | None, str]:
    return (None if entry.parent is None else entry.parent.pk), entry.name


def _differs(part: Any, name: str, value: Any) -> bool:
    if isinstance(value, models.Model):
        return bool(getattr(part, f"{name}_id") != value.pk)
    return bool(getattr(part, name) != value)


def set_related(
    model: Any, field: str, wanted: Mapping[int, Iterable[models.Model]], *, within: Mapping[str, Any]
) -> None:
    """Give parts, by their keys, exactly these related rows, archived ones aside.

    `within` finds the parts.
    """
    many = model._meta.get_field(field)
    through, own, other = many.remote_field.through, many.m2m_field_name(), many.m2m_reverse_field_name()
    inside = {f"{own}__{name}": value for name, value in within.items()}
    links = through.objects.filter(**inside, **{f"{other}__archived_at": None})
    present = {(key, related): pk for key, related, pk in links.values_list(own, other, "pk")}
    pairs = {(key, one.pk) for key, related in wanted.items() for one in related}
    gone = [pk for pair, pk in present.items() if pair[0] in wanted and pair not in pairs]
    if gone:
        through.objects.filter(pk__in=gone).delete()
    fresh = sorted(pairs - present.keys())
    through.objects.bulk_create(
        (through(**{f"{own}_id": key, f"{other}_id": related}) for key, related in fresh),
        batch_size=_AT_ONCE,
    )
