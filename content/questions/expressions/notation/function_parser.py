"""Functions as people write them: sin x cos x, sin^2 x, log_2 8, ln(x+1)."""

from fractions import Fraction

from content.questions.expressions.notation.names import INVERSES
from content.questions.expressions.notation.parser import ScalarParser, product, to_number
from content.questions.expressions.syntax import Call, Constant, Negative, Node, Number, Power

_MINUS_ONE = Negative(Number(Fraction(1), "1"))


class FunctionParser(ScalarParser):
    """Reads scalars with functions in them."""

    def _function(self) -> Node:
        with self._deeper():
            name = self._take().text
            if name in ("sqrt", "cbrt"):
                return Call(name, (self._radicand(),))
            base = self._base_of_log() if name == "log" else None
            power = self._power_of_function()
            if name in INVERSES and power == _MINUS_ONE:
                name, power = INVERSES[name], None
            argument = self._argument()
        call = Call(name, (argument,) if base is None else (argument, base))
        return call if power is None else Power(call, power)

    def _power_of_function(self) -> Node | None:
        if self._next.kind == "raised":
            return self._of_raised(self._take())
        return self._exponent() if self._took("^") else None

    def _base_of_log(self) -> Node | None:
        if self._took("_"):
            return to_number(self._take()) if self._next.kind == "number" else self._primary()
        is_joined = self._next.kind == "number" and not self._next.after_space
        following = self._tokens[self._at + 1] if is_joined else None
        if following is not None and following.kind == "sign" and following.text == "(":
            # log2(8)
            return to_number(self._take())
        return None

    def _argument(self) -> Node:
        """Read what a function is of: brackets, or factors up to the next sign or function: sin 2x cos x."""
        if self._is("(", "["):
            return self._grouped()
        if self._is("{"):
            return self._braced()
        with self._deeper():
            if self._took("-"):
                return Negative(self._argument())
            if self._next.kind == "function":
                return self._function()
            return product(self._factors_of_argument())

    def _factors_of_argument(self) -> list[Node]:
        factors = [self._power()]
        while self._next.kind in ("letter", "constant", "tex") or self._is("√", "∛"):
            factors.append(self._power())
        if isinstance(factors[-1], Number | Constant) and self._is("("):
            # sin 2(x+1), where sin x(x+1) is a product
            factors.append(self._power())
        return factors
