"""How a field of a rule is kept in a row, written in a file, typed into a form and said in a sentence.

A field of `content.policy.rules.WrittenRule` names one of these. Rows, files, forms and sentences walk the
fields and ask them, so that another field is another line there, and a migration. Pure: what is asked is
whatever has such names.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from content.keys import read_key
from content.language import gettext
from content.policy.kinds import KINDS
from content.policy.phrases import say_nothing

MOST_EFFECTS = len(KINDS)


class FilePart(Protocol):
    """A mapping of a file, which notes its own faults."""

    @property
    def data(self) -> Mapping[str, Any]:
        """What it says, as it stands there."""

    def text(self, name: str, default: str | None = None, *, most: int | None = None) -> str:
        """Return a field's text."""

    def number(self, name: str, default: float) -> float:
        """Return a field that is a number."""

    def fault(self, reason: str, *path: str | int) -> None:
        """Note a fault at a field."""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a field that is a list of texts."""

    def part(self, name: str) -> Any:
        """Return a field that is a mapping."""

    def refuse_unknown(self, *known: str) -> None:
        """Note every field that is not known."""


class Form(Protocol):
    """What a form sent."""

    def get(self, name: str, default: Any = None) -> Any:
        """Return the last value of a name."""

    def getlist(self, name: str) -> list[Any]:
        """Return every value of a name."""


class NotSent(ValueError):
    """A form's text is no value of the field; the message is for the author."""


@dataclass(frozen=True, kw_only=True)
class Codec:
    """One field. Subclasses say how its values look; `name` is the field's, `default` what it is unset.

    Attributes:
        label: what the form calls it; empty: its name.
        help_text: what the form says about it.
        file: its name in files.
        say: puts it into the sentence, given the whole rule and the sentence so far.
    """

    label: str = ""
    help_text: str = ""
    file: str = ""
    say: Callable[[Any, str], str] = say_nothing

    def columns(self, name: str) -> tuple[str, ...]:
        """Return the columns it is kept in."""
        return (name,)

    def from_row(self, row: Any, name: str) -> Any:
        """Return the value that a row has."""
        return getattr(row, name)

    def to_row(self, name: str, value: Any) -> dict[str, Any]:
        """Return the columns' values."""
        return {name: value}

    def from_file(self, part: FilePart, default: Any) -> Any:
        """Return the value that a file has; what is odd is noted there."""
        raise NotImplementedError

    def to_file(self, value: Any) -> Any:
        """Return what a file says; `None` where the file leaves it out."""
        return value

    def from_form(self, form: Form, name: str, default: Any) -> Any:
        """Return the value that a form sent.

        Raises:
            NotSent: what was sent is no value of this field.
        """
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Text(Codec):
    """Words of an author, `most` characters at most.

    Attributes:
        unnamed: what a form calls it that does not say.
    """

    most: int
    is_required: bool = False
    unnamed: str = ""

    def from_file(self, part: FilePart, default: Any) -> Any:  # noqa: D102
        return part.text(self.file, default=None if self.is_required else default, most=self.most)

    def to_file(self, value: Any) -> Any:  # noqa: D102
        return value if value or self.is_required else None

    def from_form(self, form: Form, name: str, default: Any) -> Any:  # noqa: D102
        return form.get(name) or self.unnamed


@dataclass(frozen=True, kw_only=True)
class Choice(Codec):
    """One word of several; `width` is its column's."""

    choices: tuple[tuple[str, str], ...]
    width: int

    @property
    def words(self) -> tuple[str, ...]:
        """The words there are."""
        return tuple(word for word, _ in self.choices)

    def from_file(self, part: FilePart, default: Any) -> Any:  # noqa: D102
        return part.text(self.file, default=default)

    def from_form(self, form: Form, name: str, default: Any) -> Any:  # noqa: D102
        return form.get(name, default)


@dataclass(frozen=True, kw_only=True)
class Number(Codec):
    """A number, for which the lab may try others.

    Attributes:
        tried_as: what the lab calls it; empty: it tries no others.
        is_optional: whether there may be none.
    """

    tried_as: str = ""
    is_optional: bool = False

    def from_file(self, part: FilePart, default: Any) -> Any:  # noqa: D102
        if not self.is_optional:
            return part.number(self.file, default)
        # A field that is there and empty is not the same as none.
        return part.number(self.file, -1.0) if self.file in part.data else None

    def to_file(self, value: Any) -> Any:  # noqa: D102
        return None if value is None else repr(float(value)).removesuffix(".0")

    def tried(self, number: float | None) -> float | None:
        """Return what a number typed in the lab becomes."""
        return number if self.is_optional else number or 0.0


