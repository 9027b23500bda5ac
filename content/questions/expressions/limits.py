"""What is too large to work out: 10^10^10 is refused in words before anything is computed."""

from content.language import gettext
from content.questions.expressions.algebra.normal import Normaliser
from content.questions.expressions.algebra.polynomials import NoValue, TooBig
from content.questions.expressions.notation.tokens import NotReadable
from content.questions.expressions.syntax import Answer, Node, Power, letters_of, nodes

LARGEST_EXPONENT = 1000


def check_exponents(answer: Answer) -> None:
    """Refuse numbers that are too large to work out.

    Raises:
        NotReadable: an exponent without letters is beyond 1,000, or a number has too many digits.
    """
    for node in nodes(answer):
        if isinstance(node, Power) and not letters_of(node.exponent) and not _is_small(node.exponent):
            raise NotReadable(gettext("an exponent here is too large to work out"))
        if isinstance(node, Power) and not letters_of(node) and not _can_be_worked_out(node):
            raise NotReadable(gettext("a number here is too large to work out"))


def _is_small(exponent: Node) -> bool:
    try:
        value = Normaliser().form(exponent).value
    except TooBig:
        return False
    except NoValue:
        return True
    return value is None or abs(value) <= LARGEST_EXPONENT


def _can_be_worked_out(node: Node) -> bool:
    try:
        Normaliser().form(node)
    except TooBig:
        return False
    except NoValue:
        return True
    return True
