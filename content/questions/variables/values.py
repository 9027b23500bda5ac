"""The values of variables: exact numbers within bounds, and texts."""

from collections.abc import Mapping
from fractions import Fraction

from content.language import gettext

Value = Fraction | str | bool
Values = Mapping[str, Fraction | str]
LARGEST = 10**40
"""Neither the top nor the bottom of a number is larger, in the middle of a calculation either."""


class BadExpression(ValueError):
    """An expression that cannot be read or worked out; the message is for its author."""


def bounded(value: Value) -> Value:
    """Return a value that is within bounds.

    Raises:
        BadExpression: it is a number beyond `LARGEST`.
    """
    if isinstance(value, Fraction) and (abs(value.numerator) > LARGEST or value.denominator > LARGEST):
        raise BadExpression(gettext("the number has too many digits"))
    return value


def needs_number(value: Value) -> Fraction:
    """Return a value that is a number.

    Raises:
        BadExpression: it is a text, or true or false.
    """
    if isinstance(value, Fraction):
        return value
    raise BadExpression(gettext("a number is wanted"))


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """Return a number to a whole power.

    Raises:
        BadExpression: the power is not whole, too large, or a negative one of zero.
    """
    if exponent.denominator != 1:
        raise BadExpression(gettext("an exponent must be a whole number"))
    if not base and exponent < 0:
        raise BadExpression(gettext("division by zero"))
    count = exponent.numerator
    # Of 0, 1 and -1 every power is small, however large the exponent.
    if base * base in (0, 1):
        return Fraction(1) if not count else base if count % 2 else base * base
    size = max(abs(base.numerator), base.denominator)
    # Before it is worked out, and roughly: `bounded` looks at what comes of it.
    if size.bit_length() * abs(count) > 2 * LARGEST.bit_length():
        raise BadExpression(gettext("the number has too many digits"))
    raised = base**count
    bounded(raised)
    return raised


def stored(values: Values) -> dict[str, str]:
    """Return values as they are kept: a number as 3 or 1/2, a text in quotation marks."""
    return {
        name: f"'{value}'" if isinstance(value, str) else str(value) for name, value in sorted(values.items())
    }


def restored(kept: Mapping[str, str]) -> dict[str, Fraction | str]:
    """Return values that were kept."""
    return {name: text[1:-1] if text.startswith("'") else Fraction(text) for name, text in kept.items()}
