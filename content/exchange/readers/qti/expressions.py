"""The expressions of QTI 2 and 3 that compare answers and count points, with a bound on the work.

Values are None (not answered), True or False, numbers, texts, or tuples of them. What stands by chance or by
another program is not worked out.

Source: IMS Global, "QTI Assessment Test, Section and Item Information Model" 2.2, section 2.8.
"""

import math
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from xml.etree.ElementTree import Element

from content.exchange.readers.qti.tree import Unmarkable, attribute, child, flag, name_of, number
from content.language import gettext as _

MOST_STEPS = 20_000
"""The most expressions that are worked out for one answer."""
NUMERIC = ("integer", "float")
Value = Any


def typed(text: str, base_type: str) -> Value:
    """Return a value as its type has it; what is no number where one is asked is not answered."""
    text = text.strip() if base_type != "string" else text
    if base_type in NUMERIC:
        try:
            value = float(text)
        except ValueError:
            return None
        return value if math.isfinite(value) else None
    if base_type == "boolean":
        return text.lower() in ("true", "1")
    if base_type == "pair":
        return " ".join(sorted(text.split()))
    return " ".join(text.split()) if base_type == "directedPair" else text


class Scope:
    """The variables of one trial, with a bound on the work."""

    def __init__(self, variables: dict[str, Value], correct: Mapping[str, Value], maps: Mapping[str, Any]):
        self.variables, self.correct, self.maps = variables, correct, maps
        self._left = MOST_STEPS

    def value(self, element: Element) -> Value:
        """Work out an expression.

        Raises:
            Unmarkable: it has an operator that is not known here, or takes too long.
        """
        self._left -= 1
        if self._left < 0:
            raise Unmarkable(_("its response processing takes too long"))
        operator = _OPERATORS.get(name_of(element))
        if operator is None:
            raise Unmarkable(
                _("its response processing uses %(name)r, which is not known here")
                % {"name": name_of(element)}
            )
        return operator(self, element)

    def values(self, element: Element) -> list[Value]:
        """Work out every expression in an element."""
        return [self.value(part) for part in element]

    def numbers(self, element: Element) -> list[float] | None:
        """Work out every expression as a number; None if one is not answered."""
        flat: list[float] = []
        for value in self.values(element):
            parts = value if isinstance(value, tuple) else (value,)
            if any(isinstance(part, str) or part is None for part in parts):
                return None
            flat += map(float, parts)
        return flat


def _variable(scope: Scope, element: Element) -> Value:
    return scope.variables.get(attribute(element, "identifier"))


def _correct(scope: Scope, element: Element) -> Value:
    return scope.correct.get(attribute(element, "identifier"))


def _base_value(scope: Scope, element: Element) -> Value:
    return typed(element.text or "", attribute(element, "baseType"))


def _map_response(scope: Scope, element: Element) -> Value:
    response = attribute(element, "identifier")
    mapped = scope.maps.get(response)
    if mapped is None:
        raise Unmarkable(
            _("its response processing maps %(name)r, which has no mapping") % {"name": response}
        )
    return mapped(scope.variables.get(response))


def _container(scope: Scope, element: Element) -> Value:
    found: list[Value] = []
    for value in scope.values(element):
        found += value if isinstance(value, tuple) else [] if value is None else [value]
    return tuple(found) or None


def _match(scope: Scope, element: Element) -> Value:
    left, right = _two(scope, element)
    if left is None or right is None:
        return None
    return _same(left, right)


def _same(left: Value, right: Value) -> bool:
    if isinstance(left, Ordered) or isinstance(right, Ordered) or not isinstance(left, tuple):
        return bool(left == right)
    return isinstance(right, tuple) and sorted(map(str, left)) == sorted(map(str, right))


class Ordered(tuple[Value, ...]):
    """A container whose order counts."""

    __slots__ = ()


