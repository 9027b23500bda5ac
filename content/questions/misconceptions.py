"""What a wrong answer shows that a student believes: a name that a course shares across its questions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from content.language import gettext
from content.questions.specs import InvalidSpec

FIELD = "misconception"
_SLUG = re.compile(r"[a-z0-9-]{0,80}")
# What the entries of the kinds call the answer itself.
_ANSWERS = ("name", "text", "value", "answer", "expression", "label", "title")
T = TypeVar("T")


def read_misconception(entry: Mapping[str, object], path: tuple[str | int, ...]) -> str:
    """Return the slug that an entry of a specification names, or "".

    Raises:
        InvalidSpec: what stands there is no slug.
    """
    value = entry.get(FIELD, "")
    if not isinstance(value, str) or not _SLUG.fullmatch(value):
        raise InvalidSpec(
            gettext("%(name)s may only have lower-case letters, digits and hyphens: %(value)r")
            % {"name": FIELD, "value": value},
            path=(*path, FIELD),
        )
    return value


def named(*entries: Any) -> tuple[str, ...]:
    """Return the misconceptions that entries of a specification name, each once."""
    return tuple(dict.fromkeys(entry.misconception for entry in entries if entry.misconception))


def misconceptions_in(data: object) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every misconception that plain data of a question names, with the path that leads to it."""
    stack: list[tuple[tuple[str | int, ...], object]] = [((), data)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, Mapping):
            stack.extend(((*path, str(name)), item) for name, item in value.items())
        elif isinstance(value, list):
            stack.extend(((*path, index), item) for index, item in enumerate(value))
        elif path and path[-1] == FIELD and isinstance(value, str) and value:
            yield path, value


def answers_showing(data: object, misconception: str) -> tuple[str, ...]:
    """Return the answers that show a misconception, as plain data of a question has them."""
    found = []
    for path, slug in misconceptions_in(data):
        entry: Any = data
        for name in path[:-1]:
            entry = entry[name]
        answer = next((entry[name] for name in _ANSWERS if entry.get(name) not in (None, "")), "")
        if slug == misconception and isinstance(answer, str | int | float) and answer != "":
            found.append(str(answer))
    # The walk comes to what stands last first.
    return tuple(reversed(found))


def with_shared_feedback(spec: T, feedback: Mapping[str, str]) -> T:
    """Return a specification whose entries without words of their own say what their misconception says.

    Args:
        spec: a specification, or any part of one.
        feedback: Markdown by the misconception's slug.
    """
    filled: Any = spec
    if isinstance(spec, tuple):
        filled = tuple(with_shared_feedback(item, feedback) for item in spec)
    elif is_dataclass(spec) and not isinstance(spec, type):
        values = {one.name: getattr(spec, one.name) for one in fields(spec)}
        values = {name: with_shared_feedback(value, feedback) for name, value in values.items()}
        if values.get(FIELD) and not values.get("feedback"):
            values["feedback"] = feedback.get(values[FIELD], "")
        filled = replace(filled, **values)
    return filled  # type: ignore[no-any-return]
