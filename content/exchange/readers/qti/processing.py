"""Response processing of QTI 2 and 3: what an item itself makes of any answers.

An item is not searched for shapes of conditions: its rules are carried out with each answer, and what comes
of it says which answers are right and which feedback they get.

Source: IMS Global, "QTI Assessment Test, Section and Item Information Model" 2.2, section 2.6.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from xml.etree.ElementTree import Element

from content.exchange.readers.qti.expressions import (
    Ordered,
    Scope,
    Value,
    asks_about,
    constant,
    outcome_default,
    rounding_unit,
    tolerance_of,
    typed,
)
from content.exchange.readers.qti.model import Answers, Declared, Interval, Mark
from content.exchange.readers.qti.tree import (
    Unmarkable,
    attribute,
    child,
    children,
    flag,
    name_of,
    number,
    within,
)
from content.language import gettext as _

FEEDBACK = ("modalFeedback", "feedbackInline", "feedbackBlock")
# A half is rounded up: the upper end of what rounds to a number does not count, and a little less does.
_ROUGHLY = Decimal("0.9999")
_TEMPLATES = ("match_correct", "map_response", "cc2_match", "cc2_map_response", "cc2_match_basic")


class _Exit(Exception):
    """`exitResponse`: nothing more is carried out."""


def declarations_of(item: Element) -> dict[str, Declared]:
    """Return what an item declares of each response."""
    found = {}
    for element in children(item, "responseDeclaration"):
        base_type = attribute(element, "baseType", "identifier")
        correct = tuple(
            _plain(value.text or "", base_type)
            for value in children(child(element, "correctResponse"), "value")
        )
        mapping = tuple(
            (_plain(attribute(entry, "mapKey"), base_type), number(entry, "mappedValue"))
            for entry in children(child(element, "mapping"), "mapEntry")
        )
        identifier = attribute(element, "identifier")
        cardinality = attribute(element, "cardinality", "single")
        found[identifier] = Declared(
            identifier, cardinality, base_type, tuple(filter(None, correct)), mapping
        )
    return found


def _words(element: Element) -> str:
    return " ".join((element.text or "").split())


def _plain(text: str, base_type: str) -> str:
    words = " ".join(text.split())
    return " ".join(sorted(words.split())) if base_type == "pair" else words


class Processing:
    """The marking of one item."""

    def __init__(self, item: Element, declared: Mapping[str, Declared], rules: Sequence[Element] | str):
        """Take an item, and its rules: as elements, or the name of a standard template."""
        self._declared = declared
        self._rules = rules
        self._outcomes = {
            attribute(element, "identifier"): outcome_default(element)
            for element in children(item, "outcomeDeclaration")
        }
        self._correct = {name: _value_of(response.correct, response) for name, response in declared.items()}
        self._maps = {
            attribute(element, "identifier"): _Map(mapping, declared[attribute(element, "identifier")])
            for element in children(item, "responseDeclaration")
            if (mapping := child(element, "mapping")) is not None
        }
        self._feedback = list(within(item, *FEEDBACK))

    @property
    def feedback(self) -> dict[str, Element]:
        """The item's feedback by key."""
        return {str(place): element for place, element in enumerate(self._feedback)}

    def mark(self, answers: Answers) -> Mark:
        """Mark answers.

        Raises:
            Unmarkable: the rules cannot be carried out here.
        """
        variables = dict(self._outcomes)
        variables |= {
            name: _value_of(tuple(answers.get(name, ())), response)
            for name, response in self._declared.items()
        }
        if isinstance(self._rules, str):
            self._carry_out_template(variables)
        else:
            scope = Scope(variables, self._correct, self._maps)
            with suppress(_Exit):
                self._carry_out(self._rules, scope)
        return Mark(self._points(variables), tuple(self._shown(variables)))

    def _carry_out_template(self, variables: dict[str, Value]) -> None:
        """Carry out one of the standard templates, all of which mark one response."""
        template = str(self._rules)
        if template not in _TEMPLATES:
            raise Unmarkable(_("its response processing is the template %(name)r") % {"name": template})
        names = list(self._declared)
        name = "RESPONSE" if "RESPONSE" in names else names[0] if names else ""
        if "map_response" in template:
            mapped = self._maps.get(name)
            variables["SCORE"] = mapped(variables.get(name)) if mapped else None
            is_right = variables["SCORE"] is not None and variables["SCORE"] == variables.get("MAXSCORE")
            variables["FEEDBACK"] = "correct" if is_right else "incorrect"
            return
        given, right = variables.get(name), self._correct.get(name)
        is_right = given is not None and _same_answer(given, right)
        variables["SCORE"] = (variables.get("MAXSCORE") or 1.0) if is_right else 0.0
        variables["FEEDBACKBASIC"] = "correct" if is_right else "incorrect"

    def _carry_out(self, rules: Sequence[Element], scope: Scope) -> None:
        for rule in rules:
            name = name_of(rule)
            if name == "responseCondition":
                self._choose(rule, scope)
            elif name == "setOutcomeValue":
                values = scope.values(rule)
                scope.variables[attribute(rule, "identifier")] = values[0] if values else None
            elif name == "responseProcessingFragment":
                self._carry_out(list(rule), scope)
            elif name == "exitResponse":
                raise _Exit
            else:
                raise Unmarkable(
                    _("its response processing uses %(name)r, which is not known here") % {"name": name}
                )

    def _choose(self, rule: Element, scope: Scope) -> None:
        """Carry out the first branch of a condition that is true."""
        for branch in children(rule, "responseIf", "responseElseIf", "responseElse"):
            parts = list(branch)
            if name_of(branch) == "responseElse":
                self._carry_out(parts, scope)
                return
            if parts and scope.value(parts[0]) is True:
                self._carry_out(parts[1:], scope)
                return

    def _points(self, variables: Mapping[str, Value]) -> float | None:
        if not self._rules:
            return None
        numbers = {name: variables.get(name) for name in ("SCORE", *self._outcomes)}
        score = next((value for value in numbers.values() if isinstance(value, float)), None)
        return score if not isinstance(numbers["SCORE"], bool) else float(numbers["SCORE"])

    def _shown(self, variables: Mapping[str, Value]) -> Iterator[str]:
        for key, element in self.feedback.items():
            value = variables.get(attribute(element, "outcomeIdentifier"))
            parts = value if isinstance(value, tuple) else (value,)
            is_named = attribute(element, "identifier") in map(_as_text, parts)
            if is_named == (attribute(element, "showHide", "show") == "show"):
                yield key

    def _expressions(self) -> Iterator[Element]:
        for rule in () if isinstance(self._rules, str) else self._rules:
            yield from rule.iter()

    def words(self, response: str) -> list[str]:
        """Return the texts that the marking compares responses with."""
        declared = self._declared.get(response)
        found = [key for key, _points in declared.mapping] if declared else []
        for element in self._expressions():
            if any(asks_about(part, response) for part in element):
                found += [_words(base) for base in within(element, "baseValue")]
        return list(dict.fromkeys(filter(None, found)))

    def intervals(self, response: str) -> list[Interval]:
        """Return the ranges of numbers that the marking compares a response with."""
        declared = self._declared.get(response)
        exact = [*declared.correct, *(key for key, _points in declared.mapping)] if declared else []
        found = [(value, value) for value in map(_decimal, exact) if value is not None]
        for element in self._expressions():
            found += self._interval(element, response)
        return list(dict.fromkeys(found))

    def _interval(self, element: Element, response: str) -> Iterator[Interval]:
        name, parts = name_of(element), list(element)
        if name in ("equal", "equalRounded", "match") and any(asks_about(part, response) for part in parts):
            for place, value in enumerate(constant(part, self._correct) for part in parts):
                if value is not None:
                    yield _interval_around(element, value, is_first=place == 0)
        if name == "and":
            lows = [_bound(part, response, self._correct, low=True) for part in parts]
            highs = [_bound(part, response, self._correct, low=False) for part in parts]
            low = next((bound for bound in lows if bound is not None), None)
            high = next((bound for bound in highs if bound is not None), None)
            if low is not None and high is not None and low <= high:
                yield low, high

    def sequences(self, response: str) -> list[tuple[str, ...]]:
        """Return the orders or sets that the marking compares a response with."""
        found: list[tuple[str, ...]] = []
        for element in self._expressions():
            if name_of(element) == "match" and any(asks_about(part, response) for part in element):
                found += [tuple(map(_words, one)) for one in children(element, "ordered", "multiple")]
        return list(dict.fromkeys(found))


