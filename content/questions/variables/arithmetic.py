"""Expressions in which authors work out numbers: exact, bounded, and nothing but arithmetic.

expression  = disjunction
disjunction = conjunction {"or" conjunction}
conjunction = negation {"and" negation}
negation    = "not" negation | comparison
comparison  = sum {("==" | "!=" | "<" | "<=" | ">" | ">=") sum}
sum         = product {("+" | "-") product}
product     = sign {("*" | "/") sign}
sign        = ("+" | "-") sign | power
power       = atom ["^" sign]
atom        = number | "text" | name | name "(" expression {"," expression} ")" | "(" expression ")"

A comma parts what a function takes; decimals have a point.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from content import figures
from content.language import gettext, ngettext
from content.questions.variables.functions import CONSTANTS, FUNCTIONS
from content.questions.variables.values import BadExpression, Value, bounded, needs_number, power

MOST_LETTERS = 300
# A pair of brackets takes nine calls on the way down this grammar; Python allows a thousand in all.
_DEEPEST = 25
_SIGNS = {**dict.fromkeys(map(ord, "−–"), "-"), ord("×"): "*", ord("·"): "*", ord("÷"): "/"}
_SIGNS |= {ord("≤"): "<=", ord("≥"): ">=", ord("≠"): "!="}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<text>'[^']*'|\"[^\"]*\")|(?P<sign>==|!=|<=|>=|\*\*|[-+*/^(),<>]))",
    re.ASCII,
)
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_WORDS = ("and", "or", "not", "if")
Env = Mapping[str, Value]
_Node = Callable[[Env], Value]


@dataclass(frozen=True)
class Expression:
    """An expression that was read; `names` are the variables that it needs."""

    text: str
    names: frozenset[str]
    work_out: _Node

    def value(self, env: Env) -> Value:
        """Return what it comes to.

        Raises:
            BadExpression: it comes to nothing, or to a number that is out of bounds.
        """
        try:
            return self.work_out(env)
        except BadExpression as error:
            # A name by itself: the message has it already.
            if self.text in self.names:
                raise
            raise BadExpression(
                gettext("%(expression)s: %(error)s") % {"expression": self.text, "error": error}
            ) from None


def is_reserved(name: str) -> bool:
    """Say whether a name means something in expressions already."""
    return name in FUNCTIONS or name in CONSTANTS or name in _WORDS


@lru_cache(maxsize=1024)
def read_expression(text: str) -> Expression:
    """Return an expression.

    Raises:
        BadExpression: it is none; the message is for its author.
    """
    plain = text.strip()
    if len(plain) > MOST_LETTERS:
        raise BadExpression(
            ngettext(
                "an expression has at most %(most)s letter",
                "an expression has at most %(most)s letters",
                MOST_LETTERS,
            )
            % {"most": MOST_LETTERS}
        )
    reader = _Reader(plain)
    node = reader.read_all()
    return Expression(plain, frozenset(reader.names), node)


class _Reader:
    """Reads one expression, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens_of(text)
        self.at = 0
        self.depth = 0
        self.names: set[str] = set()

    def read_all(self) -> _Node:
        node = self._disjunction()
        if self.at < len(self.tokens):
            raise self._unexpected()
        return node

    def _peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def _take(self, *signs: str) -> str:
        """Go past the next token if it is one of these, and return it."""
        kind, word = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        if kind in ("sign", "name") and word in signs:
            self.at += 1
            return word
        return ""

    def _unexpected(self) -> BadExpression:
        if self.at >= len(self.tokens):
            return BadExpression(gettext("%(text)s: something is missing at its end") % {"text": self.text})
        return BadExpression(
            gettext("%(text)s: %(word)s is out of place") % {"text": self.text, "word": self._peek()}
        )

    def _disjunction(self) -> _Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise BadExpression(gettext("an expression is nested too deep"))
        parts = [self._conjunction()]
        while self._take("or"):
            parts.append(self._conjunction())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else lambda env: any(_is_true(part, env) for part in parts)

    def _conjunction(self) -> _Node:
        parts = [self._negation()]
        while self._take("and"):
            parts.append(self._negation())
        return parts[0] if len(parts) == 1 else lambda env: all(_is_true(part, env) for part in parts)

    def _negation(self) -> _Node:
        # Counted in a loop, as signs are below: a row of them could be as deep as the text is long.
        negations = 0
        while self._take("not"):
            negations += 1
        inner = self._comparison()
        if not negations:
            return inner
        return lambda env: _is_true(inner, env) != bool(negations % 2)

    def _comparison(self) -> _Node:
        parts, signs = [self._sum()], []
        while sign := self._take(*_COMPARED):
            signs.append(sign)
            parts.append(self._sum())
        return _compared(parts, signs) if signs else parts[0]

    def _sum(self) -> _Node:
        node = self._product()
        while sign := self._take("+", "-"):
            node = _arithmetic(sign, node, self._product())
        return node

    def _product(self) -> _Node:
        node = self._sign()
        while sign := self._take("*", "/"):
            node = _arithmetic(sign, node, self._sign())
        return node

    def _sign(self) -> _Node:
        is_negative = False
        while sign := self._take("+", "-"):
            is_negative ^= sign == "-"
        node = self._power()
        return (lambda env: -needs_number(node(env))) if is_negative else node

    def _power(self) -> _Node:
        base = self._atom()
        if not self._take("^", "**"):
            return base
        self.depth += 1
        if self.depth > _DEEPEST:
            raise BadExpression(gettext("an expression is nested too deep"))
        exponent = self._sign()
        self.depth -= 1
        return lambda env: power(needs_number(base(env)), needs_number(exponent(env)))

    def _atom(self) -> _Node:
        if self.at >= len(self.tokens):
            raise self._unexpected()
        kind, word = self.tokens[self.at]
        if kind == "sign" and word != "(":
            raise self._unexpected()
        self.at += 1
        if kind == "number":
            number = bounded(Fraction(word))
            return lambda env: number
        if kind == "text":
            return lambda env: word[1:-1]
        if kind == "name":
            return self._call(word) if self._peek() == "(" else self._name(word)
        node = self._disjunction()
        self._close()
        return node

    def _name(self, name: str) -> _Node:
        if name in CONSTANTS:
            return lambda env: CONSTANTS[name]
        if is_reserved(name):
            # Back to the word, so that the message names it.
            self.at -= 1
            raise self._unexpected()
        self.names.add(name)
        return lambda env: _looked_up(name, env)

    def _call(self, name: str) -> _Node:
        self.at += 1
        parts = [] if self._peek() == ")" else [self._disjunction()]
        while self._take(","):
            parts.append(self._disjunction())
        self._close()
        if name == "if" and len(parts) == 3:
            # The branch that is not taken is not worked out: it may divide by zero.
            test, yes, no = parts
            return lambda env: yes(env) if _is_true(test, env) else no(env)
        function = FUNCTIONS.get(name)
        if function is None:
            raise BadExpression(
                gettext("there is no function called %(name)s; known are %(known)s")
                % {"name": name, "known": figures.in_a_row(sorted([*FUNCTIONS, "if"]))}
            )
        if not function.least <= len(parts) <= function.most:
            raise BadExpression(
                gettext("%(name)s takes another number of values: %(form)s")
                % {"name": name, "form": function.form}
            )
        return lambda env: bounded(function.work_out(*(needs_number(part(env)) for part in parts)))

    def _close(self) -> None:
        if not self._take(")"):
            raise self._unexpected()


