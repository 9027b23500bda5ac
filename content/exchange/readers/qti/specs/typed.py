"""What is typed: texts and numbers. What an item compares an answer with is tried, and what is near it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from content.exchange.gift.numeric import number_spec, plain_decimal
from content.exchange.readers.qti.model import Interval, Spec, Trial
from content.exchange.readers.qti.specs.feedback import sort_feedback
from content.exchange.readers.qti.tree import Unfit
from content.language import gettext as _

LONGEST = 200
"""The most letters that may be typed here."""
MOST_TRIED = 200
_OTHER = "zq~xj"
"""What nobody is asked for, and so gets what is said to all other answers."""
_OTHER_NUMBER = "-918273645.4637"
_NEAR = Decimal("0.000001")


def typed_spec(trial: Trial) -> tuple[str, Spec]:
    """Return the kind and specification of a text or a number; raises Unfit where nothing is right."""
    if trial.declared.is_number:
        return "number", _number_spec(trial)
    return "text", _text_spec(trial)


def _text_spec(trial: Trial) -> Spec:
    compared = (*trial.declared.correct, *trial.marker.words(trial.interaction.response))
    words = list(dict.fromkeys(compared))[:MOST_TRIED]
    marks = {word: trial.mark(word) for word in [*words, _OTHER]}
    points = {word: mark.points or 0.0 for word, mark in marks.items()}
    best = max(points.values())
    right = [word for word in words if points[word] == best] if best > 0 else list(trial.declared.correct)
    if best > 0 and points[_OTHER] == best:
        raise Unfit(_("it takes any answer as right"))
    _refuse_texts(right)
    if any(0 < value < best for value in points.values()):
        trial.note(_("an answer worth part of the points is wrong here; what is said to it is kept"))
    told = sort_feedback({word: mark.shown for word, mark in marks.items()}, set(right), trial.feedback)
    common = dict(told.common)
    if _OTHER in told.own:
        common["feedback_wrong"] = told.own[_OTHER]
    spec: Spec = {**common, "accepted": [known(word, told.own.get(word, "")) for word in right]}
    wrong = [known(word, told.own[word]) for word in words if word not in right and told.own.get(word)]
    if wrong:
        spec["wrong"] = wrong
    spec["ignore_case"] = best <= 0 or _ignores_case(trial, right, words, best)
    return _with_wildcards(trial, spec, right, best)


def _refuse_texts(right: Iterable[str]) -> None:
    words = list(right)
    if not words:
        raise Unfit(_("nothing declares which answer is right"))
    if any(len(word) > LONGEST for word in words):
        raise Unfit(_("its answer has more than %(most)s characters") % {"most": LONGEST})


def known(word: str, feedback: str) -> Spec | str:
    """Return a text that is expected, with what is said to it."""
    return {"text": word, "feedback": feedback} if feedback else word


def _ignores_case(trial: Trial, right: list[str], words: list[str], best: float) -> bool:
    folded = {word.casefold() for word in right}
    if any(word.casefold() in folded for word in words if word not in right):
        return False
    return all(trial.points(word.swapcase()) == best for word in right)


def _with_wildcards(trial: Trial, spec: Spec, right: list[str], best: float) -> Spec:
    """Return a specification in which a text that may stand within another one has its asterisks."""
    loose = {word for word in right if best > 0 and trial.points(f"zq {word} jx") == best}
    if not loose:
        return spec

    def spelt(entry: Spec | str) -> Spec | str:
        word = entry["text"] if isinstance(entry, dict) else entry
        form = word.replace("*", "\\*")
        form = f"*{form}*" if word in loose else form
        return {**entry, "text": form} if isinstance(entry, dict) else form

    lists: Spec = {name: [spelt(one) for one in spec[name]] for name in ("accepted", "wrong") if name in spec}
    return {**spec, **lists, "wildcards": True}


def _number_spec(trial: Trial) -> Spec:
    response = trial.interaction.response
    intervals = list(dict.fromkeys(trial.marker.intervals(response)))[:MOST_TRIED]
    marks = {interval: trial.mark(_middle(interval)) for interval in intervals}
    points = {interval: mark.points or 0.0 for interval, mark in marks.items()}
    best = max(points.values(), default=0.0)
    right = [interval for interval in intervals if points[interval] == best > 0]
    if not right:
        right = [interval for interval in intervals if interval[0] == interval[1]][: best <= 0]
    if not right:
        raise Unfit(_("nothing declares which number is right"))
    exact = {value for value in map(_exact, trial.declared.correct) if value is not None}
    right = [one for one in right if not any(_is_within(one, other) for other in right)]
    if best > 0:
        _check_edges(trial, right, best)
    wrong = [one for one in intervals if not any(one == other or _is_within(one, other) for other in right)]
    wrong = [one for one in wrong if points[one] < best]
    shown: dict[Any, Sequence[str]] = {one: marks[one].shown for one in (*right, *wrong)}
    shown[""] = trial.mark(_OTHER_NUMBER).shown
    told = sort_feedback(shown, set(right), trial.feedback)
    common = dict(told.common)
    if "" in told.own:
        common["feedback_wrong"] = told.own[""]
    try:
        spec = number_spec(
            [(spelt, told.own.get(one, "")) for one in right for spelt in _spelt_around(one, exact)],
            [(_spelt(one), told.own.get(one, "")) for one in wrong],
        )
    except ValueError as error:
        raise Unfit(str(error)) from None
    return {**common, **spec}


def _middle(interval: Interval) -> str:
    return str((interval[0] + interval[1]) / 2)


def _is_within(one: Interval, other: Interval) -> bool:
    return one != other and other[0] <= one[0] and one[1] <= other[1]


def _check_edges(trial: Trial, right: list[Interval], best: float) -> None:
    """Refuse a number whose marking takes others than what was found of it."""
    for low, high in right:
        near = max((high - low) / 100, _NEAR * max(Decimal(1), abs(low), abs(high)))
        inside = [low + near, high - near] if high - low > 2 * near else []
        outside = [value for value in (low - near, high + near) if not _in_any(value, right)]
        is_taken = all(trial.points(str(value)) == best for value in inside)
        if not is_taken or any(trial.points(str(value)) == best for value in outside):
            raise Unfit(_("it takes numbers as right that are no range around an answer"))


def _in_any(value: Decimal, intervals: list[Interval]) -> bool:
    return any(low <= value <= high for low, high in intervals)


def _exact(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _spelt_around(interval: Interval, exact: set[Decimal]) -> list[str]:
    """Return a range, before it what its author gives as the answer if that is not its middle."""
    low, high = interval
    named = [value for value in exact if low < value < high and value - low != high - value]
    around = [f"{_decimal(value)}:{_decimal(min(value - low, high - value))}" for value in named[:1]]
    return [*around, _spelt(interval)]


def _spelt(interval: Interval) -> str:
    low, high = interval
    reach = (high - low) / 2
    # A millionth of the range is more exact than any tolerance is meant.
    unit = Decimal(1).scaleb(reach.adjusted() - 6) if reach else Decimal(0)
    middle = (low + high) / 2
    if unit:
        middle, reach = middle.quantize(unit), reach.quantize(unit)
    return f"{_decimal(middle)}:{_decimal(reach)}"


def _decimal(value: Decimal) -> str:
    return plain_decimal(str(value.normalize()))
