"""Whole answers: scalars, equations and inequalities, points, sets, intervals, and several of them."""

import re
from collections.abc import Collection as Names
from dataclasses import replace
from functools import lru_cache

from content.language import gettext
from content.questions.expressions.notation.function_parser import FunctionParser
from content.questions.expressions.notation.tokens import (
    LONGEST,
    NOTATIONS,
    NotReadable,
    Token,
    plain_text,
    read_tokens,
)
from content.questions.expressions.syntax import (
    Answer,
    Collection,
    Constant,
    Interval,
    Letter,
    Negative,
    Node,
    Part,
    Point,
    Relation,
    Several,
    Union,
    is_scalar,
    nodes,
)

MOST_PARTS = 30
"""The most elements, coordinates or parts of an answer."""
MOST_NODES = 300
_RELATIONS = ("=", "≠", "<", "≤", ">", "≥")
_JOINING = ("or", "and", ",", ";")
# P(2|3), as points are written in some countries.
_POINT = re.compile(r" *[A-Z]? *\(([^()|]+)\|([^()|]+)\) *")
_REALS = Interval(Negative(Constant("inf")), Constant("inf"), has_low=False, has_high=False)


def read_expression(text: str, *, letters: Names[str] = ()) -> Answer:
    """Return what an answer most likely says.

    Raises:
        NotReadable: it says nothing, or is too long, too deep or too large.
    """
    return readings(text, letters=letters)[0]


def readings(text: str, *, letters: Names[str] = (), are_all: bool = False) -> tuple[Answer, ...]:
    """Return all that an answer may say, the likeliest first: 1,5 is two numbers, or one and a half.

    Args:
        text: as typed, or a part of TeX.
        letters: the names that the question uses; those of several letters are read as one.
        are_all: they are all of them, so that a word of other letters is no product.

    Raises:
        NotReadable: as `read_expression`.
    """
    return _readings(text, frozenset(letters), are_all)


@lru_cache(maxsize=512)
def _readings(text: str, letters: frozenset[str], are_all: bool) -> tuple[Answer, ...]:
    if len(text) > LONGEST:
        raise NotReadable(gettext("this is too long to read"), place=LONGEST)
    plain = plain_text(text)
    if not plain.strip():
        raise NotReadable(gettext("there is nothing to read"))
    found: list[Answer] = []
    faults: list[NotReadable] = []
    for notation in NOTATIONS if "," in plain or "." in plain else NOTATIONS[:1]:
        try:
            found.append(_read(read_tokens(text, notation, letters, are_all=are_all)))
        except NotReadable as error:
            faults.append(error)
    if not found and (point := _POINT.fullmatch(plain)):
        return _readings(f"({point[1]};{point[2]})", letters, are_all)
    if not found:
        raise max(faults, key=lambda fault: fault.place)
    return tuple(dict.fromkeys(found))


def _read(tokens: list[Token]) -> Answer:
    signs = {token.text for token in tokens if token.kind == "sign"}
    if not signs & {"±", "∓"}:
        return _within_limits(_AnswerParser(tokens).answer())
    both = [_within_limits(_AnswerParser(_one_sign(tokens, plus)).answer()) for plus in ("±", "∓")]
    return _joined(both)


def _one_sign(tokens: list[Token], plus: str) -> list[Token]:
    return [
        replace(token, text="+" if token.text == plus else "-") if token.text in ("±", "∓") else token
        for token in tokens
    ]


def _joined(both: list[Answer]) -> Answer:
    first, second = both
    if isinstance(first, Collection) and isinstance(second, Collection):
        return Collection((*first.elements, *second.elements))
    parts: list[Part] = []
    for one in both:
        parts.extend(one.parts if isinstance(one, Several) else (one,))
    return Several(tuple(parts), "or")


def _within_limits(answer: Answer) -> Answer:
    for count, _ in enumerate(nodes(answer)):
        if count > MOST_NODES:
            raise NotReadable(gettext("this has too many parts"))
    return answer


