"""Canvas's formula questions as numbers that change: a version for each set of numbers that Canvas drew.

Canvas works out its formulas when an author saves them, and exports the sets with their answers. Those are
taken, and not the formulas: what a student sees here is what was checked there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from content.exchange.readers.qti.model import Spec
from content.exchange.readers.qti.tree import Unfit, attribute, child, children, text_of, within
from content.language import gettext as _
from content.questions.variables.arithmetic import is_reserved

MOST_SETS = 200
"""The most versions that a question may list."""
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,19}", re.ASCII)
_POWER = re.compile(r"\s*([-+]?[\d.]+)\s*\*\s*10\s*\^\s*([-+]?\d+)\s*")
_TAKEN = {"where", "together"}
# A list of values takes nine places, and fifteen digits before them (`questions.variables.reading`).
_PLACES = Decimal("0.000000001")


@dataclass(frozen=True)
class Calculated:
    """A number that changes: its variables by our names, and their names in the text."""

    variables: Mapping[str, object]
    names: Mapping[str, str]
    spec: Spec

    def put_in(self, text: str) -> str:
        """Return a text in which `[x]` is the variable x."""
        # Where a question has variables, two braces mean one.
        text = text.replace("{{", "{ {")
        return re.sub(r"\[([^\[\]<>]{1,40})\]", self._replaced, text)

    def _replaced(self, found: re.Match[str]) -> str:
        name = self.names.get(found[1].strip())
        return found[0] if name is None else f"{{{{{name}}}}}"


def read_calculated(item: Element) -> Calculated:
    """Return the numbers of a formula question.

    Raises:
        Unfit: it has none, or they are no numbers.
    """
    element = next(iter(within(item, "calculated")), None)
    sets = list(within(element, "var_set"))[:MOST_SETS]
    if element is None or not sets:
        raise Unfit(_("its numbers are worked out from a formula, and it lists none of them"))
    given = [attribute(var, "name") for var in children(sets[0], "var")]
    names = _our_names(given)
    rows = [[_number(text_of(part)) for part in _values(one, given)] for one in sets]
    columns = [list(column) for column in zip(*rows, strict=True)]
    ours = [*names.values(), _free("answer", set(names.values()))]
    variables: dict[str, object] = dict(zip(ours, columns, strict=True))
    if len(ours) > 1:
        variables["together"] = [ours]
    answer = ours[-1]
    spec: Spec = {"answer": f"{{{{{answer}}}}}", "tolerance": _tolerance(element, answer)}
    return Calculated(variables, names, spec)


def _values(one: Element, given: list[str]) -> list[Element]:
    by_name = {attribute(var, "name"): var for var in children(one, "var")}
    answer = child(one, "answer")
    if by_name.keys() != set(given) or answer is None:
        raise Unfit(_("one of its sets of numbers is not whole"))
    return [*(by_name[name] for name in given), answer]


def _our_names(given: list[str]) -> dict[str, str]:
    """Return a name for each variable that formulas of ours may have."""
    names: dict[str, str] = {}
    for name in given:
        fits = _NAME.fullmatch(name) and not is_reserved(name) and name not in _TAKEN
        names[name] = _free(name if fits else "x", set(names.values()))
    return names


def _free(name: str, taken: set[str]) -> str:
    return next(one for one in (name, *(f"{name[:15]}{n}" for n in range(2, 1000))) if one not in taken)


def _number(text: str) -> str:
    power = _POWER.fullmatch(text)
    try:
        value = Decimal(power[1]).scaleb(int(power[2])) if power else Decimal(text)
        value = value.quantize(_PLACES) if abs(value.adjusted()) < 15 else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise Unfit(_("%(text)r is no number that can be marked") % {"text": text[:40]})
    return f"{value.normalize():f}"


def _tolerance(element: Element, answer: str) -> str:
    """Return what an answer may be off by: a number, or a part of the answer."""
    told = child(element, "answer_tolerance")
    text = text_of(told) or "0"
    is_percent = text.endswith("%") or (told is not None and attribute(told, "margin_type") == "percent")
    number = _number(text.removesuffix("%").strip() or "0")
    return f"{{{{abs({answer}) * {number} / 100}}}}" if is_percent and number != "0" else number
