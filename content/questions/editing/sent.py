"""What a browser sent of a form."""

import re
from collections.abc import Callable, Iterable

from content.questions.editing.changing import changed_kind
from content.questions.editing.kinds import asked_parts
from content.questions.editing.parts import Asked, Part, Rows
from content.questions.editing.typed import Chosen, Entry, Typed

_KEY = re.compile(r"[a-z]?\d{1,9}")
Sent = Callable[[str], list[str]]


def typed_from(parts: Iterable[Part], sent: Sent, prefix: str) -> Typed:
    """Return what a browser sent: `sent` gives all values of a name, those of lists being keys of rows."""
    typed: Typed = {}
    for part in parts:
        name = f"{prefix}-{part.name}"
        if isinstance(part, Rows):
            keys = [key for key in dict.fromkeys(sent(name)) if _KEY.fullmatch(key)]
            typed[part.name] = [Entry(key, typed_from(part.columns, sent, f"{name}-{key}")) for key in keys]
        elif isinstance(part, Asked):
            typed[part.name] = _chosen(part, sent, name if part.name else prefix)
        elif part.type == "flag":
            typed[part.name] = bool(sent(name))
        else:
            typed[part.name] = (sent(name) or [""])[-1]
    return typed


def _chosen(part: Asked, sent: Sent, name: str) -> Chosen:
    """Return a question inside another; the fields that were sent may be those of the kind before."""
    kind, before = ((sent(f"{name}-{each}") or [part.usual])[-1] for each in ("kind", "fields"))
    kind = kind if kind in part.kinds else ""
    parts = asked_parts(part, before)
    typed = typed_from(parts, sent, name)
    if kind == before:
        return Chosen(kind, typed)
    changed, lost = changed_kind(typed, parts=parts, into=asked_parts(part, kind))
    return Chosen(kind, changed, tuple(lost))
