"""From tokens to a tree, as people write: 2x, x(x+1), 3 1/2, |x|, x²; functions: `function_parser`."""

from collections.abc import Callable
from fractions import Fraction

from content.language import gettext
from content.questions.expressions.notation.cursor import Cursor
from content.questions.expressions.notation.tokens import NotReadable, Token
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

_STARTS = ("number", "vulgar", "letter", "constant", "function", "tex")
_OPENING = ("(", "[", "{", "√", "∛", "∞")
_ROOTS = {"√": "sqrt", "∛": "cbrt"}
_PARTS = {"°": 180, "%": 100}


class ScalarParser(Cursor):
    """Reads numbers, letters and what is made of them."""

    def scalar(self) -> Node:
        """Read a sum of terms."""
        with self._deeper():
            terms = [self._signed_term()]
            while self._is("+", "-"):
                terms.append(self._signed_term())
        return terms[0] if len(terms) == 1 else Sum(tuple(terms))

    def _signed_term(self) -> Node:
        sign = self._took("+", "-")
        if not sign:
            return self._term()
        with self._deeper():
            term = self._signed_term()
        return Negative(term) if sign == "-" else term

    def _term(self) -> Node:
        """Read products and quotients from left to right; 1/2x is a half of x."""
        factors = [self._power()]
        while True:
            if self._took("*"):
                factors.append(self._signed_power())
            elif self._took("/"):
                factors = [Quotient(product(factors), self._signed_power())]
            elif self._starts_factor():
                factors.append(self._power())
            else:
                return product(factors)

    def _starts_factor(self) -> bool:
        """Return whether a factor follows without a sign of multiplication."""
        token = self._next
        if token.kind in ("number", "vulgar"):
            raise self._number_after_factor(token)
        if self._is("[") and self._ends_at_bracket:
            return False
        return token.kind in _STARTS or self._is(*_OPENING) or (self._is("|") and not self._bars)

    def _number_after_factor(self, token: Token) -> NotReadable:
        before = self._tokens[self._at - 1]
        if before.kind == "letter" and not token.after_space:
            example = {"power": f"{before.text}^{token.text}", "product": f"{token.text}{before.text}"}
            words = gettext("write %(power)s for a power, or %(product)s for a product") % example
        else:
            words = gettext("a sign is missing before “%(sign)s”") % {"sign": token.text}
        return NotReadable(words, place=token.place)

    def _signed_power(self) -> Node:
        sign = self._took("+", "-")
        return Negative(self._power()) if sign == "-" else self._power()

    def _power(self) -> Node:
        base = self._raised(self._primary())
        return Power(base, self._exponent()) if self._took("^") else base

    def _raised(self, node: Node) -> Node:
        """Read what stands raised after a base, as ² does, and the signs of degrees and of hundredths."""
        while True:
            if self._next.kind == "raised":
                node = Power(node, self._of_raised(self._take()))
                continue
            sign = self._took(*_PARTS)
            if not sign:
                return node
            top = Product((node, Constant("pi"))) if sign == "°" else node
            node = Quotient(top, _integer(_PARTS[sign]))

    def _of_raised(self, token: Token) -> Node:
        text = token.text.strip("()")
        if text in ("n", "x"):
            return Letter(text)
        digits = text.lstrip("+-")
        if not digits.isdecimal():
            raise NotReadable(gettext("this exponent cannot be read"), place=token.place)
        value = _integer(int(digits))
        return Negative(value) if text.startswith("-") else value

    def _exponent(self) -> Node:
        with self._deeper():
            sign = self._took("+", "-")
            if sign:
                exponent = self._exponent()
                return Negative(exponent) if sign == "-" else exponent
            base = self._braced() if self._is("{") else self._raised(self._primary(may_be_mixed=False))
            return Power(base, self._exponent()) if self._took("^") else base

    def _braced(self) -> Node:
        self._expect("{")
        with self._without_bars():
            node = self.scalar()
        self._expect("}")
        return node

    # The smallest parts

    def _primary(self, *, may_be_mixed: bool = True) -> Node:
        token = self._next
        if token.kind == "number":
            return self._number(may_be_mixed=may_be_mixed)
        readers: dict[str, Callable[[], Node]] = {
            "letter": self._name,
            "constant": self._name,
            "vulgar": self._vulgar,
            "function": self._function,
            "tex": self._tex,
            "∞": self._infinity,
            "(": self._grouped,
            "[": self._grouped,
            "{": self._braced,
            "|": self._absolute,
            "√": self._root,
            "∛": self._root,
        }
        read = readers.get(token.text if token.kind == "sign" else token.kind)
        if read is None:
            raise self._unexpected()
        return read()

    def _function(self) -> Node:
        """Read a function with what it is of."""
        raise self._unexpected()

    def _infinity(self) -> Node:
        self._take()
        return Constant("inf")

    def _name(self) -> Node:
        token = self._take()
        if token.kind == "constant":
            return Constant(token.text)
        return Letter(f"{token.text}_{self._index()}") if self._took("_") else Letter(token.text)

    def _index(self) -> str:
        is_braced = bool(self._took("{"))
        if self._next.kind not in ("number", "letter"):
            raise self._unexpected()
        index = self._take().text
        if is_braced:
            self._expect("}")
        return index

    def _number(self, *, may_be_mixed: bool) -> Node:
        number = to_number(self._take())
        if not (may_be_mixed and number.text.isdecimal()):
            return number
        if self._next.kind == "vulgar":
            return Mixed(number, *_parts(self._take()))
        if self._next.kind == "tex" and self._next.text == "frac":
            return self._mixed_tex(number)
        return self._mixed(number) or number

    def _mixed(self, whole: Number) -> Node | None:
        """Return a mixed number if a fraction of two whole numbers follows after a space: 3 1/2."""
        top, slash, bottom = (self._tokens[self._at : self._at + 3] + [Token("end", "", 0)] * 3)[:3]
        is_fraction = (
            top.kind == bottom.kind == "number"
            and top.after_space
            and slash.text == "/"
            and top.text.isdecimal()
            and bottom.text.isdecimal()
        )
        if not is_fraction or int(bottom.text) == 0:
            return None
        self._at += 3
        return Mixed(whole, to_number(top), to_number(bottom))

    def _mixed_tex(self, whole: Number) -> Node:
        fraction = self._tex()
        match fraction:
            case Quotient(Number() as top, Number() as bottom) if bottom.value:
                return Mixed(whole, top, bottom)
        return Product((whole, fraction))

    def _vulgar(self) -> Node:
        return Quotient(*_parts(self._take()))

    def _grouped(self) -> Node:
        closing = {"(": ")", "[": "]"}[self._take().text]
        with self._without_bars():
            node = self.scalar()
        self._expect(closing)
        return node

    def _absolute(self) -> Node:
        self._take()
        self._bars += 1
        node = self.scalar()
        self._bars -= 1
        self._expect("|")
        return Call("abs", (node,))

    def _root(self) -> Node:
        return Call(_ROOTS[self._take().text], (self._radicand(),))

    def _radicand(self) -> Node:
        with self._deeper():
            return self._primary(may_be_mixed=False)

    def _tex(self) -> Node:
        with self._deeper():
            if self._take().text == "frac":
                return Quotient(self._tex_argument(), self._tex_argument())
            index: Node | None = None
            if self._took("["):
                index = self.scalar()
                self._expect("]")
            radicand = self._tex_argument()
        return Call("sqrt", (radicand,)) if index is None else Call("root", (radicand, index))

    def _tex_argument(self) -> Node:
        r"""Read a group, or one digit or letter: \frac12."""
        token = self._next
        if token.kind == "number" and len(token.text) > 1 and token.text.isdecimal():
            self._tokens[self._at] = Token("number", token.text[1:], token.place + 1)
            return _integer(int(token.text[0]))
        return self._primary(may_be_mixed=False)


def product(factors: list[Node]) -> Node:
    """Return what is left of factors: their product, or the only one."""
    return factors[0] if len(factors) == 1 else Product(tuple(factors))


def to_number(token: Token) -> Number:
    """Return the number of a token."""
    return Number(Fraction(token.text), token.text)


def _integer(value: int) -> Number:
    return Number(Fraction(value), str(value))


def _parts(token: Token) -> tuple[Number, Number]:
    top, bottom = (Number(Fraction(part), part) for part in token.text.split("/"))
    return top, bottom
