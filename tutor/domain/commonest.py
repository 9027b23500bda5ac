"""What is commonest among several: where most of a class are, say."""

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def commonest(values: Iterable[T]) -> tuple[T, int] | None:
    """Return the value that comes most often, the first of two alike, and how often; `None` of none."""
    return next(iter(Counter(values).most_common(1)), None)
