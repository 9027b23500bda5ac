"""Expressions in SymPy, built node by node: nothing that was typed is ever evaluated as Python.

Only the child process imports this module (`content.questions.expressions.child`).
"""

from collections.abc import Callable
from typing import Any

import sympy

from content.questions.expressions.algebra.equality import Setting
from content.questions.expressions.syntax import (
    Call,
    Constant,
    Letter,
    Mixed,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
)


def to_sympy(node: Node, setting: Setting) -> Any:
    """Return an expression in SymPy; letters are real, or positive."""
    match node:
        case Number() | Mixed():
            return sympy.Rational(node.value.numerator, node.value.denominator)
        case Letter(name):
            return sympy.Symbol(name, positive=True) if setting.is_positive else sympy.Symbol(name, real=True)
        case Constant(name):
            return {"pi": sympy.pi, "e": sympy.E, "inf": sympy.oo}[name]
        case Negative(of):
            return -to_sympy(of, setting)
        case Quotient(top, bottom):
            return to_sympy(top, setting) / to_sympy(bottom, setting)
        case Power(base, exponent):
            return _power(to_sympy(base, setting), to_sympy(exponent, setting))
        case Call(function, arguments):
            return _call(function, [to_sympy(argument, setting) for argument in arguments], setting)
    return _chain(node, setting)


def _chain(node: Sum | Product, setting: Setting) -> Any:
    if isinstance(node, Sum):
        return sympy.Add(*(to_sympy(term, setting) for term in node.terms))
    return sympy.Mul(*(to_sympy(factor, setting) for factor in node.factors))


def _power(base: Any, exponent: Any) -> Any:
    """Return a power; a root with an odd index is the real one, as at school."""
    is_odd_root = exponent.is_Rational and exponent.q != 1 and exponent.q % 2 == 1
    if is_odd_root and not base.is_nonnegative:
        return (sympy.sign(base) * sympy.Abs(base) ** sympy.Rational(1, exponent.q)) ** exponent.p
    return base**exponent


def _call(function: str, arguments: list[Any], setting: Setting) -> Any:
    first = arguments[0]
    if function == "root":
        return _power(first, 1 / arguments[1])
    if function == "log":
        usual = sympy.E if setting.log_base == "e" else sympy.Integer(10)
        return sympy.log(first) / sympy.log(arguments[1] if len(arguments) > 1 else usual)
    return _FUNCTIONS[function](first)


_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "sqrt": sympy.sqrt,
    "cbrt": lambda of: _power(of, sympy.Rational(1, 3)),
    "abs": sympy.Abs,
    "exp": sympy.exp,
    "ln": sympy.log,
    "lg": lambda of: sympy.log(of) / sympy.log(10),
    "arcsin": sympy.asin,
    "arccos": sympy.acos,
    "arctan": sympy.atan,
    **{
        name: getattr(sympy, name)
        for name in ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh")
    },
}


def equal(left: Node, right: Node, setting: Setting) -> bool | None:
    """Return whether two expressions are equal, or None.

    A difference that SymPy finds between expressions with letters is not taken for one: it looks at complex
    numbers as well.
    """
    difference = to_sympy(left, setting) - to_sympy(right, setting)
    for simplify in (sympy.expand, _factored, sympy.simplify, sympy.sqrtdenest, _without_roots):
        if simplify(difference) == 0:
            return True
    found = difference.equals(0)
    if found:
        return True
    return False if found is False and not difference.free_symbols else None


def _factored(difference: Any) -> Any:
    """Return it factored below roots as well: the root of x^2 + 2x + 1 is |x + 1|."""
    return sympy.factor(difference, deep=True)


def _without_roots(difference: Any) -> Any:
    return sympy.radsimp(sympy.simplify(sympy.expand(difference.rewrite(sympy.exp), complex=False)))


def same_zeros(left: Node, right: Node, setting: Setting) -> bool | None:
    """Return whether two expressions are nought for the same values of their letters, or None."""
    first, second = to_sympy(left, setting), to_sympy(right, setting)
    letters = first.free_symbols | second.free_symbols
    if len(letters) == 1:
        return _same_solutions(first, second, letters.pop())
    if _vanishes_on(first, second) and _vanishes_on(second, first):
        return True
    return True if _factors(first) == _factors(second) else None


def _vanishes_on(side: Any, curve: Any) -> bool:
    """Return whether `side` is nought wherever `curve` is, which has a letter that can be solved for."""
    for letter in curve.free_symbols:
        slope = sympy.diff(curve, letter)
        if slope == 0 or slope.has(letter):
            continue
        solved = -curve.subs(letter, 0) / slope
        if sympy.simplify(side.subs(letter, solved)) == 0:
            return True
    return False


def _same_solutions(first: Any, second: Any, letter: Any) -> bool | None:
    mine, theirs = (sympy.solveset(side, letter, sympy.S.Reals) for side in (first, second))
    if not (isinstance(mine, sympy.FiniteSet) and isinstance(theirs, sympy.FiniteSet)):
        return True if mine == theirs and not mine.has(sympy.ConditionSet) else None
    if len(mine) != len(theirs):
        return False
    left = [one for one in mine if not any((one - other).equals(0) for other in theirs)]
    return not left


def _factors(side: Any) -> set[Any]:
    """Return the factors with letters, each once: their powers do not matter to where they are nought."""
    top, _ = sympy.fraction(sympy.together(side))
    return {sympy.Poly(factor).monic().as_expr() for factor, _ in sympy.factor_list(top)[1]}
