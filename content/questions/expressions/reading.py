"""What an author specifies of a question in algebra, checked: every answer is read, and compared."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from content import figures
from content.language import gettext
from content.questions.expressions.algebra.equality import Judge, Setting, has_value
from content.questions.expressions.comparing import OtherKind, matches
from content.questions.expressions.forms import FORMS, has_form, is_solved
from content.questions.expressions.limits import check_exponents
from content.questions.expressions.notation.answers import read_expression
from content.questions.expressions.notation.tokens import NotReadable
from content.questions.expressions.syntax import Answer, is_scalar, letters_of
from content.questions.fields import (
    Data,
    Path,
    as_text,
    list_at,
    mapping_at,
    refuse_unknown,
    text_at,
    texts_at,
)
from content.questions.misconceptions import FIELD, read_misconception
from content.questions.specs import ExpressionSpec, InvalidSpec, RightExpression, WrongExpression

FIELDS = {"answer", "also", "wrong", "form", "letters", "domain", "log", "feedback_form"}
NO_TEXTS = {"expression", "form", "domain", "log"}
"""Fields whose values are no Markdown; `letters` and `also` hold lists of them."""
MOST_ANSWERS = 20
MOST_LETTERS = 20
_NAME = re.compile(r"[^\W\d_]{1,12}(?:_?\w{1,6})?")


def read_expression_spec(data: Data, right: str, wrong: str) -> ExpressionSpec:
    """Return the checked specification.

    Raises:
        InvalidSpec: an answer cannot be read or has no value, is not of the form asked for, or is both right
            and wrong.
    """
    own_letters = _letters(data)
    spec = ExpressionSpec(
        right,
        wrong,
        text_at(data, "answer"),
        tuple(_also(data)),
        tuple(_wrong(data)),
        _one_of(data, "form", FORMS),
        own_letters,
        bool(own_letters),
        _one_of(data, "domain", ("real", "positive")),
        _one_of(data, "log", ("10", "e")),
        text_at(data, "feedback_form", default=""),
    )
    return _checked(spec)


@lru_cache(maxsize=256)
def _checked(spec: ExpressionSpec) -> ExpressionSpec:
    """Return a specification with its letters; what is asked for again, as by each page, is known."""
    complete = spec if spec.has_own_letters else _with_letters(spec)
    _check(complete)
    return complete


def setting_of(spec: ExpressionSpec) -> Setting:
    """Return how a question means its expressions."""
    return Setting(is_positive=spec.domain == "positive", log_base=spec.log)


def _letters(data: Data) -> tuple[str, ...]:
    names = texts_at(data, "letters", least=0)
    if len(names) > MOST_LETTERS:
        raise InvalidSpec(
            gettext("there are more than %(most)s letters") % {"most": MOST_LETTERS}, path=("letters",)
        )
    for index, name in enumerate(names):
        if not _NAME.fullmatch(name):
            raise InvalidSpec(
                gettext("%(name)r is no name of a letter: write x, ab or v_0") % {"name": name},
                path=("letters", index),
            )
    return tuple(dict.fromkeys(names))


def _also(data: Data) -> Iterator[RightExpression]:
    for index, item in enumerate(_bounded(data, "also")):
        path = ("also", index)
        if not isinstance(item, dict):
            yield RightExpression(as_text(item, path=path))
            continue
        entry = mapping_at(item, path)
        refuse_unknown(entry, {"answer", "feedback"}, path)
        yield RightExpression(
            text_at(entry, "answer", path=path), text_at(entry, "feedback", path=path, default="")
        )


def _wrong(data: Data) -> Iterator[WrongExpression]:
    for index, item in enumerate(_bounded(data, "wrong")):
        path = ("wrong", index)
        entry = mapping_at(item, path)
        refuse_unknown(entry, {"expression", "feedback", FIELD}, path)
        shown = read_misconception(entry, path)
        told = text_at(entry, "feedback", path=path, default="" if shown else None)
        yield WrongExpression(text_at(entry, "expression", path=path), told, shown)


def _bounded(data: Data, name: str) -> list[object]:
    entries = list(list_at(data, name, least=0))
    if len(entries) > MOST_ANSWERS:
        raise InvalidSpec(
            gettext("%(name)s has more than %(most)s entries") % {"name": name, "most": MOST_ANSWERS},
            path=(name,),
        )
    return entries


def _one_of(data: Data, name: str, known: tuple[str, ...]) -> str:
    value = text_at(data, name, default=known[0]) or known[0]
    if value not in known:
        raise InvalidSpec(
            gettext("%(name)s is one of %(known)s") % {"name": name, "known": figures.in_a_row(known)},
            path=(name,),
        )
    return value


def _with_letters(spec: ExpressionSpec) -> ExpressionSpec:
    """Return a specification whose letters are those of its answers."""
    return replace(spec, letters=tuple(sorted(letters_of(*(answer for _, answer in _answers(spec))))))


def _answers(spec: ExpressionSpec) -> Iterator[tuple[Path, Answer]]:
    """Yield each answer with its place, read.

    Raises:
        InvalidSpec: one cannot be read.
    """
    texts: list[tuple[Path, str]] = [(("answer",), spec.answer)]
    texts += [(("also", index), known.answer) for index, known in enumerate(spec.also)]
    texts += [(("wrong", index, "expression"), known.expression) for index, known in enumerate(spec.wrong)]
    for path, text in texts:
        try:
            answer = read_expression(text, letters=spec.letters)
            check_exponents(answer)
        except NotReadable as error:
            raise InvalidSpec(
                gettext("“%(text)s” cannot be read: %(reason)s") % {"text": text, "reason": error}, path=path
            ) from None
        yield path, answer


def _check(spec: ExpressionSpec) -> None:
    """Refuse answers that have no value, are not in the form asked for, or are both right and wrong."""
    setting = setting_of(spec)
    answers = list(_answers(spec))
    right = [(path, answer) for path, answer in answers if path[0] != "wrong"]
    for path, answer in right:
        foreign = sorted(letters_of(answer) - set(spec.letters))
        if foreign:
            words = gettext("“%(letter)s” is not among the letters") % {"letter": foreign[0]}
            raise InvalidSpec(words, path=path)
        if is_scalar(answer) and not has_value(answer, setting):  # type: ignore[arg-type]
            raise InvalidSpec(gettext("this has no value"), path=path)
        if spec.form == "solved" and not is_solved(answer):
            raise InvalidSpec(gettext("only an equation or an inequality is solved for a letter"), path=path)
        if not has_form(answer, answer, spec.form, setting):
            raise InvalidSpec(
                gettext("this is not in the form that is asked for, %(form)s") % {"form": spec.form},
                path=path,
            )
    for path, expression in answers[len(right) :]:
        if any(_is_right(expression, answer, spec.form, setting) for _, answer in right):
            raise InvalidSpec(gettext("this expression is right, not wrong"), path=path)


def _is_right(expression: Answer, answer: Answer, form: str, setting: Setting) -> bool:
    try:
        is_equal = matches(expression, answer, Judge(setting))
    except OtherKind:
        return False
    return bool(is_equal) and has_form(expression, answer, form, setting)
