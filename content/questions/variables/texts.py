"""Values put into texts: `{{a + b}}` becomes what it comes to, as one would write it by hand there."""

import re
from fractions import Fraction

from content.language import gettext
from content.questions.variables.arithmetic import read_expression
from content.questions.variables.formats import FORMATS, Written, write_number
from content.questions.variables.formula_places import formula_places
from content.questions.variables.values import BadExpression, Values

PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
LONGEST = 60_000
_PLUS = re.compile(r"\+(\s*)\Z")
_OPERAND_BEFORE_PLUS = re.compile(r"[\w)\]}]\s*\+\s*\Z")
_OPERATION = re.compile(r"[\w)\]}]\s*[-−*/^·×÷]\s*\Z")
_MATHS_OPERATION = re.compile(r"(?:[-*/]|\\(?:cdot|times|div|pm|mp|ast))\s*\Z")
_COMMAND = re.compile(r"\\[A-Za-z]+\s*\Z")
_ARGUMENT = re.compile(r"(?:[\^_]|\\[A-Za-z]+|\\sqrt\[[^\]]*\])\Z")
_OPERATOR_WORD = re.compile(
    r"\\(?:cdot|times|div|pm|mp|ast|le|leq|ge|geq|lt|gt|ne|neq|approx|sim|in|to|quad|qquad|left|right|and|or)\Z"
)
_OF_TWO = re.compile(r"\\(?:[dtc]?frac|binom|overset|underset|stackrel)\Z")
_WORDS = re.compile(r"\\(?:text|textbf|textit|mathrm|operatorname)\Z")
_FACTOR = re.compile(r"[\w)\]!']\s*\Z")
_POWER = re.compile(r"\s*[\^!]")
_FACTOR_AFTER = re.compile(
    r"[A-Za-z(]|\\(?:left|sqrt|pi|alpha|beta|gamma|theta|lambda|phi|omega|vec|sin|cos|tan|log|ln)(?![A-Za-z])"
)
_NO_COEFFICIENT_BEFORE = re.compile(r"[\w.,)\]}]\s*\Z")


def put_in(text: str, values: Values, *, is_answer: bool = False) -> str:
    """Return a text with what its placeholders come to.

    In formulas and texts a sign goes with what stands around it: `+ {{b}}` with -3 is `- 3`.

    Args:
        text: Markdown, or an answer as it is marked.
        values: of the variables.
        is_answer: the text is an algebraic answer: a negative number and a fraction stand in brackets.

    Raises:
        BadExpression: a placeholder comes to nothing that can be written, or the text becomes too long.
    """
    if "{{" not in text:
        return text
    formulas = [] if is_answer else formula_places(text)
    written, at = "", 0
    for found in PLACEHOLDER.finditer(text):
        written += text[at : found.start()]
        at = found.end()
        expression, form = _parts(found[1])
        value = read_expression(expression).value(values)
        if isinstance(value, bool):
            raise BadExpression(
                gettext("%(expression)s is true or false, and no number") % {"expression": expression}
            )
        in_maths = any(start <= found.start() < end for start, end in formulas)
        after = text[at:]
        if isinstance(value, str):
            written += value
        elif is_answer:
            written += _answer(value, form, is_alone=found[0] == text.strip())
        elif in_maths:
            written = _into_maths(written, value, form, after)
        else:
            written = _into_text(written, value, form, after)
        if len(written) > LONGEST:
            raise BadExpression(gettext("the text becomes too long"))
    return written + text[at:]


def _parts(inside: str) -> tuple[str, str]:
    expression, _, form = inside.partition("|")
    return expression.strip(), form.strip()


def _answer(value: Fraction, form: str, *, is_alone: bool) -> str:
    number = write_number(value, form, in_maths=False)
    if (number.is_negative or number.is_fraction) and not is_alone:
        return f"({number.plain})"
    return number.plain


def _into_text(before: str, value: Fraction, form: str, after: str) -> str:
    number = write_number(value, form, in_maths=False)
    if form in FORMATS and form not in ("fraction", "mixed"):
        return before + _as_wanted(number, form)
    is_raised = _POWER.match(after) is not None
    if number.is_negative and not is_raised and _OPERAND_BEFORE_PLUS.search(before):
        return _PLUS.sub(r"-\1", before) + number.digits
    needs_brackets = number.is_negative and _OPERATION.search(before)
    if needs_brackets or (is_raised and (number.is_negative or number.is_fraction)):
        return f"{before}({number.plain})"
    return before + number.plain


def _into_maths(before: str, value: Fraction, form: str, after: str) -> str:
    number = write_number(value, form, in_maths=True)
    is_argument = _is_argument(before)
    if form in FORMATS and form not in ("fraction", "mixed"):
        return before + _braced(_as_wanted(number, form), is_argument)
    if is_argument:
        return before + _braced(number.plain, True)
    is_raised = _POWER.match(after) is not None
    if is_raised and (number.is_negative or number.is_fraction):
        return before + _bracketed(number)
    if not form and abs(value) == 1 and _drops_one(before, after):
        number = Written(number.is_negative, "")
    if number.is_negative and _PLUS.search(before):
        return _PLUS.sub(r"-\1", before) + number.digits
    if number.is_negative and _needs_brackets(before):
        # With the 1 that was left out: a sign alone in brackets is nothing.
        return before + _bracketed(Written(True, number.digits or "1", number.is_fraction))
    return before + number.plain


def _as_wanted(number: Written, form: str) -> str:
    if form == "signed":
        return number.plain if number.is_negative else f"+{number.digits}"
    if form == "coefficient" and number.digits == "1":
        return "-" if number.is_negative else ""
    return number.plain


def _drops_one(before: str, after: str) -> bool:
    """Say whether a factor of 1 is left out here: x, not 1x."""
    return bool(_FACTOR_AFTER.match(after)) and not _NO_COEFFICIENT_BEFORE.search(before)


def _is_argument(before: str) -> bool:
    r"""Say whether what comes next is an exponent, an index, or what a command such as \sqrt takes."""
    if _ARGUMENT.search(before):
        return not _OPERATOR_WORD.search(before)
    return before.endswith("}") and _OF_TWO.search(_before_group(before)) is not None


def _needs_brackets(before: str) -> bool:
    if _MATHS_OPERATION.search(before):
        return True
    if _COMMAND.search(before):
        return False
    if before.rstrip().endswith("}"):
        return not _WORDS.search(_before_group(before.rstrip()))
    return _FACTOR.search(before) is not None


def _before_group(text: str) -> str:
    """Return what stands before the group in braces that a text ends with."""
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        depth += (text[at] == "}") - (text[at] == "{")
        if not depth:
            return text[:at]
    return ""


def _braced(text: str, is_needed: bool) -> str:
    return f"{{{text}}}" if is_needed else text


def _bracketed(number: Written) -> str:
    return rf"\left({number.plain}\right)" if number.is_fraction else f"({number.plain})"
