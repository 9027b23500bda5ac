"""Answers of OATutor that are expressions, and the form that they must have.

OATutor takes whatever is equal to its answer, unless it repeats the question. Here a form is asked for where
a formula of the question would count as right without one: "Simplify 2x + 3x" is not answered by 2x + 3x.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from content.exchange.readers.oatutor.tree import Unfit
from content.language import gettext
from content.questions import InvalidSpec, parse_spec
from content.questions.expressions.algebra.equality import Judge
from content.questions.expressions.comparing import OtherKind, matches
from content.questions.expressions.forms import has_form
from content.questions.expressions.notation.answers import read_expression
from content.questions.expressions.notation.tokens import NotReadable
from content.questions.expressions.reading import setting_of
from content.questions.specs import ExpressionSpec

Spec = dict[str, Any]
_FORMULA = re.compile(r"\$\$(.+?)\$\$")
_WORDS = {
    "factored": re.compile(r"factor|faktor", re.IGNORECASE),
    "expanded": re.compile(r"expand|multiply|distribut|product|utveckla", re.IGNORECASE),
    "simplified": re.compile(r"simplif|reduce|combine|förenkla", re.IGNORECASE),
    "solved": re.compile(r"solve|lös", re.IGNORECASE),
}
_MOST_FORMULAS = 8
_LONGEST_FORMULA = 100


def expression_spec(answers: Sequence[str], asked: Iterable[str]) -> Spec:
    """Return the specification of a question that some expressions answer; `asked` are its texts.

    Raises:
        Unfit: an answer cannot be read.
    """
    plain = [answer.replace("$$", "").replace("**", "^").strip() for answer in answers]
    spec: Spec = {"answer": plain[0], **({"also": plain[1:]} if plain[1:] else {})}
    try:
        parse_spec("expression", spec)
    except InvalidSpec as error:
        reason = gettext("its answer %(answer)r cannot be read (%(problem)s)")
        raise Unfit(reason % {"answer": answers[0], "problem": error}) from None
    texts = " ".join(asked)
    repeated = [formula for formula in _formulas(texts) if _is_right(formula, spec)]
    if not repeated:
        return spec
    for form in sorted(_WORDS, key=lambda form: not _WORDS[form].search(texts)):
        formed = {**spec, "form": form}
        try:
            parse_spec("expression", formed)
        except InvalidSpec:
            continue
        if not any(_is_right(formula, formed) for formula in repeated):
            return formed
    return spec


def _formulas(texts: str) -> Iterator[str]:
    found = list(dict.fromkeys(_FORMULA.findall(texts)))
    for formula in found[:_MOST_FORMULAS]:
        if len(formula) <= _LONGEST_FORMULA:
            yield formula.replace("**", "^")


def _is_right(formula: str, spec: Spec) -> bool:
    """Return whether a formula counts as right; where that takes long to decide it does not."""
    known = parse_spec("expression", spec)
    assert isinstance(known, ExpressionSpec)
    setting = setting_of(known)
    try:
        given = read_expression(formula, letters=known.letters)
        wanted = read_expression(known.answer, letters=known.letters)
        is_equal = matches(given, wanted, Judge(setting))
    except (NotReadable, OtherKind):
        return False
    return bool(is_equal) and has_form(given, wanted, known.form, setting)
