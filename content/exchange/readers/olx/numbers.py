"""Numerical answers with their tolerances and ranges, as specifications of numbers."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from content.exchange.readers.olx.arithmetic import NoNumber, value_of
from content.language import gettext
from content.questions.numbers import MOST_LETTERS

# Where a problem names no tolerance, its answer counts within this share of itself.
USUAL_SHARE = Fraction(1, 100_000)
# An end that does not count is moved inwards by this share of the range.
_MARGIN = Fraction(1, 10**9)
_RANGE = re.compile(r"([\[(])([^,]*),([^,]*)([\])])")
_MOST_PLACES = 30
_FEW_DIGITS = 5


def number_spec(
    answers: Sequence[tuple[str, str]], tolerance: str, wrong: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """Return the specification of a number.

    Args:
        answers: each with what is said to it; the first has the tolerance, others are right as they stand.
        tolerance: "0.1", "5%" of the answer, or empty.
        wrong: answers that are expected, with what is said to each.

    Raises:
        ValueError: an answer is no number; the message is for people.
    """
    (first, told), *more = answers
    answer, near = _answer_and_tolerance(first, tolerance)
    spec: dict[str, Any] = {"answer": written(answer), "tolerance": written(near)}
    if told:
        spec["feedback_right"] = told
    also = []
    for text, feedback in more:
        entry = {"answer": written(_value(text)), "tolerance": "0"}
        also.append({**entry, "feedback": feedback} if feedback else entry)
    expected = [(_value(text), feedback) for text, feedback in wrong]
    # A text for an answer that is right is never shown.
    listed = [
        {"value": written(value), "feedback": feedback}
        for value, feedback in expected
        if abs(value - answer) > near
    ]
    return {**spec, **({"also": also} if also else {}), **({"wrong": listed} if listed else {})}


def _answer_and_tolerance(text: str, tolerance: str) -> tuple[Fraction, Fraction]:
    found = _RANGE.fullmatch(text.strip())
    if found:
        return _middle(found)
    answer = _value(text)
    if tolerance:
        share = tolerance.removesuffix("%")
        near = _value(share)
        return answer, abs(answer) * near / 100 if share != tolerance else near
    # No other number of so few digits lies so near: the question stays as clear as it is written.
    text = written(answer)
    is_short = "/" not in text and len(re.sub(r"\D", "", text).strip("0")) <= _FEW_DIGITS
    return answer, Fraction(0) if is_short else abs(answer) * USUAL_SHARE


def _middle(found: re.Match[str]) -> tuple[Fraction, Fraction]:
    """Return the middle of a range and how far it reaches; an end in a round bracket does not count."""
    low, high = _value(found[2]), _value(found[3])
    if low >= high:
        raise ValueError(gettext("the range %(text)r is empty") % {"text": found[0]})
    width = high - low
    low += width * _MARGIN if found[1] == "(" else 0
    high -= width * _MARGIN if found[4] == ")" else 0
    return (low + high) / 2, (high - low) / 2


def _value(text: str) -> Fraction:
    if "$" in text:
        raise ValueError(gettext("its answer is worked out by a script"))
    try:
        return value_of(text)
    except NoNumber:
        raise ValueError(gettext("%(text)r is no number that can be marked") % {"text": text[:80]}) from None


def written(number: Fraction) -> str:
    """Return a number as a decimal where it ends, and else as a fraction."""
    places = 0
    scaled = number
    while scaled.denominator != 1 and places < _MOST_PLACES:
        scaled *= 10
        places += 1
    if scaled.denominator != 1:
        quotient = f"{number.numerator}/{number.denominator}"
        return quotient if len(quotient) <= MOST_LETTERS else _with_exponent(number)
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    whole, part = digits[: len(digits) - places], digits[len(digits) - places :]
    sign = "-" if number < 0 else ""
    decimal = f"{sign}{whole}.{part}" if part else f"{sign}{whole}"
    return decimal if len(decimal) <= MOST_LETTERS else _with_exponent(number)


def _with_exponent(number: Fraction) -> str:
    """Return a number of many letters in those that a question takes: 6.626E-36."""
    return str((Decimal(number.numerator) / Decimal(number.denominator)).normalize())
