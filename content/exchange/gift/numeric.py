"""Numbers and ranges of other systems, as plain decimals: 1e-5 is 0.00001, 1..2 is 1.5 give or take 0.5."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from content.language import gettext
from content.questions import read_number

# As many letters as `read_number` takes.
_LONGEST = 40
_FARTHEST = 100


def number_spec(right: Sequence[tuple[str, str]], partly: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """Return the specification of a number; each answer is its text ("2", "2:0.1", "1..2") and its feedback.

    The first right answer is the answer, others are right as well; those that are right in part are wrong
    here, with their feedback.

    Raises:
        ValueError: an answer is no number.
    """
    first, *more = [_answer(text, feedback) for text, feedback in right]
    spec: dict[str, Any] = {name: first[name] for name in ("answer", "tolerance")}
    if "feedback" in first:
        spec["feedback_right"] = first["feedback"]
    if more:
        spec["also"] = more
    wrong = [_wrong(text, feedback) for text, feedback in partly if feedback]
    return {**spec, "wrong": wrong} if wrong else spec


def _answer(text: str, feedback: str) -> dict[str, str]:
    answer, tolerance = value_and_tolerance(text)
    read = {"answer": answer, "tolerance": tolerance}
    return {**read, "feedback": feedback} if feedback else read


def _wrong(text: str, feedback: str) -> dict[str, str]:
    value, tolerance = value_and_tolerance(text)
    return {"value": value, "tolerance": tolerance, "feedback": feedback}


def value_and_tolerance(text: str) -> tuple[str, str]:
    """Return a number and what it may be off by, as plain decimals; raises as `number_spec` does."""
    low, dots, high = text.partition("..")
    if dots:
        try:
            first, last = Decimal(low.strip()), Decimal(high.strip())
            middle, reach = (first + last) / 2, abs(last - first) / 2
        # What is no number, as sNaN is not, or is too large to be added to.
        except ArithmeticError:
            raise ValueError(gettext("the range %(text)r cannot be read") % {"text": text.strip()}) from None
        return plain_decimal(str(middle)), plain_decimal(str(reach))
    value, _, tolerance = text.partition(":")
    return plain_decimal(value), plain_decimal(tolerance.strip() or "0")


def plain_decimal(text: str) -> str:
    """Return a number, with an exponent only where it would be too long; raises as `number_spec` does."""
    text = text.strip()
    try:
        number = Decimal(text)
        # Its size first: 1e999999 is eight letters, and a million once it is written out.
        text = format(number, "f") if number.is_finite() and abs(number.adjusted()) < _FARTHEST else ""
        if len(text) > _LONGEST:
            text = str(number.normalize())
    except InvalidOperation:
        pass  # a fraction, perhaps, or a decimal comma
    if not text or read_number(text) is None:
        if text:
            raise ValueError(gettext("%(text)r is no number that can be marked") % {"text": text})
        raise ValueError(gettext("a number is missing or too long"))
    return text
