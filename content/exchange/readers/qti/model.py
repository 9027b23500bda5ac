"""What items of every version of QTI come to: interactions, what is declared right, and who marks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

Spec = dict[str, Any]
Answers = Mapping[str, Sequence[str]]
"""By response: what is answered, as identifiers, words or pairs such as "A B"."""
Interval = tuple[Decimal, Decimal]
UNFIT = "unfit"
"""The kind of an interaction that cannot be asked here; its prompt says why."""


@dataclass(frozen=True)
class Option:
    """One thing to choose, order or match; `text` is Markdown."""

    identifier: str
    text: str
    is_fixed: bool = False


@dataclass(frozen=True)
class Place:
    """A place on a picture; `coords` are in per cent of it, as our questions have them."""

    identifier: str
    shape: str
    coords: str


@dataclass(frozen=True)
class Declared:
    """What an item declares of a response."""

    identifier: str
    cardinality: str = "single"
    base_type: str = "identifier"
    correct: tuple[str, ...] = ()
    mapping: tuple[tuple[str, float], ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether a number is to be typed."""
        return self.base_type in ("integer", "float")

    def best(self) -> tuple[str, ...]:
        """Return the right answer as it is declared, or as the mapping of points has it."""
        if self.correct:
            return self.correct
        gain = [key for key, points in self.mapping if points > 0]
        if self.cardinality == "single":
            most = max((points for _, points in self.mapping), default=0.0)
            return tuple(key for key, points in self.mapping if points == most and points > 0)[:1]
        return tuple(gain)


@dataclass(frozen=True)
class Interaction:
    """One thing to answer.

    Attributes:
        kind: choice, text, order, match (`options` to `targets`), associate (within `options`), gap (one
            place of a response that fills several: it names that response and the place), labels (`targets`
            on places) or `UNFIT`.
        keeps_order: the choices are not to be mixed.
        is_inline: it stands within a line of text, as a gap.
        picture, places: where the options stand on a picture, which is Markdown, in the same order.
    """

    kind: str
    response: str
    prompt: str = ""
    options: tuple[Option, ...] = ()
    targets: tuple[Option, ...] = ()
    is_multiple: bool = False
    keeps_order: bool = False
    is_inline: bool = False
    picture: str = ""
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Mark:
    """What comes of answers: points, None where nothing is counted, and the feedback shown, by its keys."""

    points: float | None
    shown: tuple[str, ...] = ()


class Marker(Protocol):
    """An item's own marking, which can be tried with any answers."""

    def mark(self, answers: Answers) -> Mark:
        """Mark answers; a response that is missing is not answered."""

    def words(self, response: str) -> Sequence[str]:
        """Return the texts that the marking compares a response with."""

    def intervals(self, response: str) -> Sequence[Interval]:
        """Return the ranges of numbers, or single numbers, that it compares a response with."""

    def sequences(self, response: str) -> Sequence[tuple[str, ...]]:
        """Return the orders or sets that it compares a response with."""


@dataclass(frozen=True)
class Trial:
    """One interaction with its item's marking: `held` are the answers to the item's other interactions.

    Attributes:
        feedback: the Markdown of each feedback by its key.
        note: where to note what is changed.
    """

    interaction: Interaction
    declared: Declared
    marker: Marker
    feedback: Mapping[str, str]
    held: Answers = field(default_factory=dict)
    note: Callable[[str], None] = lambda text: None

    def mark(self, *answer: str) -> Mark:
        """Mark one answer."""
        return self.marker.mark({**self.held, self.interaction.response: answer})

    def points(self, *answer: str) -> float | None:
        """Return the points for one answer."""
        return self.mark(*answer).points
