"""From plain data, as it stands in a course file and in the database, to a checked specification."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from content.questions.numbers import read_number
from content.questions.specs import (
    Choice,
    InvalidSpec,
    MatchingSpec,
    MultipleSpec,
    NumberSpec,
    OrderingSpec,
    SingleSpec,
    Spec,
    TextSpec,
    WrongNumber,
)

Data = Mapping[str, object]
Path = tuple[str | int, ...]
_NUMBERS = (("answer",), ("tolerance",))


def parse_spec(kind: str, data: object) -> Spec:
    """Return the checked specification of a question.

    Raises:
        InvalidSpec: unknown kind, a missing, empty, unknown or contradictory part.
    """
    reader = _READERS.get(kind)
    if reader is None:
        raise InvalidSpec(f"there is no question kind called {kind!r}; use one of {', '.join(_READERS)}")
    if not isinstance(data, Mapping):
        raise InvalidSpec("a question is a list of names and values")
    fields, read = reader
    _refuse_unknown(data, {*fields, "feedback_right", "feedback_wrong"})
    return read(data, _text(data, "feedback_right", default=""), _text(data, "feedback_wrong", default=""))


def spec_texts(data: object) -> Iterator[tuple[Path, str]]:
    """Yield every text of a specification that is Markdown, with the path that leads to it."""
    stack: list[tuple[Path, object]] = [((), data)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, str) and path[:1] not in _NUMBERS:
            yield path, value
        elif isinstance(value, Mapping):
            stack.extend(((*path, str(name)), item) for name, item in value.items())
        elif isinstance(value, list):
            stack.extend(((*path, index), item) for index, item in enumerate(value))


def _read_single(data: Data, right: str, wrong: str) -> Spec:
    choices = _choices(data)
    if sum(choice.is_correct for choice in choices) != 1:
        raise InvalidSpec("exactly one choice must be correct", path=("choices",))
    return SingleSpec(right, wrong, choices)


def _read_multiple(data: Data, right: str, wrong: str) -> Spec:
    choices = _choices(data)
    if not any(choice.is_correct for choice in choices):
        raise InvalidSpec("at least one choice must be correct", path=("choices",))
    return MultipleSpec(right, wrong, choices)


def _read_number(data: Data, right: str, wrong: str) -> Spec:
    tolerance = _number(data, "tolerance", default=Fraction(0))
    if tolerance < 0:
        raise InvalidSpec("tolerance must not be negative", path=("tolerance",))
    answer = _number(data, "answer")
    expected = []
    for index, item in enumerate(_list(data, "wrong", least=0)):
        path = ("wrong", index)
        entry = _mapping(item, path)
        _refuse_unknown(entry, {"value", "feedback"}, path)
        value = _number(entry, "value", path=path)
        if abs(value - answer) <= tolerance:
            raise InvalidSpec("this value is right, not wrong", path=(*path, "value"))
        expected.append(WrongNumber(value, _text(entry, "feedback", path=path)))
    return NumberSpec(right, wrong, answer, tolerance, _text(data, "unit", default=""), tuple(expected))


def _read_text(data: Data, right: str, wrong: str) -> Spec:
    accepted = tuple(_texts(data, "accepted", least=1))
    ignore_case = data.get("ignore_case", True)
    if not isinstance(ignore_case, bool):
        raise InvalidSpec("ignore_case is true or false", path=("ignore_case",))
    return TextSpec(right, wrong, accepted, ignore_case)


def _read_ordering(data: Data, right: str, wrong: str) -> Spec:
    items = tuple(_texts(data, "items", least=2))
    if len(set(items)) != len(items):
        raise InvalidSpec("two items are the same", path=("items",))
    return OrderingSpec(right, wrong, items)


def _read_matching(data: Data, right: str, wrong: str) -> Spec:
    pairs = []
    for index, item in enumerate(_list(data, "pairs", least=2)):
        path = ("pairs", index)
        entry = _mapping(item, path)
        _refuse_unknown(entry, {"left", "right"}, path)
        pairs.append((_text(entry, "left", path=path), _text(entry, "right", path=path)))
    if len({left for left, _ in pairs}) != len(pairs):
        raise InvalidSpec("two left sides are the same", path=("pairs",))
    return MatchingSpec(right, wrong, tuple(pairs))


_READERS: dict[str, tuple[set[str], Callable[[Data, str, str], Spec]]] = {
    "single": ({"choices"}, _read_single),
    "multiple": ({"choices"}, _read_multiple),
    "number": ({"answer", "tolerance", "unit", "wrong"}, _read_number),
    "text": ({"accepted", "ignore_case"}, _read_text),
    "ordering": ({"items"}, _read_ordering),
    "matching": ({"pairs"}, _read_matching),
}
QUESTION_KINDS: tuple[str, ...] = tuple(_READERS)


def _choices(data: Data) -> tuple[Choice, ...]:
    choices = []
    for index, item in enumerate(_list(data, "choices", least=2)):
        path = ("choices", index)
        entry = _mapping(item, path)
        _refuse_unknown(entry, {"text", "correct", "feedback"}, path)
        correct = entry.get("correct", False)
        if not isinstance(correct, bool):
            raise InvalidSpec("correct is true or false", path=(*path, "correct"))
        choices.append(
            Choice(_text(entry, "text", path=path), correct, _text(entry, "feedback", path=path, default=""))
        )
    if len({choice.text for choice in choices}) != len(choices):
        raise InvalidSpec("two choices are the same", path=("choices",))
    return tuple(choices)


def _refuse_unknown(data: Data, known: set[str], path: Path = ()) -> None:
    for name in data:
        if name not in known:
            raise InvalidSpec(
                f"unknown field {name!r}; known are {', '.join(sorted(known))}", path=(*path, name)
            )


def _mapping(item: object, path: Path) -> Data:
    if not isinstance(item, Mapping):
        raise InvalidSpec("this must be names and values", path=path)
    return item


def _text(data: Data, name: str, *, path: Path = (), default: str | None = None) -> str:
    value = data.get(name, default)
    if value is None:
        raise InvalidSpec(f"{name} is missing", path=path)
    return _as_text(value, path=(*path, name), may_be_empty=default is not None)


def _as_text(value: object, *, path: Path, may_be_empty: bool = False) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InvalidSpec(f"{path[-1]} must be text", path=path)
    text = str(value).strip()
    if not text and not may_be_empty:
        raise InvalidSpec(f"{path[-1]} is empty", path=path)
    return text


def _list(data: Data, name: str, *, least: int) -> Sequence[object]:
    value = data.get(name, [])
    if not isinstance(value, list | tuple):
        raise InvalidSpec(f"{name} must be a list", path=(name,))
    if len(value) < least:
        raise InvalidSpec(f"{name} needs at least {least} entries", path=(name,) if name in data else ())
    return value


def _texts(data: Data, name: str, *, least: int) -> list[str]:
    return [_as_text(item, path=(name, index)) for index, item in enumerate(_list(data, name, least=least))]


def _number(data: Data, name: str, *, path: Path = (), default: Fraction | None = None) -> Fraction:
    value = data.get(name)
    if value is None and default is not None:
        return default
    number = read_number(_text(data, name, path=path))
    if number is None:
        raise InvalidSpec(f"{name} must be a number such as 12, 0.5 or 3/4", path=(*path, name))
    return number
