"""From plain data, as it stands in a course file and in the database, to a checked specification."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from content.language import gettext, ngettext
from content.questions.misconceptions import FIELD, read_misconception
from content.questions.numbers import read_number
from content.questions.specs import (
    Choice,
    InvalidSpec,
    KnownText,
    MatchingSpec,
    MultipleSpec,
    NumberSpec,
    OrderingSpec,
    RightNumber,
    SingleSpec,
    Spec,
    TextSpec,
    WrongNumber,
)

Data = Mapping[str, object]
Path = tuple[str | int, ...]
_NUMBERS = (("answer",), ("tolerance",))
_FEEDBACK = ("feedback_right", "feedback_wrong", "feedback_always")


def parse_spec(kind: str, data: object) -> Spec:
    """Return the checked specification of a question.

    Raises:
        InvalidSpec: unknown kind, a missing, empty, unknown or contradictory part.
    """
    reader = _READERS.get(kind)
    if reader is None:
        raise InvalidSpec(
            gettext("there is no question kind called %(kind)r; use one of %(known)s")
            % {"kind": kind, "known": ", ".join(_READERS)}
        )
    if not isinstance(data, Mapping):
        raise InvalidSpec(gettext("a question is a list of names and values"))
    fields, read = reader
    _refuse_unknown(data, {*fields, *_FEEDBACK})
    right, wrong, always = (_text(data, name, default="") for name in _FEEDBACK)
    return replace(read(data, right, wrong), feedback_always=always)


def spec_texts(data: object) -> Iterator[tuple[Path, str]]:
    """Yield every text of a specification that is Markdown, with the path that leads to it."""
    stack: list[tuple[Path, object]] = [((), data)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, str) and path[:1] not in _NUMBERS and path[-1:] != (FIELD,):
            yield path, value
        elif isinstance(value, Mapping):
            stack.extend(((*path, str(name)), item) for name, item in value.items())
        elif isinstance(value, list):
            stack.extend(((*path, index), item) for index, item in enumerate(value))


def _read_single(data: Data, right: str, wrong: str) -> Spec:
    choices = _choices(data)
    right_ones = sum(choice.is_correct for choice in choices)
    any_correct = _flag(data, "any_correct", default=False)
    if any_correct and not 1 <= right_ones < len(choices):
        raise InvalidSpec(gettext("of the choices some must be correct, and not all"), path=("choices",))
    if not any_correct and right_ones != 1:
        raise InvalidSpec(gettext("exactly one choice must be correct"), path=("choices",))
    return SingleSpec(right, wrong, choices, any_correct, _flag(data, "keep_order", default=False))


def _read_multiple(data: Data, right: str, wrong: str) -> Spec:
    choices = _choices(data)
    if not any(choice.is_correct for choice in choices):
        raise InvalidSpec(gettext("at least one choice must be correct"), path=("choices",))
    return MultipleSpec(right, wrong, choices, _flag(data, "keep_order", default=False))


def _read_number(data: Data, right: str, wrong: str) -> Spec:
    tolerance = _tolerance(data)
    answer = _number(data, "answer")
    expected = []
    for index, item in enumerate(_list(data, "wrong", least=0)):
        path = ("wrong", index)
        entry = _mapping(item, path)
        _refuse_unknown(entry, {"value", "tolerance", "feedback", FIELD}, path)
        value = _number(entry, "value", path=path)
        near = _tolerance(entry, path) if "tolerance" in entry else None
        # One that reaches farther than the right answer is told around it.
        if abs(value - answer) <= tolerance and not (near is not None and near > tolerance):
            raise InvalidSpec(gettext("this value is right, not wrong"), path=(*path, "value"))
        shown = read_misconception(entry, path)
        told = _text(entry, "feedback", path=path, default="" if shown else None)
        expected.append(WrongNumber(value, told, near, shown))
    unit = _text(data, "unit", default="")
    return NumberSpec(right, wrong, answer, tolerance, unit, tuple(expected), tuple(_also(data)))


def _also(data: Data) -> Iterator[RightNumber]:
    for index, item in enumerate(_list(data, "also", least=0)):
        path = ("also", index)
        entry = _mapping(item, path)
        _refuse_unknown(entry, {"answer", "tolerance", "feedback"}, path)
        value = _number(entry, "answer", path=path)
        yield RightNumber(value, _tolerance(entry, path), _text(entry, "feedback", path=path, default=""))


def _tolerance(data: Data, path: Path = ()) -> Fraction:
    tolerance = _number(data, "tolerance", path=path, default=Fraction(0))
    if tolerance < 0:
        raise InvalidSpec(gettext("tolerance must not be negative"), path=(*path, "tolerance"))
    return tolerance


def _read_text(data: Data, right: str, wrong: str) -> Spec:
    told = _known_texts(data, "accepted", least=1)
    return TextSpec(
        right,
        wrong,
        tuple(known.text for known in told),
        _flag(data, "ignore_case", default=True),
        told,
        _known_texts(data, "wrong", least=0),
        _flag(data, "wildcards", default=False),
    )


def _known_texts(data: Data, name: str, *, least: int) -> tuple[KnownText, ...]:
    """Return texts, each by itself or with what is said to it."""
    known = []
    for index, item in enumerate(_list(data, name, least=least)):
        path = (name, index)
        if not isinstance(item, Mapping):
            known.append(KnownText(_as_text(item, path=path)))
            continue
        _refuse_unknown(item, {"text", "feedback", *([FIELD] if name == "wrong" else [])}, path)
        text, feedback = _text(item, "text", path=path), _text(item, "feedback", path=path, default="")
        known.append(KnownText(text, feedback, read_misconception(item, path)))
    return tuple(known)


def _flag(data: Data, name: str, *, default: bool) -> bool:
    value = data.get(name, default)
    if not isinstance(value, bool):
        raise InvalidSpec(gettext("%(name)s is true or false") % {"name": name}, path=(name,))
    return value


def _read_ordering(data: Data, right: str, wrong: str) -> Spec:
    items = tuple(_texts(data, "items", least=2))
    if len(set(items)) != len(items):
        raise InvalidSpec(gettext("two items are the same"), path=("items",))
    return OrderingSpec(right, wrong, items)


def _read_matching(data: Data, right: str, wrong: str) -> Spec:
    pairs = []
    for index, item in enumerate(_list(data, "pairs", least=2)):
        path = ("pairs", index)
        entry = _mapping(item, path)
        _refuse_unknown(entry, {"left", "right"}, path)
        pairs.append((_text(entry, "left", path=path), _text(entry, "right", path=path)))
    if len({left for left, _ in pairs}) != len(pairs):
        raise InvalidSpec(gettext("two left sides are the same"), path=("pairs",))
    return MatchingSpec(right, wrong, tuple(pairs), tuple(_texts(data, "others", least=0)))


_READERS: dict[str, tuple[set[str], Callable[[Data, str, str], Spec]]] = {
    "single": ({"choices", "any_correct", "keep_order"}, _read_single),
    "multiple": ({"choices", "keep_order"}, _read_multiple),
    "number": ({"answer", "tolerance", "unit", "wrong", "also"}, _read_number),
    "text": ({"accepted", "ignore_case", "wrong", "wildcards"}, _read_text),
    "ordering": ({"items"}, _read_ordering),
    "matching": ({"pairs", "others"}, _read_matching),
}
QUESTION_KINDS: tuple[str, ...] = tuple(_READERS)


def _choices(data: Data) -> tuple[Choice, ...]:
    choices = []
    for index, item in enumerate(_list(data, "choices", least=2)):
        path = ("choices", index)
        entry = _mapping(item, path)
        _refuse_unknown(entry, {"text", "correct", "feedback", FIELD}, path)
        correct = entry.get("correct", False)
        if not isinstance(correct, bool):
            raise InvalidSpec(gettext("correct is true or false"), path=(*path, "correct"))
        shown = read_misconception(entry, path)
        if shown and correct:
            raise InvalidSpec(gettext("a right choice shows no misconception"), path=(*path, FIELD))
        text, feedback = _text(entry, "text", path=path), _text(entry, "feedback", path=path, default="")
        choices.append(Choice(text, correct, feedback, shown))
    if len({choice.text for choice in choices}) != len(choices):
        raise InvalidSpec(gettext("two choices are the same"), path=("choices",))
    return tuple(choices)


def _refuse_unknown(data: Data, known: set[str], path: Path = ()) -> None:
    for name in data:
        if name not in known:
            raise InvalidSpec(
                gettext("unknown field %(name)r; known are %(known)s")
                % {"name": name, "known": ", ".join(sorted(known))},
                path=(*path, name),
            )


def _mapping(item: object, path: Path) -> Data:
    if not isinstance(item, Mapping):
        raise InvalidSpec(gettext("this must be names and values"), path=path)
    return item


def _text(data: Data, name: str, *, path: Path = (), default: str | None = None) -> str:
    value = data.get(name, default)
    if value is None:
        raise InvalidSpec(gettext("%(name)s is missing") % {"name": name}, path=path)
    return _as_text(value, path=(*path, name), may_be_empty=default is not None)


def _as_text(value: object, *, path: Path, may_be_empty: bool = False) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InvalidSpec(gettext("%(name)s must be text") % {"name": path[-1]}, path=path)
    text = str(value).strip()
    if not text and not may_be_empty:
        raise InvalidSpec(gettext("%(name)s is empty") % {"name": path[-1]}, path=path)
    return text


def _list(data: Data, name: str, *, least: int) -> Sequence[object]:
    value = data.get(name, [])
    if not isinstance(value, list | tuple):
        raise InvalidSpec(gettext("%(name)s must be a list") % {"name": name}, path=(name,))
    if len(value) < least:
        raise InvalidSpec(
            ngettext(
                "%(name)s needs at least %(least)s entry", "%(name)s needs at least %(least)s entries", least
            )
            % {"name": name, "least": least},
            path=(name,) if name in data else (),
        )
    return value


def _texts(data: Data, name: str, *, least: int) -> list[str]:
    return [_as_text(item, path=(name, index)) for index, item in enumerate(_list(data, name, least=least))]


def _number(data: Data, name: str, *, path: Path = (), default: Fraction | None = None) -> Fraction:
    value = data.get(name)
    if value is None and default is not None:
        return default
    number = read_number(_text(data, name, path=path))
    if number is None:
        raise InvalidSpec(
            gettext("%(name)s must be a number such as 12, 0.5 or 3/4") % {"name": name}, path=(*path, name)
        )
    return number
