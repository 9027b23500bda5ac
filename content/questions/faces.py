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
        lefts: for matching; `rights` are what to choose from, shuffled, each once.
    """

    choices: tuple[tuple[str, str], ...] = ()
    items: tuple[tuple[str, str], ...] = ()
    lefts: tuple[str, ...] = ()
    rights: tuple[tuple[str, str], ...] = ()
    unit: str = ""


def face_of(spec: Spec, *, seed: int) -> Face:
    """Return what a page may show; the same seed gives the same order."""
    shuffle = random.Random(seed).sample  # noqa: S311 (an order, not a secret)
    match spec:
        case SingleSpec() | MultipleSpec():
            return Face(choices=tuple((str(index), choice.text) for index, choice in enumerate(spec.choices)))
        case NumberSpec():
            return Face(unit=spec.unit)
        case TextSpec():
            return Face()
        case OrderingSpec():
            items = [(token(item), item) for item in spec.items]
            mixed = shuffle(items, len(items))
            return Face(items=tuple(mixed if mixed != items else reversed(items)))
        case MatchingSpec():
            rights = list(dict.fromkeys((token(right), right) for _, right in spec.pairs))
            return Face(
                lefts=tuple(left for left, _ in spec.pairs), rights=tuple(shuffle(rights, len(rights)))
            )


def token(text: str) -> str:
    """Return a form value for a text: stable, and telling nothing about its place."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