def _ordered(scope: Scope, element: Element) -> Value:
    found = _container(scope, element)
    return None if found is None else Ordered(found)


def _two(scope: Scope, element: Element) -> tuple[Value, Value]:
    values = scope.values(element)
    if len(values) != 2:
        raise Unmarkable(
            _("%(name)r in its response processing needs two parts") % {"name": name_of(element)}
        )
    return values[0], values[1]


def _and(scope: Scope, element: Element) -> Value:
    values = scope.values(element)
    return False if any(value is False for value in values) else None if None in values else True


def _or(scope: Scope, element: Element) -> Value:
    values = scope.values(element)
    return True if any(value is True for value in values) else None if None in values else False


def _not(scope: Scope, element: Element) -> Value:
    value = scope.values(element)[0]
    return None if value is None else not value


def _is_null(scope: Scope, element: Element) -> Value:
    return scope.values(element)[0] in (None, "", ())


def _member(scope: Scope, element: Element) -> Value:
    one, several = _two(scope, element)
    return None if one is None or several is None else one in _parts(several)


def _contains(scope: Scope, element: Element) -> Value:
    whole, part = _two(scope, element)
    if whole is None or part is None:
        return None
    return all(value in _parts(whole) for value in _parts(part))


def _delete(scope: Scope, element: Element) -> Value:
    one, several = _two(scope, element)
    return None if several is None else tuple(value for value in _parts(several) if value != one) or None


def _index(scope: Scope, element: Element) -> Value:
    parts = _parts(scope.values(element)[0])
    place = int(number(element, "n", 1))
    return parts[place - 1] if 1 <= place <= len(parts) else None


def _container_size(scope: Scope, element: Element) -> Value:
    return float(len(_parts(scope.values(element)[0])))


def _parts(value: Value) -> tuple[Value, ...]:
    return () if value is None else tuple(value) if isinstance(value, tuple) else (value,)


def _equal(scope: Scope, element: Element) -> Value:
    left, right = _two(scope, element)
    if not isinstance(left, float) or not isinstance(right, float):
        return None
    below, above = tolerance_of(element, left)
    return left - below <= right <= left + above


def tolerance_of(element: Element, first: float) -> tuple[float, float]:
    """Return by how much the second number may be smaller and larger than the first.

    Raises:
        Unmarkable: the tolerance is no number.
    """
    mode = attribute(element, "toleranceMode", "exact")
    if mode == "exact":
        return 0.0, 0.0
    try:
        given = [float(part) for part in attribute(element, "tolerance").split()]
    except ValueError:
        given = [math.nan]
    if not all(map(math.isfinite, given)):
        raise Unmarkable(_("its tolerance is no number"))
    if not given:
        raise Unmarkable(_("its tolerance is missing"))
    scale = abs(first) / 100 if mode == "relative" else 1.0
    return given[0] * scale, given[-1] * scale


def _equal_rounded(scope: Scope, element: Element) -> Value:
    left, right = _two(scope, element)
    if not isinstance(left, float) or not isinstance(right, float):
        return None
    return rounded(element, left) == rounded(element, right)


def rounded(element: Element, value: float) -> Decimal:
    """Return a number as `equalRounded` rounds it, to decimal places or to significant figures."""
    exact = Decimal(repr(value))
    figures = int(number(element, "figures", 3))
    return exact.quantize(rounding_unit(element, exact, figures), ROUND_HALF_UP)


def rounding_unit(element: Element, value: Decimal, figures: int) -> Decimal:
    """Return what the last digit that is kept is worth."""
    mode = attribute(element, "roundingMode", "significantFigures")
    places = figures if mode == "decimalPlaces" else figures - 1 - value.adjusted()
    return Decimal(1).scaleb(-max(-20, min(20, places)))


def _compare(test: Callable[[float, float], bool]) -> Callable[[Scope, Element], Value]:
    def compare(scope: Scope, element: Element) -> Value:
        left, right = _two(scope, element)
        if not isinstance(left, float) or not isinstance(right, float):
            return None
        return test(left, right)

    return compare