class _Map:
    """A mapping of answers to points."""

    def __init__(self, mapping: Element, declared: Declared) -> None:
        self._default = number(mapping, "defaultValue")
        self._bounds = [
            number(mapping, name, default)
            for name, default in (("lowerBound", float("-inf")), ("upperBound", float("inf")))
        ]
        self._entries = [
            (
                typed(key, declared.base_type),
                points,
                flag(entry, "caseSensitive", default=declared.base_type != "string"),
            )
            for entry, (key, points) in zip(children(mapping, "mapEntry"), declared.mapping, strict=True)
        ]

    def __call__(self, value: Value) -> float:
        parts = value if isinstance(value, tuple) else () if value is None else (value,)
        total = sum(self._points(part) for part in dict.fromkeys(parts)) if parts else 0.0
        return max(self._bounds[0], min(self._bounds[1], total))

    def _points(self, value: Value) -> float:
        for key, points, _is_exact in self._entries:
            if key == value:
                return points
        for key, points, is_exact in self._entries:
            # Schemas from 2.2 on say that capitals count only where an entry says so.
            if not is_exact and isinstance(value, str) and str(key).lower() == value.lower():
                return points
        return self._default


def _value_of(answer: tuple[str, ...], declared: Declared) -> Value:
    values = [typed(part, declared.base_type) for part in answer]
    if declared.cardinality == "single":
        return values[0] if values else None
    kept = [value for value in values if value is not None]
    if not kept:
        return None
    return Ordered(kept) if declared.cardinality == "ordered" else tuple(kept)


