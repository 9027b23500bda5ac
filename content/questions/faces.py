"""What a page may show of a question without giving the answer away."""

import hashlib
import random
from dataclasses import dataclass

from content.questions.specs import (
    MatchingSpec,
    MultipleSpec,
    NumberSpec,
    OrderingSpec,
    SingleSpec,
    Spec,
    TextSpec,
)


@dataclass(frozen=True)
class Face:
    """A question as a student meets it; every pair is (form value, Markdown).

    Attributes:
        choices: for single and multiple.
        items: for ordering, shuffled.
        lefts: for matching; `rights` are what to choose from, shuffled, each once: read from top to
            bottom beside the lefts, they are not the solution.
    """

    choices: tuple[tuple[str, str], ...] = ()
    items: tuple[tuple[str, str], ...] = ()
    lefts: tuple[str, ...] = ()
    rights: tuple[tuple[str, str], ...] = ()
    unit: str = ""


def face_of(spec: Spec, *, seed: int) -> Face:
    """Return what a page may show; the same seed gives the same order, and none is the solution's."""
    match spec:
        case SingleSpec() | MultipleSpec():
            return Face(choices=tuple((str(index), choice.text) for index, choice in enumerate(spec.choices)))
        case NumberSpec():
            return Face(unit=spec.unit)
        case TextSpec():
            return Face()
        case OrderingSpec():
            return Face(items=_mix([(token(item), item) for item in spec.items], seed=seed))
        case MatchingSpec():
            partners = [*(right for _, right in spec.pairs), *spec.others]
            rights = list(dict.fromkeys((token(right), right) for right in partners))
            return Face(lefts=tuple(left for left, _ in spec.pairs), rights=_mix(rights, seed=seed))


def _mix(solved: list[tuple[str, str]], *, seed: int) -> tuple[tuple[str, str], ...]:
    """Return what stands in the order of the solution in another one, where there is another."""
    mixed = random.Random(seed).sample(solved, len(solved))  # noqa: S311 (an order, not a secret)
    return tuple(reversed(solved) if mixed == solved else mixed)


def token(text: str) -> str:
    """Return a form value for a text: stable, and telling nothing about its place."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
