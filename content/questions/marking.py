"""What comes of a response."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from content.language import gettext, original_of
from content.questions.cloze import check_cloze, gap_fields, gaps_at_fault
from content.questions.expressions.marking import check_expression
from content.questions.hotspots import check_hotspots, places_at_fault, spot_fields
from content.questions.letters import plain_letters
from content.questions.misconceptions import named
from content.questions.numbers import number_readings, without_unit
from content.questions.specs import (
    Choice,
    ClozeSpec,
    ExpressionSpec,
    HotspotsSpec,
    InvalidResponse,
    KnownText,
    MatchingSpec,
    MultipleSpec,
    NumberSpec,
    OrderingSpec,
    SingleSpec,
    Spec,
    TextSpec,
    Verdict,
)
from content.questions.tokens import token

MAX_RESPONSE_CHARS = 200
_TYPED: dict[type[Spec], str] = {NumberSpec: "number", TextSpec: "text", ExpressionSpec: "expression"}


def known_fields(spec: Spec, sent: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return of a form's fields those that answer such a question, bounded in number and length.

    One value and one letter more than can be right stay: `check` refuses such an answer in words, where one
    that was cut until it fits would be marked.
    """
    match spec:
        case SingleSpec() | MultipleSpec():
            most = {"choice": len(spec.choices) + 1}
        case NumberSpec() | TextSpec() | ExpressionSpec():
            most = {_TYPED[type(spec)]: 1}
        case OrderingSpec():
            most = {"order": len(spec.items) + 1}
        case MatchingSpec():
            most = {f"match-{index}": 1 for index in range(len(spec.pairs))}
        case ClozeSpec():
            most = dict.fromkeys(gap_fields(spec), 1)
        case HotspotsSpec():
            most = spot_fields(spec)
    return {
        name: [_cut(value) for value in sent[name][:count]] for name, count in most.items() if name in sent
    }


def _cut(value: str) -> str:
    """Return a value without the one letter that PostgreSQL cannot keep, and no longer than can be read."""
    return value.strip()[: MAX_RESPONSE_CHARS + 1].replace("\0", "")


def check(spec: Spec, response: Mapping[str, list[str]]) -> Verdict:
    """Mark a response, given as the form's fields: `choice`, `number`, `text`, `expression`, `gap-0`...

    Raises:
        InvalidResponse: it is empty, incomplete or not of this question's form.
    """
    return _CHECKS[type(spec)](spec, response)


def fields_at_fault(spec: Spec, response: Mapping[str, list[str]]) -> set[str]:
    """Return the names of the fields, of a question with several, that are empty or cannot be read."""
    if isinstance(spec, HotspotsSpec):
        return places_at_fault(spec, response)
    return gaps_at_fault(spec, response, check=check) if isinstance(spec, ClozeSpec) else set()


def _check_single(spec: SingleSpec, response: Mapping[str, list[str]]) -> Verdict:
    chosen = _chosen(spec.choices, response)
    if len(chosen) > 1:
        raise InvalidResponse(gettext("Choose one answer only."))
    choice = spec.choices[chosen.pop()]
    return spec.verdict(is_correct=choice.is_correct, feedback=choice.feedback, misconceptions=named(choice))


def _check_multiple(spec: MultipleSpec, response: Mapping[str, list[str]]) -> Verdict:
    chosen = _chosen(spec.choices, response)
    right = {index for index, choice in enumerate(spec.choices) if choice.is_correct}
    if chosen == right:
        return spec.verdict(is_correct=True)
    extra = [spec.choices[index] for index in sorted(chosen - right)]
    # Two choices that show one misconception say it once.
    told = list(dict.fromkeys(choice.feedback for choice in extra if choice.feedback))
    if spec.feedback_wrong:
        told.append(spec.feedback_wrong)
    elif chosen < right:
        told.append(gettext("All of these are right, and there is more to find."))
    return spec.verdict(is_correct=False, feedback="\n\n".join(told), misconceptions=named(*extra))


def _chosen(choices: Sequence[Choice], response: Mapping[str, list[str]]) -> set[int]:
    values = response.get("choice", [])
    if not values:
        raise InvalidResponse(gettext("Choose an answer first."))
    # By name; by place from pages that were open, and answers that were kept, before choices were mixed.
    known = {str(index): index for index in range(len(choices))}
    known |= {token(choice.text): index for index, choice in enumerate(choices)}
    if len(values) > len(choices) or not set(values) <= known.keys():
        raise InvalidResponse(gettext("That answer is not on the list. Please choose again."))
    return {known[value] for value in values}


def _check_expression(spec: ExpressionSpec, response: Mapping[str, list[str]]) -> Verdict:
    return check_expression(spec, _first(response, "expression", empty=gettext("Type your answer first.")))