class _AnswerParser(FunctionParser):
    def answer(self) -> Answer:
        """Read everything."""
        parts: list[Part] = [self._part()]
        joining = set()
        while sign := self._took(*_JOINING):
            joining.add(sign)
            parts.append(self._part(parts[-1]))
            if len(parts) > MOST_PARTS:
                raise NotReadable(gettext("this has too many parts"), place=self._next.place)
        if self._next.kind != "end":
            raise self._unexpected()
        return parts[0] if len(parts) == 1 else self._several(parts, joining)

    def _several(self, parts: list[Part], joining: set[str]) -> Answer:
        words = joining & {"or", "and"}
        if len(words) > 1:
            raise NotReadable(gettext("use either “or” or “and”"))
        if "or" in words and all(map(_holds_numbers, parts)):
            return _union(parts)
        return Several(tuple(parts), words.pop() if words else ",")

    def _part(self, before: Part | None = None) -> Part:
        start = self._at
        is_member = self._next.kind == "letter" and self._tokens[start + 1].text in ("in", "∈")
        if is_member:
            self._at += 2
            return self._region()
        if self._is("(", "[", "]", "{", "{:", "∅", "ℝ"):
            try:
                return self._region()
            except NotReadable as error:
                fault = error
            self._go_to(start)
            try:
                return self._relation(before)
            except NotReadable as error:
                is_set = self._tokens[start].text in ("{", "{:")
                raise (fault if is_set or error.place <= fault.place else error) from None
        return self._relation(before)

    def _relation(self, before: Part | None) -> Part:
        sides, signs = [self.scalar()], []
        while sign := self._took(*_RELATIONS):
            signs.append(sign)
            sides.append(self.scalar())
        if not self._is_done():
            raise self._unexpected()
        if signs:
            return Relation(tuple(sides), tuple(signs))
        match before:
            case Relation((Letter() as letter, _), ("=",)):
                # x = 1, 2
                return Relation((letter, sides[0]), ("=",))
        return sides[0]

    def _is_done(self) -> bool:
        return self._next.kind == "end" or self._is(*_JOINING)

    # Points, intervals and sets

    def _region(self) -> Part:
        parts = [self._one_region()]
        while self._took("∪"):
            parts.append(self._one_region())
        if not self._is_done():
            raise self._unexpected()
        if len(parts) > 1 and not all(map(_holds_numbers, parts)):
            raise NotReadable(
                gettext("“∪” joins intervals and sets of numbers, not points"), place=self._next.place
            )
        return parts[0] if len(parts) == 1 else _union(parts)

    def _one_region(self) -> Part:
        if self._took("∅"):
            return Collection(())
        if self._took("ℝ"):
            return _REALS
        if self._is("{", "{:"):
            return self._set()
        return self._bounds()

    def _set(self) -> Collection:
        closing = ("}", ":}")
        self._take()
        elements: list[Node | Point] = []
        while not self._is(*closing):
            elements.append(self._element())
            if not self._is(*closing):
                self._separator()
        self._take()
        return Collection(tuple(elements))

    def _element(self) -> Node | Point:
        start = self._at
        if self._is("("):
            try:
                point = self._bounds()
            except NotReadable:
                self._go_to(start)
            else:
                assert isinstance(point, Point | Interval)
                if isinstance(point, Point):
                    return point
                raise NotReadable(gettext("an interval is no element of a set"), place=start)
        return self.scalar()

    def _separator(self) -> None:
        if not self._took(",", ";"):
            raise self._unexpected()

    def _bounds(self) -> Point | Interval:
        if not self._is("(", "[", "]"):
            raise self._unexpected()
        start, opening = self._at, self._take().text
        # In ]1, 2[ and [1, 2[ a square bracket ends the interval.
        self._ends_at_bracket = opening in "[]"
        numbers = [self.scalar()]
        while self._took(",", ";"):
            numbers.append(self.scalar())
        self._ends_at_bracket = False
        if len(numbers) < 2 or len(numbers) > MOST_PARTS or not self._is(")", "]", "["):
            raise self._unexpected()
        closing = self._take().text
        is_infinite = any(token.text in ("∞", "inf") for token in self._tokens[start : self._at])
        if opening == "(" and closing == ")" and not is_infinite:
            return Point(tuple(numbers))
        if len(numbers) > 2:
            raise NotReadable(gettext("an interval has two bounds"), place=self._next.place)
        return Interval(numbers[0], numbers[1], has_low=opening == "[", has_high=closing == "]")


def _holds_numbers(part: Part) -> bool:
    """Return whether a part is a set of numbers; (1, 2) may be an interval, (1, 2, 3) is a point alone."""
    if isinstance(part, Collection):
        return not any(isinstance(element, Point) for element in part.elements)
    return isinstance(part, Interval | Union) or (isinstance(part, Point) and len(part.coordinates) == 2)


def _union(parts: list[Part]) -> Union:
    flat: list[Interval | Collection | Point] = []
    for part in parts:
        if isinstance(part, Union):
            flat.extend(part.parts)
        elif isinstance(part, Interval | Collection | Point):
            flat.append(part)
    return Union(tuple(flat))


def kind_of(answer: Answer) -> str:
    """Return what an answer is: scalar, equation, inequality, point, set, interval or several."""
    match answer:
        case Relation(_, signs):
            return "equation" if set(signs) == {"="} else "inequality"
        case Point():
            return "point"
        case Collection():
            return "set"
        case Interval() | Union():
            return "interval"
        case Several(parts):
            kinds = {kind_of(part) for part in parts}
            return kinds.pop() if len(kinds) == 1 and kinds & {"equation", "inequality"} else "several"
    assert is_scalar(answer)
    return "scalar"
