"""Parts of a specification, read from plain data.

Each raises `InvalidSpec` with the path of the part at fault.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from content import figures
from content.language import gettext, ngettext
from content.questions.numbers import read_number
from content.questions.specs import InvalidSpec

Data = Mapping[str, object]
Path = tuple[str | int, ...]


def refuse_unknown(data: Data, known: set[str], path: Path = ()) -> None:
    """Refuse a part that has fields of other names than those known."""
    for name in data:
        if name not in known:
            raise InvalidSpec(
                gettext("unknown field %(name)r; known are %(known)s")
                % {"name": name, "known": figures.in_a_row(sorted(known))},
                path=(*path, name),
            )


def mapping_at(item: object, path: Path) -> Data:
    """Return a part as names and values."""
    if not isinstance(item, Mapping):
        raise InvalidSpec(gettext("this must be names and values"), path=path)
    return item


def text_at(data: Data, name: str, *, path: Path = (), default: str | None = None) -> str:
    """Return a text; it may be missing or empty only with a `default`."""
    value = data.get(name, default)
    if value is None:
        raise InvalidSpec(gettext("%(name)s is missing") % {"name": name}, path=path)
    return as_text(value, path=(*path, name), may_be_empty=default is not None)


def as_text(value: object, *, path: Path, may_be_empty: bool = False) -> str:
    """Return a value as text without spaces around it."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InvalidSpec(gettext("%(name)s must be text") % {"name": path[-1]}, path=path)
    text = (value if isinstance(value, str) else str(value)).strip()
    if not text and not may_be_empty:
        raise InvalidSpec(gettext("%(name)s is empty") % {"name": path[-1]}, path=path)
    return text


def list_at(data: Data, name: str, *, least: int) -> Sequence[object]:
    """Return a list with so many entries at least."""
    value = data.get(name, [])
    if not isinstance(value, list | tuple):
        raise InvalidSpec(gettext("%(name)s must be a list") % {"name": name}, path=(name,))
    if len(value) < least:
        raise InvalidSpec(
            ngettext(
                "%(name)s needs at least %(least)s entry", "%(name)s needs at least %(least)s entries", least
            )
            % {"name": name, "least": least},
            path=(name,) if name in data else (),
        )
    return value


def texts_at(data: Data, name: str, *, least: int) -> list[str]:
    """Return a list of texts, none of them empty."""
    return [as_text(item, path=(name, index)) for index, item in enumerate(list_at(data, name, least=least))]


def number_at(data: Data, name: str, *, path: Path = (), default: Fraction | None = None) -> Fraction:
    """Return a number, exactly as it is written."""
    value = data.get(name)
    if value is None and default is not None:
        return default
    number = read_number(text_at(data, name, path=path))
    if number is None:
        raise InvalidSpec(
            gettext("%(name)s must be a number such as 12, 0.5 or 3/4") % {"name": name}, path=(*path, name)
        )
    return number


def flag_at(data: Data, name: str, *, path: Path = (), default: bool) -> bool:
    """Return whether a field says yes."""
    value = data.get(name, default)
    if not isinstance(value, bool):
        raise InvalidSpec(gettext("%(name)s is true or false") % {"name": name}, path=(*path, name))
    return value


def tolerance_at(data: Data, path: Path = ()) -> Fraction:
    """Return how far off an answer may be."""
    tolerance = number_at(data, "tolerance", path=path, default=Fraction(0))
    if tolerance < 0:
        raise InvalidSpec(gettext("tolerance must not be negative"), path=(*path, "tolerance"))
    return tolerance