def _arithmetic(work: Callable[[list[float]], float]) -> Callable[[Scope, Element], Value]:
    def calculate(scope: Scope, element: Element) -> Value:
        given = scope.numbers(element)
        if not given:
            return None
        try:
            return float(work(given))
        except (ArithmeticError, ValueError, IndexError):
            return None

    return calculate


def _string_match(scope: Scope, element: Element) -> Value:
    left, right = map(_words, _two(scope, element))
    if left is None or right is None:
        return None
    if not flag(element, "caseSensitive", default=True):
        left, right = left.lower(), right.lower()
    return right in left if flag(element, "substring") else left == right


def _substring(scope: Scope, element: Element) -> Value:
    part, whole = map(_words, _two(scope, element))
    if part is None or whole is None:
        return None
    if not flag(element, "caseSensitive", default=True):
        part, whole = part.lower(), whole.lower()
    return part in whole


def _words(value: Value) -> str | None:
    return value if isinstance(value, str) else None if value is None else f"{value:g}"


def _round_to(scope: Scope, element: Element) -> Value:
    given = scope.numbers(element)
    return float(rounded(element, given[0])) if given else None


_OPERATORS: dict[str, Callable[[Scope, Element], Value]] = {
    **{"variable": _variable, "correct": _correct, "baseValue": _base_value, "null": lambda *_: None},
    **{"mapResponse": _map_response, "multiple": _container, "ordered": _ordered, "match": _match},
    **{"and": _and, "or": _or, "not": _not, "isNull": _is_null, "member": _member},
    **{"contains": _contains, "delete": _delete, "index": _index, "containerSize": _container_size},
    **{"equal": _equal, "equalRounded": _equal_rounded, "stringMatch": _string_match},
    **{"substring": _substring, "roundTo": _round_to},
    "lt": _compare(lambda left, right: left < right),
    "lte": _compare(lambda left, right: left <= right),
    "gt": _compare(lambda left, right: left > right),
    "gte": _compare(lambda left, right: left >= right),
    "sum": _arithmetic(sum),
    "product": _arithmetic(math.prod),
    "subtract": _arithmetic(lambda given: given[0] - given[1]),
    "divide": _arithmetic(lambda given: given[0] / given[1]),
    "min": _arithmetic(min),
    "max": _arithmetic(max),
    "integerDivide": _arithmetic(lambda given: given[0] // given[1]),
    "integerModulus": _arithmetic(lambda given: given[0] % given[1]),
    "truncate": _arithmetic(lambda given: math.trunc(given[0])),
    "round": _arithmetic(lambda given: math.floor(given[0] + 0.5)),
    "integerToFloat": _arithmetic(lambda given: given[0]),
}


def constant(element: Element, correct: Mapping[str, Value]) -> float | None:
    """Return the number that an expression gives whatever is answered, or None."""
    name = name_of(element)
    value = None
    if name == "baseValue":
        value = typed(element.text or "", attribute(element, "baseType"))
    elif name == "integerToFloat" and len(element) == 1:
        value = constant(element[0], correct)
    elif name == "correct":
        value = correct.get(attribute(element, "identifier"))
    return value if isinstance(value, float) else None


def asks_about(element: Element, response: str) -> bool:
    """Return whether an expression is the variable of a response."""
    return name_of(element) == "variable" and attribute(element, "identifier") == response


def outcome_default(declaration: Element) -> Value:
    """Return what an outcome is before anything is marked: numbers are 0."""
    base_type = attribute(declaration, "baseType")
    value = child(declaration, "defaultValue", "value")
    if value is not None:
        found = typed(value.text or "", base_type)
        return found if attribute(declaration, "cardinality") == "single" else (found,)
    return 0.0 if base_type in NUMERIC else None
