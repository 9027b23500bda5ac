"""Response processing of QTI 1.2: conditions one after the other, each with points and feedback.

Source: IMS Global, "QTI: ASI Information Model" 1.2, section 3.7, and "Common Cartridge Profile" 1.3.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from content.exchange.readers.qti.model import Answers, Interval, Mark
from content.exchange.readers.qti.tree import Unmarkable, attribute, child, children, flag, name_of, within
from content.keys import read_key
from content.language import gettext as _

MOST_STEPS = 20_000
_COMPARED = ("varequal", "varsubstring", "varsubset", "vargt", "vargte", "varlt", "varlte")


class OldProcessing:
    """The marking of one item of QTI 1.2."""

    def __init__(self, item: Element) -> None:
        self._conditions = list(within(item, "respcondition"))
        self._start = {
            attribute(outcome, "varname", "SCORE"): number_in(attribute(outcome, "defaultval")) or 0.0
            for outcome in within(item, "decvar")
        }
        self._left = 0
        self._takes = {
            attribute(one, "ident"): attribute(one, "rcardinality", "single").lower()
            for one in within(item, "response_lid", "response_str", "response_num", "response_grp")
        }
        # Canvas adds a part of the points for each response, and leaves unsaid that all have their turn.
        self._adds_up = len(self._takes) > 1 and any(
            attribute(change, "action").lower() == "add" for change in self._changes()
        )

    def mark(self, answers: Answers) -> Mark:
        """Mark answers.

        Raises:
            Unmarkable: a condition is of a kind that is not known here.
        """
        self._left = MOST_STEPS
        points = dict(self._start)
        shown: list[str] = []
        has_points = False
        for condition in self._conditions:
            variables = child(condition, "conditionvar")
            if variables is None or not self._are_true(variables, answers):
                continue
            if has_points and self._adds_up and child(variables, "other") is not None:
                continue
            for change in children(condition, "setvar"):
                has_points = True
                _change(points, change)
            shown += [attribute(told, "linkrefid") for told in children(condition, "displayfeedback")]
            if not flag(
                condition, "continue", default=self._adds_up and not attribute(condition, "continue")
            ):
                break
        counts = has_points or any(True for _change in self._changes())
        return Mark(_score(points) if counts else None, tuple(dict.fromkeys(shown)))

    def _changes(self) -> Iterator[Element]:
        for condition in self._conditions:
            yield from children(condition, "setvar")

    def _are_true(self, group: Element, answers: Answers) -> bool:
        """Return whether all of a group is true.

        What is put in order is compared place by place. Of several texts for a response that takes one,
        either will do: all at once they could never be given, and so many systems write what they accept.
        """
        compared: dict[str, list[Element]] = {}
        for part in group:
            response = attribute(part, "respident")
            takes = self._takes.get(response, "multiple")
            if name_of(part) == "varequal" and takes != "multiple" and not attribute(part, "index"):
                compared.setdefault(response, []).append(part)
            elif not self._is_true(part, answers):
                return False
        return all(self._fits(response, parts, answers) for response, parts in compared.items())

    def _fits(self, response: str, parts: Sequence[Element], answers: Answers) -> bool:
        if self._takes[response] != "ordered":
            return any(self._is_true(part, answers) for part in parts)
        given = answers.get(response, ())
        return all(
            self._is_true(part, {response: given[place : place + 1]}) for place, part in enumerate(parts)
        )

    def _is_true(self, element: Element, answers: Answers) -> bool:
        self._left -= 1
        if self._left < 0:
            raise Unmarkable(_("its response processing takes too long"))
        name = name_of(element)
        if name == "not":
            return not self._are_true(element, answers)
        if name == "or":
            return any(self._is_true(part, answers) for part in element)
        if name == "and":
            return self._are_true(element, answers)
        if name in ("other", "qticomment", "durequal", "durgte", "durlte"):
            return True
        given = [part for part in answers.get(attribute(element, "respident"), ()) if part]
        if name == "unanswered":
            return not given
        if name not in _COMPARED:
            raise Unmarkable(
                _("its response processing uses %(name)r, which is not known here") % {"name": name}
            )
        return _compares(element, name, given)

    def words(self, response: str) -> list[str]:
        """Return the texts that the marking compares a response with."""
        return list(dict.fromkeys(filter(None, map(_text, self._compared(response, *_COMPARED[:3])))))

    def intervals(self, response: str) -> list[Interval]:
        """Return the ranges of numbers, or single numbers, that it compares a response with."""
        exact = [_decimal(_text(element)) for element in self._compared(response, "varequal")]
        found = [(value, value) for value in exact if value is not None]
        for condition in self._conditions:
            for group in (*within(condition, "and"), *within(condition, "conditionvar")):
                lows = [_decimal(_text(part)) for part in _of(group, response, "vargt", "vargte")]
                highs = [_decimal(_text(part)) for part in _of(group, response, "varlt", "varlte")]
                if lows and highs and lows[0] is not None and highs[0] is not None and lows[0] <= highs[0]:
                    found.append((lows[0], highs[0]))
        return list(dict.fromkeys(found))

    def sequences(self, response: str) -> list[tuple[str, ...]]:
        """Return the orders or sets that it compares a response with: what each condition asks for."""
        found = []
        for condition in self._conditions:
            denied = {id(part) for no in within(condition, "not") for part in no.iter()}
            wanted = (part for part in within(condition, "varequal") if id(part) not in denied)
            found.append(tuple(_text(part) for part in wanted if attribute(part, "respident") == response))
        return list(dict.fromkeys(filter(None, found)))

    def wanted(self, response: str) -> Sequence[str]:
        """Return what a response is first compared with, for trying others beside it."""
        return next(iter(self.sequences(response)), ())

    def _compared(self, response: str, *names: str) -> Iterator[Element]:
        for condition in self._conditions:
            yield from (
                part for part in within(condition, *names) if attribute(part, "respident") == response
            )


def _of(group: Element, response: str, *names: str) -> list[Element]:
    return [part for part in children(group, *names) if attribute(part, "respident") == response]


def _compares(element: Element, name: str, given: Sequence[str]) -> bool:
    text = _text(element)
    if name.startswith("var") and name[3:] in _NUMERIC:
        wanted = number_in(text)
        numbers = [number for number in map(number_in, given) if number is not None]
        return wanted is not None and any(_NUMERIC[name[3:]](number, wanted) for number in numbers)
    place = read_key(attribute(element, "index"))
    if place is not None:
        given = given[place - 1 : place]
    is_exact = flag(element, "case")
    if not is_exact:
        text, given = text.lower(), [part.lower() for part in given]
    if name == "varsubset":
        return {part.strip() for part in text.split(",")} <= set(given)
    if name == "varsubstring":
        return any(text in part for part in given)
    return text in given or (_is_number(text) and any(number_in(part) == number_in(text) for part in given))


def _is_number(text: str) -> bool:
    return number_in(text) is not None


_NUMERIC: Mapping[str, Callable[[float, float], bool]] = {
    "gt": lambda given, wanted: given > wanted,
    "gte": lambda given, wanted: given >= wanted,
    "lt": lambda given, wanted: given < wanted,
    "lte": lambda given, wanted: given <= wanted,
}


def _change(points: dict[str, float], change: Element) -> None:
    name = attribute(change, "varname", "SCORE")
    text = (change.text or "").strip()
    # Blackboard gives all points by name: SCORE.max.
    value = 1.0 if text.lower().endswith(".max") else number_in(text) or 0.0
    present = points.get(name, 0.0)
    action = attribute(change, "action", "Set").lower()
    if action == "divide" and not value:
        return
    changed = {
        "add": present + value,
        "subtract": present - value,
        "multiply": present * value,
        "divide": present / (value or 1),
    }
    points[name] = changed.get(action, value)


def _score(points: Mapping[str, float]) -> float:
    """Return the points; an item that has none of the usual name counts all that it has."""
    for name, value in points.items():
        if name.upper() == "SCORE":
            return value
    return sum(points.values())


def _text(element: Element) -> str:
    return " ".join((element.text or "").split())


def number_in(text: str) -> float | None:
    """Return the number that a text is, also with a sign of per cent behind it; `None` where it is none."""
    value = _decimal(text)
    return None if value is None else float(value)


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text.strip().removesuffix("%"))
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 40 else None
