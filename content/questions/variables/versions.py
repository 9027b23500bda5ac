"""Questions with values put in, and the check that every version makes sense."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from json import dumps, loads
from typing import Any

from content import figures
from content.language import Said, gettext
from content.questions.hints import Hint, parse_hints
from content.questions.reading import parse_spec
from content.questions.specs import InvalidSpec, Spec
from content.questions.variables.drawing import CHECKED_TRIES, MOST_TRIES, draw, redraw
from content.questions.variables.formats import write_number
from content.questions.variables.reading import Variables, parse_variables
from content.questions.variables.texts import put_in
from content.questions.variables.values import BadExpression, Values

CHECKED = 100
"""So many versions are made and checked before a question is taken."""
SAMPLED = 3
"""Of so many versions the texts are checked as well."""
_ANSWERS = ("answer", "also", "expression")
_NAMES = ("kind", "misconception")
MOST_LETTERS = 50_000
"""Of all variables of a question together, as they are kept in memory."""
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Written:
    """A question as its author wrote it: plain data, with placeholders where it has variables.

    Attributes:
        words: of a translated one, by variable what is said in the place of its words.
        plain: of a translated one, what it was made from.
    """

    kind: str
    prompt: str
    spec: Mapping[str, Any]
    hints: Sequence[Any] = ()
    variables: Mapping[str, Any] | None = None
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    plain: "Written | None" = None


@dataclass(frozen=True)
class Shown:
    """A question as a student meets it."""

    kind: str
    prompt: str
    spec: Spec
    hints: tuple[Hint, ...]


def show(written: Written, values: Values) -> Shown:
    """Return a question with values put in; what it was made from, where a translation makes no sense.

    Raises:
        InvalidSpec: with these values it makes no sense.
    """
    if written.plain is not None:
        try:
            return show(replace(written, plain=None), values)
        except InvalidSpec:
            return show(written.plain, values)
    filled = fill(written, values)
    spec = parse_spec(filled.kind, filled.spec)
    try:
        hints = parse_hints(filled.hints)
    except InvalidSpec as error:
        raise InvalidSpec(str(error), path=("hints", *error.path)) from None
    return Shown(filled.kind, filled.prompt, spec, hints)


def fill(written: Written, values: Values) -> Written:
    """Return a question as plain data, with values put in; one without variables stays as it is.

    Raises:
        InvalidSpec: a placeholder comes to nothing.
    """
    if not written.variables:
        return written
    filler = _Filler(values, _in_words(values, written.words))
    return Written(
        written.kind,
        filler.fill(written.prompt, ("prompt",), kind=""),
        filler.fill(written.spec, (), kind=written.kind),
        filler.fill(list(written.hints), ("hints",), kind=""),
    )


def variables_of(data: Mapping[str, Any]) -> Variables:
    """Return the checked variables of a question; the same data is read once.

    Raises:
        InvalidSpec: one makes no sense; the path begins with "variables".
    """
    # Not sorted: variables are drawn in their order.
    written = dumps(data)
    if len(written) > MOST_LETTERS:
        raise InvalidSpec(gettext("there is too much in it"), path=("variables",))
    return _variables_of(written)


@lru_cache(maxsize=128)
def _variables_of(data: str) -> Variables:
    try:
        return parse_variables(loads(data))
    except InvalidSpec as error:
        raise InvalidSpec(str(error), path=("variables", *error.path)) from None


def draw_values(data: Mapping[str, Any], seed: int, *, tries: int = MOST_TRIES) -> Values:
    """Return the values that a seed draws; of a question without variables none.

    Raises:
        InvalidSpec: there are no values for which all that must hold does.
    """
    if not data:
        return {}
    try:
        return draw(variables_of(data), seed, tries=tries)
    except InvalidSpec as error:
        raise InvalidSpec(str(error), path=_below_variables(error.path)) from None


def redraw_values(data: Mapping[str, Any], kept: Values) -> Values | None:
    """Return kept values with what is worked out from them now; None where they do not fit any more."""
    return redraw(variables_of(data), kept) if data else {}


def check_question(written: Written) -> None:
    """Check a question in all that does not ask for a database: with variables, many versions of it.

    Raises:
        InvalidSpec: it makes no sense, or a version of it does; that one is named. The path begins with
            "prompt", "hints" or "variables", or leads into the specification.
    """
    if not written.variables:
        show(written, {})
        return
    seen: list[Values] = []
    for seed in range(CHECKED):
        values = draw_values(written.variables, seed, tries=CHECKED_TRIES)
        if values in seen:
            continue
        seen.append(values)
        try:
            show(written, values)
        except InvalidSpec as error:
            raise InvalidSpec(
                gettext("%(error)s (in version %(version)s, where %(values)s)")
                % {"error": error, "version": seed, "values": describe(values)},
                path=error.path,
            ) from None


def sample(written: Written) -> Iterator[Written]:
    """Yield a question as plain data, of one with variables a few of its versions.

    Raises:
        InvalidSpec: a version makes no sense.
    """
    if not written.variables:
        yield written
        return
    for seed in range(SAMPLED):
        yield fill(written, draw_values(written.variables, seed))


def describe(values: Values) -> str:
    """Return values in words: a = 3, b = 1/2."""
    return figures.in_a_row(f"{name} = {_briefly(value)}" for name, value in values.items())


def _briefly(value: Any) -> str:
    if isinstance(value, str):
        return value if len(value) <= 40 else f"{value[:40]}…"
    try:
        return write_number(value, "", in_maths=False).plain
    except BadExpression:
        return str(float(value))


def _below_variables(path: Path) -> Path:
    return path if path[:1] == ("variables",) else ("variables", *path)


class _Filler:
    """Puts values into every text of plain data; into a translated text `told`, which are translated, too."""

    def __init__(self, values: Values, told: Values) -> None:
        self.values, self.told = values, told

    def fill(self, data: Any, path: Path, *, kind: str, is_answer: bool = False) -> Any:
        if isinstance(data, str):
            return self._text(data, path, is_answer=is_answer)
        if isinstance(data, Mapping):
            inner = str(data.get("kind", kind))
            return {
                name: value
                if name in _NAMES
                else self.fill(
                    value, (*path, name), kind=inner, is_answer=inner == "expression" and name in _ANSWERS
                )
                for name, value in data.items()
            }
        if isinstance(data, list | tuple):
            return [
                self.fill(item, (*path, place), kind=kind, is_answer=is_answer)
                for place, item in enumerate(data)
            ]
        return data

    def _text(self, text: str, path: Path, *, is_answer: bool) -> str:
        try:
            if isinstance(text, Said):
                return self._said(text)
            return put_in(text, self.values, is_answer=is_answer)
        except BadExpression as error:
            raise InvalidSpec(str(error), path=path) from None

    def _said(self, text: Said) -> Said:
        values = self.told if text.is_translation else self.values
        return Said(
            put_in(str(text), values),
            original=put_in(text.original, self.values),
            language=text.language,
            is_translation=text.is_translation,
        )


def _in_words(values: Values, words: Mapping[str, Mapping[str, str]]) -> Values:
    """Return values whose words are said in another language."""
    if not words:
        return values
    return {
        name: words.get(name, {}).get(value, value) if isinstance(value, str) else value
        for name, value in values.items()
    }
