"""Whether an answer says the same as another one: equal values, equivalent equations, the same set.

Every function returns True, False, or None where it cannot be decided.
"""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Collection as Collected
from dataclasses import dataclass
from typing import TypeGuard, TypeVar

from content.questions.expressions.algebra.equality import Judge
from content.questions.expressions.notation.answers import kind_of
from content.questions.expressions.notation.parser import product
from content.questions.expressions.regions import equal_regions
from content.questions.expressions.relations import Single, equal_relations, singles
from content.questions.expressions.syntax import (
    Answer,
    Collection,
    Interval,
    Letter,
    Node,
    Point,
    Relation,
    Several,
    Union,
    is_scalar,
    letters_of,
)

T = TypeVar("T")


class OtherKind(ValueError):
    """The answer is of another kind than the one that is wanted, which is `wanted`."""

    def __init__(self, wanted: str) -> None:
        super().__init__(wanted)
        self.wanted = wanted


@dataclass(frozen=True)
class Values:
    """What an answer lists: `letter` where it says which letter has these values."""

    letter: str | None
    elements: tuple[Node | Point, ...]


def matches(given: Answer, wanted: Answer, judge: Judge) -> bool | None:
    """Return whether an answer says what is wanted.

    Raises:
        OtherKind: it is of another kind, as an expression in place of an equation.
    """
    if isinstance(wanted, Interval | Union):
        if not isinstance(given, Interval | Union) and not _may_be_interval(given):
            raise OtherKind("interval")
        return equal_regions(given, wanted, judge)
    expected = values_of(wanted, with_letters=False)
    if expected is None:
        return _equal_relations(given, wanted, judge)
    found = values_of(given, with_letters=True)
    if found is None:
        return _other_than_values(given, wanted, judge)
    if isinstance(wanted, Point) != isinstance(given, Point) and not isinstance(wanted, Collection | Several):
        raise OtherKind(kind_of(wanted))
    if found.letter and expected.letter and found.letter != expected.letter:
        return False
    return _same_elements(found.elements, expected.elements, judge)


def _other_than_values(given: Answer, wanted: Answer, judge: Judge) -> bool | None:
    is_relation = isinstance(given, Relation) or (isinstance(given, Several) and bool(_relations(given)))
    if is_relation and _relations(wanted):
        return _equal_relations(given, wanted, judge)
    if isinstance(given, Interval) and _may_be_interval(wanted):
        return equal_regions(given, Union((wanted,)), judge)
    raise OtherKind(kind_of(wanted))


def _may_be_interval(answer: Answer) -> TypeGuard[Point]:
    return isinstance(answer, Point) and len(answer.coordinates) == 2


def values_of(answer: Answer, *, with_letters: bool) -> Values | None:
    """Return what an answer lists: 2, x = 2, {1; 2}, x = 1 or x = 2; None of what lists nothing.

    Args:
        answer: any.
        with_letters: whether `y = 2x + 1` lists one value, or is an equation.
    """
    if is_scalar(answer) or isinstance(answer, Point):
        return Values(None, (answer,))  # type: ignore[arg-type]
    if isinstance(answer, Collection):
        return Values(None, answer.elements)
    if isinstance(answer, Relation):
        return _solved_value(answer, with_letters=with_letters)
    if isinstance(answer, Several):
        parts = [values_of(part, with_letters=with_letters) for part in answer.parts]
        known = [part for part in parts if part is not None]
        letters = {part.letter for part in known}
        if len(known) < len(parts) or len(letters) > 1 or answer.joined == "and":
            return None
        return Values(letters.pop(), tuple(element for part in known for element in part.elements))
    return None


def _solved_value(relation: Relation, *, with_letters: bool) -> Values | None:
    solved = solved_for(relation)
    if solved is None or relation.signs != ("=",):
        return None
    letter, value = solved
    return Values(letter, (value,)) if with_letters or not letters_of(value) else None


def solved_for(relation: Relation) -> tuple[str, Node] | None:
    """Return the letter that stands alone on one side, and the other side, which is without it."""
    if len(relation.sides) != 2:
        return None
    for one, other in (relation.sides, relation.sides[::-1]):
        if isinstance(one, Letter) and one.name not in letters_of(other):
            return one.name, other
    return None


def without_indexes(answer: Answer, letters: Collected[str]) -> Answer:
    """Return an answer in a question's letter where it numbers the values of that: x_1 = 2, x_2 = 3."""
    if not isinstance(answer, Several):
        return answer
    solved = [solved_for(part) if part.signs == ("=",) else None for part in _relations(answer)]
    known = [pair for pair in solved if pair is not None]
    stems = {letter.partition("_")[0] for letter, _ in known}
    is_numbering = all(letter not in letters and letter.partition("_")[2].isdecimal() for letter, _ in known)
    if (
        len(known) < len(answer.parts)
        or not is_numbering
        or len(stems) != 1
        or not stems <= set(letters or stems)
    ):
        return answer
    stem = Letter(stems.pop())
    return Several(tuple(Relation((stem, value), ("=",)) for _, value in known), answer.joined)


