"""Variables, from what their author wrote.

    a: 2..9                       whole numbers
    b: -9..9 except 0
    p: 0.5..3 step 0.25           decimals
    name: [Ana, Ben]              one of a list
    total: = a + b                worked out, from variables above it
    where: [a != b]               what must hold
    together: [[name, pronoun]]   lists of which the same place is taken

The last two are no variables.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from content.language import gettext, ngettext
from content.questions.specs import InvalidSpec
from content.questions.variables.arithmetic import Expression, is_reserved, read_expression
from content.questions.variables.values import BadExpression

MOST_VARIABLES = 20
MOST_CONDITIONS = 20
MOST_ENTRIES = 200
MOST_STEPS = 1_000_000
WHERE, TOGETHER = "where", "together"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}", re.ASCII)
_NUMBER = r"[-−]?\d{1,15}(?:\.\d{1,9})?"
_RANGE = re.compile(
    rf"({_NUMBER})\s*\.\.\s*({_NUMBER})(?:\s+step\s+({_NUMBER}))?(?:\s+except\s+({_NUMBER}(?:\s*,\s*{_NUMBER})*))?"
)
_LISTED = re.compile(rf"{_NUMBER}(?:/\d{{1,15}})?")
_LONGEST_TEXT = 1000


@dataclass(frozen=True)
class Listed:
    """Values of which one is drawn."""

    values: Sequence[Fraction | str]


@dataclass(frozen=True)
class Range:
    """Numbers from `low` on, `count` of them, `step` apart, without those at some places, in their order."""

    low: Fraction
    step: Fraction
    count: int
    excluded: tuple[int, ...]


Source = Listed | Range | Expression


@dataclass(frozen=True)
class Variables:
    """Variables that were checked, in the order in which they are drawn.

    Attributes:
        where: conditions, all of which must hold.
        together: the group of each variable that is drawn at the same place as others.
    """

    sources: Mapping[str, Source]
    where: tuple[Expression, ...]
    together: Mapping[str, str]


def parse_variables(data: object) -> Variables:
    """Return the checked variables of a question, as they stand in a course file and in the database.

    Raises:
        InvalidSpec: one makes no sense; the path begins with its name.
    """
    if not isinstance(data, Mapping):
        raise InvalidSpec(gettext("this must be names and values"))
    if sum(name not in (WHERE, TOGETHER) for name in data) > MOST_VARIABLES:
        raise InvalidSpec(
            ngettext(
                "a question has at most %(most)s variable",
                "a question has at most %(most)s variables",
                MOST_VARIABLES,
            )
            % {"most": MOST_VARIABLES}
        )
    sources: dict[str, Source] = {}
    for name, written in data.items():
        if name not in (WHERE, TOGETHER):
            sources[_checked_name(name)] = _read_source(written, name, known=sources)
    where = tuple(_conditions(data.get(WHERE, []), known=sources))
    return Variables(sources, where, _groups(data.get(TOGETHER, []), sources))


def _checked_name(name: object) -> str:
    if not isinstance(name, str) or not _NAME.fullmatch(name) or is_reserved(name):
        raise InvalidSpec(
            gettext(
                "%(name)r is no name for a variable: letters and digits, a letter first, no function's name"
            )
            % {"name": name},
            path=(str(name),),
        )
    return name


def _read_source(written: object, name: str, *, known: Mapping[str, Source]) -> Source:
    path = (name,)
    if isinstance(written, list | tuple):
        return Listed(_entries(written, path))
    if isinstance(written, str) and written.strip().startswith("="):
        return _expression(written.strip()[1:], path, known=known)
    is_short = isinstance(written, str) and len(written) <= _LONGEST_TEXT
    found = _RANGE.fullmatch(str(written).strip()) if is_short else None
    if found is None:
        raise InvalidSpec(
            gettext("a variable is a range such as 2..9, a list such as [2, 3, 5], or worked out: = a + b"),
            path=path,
        )
    return _read_range(*found.groups(), path=path)


def _read_range(low: str, high: str, step: str | None, excluded: str | None, *, path: tuple[str]) -> Range:
    first, last = _number(low), _number(high)
    places = max((len(text.partition(".")[2]) for text in (low, high)), default=0)
    apart = _number(step) if step else Fraction(1, 10**places)
    if apart <= 0:
        raise InvalidSpec(gettext("the step must be more than zero"), path=path)
    if last < first:
        raise InvalidSpec(gettext("the range ends before it begins"), path=path)
    count = int((last - first) / apart) + 1
    if count > MOST_STEPS:
        raise InvalidSpec(gettext("the range has too many numbers"), path=path)
    places_of = {(_number(text) - first) / apart for text in excluded.split(",")} if excluded else set()
    inside = sorted(int(place) for place in places_of if place.denominator == 1 and 0 <= place < count)
    if len(inside) >= count:
        raise InvalidSpec(gettext("nothing is left of the range"), path=path)
    return Range(first, apart, count, tuple(inside))


def _number(text: str) -> Fraction:
    return Fraction(text.strip().replace("−", "-"))


def _entries(written: Sequence[object], path: tuple[str]) -> tuple[Fraction | str, ...]:
    if not 1 <= len(written) <= MOST_ENTRIES:
        raise InvalidSpec(
            gettext("a list has from 1 to %(most)s entries") % {"most": MOST_ENTRIES}, path=path
        )
    texts = []
    for place, entry in enumerate(written):
        if isinstance(entry, bool) or not isinstance(entry, str | int | float) or not str(entry).strip():
            raise InvalidSpec(gettext("an entry of a list is a number or a text"), path=(*path, place))
        if len(str(entry)) > _LONGEST_TEXT:
            raise InvalidSpec(gettext("this entry is too long"), path=(*path, place))
        texts.append(str(entry).strip())
    if all(_LISTED.fullmatch(text) for text in texts) and not any(_is_over_zero(text) for text in texts):
        return tuple(_number(text) for text in texts)
    return tuple(texts)


def _is_over_zero(text: str) -> bool:
    """Say whether a fraction has nothing below: that is a text."""
    return "/" in text and not int(text.partition("/")[2])


def _expression(text: str, path: tuple[str | int, ...], *, known: Mapping[str, Source]) -> Expression:
    try:
        expression = read_expression(text)
    except BadExpression as error:
        raise InvalidSpec(str(error), path=path) from None
    missing = sorted(expression.names - known.keys())
    if missing:
        raise InvalidSpec(
            gettext("%(expression)s: there is no variable called %(name)s above it")
            % {"expression": expression.text, "name": missing[0]},
            path=path,
        )
    return expression


def _conditions(written: object, *, known: Mapping[str, Source]) -> Iterator[Expression]:
    conditions = [written] if isinstance(written, str) else written
    if not isinstance(conditions, list | tuple) or not all(isinstance(text, str) for text in conditions):
        raise InvalidSpec(gettext("%(name)s must be a list of texts") % {"name": WHERE}, path=(WHERE,))
    if len(conditions) > MOST_CONDITIONS:
        raise InvalidSpec(
            gettext("at most %(most)s conditions") % {"most": MOST_CONDITIONS},
            path=(WHERE,),
        )
    for place, text in enumerate(conditions):
        yield _expression(text, (WHERE, place), known=known)


def _groups(written: object, sources: Mapping[str, Source]) -> dict[str, str]:
    """Return of each variable that is drawn together with others the name of its group."""
    if not isinstance(written, list | tuple) or not all(isinstance(names, list | tuple) for names in written):
        raise InvalidSpec(
            gettext("%(name)s is a list of lists of names") % {"name": TOGETHER}, path=(TOGETHER,)
        )
    groups: dict[str, str] = {}
    for place, names in enumerate(written):
        lengths = set()
        for name in names:
            source = sources.get(name) if isinstance(name, str) else None
            if not isinstance(source, Listed) or name in groups:
                raise InvalidSpec(
                    gettext("%(name)r is no list, or stands in two groups") % {"name": name},
                    path=(TOGETHER, place),
                )
            lengths.add(len(source.values))
            # With a space, which no variable has: one that is in no group is drawn under its own name.
            groups[name] = f" {place}"
        if len(lengths) > 1:
            raise InvalidSpec(
                gettext("lists that are drawn together have as many entries each"), path=(TOGETHER, place)
            )
    return groups
