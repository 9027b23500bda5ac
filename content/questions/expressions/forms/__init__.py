"""Whether an answer is written as the author asks: simplified, expanded, factored or solved.

What an answer is worth is compared elsewhere; here it is only how it looks.
"""

from collections.abc import Iterator

from content.questions.expressions.algebra.equality import Setting
from content.questions.expressions.comparing import solved_for, values_of
from content.questions.expressions.forms.expanded import is_expanded
from content.questions.expressions.forms.factored import is_factored
from content.questions.expressions.forms.simplified import is_simplified
from content.questions.expressions.syntax import (
    Answer,
    Letter,
    Node,
    Point,
    Relation,
    Several,
    children,
    is_scalar,
    letters_of,
)

FORMS = ("any", "simplified", "expanded", "factored", "solved")


def has_form(given: Answer, wanted: Answer, form: str, setting: Setting) -> bool:
    """Return whether an answer that is right is also written in the form asked for.

    Args:
        given: the answer, equal to what is wanted.
        wanted: the author's, which is in this form.
        form: one of `FORMS`.
        setting: how the question means its expressions.
    """
    if (
        is_solved(wanted)
        and (form == "solved" or len(letters_of(wanted)) == 1)
        and not _solves(given, wanted)
    ):
        return False
    if form in ("any", "solved"):
        return True
    theirs = list(_outermost(wanted))
    return all(
        _looks(form, node, theirs[min(place, len(theirs) - 1)], setting)
        for place, node in enumerate(_outermost(given))
    )


def _looks(form: str, node: Node, wanted: Node, setting: Setting) -> bool:
    if form == "expanded":
        return is_expanded(node, setting)
    if form == "factored":
        return is_factored(node, wanted, setting)
    return is_simplified(node, wanted, setting)


def is_solved(answer: Answer) -> bool:
    """Return whether each part of an answer is an equation or inequality with a letter alone on one side."""
    relations = _relations(answer)
    return bool(relations) and all(_is_solved(relation) for relation in relations)


def _is_solved(relation: Relation) -> bool:
    if len(relation.sides) == 3:
        low, middle, high = relation.sides
        return isinstance(middle, Letter) and not letters_of(low, high)
    return solved_for(relation) is not None


def _solves(given: Answer, wanted: Answer) -> bool:
    if not _relations(given):
        # Values without their letter are solved: 2 for x = 2.
        return True
    return is_solved(given) and _solved_letters(given) == _solved_letters(wanted)


def _solved_letters(answer: Answer) -> set[str]:
    letters = set()
    for relation in _relations(answer):
        solved = solved_for(relation)
        if solved is not None:
            letters.add(solved[0])
        else:
            letters |= letters_of(relation)
    return letters


def _relations(answer: Answer) -> list[Relation]:
    parts = answer.parts if isinstance(answer, Several) else (answer,)
    return [part for part in parts if isinstance(part, Relation)]


def _outermost(answer: Answer) -> Iterator[Node]:
    """Yield the outermost scalars of an answer: elements, sides, coordinates, bounds."""
    values = values_of(answer, with_letters=True)
    if values is None:
        yield from _scalars(answer)
        return
    for element in values.elements:
        yield from element.coordinates if isinstance(element, Point) else (element,)


def _scalars(answer: Answer) -> Iterator[Node]:
    for part in children(answer):
        if is_scalar(part):
            yield part  # type: ignore[misc]
        else:
            yield from _scalars(part)
