"""From plain data, as it stands in a course file and in the database, to a checked specification."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from content import figures
from content.language import gettext
from content.questions.cloze import read_cloze
from content.questions.expressions.reading import FIELDS as EXPRESSION_FIELDS
from content.questions.expressions.reading import NO_TEXTS as NO_TEXTS_OF_EXPRESSIONS
from content.questions.expressions.reading import read_expression_spec
from content.questions.fields import (
    Data,
    Path,
    as_text,
    flag_at,
    list_at,
    mapping_at,
    number_at,
    refuse_unknown,
    text_at,
    texts_at,
    tolerance_at,
)
from content.questions.hotspots import read_hotspots
from content.questions.misconceptions import FIELD, read_misconception
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

NO_TEXTS = {
    *("answer", "tolerance", "value", "kind", "mode", "name", "shape", "coords", FIELD),
    *NO_TEXTS_OF_EXPRESSIONS,
}
"""Fields of specifications whose values are no Markdown."""
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
            % {"kind": kind, "known": figures.in_a_row(_READERS)}
        )
    if not isinstance(data, Mapping):
        raise InvalidSpec(gettext("a question is a list of names and values"))
    fields, read = reader
    refuse_unknown(data, {*fields, *_FEEDBACK})
    right, wrong, always = (text_at(data, name, default="") for name in _FEEDBACK)
    return replace(read(data, right, wrong), feedback_always=always)


def spec_texts(data: object) -> Iterator[tuple[Path, str]]:
    """Yield every text of a specification that is Markdown, with the path that leads to it."""
    stack: list[tuple[Path, object]] = [((), data)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, str):
            # A bare text in `also` is an answer in algebra, of a question or of a gap.
            if path[-1] not in NO_TEXTS and path[-2:-1] not in (("letters",), ("also",)):
                yield path, value
        elif isinstance(value, Mapping):
            stack.extend(((*path, str(name)), item) for name, item in value.items())
        elif isinstance(value, list):
            stack.extend(((*path, index), item) for index, item in enumerate(value))


def _read_single(data: Data, right: str, wrong: str) -> Spec:
    choices = _choices(data)
    right_ones = sum(choice.is_correct for choice in choices)
    any_correct = flag_at(data, "any_correct", default=False)
    if any_correct and not 1 <= right_ones < len(choices):
        raise InvalidSpec(gettext("of the choices some must be correct, and not all"), path=("choices",))
    if not any_correct and right_ones != 1:
        raise InvalidSpec(gettext("exactly one choice must be correct"), path=("choices",))
    return SingleSpec(right, wrong, choices, any_correct, flag_at(data, "keep_order", default=False))


def _read_multiple(data: Data, right: str, wrong: str) -> Spec:
    choices = _choices(data)
    if not any(choice.is_correct for choice in choices):
        raise InvalidSpec(gettext("at least one choice must be correct"), path=("choices",))
    return MultipleSpec(right, wrong, choices, flag_at(data, "keep_order", default=False))


def _read_number(data: Data, right: str, wrong: str) -> Spec:
    tolerance = tolerance_at(data)
    answer = number_at(data, "answer")
    expected = []
    for index, item in enumerate(list_at(data, "wrong", least=0)):
        path = ("wrong", index)
        entry = mapping_at(item, path)
        refuse_unknown(entry, {"value", "tolerance", "feedback", FIELD}, path)
        value = number_at(entry, "value", path=path)
        near = tolerance_at(entry, path) if "tolerance" in entry else None
        # One that reaches farther than the right answer is told around it.
        if abs(value - answer) <= tolerance and not (near is not None and near > tolerance):
            raise InvalidSpec(gettext("this value is right, not wrong"), path=(*path, "value"))
        shown = read_misconception(entry, path)
        told = text_at(entry, "feedback", path=path, default="" if shown else None)
        expected.append(WrongNumber(value, told, near, shown))
    unit = text_at(data, "unit", default="")
    return NumberSpec(right, wrong, answer, tolerance, unit, tuple(expected), tuple(_also(data)))


def _also(data: Data) -> Iterator[RightNumber]:
    for index, item in enumerate(list_at(data, "also", least=0)):
        path = ("also", index)
        entry = mapping_at(item, path)
        refuse_unknown(entry, {"answer", "tolerance", "feedback"}, path)
        value = number_at(entry, "answer", path=path)
        yield RightNumber(value, tolerance_at(entry, path), text_at(entry, "feedback", path=path, default=""))


def _read_text(data: Data, right: str, wrong: str) -> Spec:
    told = _known_texts(data, "accepted", least=1)
    return TextSpec(
        right,
        wrong,
        tuple(known.text for known in told),
        flag_at(data, "ignore_case", default=True),
        told,
        _known_texts(data, "wrong", least=0),
        flag_at(data, "wildcards", default=False),
    )


def _known_texts(data: Data, name: str, *, least: int) -> tuple[KnownText, ...]:
    """Return texts, each by itself or with what is said to it."""
    known = []
    for index, item in enumerate(list_at(data, name, least=least)):
        path = (name, index)
        if not isinstance(item, Mapping):
            known.append(KnownText(as_text(item, path=path)))
            continue
        refuse_unknown(item, {"text", "feedback", *([FIELD] if name == "wrong" else [])}, path)
        text, feedback = text_at(item, "text", path=path), text_at(item, "feedback", path=path, default="")
        known.append(KnownText(text, feedback, read_misconception(item, path)))
    return tuple(known)


def _read_ordering(data: Data, right: str, wrong: str) -> Spec:
    items = tuple(texts_at(data, "items", least=2))
    if len(set(items)) != len(items):
        raise InvalidSpec(gettext("two items are the same"), path=("items",))
    return OrderingSpec(right, wrong, items)


def _read_matching(data: Data, right: str, wrong: str) -> Spec:
    pairs = []
    for index, item in enumerate(list_at(data, "pairs", least=2)):
        path = ("pairs", index)
        entry = mapping_at(item, path)
        refuse_unknown(entry, {"left", "right"}, path)
        pairs.append((text_at(entry, "left", path=path), text_at(entry, "right", path=path)))
    if len({left for left, _ in pairs}) != len(pairs):
        raise InvalidSpec(gettext("two left sides are the same"), path=("pairs",))
    return MatchingSpec(right, wrong, tuple(pairs), tuple(texts_at(data, "others", least=0)))


_READERS: dict[str, tuple[set[str], Callable[[Data, str, str], Spec]]] = {
    "single": ({"choices", "any_correct", "keep_order"}, _read_single),
    "multiple": ({"choices", "keep_order"}, _read_multiple),
    "number": ({"answer", "tolerance", "unit", "wrong", "also"}, _read_number),
    "text": ({"accepted", "ignore_case", "wrong", "wildcards"}, _read_text),
    "expression": (EXPRESSION_FIELDS, read_expression_spec),
    "ordering": ({"items"}, _read_ordering),
    "matching": ({"pairs", "others"}, _read_matching),
    "cloze": ({"text", "gaps"}, lambda data, right, wrong: read_cloze(data, right, wrong, parse=parse_spec)),
    "hotspots": ({"picture", "mode", "areas", "any_correct", "others"}, read_hotspots),
}
QUESTION_KINDS: tuple[str, ...] = tuple(_READERS)


def _choices(data: Data) -> tuple[Choice, ...]:
    choices = []
    for index, item in enumerate(list_at(data, "choices", least=2)):
        path = ("choices", index)
        entry = mapping_at(item, path)
        refuse_unknown(entry, {"text", "correct", "feedback", FIELD}, path)
        correct = flag_at(entry, "correct", path=path, default=False)
        shown = read_misconception(entry, path)
        if shown and correct:
            raise InvalidSpec(gettext("a right choice shows no misconception"), path=(*path, FIELD))
        text, feedback = text_at(entry, "text", path=path), text_at(entry, "feedback", path=path, default="")
        choices.append(Choice(text, correct, feedback, shown))
    if len({choice.text for choice in choices}) != len(choices):
        raise InvalidSpec(gettext("two choices are the same"), path=("choices",))
    return tuple(choices)