def _check_number(spec: NumberSpec, response: Mapping[str, list[str]]) -> Verdict:
    text = _first(response, "number", empty=gettext("Type a number first."))
    before_unit = _before_unit(text, spec.unit) if spec.unit else None
    readings = number_readings(text if before_unit is None else before_unit)
    if not readings:
        raise InvalidResponse(_number_wanted(spec))

    def is_near(value: Fraction, tolerance: Fraction) -> bool:
        # Where a comma or a point can be read in two ways, a right reading counts.
        return any(abs(number - value) <= tolerance for number in readings)

    if is_near(spec.answer, spec.tolerance):
        return spec.verdict(is_correct=True)
    for right in spec.also:
        if is_near(right.value, right.tolerance):
            return spec.verdict(is_correct=True, feedback=right.feedback)
    for wrong in spec.wrong:
        if is_near(wrong.value, spec.tolerance if wrong.tolerance is None else wrong.tolerance):
            return spec.verdict(is_correct=False, feedback=wrong.feedback, misconceptions=named(wrong))
    return spec.verdict(is_correct=False)


def _before_unit(text: str, unit: str) -> str | None:
    """Return what stands before a unit, as the page writes it or as the author does."""
    found = without_unit(text, unit)
    return found if found is not None else without_unit(text, original_of(unit))


def _number_wanted(spec: NumberSpec) -> str:
    if not spec.unit:
        return gettext("Type a number, such as 12, 0.5 or 3/4.")
    return gettext("Type a number in %(unit)s, such as 12, 0.5 or 3/4.") % {"unit": spec.unit}


def _check_text(spec: TextSpec, response: Mapping[str, list[str]]) -> Verdict:
    given = _normal(_first(response, "text", empty=gettext("Type your answer first.")), spec.ignore_case)

    def is_meant(known: KnownText) -> bool:
        form = _normal(known.text, spec.ignore_case)
        return fits_form(given, form) if spec.wildcards else given == form

    for known in spec.told:
        if is_meant(known):
            return spec.verdict(is_correct=True, feedback=known.feedback)
    for known in spec.wrong:
        if is_meant(known):
            return spec.verdict(is_correct=False, feedback=known.feedback, misconceptions=named(known))
    return spec.verdict(is_correct=False)


def fits_form(text: str, form: str) -> bool:
    r"""Return whether a text has a form, in which `*` stands for any letters and `\*` for an asterisk."""
    first, *more = (piece.replace("\0", "*") for piece in form.replace("\\*", "\0").split("*"))
    if not more:
        return text == first
    last = more.pop()
    if not (text.startswith(first) and text.endswith(last) and len(first) + len(last) <= len(text)):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in more:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _normal(text: str, ignore_case: bool) -> str:
    # Plain letters first: NFKC makes a space of the acute accent, and two primes of a double one.
    plain = " ".join(unicodedata.normalize("NFKC", plain_letters(text)).split())
    return plain.casefold() if ignore_case else plain


def _first(response: Mapping[str, list[str]], name: str, *, empty: str) -> str:
    values = response.get(name, [])
    text = values[0].strip() if values else ""
    if not text:
        raise InvalidResponse(empty)
    if len(text) > MAX_RESPONSE_CHARS:
        raise InvalidResponse(gettext("That is longer than any answer here. Try a shorter one."))
    return text


def _check_ordering(spec: OrderingSpec, response: Mapping[str, list[str]]) -> Verdict:
    order = response.get("order", [])
    right = [token(item) for item in spec.items]
    if sorted(order) != sorted(right):
        raise InvalidResponse(gettext("Put every item in its place, each one once."))
    return spec.verdict(is_correct=order == right)


def _check_matching(spec: MatchingSpec, response: Mapping[str, list[str]]) -> Verdict:
    known = {token(right) for right in (*(right for _, right in spec.pairs), *spec.others)}
    given = [(response.get(f"match-{index}") or [""])[0] for index in range(len(spec.pairs))]
    if not all(given):
        raise InvalidResponse(gettext("Choose a partner for every line."))
    if not set(given) <= known:
        raise InvalidResponse(gettext("That partner is not on the list. Please choose again."))
    is_correct = all(token(right) == chosen for (_, right), chosen in zip(spec.pairs, given, strict=True))
    return spec.verdict(is_correct=is_correct)


_CHECKS: dict[type[Spec], Callable[[Any, Mapping[str, list[str]]], Verdict]] = {
    SingleSpec: _check_single,
    MultipleSpec: _check_multiple,
    NumberSpec: _check_number,
    TextSpec: _check_text,
    ExpressionSpec: _check_expression,
    OrderingSpec: _check_ordering,
    MatchingSpec: _check_matching,
    ClozeSpec: partial(check_cloze, check=check),
    HotspotsSpec: check_hotspots,
}