@dataclass(frozen=True, kw_only=True)
class Seconds(Number):
    """A length of time."""

    def from_form(self, form: Form, name: str, default: Any) -> Any:  # noqa: D102
        text = str(form.get(name, "")).strip()
        if not text:
            return self.tried(None)
        try:
            return float(text)
        except ValueError:
            raise NotSent(gettext("%(name)s must be a number of seconds") % {"name": name}) from None


@dataclass(frozen=True, kw_only=True)
class Whole(Number):
    """A whole number, of either sign."""

    def from_file(self, part: FilePart, default: Any) -> Any:  # noqa: D102
        number = super().from_file(part, float(default or 0))
        if number is None:
            return None
        if number != int(number):
            part.fault(gettext("%(name)s must be a whole number") % {"name": self.file}, self.file)
        return int(number)

    def to_file(self, value: Any) -> Any:  # noqa: D102
        return None if value is None else str(value)

    def tried(self, number: float | None) -> Any:  # noqa: D102
        return None if number is None and self.is_optional else int(number or 0)

    def from_form(self, form: Form, name: str, default: Any) -> Any:  # noqa: D102
        text = str(form.get(name, "")).strip()
        if not text:
            return self.tried(None)
        size = read_key(text.removeprefix("-"))
        if size is None:
            raise NotSent(gettext("%(name)s must be a whole number") % {"name": name})
        return -size if text.startswith("-") else size


@dataclass(frozen=True, kw_only=True)
class Ladder(Codec):
    """Kinds of variant, in their order; in a form each has a field of its own."""

    form: str

    @property
    def form_names(self) -> tuple[str, ...]:
        """The names of the form's fields."""
        return tuple(f"{self.form}_{number}" for number in range(1, MOST_EFFECTS + 1))

    def from_row(self, row: Any, name: str) -> Any:  # noqa: D102
        return tuple(getattr(row, name))

    def to_row(self, name: str, value: Any) -> dict[str, Any]:  # noqa: D102
        return {name: list(value)}

    def from_file(self, part: FilePart, default: Any) -> Any:  # noqa: D102
        return part.texts(self.file)

    def to_file(self, value: Any) -> Any:  # noqa: D102
        return list(value)

    def from_form(self, form: Form, name: str, default: Any) -> Any:  # noqa: D102
        return tuple(value for key in self.form_names if (value := form.get(key)))


@dataclass(frozen=True, kw_only=True)
class NamedSets(Codec):
    """Several sets of names in one value, each a column: `make` builds it from sets in the order of `sets`.

    Attributes:
        labels: what the form calls each of the sets.
        allowed: for sets whose names are known, which there are; a form sends no others.
    """

    sets: tuple[str, ...]
    labels: tuple[str, ...]
    prefix: str
    make: Callable[..., Any]
    allowed: Mapping[str, frozenset[str]]

    def columns(self, name: str) -> tuple[str, ...]:  # noqa: D102
        return tuple(f"{self.prefix}_{one}" for one in self.sets)

    def from_row(self, row: Any, name: str) -> Any:  # noqa: D102
        return self.make(*(frozenset(getattr(row, column)) for column in self.columns(name)))

    def to_row(self, name: str, value: Any) -> dict[str, Any]:  # noqa: D102
        pairs = zip(self.columns(name), self.sets, strict=True)
        return {column: sorted(getattr(value, one)) for column, one in pairs}

    def from_file(self, part: FilePart, default: Any) -> Any:  # noqa: D102
        within = part.part(self.file)
        within.refuse_unknown(*self.sets)
        return self.make(*(frozenset(within.texts(one)) for one in self.sets))

    def to_file(self, value: Any) -> Any:  # noqa: D102
        return {one: sorted(names) for one in self.sets if (names := getattr(value, one))} or None

    def from_form(self, form: Form, name: str, default: Any) -> Any:  # noqa: D102
        sent = [frozenset(form.getlist(column)) for column in self.columns(name)]
        known = [self.allowed.get(one, names) for one, names in zip(self.sets, sent, strict=True)]
        return self.make(*(names & allowed for names, allowed in zip(sent, known, strict=True)))
