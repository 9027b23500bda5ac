"""Goes through tokens, and counts how deep it is in brackets."""

from collections.abc import Iterator
from contextlib import contextmanager

from content.language import gettext
from content.questions.expressions.notation.tokens import NotReadable, Token

DEEPEST = 30


class Cursor:
    """What comes next, and what is to be there."""

    def __init__(self, tokens: list[Token]) -> None:
        self._given = tokens
        self._depth = 0
        self._go_to(0)

    def _go_to(self, at: int) -> None:
        # Reading may cut a number in two, as in \frac12: whoever reads again needs it whole.
        self._tokens = list(self._given)
        self._at = at
        self._bars = 0
        self._ends_at_bracket = False

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _is(self, *signs: str) -> bool:
        return self._next.kind == "sign" and self._next.text in signs

    def _took(self, *signs: str) -> str:
        """Return one of these signs if it comes next, having gone past it."""
        return self._take().text if self._is(*signs) else ""

    def _expect(self, sign: str) -> None:
        if not self._took(sign):
            raise NotReadable(gettext("“%(sign)s” is missing") % {"sign": sign}, place=self._next.place)

    def _unexpected(self) -> NotReadable:
        token = self._next
        if token.kind == "end":
            return NotReadable(gettext("something is missing at the end"), place=token.place)
        return NotReadable(gettext("“%(sign)s” does not fit here") % {"sign": token.text}, place=token.place)

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        """Refuse what is nested too deep."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotReadable(gettext("this is nested too deep"), place=self._next.place)
        try:
            yield
        finally:
            self._depth -= 1

    @contextmanager
    def _without_bars(self) -> Iterator[None]:
        """Within brackets a bar opens an absolute value of its own."""
        # Left as it is when reading breaks off: whoever reads again goes back by `_go_to`, which begins anew.
        bars, self._bars = self._bars, 0
        yield
        self._bars = bars
