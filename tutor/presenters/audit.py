"""Entries of the audit log as a page and as a file show them."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from content import figures
from content.language import gettext
from tutor.domain.cells import MARK, csv_lines
from tutor.models import AuditEntry
from tutor.services.audit import trail

# So many entries of a file are read at once.
AT_ONCE = 1000
HEAD = ("at", "last_at", "count", "who", "role", "who_id", "action", "what", "address", "whose", "whose_id")
HEAD_REST = ("class", "class_id", "changes")


def present_entry(entry: AuditEntry) -> dict[str, Any]:
    """Return an entry in words."""
    return {
        "entry": entry,
        "who": trail.name_of(entry),
        "role": trail.role_of(entry),
        "did": trail.describe(entry),
        "whose": _whose(entry),
        "changes": _changes(entry),
    }


def _actor(entry: AuditEntry) -> str:
    return "" if entry.actor_id is None else trail.name_of(entry)


def _whose(entry: AuditEntry) -> str:
    if entry.whose_id is None:
        return ""
    if entry.whose is None:
        return gettext("somebody erased since (number %(number)s)") % {"number": str(entry.whose_id)}
    return entry.whose.display_name


def _changes(entry: AuditEntry) -> list[tuple[str, str, str]]:
    return [(name, _value(old), _value(new)) for name, (old, new) in (entry.changes or {}).items()]


def _value(value: object) -> str:
    if value is None or value == "":
        return gettext("nothing")
    return figures.in_a_row(map(str, value)) if isinstance(value, list) else str(value)


def write_entries(wanted: trail.Wanted) -> Iterator[bytes]:
    """Yield a CSV file in parts: UTF-8 with the mark that spreadsheets look for, no text run as a formula."""
    yield MARK + csv_lines([(*HEAD, *HEAD_REST)])
    found, before = trail.find_entries(wanted), None
    while entries := trail.page_of(found, before=before, size=AT_ONCE):
        yield csv_lines(_row(entry) for entry in entries)
        before = entries[-1].pk


def _row(entry: AuditEntry) -> tuple[object, ...]:
    told = present_entry(entry)
    changes = figures.side_by_side(f"{name}: {old} → {new}" for name, old, new in told["changes"])
    place = entry.classroom.name if entry.classroom else ""
    return (
        *(_time(entry.at), _time(entry.last_at), entry.count, _actor(entry), entry.actor_role),
        *(entry.actor_id, entry.action, told["did"], entry.what, told["whose"], entry.whose_id),
        *(place, entry.classroom_id, changes),
    )


def _time(at: Any) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")