def _tokens_of(text: str) -> list[tuple[str, str]]:
    plain, at = text.translate(_SIGNS), 0
    tokens: list[tuple[str, str]] = []
    while at < len(plain):
        found = _TOKEN.match(plain, at)
        if found is None or found.lastgroup is None:
            raise BadExpression(
                gettext("%(text)s: %(letter)s has no meaning here")
                % {"text": text, "letter": plain[at:].strip()[:1]}
            )
        tokens.append((found.lastgroup, found[found.lastgroup]))
        at = found.end()
    return tokens


def _looked_up(name: str, env: Env) -> Value:
    if name not in env:
        raise BadExpression(gettext("there is no variable called %(name)s") % {"name": name})
    return env[name]


def _is_true(node: _Node, env: Env) -> bool:
    value = node(env)
    if not isinstance(value, bool):
        raise BadExpression(gettext("a comparison is wanted, such as a < b"))
    return value


def _arithmetic(sign: str, left: _Node, right: _Node) -> _Node:
    def work_out(env: Env) -> Value:
        one, other = needs_number(left(env)), needs_number(right(env))
        if sign == "/":
            if not other:
                raise BadExpression(gettext("division by zero"))
            return bounded(one / other)
        return bounded(one + other if sign == "+" else one - other if sign == "-" else one * other)

    return work_out


def _compared(parts: list[_Node], signs: list[str]) -> _Node:
    """Return a chain such as 1 < a <= b: each pair must hold."""

    def work_out(env: Env) -> Value:
        values = [part(env) for part in parts]
        for sign, one, other in zip(signs, values, values[1:], strict=False):
            if sign not in ("==", "!="):
                needs_number(one), needs_number(other)
            if not _COMPARED[sign](one, other):
                return False
        return True

    return work_out
