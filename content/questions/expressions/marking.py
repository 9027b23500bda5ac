"""What comes of an answer in algebra."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from content import figures
from content.language import gettext
from content.questions.expressions.algebra.equality import Ask, Judge, has_value
from content.questions.expressions.comparing import OtherKind, matches, values_of, without_indexes
from content.questions.expressions.forms import has_form
from content.questions.expressions.limits import check_exponents
from content.questions.expressions.notation.answers import read_expression, readings
from content.questions.expressions.notation.latex import latex_of
from content.questions.expressions.notation.tokens import NotReadable
from content.questions.expressions.pool import POOL, Asking, Busy, Pool
from content.questions.expressions.reading import setting_of
from content.questions.expressions.syntax import Answer, Relation, is_scalar, letters_of
from content.questions.misconceptions import named
from content.questions.specs import ExpressionSpec, InvalidResponse, Verdict

_SHOWN = 12
_NAME = re.compile(r"\s*(?:([A-Za-z])\s*\(\s*([A-Za-z])\s*\)\s*)?=(?![=<>])")


class Undecided(InvalidResponse):
    """Whether an answer is right could not be decided in time; nothing is counted."""


def check_expression(spec: ExpressionSpec, text: str, *, pool: Pool = POOL) -> Verdict:
    """Mark an answer as it was typed; where it can be read in two ways, a right reading counts.

    Args:
        spec: the question.
        text: the answer.
        pool: child processes that decide what normal forms and values leave open; a few seconds at most.

    Raises:
        InvalidResponse: it cannot be read, has no value, or is of another kind than what is asked for.
        Undecided: whether it is right could not be decided.
    """
    given = _read(spec, text)
    _refuse_foreign_letters(spec, given)
    _refuse_without_value(spec, given)
    quick = _look(spec, given, None)
    if quick.is_right is None and quick.wrong is None:
        return _verdict(spec, _look_longer(spec, given, pool))
    return _verdict(spec, quick)


def _look_longer(spec: ExpressionSpec, given: tuple[Answer, ...], pool: Pool) -> "_Look":
    try:
        look = _look(spec, given, Asking(pool))
    except Busy:
        raise Undecided(
            gettext(
                "Many answers are being checked at this moment. Nothing was counted: "
                "send yours again in a few seconds."
            )
        ) from None
    if look.is_right is None:
        raise Undecided(
            gettext(
                "Whether this is right could not be decided in time. Nothing was counted: "
                "write it in a simpler way and send it again."
            )
        )
    return look


@dataclass
class _Look:
    """What comparing has shown: right (None: not known), in which form, with what to say."""

    is_right: bool | None = False
    has_form: bool = False
    feedback: str = ""
    wrong: int | None = None


def _verdict(spec: ExpressionSpec, look: _Look) -> Verdict:
    if look.is_right and look.has_form:
        return spec.verdict(is_correct=True, feedback=look.feedback)
    if look.wrong is not None:
        known = spec.wrong[look.wrong]
        return spec.verdict(is_correct=False, feedback=known.feedback, misconceptions=named(known))
    if look.is_right:
        return spec.verdict(is_correct=False, feedback=spec.feedback_form or _words_of_form(spec.form))
    return spec.verdict(is_correct=False)


def _words_of_form(form: str) -> str:
    return {
        "simplified": gettext("That is equal to the answer. Simplify it as far as you can."),
        "expanded": gettext("That is equal to the answer. Expand it, and collect like terms."),
        "factored": gettext("That is equal to the answer. Factor it as far as you can."),
    }.get(form, gettext("That is true. Solve it, so that the letter stands alone on one side."))


def _look(spec: ExpressionSpec, given: tuple[Answer, ...], ask: Ask | None) -> _Look:
    judge = Judge(setting_of(spec), ask)
    look, others = _Look(), []
    for wanted, feedback in _right_answers(spec):
        for answer in given:
            try:
                is_equal = matches(answer, wanted, judge)
            except OtherKind as other:
                others.append(other)
                continue
            if is_equal and has_form(answer, wanted, spec.form, judge.setting):
                return _Look(is_right=True, has_form=True, feedback=feedback)
            if is_equal or (is_equal is None and not look.is_right):
                look.is_right = is_equal
    look.wrong = _known_wrong(spec, given, judge)
    if len(others) == len(given) * (1 + len(spec.also)) and look.wrong is None:
        raise InvalidResponse(_words_of_kind(others[0].wanted))
    return look


def _right_answers(spec: ExpressionSpec) -> Iterator[tuple[Answer, str]]:
    yield read_expression(spec.answer, letters=spec.letters), ""
    for known in spec.also:
        yield read_expression(known.answer, letters=spec.letters), known.feedback


def _known_wrong(spec: ExpressionSpec, given: tuple[Answer, ...], judge: Judge) -> int | None:
    for index, known in enumerate(spec.wrong):
        expression = read_expression(known.expression, letters=spec.letters)
        for answer in given:
            try:
                if matches(answer, expression, Judge(judge.setting)):
                    return index
            except OtherKind:
                continue
    return None


def _words_of_kind(wanted: str) -> str:
    return {
        "equation": gettext("Write an equation, with an equals sign."),
        "inequality": gettext("Write an inequality, such as x < 3."),
        "interval": gettext("Write an interval, such as (1, 3] or [0, ∞)."),
        "set": gettext("Write a set, such as {1, 2}."),
        "point": gettext("Write a point, such as (2, 3)."),
    }.get(wanted, gettext("Write an expression, such as 2x + 1."))


def _read(spec: ExpressionSpec, text: str) -> tuple[Answer, ...]:
    try:
        given = readings(_without_name(spec, text), letters=spec.letters, are_all=True)
        for answer in given:
            check_exponents(answer)
    except NotReadable as error:
        raise InvalidResponse(fault_in(text, error)) from None
    return tuple(without_indexes(answer, spec.letters) for answer in given)


def _without_name(spec: ExpressionSpec, text: str) -> str:
    """Return an answer without `=` or `f(x) =` before an expression; `f(x) =` for `y =` becomes that."""
    found = _NAME.match(text)
    if found is None:
        return text
    wanted = read_expression(spec.answer, letters=spec.letters)
    value = values_of(wanted, with_letters=True)
    if found[1] in spec.letters and not (value and value.letter == found[1]):
        return text
    if isinstance(wanted, Relation) and found[1] and value and value.letter:
        return f"{value.letter} ={text[found.end() :]}" if value.letter != found[2] else text
    return text[found.end() :].rjust(len(text)) if is_scalar(wanted) else text


def fault_in(text: str, error: NotReadable) -> str:
    """Return in words what cannot be read of an answer, and where."""
    rest = text[error.place :].strip()
    if not rest or error.place == 0:
        return gettext("This cannot be read: %(reason)s.") % {"reason": error}
    shown = rest if len(rest) <= _SHOWN else f"{rest[:_SHOWN]}…"
    return gettext("This cannot be read from “%(rest)s” on: %(reason)s.") % {"rest": shown, "reason": error}


def _refuse_foreign_letters(spec: ExpressionSpec, given: tuple[Answer, ...]) -> None:
    if not spec.has_own_letters:
        return
    foreign = min((sorted(letters_of(answer) - set(spec.letters)) for answer in given), key=len)
    if foreign:
        raise InvalidResponse(
            gettext("Nothing here is called “%(letter)s”. Use %(letters)s.")
            % {"letter": foreign[0], "letters": figures.either(spec.letters)}
        )


def _refuse_without_value(spec: ExpressionSpec, given: tuple[Answer, ...]) -> None:
    setting = setting_of(spec)
    if all(is_scalar(answer) and not has_value(answer, setting) for answer in given):  # type: ignore[arg-type]
        raise InvalidResponse(
            gettext(
                "This has no value: it divides by 0, or takes a root or logarithm that is no real number."
            )
        )


def preview_latex(text: str, *, letters: Collection[str] = ()) -> tuple[str, str]:
    """Return an answer as it is read, in TeX, or else in words what of it cannot be read."""
    try:
        # An equals sign in front is no fault of an expression, see `_without_name`.
        is_after_sign = (found := _NAME.match(text)) is not None and not found[1]
        answer = read_expression(text[found.end() :] if found and is_after_sign else text, letters=letters)
        check_exponents(answer)
    except NotReadable as error:
        return "", fault_in(text, error)
    return latex_of(answer), ""
