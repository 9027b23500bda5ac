"""Whether two expressions are equal: by their normal forms, then by values at points.

Both are certain. Equal normal forms are equal; values whose bounds do not meet are different. What neither
decides is left to a process of its own (`content.questions.expressions.pool`).
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from content.questions.expressions.algebra.intervals import Span, Undefined, Unknown
from content.questions.expressions.algebra.normal import Normaliser
from content.questions.expressions.algebra.polynomials import NoValue, Polynomial, TooBig
from content.questions.expressions.algebra.values import value_at
from content.questions.expressions.syntax import Node, letters_of

_POINTS = 24
_SURE = ("v:", "r:", "#p")
# `prime_factors` tries divisors up to 10,000: what it leaves is a prime for certain below their square.
_LARGEST_PRIME = 10**8


@dataclass(frozen=True)
class Setting:
    """How a question means its expressions: what letters stand for, and the base of `log`."""

    is_positive: bool = False
    log_base: str = "10"


Ask = Callable[[str, Node, Node, Setting], bool | None]
"""Decides what is left open: whether two expressions are `equal`, or have the same `zeros`."""


@dataclass(frozen=True)
class Judge:
    """Compares expressions as a question means them; `ask` is for what cannot be decided here."""

    setting: Setting = Setting()
    ask: Ask | None = None

    def equal(self, left: Node, right: Node) -> bool | None:
        """Return whether two expressions are equal wherever both are defined, or None."""
        found = decide_equal(left, right, self.setting)
        return self.ask("equal", left, right, self.setting) if found is None and self.ask else found

    def same_zeros(self, left: Node, right: Node) -> bool | None:
        """Return whether two expressions that are no multiples are nought at the same places, or None."""
        return self.ask("zeros", left, right, self.setting) if self.ask else None


def decide_equal(left: Node, right: Node, setting: Setting) -> bool | None:
    """Return whether two expressions are equal wherever both are defined, or None where this cannot say."""
    if left == right:
        return True
    by_form, is_risky = _by_form(left, right, setting)
    if by_form is not None and not is_risky:
        return by_form
    seen = _Comparison()
    for point in points(sorted(letters_of(left, right)), setting):
        seen.compare(left, right, point, setting)
        if seen.differs:
            return False
    if by_form:
        return True
    # Both have values for positive letters alone, as the root of x has: then the rules for those hold.
    if by_form is None and seen.is_positive_only and not setting.is_positive:
        return _by_form(left, right, Setting(is_positive=True, log_base=setting.log_base))[0] or None
    return None


@dataclass
class _Comparison:
    """What values at points have shown so far."""

    differs: bool = False
    is_positive_only: bool = True

    def compare(self, left: Node, right: Node, point: dict[str, Span], setting: Setting) -> None:
        try:
            first = value_at(left, point, log_base=setting.log_base)
            second = value_at(right, point, log_base=setting.log_base)
        except (Undefined, Unknown):
            return
        self.differs = first.high < second.low or second.high < first.low
        self.is_positive_only &= all(span.low > 0 for span in point.values())


def _by_form(left: Node, right: Node, setting: Setting) -> tuple[bool | None, bool]:
    """Return whether normal forms are equal, and whether values are to be looked at all the same."""
    normaliser = Normaliser(is_positive=setting.is_positive, log_base=setting.log_base)
    try:
        difference = normaliser.algebra.difference(normaliser.form(left), normaliser.form(right))
    except (TooBig, NoValue):
        return None, True
    if not difference:
        return True, normaliser.is_risky
    return (False, False) if not normaliser.is_risky and _is_sure(difference) else (None, True)


def _is_sure(difference: Polynomial) -> bool:
    """Return whether a form is nought only as the empty sum: in letters, pi and roots of whole numbers."""
    return all(
        name.startswith(_SURE) and (name[:2] != "r:" or int(name[2:]) < _LARGEST_PRIME)
        for monomial in difference
        for name, _ in monomial
    )


def has_value(node: Node, setting: Setting) -> bool:
    """Return whether an expression has a value somewhere: 1/0 and the root of -1 have none."""
    is_undefined = True
    for point in points(sorted(letters_of(node)), setting):
        try:
            value_at(node, point, log_base=setting.log_base)
        except Undefined:
            continue
        except Unknown:
            is_undefined = False
            continue
        return True
    return not is_undefined


def points(letters: Sequence[str], setting: Setting) -> Iterator[dict[str, Span]]:
    """Yield points that tell expressions apart: small and large, with and without negative numbers."""
    for row in _values(len(letters), setting.is_positive):
        yield {letter: Span(value, value) for letter, value in zip(letters, row, strict=True)}


@lru_cache(maxsize=64)
def _values(count: int, is_positive: bool) -> tuple[tuple[float, ...], ...]:
    if not count:
        return ((),)
    drawn = random.Random(count)  # noqa: S311 (the same points each time, so that marks are the same)
    rows = []
    for place in range(_POINTS):
        reach = (64, 256, 1024)[place % 3]
        signs = (1,) if is_positive or place % 2 == 0 else (1, -1)
        # Sixty-fourths are exact as floats.
        rows.append(tuple(drawn.choice(signs) * drawn.randint(3, reach) / 64 for _ in range(count)))
    return tuple(rows)
