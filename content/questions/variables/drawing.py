"""The values that a seed draws."""

import random
from fractions import Fraction

from content import figures
from content.language import gettext
from content.questions.specs import InvalidSpec
from content.questions.variables.arithmetic import Expression
from content.questions.variables.reading import WHERE, Listed, Range, Variables
from content.questions.variables.values import BadExpression, Values

CHECKED_TRIES = 500
"""So many times values are drawn at a check until all that must hold does."""
MOST_TRIES = 20 * CHECKED_TRIES
"""So many for a student, who had no part in it: one in a hundred that a check has missed is none here."""


def draw(variables: Variables, seed: int, *, tries: int = MOST_TRIES) -> Values:
    """Return the values that a seed draws: the same seed, the same values.

    Raises:
        InvalidSpec: a value cannot be worked out, or what must hold holds too seldom.
    """
    # `random()` alone is promised to stay the same from one version of Python to the next.
    chance = random.Random(seed)  # noqa: S311 (a choice of numbers, not a secret)
    for _ in range(tries):
        values = _draw_once(variables, chance)
        try:
            if all(condition.value(values) is True for condition in variables.where):
                return values
        except BadExpression as error:
            raise InvalidSpec(str(error), path=(WHERE,)) from None
    raise InvalidSpec(
        gettext("no values were found for which all of this holds: %(conditions)s")
        % {"conditions": figures.in_a_row(condition.text for condition in variables.where)},
        path=(WHERE,),
    )


def redraw(variables: Variables, kept: Values) -> Values | None:
    """Return kept values with what is worked out from them now; None where they do not fit the variables."""
    values: dict[str, Fraction | str] = {}
    for name, source in variables.sources.items():
        if not isinstance(source, Expression):
            if name not in kept:
                return None
            values[name] = kept[name]
        elif not _add_worked_out(values, name, source):
            return None
    try:
        holds = all(condition.value(values) is True for condition in variables.where)
    except BadExpression:
        return None
    return values if holds else None


def _add_worked_out(values: dict[str, Fraction | str], name: str, source: Expression) -> bool:
    try:
        value = source.value(values)
    except BadExpression:
        return False
    if isinstance(value, bool):
        return False
    values[name] = value
    return True


def _draw_once(variables: Variables, chance: random.Random) -> dict[str, Fraction | str]:
    values: dict[str, Fraction | str] = {}
    places: dict[str, float] = {}
    for name, source in variables.sources.items():
        group = variables.together.get(name, name)
        if isinstance(source, Expression):
            values[name] = _worked_out(source, values, name)
            continue
        if group not in places:
            # One call for each variable or group, in their order: with other calls, a seed would mean
            # other numbers in questions that are open (decision 0030).
            places[group] = chance.random()
        if isinstance(source, Listed):
            values[name] = source.values[int(places[group] * len(source.values))]
        else:
            values[name] = _number_of(source, places[group])
    return values


def _number_of(source: Range, place: float) -> Fraction:
    """Return the number at a share, from 0 up to 1, of a range."""
    at = int(place * (source.count - len(source.excluded)))
    # They are in order, so each that is not above the place moves it one on.
    for excluded in source.excluded:
        at += excluded <= at
    return source.low + source.step * at


def _worked_out(source: Expression, values: Values, name: str) -> Fraction | str:
    try:
        value = source.value(values)
    except BadExpression as error:
        raise InvalidSpec(str(error), path=(name,)) from None
    if isinstance(value, bool):
        raise InvalidSpec(
            gettext("%(expression)s is true or false, and no number") % {"expression": source.text},
            path=(name,),
        )
    return value
