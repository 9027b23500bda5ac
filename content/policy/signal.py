"""What a signal is: a number with a unit and a range, or unknown."""

import math
from dataclasses import dataclass
from typing import Literal

from content.language import Translated

Unit = Literal["share", "count", "seconds", "yes"]
Family = Literal["camera", "behaviour", "said", "mastery", "class"]
Comparison = Literal["at_least", "at_most"]


@dataclass(frozen=True)
class Signal:
    """One number about a learner or a class.

    Attributes:
        unit: "share" (0..1, written as per cent), "count", "seconds", or "yes" (1 yes, 0 no).
        low, high: the range, ends included; a value outside it is unknown.
        meaning: for authors, one sentence.
        phrase: the signal inside a rule's sentence, for example "confused".
        unknown: when the value is unknown.
        comparison, enter, leave: what a new condition starts from.
        names_misconception: whether a condition may name a misconception of the course.
    """

    name: str
    unit: Unit
    family: Family
    enter: float
    leave: float
    title: Translated = Translated()
    meaning: Translated = Translated()
    phrase: Translated = Translated()
    unknown: Translated = Translated()
    low: float = 0.0
    high: float = math.inf
    comparison: Comparison = "at_least"
    names_misconception: bool = False

    def __str__(self) -> str:
        return self.title

    def read(self, value: object) -> float | None:
        """Return `value` as a number inside the range, or None for unknown. Never raises."""
        number = finite(value)
        return number if number is not None and self.low <= number <= self.high else None


def finite(value: object) -> float | None:
    """Return a value as a finite number, or None: it is none, or too large for one. Never raises."""
    # A bool is an `int` to Python, and no measurement.
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        # JSON writes whole numbers of any length.
        return None
    return number if math.isfinite(number) else None