def _same_answer(given: Value, right: Value) -> bool:
    if isinstance(given, tuple) and not isinstance(given, Ordered) and isinstance(right, tuple):
        return sorted(map(str, given)) == sorted(map(str, right))
    return bool(given == right)


def _as_text(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _decimal(text: str) -> Decimal | None:
    value = typed(text, "float")
    return Decimal(repr(value)) if isinstance(value, float) else None


def _interval_around(element: Element, value: float, *, is_first: bool) -> Interval:
    """Return which numbers a comparison with one number takes; the tolerance is one of the first of both."""
    exact = Decimal(repr(value))
    if name_of(element) == "equalRounded":
        unit = rounding_unit(element, exact, int(number(element, "figures", 3)))
        middle = exact.quantize(unit)
        return middle - unit / 2, middle + unit / 2 * _ROUGHLY
    if name_of(element) == "match":
        return exact, exact
    below, above = (Decimal(repr(reach)) for reach in tolerance_of(element, value))
    if is_first:
        return exact - below, exact + above
    if attribute(element, "toleranceMode") != "relative" or not exact:
        return exact - above, exact + below
    ends = (exact * exact / (exact + above), exact * exact / (exact - below) if exact != below else exact)
    return min(ends), max(ends)


def _bound(element: Element, response: str, correct: Mapping[str, Value], *, low: bool) -> Decimal | None:
    """Return the number below or above which a comparison is false."""
    name, parts = name_of(element), list(element)
    if name not in ("gt", "gte", "lt", "lte") or len(parts) != 2:
        return None
    is_first = asks_about(parts[0], response)
    if not is_first and not asks_about(parts[1], response):
        return None
    value = constant(parts[1 if is_first else 0], correct)
    if value is None or (name in ("gt", "gte")) != (low == is_first):
        return None
    return Decimal(repr(value))


def rules_of(item: Element, read_template: Mapping[str, Element]) -> Sequence[Element] | str:
    """Return an item's rules; `read_template` has the templates that come in its package, by their names."""
    element = child(item, "responseProcessing")
    if element is None:
        return []
    rules = list(element)
    address = attribute(element, "template") or attribute(element, "templateLocation")
    if rules or not address:
        return rules
    name = address.rpartition("/")[2].removesuffix(".xml").lower()
    own = read_template.get(name)
    if own is not None and name not in _TEMPLATES:
        return list(own)
    return name
