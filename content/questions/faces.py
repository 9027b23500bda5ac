"""What a page may show of a question without giving the answer away."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from content.language import original_of
from content.questions.cloze import GapFace, gap_faces
from content.questions.hotspots import AreaFace, area_faces, labels_of
from content.questions.specs import (
    ClozeSpec,
    ExpressionSpec,
    HotspotsSpec,
    MatchingSpec,
    MultipleSpec,
    NumberSpec,
    OrderingSpec,
    SingleSpec,
    Spec,
    TextSpec,
)
from content.questions.tokens import token


@dataclass(frozen=True)
class Face:
    """A question as a student meets it; every pair is (form value, Markdown).

    Attributes:
        choices: for single and multiple, mixed unless the author keeps their order.
        items: for ordering, shuffled.
        lefts: for matching; `rights` are what to choose from, shuffled, each once: read from top to
            bottom beside the lefts, they are not the solution.
        letters: for expression, those that the author lists, which may have several letters.
        areas: for places on a picture, which is the `text`; `rights` are the labels to put, mixed.
        text: for cloze, Markdown with a mark for each of the `gaps`.
    """

    choices: tuple[tuple[str, str], ...] = ()
    items: tuple[tuple[str, str], ...] = ()
    lefts: tuple[str, ...] = ()
    rights: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    letters: tuple[str, ...] = ()
    text: str = ""
    gaps: tuple[GapFace, ...] = ()
    areas: tuple[AreaFace, ...] = ()


def face_of(spec: Spec, *, seed: int) -> Face:
    """Return what a page may show; the same seed gives the same order.

    What is to be ordered or matched never comes in the order of the solution.
    """
    match spec:
        case SingleSpec() | MultipleSpec():
            return Face(choices=_choices(spec, seed=seed))
        case NumberSpec() | TextSpec():
            return Face(unit=spec.unit if isinstance(spec, NumberSpec) else "")
        case ExpressionSpec():
            return Face(letters=spec.letters if spec.has_own_letters else ())
        case OrderingSpec():
            return Face(items=_mix([(token(item), item) for item in spec.items], seed=seed))
        case MatchingSpec():
            partners = [*(right for _, right in spec.pairs), *spec.others]
            rights = list({token(right): right for right in partners}.items())
            return Face(lefts=tuple(left for left, _ in spec.pairs), rights=_mix(rights, seed=seed))
        case ClozeSpec():
            return Face(text=spec.text, gaps=gap_faces(spec, mix=lambda gap: _list(gap, seed=seed)))
        case HotspotsSpec():
            return _picture(spec, seed=seed)


def _picture(spec: HotspotsSpec, *, seed: int) -> Face:
    # From their own order, so that neither they nor the places tell how the author wrote them.
    labels = sorted(labels_of(spec)) if spec.mode == "labels" else []
    mixed = tuple(random.Random(seed).sample(labels, len(labels)))  # noqa: S311
    return Face(text=spec.picture, areas=area_faces(spec), rights=mixed)


def _choices(spec: SingleSpec | MultipleSpec, *, seed: int) -> tuple[tuple[str, str], ...]:
    written = [(token(choice.text), choice.text) for choice in spec.choices]
    # The order they were written in is one of many: to avoid it would tell where the first one is not.
    mixed = written if spec.keep_order else random.Random(seed).sample(written, len(written))  # noqa: S311
    return tuple(mixed)


def _list(spec: SingleSpec, *, seed: int) -> tuple[tuple[str, str], ...]:
    """Return the choices of a gap: those of two gaps that have the same ones in the same order.

    Where they have others, the orders are of their own, so that one does not tell the place of the right one
    in the next.
    """
    written = [(token(choice.text), choice.text) for choice in spec.choices]
    if spec.keep_order:
        return tuple(written)
    known = sorted(written)
    originals = [(value, original_of(text)) for value, text in known]
    return tuple(random.Random(f"{seed}{originals}").sample(known, len(known)))  # noqa: S311


def named_choices(spec: Spec, response: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return a response with its choices by name.

    Answers kept from before choices were mixed name them by their place.
    """
    named = {name: list(values) for name, values in response.items()}
    if isinstance(spec, SingleSpec | MultipleSpec) and "choice" in named:
        names = {str(index): token(choice.text) for index, choice in enumerate(spec.choices)}
        named["choice"] = [names.get(value, value) for value in named["choice"]]
    return named


def _mix(solved: list[tuple[str, str]], *, seed: int) -> tuple[tuple[str, str], ...]:
    """Return what stands in the order of the solution in another one, where there is another."""
    mixed = random.Random(seed).sample(solved, len(solved))  # noqa: S311 (an order, not a secret)
    return tuple(reversed(solved) if mixed == solved else mixed)
