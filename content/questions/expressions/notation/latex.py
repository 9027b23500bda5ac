"""An answer as TeX, so that whoever types it sees how it is read."""

from functools import singledispatch

from content.questions.expressions.syntax import (
    Answer,
    Call,
    Collection,
    Constant,
    Interval,
    Letter,
    Mixed,
    Negative,
    Node,
    Number,
    Point,
    Power,
    Product,
    Quotient,
    Relation,
    Several,
    Sum,
    Union,
)

_SIGNS = {"=": "=", "≠": r"\ne", "<": "<", "≤": r"\le", ">": ">", "≥": r"\ge"}
_CONSTANTS = {"pi": r"\pi", "e": r"\mathrm{e}", "inf": r"\infty"}
_NAMED = {"ln", "lg", "log", "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan"} | {
    "sinh",
    "cosh",
    "tanh",
}
_JOINED = {"or": r"\text{ or }", "and": r"\text{ and }", ",": r",\;"}


def latex_of(answer: Answer) -> str:
    """Return an answer as TeX, as it was written: nothing is simplified."""
    return _latex(answer)


@singledispatch
def _latex(answer: Answer) -> str:
    raise TypeError(answer)


@_latex.register
def _(number: Number) -> str:
    return number.text


@_latex.register
def _(mixed: Mixed) -> str:
    return rf"{mixed.whole.text}\frac{{{mixed.top.text}}}{{{mixed.bottom.text}}}"


@_latex.register
def _(letter: Letter) -> str:
    name, _, index = letter.name.partition("_")
    shown = name if len(name) == 1 else rf"\mathrm{{{name}}}"
    return rf"{shown}_{{{index}}}" if index else shown


@_latex.register
def _(constant: Constant) -> str:
    return _CONSTANTS[constant.name]


@_latex.register
def _(negative: Negative) -> str:
    return f"-{_factor(negative.of)}"


@_latex.register
def _(total: Sum) -> str:
    first, *rest = total.terms
    shown = _latex(first)
    for term in rest:
        shown += f" {_latex(term)}" if isinstance(term, Negative) else f" + {_bracketed(term, Sum)}"
    return shown


@_latex.register
def _(product: Product) -> str:
    shown = _factor(product.factors[0])
    for before, factor in zip(product.factors, product.factors[1:], strict=False):
        shown += f"{_between(before, factor)}{_factor(factor)}"
    return shown


@_latex.register
def _(quotient: Quotient) -> str:
    return rf"\frac{{{_latex(quotient.top)}}}{{{_latex(quotient.bottom)}}}"


@_latex.register
def _(power: Power) -> str:
    base = power.base
    if isinstance(base, Call) and base.function in _NAMED:
        return _call(base, raised=f"^{{{_latex(power.exponent)}}}")
    is_plain = isinstance(base, Number | Letter | Constant) or (
        isinstance(base, Call) and base.function == "abs"
    )
    shown = _latex(base) if is_plain else _in_brackets(base)
    return f"{shown}^{{{_latex(power.exponent)}}}"


@_latex.register
def _(call: Call) -> str:
    return _call(call)


@_latex.register
def _(relation: Relation) -> str:
    shown = _latex(relation.sides[0])
    for sign, side in zip(relation.signs, relation.sides[1:], strict=True):
        shown += f" {_SIGNS[sign]} {_latex(side)}"
    return shown


@_latex.register
def _(point: Point) -> str:
    return _in_round(_listed(point.coordinates))


@_latex.register
def _(interval: Interval) -> str:
    bounds = _listed((interval.low, interval.high))
    return rf"\left{'[' if interval.has_low else '('}{bounds}\right{']' if interval.has_high else ')'}"


@_latex.register
def _(collection: Collection) -> str:
    if not collection.elements:
        return r"\emptyset"
    return rf"\left\{{{_listed(collection.elements)}\right\}}"


@_latex.register
def _(union: Union) -> str:
    return r" \cup ".join(map(_latex, union.parts))


@_latex.register
def _(several: Several) -> str:
    return _JOINED[several.joined].join(map(_latex, several.parts))


def _is_absolute(node: Node) -> bool:
    return isinstance(node, Call) and node.function == "abs"


def _listed(parts: tuple[Node, ...] | tuple[Node | Point, ...]) -> str:
    # Where a comma may begin decimals, a semicolon parts.
    return r";\, ".join(map(_latex, parts))


def _factor(node: Node) -> str:
    return _bracketed(node, Sum, Negative)


def _bracketed(node: Node, *kinds: type) -> str:
    return _in_brackets(node) if isinstance(node, kinds) else _latex(node)


def _in_brackets(node: Node) -> str:
    return _in_round(_latex(node))


def _in_round(shown: str) -> str:
    return rf"\left({shown}\right)"


def _between(before: Node, factor: Node) -> str:
    """Return a sign of multiplication where digits would run together."""
    last = before.factors[-1] if isinstance(before, Product) else before
    first = factor
    while isinstance(first, Product | Power):
        first = first.factors[0] if isinstance(first, Product) else first.base
    ends = isinstance(last, Number | Mixed | Quotient) or (
        isinstance(last, Power) and isinstance(last.exponent, Number)
    )
    if isinstance(first, Number | Mixed) or (isinstance(first, Quotient) and ends):
        return r" \cdot "
    return " "


def _call(call: Call, raised: str = "") -> str:
    of = _latex(call.arguments[0])
    if call.function == "sqrt":
        return rf"\sqrt{{{of}}}"
    if call.function in ("cbrt", "root"):
        index = "3" if call.function == "cbrt" else _latex(call.arguments[1])
        return rf"\sqrt[{index}]{{{of}}}"
    if call.function == "abs":
        return rf"\left|{of}\right|"
    if call.function == "exp":
        return rf"{_CONSTANTS['e']}^{{{of}}}"
    base = rf"_{{{_latex(call.arguments[1])}}}" if len(call.arguments) > 1 else ""
    return rf"{_name(call.function)}{base}{raised}{_in_round(of)}"


def _name(function: str) -> str:
    return rf"\operatorname{{{function}}}" if function == "lg" else rf"\{function}"
