"""Whether two unions of intervals and points are the same set of numbers."""

import math
from dataclasses import dataclass, replace

from content.questions.expressions.algebra.equality import Judge, Setting
from content.questions.expressions.algebra.intervals import Undefined, Unknown
from content.questions.expressions.algebra.values import value_at
from content.questions.expressions.syntax import (
    Answer,
    Collection,
    Constant,
    Interval,
    Negative,
    Node,
    Point,
    Union,
    letters_of,
)

_INFINITY = Constant("inf")


@dataclass(frozen=True)
class _Piece:
    """From one bound to another, each held or not; `start` and `end` are about where they lie, to sort by."""

    low: Node
    high: Node
    has_low: bool
    has_high: bool
    start: float
    end: float


def equal_regions(given: Answer, wanted: Answer, judge: Judge) -> bool | None:
    """Return whether both hold the same numbers, or None where a bound cannot be compared.

    Args:
        given: an interval, a union, or a point of two coordinates, which is an interval without its bounds.
        wanted: the same.
        judge: compares bounds.
    """
    try:
        mine, theirs = _pieces(given, judge.setting), _pieces(wanted, judge.setting)
    except (Undefined, Unknown):
        return None
    mine, theirs = _merged(mine, judge), _merged(theirs, judge)
    if len(mine) != len(theirs):
        return False
    verdict: bool | None = True
    for one, other in zip(mine, theirs, strict=True):
        if (one.has_low, one.has_high) != (other.has_low, other.has_high):
            return False
        for left, right in ((one.low, other.low), (one.high, other.high)):
            equal = _equal_bounds(left, right, judge)
            if equal is False:
                return False
            verdict = verdict if equal else None
    return verdict


def _equal_bounds(left: Node, right: Node, judge: Judge) -> bool | None:
    if _is_infinite(left) or _is_infinite(right):
        return left == right
    return judge.equal(left, right)


def _is_infinite(node: Node) -> bool:
    return node in (_INFINITY, Negative(_INFINITY))


def _pieces(answer: Answer, setting: Setting) -> list[_Piece]:
    pieces = []
    for part in answer.parts if isinstance(answer, Union) else (answer,):
        if isinstance(part, Interval):
            pieces.append(_piece(part.low, part.high, part.has_low, part.has_high, setting))
        elif isinstance(part, Point):
            low, high = part.coordinates
            pieces.append(_piece(low, high, False, False, setting))
        elif isinstance(part, Collection):
            scalars = [element for element in part.elements if not isinstance(element, Point)]
            pieces.extend(_piece(element, element, True, True, setting) for element in scalars)
    return sorted(pieces, key=lambda piece: (piece.start, piece.end))


def _piece(low: Node, high: Node, has_low: bool, has_high: bool, setting: Setting) -> _Piece:
    # No set holds infinity itself, however its bracket stands.
    return _Piece(
        low,
        high,
        has_low and not _is_infinite(low),
        has_high and not _is_infinite(high),
        _near(low, setting),
        _near(high, setting),
    )


def _near(bound: Node, setting: Setting) -> float:
    if bound == _INFINITY:
        return math.inf
    if bound == Negative(_INFINITY):
        return -math.inf
    if letters_of(bound):
        # Bounds with letters stay in the order in which they were written.
        return 0.0
    return value_at(bound, {}, log_base=setting.log_base).low


def _merged(pieces: list[_Piece], judge: Judge) -> list[_Piece]:
    """Join pieces that overlap, or touch in a number that one of them holds."""
    joined: list[_Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last is None or letters_of(piece.low, piece.high, last.low, last.high):
            joined.append(piece)
            continue
        touches = judge.equal(piece.low, last.high) if not _is_infinite(piece.low) else None
        is_apart = not (last.has_high or piece.has_low) if touches else piece.start > last.end
        if is_apart:
            joined.append(piece)
        else:
            joined[-1] = _longer(last, piece)
    return joined


def _longer(last: _Piece, piece: _Piece) -> _Piece:
    if piece.start == last.start and piece.has_low:
        last = replace(last, has_low=True)
    if piece.end > last.end:
        return replace(last, high=piece.high, has_high=piece.has_high, end=piece.end)
    if piece.end == last.end and piece.has_high:
        return replace(last, has_high=True)
    return last