def _relations(answer: Answer) -> list[Relation]:
    parts = answer.parts if isinstance(answer, Several) else (answer,)
    relations = [part for part in parts if isinstance(part, Relation)]
    return relations if len(relations) == len(parts) else []


def _equal_relations(given: Answer, wanted: Answer, judge: Judge) -> bool | None:
    mine, theirs = _relations(given), _relations(wanted)
    if not mine or not theirs:
        raise OtherKind(kind_of(wanted))
    if (kind_of(mine[0]) == "equation") != (kind_of(theirs[0]) == "equation"):
        raise OtherKind(kind_of(wanted))
    joined = {part.joined for part in (given, wanted) if isinstance(part, Several)}
    if kind_of(theirs[0]) == "inequality":
        return _equal_alternatives(_alternatives(given, wanted), _alternatives(wanted, given), judge)
    if len(mine) != len(theirs) and _are_alternatives(mine, theirs, joined):
        return equal_relations(_any_of_them(mine), _any_of_them(theirs), judge)
    left, right = _all_singles(mine), _all_singles(theirs)
    return same_set(left, right, lambda one, other: equal_relations(one, other, judge))


def _alternatives(answer: Answer, other: Answer) -> list[list[Single]]:
    """Return what an answer in inequalities says: any of these, each of which is true as a whole.

    A comma joins as the other answer's word does; `3 < x < -1` is both of its comparisons at once.
    """
    relations = _relations(answer)
    joined = {part.joined for part in (answer, other) if isinstance(part, Several)}
    is_parted = isinstance(answer, Several) and "or" in joined and answer.joined != "and"
    return [_all_singles([one]) for one in relations] if is_parted else [_all_singles(relations)]


def _equal_alternatives(left: list[list[Single]], right: list[list[Single]], judge: Judge) -> bool | None:
    def equal(one: list[Single], other: list[Single]) -> bool | None:
        return same_set(one, other, lambda mine, theirs: equal_relations(mine, theirs, judge))

    return same_set(left, right, equal)


def _are_alternatives(mine: list[Relation], theirs: list[Relation], joined: set[str]) -> bool:
    """Return whether each relation gives some of all solutions: x = 2 or x = -2, and x^2 = 4."""
    relations = [*mine, *theirs]
    if "and" in joined or any(relation.signs != ("=",) for relation in relations):
        return False
    # Commas part solutions of one letter, and equations of a system in several.
    return "or" in joined or len(letters_of(*relations)) == 1


def _any_of_them(relations: list[Relation]) -> Single:
    """Return one equation that holds where any of them does: the product of their differences is nought."""
    differences = [single.difference for single in _all_singles(relations)]
    return Single(product(differences), "=")


def _all_singles(relations: Iterable[Relation]) -> list[Single]:
    return [single for relation in relations for single in singles(relation)]


def _same_elements(left: Sequence[Node | Point], right: Sequence[Node | Point], judge: Judge) -> bool | None:
    return same_set(left, right, lambda one, other: equal_elements(one, other, judge))


def equal_elements(left: Node | Point, right: Node | Point, judge: Judge) -> bool | None:
    """Return whether two scalars, or two points, are equal."""
    if isinstance(left, Point) and isinstance(right, Point):
        if len(left.coordinates) != len(right.coordinates):
            return False
        return all_of(judge.equal(*pair) for pair in zip(left.coordinates, right.coordinates, strict=True))
    if isinstance(left, Point) or isinstance(right, Point):
        return False
    return judge.equal(left, right)


def all_of(found: Iterable[bool | None]) -> bool | None:
    """Return False where one is false, else None where one is not known, else True."""
    is_known = True
    for one in found:
        if one is False:
            return False
        is_known &= one is not None
    return True if is_known else None


def any_of(found: Iterable[bool | None]) -> bool | None:
    """Return True where one is true, else None where one is not known, else False."""
    is_known = True
    for one in found:
        if one:
            return True
        is_known &= one is not None
    return False if is_known else None


def same_set(left: Sequence[T], right: Sequence[T], equal: Callable[[T, T], bool | None]) -> bool | None:
    """Return whether each of one is in the other, and the other way round."""
    table = {
        (row, column): equal(one, other) for row, one in enumerate(left) for column, other in enumerate(right)
    }
    rows = all_of(any_of(table[row, column] for column in range(len(right))) for row in range(len(left)))
    if rows is False:
        return False
    columns = all_of(any_of(table[row, column] for row in range(len(left))) for column in range(len(right)))
    return all_of((rows, columns))
